package sample;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of docs/architecture.md on who may use whom, checked on the compiled classes of all modules. */
class ArchitectureTest {

    private static final Path ROOT = Path.of("../..");

    /** What is public although no other package uses it, and why. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "sample.contract.http.HttpProtocol", "Tomcat finds it by name",
            "sample.deliveryapi.DeliveryApiApplication", "Spring Boot's application class",
            "sample.load.NoUpdateCheck", "the JDK finds it by name",
            "sample.load.OrderSimulation", "Gatling finds it by name",
            "sample.local.dynamodb.DynamoDb", "the tests of records/function start it",
            "sample.local.lambda.DynamoDbLatency", "the AWS SDK finds it by name",
            "sample.orderapi.OrderApiApplication", "Spring Boot's application class",
            "sample.records.web.RecordsWebApplication", "Spring Boot's application class");

    private static JavaClasses code;

    @BeforeAll
    static void read() throws IOException {
        code = new ClassFileImporter().importPaths(compiledModules());
    }

    @Test
    void whatIsDeployedUsesNeitherTheLaptopNorTheLoadNorTheDrill() {
        onlyKnows("sample.contract..");
        onlyKnows("sample.orderapi..", "sample.contract..");
        onlyKnows("sample.deliveryapi..", "sample.contract..");
        onlyKnows("sample.records.web..");
        onlyKnows("sample.records.function..");
    }

    @Test
    void theOrderPathDoesNotKnowTheFaults() {
        noClasses().that().resideInAPackage("sample.deliveryapi..").and().resideOutsideOfPackage("sample.deliveryapi.fault")
                .should().dependOnClassesThat().resideInAPackage("sample.deliveryapi.fault").check(code);
    }

    @Test
    void whatIsPublicIsUsedFromAnotherPackage() {
        classes().that().arePublic().and().areTopLevelClasses()
                .should(beUsedFromAnotherPackage()).check(code);
    }

    @Test
    void eachExceptionIsNeeded() {
        assertThat(EXCEPTIONS.keySet()).allMatch(code::contain)
                .allMatch(name -> code.get(name).getModifiers().contains(JavaModifier.PUBLIC))
                .noneMatch(name -> isUsedFromAnotherPackage(code.get(name)));
    }

    private static void onlyKnows(String own, String... others) {
        String[] known = Stream.concat(Stream.of(own), Stream.of(others)).toArray(String[]::new);
        classes().that().resideInAPackage(own)
                .should(onlyDependOnClassesThat(resideOutsideOfPackages("sample..")
                        .or(Stream.of(known).map(name -> resideInAPackage(name)).reduce((a, b) -> a.or(b)).orElseThrow())))
                .check(code);
    }

    private static ArchCondition<JavaClass> beUsedFromAnotherPackage() {
        return new ArchCondition<>("be used from another package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(type, EXCEPTIONS.containsKey(type.getName()) || isUsedFromAnotherPackage(type),
                        type.getName() + " is public, and no other package uses it"));
            }
        };
    }

    /** A class whose nested class is used has to be public as well. */
    private static boolean isUsedFromAnotherPackage(JavaClass type) {
        return code.stream().filter(each -> each.equals(type) || each.getName().startsWith(type.getName() + "$"))
                .flatMap(each -> each.getDirectDependenciesToSelf().stream())
                .anyMatch(dependency -> !dependency.getOriginClass().getPackageName().equals(type.getPackageName()));
    }

    /** The classes of every module of the reactor. A module that is not built fails here; its classes would pass unseen. */
    private static List<Path> compiledModules() throws IOException {
        List<Path> modules = Pattern.compile("<module>(.+)</module>").matcher(Files.readString(ROOT.resolve("pom.xml"))).results()
                .map(module -> ROOT.resolve(module.group(1))).filter(module -> Files.isDirectory(module.resolve("src/main/java"))).toList();
        List<Path> classes = modules.stream().map(module -> module.resolve("target/classes")).toList();
        assertThat(classes).isNotEmpty().allMatch(Files::isDirectory);
        return classes;
    }
}

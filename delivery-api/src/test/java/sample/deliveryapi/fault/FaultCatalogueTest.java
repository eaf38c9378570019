package sample.deliveryapi.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;
import sample.deliveryapi.ServiceTest;

/** The catalogue, the classes, the documents and the time-outs agree. */
class FaultCatalogueTest extends ServiceTest {

    private static final Path ROOT = Path.of("..");

    @Autowired
    private List<Fault> faults;

    @Test
    void eachFaultWithAParameterHasAClassAndEachClassALine() {
        assertThat(faults).extracting(Fault::name).containsExactlyInAnyOrderElementsOf(FaultCatalogue.limits().keySet());
    }

    @Test
    void theDocumentTellsEachFaultInItsTablesAndInAChapter() throws IOException {
        String document = Files.readString(ROOT.resolve("docs/faults.md"));
        List<String> names = Files.readAllLines(Path.of("src/main/resources/faults.txt")).stream()
                .filter(line -> !line.startsWith("#")).map(line -> line.substring(0, line.indexOf('|')).strip()).toList();

        assertThat(names).hasSize(7);
        assertThat(Pattern.compile("(?m)^\\| `([a-z-]+)` ").matcher(document).results().map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(Pattern.compile("(?m)^## ([a-z]+-[a-z]+)$").matcher(document).results().map(chapter -> chapter.group(1)))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void theTimesFitTheLimits() throws IOException {
        Map<String, Integer> limits = FaultCatalogue.limits();
        int carrier = millis(yaml("delivery-api"), "carrier.latency");
        int wait = millis(yaml("delivery-api"), "spring.datasource.hikari.connection-timeout");
        int leak = millis(yaml("delivery-api"), "spring.datasource.hikari.leak-detection-threshold");
        int driver = millis(yaml("delivery-api"), "spring.datasource.hikari.data-source-properties.socketTimeout");
        int caller = millis(yaml("order-api"), "delivery.read-timeout");
        // Two pods hold the row in turn.
        List<Integer> slow = List.of(limits.get("slow-database"), limits.get("slow-carrier"), 2 * limits.get("lock-contention"));

        assertThat(slow).as("one fault at its limit ends before order-api gives up").allMatch(limit -> wait + limit + carrier < caller);
        assertThat(slow.stream().mapToInt(Integer::intValue).sum() + carrier).as("all faults at their limits are no leak").isLessThan(leak);
        assertThat(slow).as("no statement outlasts the driver").allMatch(limit -> limit < driver);
        assertThat(wait + driver).as("a silent database is named before order-api gives up").isLessThan(caller);
        assertThat(driver).as("a silent database is no leak").isLessThan(leak);
    }

    private static PropertySource<?> yaml(String module) throws IOException {
        return new YamlPropertySourceLoader().load(module,
                new FileSystemResource(ROOT.resolve(module).resolve("src/main/resources/application.yaml"))).getFirst();
    }

    private static int millis(PropertySource<?> yaml, String property) {
        String text = yaml.getProperty(property).toString();
        return text.endsWith("ms") ? Integer.parseInt(text.replace("ms", ""))
                : text.endsWith("s") ? 1000 * Integer.parseInt(text.replace("s", "")) : Integer.parseInt(text);
    }
}

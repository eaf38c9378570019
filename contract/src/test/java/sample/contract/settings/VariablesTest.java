package sample.contract.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import sample.contract.settings.Variables.Setting;
import sample.contract.settings.Variables.Source;

/** A start with variables of the test's own in place of those of the process. */
class VariablesTest {

    @Configuration(proxyBeanMethods = false)
    static class Nothing {
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, quoteCharacter = '"', textBlock = """
            any      | p${HOME}q          | p${HOME}q
            any      | #{1+1} \\${a} ${b  | #{1+1} \\${a} ${b
            any      | ${b ${a} c} ${      | ${b ${a} c} ${
            any      | ${a:b}}            | ${a:b}}
            any      | "  blanks "        | "  blanks "
            time     | 5                  | 5000ms
            time     | 0                  | 0ms
            time     | 250ms              | 250ms
            time     | +5                 | 5000ms
            time     | 0000000005         | 5000ms
            time     | 1us                | 0ms
            time     | PT2S               | 2000ms
            interval | 0                  | 0ms
            interval | 1                  | 1000ms
            interval | 5m                 | 300000ms
            port     | 65535              | 65535
            flag     | TRUE               | true
            url      | https://a.b:1/c    | https://a.b:1/c
            url      | HTTP://[::1]       | HTTP://[::1]
            level    | warning            | WARN
            format   | JSON               | logstash
            format   | text               | ""
            ssl      | verify_ca          | VERIFY_CA
            host     | [::1]              | [::1]
            host     | fe80::1            | [fe80::1]
            host     | my_db-1.example    | my_db-1.example
            name     | orders_db          | orders_db
            """)
    void takesAValueAsItIs(String variable, String text, String value) {
        try (ConfigurableApplicationContext started = start(Map.of(variable.toUpperCase(), text))) {
            assertThat(started.getEnvironment().getProperty("test." + variable)).isEqualTo(value);
        }
    }

    /** Also where Spring would take the variable for the property by itself, as here {@code TEST_PLAIN}. */
    @Test
    void takesTheDefaultForAnEmptyVariable() {
        try (ConfigurableApplicationContext started = start(Map.of("TIME", "", "URL", "", "TEST_PLAIN", ""))) {
            assertThat(started.getEnvironment().getProperty("test.time")).isEqualTo("1s");
            assertThat(started.getEnvironment().getProperty("test.plain")).isEqualTo("plain");
        }
    }

    @Test
    void springsOwnNameComesFirst() {
        try (ConfigurableApplicationContext started = start(Map.of("TEST_TIME", "7m", "TIME", "5"))) {
            assertThat(started.getEnvironment().getProperty("test.time")).isEqualTo("7m");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            time     | soon                  | a duration such as 5s, 1m or 250ms, from 0 to 1h
            time     | " "                   | a duration such as 5s, 1m or 250ms, from 0 to 1h
            time     | 5 s                   | a duration such as 5s, 1m or 250ms, from 0 to 1h
            time     | 1h1ms                 | a duration such as 5s, 1m or 250ms, from 0 to 1h
            time     | -1s                   | a duration such as 5s, 1m or 250ms, from 0 to 1h
            time     | 2h                    | a duration such as 5s, 1m or 250ms, from 0 to 1h
            time     | 99999999999999999999s | a duration such as 5s, 1m or 250ms, from 0 to 1h
            interval | 5ms                   | 0, or a duration such as 5s or 1m, from 1s to 1h
            port     | 0                     | a port from 1 to 65535
            port     | 65536                 | a port from 1 to 65535
            port     | 33o6                  | a port from 1 to 65535
            flag     | yes                   | true or false
            url      | localhost:5000        | an http or https URL without user and query, such as http://127.0.0.1:5000
            url      | http://               | an http or https URL without user and query, such as http://127.0.0.1:5000
            url      | ftp://a               | an http or https URL without user and query, such as http://127.0.0.1:5000
            url      | http://a?b            | an http or https URL without user and query, such as http://127.0.0.1:5000
            url      | http://a b            | an http or https URL without user and query, such as http://127.0.0.1:5000
            url      | http://a#b            | an http or https URL without user and query, such as http://127.0.0.1:5000
            url      | http://a:0            | an http or https URL without user and query, such as http://127.0.0.1:5000
            url      | http://a:65536        | an http or https URL without user and query, such as http://127.0.0.1:5000
            url      | http://a_b            | an http or https URL without user and query, such as http://127.0.0.1:5000
            url      | http:///c             | an http or https URL without user and query, such as http://127.0.0.1:5000
            url      | ${nope}               | an http or https URL without user and query, such as http://127.0.0.1:5000
            url      | http://${nope}        | an http or https URL without user and query, such as http://127.0.0.1:5000
            url      | " http://a"           | an http or https URL without user and query, such as http://127.0.0.1:5000
            host     | a/b                   | the name or address of a host
            host     | ${nope}               | the name or address of a host
            host     | ${test.host}          | the name or address of a host
            host     | a:3307                | the name or address of a host
            host     | 10.0.0.1:3307         | the name or address of a host
            host     | a,b                   | the name or address of a host
            host     | a?x=1                 | the name or address of a host
            name     | db?allowMultiQueries  | 1 to 64 letters, digits, - or _
            level    | LOUD                  | TRACE, DEBUG, INFO, WARN, WARNING, ERROR or OFF
            format   | xml                   | text or json
            ssl      | maybe                 | DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY
            """)
    void refusesAValueByTheNameOfItsVariable(String variable, String text, String rule) {
        assertThat(refusal(Map.of(variable.toUpperCase(), text))).isEqualTo("%s=%s: must be %s".formatted(variable.toUpperCase(), text, rule));
    }

    @Test
    void namesAllThatIsWrongAtOnce() {
        assertThat(refusal(Map.of("PORT", "x", "URL", "y", "TIME", "5s")).lines().map(line -> line.replaceAll("=.*", "")))
                .containsExactlyInAnyOrder("PORT", "URL");
    }

    @ParameterizedTest
    @CsvSource({"http://user:pw@a/b, http://***@a/b", "http://user:p/w@a, http://***@a", "user:p@w@a, ***@a", "//u@a, //***@a", "a:b, a:b"})
    void showsNoCredentialsOfAWrongValue(String text, String shown) {
        assertThat(refusal(Map.of("URL", text))).startsWith("URL=" + shown + ": must be ");
    }

    @Test
    void showsAWrongValueInOneLine() {
        assertThat(refusal(Map.of("URL", "a\u2028b\nc\u202Ed"))).startsWith("URL=a?b?c?d: must be ");
    }

    @Test
    @Timeout(10)
    void showsTheBeginningOfALongValue() {
        assertThat(refusal(Map.of("URL", "x".repeat(100_000), "ANY", "${".repeat(50_000)))).startsWith("URL=" + "x".repeat(100) + "...: must be ");
    }

    @Test
    void showsWhatIsInForceWithoutSecrets() {
        try (ConfigurableApplicationContext started = start(Map.of("PORT", "7", "FORMAT", "json", "SECRET", "hush", "TEST_LEVEL", "INFO"))) {
            assertThat(Variables.inForce(started.getEnvironment())).contains(
                    new Setting("PORT", "7", Source.ENVIRONMENT), new Setting("FORMAT", "json", Source.ENVIRONMENT),
                    new Setting("LEVEL", "INFO", Source.ENVIRONMENT), new Setting("TIME", "1s", Source.DEFAULT),
                    new Setting("URL", "", Source.DEFAULT));
            assertThat(Variables.inForce(started.getEnvironment()).toString()).doesNotContain("SECRET", "hush");
        }
    }

    private static String refusal(Map<String, Object> variables) {
        WrongVariables.Refusal[] refusal = new WrongVariables.Refusal[1];
        assertThatExceptionOfType(WrongVariables.Refusal.class).isThrownBy(() -> start(variables)).satisfies(e -> refusal[0] = e);
        FailureAnalysis analysis = new WrongVariables.Analyzer().analyze(refusal[0], refusal[0]);
        return analysis.getDescription();
    }

    private static ConfigurableApplicationContext start(Map<String, Object> variables) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        Map<String, Object> table = new HashMap<>(Map.of("test.time", "1s", "test.plain", "plain"));
        Map.of("any", "text", "time", "duration", "interval", "interval", "port", "port", "flag", "boolean", "url", "url",
                "level", "level", "format", "format", "ssl", "ssl_mode", "host", "host")
                .forEach((name, kind) -> table.put("sample.variables." + name.toUpperCase(), "test." + name + " " + kind));
        table.put("sample.variables.TEST_PLAIN", "test.plain text");
        table.put("sample.variables.NAME", "test.name name");
        table.put("sample.variables.SECRET", "test.secret secret");
        environment.getPropertySources().addLast(new OriginTrackedMapPropertySource("table", table));
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setEnvironment(environment);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLogStartupInfo(false);
        return application.run();
    }
}

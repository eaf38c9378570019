package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The laptop's page in a real browser, on a real stack under load: each fault of the catalogue is introduced with its switch, shows, and
 * is put back. The picture of README.md is made here: {@code target/signals.png}. Runs where chromium and its driver are installed.
 */
@EnabledIf(value = "isWanted", disabledReason = "there is no chromium with its driver")
@TestMethodOrder(OrderAnnotation.class)
@Timeout(600)
class PageInBrowserIT {

    private static final List<String> ACCESSIBILITY = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa");
    private static final String AXE = axe();
    private static final Path PICTURE = Path.of("target/signals.png");

    @TempDir
    private static Path state;
    private static RunningStack stack;
    private static ChromeDriver browser;

    @BeforeAll
    static void open() throws Exception {
        stack = RunningStack.orders(state).up();
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(neededProgram("chromium", "google-chrome"));
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                "--disable-dev-shm-usage", "--hide-scrollbars");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService driver = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(neededProgram("chromedriver"))).usingAnyFreePort().build();
        browser = new ChromeDriver(driver, options);
        size(1280, 1010);
        browser.get(stack.url("SIGNALS_PORT", "/"));
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.quit();
        }
        stack.close();
    }

    @Test
    @Order(1)
    void aRequestIsSentAndItsTraceIsLinked() {
        button("Send one request").click();

        await().atMost(Duration.ofSeconds(30)).until(() -> browser.findElements(By.linkText("Its trace")).size() == 1);
        assertThat(browser.findElement(By.cssSelector("#switches")).getText()).contains("Answered 200 after");
    }

    @Test
    @Order(2)
    void underLoadTheMapHasAllParts() {
        startLoad();

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(browser.findElements(By.cssSelector("#map .node")))
                .extracting(node -> node.getDomAttribute("aria-label").split(",")[0]).contains("order-api", "delivery-api", "carrier", "mysql"));
        assertThat(browser.findElement(By.id("pools-section")).isDisplayed()).isTrue();
    }

    @Test
    @Order(3)
    void everyoneCanReadItInEachSchemeAndWidth() {
        assertIsAccessible();
    }

    @Test
    @Order(4)
    void aSwitchIsReachedAndPressedWithTheKeyboard() {
        browser.executeScript("document.activeElement.blur()");
        WebElement reached = browser.switchTo().activeElement();
        for (int i = 0; i < 300 && !"Introduce cpu-pressure".equals(reached.getDomAttribute("aria-label")); i++) {
            new Actions(browser).sendKeys(Keys.TAB).perform();
            reached = browser.switchTo().activeElement();
        }
        new Actions(browser).sendKeys(Keys.SPACE).perform();
        awaitIntroduced("cpu-pressure");
        putBack();
    }

    /** The alarms stay for some minutes after it, as CloudWatch's would. */
    @Test
    @Order(5)
    void aStarvedPoolShowsInTheHeadlineOnTheMapAndInAnAlarm() throws IOException {
        introduce("pool-exhaustion");

        awaitText("pools", "1 connection\n", "More come than it can serve");
        awaitGuilty("delivery-api");
        awaitHealth("trouble");
        awaitText("alarms", "In alarm");
        assertThat(browser.getTitle()).startsWith("Trouble");
        size(1360, 1010);
        browser.executeScript("document.querySelectorAll('html, #controls').forEach(it => it.scrollTop = 0)");
        Files.write(PICTURE, browser.getScreenshotAs(OutputType.BYTES));
        assertIsAccessible();
        putBack();
    }

    @Test
    @Order(6)
    void eachFaultHasASwitchAndARefusingCarrierShowsWhereItIs() throws IOException, InterruptedException {
        for (JsonNode fault : stateOfPage().at("/controls/faults")) {
            introduce(fault.path("name").asString());
            putBack();
        }
        introduce("carrier-outage");
        awaitGuilty("carrier");
        putBack();
        awaitText("pools", "30 connections\n");
        // The service reads its parameters every 5 s.
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofSeconds(1)).until(() -> {
            press(button("Send one request"));
            return browser.findElement(By.id("switches")).getText().contains("Answered 200 after");
        });
    }

    @Test
    @Order(7)
    void theBrowserLogsNoWarning() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .extracting(LogEntry::getMessage).isEmpty();
    }

    /** JUnit finds it by name. Where BROWSER_TESTS=required, as in CI, a missing browser is a failure. */
    static boolean isWanted() {
        return "required".equals(System.getenv("BROWSER_TESTS"))
                || program("chromium", "google-chrome").isPresent() && program("chromedriver").isPresent();
    }

    /** The first of the programs that is on the PATH. */
    private static Optional<String> program(String... names) {
        return Stream.of(names).flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable).map(Path::toString).findFirst();
    }

    private static String neededProgram(String... names) {
        return program(names).orElseThrow(
                () -> new IllegalStateException(String.join(" or ", names) + " was not found: install chromium and chromium-driver"));
    }

    private static void startLoad() {
        WebElement load = browser.findElement(By.cssSelector("section[aria-labelledby=load-title]"));
        load.findElement(By.xpath(".//button[text()='Start']")).click();
        await().atMost(Duration.ofSeconds(30)).until(() -> load.getText().contains("on, 60/s"));
    }

    private static void introduce(String fault) {
        press(browser.findElement(By.cssSelector("button[aria-label='Introduce " + fault + "']")));
        awaitIntroduced(fault);
    }

    private static void awaitIntroduced(String fault) {
        await(fault).atMost(Duration.ofSeconds(30)).until(() -> browser.findElements(
                By.cssSelector(".fault.on button[aria-label='Restore " + fault + "']")).size() == 1);
    }

    private static void putBack() {
        press(button("Put everything back"));
        await().atMost(Duration.ofSeconds(30)).until(() -> browser.findElements(By.cssSelector(".fault.on")).isEmpty());
    }

    private static WebElement button(String text) {
        return await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(
                () -> browser.findElement(By.xpath("//button[text()='" + text + "']")), button -> button.isDisplayed() && button.isEnabled());
    }

    private static void press(WebElement button) {
        await().atMost(Duration.ofSeconds(30)).until(button::isEnabled);
        browser.executeScript("arguments[0].click()", button); // a real click would scroll the picture away
    }

    /** The level, and what the page says of it. */
    private static String health() {
        WebElement health = browser.findElement(By.id("health"));
        return health.getDomAttribute("class") + ": " + health.getText();
    }

    private static void awaitHealth(String level) {
        await().atMost(Duration.ofSeconds(180)).untilAsserted(() -> assertThat(health()).contains(level));
    }

    private static void awaitText(String id, String... parts) {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(browser.findElement(By.id(id)).getText()).contains(parts));
    }

    /** The map marks the node as the place to look. */
    private static void awaitGuilty(String node) {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(browser.findElements(By.cssSelector("#map .node.guilty")))
                .extracting(it -> it.getDomAttribute("aria-label").split(",")[0]).containsExactly(node));
    }

    private static JsonNode stateOfPage() throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(stack.get("SIGNALS_PORT", "/api/state").body());
    }

    private static void assertIsAccessible() {
        for (String scheme : List.of("dark", "light")) {
            browser.executeCdpCommand("Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
            for (int width : List.of(390, 1280)) {
                size(width, 1010);
                await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(wider()).isEmpty());
                assertThat(violations()).as("%s, %d px", scheme, width).isEmpty();
            }
        }
    }

    /** What axe-core finds against the rules: the rule and the elements. */
    @SuppressWarnings("unchecked") // the script returns texts
    private static List<Object> violations() {
        browser.executeScript(AXE);
        return (List<Object>) browser.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run({runOnly: arguments[0]}).then(
                    found => done(found.violations.map(it => it.id + ": " + it.nodes.map(node => node.html + " " + node.failureSummary).join("\\n"))),
                    error => done([String(error)]));
                """, ACCESSIBILITY);
    }

    /** What makes the page wider than the window. */
    @SuppressWarnings("unchecked") // the script returns texts
    private static List<Object> wider() {
        return (List<Object>) browser.executeScript("""
                const width = document.documentElement.clientWidth;
                return document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll("body *")]
                    .filter(it => it.getBoundingClientRect().right > width + 1).map(it => it.outerHTML.slice(0, 100));
                """);
    }

    private static String axe() {
        try (InputStream script = PageInBrowserIT.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void size(int width, int height) {
        browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }
}

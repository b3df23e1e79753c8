package doublewin.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
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

/** The page as readers meet it. Needs {@code chromium} and {@code chromedriver} on the path. */
@Tag("browser")
class ReportPageBrowserTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> SETTINGS = List.of(
            "trainImages=80", "testImages=40", "trainPrecisions=4,6,8", "evaluationPrecisions=4,6,8", "validate=test");

    @TempDir
    private static Path folder;

    private static Path page;
    private static JsonNode matrix;

    private ChromeDriver browser;

    @BeforeAll
    static void report() throws IOException {
        Path run = folder.resolve("run");
        Path other = folder.resolve("other");
        for (Path path : List.of(run, other)) {
            Shell.USUAL.train(path, SETTINGS, "--seed", path.equals(run) ? "1" : "2");
            assertThat(Shell.USUAL.run("heatmap", "--run", path.toString()).code())
                    .isZero();
        }
        String[] quick = {"--protocol", "quick", "--images", "6", "--precisions", "4,8"};
        MadeUpResults.measure(run, "outcomes.quick.bin", 1, "evaluate", quick);
        MadeUpResults.measure(run, "outcomes.attack.bin", 2, "attack", "--attack", "fgsm");
        MadeUpResults.flags(run);
        assertThat(Shell.USUAL.run("game", "--run", run.toString()).code()).isZero();
        Shell.Outcome outcome = Shell.USUAL.run("report", "--run", run.toString(), "--against", other.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        page = run.resolve("report.html");
        matrix = JSON.readTree(Files.readString(run.resolve("transfer.json")));
    }

    private static File program(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(path -> new File(path, name))
                .filter(File::canExecute)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        name + " is not on the path; install it, or leave the tests" + " of tag \"browser\" out"));
    }

    @BeforeEach
    void open() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium"));
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(program("chromedriver"))
                        .build(),
                options);
        browser.manage().window().setSize(new Dimension(1400, 1000));
        browser.get(page.toUri().toString());
    }

    @AfterEach
    void close() {
        browser.quit();
    }

    private List<WebElement> cells(int run, String view) {
        return browser.findElements(By.cssSelector(".map[data-map='" + run + "'] .view-" + view + " .cell"));
    }

    private String details(int run) {
        return browser.findElement(By.cssSelector(".map[data-map='" + run + "'] .details"))
                .getText();
    }

    @Test
    void nothingIsAskedForAndNothingComplainedOf() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
        List<String> requested = browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .map(JSON::readTree)
                .map(entry -> entry.path("message"))
                .filter(message -> message.path("method").asString("").equals("Network.requestWillBeSent"))
                .map(message ->
                        message.path("params").path("request").path("url").asString(""))
                .filter(address -> !address.startsWith("data:"))
                .toList();
        assertThat(requested).containsExactly(page.toUri().toString());
        assertThat(browser.findElements(By.cssSelector(".chart canvas"))).hasSize(6);
    }

    @Test
    void cellsShowTheMatrixAndPointingAtThemTellsMore() {
        int images = matrix.get("images").asInt();
        List<WebElement> cells = cells(0, "accuracy");
        assertThat(cells).hasSize(9);
        Actions actions = new Actions(browser);
        for (WebElement cell : cells) {
            int row = Integer.parseInt(cell.getDomAttribute("data-row"));
            int column = Integer.parseInt(cell.getDomAttribute("data-column"));
            int correct = matrix.get("correct").get(row).get(column).asInt();
            int onDiagonal = matrix.get("correct").get(row).get(row).asInt();
            String percent = String.format(Locale.ROOT, "%.1f", 100.0 * correct / images);
            assertThat(cell.getText()).isEqualTo(percent);
            actions.moveToElement(cell).perform();
            assertThat(details(0))
                    .startsWith("Inference " + matrix.get("precisions").get(row) + " bit, attack "
                            + matrix.get("precisions").get(column) + " bit: " + correct + " of " + images + " correct, "
                            + percent + " % (")
                    .endsWith(difference(row, column, 100.0 * (correct - onDiagonal) / images))
                    .isEqualTo(cell.getDomAttribute("aria-label"));
        }
    }

    private static String difference(int row, int column, double points) {
        if (row == column) {
            return "), on the diagonal";
        }
        return points == 0
                ? "), as on the diagonal"
                : String.format(
                        Locale.ROOT,
                        "), %.1f points %s the diagonal",
                        Math.abs(points),
                        points > 0 ? "above" : "below");
    }

    @Test
    void theMapShowsWhatIsAskedFor() {
        for (String view : List.of("gap", "interval", "accuracy")) {
            browser.findElement(By.id("view-" + view)).click();
            for (String other : List.of("accuracy", "gap", "interval")) {
                for (int run = 0; run < 2; run++) {
                    assertThat(cells(run, other).getFirst().isDisplayed()).isEqualTo(other.equals(view));
                }
            }
        }
        browser.findElement(By.id("view-gap")).click();
        assertThat(cells(0, "gap").get(4).getText()).isEqualTo("0.0");
        double points = 100.0
                * (matrix.get("correct").get(0).get(2).asInt()
                        - matrix.get("correct").get(0).get(0).asInt())
                / matrix.get("images").asInt();
        assertThat(cells(0, "gap").get(2).getText()).isEqualTo(String.format(Locale.ROOT, "%.1f", points));
    }

    @Test
    void theKeyboardReachesEveryCell() {
        WebElement first = cells(0, "accuracy").getFirst();
        browser.executeScript("arguments[0].focus()", first);
        new Actions(browser)
                .sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_DOWN)
                .perform();
        WebElement focused = browser.switchTo().activeElement();
        assertThat(focused.getDomAttribute("data-row")).isEqualTo("2");
        assertThat(focused.getDomAttribute("data-column")).isEqualTo("1");
        assertThat(details(0)).startsWith("Inference 8 bit, attack 6 bit: ");
        assertThat(first.getDomAttribute("tabindex")).isEqualTo("-1");
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 800, 2000})
    void thePageFits(int width) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        long room = (Long) browser.executeScript("return document.documentElement.clientWidth");
        assertThat(room).isBetween(width - 20L, (long) width);
        assertThat(browser.executeScript("return document.documentElement.scrollWidth"))
                .isEqualTo(room);
        WebElement map = browser.findElement(By.cssSelector(".map"));
        assertThat(map.getSize().width).isLessThanOrEqualTo(width);
    }

    /** On a narrow screen pictures fill it and their letters stay readable; details open without a word of complaint. */
    @Test
    void whatStrongAttacksLeaveIsShownOnANarrowScreen() {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 360, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        browser.executeScript("document.querySelectorAll('details').forEach(one => { one.open = true; })");
        assertThat(browser.executeScript("return document.documentElement.scrollWidth"))
                .isEqualTo(browser.executeScript("return document.documentElement.clientWidth"));
        List<WebElement> pictures = browser.findElements(By.cssSelector("svg.picture"));
        assertThat(pictures).hasSize(2);
        for (WebElement picture : pictures) {
            assertThat(picture.getSize().width).isBetween(300, 360);
            assertThat(picture.getAccessibleName()).endsWith(" of run");
            for (WebElement letters : picture.findElements(By.tagName("text"))) {
                assertThat(letters.getSize().height).isGreaterThanOrEqualTo(9);
            }
        }
        WebElement never = browser.findElement(By.cssSelector(".map[data-map='2'] .view-accuracy .cell"));
        browser.executeScript("arguments[0].focus()", never);
        assertThat(details(2)).startsWith("Inference 4 bit, attack 4 bit: ").contains(" of 6 correct");
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    @Test
    void itIsDarkWhereReadersWantItSo() {
        String light = browser.findElement(By.tagName("body")).getCssValue("background-color");
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        String dark = browser.findElement(By.tagName("body")).getCssValue("background-color");
        assertThat(light).contains("255, 255, 255");
        assertThat(dark).contains("22, 24, 27");
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }
}

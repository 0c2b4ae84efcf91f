package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium without a window, and what it said and asked for. Nothing is downloaded for it. */
final class Browser implements AutoCloseable {
    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Selenium says at each start that it has no classes for this Chromium's own protocol; they are not needed. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final Path profile;
    private final ChromeDriver driver;
    private final List<String> requests = new ArrayList<>();
    private Object front;

    /** Skips the tests where there is no Chromium, unless REQUIRE_BROWSER is true: then they fail. */
    static Browser start() throws IOException {
        if (!CHROMIUM.canExecute() || !DRIVER.canExecute()) {
            String missing = "no Chromium here (Debian: chromium, chromium-driver)";
            if (Boolean.parseBoolean(System.getenv("REQUIRE_BROWSER"))) {
                fail(missing);
            }
            Assumptions.abort("skipped: " + missing);
        }
        return new Browser();
    }

    private Browser() throws IOException {
        SELENIUM.setLevel(Level.SEVERE);
        profile = Files.createTempDirectory("page-it");
        var options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--window-size=1200,900",
                "--lang=en",
                "--user-data-dir=" + profile);
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL", "performance", "ALL"));
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER)
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(PATIENCE);
    }

    /** As on a first visit: a new document, in the light, on a desk. */
    void open(String url) {
        driver.get("about:blank");
        errors();
        requests();
        requests.clear();
        scheme("light");
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        driver.get(url);
    }

    void go(String url) {
        driver.get(url);
    }

    void back() {
        driver.navigate().back();
    }

    /** Another tab comes in front of the page's. */
    void hide() {
        front = driver.executeCdpCommand("Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId");
        until(b -> this.<Boolean>run("return document.hidden"));
    }

    /** And goes away again. */
    void show() {
        driver.executeCdpCommand("Target.closeTarget", Map.of("targetId", front));
        until(b -> !this.<Boolean>run("return document.hidden"));
    }

    void scheme(String scheme) {
        var feature = Map.of("name", "prefers-color-scheme", "value", scheme);
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    WebElement find(String css) {
        return until(browser -> browser.findElement(By.cssSelector(css)));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** The texts that are to be seen, in the order of the page. */
    List<String> texts(String css) {
        return run(
                "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility()).map(e => e.innerText)",
                css);
    }

    void click(String css) {
        until(browser -> {
            var element = browser.findElement(By.cssSelector(css));
            if ("true".equals(element.getAttribute("aria-disabled"))) {
                return false;
            }
            element.click();
            return true;
        });
    }

    void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    @SuppressWarnings("unchecked")
    <T> T run(String script, Object... arguments) {
        return (T) driver.executeScript(script, arguments);
    }

    @SuppressWarnings("unchecked")
    <T> T runAsync(String script, Object... arguments) {
        return (T) driver.executeAsyncScript(script, arguments);
    }

    /** Waits until this gives something, or true. */
    <T> T until(Function<WebDriver, T> condition) {
        return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                .ignoring(org.openqa.selenium.StaleElementReferenceException.class)
                .ignoring(org.openqa.selenium.NoSuchElementException.class)
                .ignoring(org.openqa.selenium.ElementNotInteractableException.class)
                .until(condition);
    }

    /** Waits until the text of an element is so. */
    String untilText(String css, Function<String, Boolean> is) {
        return until(browser -> {
            String text = browser.findElement(By.cssSelector(css)).getText();
            return is.apply(text) ? text : null;
        });
    }

    /** Waits until the visible texts are these, in this order. Rows have no text until the frame after they moved. */
    void untilTexts(String css, String... expected) {
        try {
            until(browser -> texts(css).equals(List.of(expected)));
        } catch (TimeoutException e) {
            assertThat(texts(css)).containsExactly(expected);
        }
    }

    /** Waits until the element that has the focus has this text. */
    void untilFocused(String text) {
        until(browser -> focused().getText().equals(text));
    }

    /** The errors since last asked. An answer other than 2xx is one for Chromium, but for no one else. */
    List<String> errors() {
        return driver.manage().logs().get("browser").getAll().stream()
                .filter(entry -> entry.getLevel().equals(Level.SEVERE))
                .map(entry -> entry.getMessage())
                .filter(message -> !message.contains("Failed to load resource"))
                .toList();
    }

    /** The addresses that were asked for since the page was opened. */
    List<String> requests() {
        for (var entry : driver.manage().logs().get("performance")) {
            var message = parse(entry.getMessage()).path("message");
            String url = message.path("params").path("request").path("url").asText();
            // An empty tab is asked of nobody.
            if (message.path("method").asText().equals("Network.requestWillBeSent") && !url.equals("about:blank")) {
                requests.add(url);
            }
        }
        return List.copyOf(requests);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        try (var files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}

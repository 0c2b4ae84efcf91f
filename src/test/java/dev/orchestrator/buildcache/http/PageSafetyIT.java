package dev.orchestrator.buildcache.http;

import static dev.orchestrator.buildcache.http.PageHosts.failing;
import static dev.orchestrator.buildcache.http.PageHosts.refused;
import static dev.orchestrator.buildcache.http.PageHosts.well;
import static dev.orchestrator.buildcache.http.PageHosts.withHistory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.KnownHost;
import dev.orchestrator.buildcache.testkit.Runs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** That the page is safe from what hosts say, and there for everyone: by keyboard, on a phone, for a screen reader. */
class PageSafetyIT extends InBrowser {
    private static final String MARKUP = "<img src=x onerror=\"pwned=1\"><script>pwned=1</script>&lt;b&gt;";

    @Test
    void a_name_and_an_error_with_markup_in_them_stay_text() throws Exception {
        serve(failing(MARKUP, Failure.OTHER, "rc=1: " + MARKUP, 2), well("build-01", 1));
        browser.open(page.url());
        browser.until(b -> browser.all("#rows tr").size() == 2);
        browser.untilTexts("#rows a", MARKUP, "build-01");
        assertThat(browser.texts(".problem").get(0)).contains(MARKUP, "rc=1: " + MARKUP);
        assertNothingRan();

        browser.click("#rows a");
        browser.until(b -> browser.texts(".runs tbody tr").size() == 3);
        assertThat(browser.texts("#host-title")).containsExactly(MARKUP);
        assertThat(browser.texts(".runs .error")).containsOnly("rc=1: " + MARKUP);
        assertNothingRan();

        fleet.becomes(PageHosts.in(State.RUNNING, failing(MARKUP, Failure.OTHER, MARKUP, 2)));
        browser.untilText(".facts", text -> text.contains("running"));
        assertNothingRan();
    }

    private void assertNothingRan() {
        assertThat(browser.all("img, script:not([src='assets/main.js']), b")).isEmpty();
        assertThat(browser.<Object>run("return window.pwned ?? null")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"light, ''", "dark, ''", "light, #host/c-away", "dark, #host/c-away"})
    void axe_finds_nothing_wrong(String scheme, String hash) throws Exception {
        serveAllKinds();
        browser.open(page.url());
        browser.scheme(scheme);
        browser.go(page.url() + hash);
        browser.untilText("#connection", "Live"::equals);
        if (!hash.isEmpty()) {
            browser.until(b -> browser.all(".plot canvas").size() == 2);
        }
        assertThat(violations()).isEmpty();
    }

    @Test
    void axe_finds_nothing_wrong_in_what_is_said_when_something_is_wrong() throws Exception {
        serveAllKinds();
        browser.open(page.url());
        browser.click("#pause-all");
        browser.find("#token-dialog[open]");
        browser.type("guessed", Keys.ENTER);
        browser.untilText("#token-wrong", text -> !text.isEmpty());
        assertThat(violations()).isEmpty();
        browser.type(Keys.ESCAPE);
        page.goAway();
        browser.untilText("#lost", text -> text.contains("Connection lost"));
        assertThat(violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"360", "768", "1200"})
    void nothing_has_to_be_scrolled_sideways(int width) throws Exception {
        serveAllKinds();
        browser.open(page.url());
        browser.size(width, 740);
        browser.until(b -> browser.all("#rows tr").size() > 5);
        assertThat(overflow()).isLessThanOrEqualTo(width);
        browser.go(page.url() + "#host/c-away");
        browser.until(b -> browser.all(".plot canvas").size() == 2);
        assertThat(overflow()).isLessThanOrEqualTo(width);
    }

    private long overflow() {
        return browser.<Long>run("return document.documentElement.scrollWidth");
    }

    @Test
    void the_keyboard_is_enough() throws Exception {
        serve(well("a", 1), well("b", 1), well("c", 1));
        browser.open(page.url());
        browser.until(b -> browser.all("#rows tr").size() == 3);
        browser.type(Keys.TAB);
        assertThat(browser.focused().getText()).isEqualTo("Skip to the hosts");
        browser.type(Keys.ENTER);
        browser.type(Keys.TAB);
        assertThat(browser.focused().getText()).isEqualTo("Host");
        // Past the other columns' heads.
        for (int i = 0; i < 7; i++) {
            browser.type(Keys.TAB);
        }
        browser.untilFocused("a");
        browser.type(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP);
        assertThat(browser.focused().getText()).isEqualTo("b");

        // What happens meanwhile doesn't take the focus away, though the row moves to the top.
        fleet.ends(failing("b", Failure.OTHER, "rc=1: no", 1));
        browser.untilTexts("#rows a", "b", "a", "c");
        browser.untilFocused("b");

        browser.type(Keys.ENTER);
        browser.until(b -> browser.focused().getText().equals("b")
                && browser.focused().getTagName().equals("h2"));
        browser.type(Keys.ESCAPE);
        browser.until(b -> browser.focused().getTagName().equals("a"));
        browser.untilFocused("b");
    }

    @Test
    void the_focus_stays_where_it_is_when_the_hosts_of_a_problem_change() throws Exception {
        var failing = IntStream.range(0, 10)
                .mapToObj(i -> failing("host-" + i, Failure.OTHER, "rc=1: no", 1))
                .toList();
        var well = well("well", 1);
        open(Stream.concat(failing.stream(), Stream.of(well)).toArray(KnownHost[]::new));
        browser.run("document.querySelector('.problem .names button').focus()");
        browser.untilFocused("Show all 10");
        fleet.ends(failing("well", Failure.OTHER, "rc=1: no", 1));
        browser.untilFocused("Show all 11");
        browser.run("document.querySelector('.problem .names a').focus()");
        fleet.ends(well);
        browser.untilTexts(".problem .names button", "Show all 10");
        browser.untilFocused("host-0");
    }

    private List<String> violations() throws Exception {
        if (browser.<Boolean>run("return typeof axe === 'undefined'")) {
            try (var in = PageSafetyIT.class.getResourceAsStream("/axe.min.js")) {
                browser.run(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        List<Map<String, Object>> found = browser.runAsync(
                "const done = arguments[arguments.length - 1];"
                        + "axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations.map(v =>"
                        + "({impact: v.impact, what: v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join('; ')}))))");
        return found.stream()
                .map(violation -> violation.get("impact") + " " + violation.get("what"))
                .toList();
    }

    private void serveAllKinds() throws Exception {
        serve(
                withHistory("a-well", 30),
                PageHosts.in(State.PAUSED, well("b-paused", 1)),
                failing("c-away", Failure.HOST_UNREACHABLE, "rc=255: ssh: connect to host: Connection timed out", 5),
                failing("d-denied", Failure.LOGIN_REFUSED, "rc=255: prune@10.0.0.5: Permission denied (publickey).", 1),
                refused("e-podman"),
                PageHosts.ended("f-cut", Runs.some(Outcome.Kind.UNKNOWN)),
                PageHosts.ended("g-silent", Runs.some(Outcome.Kind.UNCONFIRMED)),
                PageHosts.in(State.RUNNING, well("h-running", 2)),
                PageHosts.in(State.WAITING, well("i-waiting-with-a-name-that-is-as-long-as-names-may-be", 2)),
                Hosts.fresh("j-new"),
                Hosts.disabled("k-off"));
    }
}

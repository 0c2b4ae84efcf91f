package dev.orchestrator.buildcache.http;

import static dev.orchestrator.buildcache.http.PageHosts.failing;
import static dev.orchestrator.buildcache.http.PageHosts.refused;
import static dev.orchestrator.buildcache.http.PageHosts.well;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.KnownHost;
import dev.orchestrator.buildcache.testkit.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the page shows, in a browser, of the real routes over a fleet that does as it is told. */
class PageIT extends InBrowser {
    private static final String TIMED_OUT = "rc=255: ssh: connect to host 10.0.0.5 port 2222: Connection timed out";

    @Test
    void a_row_shows_how_a_host_is_what_came_of_its_last_run_and_when_the_next_one_is() throws Exception {
        open(well("build-01", 1.85), Hosts.fresh("build-02"), Hosts.disabled("build-03"));
        assertThat(browser.texts("#rows tr"))
                .satisfiesExactlyInAnyOrder(
                        row -> assertThat(row.split("\n"))
                                .contains(
                                        "build-01",
                                        "prune@10.0.0.5:2222",
                                        "idle",
                                        "succeeded",
                                        "59 min ago",
                                        "1.85 GB",
                                        "12 s")
                                .anyMatch(cell -> cell.matches("in 4 h 59 min")),
                        row -> assertThat(row.split("\n")).contains("build-02", "idle", "not run yet", "due now"),
                        row -> assertThat(row.split("\n")).contains("build-03", "disabled", "not run yet"));
        assertThat(browser.texts("#headline, #subline"))
                .containsExactly("The last prune worked on all hosts that have run", "1 disabled · 2 not run yet");
        assertThat(browser.texts("#day, #week")).containsExactly("1.85 GB", "1.85 GB");
        assertThat(browser.texts(".least, .problem")).isEmpty();
    }

    @Test
    void who_needs_somebody_comes_first_with_what_it_means_and_what_to_do() throws Exception {
        open(
                well("a-well", 1),
                PageHosts.in(State.PAUSED, well("b-paused", 1)),
                failing("c-away", Failure.HOST_UNREACHABLE, TIMED_OUT, 3),
                failing("d-away", Failure.HOST_UNREACHABLE, TIMED_OUT, 1),
                refused("e-podman"),
                PageHosts.ended("f-cut", Runs.some(Outcome.Kind.UNKNOWN)));
        assertThat(browser.texts("#headline")).containsExactly("3 of 6 hosts need attention");
        assertThat(browser.texts(".problem h3"))
                .containsExactly(
                        "Unreachable\n2 hosts",
                        "Not Docker Engine, so not pruned",
                        "Paused",
                        "Cut off by the time limit");
        assertThat(browser.texts(".problem").get(0))
                .contains(
                        "c-away",
                        "d-away",
                        TIMED_OUT,
                        "The ssh connection failed",
                        "What to do: Check that the host is up");
        assertThat(browser.texts(".problem").get(1))
                .contains(
                        "Podman, where this command deletes images",
                        "remove the host from the settings",
                        "No run has succeeded yet");
        browser.untilTexts("#rows a", "c-away", "d-away", "e-podman", "f-cut", "a-well", "b-paused");
    }

    @Test
    void all_are_said_to_be_well_only_if_they_are() throws Exception {
        open(well("build-01", 1), well("build-02", 1));
        assertThat(browser.texts("#headline")).containsExactly("The last prune worked on all 2 hosts");
        assertThat(browser.all("#verdict[data-tone=good]")).hasSize(1);
        fleet.becomes(PageHosts.in(State.PAUSED, well("build-01", 1)));
        browser.untilText("#headline", "No host needs attention"::equals);
        assertThat(browser.all("#verdict[data-tone=good]")).isEmpty();
        fleet.becomes(well("build-01", 1));
        browser.untilText("#headline", "The last prune worked on all 2 hosts"::equals);
        fleet.ends(PageHosts.ended("build-02", Runs.some(Outcome.Kind.UNKNOWN)));
        browser.untilText("#headline", "No host needs attention"::equals);
        assertThat(browser.all("#verdict[data-tone=good]")).isEmpty();
    }

    @Test
    void an_entry_says_when_the_last_success_was_in_words_that_stay_true() throws Exception {
        var host = failing("build-01", Failure.OTHER, "rc=1: no", 1);
        open(host);
        assertThat(browser.texts(".problem").get(0)).contains(lastSuccess(host));
        var later = PageHosts.idle(
                "build-01",
                PageHosts.succeeded(PageHosts.minutesAgo(30), 1),
                host.status().tally().lastRun().orElseThrow());
        fleet.becomes(later);
        browser.untilText(".problem", text -> text.contains(lastSuccess(later)));
    }

    private String lastSuccess(KnownHost host) {
        return browser.run(
                "return 'Last success: ' + new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short',"
                        + " year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short'})"
                        + ".format(new Date(arguments[0]))",
                host.status().tally().lastSuccess().orElseThrow().end().toString());
    }

    @Test
    void what_to_do_can_be_copied_as_it_stands() throws Exception {
        open(
                failing("a", Failure.HOST_UNREACHABLE, TIMED_OUT, 1),
                failing("b", Failure.HOST_KEY_REJECTED, "Host key verification failed.", 1));
        assertThat(browser.texts(".problem code"))
                .contains("ssh -p 2222 prune@10.0.0.5 true", "ssh-keygen -R '[10.0.0.5]:2222'");
        assertThat(browser.texts(".problem"))
                .allMatch(text -> text.contains("on the service’s machine") && !text.contains("from here"));
    }

    @Test
    void a_run_is_followed_from_its_start_to_its_end() throws Exception {
        var host = well("build-01", 1);
        open(host, well("build-02", 2));
        fleet.becomes(PageHosts.in(State.WAITING, host));
        browser.untilText("#rows tr", text -> text.contains("waiting for a permit"));
        fleet.becomes(PageHosts.in(State.RUNNING, host));
        browser.untilText("#rows tr", text -> text.contains("running"));
        assertThat(browser.texts("#subline")).containsExactly("1 running now");
        String before = browser.untilText(".elapsed", text -> !text.isEmpty());
        browser.untilText(".elapsed", text -> !text.equals(before));

        fleet.ends(PageHosts.after(host, PageHosts.succeeded(Instant.now(), 4.25)));
        browser.untilText("#rows tr", text -> text.contains("idle") && text.contains("4.25 GB"));
        assertThat(browser.texts(".elapsed")).allMatch(String::isBlank);
        assertThat(browser.texts("#day")).containsExactly("7.25 GB");
    }

    @Test
    void trouble_comes_and_goes_as_it_happens() throws Exception {
        var host = well("build-02", 1);
        open(well("build-01", 1), host);
        browser.untilTexts("#rows a", "build-01", "build-02");
        fleet.ends(failing("build-02", Failure.DOCKER_NOT_RUNNING, "rc=1: Cannot connect to the Docker daemon", 1));
        browser.untilText("#headline", text -> text.equals("1 of 2 hosts needs attention"));
        assertThat(browser.texts(".problem").get(0)).contains("systemctl start docker");
        browser.untilTexts("#rows a", "build-02", "build-01");
        fleet.ends(host);
        browser.untilText("#headline", text -> text.equals("The last prune worked on all 2 hosts"));
        assertThat(browser.texts(".problem")).isEmpty();
        browser.untilTexts("#rows a", "build-01", "build-02");
    }

    @Test
    void hosts_are_searched_sorted_and_filtered() throws Exception {
        open(well("a", 2), well("b", 10), failing("c", Failure.OTHER, "rc=1: no space left", 1), Hosts.fresh("d"));
        browser.click("#heads .c-reclaimed button");
        browser.untilTexts("#rows a", "b", "a", "c", "d");
        browser.click("#heads .c-reclaimed button");
        browser.untilTexts("#rows a", "a", "b", "c", "d");
        assertThat(browser.find("#heads .c-reclaimed").getAttribute("aria-sort"))
                .isEqualTo("ascending");

        browser.click("#outcomes [data-word=succeeded]");
        browser.untilTexts("#rows a", "a", "b");
        browser.click("#outcomes [data-word=none]");
        browser.untilTexts("#rows a", "a", "b", "d");
        browser.find("#search").sendKeys("no space");
        browser.untilText("#none", text -> text.contains("No host matches"));
        browser.click("#clear");
        browser.find("#search").sendKeys("NO SPACE");
        browser.untilTexts("#rows a", "c");
    }

    @Test
    void a_lost_connection_is_said_and_comes_back_by_itself_with_what_was_missed() throws Exception {
        open(well("build-01", 1), well("build-02", 1));
        browser.untilText("#connection", "Live"::equals);
        page.goAway();
        String said = browser.untilText("#lost-text", text -> text.startsWith("This page was last updated at"));
        browser.until(b -> browser.<String>run("return document.getElementById('announcer').textContent")
                .startsWith("Connection lost."));
        fleet.becomes(PageHosts.in(State.PAUSED, well("build-01", 1)));
        // The wait has doubled: it was tried in vain meanwhile. What is shown is no newer by that.
        String later = browser.untilText("#lost-text", text -> text.matches(".*Retrying in [3-9] s\\."));
        assertThat(upToTheFirstDot(later)).isEqualTo(upToTheFirstDot(said));
        page.comeBack();
        browser.untilText("#connection", "Live"::equals);
        browser.untilText("#rows", text -> text.contains("paused"));
        assertThat(browser.texts("#lost")).isEmpty();
        assertThat(loads()).as("what was missed is enough").isEqualTo(1);
    }

    @Test
    void when_the_service_was_started_anew_all_hosts_are_loaded_anew() throws Exception {
        open(well("build-01", 1));
        browser.untilText("#connection", "Live"::equals);
        page.goAway();
        browser.untilText("#connection", "Not live"::equals);
        fleet.becomes(PageHosts.in(State.PAUSED, well("build-01", 1)));
        fleet.becomes(well("build-02", 1));
        page.startAnew();
        browser.untilText("#rows", text -> text.contains("paused") && text.contains("build-02"));
        browser.untilText("#connection", "Live"::equals);
        assertThat(loads()).isEqualTo(2);
    }

    /** How often all hosts were loaded, by the browser's own count. */
    private long loads() {
        return browser.run("return performance.getEntriesByType('resource')"
                + ".filter(e => e.name.endsWith('/api/hosts') && e.responseStatus === 200).length");
    }

    private static String upToTheFirstDot(String text) {
        return text.substring(0, text.indexOf('.'));
    }

    @Test
    void what_a_program_started_in_this_week_knows_of_the_week_is_said_to_be_at_least_so_much() throws Exception {
        serveSince(Instant.now().minus(Duration.ofHours(36)), well("build-01", 1));
        browser.open(page.url());
        browser.untilTexts("#week-least", "at least");
        assertThat(browser.texts("#day-least")).isEmpty();
    }

    @Test
    void two_thousand_hosts_stay_usable() throws Exception {
        open(IntStream.range(0, 2000)
                .mapToObj(i -> well("host-%04d".formatted(i), i % 10))
                .toArray(KnownHost[]::new));
        assertThat(browser.texts("#headline")).containsExactly("The last prune worked on all 2,000 hosts");
        assertThat(browser.<Long>run("return document.querySelectorAll('#rows tr').length"))
                .isEqualTo(2000);
        assertThat(browser.<Long>run("return [...document.querySelectorAll('#rows a')]"
                        + ".filter(a => a.checkVisibility({contentVisibilityAuto: true})).length"))
                .as("rows that the browser has to lay out and paint")
                .isBetween(5L, 100L);

        browser.run("window.touched = new Set(); const row = node => node.nodeType === 1 ? node.closest('tr') : null;"
                + " new MutationObserver(changes => changes.flatMap(change => [change.target, ...change.addedNodes])"
                + ".forEach(node => row(node) && touched.add(row(node).hostName)))"
                + ".observe(document.getElementById('rows'), {childList: true, subtree: true, attributes: true})");
        fleet.becomes(PageHosts.in(State.RUNNING, well("host-0001", 1)));
        browser.until(b -> browser.<List<String>>run("return [...touched]").contains("host-0001"));
        assertThat(browser.<List<String>>run("return [...touched]")).hasSizeLessThan(100);

        browser.find("#search").sendKeys("host-1234");
        browser.untilTexts("#rows a", "host-1234");
        assertThat(browser.texts("#shown")).containsExactly("1 of 2,000");
    }
}

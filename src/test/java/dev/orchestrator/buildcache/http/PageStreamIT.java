package dev.orchestrator.buildcache.http;

import static dev.orchestrator.buildcache.http.PageHosts.failing;
import static dev.orchestrator.buildcache.http.PageHosts.well;
import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.StatusCodes;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.docker.Failure;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** That the page shows the same, however the events and the answers with all hosts come. */
class PageStreamIT extends InBrowser {
    private static final String EVENTS = "/api/events";
    private static final String HOSTS = "/api/hosts";

    @Test
    void a_run_that_ends_while_all_hosts_are_loaded_counts_once() throws Exception {
        var host = well("build-01", 1);
        serve(host, well("build-02", 2));
        page.hold(HOSTS);
        browser.open(page.url());
        awaitAsked(HOSTS, 1);
        fleet.ends(PageHosts.after(host, PageHosts.succeeded(Instant.now(), 4)));
        page.answerAsUsual(HOSTS);
        browser.untilText("#connection", "Live"::equals);
        awaitAllEvents();
        assertThat(browser.texts("#day, #week")).containsExactly("7.00 GB", "7.00 GB");
    }

    @Test
    void runs_that_are_told_again_after_all_hosts_were_loaded_count_once() throws Exception {
        var host = well("build-01", 1);
        open(host, well("build-02", 2));
        page.goAway();
        browser.untilText("#connection", "Not live"::equals);
        var once = PageHosts.after(host, PageHosts.succeeded(PageHosts.minutesAgo(5), 4));
        fleet.ends(once);
        fleet.ends(PageHosts.after(once, PageHosts.succeeded(Instant.now(), 8)));
        page.answer(EVENTS, StatusCodes.SERVICE_UNAVAILABLE);
        page.comeBack();
        browser.untilText("#day", "15.00 GB"::equals);
        page.answerAsUsual(EVENTS);
        browser.untilText("#connection", "Live"::equals);
        awaitAllEvents();
        assertThat(browser.texts("#day, #week")).containsExactly("15.00 GB", "15.00 GB");
    }

    @Test
    void nothing_is_shown_before_all_hosts_could_be_loaded() throws Exception {
        serve(well("build-01", 1), well("build-02", 2));
        page.hold(HOSTS);
        browser.open(page.url());
        awaitAsked(HOSTS, 1);
        browser.run("window.heard = 0; const parse = JSON.parse;"
                + "JSON.parse = text => { window.heard++; return parse(text); }");
        fleet.becomes(PageHosts.in(State.PAUSED, well("build-02", 2)));
        fleet.ends(well("build-01", 4));
        browser.until(b -> browser.<Long>run("return window.heard") == 2);
        page.answer(HOSTS, StatusCodes.INTERNAL_SERVER_ERROR);
        browser.untilText("#connection", "Not live"::equals);
        assertThat(browser.texts("#loading")).containsExactly("Loading …");
        assertThat(browser.texts("#list")).isEmpty();

        page.answerAsUsual(HOSTS);
        browser.untilText("#connection", "Live"::equals);
        browser.untilText("#day", "6.00 GB"::equals);
    }

    @Test
    void a_hidden_tab_says_in_its_title_how_many_need_somebody() throws Exception {
        open(well("build-01", 1), well("build-02", 2));
        browser.hide();
        fleet.ends(failing("build-01", Failure.OTHER, "rc=1: no", 1));
        browser.until(b -> b.getTitle().equals("(1) Build cache"));
        browser.show();
        assertThat(page.asked(EVENTS)).isEqualTo(1);
    }

    @Test
    void a_tab_that_is_hidden_for_long_gives_its_connection_up_until_somebody_looks() throws Exception {
        open(well("build-01", 1), well("build-02", 2));
        browser.run("const usual = setTimeout;"
                + "setTimeout = (todo, ms) => usual(todo, ms === 30000 || ms === 60000 ? ms / 100 : ms)");
        browser.hide();
        awaitAsked(HOSTS, 3);
        fleet.ends(failing("build-01", Failure.OTHER, "rc=1: no", 1));
        browser.until(b -> b.getTitle().equals("(1) Build cache"));
        assertThat(browser.texts("#connection")).containsExactly("Live");
        assertThat(browser.texts("#lost")).isEmpty();
        assertThat(page.asked(EVENTS)).isEqualTo(1);

        browser.show();
        awaitAsked(EVENTS, 2);
        long loads = page.asked(HOSTS);
        awaitAllEvents();
        assertThat(browser.texts("#day")).containsExactly("3.00 GB");
        assertThat(page.asked(HOSTS)).isEqualTo(loads);
    }

    /** A browser may keep such a page, with its connection, so that "back" is quick. */
    @Test
    void a_page_that_was_left_gives_its_connection_up_until_somebody_comes_back() throws Exception {
        open(well("build-01", 1), well("build-02", 2));
        browser.run("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))");
        browser.run("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))");
        awaitAsked(EVENTS, 2);
        awaitAllEvents();
        assertThat(browser.texts("#connection")).containsExactly("Live");
        assertThat(browser.texts("#lost")).isEmpty();
    }

    /** What is told now is told after all that was told before. */
    private void awaitAllEvents() {
        fleet.becomes(PageHosts.in(State.PAUSED, well("build-02", 2)));
        browser.untilText("#subline", text -> text.contains("1 paused"));
    }

    private void awaitAsked(String path, long times) {
        browser.until(b -> page.asked(path) >= times);
    }
}

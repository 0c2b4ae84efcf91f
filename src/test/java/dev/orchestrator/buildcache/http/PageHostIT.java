package dev.orchestrator.buildcache.http;

import static dev.orchestrator.buildcache.http.PageHosts.failing;
import static dev.orchestrator.buildcache.http.PageHosts.well;
import static dev.orchestrator.buildcache.http.PageHosts.withHistory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.Served;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** A host opened on the page. */
class PageHostIT extends InBrowser {
    @Test
    void an_opened_host_shows_its_settings_its_command_its_plots_and_its_runs() throws Exception {
        open(failing("build-01", Failure.DOCKER_MISSING, "rc=127: sh: docker: not found", 2), well("build-02", 1));
        browser.click("#rows a[href='#host/build-01']");
        browser.until(b -> browser.all(".plot canvas").size() == 2);
        assertThat(browser.focused().getText()).isEqualTo("build-01");
        assertThat(browser.texts(".settings pre"))
                .satisfiesExactly(
                        command -> assertThat(command).isEqualTo("docker builder prune -f --filter until=24h"),
                        command -> assertThat(command)
                                .startsWith("ssh -T -n ")
                                .endsWith("-- prune@10.0.0.5 'docker builder prune -f --filter until=24h'"));
        assertThat(browser.texts(".settings-list").get(0)).contains("interval", "every 6 h", "more than 24h ago");
        assertThat(browser.texts(".runs tbody tr")).hasSize(3);
        assertThat(browser.texts(".runs tbody tr").get(0))
                .contains("failed", "docker missing", "rc=127: sh: docker: not found");
        assertThat(browser.texts("#host .problem").get(0)).contains("Install Docker");

        browser.type(Keys.ESCAPE);
        browser.until(b -> browser.all("#list:not([hidden])").size() == 1);
        browser.untilFocused("build-01");
    }

    @Test
    void a_host_can_be_linked_to_and_back_goes_back() throws Exception {
        serve(withHistory("build-01", 100), well("build-02", 1));
        browser.open(page.url() + "#host/build-01");
        browser.until(b -> browser.texts(".runs tbody tr").size() == 100);
        assertThat(browser.texts("#list")).isEmpty();
        browser.go(page.url() + "#host/build-02");
        browser.until(b -> browser.texts(".runs tbody tr").size() == 1);
        browser.back();
        browser.until(b -> browser.texts(".runs tbody tr").size() == 100);
        browser.go(page.url() + "#host/gone");
        browser.untilText("#host", text -> text.contains("no host with this name"));
    }

    @Test
    void an_opened_host_follows_its_run() throws Exception {
        var host = withHistory("build-01", 2);
        serve(host);
        browser.open(page.url() + "#host/build-01");
        browser.until(b -> browser.texts(".runs tbody tr").size() == 2);
        fleet.becomes(PageHosts.in(State.RUNNING, host));
        browser.untilText(".facts", text -> text.matches("(?s).*running for [1-9].*"));
        fleet.ends(PageHosts.after(host, PageHosts.succeeded(Instant.now(), 3)));
        browser.until(b -> browser.texts(".runs tbody tr").size() == 3);
    }

    @Test
    void the_plots_of_a_single_run_end_this_year() throws Exception {
        open(withHistory("build-01", 1), Hosts.fresh("build-02"));
        browser.run("window.drawn = []; const draw = CanvasRenderingContext2D.prototype.fillText;"
                + "CanvasRenderingContext2D.prototype.fillText = function (text, ...where) {"
                + " window.drawn.push(text); return draw.call(this, text, ...where); }; return ''");
        browser.click("#rows a[href='#host/build-01']");
        browser.until(b -> browser.all(".plot canvas").size() == 2);
        browser.until(b -> Integer.parseInt(browser.run("return String(drawn.length)")) > 4);
        String drawn = browser.run("return drawn.join(' ')");
        int year = LocalDate.now().getYear();
        for (int later = year + 1; later < year + 5; later++) {
            assertThat(drawn).contains(":").doesNotContain(Integer.toString(later));
        }
    }

    @Test
    void what_was_said_of_a_requested_run_is_gone_after_the_run() throws Exception {
        var host = withHistory("build-01", 2);
        serve(host);
        browser.open(page.url() + "#host/build-01");
        browser.until(b -> browser.texts(".runs tbody tr").size() == 2);
        browser.click(".controls .primary");
        browser.find("#token-dialog[open]");
        browser.type(ServedPage.TOKEN, Keys.ENTER);
        var asked = (Pruner.RunNow) fleet.pruners.receiveMessage(Served.PATIENCE);
        asked.replyTo().tell(Pruner.RunNowReply.ACCEPTED);
        browser.untilText(".controls .result", "The run was requested."::equals);
        fleet.becomes(PageHosts.in(State.RUNNING, host));
        browser.untilText(".facts", text -> text.contains("running for"));
        assertThat(browser.texts(".controls .result")).containsExactly("The run was requested.");
        fleet.ends(PageHosts.after(host, PageHosts.succeeded(Instant.now(), 3)));
        browser.until(b -> browser.texts(".controls .result").isEmpty());
    }

    @Test
    void every_time_names_its_zone_in_one_format() throws Exception {
        serve(failing("build-01", Failure.OTHER, "rc=1: no", 1));
        browser.open(page.url() + "#host/build-01");
        browser.until(b -> browser.texts(".runs time").size() == 2);
        var time = "\\d{1,2} [A-Z][a-z]{2,3} \\d{4}, \\d\\d:\\d\\d:\\d\\d [A-Z]{2,4}([+-]\\d{1,2}(:\\d\\d)?)?";
        assertThat(browser.texts(".runs time")).allMatch(text -> text.matches(time));
        assertThat(browser.texts(".facts").get(0)).containsPattern("\\(" + time + "\\)");
        browser.type(Keys.ESCAPE);
        browser.untilText(".problem", text -> text.matches("(?s).*Last success: " + time + ".*"));
    }

    @Test
    void a_single_host_needs_no_search_no_sorting_and_no_buttons_for_all() throws Exception {
        open(well("build-01", 1));
        assertThat(browser.texts("#headline")).containsExactly("The last prune worked");
        assertThat(browser.texts("#tools, #pause-all, #resume-all, #heads button"))
                .isEmpty();
        assertThat(browser.texts("#heads span")).contains("Host", "Next run");
        open(well("build-01", 1), well("build-02", 1));
        assertThat(browser.texts("#pause-all, #heads .c-name button")).containsExactly("Pause all", "Host");
    }

    @Test
    void a_host_that_was_paused_during_its_run_says_both_one_below_the_other() throws Exception {
        open(Hosts.fresh("build-01"), Hosts.fresh("build-02"));
        fleet.becomes(PageHosts.pausedWhileRunning(well("build-01", 1)));
        browser.untilText("#rows .c-state[role=cell]:has(.sub:not(:empty))", text -> text.contains("then paused"));
        assertThat(browser.<String>run("const c = document.querySelector('.c-state:has(.sub:not(:empty))');"
                        + "return String(c.querySelector('.sub').getBoundingClientRect().top"
                        + " >= c.querySelector('.state').getBoundingClientRect().bottom - 1"
                        + " && c.scrollWidth <= c.clientWidth)"))
                .isEqualTo("true");
    }

    @Test
    void an_opened_host_is_loaded_anew_only_after_a_run() throws Exception {
        var host = Hosts.fresh("build-01");
        serve(host);
        browser.open(page.url() + "#host/build-01");
        browser.untilText(".runs, #runs-title + div", text -> text.contains("No runs yet"));
        fleet.becomes(PageHosts.in(State.WAITING, host));
        browser.untilText(".facts", text -> text.contains("waiting for a permit"));
        fleet.becomes(PageHosts.in(State.RUNNING, host));
        browser.untilText(".facts", text -> text.contains("running"));
        assertThat(page.asked("/api/hosts/build-01")).isEqualTo(1);
    }

    @Test
    void an_opened_host_is_loaded_once_at_a_time() throws Exception {
        var host = withHistory("build-01", 2);
        serve(host);
        browser.open(page.url() + "#host/build-01");
        browser.until(b -> browser.texts(".runs tbody tr").size() == 2);
        page.hold("/api/hosts/build-01");
        var third = PageHosts.after(host, PageHosts.succeeded(PageHosts.minutesAgo(5), 3));
        fleet.ends(third);
        browser.untilText(".facts", text -> text.contains("3 succeeded"));
        fleet.ends(PageHosts.after(third, PageHosts.succeeded(Instant.now(), 4)));
        browser.untilText(".facts", text -> text.contains("4 succeeded"));
        browser.until(b -> page.asked("/api/hosts/build-01") == 2);
        page.answerAsUsual("/api/hosts/build-01");
        browser.until(b -> browser.texts(".runs tbody tr").size() == 4);
        browser.until(b -> page.asked("/api/hosts/build-01") == 3);
        browser.until(b -> browser.all(".plot canvas").size() == 2);
    }
}

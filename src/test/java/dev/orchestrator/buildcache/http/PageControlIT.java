package dev.orchestrator.buildcache.http;

import static dev.orchestrator.buildcache.http.PageHosts.well;
import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.StatusCodes;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.Pruner.RunNowReply;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.http.HttpSettings.Protect;
import dev.orchestrator.buildcache.testkit.Served;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What can be done on the page, and the token that it takes. */
class PageControlIT extends InBrowser {
    private static final String ALLOWED = " Bearer " + ServedPage.TOKEN;
    private static final String OFF = "button[aria-disabled=true]";

    @Test
    void run_now_asks_for_the_token_once_and_sends_it() throws Exception {
        open("#host/build-01");
        browser.click(".controls .primary");
        browser.find("#token-dialog[open]");
        browser.type(ServedPage.TOKEN, Keys.ENTER);
        answerRunNow(RunNowReply.ACCEPTED);
        browser.untilText(".controls .result", "The run was requested."::equals);
        assertThat(page.posts()).containsExactly("/api/hosts/build-01/prune" + ALLOWED);

        browser.click(".controls .primary");
        answerRunNow(RunNowReply.RUNNING);
        browser.untilText(".controls .result", "Nothing was done: a run is under way already."::equals);
        assertThat(browser.all("#token-dialog[open]")).isEmpty();
        assertThat(page.posts()).hasSize(2).allMatch(post -> post.endsWith(ALLOWED));
    }

    @Test
    void a_wrong_token_is_asked_for_again() throws Exception {
        open("#host/build-01");
        browser.click(".controls .primary");
        browser.find("#token-dialog[open]");
        assertThat(browser.texts("#token-wrong")).isEmpty();
        browser.type("guessed", Keys.ENTER);
        browser.untilText("#token-wrong", "That token was rejected."::equals);
        browser.type(ServedPage.TOKEN, Keys.ENTER);
        answerRunNow(RunNowReply.ACCEPTED);
        browser.untilText(".controls .result", "The run was requested."::equals);
        assertThat(page.posts())
                .containsExactly("/api/hosts/build-01/prune Bearer guessed", "/api/hosts/build-01/prune" + ALLOWED);
    }

    @Test
    void nothing_is_sent_if_the_token_is_not_given() throws Exception {
        open("#host/build-01");
        browser.click(".controls .primary");
        browser.find("#token-dialog[open]");
        browser.type(Keys.ESCAPE);
        browser.until(b -> browser.all("#token-dialog[open]").isEmpty());
        assertThat(browser.texts("#host-title")).containsExactly("build-01");
        assertThat(page.posts()).isEmpty();
    }

    @Test
    void the_token_is_kept_in_this_tab_only() throws Exception {
        open("#host/build-01");
        browser.click(".controls .primary");
        browser.find("#token-dialog[open]");
        browser.type(ServedPage.TOKEN, Keys.ENTER);
        answerRunNow(RunNowReply.ACCEPTED);
        browser.untilText(".controls .result", text -> !text.isEmpty());
        assertThat(browser.<String>run("return Object.values(sessionStorage).join()"))
                .isEqualTo(ServedPage.TOKEN);
        assertThat(browser.<String>run("return document.cookie + Object.values(localStorage).join()"))
                .isEmpty();
        assertThat(browser.<String>run("return document.getElementById('token-input').value"))
                .isEmpty();
        assertThat(browser.requests()).noneMatch(url -> url.contains(ServedPage.TOKEN));
    }

    @Test
    void a_host_is_paused_and_resumed() throws Exception {
        open("#host/build-01");
        browser.run("sessionStorage.setItem('build-cache-pruner.token', arguments[0])", ServedPage.TOKEN);
        browser.click(".controls .buttons button:nth-child(2)");
        var paused = PageHosts.in(State.PAUSED, well("build-01", 1));
        fleet.pruners
                .expectMessageClass(Pruner.Pause.class, Served.PATIENCE)
                .replyTo()
                .tell(paused.status());
        fleet.becomes(paused);
        browser.untilText(".controls .hint", text -> text.contains("This host is paused. Resume it first."));
        assertThat(browser.texts(".controls .buttons button")).containsExactly("Run now", "Resume");
        assertThat(browser.focused().getText()).isEqualTo("Resume");
        assertThat(browser.texts(OFF)).containsExactly("Run now");

        browser.click(".controls .buttons button:nth-child(3)");
        fleet.pruners
                .expectMessageClass(Pruner.Resume.class, Served.PATIENCE)
                .replyTo()
                .tell(well("build-01", 1).status());
        fleet.becomes(well("build-01", 1));
        browser.until(b -> browser.texts(".controls .buttons button").contains("Pause"));
        assertThat(page.posts())
                .containsExactly("/api/hosts/build-01/pause" + ALLOWED, "/api/hosts/build-01/resume" + ALLOWED);
    }

    @Test
    void a_host_is_paused_and_resumed_in_its_row() throws Exception {
        open("");
        browser.run("sessionStorage.setItem('build-cache-pruner.token', arguments[0])", ServedPage.TOKEN);
        browser.click("#rows [aria-label='Pause build-01']");
        var paused = PageHosts.in(State.PAUSED, well("build-01", 1));
        fleet.pruners
                .expectMessageClass(Pruner.Pause.class, Served.PATIENCE)
                .replyTo()
                .tell(paused.status());
        fleet.becomes(paused);
        browser.untilText("#all-result", text -> text.startsWith("build-01: Paused."));
        assertThat(browser.texts("#host-title"))
                .as("the row's link is not followed")
                .isEmpty();
        browser.click("#rows [aria-label='Resume build-01']");
        fleet.pruners
                .expectMessageClass(Pruner.Resume.class, Served.PATIENCE)
                .replyTo()
                .tell(well("build-01", 1).status());
        browser.untilText("#all-result", "build-01: Resumed."::equals);
    }

    @Test
    void all_hosts_are_paused_and_resumed() throws Exception {
        open("");
        assertThat(browser.texts(OFF)).containsExactly("Resume all");
        browser.click("#pause-all");
        browser.find("#token-dialog[open]");
        browser.type(ServedPage.TOKEN, Keys.ENTER);
        fleet.told.expectMessage(Served.PATIENCE, Fleet.PauseAll.INSTANCE);
        browser.untilText("#all-result", text -> text.startsWith("All hosts are paused."));
        fleet.becomes(PageHosts.in(State.PAUSED, well("build-01", 1)));
        fleet.becomes(PageHosts.in(State.PAUSED, well("build-02", 2)));
        browser.untilText("#problems", text -> text.contains("Paused") && text.contains("2 hosts"));
        assertThat(browser.texts(OFF)).containsExactly("Pause all");
        browser.click("#resume-all");
        fleet.told.expectMessage(Served.PATIENCE, Fleet.ResumeAll.INSTANCE);
    }

    @Test
    void without_a_token_the_buttons_are_off_and_say_how_to_switch_them_on() throws Exception {
        serve(Optional.empty(), Protect.CONTROL, well("build-01", 1), well("build-02", 2));
        browser.open(page.url());
        browser.untilText("#control-off", text -> text.contains("ORCH_BUILD_CACHE_PRUNE_HTTP_TOKEN"));
        assertThat(browser.texts(OFF)).containsExactly("Pause all", "Resume all");
        assertThat(browser.texts("#rows .row-control")).isEmpty();
        browser.click("#rows a[href='#host/build-01']");
        browser.untilText(".controls .hint", text -> text.contains("http.token"));
        assertThat(browser.texts(OFF)).containsExactly("Run now", "Pause");
    }

    @Test
    void protected_reads_ask_for_the_token_before_anything_is_shown() throws Exception {
        serve(Optional.of(ServedPage.TOKEN), Protect.ALL, well("build-01", 1), well("build-02", 2));
        browser.open(page.url());
        browser.find("#token-dialog[open]");
        browser.type(Keys.ESCAPE);
        browser.untilText("#locked", text -> text.contains("only to users who have its token"));
        assertThat(browser.texts("#list")).isEmpty();

        browser.click("#locked-ask");
        browser.find("#token-dialog[open]");
        browser.type("guessed", Keys.ENTER);
        browser.untilText("#token-wrong", "That token was rejected."::equals);
        browser.type(ServedPage.TOKEN, Keys.ENTER);
        browser.untilText("#headline", "The last prune worked on all 2 hosts"::equals);
        browser.untilText("#connection", "Live"::equals);
        fleet.becomes(PageHosts.in(State.RUNNING, well("build-01", 1)));
        browser.untilText("#subline", "1 running now"::equals);
    }

    @Test
    void a_page_without_the_token_does_not_ask_again_because_it_was_left() throws Exception {
        serve(Optional.of(ServedPage.TOKEN), Protect.ALL, well("build-01", 1), well("build-02", 2));
        browser.open(page.url());
        browser.find("#token-dialog[open]");
        browser.type(Keys.ESCAPE);
        browser.untilText("#locked", text -> !text.isEmpty());
        long requests = page.asked("/api/events");
        browser.run("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))");
        browser.run("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))");

        browser.click("#locked-ask");
        browser.find("#token-dialog[open]");
        browser.type(ServedPage.TOKEN, Keys.ENTER);
        browser.untilText("#connection", "Live"::equals);
        // One that is refused and opens the dialog, and one with the token.
        assertThat(page.asked("/api/events")).isEqualTo(requests + 2);
    }

    @Test
    void what_may_have_been_done_is_not_said_to_be_undone() throws Exception {
        open("#host/build-01");
        browser.run("sessionStorage.setItem('build-cache-pruner.token', arguments[0])", ServedPage.TOKEN);
        page.answer("/api/hosts/build-01/prune", StatusCodes.SERVICE_UNAVAILABLE);
        browser.click(".controls .primary");
        browser.untilText(".controls .result", "It is unknown whether this was done: as the test says."::equals);
        page.goAway();
        browser.click(".controls .primary");
        browser.untilText(
                ".controls .result", "It is unknown whether this was done: the service does not respond."::equals);
    }

    @Test
    void the_button_that_was_pressed_keeps_the_focus_while_it_is_off() throws Exception {
        open("#host/build-01");
        browser.run("sessionStorage.setItem('build-cache-pruner.token', arguments[0])", ServedPage.TOKEN);
        browser.run("document.querySelector('.controls .primary').focus()");
        browser.type(Keys.ENTER);
        answerRunNow(RunNowReply.ACCEPTED);
        fleet.becomes(PageHosts.in(State.RUNNING, well("build-01", 1)));
        browser.untilText(".controls .hint", "A run is in progress."::equals);
        assertThat(browser.focused().getText()).isEqualTo("Run now");
        browser.type(Keys.ENTER);
        browser.type(Keys.TAB);
        browser.type(Keys.ENTER);
        fleet.pruners
                .expectMessageClass(Pruner.Pause.class, Served.PATIENCE)
                .replyTo()
                .tell(PageHosts.in(State.RUNNING, well("build-01", 1)).status());
        browser.untilText(".controls .result", text -> text.startsWith("Paused"));
        assertThat(page.posts())
                .containsExactly("/api/hosts/build-01/prune" + ALLOWED, "/api/hosts/build-01/pause" + ALLOWED);
    }

    private void answerRunNow(RunNowReply reply) {
        fleet.pruners
                .expectMessageClass(Pruner.RunNow.class, Served.PATIENCE)
                .replyTo()
                .tell(reply);
    }

    private void open(String hash) throws Exception {
        serve(well("build-01", 1), well("build-02", 2));
        browser.open(page.url() + hash);
        browser.untilText("#connection", "Live"::equals);
    }
}

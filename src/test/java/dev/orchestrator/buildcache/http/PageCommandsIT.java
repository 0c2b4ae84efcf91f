package dev.orchestrator.buildcache.http;

import static dev.orchestrator.buildcache.http.PageHosts.failing;
import static dev.orchestrator.buildcache.http.PageHosts.well;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.testkit.Served;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Commands to several hosts at once, from the list. */
class PageCommandsIT extends InBrowser {
    private static final String ALLOWED = " Bearer " + ServedPage.TOKEN;

    @Test
    void the_page_names_the_program_its_version_and_its_description() throws Exception {
        open(well("build-01", 1));
        browser.untilText("footer", text -> text.matches("build-cache-pruner \\d+\\.\\d+\\S* · API description"));
        assertThat(browser.find("footer a").getAttribute("href")).isEqualTo(page.url() + "api/openapi.json");
    }

    @Test
    void all_hosts_of_a_problem_can_be_run_now() throws Exception {
        open(
                well("build-01", 1),
                failing("build-02", Failure.DOCKER_NOT_RUNNING, "rc=1: no", 1),
                PageHosts.in(State.RUNNING, failing("build-03", Failure.DOCKER_NOT_RUNNING, "rc=1: no", 1)),
                failing("build-04", Failure.DOCKER_NOT_RUNNING, "rc=1: no", 1));
        assertThat(browser.texts(".problem [data-focus$='/run']")).containsExactly("Run all 2 now");
        browser.click(".problem [data-focus$='/run']");
        browser.find("#token-dialog[open]");
        browser.type(ServedPage.TOKEN, Keys.ENTER);
        for (int i = 0; i < 2; i++) {
            var run = (Pruner.RunNow) fleet.pruners.receiveMessage(Served.PATIENCE);
            run.replyTo().tell(Pruner.RunNowReply.ACCEPTED);
        }
        browser.untilText("#announcer", "2 runs were requested."::equals);
        assertThat(page.posts())
                .containsExactly("/api/hosts/build-02/prune" + ALLOWED, "/api/hosts/build-04/prune" + ALLOWED);
    }
}

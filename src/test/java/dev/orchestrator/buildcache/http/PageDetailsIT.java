package dev.orchestrator.buildcache.http;

import static dev.orchestrator.buildcache.http.PageHosts.failing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.testkit.Runs;
import org.junit.jupiter.api.Test;

/** All that was said about a failure: on the page of its host, folded, and only as text. */
class PageDetailsIT extends InBrowser {
    private static final String MARKUP = "<img src=x onerror=\"pwned=1\"></pre><script>pwned=1</script>&lt;b&gt;";
    private static final String ERROR = "rc=255: WARNING: UNPROTECTED PRIVATE KEY FILE! … denied";

    @Test
    void the_details_of_a_failure_can_be_unfolded_and_stay_text() throws Exception {
        String details = "Permissions 0644 are too open.\n" + MARKUP + "\n" + "x".repeat(3000);
        serve(PageHosts.ended("build-01", Runs.failed(Failure.LOGIN_REFUSED, ERROR, details)));
        browser.open(page.url() + "#host/build-01");
        browser.size(360, 740);
        browser.untilText("#host .problem .error", ERROR::equals);
        assertThat(browser.texts("#host .problem details pre")).isEmpty();
        browser.click("#host .problem summary");
        browser.untilText("#host .problem details pre", details::equals);
        assertThat(browser.<Long>run("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(360L);
        assertThat(browser.all("img, script:not([src='assets/main.js']), b")).isEmpty();
        assertThat(browser.<Object>run("return window.pwned ?? null")).isNull();
    }

    @Test
    void what_is_unfolded_stays_so_while_the_host_waits_and_follows_its_next_failure() throws Exception {
        serve(PageHosts.ended("build-01", Runs.failed(Failure.OTHER, "rc=1: no", "first\nno")));
        browser.open(page.url() + "#host/build-01");
        browser.untilText("#host .problem summary", text -> !text.isEmpty());
        browser.click("#host .problem summary");
        browser.untilText("#host .problem pre", "first\nno"::equals);
        fleet.becomes(PageHosts.in(
                State.WAITING, PageHosts.ended("build-01", Runs.failed(Failure.OTHER, "rc=1: no", "first\nno"))));
        browser.untilText(".facts", text -> text.contains("waiting for a permit"));
        assertThat(browser.texts("#host .problem pre")).containsExactly("first\nno");
        fleet.ends(failing("build-01", Failure.OTHER, "rc=1: no", 1));
        browser.until(b -> browser.all("#host .problem details").isEmpty());
    }
}

package dev.orchestrator.buildcache.http;

import static dev.orchestrator.buildcache.http.PageHosts.well;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import org.junit.jupiter.api.Test;

/** The page under a path of a proxy. */
class PageProxyIT extends InBrowser {
    private static final String PREFIX = "/" + ServedPage.PROXIED;

    @Test
    void it_asks_for_nothing_outside_its_path() throws Exception {
        var host = well("build-01", 1);
        serve(host, well("build-02", 1));
        browser.open(page.url() + ServedPage.PROXIED + "/");
        browser.untilText("#connection", "Live"::equals);
        fleet.becomes(PageHosts.in(State.RUNNING, host));
        browser.untilText("#rows .c-state", text -> text.contains("running"));
        browser.click("#rows a[href='#host/build-01']");
        browser.until(b -> browser.all(".plot canvas").size() == 2);
        assertThat(browser.requests()).allMatch(url -> url.startsWith(page.url() + ServedPage.PROXIED + "/"));
        assertThat(page.asked(PREFIX + "/api/hosts/build-01")).isEqualTo(1);
        assertThat(page.asked("/api/hosts")).isZero();
        browser.go(page.url());
        browser.untilText("#connection", "Live"::equals);
    }
}

package dev.orchestrator.buildcache.http;

import static dev.orchestrator.buildcache.http.PageHosts.failing;
import static dev.orchestrator.buildcache.http.PageHosts.well;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.Failure;
import org.junit.jupiter.api.Test;

/** What the page's address says of what it shows. */
class PageAddressIT extends InBrowser {
    @Test
    void filters_are_in_the_address_and_come_back_with_it() throws Exception {
        open(well("build-01", 1), well("build-02", 1), failing("build-03", Failure.OTHER, "rc=1: no", 1));
        browser.click("#outcomes [data-word=succeeded]");
        browser.find("#search").sendKeys("02 idle");
        browser.untilTexts("#rows a", "build-02");
        String address = browser.run("return location.href");
        assertThat(address).isEqualTo(page.url() + "?q=02+idle&outcomes=succeeded");

        browser.open(address);
        browser.untilTexts("#rows a", "build-02");
        assertThat(browser.find("#search").getAttribute("value")).isEqualTo("02 idle");
        assertThat(browser.all("#outcomes [aria-pressed=true]")).hasSize(1);
        browser.click("#rows a[href='#host/build-02']");
        browser.until(b -> browser.all("#host:not([hidden])").size() == 1);
        assertThat(browser.<String>run("return location.href")).isEqualTo(address + "#host/build-02");
    }

    @Test
    void what_an_address_says_wrongly_filters_nothing() throws Exception {
        serve(well("build-01", 1), well("build-02", 1));
        browser.open(page.url() + "?outcomes=eaten&states=%FF&other=x");
        browser.untilTexts("#rows a", "build-01", "build-02");
    }
}

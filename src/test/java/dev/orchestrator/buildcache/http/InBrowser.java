package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.http.HttpSettings.Protect;
import dev.orchestrator.buildcache.testkit.FakeFleet;
import dev.orchestrator.buildcache.testkit.KnownHost;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/**
 * What tests of the page have in common: a browser for each class, and for each test the real routes over a fleet that
 * does as it is told. No test leaves an error in the console, or asks anybody else for anything.
 */
abstract class InBrowser {
    static Browser browser;
    private static ActorTestKit kit;

    FakeFleet fleet;
    ServedPage page;

    @BeforeAll
    static void start() throws Exception {
        kit = ActorTestKit.create();
        browser = Browser.start();
    }

    @AfterAll
    static void stop() throws Exception {
        kit.shutdownTestKit();
        if (browser != null) {
            browser.close();
            browser = null;
        }
    }

    @AfterEach
    void close() throws Exception {
        var requests = browser.requests();
        var errors = browser.errors();
        page.goAway();
        assertThat(errors).isEmpty();
        assertThat(requests).isNotEmpty().allMatch(url -> url.startsWith(page.url()));
    }

    void serve(KnownHost... hosts) throws Exception {
        serve(Optional.of(ServedPage.TOKEN), Protect.CONTROL, hosts);
    }

    void serve(Optional<String> token, Protect protect, KnownHost... hosts) throws Exception {
        fleet = new FakeFleet(kit, hosts);
        page = new ServedPage(kit, fleet, token, protect);
    }

    /** A fleet whose program was started then. */
    void serveSince(Instant start, KnownHost... hosts) throws Exception {
        fleet = new FakeFleet(kit, start, hosts);
        page = new ServedPage(kit, fleet, Optional.of(ServedPage.TOKEN), Protect.CONTROL);
    }

    /** Until the page shows these hosts, live. */
    void open(KnownHost... hosts) throws Exception {
        serve(hosts);
        browser.open(page.url());
        browser.until(b -> browser.all("#rows tr").size() == hosts.length);
        browser.untilText("#connection", "Live"::equals);
        browser.untilText("#rows a", text -> !text.isEmpty());
    }
}

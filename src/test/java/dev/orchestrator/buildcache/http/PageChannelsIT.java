package dev.orchestrator.buildcache.http;

import static dev.orchestrator.buildcache.http.PageHosts.well;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.json.ChannelJson;
import org.junit.jupiter.api.Test;

/** What the page shows of the channels of alerts. */
class PageChannelsIT extends InBrowser {
    private static final ChannelJson OPS = ChannelJson.fresh("ops", "slack");

    @Test
    void a_channel_that_cannot_deliver_needs_attention_until_it_can() throws Exception {
        open(well("build-01", 1));
        page.channels(OPS);
        assertThat(browser.texts(".problem")).isEmpty();
        page.channels(OPS.failed("HTTP 404: no such hook").dropped(2));
        browser.untilText(".problem", text -> text.contains("Alerts are not delivered by ops"));
        assertThat(browser.texts(".problem").get(0))
                .contains("HTTP 404: no such hook", "2 alerts were dropped", "notify.channels.ops");
        page.channels(OPS.delivered(1));
        browser.until(b -> browser.texts(".problem").isEmpty());
    }

    @Test
    void it_is_there_when_the_page_is_opened() throws Exception {
        serve(well("build-01", 1));
        page.channels(OPS.failed("no answer within 10 s"));
        browser.open(page.url());
        browser.untilText(".problem", text -> text.contains("no answer within 10 s"));
    }
}

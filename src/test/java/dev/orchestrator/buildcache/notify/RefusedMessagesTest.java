package dev.orchestrator.buildcache.notify;

import static dev.orchestrator.buildcache.notify.FakeService.answer;
import static dev.orchestrator.buildcache.notify.RealChannels.failed;
import static dev.orchestrator.buildcache.notify.RealChannels.next;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that respond, but don't accept the message. */
class RefusedMessagesTest extends ToService {
    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void an_overloaded_or_broken_service_gets_it_again(int status) throws Exception {
        service.first(answer(status, "{}"), answer(status, ""));
        channels.notifier(RealChannels.slack("slack", service)).tell(failed("b1", "no"));
        assertThat(List.of(
                        next(service).text(),
                        next(service).text(),
                        next(service).text()))
                .allMatch(text -> text.contains("b1"));
        channels.awaitLog("INFO sent to slack: 1 failing");
        assertThat(service.requests).isEmpty();
        assertThat(channels.log.linesThatStart("WARN")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"seconds", "date"})
    void the_wait_that_a_service_asks_for_is_kept(String form) throws Exception {
        var until = Instant.now().plusSeconds(2);
        var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(until.atOffset(ZoneOffset.UTC));
        service.first(answer(429, "slow down", "Retry-After", form.equals("date") ? date : "1"));
        channels.notifier(RealChannels.slack("slack", service)).tell(failed("b1", "no"));
        next(service);
        long first = System.nanoTime();
        next(service);
        // A date has whole seconds only.
        assertThat(Duration.ofNanos(System.nanoTime() - first)).isGreaterThan(Duration.ofMillis(500));
        assertThat(channels.log.linesThatStart("DEBUG slack again in "))
                .hasSize(1)
                .allMatch(line -> line.endsWith("HTTP 429: slow down"));
    }

    @Test
    void a_refusal_is_one_warning_without_the_address() {
        service.then(answer(
                404,
                "no hook at " + RealChannels.url(service) + ", that is " + RealChannels.PATH + " of "
                        + RealChannels.LOGIN + "; " + RealChannels.KEY));
        var webhook = new JsonWebhook(new WebhookUrl(RealChannels.url(service)), Optional.of(RealChannels.KEY));
        channels.notifier(RealChannels.channel("json", webhook)).tell(failed("b1", "no"));
        assertThat(channels.awaitLog("WARN"))
                .isEqualTo("WARN message to json not sent: HTTP 404: no hook at ***, that is *** of ***; ***");
        assertThat(service.requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "302, /elsewhere/secret-path <>, /elsewhere/*** <>",
        "301, https://hooks.example.org/services/T0001/secret-path?key=secret-key#secret-key, https://hooks.example.org***",
        "308, https://ops:secret-word@sso.example.org/login?next=secret-path, https://sso.example.org/login",
        "307, //ops:secret-word@[::1]:8443/x, //[::1]:8443/x",
    })
    void a_redirect_is_not_followed_but_the_log_says_where_to(int status, String location, String shown) {
        service.then(answer(status, "<html>", "Location", location));
        channels.notifier(RealChannels.slack("slack", service)).tell(failed("b1", "no"));
        assertThat(channels.awaitLog("WARN"))
                .isEqualTo("WARN message to slack not sent: HTTP " + status + ": moved to " + shown);
        assertThat(service.requests).hasSize(1);
    }

    @Test
    void a_redirect_to_nowhere_says_what_its_text_says() {
        service.then(answer(302, "gone"));
        channels.notifier(RealChannels.slack("slack", service)).tell(failed("b1", "no"));
        assertThat(channels.awaitLog("WARN")).isEqualTo("WARN message to slack not sent: HTTP 302: gone");
    }

    @ParameterizedTest
    @ValueSource(ints = {Response.TEXT_LIMIT, Response.TEXT_LIMIT + 1})
    void only_a_text_within_the_limit_is_shown(int length) {
        service.then(answer(400, "x" + " ".repeat(length - 2) + "y"));
        channels.notifier(RealChannels.slack("slack", service)).tell(failed("b1", "no"));
        assertThat(channels.awaitLog("WARN"))
                .isEqualTo("WARN message to slack not sent: HTTP 400:" + (length > Response.TEXT_LIMIT ? "" : " x y"));
    }
}

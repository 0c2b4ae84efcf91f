package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.HostEvent;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Notifiers that send over HTTP to webhooks with secrets in them; when closed, it checks that no secret was logged. */
final class RealChannels implements AutoCloseable {
    static final String PATH = "/services/T0001/secret-path?key=secret-key";
    static final String LOGIN = "ops:secret-word";
    static final String KEY = "secret-hmac";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    final LogWatch log = new LogWatch();
    private final ActorTestKit kit = ActorTestKit.create(
            ConfigFactory.parseString("akka.loglevel = DEBUG").withFallback(ConfigFactory.load()));
    private final TestProbe<Object> probe = kit.createTestProbe();

    ActorRef<HostEvent> notifier(Channel... channels) {
        return kit.spawn(Notifier.create(new NotifySettings(List.of(channels), Map.of())));
    }

    ActorRef<HostEvent> notifier(Transport transport, Channel... channels) {
        return kit.spawn(Notifier.create(new NotifySettings(List.of(channels), Map.of()), transport));
    }

    static Channel slack(String name, FakeService service) {
        return slack(name, url(service));
    }

    static Channel slack(String name, URI url) {
        return channel(name, new SlackWebhook(new WebhookUrl(url)));
    }

    /** Three tries in quick succession, each alert at once. */
    static Channel channel(String name, Service service) {
        return within(LIMIT, Channel.of(name, service));
    }

    static Channel within(Duration limit, Channel channel) {
        var delivery = new Delivery(Duration.ZERO, 3, Duration.ofMillis(10), limit, 100);
        return new Channel(channel.name(), channel.service(), channel.kinds(), channel.hosts(), delivery);
    }

    static URI url(FakeService service) {
        return URI.create(service.url(PATH).toString().replace("http://", "http://" + LOGIN + "@"));
    }

    static URI url(int port) {
        return URI.create("http://" + LOGIN + "@127.0.0.1:" + port + PATH);
    }

    static HostEvent failed(String host, String error) {
        return Given.ended(host, Given.failed(error));
    }

    static FakeService.Request next(FakeService service) throws InterruptedException {
        var request = service.requests.poll(20, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        return request;
    }

    /** Waits for a log line with this start, and for no more than one. */
    String awaitLog(String start) {
        awaitLog(start, 1);
        return log.linesThatStart(start).get(0).strip();
    }

    void awaitLog(String start, int lines) {
        probe.awaitAssert(PATIENCE, () -> assertThat(log.linesThatStart(start)).hasSizeGreaterThanOrEqualTo(lines));
        assertThat(log.linesThatStart(start)).hasSize(lines);
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
        log.close();
        log.assertNothingOf("secret-path", "secret-key", "secret-word", "secret-hmac", "c2VjcmV0");
    }
}

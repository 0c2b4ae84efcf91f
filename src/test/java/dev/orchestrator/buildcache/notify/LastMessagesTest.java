package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the program ends: what waits is sent at once, and the log says what could not be sent. In virtual time. */
class LastMessagesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualTime time = new VirtualTime();
    private final ScriptedServices services = new ScriptedServices();
    private final TestProbe<Done> done = time.kit().createTestProbe(Done.class);
    private final LogWatch log = new LogWatch();
    private ActorRef<Sender.Command> sender;

    @BeforeEach
    void start() {
        sender = time.kit()
                .spawn(Sender.create(
                        ScriptedServices.channel("ops", MINUTE),
                        services,
                        time.kit().system().ignoreRef()));
    }

    @AfterEach
    void stop() {
        time.close();
        log.close();
    }

    @Test
    void a_digest_that_is_being_gathered_is_sent_at_once() {
        tell("b1", "b2");
        sender.tell(new Sender.Finish(done.getRef()));
        assertThat(services.delivered)
                .containsExactly("ops: Build cache pruning fails on b1: no\nBuild cache pruning fails on b2: no");
        done.receiveMessage();
        stopped();
    }

    @Test
    void without_a_message_it_is_done_at_once() {
        sender.tell(new Sender.Finish(done.getRef()));
        done.receiveMessage();
        stopped();
    }

    @Test
    void a_message_that_waits_for_its_next_try_gets_that_one_now_and_no_other() {
        services.goesDown("ops");
        tell("b1");
        time.pass(MINUTE);
        assertThat(services.requests).hasSize(1);
        sender.tell(new Sender.Finish(done.getRef()));
        assertThat(services.requests).hasSize(2);
        done.receiveMessage();
        assertThat(log.linesThatStart("WARN"))
                .containsExactly("WARN message to ops not sent, tried 2 times: HTTP 503: down");
    }

    @Test
    void an_alert_that_comes_after_that_is_sent_at_once() {
        sender.tell(new Sender.Finish(done.getRef()));
        tell("b1");
        assertThat(services.delivered).containsExactly("ops: Build cache pruning fails on b1: no");
    }

    @Test
    void what_a_silent_service_did_not_accept_in_time_is_in_the_log() {
        services.fallsSilent("ops");
        tell("b1", "b2");
        time.pass(MINUTE);
        tell("b3");
        sender.tell(new Sender.Finish(done.getRef()));
        done.expectNoMessage();
        stopped("WARN stopped; perhaps not sent to ops: 3 failing");
    }

    @Test
    void an_end_without_a_warning_is_in_the_log_too() {
        tell("b1");
        stopped("WARN stopped; not sent to ops: 1 failing");
    }

    private void tell(String... hosts) {
        sender.tell(new Sender.Send(List.of(hosts).stream()
                .map(host -> (Alert) new Alert.Failing(host, Given.failed("no"), 1))
                .toList()));
    }

    private void stopped(String... warnings) {
        time.kit().stop(sender);
        assertThat(log.linesThatStart("WARN")).containsExactly(warnings);
    }
}

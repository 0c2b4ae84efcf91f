package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.testkit.VirtualTime;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people know changes when a message is delivered to them, not when it was decided. In virtual time. */
class UndeliveredTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** All five tries are over. */
    private static final Duration A_WHILE = Duration.ofHours(1);

    private final VirtualTime time = new VirtualTime();
    private final ScriptedServices services = new ScriptedServices();

    @AfterEach
    void stop() {
        time.close();
    }

    @Test
    void nobody_hears_of_a_recovery_from_a_failure_that_they_never_heard_of() {
        var notifier = notifier(channel("ops"));
        services.goesDown("ops");
        fails(notifier, "b1");
        time.pass(A_WHILE);
        services.comesBack("ops");
        succeeds(notifier, "b1");
        time.pass(A_WHILE);
        assertThat(services.delivered).isEmpty();
    }

    @Test
    void a_host_that_still_fails_when_the_channel_works_again_is_told_at_its_next_run() {
        var notifier = notifier(channel("ops"));
        services.goesDown("ops");
        fails(notifier, "b1");
        time.pass(A_WHILE);
        services.comesBack("ops");
        fails(notifier, "b1");
        succeeds(notifier, "b1");
        assertThat(services.delivered)
                .containsExactly(
                        "ops: Build cache pruning fails on b1, 2 times in a row: no",
                        "ops: Build cache pruning works again on b1: 0 B reclaimed.");
    }

    @Test
    void the_first_message_that_is_delivered_again_brings_what_is_owed() {
        var notifier = notifier(channel("ops"));
        services.goesDown("ops");
        fails(notifier, "b1");
        notifier.tell(Given.ended("b2", Given.refused("Podman")));
        fails(notifier, "b3");
        time.pass(A_WHILE);
        succeeds(notifier, "b3");
        services.comesBack("ops");
        fails(notifier, "b4");
        assertThat(services.delivered)
                .containsExactly(
                        "ops: Build cache pruning fails on b4: no",
                        "ops: Build cache pruning fails on b1: no\nBuild cache pruning is refused on b2: Podman");
    }

    @Test
    void a_recovery_that_was_not_delivered_is_told_later_and_only_if_the_host_is_still_well() {
        var notifier = notifier(channel("ops"));
        fails(notifier, "b1");
        fails(notifier, "b2");
        services.goesDown("ops");
        succeeds(notifier, "b1");
        succeeds(notifier, "b2");
        time.pass(A_WHILE);
        services.comesBack("ops");
        services.delivered.clear();
        fails(notifier, "b1");
        assertThat(services.delivered).isEmpty();
        succeeds(notifier, "b2");
        succeeds(notifier, "b1");
        assertThat(services.delivered)
                .containsExactly(
                        "ops: Build cache pruning works again on b2: 0 B reclaimed.",
                        "ops: Build cache pruning works again on b1: 0 B reclaimed.");
    }

    @Test
    void a_refusal_that_was_not_delivered_is_told_again_though_its_cause_is_the_same() {
        var notifier = notifier(channel("ops"));
        services.goesDown("ops");
        notifier.tell(Given.ended("b1", Given.refused("Podman")));
        time.pass(A_WHILE);
        services.comesBack("ops");
        notifier.tell(Given.ended("b1", Given.refused("Podman")));
        assertThat(services.delivered).containsExactly("ops: Build cache pruning is refused on b1: Podman");
    }

    @Test
    void while_a_message_is_on_its_way_the_next_news_of_its_host_waits_for_it() {
        var notifier = notifier(channel("ops"));
        services.goesDown("ops");
        fails(notifier, "b1");
        succeeds(notifier, "b1");
        services.comesBack("ops");
        time.pass(A_WHILE);
        assertThat(services.delivered)
                .containsExactly(
                        "ops: Build cache pruning fails on b1: no",
                        "ops: Build cache pruning works again on b1: 0 B reclaimed.");
    }

    @Test
    void a_message_that_a_full_queue_dropped_was_not_delivered() {
        var small = new Delivery(Duration.ZERO, 1, MINUTE, MINUTE, 1);
        var usual = channel("ops");
        var notifier = notifier(new Channel("ops", usual.service(), usual.kinds(), Set.of(), small));
        services.fallsSilent("ops");
        Stream.of("b1", "b2", "b3").forEach(host -> fails(notifier, host));
        assertThat(services.requests).containsExactly("ops: Build cache pruning fails on b1: no");
        fails(notifier, "b2");
        succeeds(notifier, "b3");
        assertThat(services.requests).hasSize(1);
    }

    @Test
    void each_channels_people_know_what_was_delivered_to_them() {
        var notifier = notifier(channel("ops"), channel("chat"));
        services.goesDown("ops");
        fails(notifier, "b1");
        time.pass(A_WHILE);
        services.comesBack("ops");
        succeeds(notifier, "b1");
        assertThat(services.delivered)
                .containsExactly(
                        "chat: Build cache pruning fails on b1: no",
                        "chat: Build cache pruning works again on b1: 0 B reclaimed.");
    }

    @Test
    void who_asked_for_recoveries_only_is_told_of_them() {
        var usual = channel("ops");
        var kinds = Set.of(Alert.Kind.RECOVERED);
        var notifier = notifier(new Channel("ops", usual.service(), kinds, Set.of(), usual.delivery()));
        fails(notifier, "b1");
        succeeds(notifier, "b1");
        assertThat(services.delivered).containsExactly("ops: Build cache pruning works again on b1: 0 B reclaimed.");
    }

    @Test
    void thousand_hosts_that_a_message_only_counts_were_told_of_too() {
        var notifier = notifier(ScriptedServices.channel("ops", MINUTE));
        for (int i = 0; i < 1000; i++) {
            fails(notifier, "b" + i);
        }
        time.pass(MINUTE);
        succeeds(notifier, "b999");
        time.pass(MINUTE);
        assertThat(services.delivered).hasSize(2).last().asString().contains("works again on b999");
    }

    private ActorRef<HostEvent> notifier(Channel... channels) {
        return time.kit().spawn(Notifier.create(new NotifySettings(List.of(channels), Map.of()), services));
    }

    private static Channel channel(String service) {
        return ScriptedServices.channel(service, Duration.ZERO);
    }

    private static void fails(ActorRef<HostEvent> notifier, String host) {
        notifier.tell(Given.ended(host, Given.failed("no")));
    }

    private static void succeeds(ActorRef<HostEvent> notifier, String host) {
        notifier.tell(Given.ended(host, Given.succeeded(ByteSize.ZERO)));
    }
}

package dev.orchestrator.buildcache.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import dev.orchestrator.buildcache.FakeHost;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FleetTest extends FleetFixture {
    @Test
    void a_single_host_runs_immediately_and_then_exactly_at_its_interval() {
        fleet(1, 4, Optional.of(Duration.ofHours(1)), 0.05);
        time.pass(INTERVAL.multipliedBy(3));
        assertThat(starts("host-0"))
                .containsExactly(
                        at(Duration.ZERO), at(INTERVAL), at(INTERVAL.multipliedBy(2)), at(INTERVAL.multipliedBy(3)));
    }

    @Test
    void the_first_runs_are_spread_evenly() {
        fleet(4, 4, Optional.of(Duration.ofMinutes(8)), 0);
        time.pass(Duration.ofMinutes(8));
        assertThat(firstStarts())
                .containsExactly(
                        at(Duration.ZERO),
                        at(MINUTE.multipliedBy(2)),
                        at(MINUTE.multipliedBy(4)),
                        at(MINUTE.multipliedBy(6)));
    }

    @Test
    void by_default_first_runs_are_spread_over_a_tenth_of_the_interval_but_at_most_five_minutes() {
        assertThat(settings(10, 1, Optional.empty(), 0, Duration.ofMinutes(10)).startDelay(5))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(settings(10, 1, Optional.empty(), 0, INTERVAL).startDelay(5)).isEqualTo(Duration.ofSeconds(150));
    }

    @Test
    void jitter_extends_intervals_by_at_most_its_fraction_and_repeats_for_the_same_seed() {
        fleet(2, 4, Optional.of(Duration.ZERO), 0.05);
        time.pass(Duration.ofDays(60));
        var starts = starts("host-1");
        var gaps = new ArrayList<Duration>();
        for (int i = 1; i < starts.size(); i++) {
            gaps.add(Duration.between(starts.get(i - 1), starts.get(i)));
        }
        assertThat(gaps).allMatch(gap -> gap.compareTo(INTERVAL) >= 0 && gap.compareTo(INTERVAL.plusMinutes(18)) <= 0);
        assertThat(gaps.stream().distinct().count()).isGreaterThan(200);
        assertThat(starts).isNotEqualTo(starts("host-0"));
        try (var again = new VirtualTime()) {
            var host = new FakeHost(again);
            var settings = settings(2, 4, Optional.of(Duration.ZERO), 0.05, INTERVAL);
            again.kit()
                    .spawn(Fleet.create(
                            settings,
                            again,
                            new SplittableRandom(7),
                            (s, around) -> s.name().equals("host-1")
                                    ? host.pruner(s, around)
                                    : new FakeHost(again).pruner(s, around)));
            again.pass(Duration.ofDays(60));
            assertThat(host.startsOf(BuilderPrune.class)).isEqualTo(starts);
        }
    }

    @Test
    void no_more_runs_than_permits_and_other_hosts_show_as_waiting() {
        aCommandTakes = MINUTE;
        var fleet = fleet(3, 2, Optional.of(Duration.ZERO), 0);
        time.pass(Duration.ofMillis(1));
        assertThat(states(fleet)).containsExactly(State.RUNNING, State.RUNNING, State.WAITING);
        time.pass(MINUTE.multipliedBy(2));
        assertThat(states(fleet)).containsExactly(State.IDLE, State.IDLE, State.RUNNING);
    }

    @Test
    void waiting_for_a_permit_does_not_count_towards_the_time_limit() {
        aCommandTakes = FakeHost.NEVER;
        var fleet = fleet(2, 1, Optional.of(Duration.ZERO), 0);
        hosts.get("host-1").takes(TIME_LIMIT.dividedBy(2).minusSeconds(1));
        time.pass(TIME_LIMIT.multipliedBy(2));
        assertThat(outcome(fleet, "host-0")).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome(fleet, "host-1")).isEqualTo(Outcome.Kind.SUCCEEDED);
        var run = status(fleet, "host-1").tally().lastRun().orElseThrow();
        assertThat(run.start()).isEqualTo(at(TIME_LIMIT));
    }

    @Test
    void one_bad_host_among_a_thousand_delays_no_other() {
        aCommandTakes = Duration.ofMillis(100);
        var fleet = fleet(1000, 4, Optional.empty(), 0.05);
        hosts.get("host-500").takes(FakeHost.NEVER);
        time.pass(Duration.ofHours(7));
        for (var member : status(fleet).hosts().values()) {
            boolean bad = member.status().settings().name().equals("host-500");
            var counts = member.status().tally().runs();
            assertThat(counts.get(Outcome.Kind.SUCCEEDED)).isEqualTo(bad ? 0 : 2);
            assertThat(counts.get(Outcome.Kind.FAILED)).isEqualTo(bad ? 2 : 0);
        }
    }

    @Test
    void status_is_answered_although_one_host_does_not_answer() {
        var settings = settings(3, 1, Optional.of(Duration.ZERO), 0, INTERVAL);
        ActorRef<Fleet.Command> fleet = time.kit()
                .spawn(Fleet.create(
                        settings,
                        time,
                        new SplittableRandom(7),
                        (s, around) ->
                                s.name().equals("host-1") ? Behaviors.ignore() : new FakeHost(time).pruner(s, around)));
        assertThat(status(fleet).hosts().keySet()).containsExactly("host-0", "host-1", "host-2");
        assertThat(status(fleet, "host-1").state()).isEqualTo(State.IDLE);
        assertThat(outcome(fleet, "host-2")).isEqualTo(Outcome.Kind.SUCCEEDED);
    }

    @Test
    void the_status_is_the_same_object_while_nothing_changes() {
        var fleet = fleet(2, 1, Optional.of(Duration.ZERO), 0);
        var before = status(fleet);
        assertThat(status(fleet)).isSameAs(before);
        time.pass(INTERVAL);
        assertThat(status(fleet)).isNotSameAs(before);
    }

    @Test
    void a_subscriber_receives_every_later_event() {
        var fleet = fleet(2, 1, Optional.of(Duration.ZERO), 0);
        TestProbe<HostEvent> subscriber = time.kit().createTestProbe(HostEvent.class);
        fleet.tell(new Fleet.Subscribe(subscriber.getRef()));
        subscriber.expectNoMessage(Duration.ZERO);
        hosts.get("host-0").prunesLike(new Exited(1, "", "no"));
        runNow(fleet, "host-0");
        var events = subscriber.receiveSeveralMessages(3);
        assertThat(events)
                .extracting(event -> event.state().phase())
                .containsExactly(State.WAITING, State.RUNNING, State.IDLE);
        assertThat(events).extracting(HostEvent::host).containsOnly("host-0");
        assertThat(events.get(1)).isInstanceOf(HostEvent.RunStarted.class);
        assertThat(((HostEvent.RunEnded) events.get(2)).run().outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
    }
}

package dev.orchestrator.buildcache.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import dev.orchestrator.buildcache.FakeHost;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.Pruner.RunNowReply;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.Targets;
import dev.orchestrator.buildcache.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetTest {
    private static final Duration INTERVAL = Duration.ofHours(6);
    private static final Duration TIME_LIMIT = Duration.ofMinutes(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualTime time = new VirtualTime();
    private final Map<String, FakeHost> hosts = new HashMap<>();

    /** How long each host takes for each of a run's two commands. */
    private Duration aCommandTakes = Duration.ZERO;

    @AfterEach
    void stop() {
        time.close();
    }

    @Test
    void a_single_host_runs_at_once_and_then_exactly_at_its_interval() {
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
    void by_default_they_are_spread_over_a_tenth_of_the_interval_but_five_minutes_at_most() {
        assertThat(settings(10, 1, Optional.empty(), 0, Duration.ofMinutes(10)).startDelay(5))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(settings(10, 1, Optional.empty(), 0, INTERVAL).startDelay(5)).isEqualTo(Duration.ofSeconds(150));
    }

    @Test
    void the_jitter_makes_intervals_longer_by_its_fraction_at_most_and_is_the_same_for_the_same_seed() {
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
    void no_more_runs_than_places_and_who_waits_is_seen_to_wait() {
        aCommandTakes = MINUTE;
        var fleet = fleet(3, 2, Optional.of(Duration.ZERO), 0);
        time.pass(Duration.ofMillis(1));
        assertThat(states(fleet)).containsExactly(State.RUNNING, State.RUNNING, State.WAITING);
        time.pass(MINUTE.multipliedBy(2));
        assertThat(states(fleet)).containsExactly(State.IDLE, State.IDLE, State.RUNNING);
    }

    @Test
    void waiting_costs_nothing_of_the_runs_own_time_limit() {
        aCommandTakes = FakeHost.NEVER;
        var fleet = fleet(2, 1, Optional.of(Duration.ZERO), 0);
        hosts.get("host-1").takes(TIME_LIMIT.dividedBy(2).minusSeconds(1));
        time.pass(TIME_LIMIT.multipliedBy(2));
        assertThat(outcome(fleet, "host-0")).isEqualTo(Outcome.Kind.UNKNOWN);
        assertThat(outcome(fleet, "host-1")).isEqualTo(Outcome.Kind.SUCCEEDED);
        var run = status(fleet, "host-1").tally().lastRun().orElseThrow();
        assertThat(run.start()).isEqualTo(at(TIME_LIMIT));
    }

    @Test
    void one_bad_host_among_a_thousand_holds_nobody_up() {
        aCommandTakes = Duration.ofMillis(100);
        var fleet = fleet(1000, 4, Optional.empty(), 0.05);
        hosts.get("host-500").takes(FakeHost.NEVER);
        time.pass(Duration.ofHours(7));
        for (var member : status(fleet).hosts().values()) {
            boolean bad = member.status().settings().name().equals("host-500");
            var counts = member.status().tally().runs();
            assertThat(counts.get(Outcome.Kind.SUCCEEDED)).isEqualTo(bad ? 0 : 2);
            assertThat(counts.get(Outcome.Kind.UNKNOWN)).isEqualTo(bad ? 2 : 0);
        }
    }

    @Test
    void how_everyone_is_comes_at_once_though_one_does_not_answer() {
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
    void the_snapshot_is_the_same_object_as_long_as_nothing_changes() {
        var fleet = fleet(2, 1, Optional.of(Duration.ZERO), 0);
        var before = status(fleet);
        assertThat(status(fleet)).isSameAs(before);
        time.pass(INTERVAL);
        assertThat(status(fleet)).isNotSameAs(before);
    }

    @Test
    void run_now_runs_and_later_runs_count_from_it() {
        var fleet = fleet(1, 1, Optional.empty(), 0);
        time.pass(Duration.ofHours(1));
        assertThat(runNow(fleet, "host-0")).isEqualTo(RunNowReply.ACCEPTED);
        time.pass(INTERVAL);
        assertThat(starts("host-0"))
                .containsExactly(at(Duration.ZERO), at(Duration.ofHours(1)), at(INTERVAL.plusHours(1)));
    }

    @Test
    void run_now_is_turned_down_while_a_run_is_under_way_or_waiting_or_the_host_is_paused() {
        aCommandTakes = MINUTE;
        var fleet = fleet(2, 1, Optional.of(Duration.ZERO), 0);
        time.pass(Duration.ofMillis(1));
        assertThat(runNow(fleet, "host-0")).isEqualTo(RunNowReply.RUNNING);
        assertThat(runNow(fleet, "host-1")).isEqualTo(RunNowReply.WAITING);
        fleet.tell(Fleet.PauseAll.INSTANCE);
        assertThat(runNow(fleet, "host-0")).isEqualTo(RunNowReply.RUNNING);
        assertThat(runNow(fleet, "host-1")).isEqualTo(RunNowReply.PAUSED);
        time.pass(MINUTE.multipliedBy(4));
        assertThat(starts("host-0")).hasSize(1);
    }

    @Test
    void two_at_once_who_want_a_run_now_get_one() {
        var fleet = fleet(1, 1, Optional.empty(), 0);
        hosts.get("host-0").takes(MINUTE);
        time.pass(INTERVAL.minusMillis(1));
        assertThat(List.of(runNow(fleet, "host-0"), runNow(fleet, "host-0")))
                .containsExactly(RunNowReply.ACCEPTED, RunNowReply.RUNNING);
        time.pass(Duration.ofMillis(1)); // and the timer's own
        assertThat(hosts.get("host-0").startsOf(DockerVersion.class)).hasSize(2);
    }

    @Test
    void paused_while_idle_nothing_runs_until_it_is_resumed_and_then_what_is_due_runs_once() {
        var fleet = fleet(1, 1, Optional.empty(), 0);
        fleet.tell(Fleet.PauseAll.INSTANCE);
        assertThat(status(fleet, "host-0").state()).isEqualTo(State.PAUSED);
        assertThat(status(fleet, "host-0").nextRun()).isEmpty();
        time.pass(INTERVAL.multipliedBy(5));
        assertThat(starts("host-0")).hasSize(1);
        fleet.tell(Fleet.ResumeAll.INSTANCE);
        assertThat(starts("host-0")).containsExactly(at(Duration.ZERO), at(INTERVAL.multipliedBy(5)));
        time.pass(INTERVAL);
        assertThat(starts("host-0")).hasSize(3);
    }

    @Test
    void paused_in_mid_run_the_run_finishes_and_paused_while_waiting_it_does_not_start() {
        aCommandTakes = MINUTE;
        var fleet = fleet(2, 1, Optional.of(Duration.ZERO), 0);
        time.pass(Duration.ofMillis(1));
        fleet.tell(Fleet.PauseAll.INSTANCE);
        assertThat(states(fleet)).containsExactly(State.RUNNING, State.PAUSED);
        assertThat(status(fleet, "host-0").paused()).isTrue();
        time.pass(MINUTE.multipliedBy(10));
        assertThat(states(fleet)).containsExactly(State.PAUSED, State.PAUSED);
        assertThat(outcome(fleet, "host-0")).isEqualTo(Outcome.Kind.SUCCEEDED);
        assertThat(starts("host-1")).isEmpty();
        fleet.tell(Fleet.ResumeAll.INSTANCE);
        time.pass(MINUTE.multipliedBy(2));
        assertThat(starts("host-1")).hasSize(1);
    }

    @Test
    void paused_and_resumed_in_a_breath_while_waiting_never_runs_twice_at_once() {
        aCommandTakes = MINUTE;
        var fleet = fleet(2, 1, Optional.of(Duration.ZERO), 0);
        time.pass(Duration.ofMillis(1));
        for (int i = 0; i < 10; i++) {
            fleet.tell(Fleet.PauseAll.INSTANCE);
            fleet.tell(Fleet.ResumeAll.INSTANCE);
        }
        time.pass(MINUTE.multipliedBy(4));
        assertThat(hosts.get("host-0").startsOf(DockerVersion.class)).hasSize(1);
        assertThat(hosts.get("host-1").startsOf(DockerVersion.class)).hasSize(1);
        assertThat(starts("host-1").get(0)).isAfterOrEqualTo(at(MINUTE.multipliedBy(2)));
    }

    @Test
    void a_subscriber_gets_every_event_from_then_on() {
        var fleet = fleet(2, 1, Optional.of(Duration.ZERO), 0);
        TestProbe<HostEvent> listener = time.kit().createTestProbe(HostEvent.class);
        fleet.tell(new Fleet.Subscribe(listener.getRef()));
        listener.expectNoMessage(Duration.ZERO);
        hosts.get("host-0").prunesLike(new Exited(1, "", "no"));
        runNow(fleet, "host-0");
        var heard = listener.receiveSeveralMessages(3);
        assertThat(heard)
                .extracting(event -> event.state().phase())
                .containsExactly(State.WAITING, State.RUNNING, State.IDLE);
        assertThat(heard).extracting(HostEvent::host).containsOnly("host-0");
        assertThat(heard.get(1)).isInstanceOf(HostEvent.RunStarted.class);
        assertThat(((HostEvent.RunEnded) heard.get(2)).run().outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
    }

    private ActorRef<Fleet.Command> fleet(int size, int places, Optional<Duration> spread, double jitter) {
        return time.kit()
                .spawn(Fleet.create(
                        settings(size, places, spread, jitter, INTERVAL),
                        time,
                        new SplittableRandom(7),
                        (settings, around) -> hosts.computeIfAbsent(settings.name(), this::newHost)
                                .pruner(settings, around)));
    }

    private FakeHost newHost(String name) {
        var host = new FakeHost(time);
        host.takes(aCommandTakes);
        return host;
    }

    private static FleetSettings settings(
            int size, int places, Optional<Duration> spread, double jitter, Duration interval) {
        var hosts = IntStream.range(0, size)
                .mapToObj(i -> host("host-" + i, interval))
                .toList();
        return new FleetSettings(hosts, places, spread, jitter);
    }

    private static PrunerSettings host(String name, Duration interval) {
        var target = Targets.to(name);
        return HostBuilder.at(target).every(interval).timeLimit(TIME_LIMIT).settings();
    }

    private List<Instant> starts(String host) {
        return hosts.get(host).startsOf(BuilderPrune.class);
    }

    private List<Instant> firstStarts() {
        return IntStream.range(0, hosts.size())
                .mapToObj(i -> starts("host-" + i).get(0))
                .toList();
    }

    private FleetStatus status(ActorRef<Fleet.Command> fleet) {
        var probe = time.kit().createTestProbe(FleetStatus.class);
        fleet.tell(new Fleet.GetStatus(probe.getRef()));
        return probe.receiveMessage();
    }

    private PrunerStatus status(ActorRef<Fleet.Command> fleet, String host) {
        return status(fleet).host(host).orElseThrow().status();
    }

    private List<State> states(ActorRef<Fleet.Command> fleet) {
        return status(fleet).hosts().values().stream()
                .map(member -> member.status().state())
                .toList();
    }

    private Outcome.Kind outcome(ActorRef<Fleet.Command> fleet, String host) {
        return status(fleet, host).tally().lastRun().orElseThrow().outcome().kind();
    }

    private RunNowReply runNow(ActorRef<Fleet.Command> fleet, String host) {
        var probe = time.kit().createTestProbe(RunNowReply.class);
        status(fleet).host(host).orElseThrow().pruner().tell(new Pruner.RunNow(probe.getRef()));
        return probe.receiveMessage();
    }

    private static Instant at(Duration sinceStart) {
        return VirtualTime.START.plus(sinceStart);
    }
}

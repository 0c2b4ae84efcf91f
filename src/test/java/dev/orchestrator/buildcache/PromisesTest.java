package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.docker.ContextInspect;
import dev.orchestrator.buildcache.docker.DockerContext;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.EngineTime;
import dev.orchestrator.buildcache.docker.ListCache;
import dev.orchestrator.buildcache.docker.RecordIds;
import dev.orchestrator.buildcache.docker.RecordsPrune;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.notify.Telegram;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.settings.InvalidSettings;
import dev.orchestrator.buildcache.settings.Settings;
import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.ShellScript;
import dev.orchestrator.buildcache.testkit.VirtualTime;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the README promises, one test each. The parts have their own tests. */
class PromisesTest {
    private static final Duration INTERVAL = Duration.ofHours(6);
    private static final Duration TIME_LIMIT = Duration.ofMinutes(10);

    private final VirtualTime time = new VirtualTime();
    private final FakeHost host = new FakeHost(time);

    @AfterEach
    void stop() {
        time.close();
    }

    @Test
    void only_build_cache() {
        var contexts = List.of(Optional.<DockerContext>empty(), Optional.of(new DockerContext("colima")));
        var ages = List.of(Optional.<Age>empty(), Optional.of(new Age("24h")), Optional.of(new Age("1.5h30m")));
        var prunes = ages.stream()
                .flatMap(age -> Stream.of(false, true)
                        .filter(all -> !all || age.isPresent())
                        .map(all -> new BuilderPrune(age, all)))
                .toList();
        var ids = new RecordIds(List.of("wxdgjchyrc8icgdmqyl5rxorc", "a1"));
        var lines = contexts.stream()
                .flatMap(context -> Stream.concat(
                        Stream.of(
                                new DockerVersion(context),
                                new ContextInspect(context),
                                new EngineTime(context),
                                new ListCache(context),
                                new RecordsPrune(ids, false, context),
                                new RecordsPrune(ids, true, context)),
                        prunes.stream().map(prune -> prune.in(context))))
                .map(RemoteCommand::line);
        var named = "docker(?: --context [a-z]+)?";
        var allowed = String.join(
                "|",
                named + " version --format '\\{\\{json \\.}}'",
                "docker context inspect --format '\\{\\{json \\.Endpoints\\.docker\\.Host}}'(?: [a-z]+)?",
                named + " info --format '\\{\\{\\.SystemTime}}'",
                named + " system df -v --format '\\{\\{json \\.BuildCache}}'",
                named + " builder prune -f(?: -a)?(?: --filter until=[0-9a-z.]+)?",
                named + " builder prune -f(?: -a)? --filter 'id=\\^\\([0-9a-z|]+\\)\\$'");
        assertThat(lines).allMatch(line -> Pattern.matches(allowed, line));
        // A new command must be reviewed here first.
        assertThat(RemoteCommand.class.getPermittedSubclasses())
                .containsExactlyInAnyOrder(
                        DockerVersion.class,
                        ContextInspect.class,
                        EngineTime.class,
                        ListCache.class,
                        BuilderPrune.class,
                        RecordsPrune.class);
    }

    @Test
    void never_unbounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BuilderPrune(Optional.empty(), true));
        assertThatIllegalArgumentException().isThrownBy(() -> new RecordIds(List.of()));
        assertThatThrownBy(() -> settings("all = true, until = \"\""))
                .isInstanceOfSatisfying(
                        InvalidSettings.class, e -> assertThat(e.problems()).hasSize(1));
    }

    @Test
    void not_on_the_wrong_engine() {
        for (var engine : List.of(
                "{\"Client\":{\"Version\":\"4.3.1\",\"APIVersion\":\"4.3.1\"}}",
                "{\"Server\":{\"Components\":[{\"Name\":\"Podman Engine\"}]}}",
                "{\"Server\":{\"Components\":[{\"Name\":\"containerd\"}]}}",
                "{\"Server\":{\"Components\":[{\"Name\":\"Engine\"}]},\"Client\":{\"Platform\":\"podman\"}}",
                "Docker version 20.10",
                "")) {
            host.reacts(Duration.ZERO, command -> new Exited(0, engine, ""));
            assertThat(outcome(spawn())).isEqualTo(Outcome.Kind.REFUSED);
        }
        var remote = FakeHost.DOCKER_ENGINE.replace("{\"Server", "{\"Client\":{\"Context\":\"remote\"},\"Server");
        host.reacts(
                Duration.ZERO,
                command -> new Exited(0, command instanceof DockerVersion ? remote : "\"tcp://10.0.0.7:2376\"", ""));
        assertThat(outcome(spawn())).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(host.startsOf(ContextInspect.class)).hasSize(1);
        assertThat(host.startsOf(BuilderPrune.class)).isEmpty();
    }

    /** See also {@link SomebodyElsesTreeTest}. */
    @Test
    void never_brings_its_parent_down() {
        host.reacts(Duration.ZERO, command -> {
            throw new IllegalStateException("the runner crashes");
        });
        var pruner = spawn();
        var watcher = time.kit().createTestProbe();
        time.pass(Duration.ofDays(7));
        assertThat(status(pruner).tally().runs()).containsEntry(Outcome.Kind.FAILED, 28L);
        watcher.expectNoMessage(Duration.ZERO);
        host.prunes("Total:\t1GB");
        time.pass(INTERVAL);
        assertThat(outcome(pruner)).isEqualTo(Outcome.Kind.SUCCEEDED);
    }

    @Test
    void never_hammers() {
        var random = new Random(4711);
        host.reacts(Duration.ZERO, command -> {
            host.takes(Duration.ofMinutes(random.nextInt(1000)));
            return new Exited(random.nextInt(3), random.nextBoolean() ? FakeHost.DOCKER_ENGINE : "", "no");
        });
        spawn();
        time.pass(Duration.ofDays(300));
        var starts = host.startsOf(DockerVersion.class);
        assertThat(starts).hasSizeGreaterThan(900);
        for (int i = 1; i < starts.size(); i++) {
            assertThat(Duration.between(starts.get(i - 1), starts.get(i))).isGreaterThanOrEqualTo(INTERVAL);
        }
        assertThat(host.mostAtOnce).isEqualTo(1);
    }

    @Test
    void says_what_it_knows_and_no_more() {
        host.prunes("Deleted build cache objects:\nsutetc69238bp9pl6l1cj4tex\n");
        assertThat(outcome(spawn())).isEqualTo(Outcome.Kind.UNCONFIRMED);
        host.prunesLike(new CutOff(Reached.DOCKER));
        var hanging = spawn();
        assertThat(outcome(hanging)).isEqualTo(Outcome.Kind.UNKNOWN);
        assertThat(status(hanging).tally().lastReclaimed()).isEmpty();
    }

    @Test
    void lets_no_one_in() throws InvalidSettings {
        var target = settings("ssh { host = build-01 }").pruner().target().orElseThrow();
        assertThat(target.hostKeyChecking()).isEqualTo(HostKeyChecking.ACCEPT_NEW);
        assertThat(target.commandLine(new DockerVersion()))
                .containsSubsequence("-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=accept-new", "--", "build-01");
        for (var hostile : List.of("-oProxyCommand=id", "a b", "a;id", "$(id)", "a\\nb", "ssh://a", "a'b")) {
            assertThatThrownBy(() -> settings("ssh.host = \"" + hostile + "\""))
                    .as(hostile)
                    .isInstanceOf(InvalidSettings.class);
        }
        var telegram = new Telegram("1:secret", "1", URI.create("https://t"), "{host}");
        assertThat(telegram.toString()).doesNotContain("secret");
        assertThat(settings("http {}").http().networkInterface()).isEqualTo("127.0.0.1");
    }

    @Test
    void safe_to_forget() {
        var first = spawn();
        time.pass(INTERVAL.dividedBy(2));
        time.kit().stop(first);
        spawn();
        time.pass(INTERVAL.minusMillis(1));
        assertThat(host.startsOf(BuilderPrune.class)).containsExactly(VirtualTime.START, half(1));
        time.pass(Duration.ofMillis(1));
        assertThat(host.startsOf(BuilderPrune.class)).containsExactly(VirtualTime.START, half(1), half(3));
    }

    private static Instant half(int intervals) {
        return VirtualTime.START.plus(INTERVAL.dividedBy(2).multipliedBy(intervals));
    }

    private static Settings settings(String overrides) throws InvalidSettings {
        return Settings.read(ConfigFactory.parseString("build-cache-pruner { " + overrides + " }")
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }

    private ActorRef<Pruner.Command> spawn() {
        var prune = HostBuilder.PRUNE;
        var target = ShellScript.targetWithProgram("ssh");
        var settings = HostBuilder.at(target)
                .every(INTERVAL)
                .prune(prune)
                .timeLimit(TIME_LIMIT)
                .settings();
        return time.kit()
                .spawn(Pruner.create(
                        settings, Surroundings.alone(time, time.kit().system().ignoreRef()), host::runner));
    }

    private PrunerStatus status(ActorRef<Pruner.Command> pruner) {
        var probe = time.kit().createTestProbe(PrunerStatus.class);
        pruner.tell(new Pruner.GetStatus(probe.getRef()));
        return probe.receiveMessage();
    }

    private Outcome.Kind outcome(ActorRef<Pruner.Command> pruner) {
        return status(pruner).tally().lastRun().orElseThrow().outcome().kind();
    }
}

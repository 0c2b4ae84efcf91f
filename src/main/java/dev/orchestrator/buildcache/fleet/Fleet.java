package dev.orchestrator.buildcache.fleet;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.orchestrator.buildcache.Places;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.Surroundings;
import dev.orchestrator.buildcache.fleet.FleetStatus.Member;
import dev.orchestrator.buildcache.schedule.Agenda;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator.SplittableGenerator;

/**
 * Many hosts: a {@link Pruner} for each, a limit on how many run at once, and what they last said of themselves.
 *
 * <p>Hosts are independent. None is ever asked and waited for: each says what changes, so "how is everyone?" is answered
 * at once, even if one of them is stuck.
 */
public final class Fleet extends AbstractBehavior<Fleet.Command> {

    public sealed interface Command {}

    /** Asks how everyone is. */
    public record GetStatus(ActorRef<FleetStatus> replyTo) implements Command {}

    /** Pauses every host. Each says so when it is. */
    public enum PauseAll implements Command {
        INSTANCE
    }

    /** Lets every paused host go on. Each says so when it does. */
    public enum ResumeAll implements Command {
        INSTANCE
    }

    /** Adds a listener: it is told how every host is, and from then on of every change, until it stops. */
    public record Subscribe(ActorRef<Pruner.Changed> listener) implements Command {}

    private record HostChanged(Pruner.Changed changed) implements Command {}

    private record ListenerGone(ActorRef<Pruner.Changed> listener) implements Command {}

    private final TreeMap<String, Member> members = new TreeMap<>();
    private final List<ActorRef<Pruner.Changed>> listeners = new ArrayList<>();
    private Optional<FleetStatus> snapshot = Optional.empty();

    /**
     * @param clock tells the time; the timers are Akka's
     * @param random draws the jitter; seeded, everything is deterministic
     */
    public static Behavior<Command> create(FleetSettings settings, InstantSource clock, SplittableGenerator random) {
        return create(settings, clock, random, Pruner::create);
    }

    /** @param pruner what looks after a host; tests have their own */
    static Behavior<Command> create(
            FleetSettings settings,
            InstantSource clock,
            SplittableGenerator random,
            BiFunction<PrunerSettings, Surroundings, Behavior<Pruner.Command>> pruner) {
        Behavior<Command> fleet = Behaviors.setup(context -> {
            context.setLoggerName(Fleet.class);
            return new Fleet(context, settings, clock, random, pruner);
        });
        // Not restarted: that would stop every run.
        return Behaviors.supervise(fleet).onFailure(SupervisorStrategy.resume());
    }

    private Fleet(
            ActorContext<Command> context,
            FleetSettings settings,
            InstantSource clock,
            SplittableGenerator random,
            BiFunction<PrunerSettings, Surroundings, Behavior<Pruner.Command>> pruner) {
        super(context);
        var places = context.spawn(Places.create(settings.maxConcurrentRuns()), "places");
        var changes = context.messageAdapter(Pruner.Changed.class, HostChanged::new);
        for (int i = 0; i < settings.hosts().size(); i++) {
            var host = settings.hosts().get(i);
            var draw = random.split();
            var surroundings = new Surroundings(
                    clock,
                    changes,
                    Optional.of(places),
                    settings.startDelay(i),
                    () -> settings.effectiveJitter() * draw.nextDouble());
            var agenda = Agenda.first(host.schedule(), host.retryAfter(), clock.instant(), surroundings.startDelay());
            var child = context.spawn(pruner.apply(host, surroundings), "pruner-" + i);
            members.put(host.name(), new Member(child, PrunerStatus.atStart(host, agenda)));
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(HostChanged.class, this::onHostChanged)
                .onMessage(GetStatus.class, this::onGetStatus)
                .onMessage(PauseAll.class, pause -> tellAll(new Pruner.Pause(ignored())))
                .onMessage(ResumeAll.class, resume -> tellAll(new Pruner.Resume(ignored())))
                .onMessage(Subscribe.class, this::onSubscribe)
                .onMessage(ListenerGone.class, this::onListenerGone)
                .build();
    }

    private Behavior<Command> onHostChanged(HostChanged host) {
        var status = host.changed.status();
        String name = status.settings().name();
        members.computeIfPresent(name, (n, member) -> new Member(member.pruner(), status));
        snapshot = Optional.empty();
        listeners.forEach(listener -> listener.tell(host.changed));
        return this;
    }

    private Behavior<Command> onGetStatus(GetStatus get) {
        if (snapshot.isEmpty()) {
            snapshot = Optional.of(new FleetStatus(members));
        }
        get.replyTo.tell(snapshot.get());
        return this;
    }

    private Behavior<Command> tellAll(Pruner.Command command) {
        members.values().forEach(member -> member.pruner().tell(command));
        return this;
    }

    private <T> ActorRef<T> ignored() {
        return getContext().getSystem().ignoreRef();
    }

    private Behavior<Command> onSubscribe(Subscribe subscribe) {
        listeners.add(subscribe.listener);
        members.values()
                .forEach(member -> subscribe.listener.tell(new Pruner.Changed(member.status(), Optional.empty())));
        getContext().watchWith(subscribe.listener, new ListenerGone(subscribe.listener));
        return this;
    }

    private Behavior<Command> onListenerGone(ListenerGone gone) {
        listeners.remove(gone.listener);
        return this;
    }
}

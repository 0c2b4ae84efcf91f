package dev.orchestrator.buildcache.fleet;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.HostState;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.Surroundings;
import dev.orchestrator.buildcache.fleet.FleetStatus.Member;
import dev.orchestrator.buildcache.run.ReclaimedLately;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator.SplittableGenerator;

/**
 * Several hosts: a {@link Pruner} for each, a limit on concurrent runs, and the last state that each host reported.
 *
 * <p>Hosts are independent: each reports its own changes, so requests about all of them are answered immediately, even
 * if one is stuck.
 */
public final class Fleet extends AbstractBehavior<Fleet.Command> {

    public sealed interface Command {}

    /** Requests the status of all hosts. */
    public record GetStatus(ActorRef<FleetStatus> replyTo) implements Command {}

    /** Pauses every host; each publishes an event when it is paused. */
    public enum PauseAll implements Command {
        INSTANCE
    }

    /** Resumes every paused host; each publishes an event when it is resumed. */
    public enum ResumeAll implements Command {
        INSTANCE
    }

    /** Adds a subscriber, which receives all later events of all hosts until it stops. */
    public record Subscribe(ActorRef<HostEvent> subscriber) implements Command {}

    /** Each may take 10 MB; with so many, a small heap still has room for the rest. */
    private static final int MOST_LISTINGS = 4;

    private record Happened(HostEvent event) implements Command {}

    private record Unsubscribed(ActorRef<HostEvent> subscriber) implements Command {}

    private final TreeMap<String, Member> members = new TreeMap<>();
    private final List<ActorRef<HostEvent>> subscribers = new ArrayList<>();
    private ReclaimedLately reclaimed;
    private Optional<FleetStatus> snapshot = Optional.empty();

    /**
     * @param clock source of the current time; the timers are Akka's
     * @param random draws the jitter; with a fixed seed, everything is deterministic
     */
    public static Behavior<Command> create(FleetSettings settings, InstantSource clock, SplittableGenerator random) {
        return create(settings, clock, random, Pruner::create);
    }

    /** @param pruner creates the actor of a host; tests pass a fake */
    static Behavior<Command> create(
            FleetSettings settings,
            InstantSource clock,
            SplittableGenerator random,
            BiFunction<PrunerSettings, Surroundings, Behavior<Pruner.Command>> pruner) {
        Behavior<Command> fleet = Behaviors.setup(context -> {
            context.setLoggerName(Fleet.class);
            return new Fleet(context, settings, clock, random, pruner);
        });
        // Resumed, not restarted: a restart would stop every run.
        return Behaviors.supervise(fleet).onFailure(SupervisorStrategy.resume());
    }

    private Fleet(
            ActorContext<Command> context,
            FleetSettings settings,
            InstantSource clock,
            SplittableGenerator random,
            BiFunction<PrunerSettings, Surroundings, Behavior<Pruner.Command>> pruner) {
        super(context);
        var permits = context.spawn(Permits.create(settings.maxConcurrentRuns()), "permits");
        var listingPermits = context.spawn(Permits.create(MOST_LISTINGS), "listing-permits");
        var events = context.messageAdapter(HostEvent.class, Happened::new);
        reclaimed = ReclaimedLately.since(clock.instant());
        for (int i = 0; i < settings.hosts().size(); i++) {
            var host = settings.hosts().get(i);
            var draw = random.split();
            var surroundings = new Surroundings(
                    clock,
                    events,
                    Optional.of(permits),
                    Optional.of(listingPermits),
                    settings.startDelay(i),
                    () -> settings.effectiveJitter() * draw.nextDouble());
            var child = context.spawn(pruner.apply(host, surroundings), "pruner-" + i);
            members.put(host.name(), new Member(child, new PrunerStatus(host, HostState.unheard(host))));
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Happened.class, this::onHappened)
                .onMessage(GetStatus.class, this::onGetStatus)
                .onMessage(PauseAll.class, pause -> tellAll(new Pruner.Pause(ignored())))
                .onMessage(ResumeAll.class, resume -> tellAll(new Pruner.Resume(ignored())))
                .onMessage(Subscribe.class, this::onSubscribe)
                .onMessage(Unsubscribed.class, this::onUnsubscribed)
                .build();
    }

    private Behavior<Command> onHappened(Happened happened) {
        var event = happened.event;
        members.computeIfPresent(event.host(), (name, member) -> member.after(event));
        if (event instanceof HostEvent.RunEnded ended) {
            reclaimed = reclaimed.with(ended.run());
        }
        snapshot = Optional.empty();
        subscribers.forEach(subscriber -> subscriber.tell(event));
        return this;
    }

    private Behavior<Command> onGetStatus(GetStatus get) {
        if (snapshot.isEmpty()) {
            snapshot = Optional.of(new FleetStatus(members, reclaimed));
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
        subscribers.add(subscribe.subscriber);
        getContext().watchWith(subscribe.subscriber, new Unsubscribed(subscribe.subscriber));
        return this;
    }

    private Behavior<Command> onUnsubscribed(Unsubscribed unsubscribed) {
        subscribers.remove(unsubscribed.subscriber);
        return this;
    }
}

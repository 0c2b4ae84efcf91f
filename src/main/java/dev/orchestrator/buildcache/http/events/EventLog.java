package dev.orchestrator.buildcache.http.events;

import akka.Done;
import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.stream.Materializer;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.json.HostJson;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What happened to the hosts lately, as server-sent events, and who reads along.
 *
 * <p>Nobody is waited for: a reader that falls too far behind is dropped. It may come back with the id of the last event
 * that it got: then it gets what it missed, or is told to start over if that is no longer known.
 */
public final class EventLog extends AbstractBehavior<EventLog.Command> {

    public sealed interface Command {}

    /** @param lastEventId of the last event that the reader got, if it was here before */
    record Read(Optional<String> lastEventId, ActorRef<Reading> replyTo) implements Command {}

    /** Ends every reader's stream, and takes no more readers: a shutdown must not wait until they leave. */
    record EndAll(ActorRef<Done> replyTo) implements Command {}

    /** The reply to {@link Read}. */
    sealed interface Reading {}

    /** @param stream to be run soon, else its place is given away */
    record Stream(Source<ByteString, NotUsed> stream) implements Reading {}

    enum TooMany implements Reading {
        INSTANCE
    }

    private record Happened(HostEvent event) implements Command {}

    private record Gone(EventReader reader) implements Command {}

    /**
     * @param events how many of the last ones are kept
     * @param behind how many events a reader may be behind
     * @param readers how many there may be at once
     * @param silence after which a reader gets a comment, so that whoever is in between knows that the connection lives
     */
    public record Limits(int events, int behind, int readers, Duration silence) {
        public static final Limits USUAL = new Limits(1000, 1000, 100, Duration.ofSeconds(15));
    }

    private static final Duration END_LIMIT = Duration.ofSeconds(3);
    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,18}");

    private final Limits limits;
    private final Materializer materializer;
    private final String prefix;
    private final Map<String, PrunerSettings> hosts;
    private final Deque<ByteString> events = new ArrayDeque<>();
    private final Set<EventReader> readers = new HashSet<>();
    private long sequence;
    private Optional<ActorRef<Done>> over = Optional.empty();

    /**
     * Subscribes to the fleet. The streams end as soon as a shutdown of the system begins.
     *
     * @param hosts the fleet's hosts
     */
    public static Behavior<Command> create(
            ActorRef<Fleet.Command> fleet, List<PrunerSettings> hosts, InstantSource clock) {
        return create(fleet, hosts, clock, Limits.USUAL);
    }

    public static Behavior<Command> create(
            ActorRef<Fleet.Command> fleet, List<PrunerSettings> hosts, InstantSource clock, Limits limits) {
        Behavior<Command> log = Behaviors.setup(context -> {
            context.setLoggerName(EventLog.class);
            return new EventLog(context, fleet, hosts, clock, limits);
        });
        // Not restarted: that would drop every reader, and subscribe once more.
        return Behaviors.supervise(log).onFailure(SupervisorStrategy.resume());
    }

    private EventLog(
            ActorContext<Command> context,
            ActorRef<Fleet.Command> fleet,
            List<PrunerSettings> hosts,
            InstantSource clock,
            Limits limits) {
        super(context);
        this.limits = limits;
        this.hosts = hosts.stream().collect(Collectors.toMap(PrunerSettings::name, host -> host));
        this.materializer = Materializer.createMaterializer(context);
        // So that no id of an earlier process is taken for one of ours.
        this.prefix = clock.millis() + "-";
        fleet.tell(new Fleet.Subscribe(context.messageAdapter(HostEvent.class, Happened::new)));
        endWithTheSystem(context);
    }

    private static void endWithTheSystem(ActorContext<Command> context) {
        var self = context.getSelf();
        var system = context.getSystem();
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseServiceUnbind(),
                        "end-the-event-streams",
                        () -> AskPattern.ask(self, EndAll::new, END_LIMIT, system.scheduler()));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Happened.class, happened -> onHappened(happened.event))
                .onMessage(Read.class, this::onRead)
                .onMessage(Gone.class, this::onGone)
                .onMessage(EndAll.class, this::onEndAll)
                .build();
    }

    private Behavior<Command> onHappened(HostEvent event) {
        var settings = hosts.get(event.host());
        if (settings != null) {
            var host = new PrunerStatus(settings, event.state());
            if (event instanceof HostEvent.RunEnded) {
                add("run_ended", HostJson.Ended.of(host));
            } else {
                add(event instanceof HostEvent.RunStarted ? "run_started" : "state_changed", HostJson.of(host));
            }
        }
        return this;
    }

    private void add(String type, Object data) {
        sequence++;
        var event = EventFormat.event(type, id(sequence), data);
        events.addLast(event);
        if (events.size() > limits.events) {
            events.removeFirst();
        }
        readers.forEach(reader -> reader.give(event));
    }

    private Behavior<Command> onRead(Read read) {
        if (readers.size() >= limits.readers || over.isPresent()) {
            read.replyTo.tell(TooMany.INSTANCE);
            return this;
        }
        var self = getContext().getSelf();
        var reader = new EventReader(
                first(read.lastEventId),
                limits.behind,
                limits.silence,
                gone -> self.tell(new Gone(gone)),
                materializer);
        readers.add(reader);
        read.replyTo.tell(new Stream(reader.stream()));
        return this;
    }

    /** An id to come back with, and what was missed; if that can't be said, the event that says to start over. */
    private List<ByteString> first(Optional<String> lastEventId) {
        long missed = lastEventId.map(this::missedSince).orElse(0L);
        if (missed < 0 || missed > events.size()) {
            return List.of(EventFormat.event("reset", id(sequence), Map.of()));
        }
        var first = new ArrayList<ByteString>();
        // Not the last event's: the connection may break before that has come.
        first.add(EventFormat.opening(id(sequence - missed)));
        events.stream().skip(events.size() - missed).forEach(first::add);
        return first;
    }

    /** How many events there have been since this one; negative if it is none of ours. */
    private long missedSince(String eventId) {
        var rest = eventId.startsWith(prefix) ? eventId.substring(prefix.length()) : "";
        return SEQUENCE.matcher(rest).matches() ? sequence - Long.parseLong(rest) : -1;
    }

    private String id(long sequence) {
        return prefix + sequence;
    }

    private Behavior<Command> onGone(Gone gone) {
        readers.remove(gone.reader);
        tellIfOver();
        return this;
    }

    private Behavior<Command> onEndAll(EndAll endAll) {
        over = Optional.of(endAll.replyTo);
        readers.forEach(EventReader::end);
        tellIfOver();
        return this;
    }

    private void tellIfOver() {
        if (readers.isEmpty()) {
            over.ifPresent(replyTo -> replyTo.tell(Done.getInstance()));
        }
    }
}

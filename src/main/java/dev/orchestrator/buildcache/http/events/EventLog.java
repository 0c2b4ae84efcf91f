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
import dev.orchestrator.buildcache.json.ChannelJson;
import dev.orchestrator.buildcache.json.HostJson;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The last events of the hosts, as server-sent events, and their subscribers.
 *
 * <p>It never waits for a subscriber: one that falls too far behind is disconnected. A client that reconnects with the id
 * of its last event gets the events that it missed, or a {@code reset} event if they are no longer available.
 */
public final class EventLog extends AbstractBehavior<EventLog.Command> {

    public sealed interface Command {}

    /**
     * @param lastEventId of the last event that the client received, if it reconnects
     * @param peer the client's address, if the server tells it
     */
    record Subscribe(Optional<String> lastEventId, Optional<InetAddress> peer, ActorRef<Subscription> replyTo)
            implements Command {}

    /** Ends every stream and takes no more subscribers, so that a shutdown need not wait for clients to disconnect. */
    record EndAll(ActorRef<Done> replyTo) implements Command {}

    /** The reply to {@link Subscribe}. */
    sealed interface Subscription {}

    /** @param stream must be run soon; otherwise the subscription ends */
    record Stream(Source<ByteString, NotUsed> stream) implements Subscription {}

    enum TooMany implements Subscription {
        INSTANCE
    }

    /** How the channels of alerts deliver now; subscribers are told if that changed. */
    public record ChannelsNow(List<ChannelJson> channels) implements Command {}

    private record Happened(HostEvent event) implements Command {}

    private record Gone(Subscriber subscriber) implements Command {}

    /**
     * @param events how many of the last events are kept
     * @param behind how many events a subscriber may be behind
     * @param subscribers how many there may be at once
     * @param silence after which a subscriber gets a comment, so that proxies keep the connection open
     * @param lease after which a subscriber may be disconnected for another one, if there are too many
     */
    public record Limits(int events, int behind, int subscribers, Duration silence, Duration lease) {
        public static final Limits USUAL = new Limits(1000, 1000, 100, Duration.ofSeconds(15));

        public Limits(int events, int behind, int subscribers, Duration silence) {
            this(events, behind, subscribers, silence, Duration.ofMinutes(1));
        }

        /** How many may be from one address, unless that is a loopback address. */
        int perAddress() {
            return Math.max(1, subscribers / 4);
        }
    }

    private static final Duration END_LIMIT = Duration.ofSeconds(3);
    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,18}");

    private final Limits limits;
    private final Materializer materializer;
    private final String prefix;
    private final Map<String, PrunerSettings> hosts;
    private final Deque<ByteString> events = new ArrayDeque<>();
    private final InstantSource clock;
    private final Places places;
    private List<ChannelJson> channels = List.of();
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
        // Not restarted: that would disconnect every subscriber, and subscribe to the fleet again.
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
        this.clock = clock;
        this.places = new Places(limits.subscribers, limits.perAddress(), limits.lease);
        this.hosts = hosts.stream().collect(Collectors.toMap(PrunerSettings::name, host -> host));
        this.materializer = Materializer.createMaterializer(context);
        // So that an id of an earlier process is not mistaken for one of this process.
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
                .onMessage(ChannelsNow.class, this::onChannels)
                .onMessage(Subscribe.class, this::onSubscribe)
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

    /** Each delivered message changes a count, which alone is not worth an event. */
    private Behavior<Command> onChannels(ChannelsNow now) {
        var states = now.channels.stream().map(ChannelJson::withoutDelivered).toList();
        if (!channels.isEmpty() && !channels.equals(states)) {
            add("channels_changed", Map.of("channels", now.channels));
        }
        channels = states;
        return this;
    }

    private void add(String type, Object data) {
        sequence++;
        var event = EventFormat.event(type, id(sequence), data);
        events.addLast(event);
        if (events.size() > limits.events) {
            events.removeFirst();
        }
        places.subscribers().forEach(subscriber -> subscriber.give(event));
    }

    private Behavior<Command> onSubscribe(Subscribe subscribe) {
        if (over.isPresent() || !places.makeRoom(subscribe.peer, clock.instant())) {
            subscribe.replyTo.tell(TooMany.INSTANCE);
            return this;
        }
        var self = getContext().getSelf();
        var subscriber = new Subscriber(
                first(subscribe.lastEventId),
                limits.behind,
                limits.silence,
                gone -> self.tell(new Gone(gone)),
                materializer);
        places.take(subscriber, subscribe.peer, clock.instant());
        subscribe.replyTo.tell(new Stream(subscriber.stream()));
        return this;
    }

    /** An id to reconnect with, and the events that were missed; if they are no longer available, a reset event. */
    private List<ByteString> first(Optional<String> lastEventId) {
        long missed = lastEventId.map(this::missedSince).orElse(0L);
        if (missed < 0 || missed > events.size()) {
            return List.of(EventFormat.event("reset", id(sequence), Map.of()));
        }
        var first = new ArrayList<ByteString>();
        // Not the last event's: the connection may break before that has arrived.
        first.add(EventFormat.opening(id(sequence - missed)));
        events.stream().skip(events.size() - missed).forEach(first::add);
        return first;
    }

    /** Number of events since this one; negative if the id is not from this process. */
    private long missedSince(String eventId) {
        var rest = eventId.startsWith(prefix) ? eventId.substring(prefix.length()) : "";
        return SEQUENCE.matcher(rest).matches() ? sequence - Long.parseLong(rest) : -1;
    }

    private String id(long sequence) {
        return prefix + sequence;
    }

    private Behavior<Command> onGone(Gone gone) {
        places.giveBack(gone.subscriber);
        tellIfOver();
        return this;
    }

    private Behavior<Command> onEndAll(EndAll endAll) {
        over = Optional.of(endAll.replyTo);
        places.subscribers().forEach(Subscriber::end);
        tellIfOver();
        return this;
    }

    private void tellIfOver() {
        if (places.areFree()) {
            over.ifPresent(replyTo -> replyTo.tell(Done.getInstance()));
        }
    }
}

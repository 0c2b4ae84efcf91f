package dev.orchestrator.buildcache.notify;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.Pruner;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells people when something about a host matters, and only then: a subscriber for {@link Pruner#create} or {@link
 * dev.orchestrator.buildcache.fleet.Fleet.Subscribe}.
 *
 * <p>It only decides; each channel has a {@link Sender} of its own. What people know is kept in memory: after a restart
 * the worst case is that they are told of a trouble once more.
 */
public final class Notifier extends AbstractBehavior<HostEvent> {
    private final NotifySettings settings;
    private final Map<Channel, ActorRef<Sender.Command>> senders = new LinkedHashMap<>();

    /** Only hosts with a trouble are in it. */
    private final Map<String, Watch> watches = new HashMap<>();

    public static Behavior<HostEvent> create(NotifySettings settings) {
        return Behaviors.setup(
                context -> create(settings, new Connections(context.getSystem(), InstantSource.system())));
    }

    /** @param post what carries the messages; tests have their own */
    static Behavior<HostEvent> create(NotifySettings settings, Post post) {
        Behavior<HostEvent> notifier = Behaviors.setup(context -> {
            context.setLoggerName(Notifier.class);
            return new Notifier(context, settings, post);
        });
        // Not restarted: it would forget what people know, and tell them again.
        return Behaviors.supervise(notifier).onFailure(SupervisorStrategy.resume());
    }

    private Notifier(ActorContext<HostEvent> context, NotifySettings settings, Post post) {
        super(context);
        this.settings = settings;
        for (var channel : settings.channels()) {
            senders.put(channel, context.spawn(Sender.create(channel, post), "channel-" + channel.name()));
        }
    }

    @Override
    public Receive<HostEvent> createReceive() {
        return newReceiveBuilder()
                .onMessage(HostEvent.RunEnded.class, this::onRunEnded)
                .onAnyMessage(other -> this)
                .build();
    }

    private Behavior<HostEvent> onRunEnded(HostEvent.RunEnded ended) {
        var host = ended.host();
        var seen = watches.getOrDefault(host, Watch.CALM).see(ended, settings.thresholds(host));
        if (seen.next().equals(Watch.CALM)) {
            watches.remove(host);
        } else {
            watches.put(host, seen.next());
        }
        senders.forEach((channel, sender) -> {
            var wanted = channel.wanted(seen.notices());
            if (!wanted.isEmpty()) {
                sender.tell(new Sender.Tell(wanted));
            }
        });
        return this;
    }
}

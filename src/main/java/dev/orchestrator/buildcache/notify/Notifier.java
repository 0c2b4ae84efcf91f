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
 * Decides which alerts each finished run leads to, and passes them to the channels: a subscriber for {@link
 * Pruner#create} or {@link dev.orchestrator.buildcache.fleet.Fleet.Subscribe}.
 *
 * <p>Each channel has its own {@link Sender}. State is kept in memory: after a restart the worst case is that an alert
 * is sent a second time.
 */
public final class Notifier extends AbstractBehavior<HostEvent> {
    private final NotifySettings settings;
    private final Map<Channel, ActorRef<Sender.Command>> senders = new LinkedHashMap<>();

    /** By host name; hosts whose watch is {@link Watch#CALM} have no entry. */
    private final Map<String, Watch> watches = new HashMap<>();

    public static Behavior<HostEvent> create(NotifySettings settings) {
        return Behaviors.setup(context -> {
            if (settings.channels().isEmpty()) {
                return Behaviors.ignore();
            }
            var log = context.getLog();
            var proxies = Proxies.of(System.getenv(), warning -> log.warn("{}", warning));
            return create(settings, new HttpTransport(proxies, InstantSource.system()));
        });
    }

    /** @param transport replaced by tests */
    static Behavior<HostEvent> create(NotifySettings settings, Transport transport) {
        Behavior<HostEvent> notifier = Behaviors.setup(context -> {
            context.setLoggerName(Notifier.class);
            return new Notifier(context, settings, transport);
        });
        // A restart would lose the watches and repeat alerts.
        return Behaviors.supervise(notifier).onFailure(SupervisorStrategy.resume());
    }

    private Notifier(ActorContext<HostEvent> context, NotifySettings settings, Transport transport) {
        super(context);
        this.settings = settings;
        for (var channel : settings.channels()) {
            senders.put(channel, context.spawn(Sender.create(channel, transport), "channel-" + channel.name()));
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
            var wanted = channel.wanted(seen.alerts());
            if (!wanted.isEmpty()) {
                sender.tell(new Sender.Send(wanted));
            }
        });
        return this;
    }
}

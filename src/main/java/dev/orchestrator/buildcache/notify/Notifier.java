package dev.orchestrator.buildcache.notify;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.HostEvent.RunEnded;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.json.ChannelJson;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides which alerts each finished run leads to, and passes them to the channels: a subscriber for {@link
 * Pruner#create} or {@link dev.orchestrator.buildcache.fleet.Fleet.Subscribe}.
 *
 * <p>Each channel has its own {@link Sender}, which reports what it delivered: that decides what the channel's {@link
 * Audience} is told next. State is kept in memory: after a restart the worst case is that an alert is sent a second time.
 */
public final class Notifier extends AbstractBehavior<Object> {

    private static final class Recipient {
        final ActorRef<Sender.Command> sender;
        final Audience audience;
        ChannelJson state;

        Recipient(Channel channel, ActorRef<Sender.Command> sender) {
            this.sender = sender;
            this.audience = new Audience(channel);
            this.state = ChannelJson.fresh(channel.name(), channel.service().type());
        }
    }

    private final NotifySettings settings;
    private final Consumer<List<ChannelJson>> published;
    private final Map<Channel, Recipient> recipients = new LinkedHashMap<>();

    /** By host name. */
    private final Map<String, Watch> watches = new HashMap<>();

    public static Behavior<HostEvent> create(NotifySettings settings) {
        return create(settings, channels -> {});
    }

    /** @param published receives how the channels deliver, at the start and at each change; must not block */
    public static Behavior<HostEvent> create(NotifySettings settings, Consumer<List<ChannelJson>> published) {
        return Behaviors.setup(context -> {
            if (settings.channels().isEmpty()) {
                return Behaviors.ignore();
            }
            var log = context.getLog();
            var proxies = Proxies.of(System.getenv(), warning -> log.warn("{}", warning));
            return create(settings, new HttpTransport(proxies, InstantSource.system()), published);
        });
    }

    static Behavior<HostEvent> create(NotifySettings settings, Transport transport) {
        return create(settings, transport, channels -> {});
    }

    /** @param transport replaced by tests */
    static Behavior<HostEvent> create(
            NotifySettings settings, Transport transport, Consumer<List<ChannelJson>> published) {
        // Of any type inside: the senders' reports are nobody else's business.
        Behavior<Object> notifier = Behaviors.setup(context -> {
            context.setLoggerName(Notifier.class);
            return new Notifier(context, settings, transport, published);
        });
        // A restart would lose the watches and repeat alerts.
        return Behaviors.supervise(notifier)
                .onFailure(SupervisorStrategy.resume())
                .narrow();
    }

    private Notifier(
            ActorContext<Object> context,
            NotifySettings settings,
            Transport transport,
            Consumer<List<ChannelJson>> published) {
        super(context);
        this.settings = settings;
        this.published = published;
        for (var channel : settings.channels()) {
            var sender = Sender.create(channel, transport, context.getSelf());
            recipients.put(channel, new Recipient(channel, context.spawn(sender, "channel-" + channel.name())));
        }
        publish();
    }

    @Override
    public Receive<Object> createReceive() {
        return newReceiveBuilder()
                .onMessage(RunEnded.class, this::onRunEnded)
                .onMessage(Sender.Delivered.class, this::onDelivered)
                .onMessage(Sender.Failed.class, this::onFailed)
                .onMessage(Sender.Dropped.class, this::onDropped)
                .onAnyMessage(other -> this)
                .build();
    }

    private Behavior<Object> onRunEnded(RunEnded ended) {
        var host = ended.host();
        watches.put(host, watches.getOrDefault(host, Watch.NEW).after(ended));
        var reclaimed = Alert.Reclaimed.of(ended, settings.thresholds(host));
        recipients.forEach((channel, recipient) -> {
            var alerts = new ArrayList<Alert>();
            news(recipient, host).ifPresent(alerts::add);
            reclaimed.filter(channel::wants).ifPresent(alerts::add);
            send(recipient, alerts);
        });
        return this;
    }

    private Behavior<Object> onDelivered(Sender.Delivered delivered) {
        var recipient = recipients.get(delivered.channel());
        recipient.state = recipient.state.delivered(delivered.alerts().size());
        publish();
        var alerts = new ArrayList<Alert>();
        for (var host : recipient.audience.delivered(delivered.alerts())) {
            news(recipient, host).ifPresent(alerts::add);
        }
        send(recipient, alerts);
        return this;
    }

    private Behavior<Object> onFailed(Sender.Failed failed) {
        var recipient = recipients.get(failed.channel());
        recipient.state = recipient.state.failed(failed.why());
        publish();
        return this;
    }

    private Behavior<Object> onDropped(Sender.Dropped dropped) {
        var recipient = recipients.get(dropped.channel());
        recipient.state = recipient.state.dropped(dropped.alerts().size());
        publish();
        recipient.audience.dropped(dropped.alerts());
        return this;
    }

    private Optional<Alert> news(Recipient recipient, String host) {
        return recipient.audience.news(host, watches.get(host), settings.thresholds(host));
    }

    private static void send(Recipient recipient, List<Alert> alerts) {
        if (!alerts.isEmpty()) {
            recipient.sender.tell(new Sender.Send(alerts));
        }
    }

    private void publish() {
        published.accept(
                recipients.values().stream().map(recipient -> recipient.state).toList());
    }
}

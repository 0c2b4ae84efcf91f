package dev.orchestrator.buildcache.notify;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * Sends one channel's messages, one at a time. Each is retried until the service accepts it or the tries are used up.
 *
 * <p>Best effort: a message that could not be sent is logged as one warning and dropped. A slow or dead service delays
 * only its own channel, whose queue is bounded.
 */
final class Sender extends AbstractBehavior<Sender.Command> {
    sealed interface Command {}

    /** @param alerts at least one */
    record Send(List<Alert> alerts) implements Command {}

    private enum DigestEnds implements Command {
        INSTANCE
    }

    private enum WaitEnds implements Command {
        INSTANCE
    }

    private record Responded(Response response) implements Command {}

    private record NoResponse(Throwable failure) implements Command {}

    private final Channel channel;
    private final Delivery delivery;
    private final Transport transport;
    private final TimerScheduler<Command> timers;
    private final Queue<Digest> queue = new ArrayDeque<>();

    private Digest gathered = Digest.EMPTY;
    private Optional<Digest> message = Optional.empty();
    private int tried;
    private boolean inProgress;
    private boolean overflowing;

    static Behavior<Command> create(Channel channel, Transport transport) {
        Behavior<Command> sender = Behaviors.setup(context -> {
            context.setLoggerName(Sender.class);
            return Behaviors.withTimers(timers -> new Sender(context, timers, channel, transport));
        });
        // A restart would lose the queue.
        return Behaviors.supervise(sender).onFailure(SupervisorStrategy.resume());
    }

    private Sender(
            ActorContext<Command> context, TimerScheduler<Command> timers, Channel channel, Transport transport) {
        super(context);
        this.timers = timers;
        this.channel = channel;
        this.delivery = channel.delivery();
        this.transport = transport;
        context.getLog().info("sending alerts to {}", channel.summary());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Send.class, this::onSend)
                .onMessage(DigestEnds.class, ends -> onDigestEnds())
                .onMessage(Responded.class, responded -> onResponse(responded.response))
                .onMessage(NoResponse.class, none -> onNoResponse(none.failure))
                .onMessage(WaitEnds.class, ends -> sendNext())
                .build();
    }

    private Behavior<Command> onSend(Send send) {
        for (var alert : send.alerts) {
            gathered = gathered.with(alert);
        }
        if (delivery.digest().isZero()) {
            return onDigestEnds();
        }
        if (!timers.isTimerActive(DigestEnds.INSTANCE)) {
            timers.startSingleTimer(DigestEnds.INSTANCE, delivery.digest());
        }
        return this;
    }

    private Behavior<Command> onDigestEnds() {
        if (queue.size() == delivery.queue()) {
            dropOldest();
        }
        queue.add(gathered);
        gathered = Digest.EMPTY;
        return sendNext();
    }

    /** Warns once until the queue is empty again, not once per message. */
    private void dropOldest() {
        queue.remove();
        if (!overflowing) {
            overflowing = true;
            getContext()
                    .getLog()
                    .warn("{} messages wait for {}: the oldest are dropped", delivery.queue(), channel.name());
        }
    }

    /** Sends the current message or the next one, unless a request or a wait is in progress. */
    private Behavior<Command> sendNext() {
        if (inProgress || timers.isTimerActive(WaitEnds.INSTANCE)) {
            return this;
        }
        if (message.isEmpty()) {
            message = Optional.ofNullable(queue.poll());
            tried = 0;
            overflowing = overflowing && message.isPresent();
        }
        message.ifPresent(this::send);
        return this;
    }

    private void send(Digest digest) {
        tried++;
        getContext()
                .pipeToSelf(
                        transport.send(channel.service().request(digest), delivery.limit()),
                        (response, failure) -> failure == null ? new Responded(response) : new NoResponse(failure));
        inProgress = true;
    }

    private Behavior<Command> onResponse(Response response) {
        inProgress = false;
        if (response.isAccepted()) {
            getContext()
                    .getLog()
                    .info(
                            "sent to {}: {}",
                            channel.name(),
                            message.map(Digest::summary).orElse(""));
            message = Optional.empty();
            return sendNext();
        }
        return onNotAccepted(
                "HTTP " + response.status() + ": " + response.text(), response.isRetryable(), response.retryAfter());
    }

    private Behavior<Command> onNoResponse(Throwable failure) {
        inProgress = false;
        return onNotAccepted(FailureText.of(failure, delivery.limit()), true, Optional.empty());
    }

    /** @param retryable whether another try may succeed */
    private Behavior<Command> onNotAccepted(String why, boolean retryable, Optional<Duration> retryAfter) {
        String shown = Secrets.hidden(why, channel.service().secrets());
        if (retryable && tried < delivery.tries()) {
            var wait = delivery.waitAfter(tried, retryAfter);
            getContext().getLog().debug("{} again in {} s: {}", channel.name(), Seconds.of(wait), shown);
            timers.startSingleTimer(WaitEnds.INSTANCE, wait);
            return this;
        }
        getContext()
                .getLog()
                .warn(
                        "message to {} not sent{}: {}",
                        channel.name(),
                        tried > 1 ? ", tried " + tried + " times" : "",
                        shown);
        message = Optional.empty();
        // The service's Retry-After applies to the next message too.
        retryAfter.ifPresent(wait -> timers.startSingleTimer(WaitEnds.INSTANCE, Delivery.bounded(wait)));
        return sendNext();
    }
}

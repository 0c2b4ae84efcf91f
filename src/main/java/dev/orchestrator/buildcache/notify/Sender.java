package dev.orchestrator.buildcache.notify;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;

/**
 * Sends one channel's messages, one at a time, and reports what became of each. A message is retried until the service
 * accepts it or the tries are used up.
 *
 * <p>Best effort: a message that could not be sent is logged as one warning and dropped. A slow or dead service delays
 * only its own channel, whose queue is bounded. When the system shuts down, what waits is sent at once, without further
 * tries; the log says what could not be sent.
 */
final class Sender extends AbstractBehavior<Sender.Command> {
    sealed interface Command {}

    /** @param alerts at least one */
    record Send(List<Alert> alerts) implements Command {}

    /** Sends what waits, and replies when nothing is left. */
    record Finish(ActorRef<Done> replyTo) implements Command {}

    private enum DigestEnds implements Command {
        INSTANCE
    }

    private enum WaitEnds implements Command {
        INSTANCE
    }

    private record Responded(Response response) implements Command {}

    private record NoResponse(Throwable failure) implements Command {}

    /** What became of a message. */
    sealed interface Report {
        Channel channel();
    }

    record Delivered(Channel channel, List<Alert> alerts) implements Report {}

    /** A try failed; there may be more. */
    record Failed(Channel channel, String why) implements Report {}

    record Dropped(Channel channel, List<Alert> alerts) implements Report {}

    /** Below the 5 s that Akka allows for a phase of the shutdown. */
    private static final Duration FINISH_LIMIT = Duration.ofSeconds(3);

    private final Channel channel;
    private final Delivery delivery;
    private final Transport transport;
    private final ActorRef<? super Report> reports;
    private final TimerScheduler<Command> timers;
    private final Queue<Message> queue = new ArrayDeque<>();

    private Service service;
    private Message gathered = Message.EMPTY;
    private Optional<Message> message = Optional.empty();
    private int tried;
    private boolean inProgress;
    private boolean overflowing;
    private Optional<ActorRef<Done>> finishing = Optional.empty();

    /** @param reports receives what becomes of each message */
    static Behavior<Command> create(Channel channel, Transport transport, ActorRef<? super Report> reports) {
        Behavior<Command> sender = Behaviors.setup(context -> {
            context.setLoggerName(Sender.class);
            return Behaviors.withTimers(timers -> new Sender(context, timers, channel, transport, reports));
        });
        // A restart would lose the queue.
        return Behaviors.supervise(sender).onFailure(SupervisorStrategy.resume());
    }

    private Sender(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Channel channel,
            Transport transport,
            ActorRef<? super Report> reports) {
        super(context);
        this.timers = timers;
        this.channel = channel;
        this.service = channel.service();
        this.delivery = channel.delivery();
        this.transport = transport;
        this.reports = reports;
        var system = context.getSystem();
        var self = context.getSelf();
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseServiceUnbind(),
                        "send-the-last-alerts-to-" + channel.name(),
                        () -> AskPattern.ask(self, Finish::new, FINISH_LIMIT, system.scheduler()));
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
                .onMessage(Finish.class, this::onFinish)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onSend(Send send) {
        gathered = gathered.with(send.alerts);
        if (delivery.digest().isZero() || finishing.isPresent()) {
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
        gathered = Message.EMPTY;
        return sendNext();
    }

    /** Warns once until the queue is empty again, not once per message. */
    private void dropOldest() {
        reports.tell(new Dropped(channel, queue.remove().alerts()));
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
        message.ifPresentOrElse(this::send, () -> finishing.ifPresent(replyTo -> replyTo.tell(Done.getInstance())));
        return this;
    }

    private void send(Message next) {
        tried++;
        getContext()
                .pipeToSelf(
                        transport.send(service.request(next.digest()), delivery.limit()),
                        (response, failure) -> failure == null ? new Responded(response) : new NoResponse(failure));
        inProgress = true;
    }

    private Behavior<Command> onResponse(Response response) {
        inProgress = false;
        if (response.isAccepted()) {
            var sent = message.orElse(Message.EMPTY);
            getContext()
                    .getLog()
                    .info("sent to {}: {}", channel.name(), sent.digest().summary());
            message = Optional.empty();
            reports.tell(new Delivered(channel, sent.alerts()));
            return sendNext();
        }
        var moved = service.moved(response.text());
        if (moved.isPresent() && tried < delivery.tries()) {
            service = moved.get();
            getContext().getLog().warn("{} has moved; change its settings to {}", channel.name(), service);
            return sendNext();
        }
        return onNotAccepted(
                "HTTP " + response.status() + ": " + response.text(),
                response.isRetryable(),
                response.retryAfter().or(() -> service.retryAfter(response.text())));
    }

    private Behavior<Command> onNoResponse(Throwable failure) {
        inProgress = false;
        return onNotAccepted(FailureText.of(failure, delivery.limit()), true, Optional.empty());
    }

    /** @param retryable whether another try may succeed */
    private Behavior<Command> onNotAccepted(String why, boolean retryable, Optional<Duration> retryAfter) {
        String shown = Secrets.hidden(why, service.secrets());
        reports.tell(new Failed(channel, shown));
        if (retryable && tried < delivery.tries() && finishing.isEmpty()) {
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
        reports.tell(new Dropped(channel, message.orElse(Message.EMPTY).alerts()));
        message = Optional.empty();
        // The service's Retry-After applies to the next message too.
        retryAfter
                .filter(wait -> finishing.isEmpty())
                .ifPresent(wait -> timers.startSingleTimer(WaitEnds.INSTANCE, Delivery.bounded(wait)));
        return sendNext();
    }

    private Behavior<Command> onFinish(Finish finish) {
        finishing = Optional.of(finish.replyTo);
        timers.cancelAll();
        return gathered.isEmpty() ? sendNext() : onDigestEnds();
    }

    private Behavior<Command> onPostStop() {
        var left = Stream.of(message.stream(), queue.stream(), Stream.of(gathered))
                .flatMap(messages -> messages)
                .reduce(Message.EMPTY, (some, more) -> some.with(more.alerts()));
        if (!left.isEmpty()) {
            String summary = left.digest().summary();
            getContext()
                    .getLog()
                    .warn("stopped; {}not sent to {}: {}", inProgress ? "perhaps " : "", channel.name(), summary);
        }
        return this;
    }
}

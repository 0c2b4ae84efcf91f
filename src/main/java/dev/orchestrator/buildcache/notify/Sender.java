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
 * Sends one channel's messages, one after the other, each until it is taken or given up.
 *
 * <p>Best effort: a message that is given up is one warning in the log, and lost. However slow or dead the service is,
 * only its own messages wait, and only so many.
 */
final class Sender extends AbstractBehavior<Sender.Command> {
    sealed interface Command {}

    /** Something to tell, at least one notice. */
    record Tell(List<Notice> notices) implements Command {}

    private enum DigestEnds implements Command {
        INSTANCE
    }

    private enum WaitEnds implements Command {
        INSTANCE
    }

    private record Answered(Answer answer) implements Command {}

    private record NotAnswered(Throwable failure) implements Command {}

    private final Channel channel;
    private final Delivery delivery;
    private final Post post;
    private final TimerScheduler<Command> timers;
    private final Queue<Digest> queue = new ArrayDeque<>();

    private Digest gathered = Digest.EMPTY;
    private Optional<Digest> message = Optional.empty();
    private int tried;
    private boolean underWay;
    private boolean overflowing;

    static Behavior<Command> create(Channel channel, Post post) {
        Behavior<Command> sender = Behaviors.setup(context -> {
            context.setLoggerName(Sender.class);
            return Behaviors.withTimers(timers -> new Sender(context, timers, channel, post));
        });
        // Not restarted: it would forget what is still to be sent.
        return Behaviors.supervise(sender).onFailure(SupervisorStrategy.resume());
    }

    private Sender(ActorContext<Command> context, TimerScheduler<Command> timers, Channel channel, Post post) {
        super(context);
        this.timers = timers;
        this.channel = channel;
        this.delivery = channel.delivery();
        this.post = post;
        context.getLog().info("telling {}", channel.summary());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Tell.class, this::onTell)
                .onMessage(DigestEnds.class, ends -> onDigestEnds())
                .onMessage(Answered.class, answered -> onAnswer(answered.answer))
                .onMessage(NotAnswered.class, not -> onNoAnswer(not.failure))
                .onMessage(WaitEnds.class, ends -> goOn())
                .build();
    }

    private Behavior<Command> onTell(Tell tell) {
        for (var notice : tell.notices) {
            gathered = gathered.with(notice);
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
        return goOn();
    }

    /** One warning until all that waits has been dealt with, not one for each message. */
    private void dropOldest() {
        queue.remove();
        if (!overflowing) {
            overflowing = true;
            getContext()
                    .getLog()
                    .warn("{} messages wait for {}: the oldest are dropped", delivery.queue(), channel.name());
        }
    }

    /** Sends what is to be sent next, unless a message or a wait is under way. */
    private Behavior<Command> goOn() {
        if (underWay || timers.isTimerActive(WaitEnds.INSTANCE)) {
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
        var service = channel.service();
        tried++;
        getContext()
                .pipeToSelf(
                        post.send(service.server(), service.request(digest), delivery.limit()),
                        (answer, failure) -> failure == null ? new Answered(answer) : new NotAnswered(failure));
        underWay = true;
    }

    private Behavior<Command> onAnswer(Answer answer) {
        underWay = false;
        if (answer.isTaken()) {
            getContext()
                    .getLog()
                    .info(
                            "told {}: {}",
                            channel.name(),
                            message.map(Digest::summary).orElse(""));
            message = Optional.empty();
            return goOn();
        }
        return onNotTaken("HTTP " + answer.status() + ": " + answer.text(), answer.isPassing(), answer.retryAfter());
    }

    private Behavior<Command> onNoAnswer(Throwable failure) {
        underWay = false;
        return onNotTaken(Connections.reason(failure, delivery.limit()), true, Optional.empty());
    }

    /** @param passing whether another try may help */
    private Behavior<Command> onNotTaken(String why, boolean passing, Optional<Duration> retryAfter) {
        String shown = Secrets.hidden(why, channel.service().secrets());
        if (passing && tried < delivery.tries()) {
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
        // The next message isn't tried before the service wants one either.
        retryAfter.ifPresent(wait -> timers.startSingleTimer(WaitEnds.INSTANCE, Delivery.bounded(wait)));
        return goOn();
    }
}

package dev.orchestrator.buildcache.fleet;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.orchestrator.buildcache.Permit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * FIFO semaphore that limits concurrent runs; a permit is released when its holder stops.
 *
 * <p>A host whose last run was cut off comes after those whose wasn't, or a few hosts that hang would keep all the others
 * waiting, run after run; but not forever: it is overtaken by a limited number.
 */
final class Permits extends AbstractBehavior<Permit.Command> {
    /** How many may overtake the first of those that were cut off: then hosts that hang take at most 1 % of the runs. */
    static final int MOST_OVERTAKING = 100;

    private final int permits;
    private final Set<ActorRef<?>> holders = new HashSet<>();
    private final Map<ActorRef<?>, Permit.Acquire> queue = new LinkedHashMap<>();
    private final Map<ActorRef<?>, Permit.Acquire> cutOff = new LinkedHashMap<>();
    private int overtaking;

    /** @param permits 1 or more */
    static Behavior<Permit.Command> create(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits is " + permits + ": must be 1 or more");
        }
        // Resumed, not restarted: a restart would forget which permits are held.
        return Behaviors.supervise(Behaviors.<Permit.Command>setup(context -> new Permits(context, permits)))
                .onFailure(SupervisorStrategy.resume());
    }

    private Permits(ActorContext<Permit.Command> context, int permits) {
        super(context);
        this.permits = permits;
    }

    @Override
    public Receive<Permit.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Permit.Acquire.class, this::onAcquire)
                .onMessage(Permit.Release.class, release -> onRelease(release.holder()))
                .onSignal(Terminated.class, stopped -> onRelease(stopped.getRef()))
                .build();
    }

    private Behavior<Permit.Command> onAcquire(Permit.Acquire acquire) {
        if (!holders.contains(acquire.holder())) {
            getContext().watch(acquire.holder());
            (acquire.cutOff() ? cutOff : queue).putIfAbsent(acquire.holder(), acquire);
            grant();
        }
        return this;
    }

    private Behavior<Permit.Command> onRelease(ActorRef<?> holder) {
        boolean held = holders.remove(holder);
        boolean waited = queue.remove(holder) != null || cutOff.remove(holder) != null;
        if (held || waited) {
            getContext().unwatch(holder);
            grant();
        }
        return this;
    }

    private void grant() {
        while (holders.size() < permits && !(queue.isEmpty() && cutOff.isEmpty())) {
            boolean isTurnOfCutOff = queue.isEmpty() || !cutOff.isEmpty() && overtaking == MOST_OVERTAKING;
            overtaking = isTurnOfCutOff || cutOff.isEmpty() ? 0 : overtaking + 1;
            var next = (isTurnOfCutOff ? cutOff : queue).values().iterator();
            var first = next.next();
            next.remove();
            holders.add(first.holder());
            first.replyTo().tell(new Permit.Granted(first.request()));
        }
    }
}

package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Tells a subscriber what happens to a host, and no change of its state twice. */
final class Publisher {
    private final String name;
    private final ActorRef<HostEvent> subscriber;
    private final Supplier<HostState> state;
    private HostState last;

    /**
     * @param name of the host
     * @param state its state at the moment
     */
    Publisher(String name, ActorRef<HostEvent> subscriber, Supplier<HostState> state) {
        this.name = name;
        this.subscriber = subscriber;
        this.state = state;
    }

    void publish(BiFunction<String, HostState, HostEvent> event) {
        last = state.get();
        subscriber.tell(event.apply(name, last));
    }

    void publishIfChanged() {
        if (!state.get().equals(last)) {
            publish(HostEvent.StateChanged::new);
        }
    }
}

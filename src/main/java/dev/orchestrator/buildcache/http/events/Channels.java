package dev.orchestrator.buildcache.http.events;

import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.json.ChannelJson;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The latest state of the channels of alerts: the notifier publishes it, the routes read it, subscribers are told. */
public final class Channels implements Consumer<List<ChannelJson>>, Supplier<List<ChannelJson>> {
    private final ActorRef<EventLog.Command> events;
    private volatile List<ChannelJson> now = List.of();

    public Channels(ActorRef<EventLog.Command> events) {
        this.events = events;
    }

    @Override
    public void accept(List<ChannelJson> channels) {
        now = channels;
        events.tell(new EventLog.ChannelsNow(channels));
    }

    @Override
    public List<ChannelJson> get() {
        return now;
    }
}

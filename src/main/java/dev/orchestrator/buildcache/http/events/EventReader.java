package dev.orchestrator.buildcache.http.events;

import akka.NotUsed;
import akka.stream.BoundedSourceQueue;
import akka.stream.KillSwitch;
import akka.stream.KillSwitches;
import akka.stream.Materializer;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.time.Duration;
import java.util.function.Consumer;

/** One who reads the events along: a queue that is never waited for, and the stream that it becomes. */
final class EventReader {
    /** What has piled up goes out together: many hosts' events at once are then few chunks. */
    private static final int TOGETHER = 100;

    private final BoundedSourceQueue<ByteString> queue;
    private final KillSwitch end;
    private final Source<ByteString, NotUsed> stream;

    /**
     * @param first what the reader gets before anything else
     * @param behind how many events it may be behind
     * @param silence after which it gets a comment
     * @param whenGone is told when the stream has ended, whoever ended it; also if nobody ever runs it
     */
    EventReader(
            Iterable<ByteString> first,
            int behind,
            Duration silence,
            Consumer<EventReader> whenGone,
            Materializer materializer) {
        var parts = Source.<ByteString>queue(behind)
                .prepend(Source.from(first))
                .batch(TOGETHER, bytes -> bytes, ByteString::concat)
                .keepAlive(silence, () -> EventFormat.COMMENT)
                .viaMat(KillSwitches.<ByteString>single(), Keep.both())
                .watchTermination((handles, done) -> {
                    done.whenComplete((d, failure) -> whenGone.accept(this));
                    return handles;
                })
                .preMaterialize(materializer);
        this.queue = parts.first().first();
        this.end = parts.first().second();
        this.stream = parts.second();
    }

    Source<ByteString, NotUsed> stream() {
        return stream;
    }

    /** If it has not taken the earlier ones, its stream ends here. */
    void give(ByteString event) {
        if (queue.offer(event) != QueueOfferResult.enqueued()) {
            end();
        }
    }

    void end() {
        end.shutdown();
    }
}

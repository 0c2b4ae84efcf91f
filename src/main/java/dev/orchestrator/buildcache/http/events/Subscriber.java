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

/** A client of the events: a bounded queue that is never waited for, and the stream that it feeds. */
final class Subscriber {
    /** Events that have queued up are sent together, so that many events at once need few chunks. */
    private static final int TOGETHER = 100;

    private final BoundedSourceQueue<ByteString> queue;
    private final KillSwitch end;
    private final Source<ByteString, NotUsed> stream;

    /**
     * @param first what is sent before anything else
     * @param behind how many events may be queued
     * @param silence after which a comment is sent
     * @param whenGone called when the stream has ended, for whatever reason; also if it is never run
     */
    Subscriber(
            Iterable<ByteString> first,
            int behind,
            Duration silence,
            Consumer<Subscriber> whenGone,
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

    /** If the queue is full, the stream ends. */
    void give(ByteString event) {
        if (queue.offer(event) != QueueOfferResult.enqueued()) {
            end();
        }
    }

    void end() {
        end.shutdown();
    }
}

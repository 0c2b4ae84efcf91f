package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpResponse;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.run.ReclaimedLately;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RenderedOnceTest {
    private static final ReclaimedLately NOTHING = ReclaimedLately.since(Instant.EPOCH);

    private final AtomicInteger renderings = new AtomicInteger();
    private final FleetStatus one = new FleetStatus(new TreeMap<>(), NOTHING);
    private final FleetStatus other = new FleetStatus(new TreeMap<>(), NOTHING);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void the_same_status_is_rendered_once() {
        var rendered = new RenderedOnce(this::render);
        assertThat(rendered.of(one)).isSameAs(rendered.of(one));
        assertThat(renderings).hasValue(1);
    }

    @Test
    void another_status_is_rendered_anew_even_if_it_is_equal() {
        var rendered = new RenderedOnce(this::render);
        assertThat(one).isEqualTo(other);
        assertThat(rendered.of(one)).isNotSameAs(rendered.of(other));
        assertThat(renderings).hasValue(2);
    }

    @Test
    void what_depends_on_the_time_is_rendered_once_a_period() {
        var rendered = new RenderedOnce(this::render, () -> now, Duration.ofSeconds(1));
        var first = rendered.of(one);
        now = now.plusMillis(999);
        assertThat(rendered.of(one)).isSameAs(first);
        now = now.plusMillis(1);
        assertThat(rendered.of(one)).isNotSameAs(first);
    }

    @Test
    @Timeout(60)
    void two_who_want_the_same_at_once_get_one_rendering() throws Exception {
        var rendering = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var rendered = new RenderedOnce(status -> {
            rendering.countDown();
            await(goOn);
            return render(status);
        });
        var first = new Thread(() -> rendered.of(one));
        var second = new Thread(() -> rendered.of(one));
        first.start();
        rendering.await();
        second.start();
        while (second.getState() == Thread.State.NEW || second.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        first.join();
        second.join();
        assertThat(renderings).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse render(FleetStatus status) {
        renderings.incrementAndGet();
        return HttpResponse.create();
    }
}

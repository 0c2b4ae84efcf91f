package dev.orchestrator.buildcache.cache;

import static dev.orchestrator.buildcache.cache.Records.CUTOFF;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds of every closure, over random caches. */
class ClosureGraphsTest {
    private static final int SEEDS = 2000;

    @Test
    void a_closure_is_a_fixed_point() {
        forEachGraph(graph -> {
            var taken = taken(graph, CUTOFF, false);
            var rest = graph.stream().filter(r -> !taken.contains(r.id())).toList();
            assertThat(taken(rest, CUTOFF, false)).isEmpty();
        });
    }

    @Test
    void a_record_is_taken_if_and_only_if_it_may_go_and_all_that_build_on_it_are_taken() {
        forEachGraph(graph -> {
            var taken = taken(graph, CUTOFF, false);
            for (var record : graph) {
                boolean mayGo = !record.inUse()
                        && !record.shared()
                        && !record.isInternal()
                        && record.lastUsed().filter(CUTOFF::isBefore).isEmpty();
                boolean free = graph.stream()
                        .filter(child -> child.parents().contains(record.id()))
                        .allMatch(child -> taken.contains(child.id()));
                assertThat(taken.contains(record.id())).isEqualTo(mayGo && free);
            }
        });
    }

    @Test
    void each_record_goes_after_all_that_build_on_it() {
        forEachGraph(graph -> {
            var order = new Closure(CacheListing.of(graph), CUTOFF, false)
                    .taken()
                    .map(CacheRecord::id)
                    .toList();
            for (var child : graph) {
                for (var parent : child.parents()) {
                    if (order.contains(parent)) {
                        assertThat(order.indexOf(child.id())).isBetween(0, order.indexOf(parent) - 1);
                    }
                }
            }
        });
    }

    @Test
    void all_only_adds() {
        forEachGraph(graph -> assertThat(taken(graph, CUTOFF, true)).containsAll(taken(graph, CUTOFF, false)));
    }

    @Test
    void a_younger_age_only_adds() {
        forEachGraph(graph ->
                assertThat(taken(graph, CUTOFF.plusSeconds(7200), false)).containsAll(taken(graph, CUTOFF, false)));
    }

    @Test
    void what_goes_and_what_stays_is_the_whole_cache() {
        forEachGraph(graph -> {
            var closure = new Closure(CacheListing.of(graph), CUTOFF, false);
            var stays = closure.staying().values().stream().reduce(Share.NONE, Share::plus);
            assertThat(closure.total().records() + stays.records()).isEqualTo(graph.size());
        });
    }

    private static void forEachGraph(Consumer<List<CacheRecord>> check) {
        for (int seed = 0; seed < SEEDS; seed++) {
            check.accept(Records.graph(new Random(seed)));
        }
    }

    private static Set<String> taken(List<CacheRecord> graph, Instant cutoff, boolean all) {
        return new Closure(CacheListing.of(graph), cutoff, all)
                .taken()
                .map(CacheRecord::id)
                .collect(Collectors.toSet());
    }
}

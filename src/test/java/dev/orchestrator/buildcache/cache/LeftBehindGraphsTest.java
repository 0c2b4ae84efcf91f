package dev.orchestrator.buildcache.cache;

import static dev.orchestrator.buildcache.cache.Records.CUTOFF;
import static dev.orchestrator.buildcache.cache.Records.hour;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds of every prune that is carried through, over random caches and a model of the engine's fault. */
class LeftBehindGraphsTest {
    private static final int SEEDS = 2000;

    @Test
    void age_and_ids_together_take_the_closure_but_for_what_was_created_since() {
        int carriedThrough = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var graph = Records.graph(new Random(seed)).stream()
                    .map(r -> Records.createdAt(hour(1), r))
                    .toList();
            var engine = new ModelEngine(graph, true);
            var before = engine.listing();
            var closure = new Closure(before, CUTOFF, false);
            var removed = new HashSet<>(engine.pruneByAge(CUTOFF, hour(14)));
            var ids = left(before, closure, removed, engine.listing());
            carriedThrough += ids.isEmpty() ? 0 : 1;
            assertThat(engine.pruneByIds(ids, hour(16))).isEqualTo(ids);
            removed.addAll(ids);
            assertThat(removed).isEqualTo(ids(closure));
        }
        assertThat(carriedThrough).isGreaterThan(SEEDS / 4);
    }

    @Test
    void an_engine_without_the_fault_is_sent_nothing_more() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var engine = new ModelEngine(Records.graph(new Random(seed)), false);
            var before = engine.listing();
            var closure = new Closure(before, CUTOFF, false);
            var removed = engine.pruneByAge(CUTOFF, hour(14));
            assertThat(removed).isEqualTo(ids(closure));
            assertThat(left(before, closure, removed, engine.listing())).isEmpty();
        }
    }

    @Test
    void nothing_that_a_build_used_or_made_and_nothing_below_it_is_named() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            var graph = Records.graph(random);
            var engine = new ModelEngine(graph, true);
            var before = engine.listing();
            var closure = new Closure(before, CUTOFF, false);
            var removed = engine.pruneByAge(CUTOFF, hour(14));
            var touched = new HashSet<String>();
            for (var record : engine.listing().records().toList()) {
                switch (random.nextInt(6)) {
                    case 0 -> {
                        engine.put(Records.usedAt(record, hour(14).plusSeconds(random.nextInt(7200) - 1800)));
                        touched.add(record.id());
                    }
                    case 1 -> {
                        engine.put(Records.createdAt(hour(14), Records.old("new-" + record.id(), record.id())));
                        touched.add(record.id());
                    }
                    case 2 -> {
                        engine.put(Records.inUse(record));
                        touched.add(record.id());
                    }
                    default -> {}
                }
            }
            var named = left(before, closure, removed, engine.listing());
            assertThat(named).noneMatch(touched::contains);
            assertThat(engine.pruneByIds(named, hour(16))).isEqualTo(named);
        }
    }

    private static Set<String> left(CacheListing before, Closure closure, Set<String> removed, CacheListing after) {
        return new LeftBehind(before, closure, new AgePrune(CUTOFF, hour(14), hour(15), removed), after)
                .records()
                .map(CacheRecord::id)
                .collect(Collectors.toSet());
    }

    private static Set<String> ids(Closure closure) {
        return closure.taken().map(CacheRecord::id).collect(Collectors.toSet());
    }
}

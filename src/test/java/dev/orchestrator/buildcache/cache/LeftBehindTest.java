package dev.orchestrator.buildcache.cache;

import static dev.orchestrator.buildcache.cache.Records.CUTOFF;
import static dev.orchestrator.buildcache.cache.Records.createdAt;
import static dev.orchestrator.buildcache.cache.Records.hour;
import static dev.orchestrator.buildcache.cache.Records.inUse;
import static dev.orchestrator.buildcache.cache.Records.old;
import static dev.orchestrator.buildcache.cache.Records.shared;
import static dev.orchestrator.buildcache.cache.Records.usedAt;
import static dev.orchestrator.buildcache.cache.Records.withParents;
import static dev.orchestrator.buildcache.cache.Records.young;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The prune was from 14 to 15 o'clock, with a cutoff at 12. */
class LeftBehindTest {
    private static final Instant IN_PRUNE = hour(14).plusSeconds(60);

    @Test
    void a_marked_record_and_all_below_it_is_left_behind() {
        assertThat(left(
                        List.of(old("a"), old("b", "a"), old("c", "b"), old("d", "c")),
                        Set.of("d"),
                        List.of(old("a"), old("b", "a"), marked(old("c", "b")))))
                .containsExactly("c", "b", "a");
    }

    @Test
    void an_engine_without_the_fault_leaves_nothing() {
        assertThat(left(List.of(old("a"), old("b", "a")), Set.of("a", "b"), List.of()))
                .isEmpty();
    }

    @Test
    void without_a_mark_nothing_is_left_behind() {
        assertThat(left(List.of(old("a"), old("b", "a"), old("x")), Set.of("x"), List.of(old("a"), old("b", "a"))))
                .isEmpty();
    }

    @Test
    void a_use_with_no_child_removed_by_this_prune_is_a_builds() {
        assertThat(left(List.of(old("a"), old("b", "a")), Set.of(), List.of(marked(old("a")))))
                .isEmpty();
    }

    @Test
    void a_use_while_other_children_stay_is_a_builds() {
        var before = List.of(old("base"), old("p", "base"), old("a", "p"), old("b", "p"), old("c", "b"));
        var after = List.of(old("base"), marked(old("p", "base")), marked(old("b", "p")));
        assertThat(left(before, Set.of("a", "c"), after)).containsExactly("b");
    }

    @Test
    void a_use_outside_the_prune_is_a_builds() {
        for (var time : List.of(hour(14).minusNanos(1), hour(15).plusNanos(1), hour(13))) {
            assertThat(left(List.of(old("a"), old("b", "a")), Set.of("b"), List.of(usedAt(old("a"), time))))
                    .isEmpty();
        }
        for (var time : List.of(hour(14), hour(15))) {
            assertThat(left(List.of(old("a"), old("b", "a")), Set.of("b"), List.of(usedAt(old("a"), time))))
                    .containsExactly("a");
        }
    }

    @Test
    void two_uses_are_a_builds_too() {
        assertThat(left(List.of(old("a"), old("b", "a")), Set.of("b"), List.of(marked(marked(old("a"))))))
                .isEmpty();
    }

    @Test
    void a_use_below_a_mark_is_a_builds_and_keeps_what_it_builds_on() {
        assertThat(left(
                        List.of(old("a"), old("b", "a"), old("c", "b"), old("d", "c")),
                        Set.of("d"),
                        List.of(old("a"), usedAt(old("b", "a"), IN_PRUNE), marked(old("c", "b")))))
                .containsExactly("c");
    }

    @Test
    void a_record_in_any_other_way_changed_is_kept() {
        for (var now :
                List.of(inUse(old("a")), shared(old("a")), withParents(old("a"), "x"), createdAt(hour(0), old("a")))) {
            assertThat(left(List.of(old("a"), old("b", "a")), Set.of("b"), List.of(marked(now))))
                    .isEmpty();
        }
    }

    @Test
    void a_record_created_after_the_cutoff_is_kept_with_what_it_builds_on() {
        var created = createdAt(CUTOFF.plusNanos(1), old("b", "a"));
        assertThat(left(List.of(old("a"), created, old("c", "b")), Set.of("c"), List.of(old("a"), marked(created))))
                .isEmpty();
    }

    @Test
    void what_a_new_record_builds_on_is_kept_with_all_below() {
        assertThat(left(
                        List.of(old("a"), old("b", "a"), old("c", "b")),
                        Set.of("c"),
                        List.of(old("a"), marked(old("b", "a")), young("new", "b"))))
                .isEmpty();
    }

    @Test
    void what_should_not_have_gone_by_age_is_kept() {
        assertThat(left(
                        List.of(old("a"), young("y", "a"), old("b", "a")),
                        Set.of("b"),
                        List.of(marked(old("a")), young("y", "a"))))
                .isEmpty();
    }

    @Test
    void an_old_record_that_the_engine_kept_for_reasons_of_its_own_keeps_what_it_builds_on() {
        assertThat(left(
                        List.of(old("a"), old("kept", "a"), old("b", "a")),
                        Set.of("b"),
                        List.of(marked(old("a")), old("kept", "a"))))
                .isEmpty();
    }

    private static CacheRecord marked(CacheRecord r) {
        return usedAt(r, IN_PRUNE);
    }

    private static List<String> left(List<CacheRecord> before, Set<String> removed, List<CacheRecord> after) {
        var listing = CacheListing.of(before);
        return new LeftBehind(
                        listing,
                        new Closure(listing, CUTOFF, false),
                        new AgePrune(CUTOFF, hour(14), hour(15), removed),
                        CacheListing.of(after))
                .records()
                .map(CacheRecord::id)
                .toList();
    }
}

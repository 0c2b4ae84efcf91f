package dev.orchestrator.buildcache.cache;

import static dev.orchestrator.buildcache.cache.Records.CUTOFF;
import static dev.orchestrator.buildcache.cache.Records.inUse;
import static dev.orchestrator.buildcache.cache.Records.neverUsed;
import static dev.orchestrator.buildcache.cache.Records.ofType;
import static dev.orchestrator.buildcache.cache.Records.old;
import static dev.orchestrator.buildcache.cache.Records.shared;
import static dev.orchestrator.buildcache.cache.Records.usedAt;
import static dev.orchestrator.buildcache.cache.Records.young;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClosureTest {

    @Test
    void a_chain_of_old_records_goes_last_one_first() {
        var closure = closure(old("a"), old("b", "a"), old("c", "b"));
        assertThat(ids(closure)).containsExactly("c", "b", "a");
        assertThat(closure.hasChains()).isTrue();
        assertThat(closure.total().records()).isEqualTo(3);
        assertThat(closure.total().amount().size().bytes()).isEqualTo(3_000_000);
        assertThat(closure.firstRound().records()).isEqualTo(1);
        assertThat(closure.staying()).isEmpty();
    }

    @Test
    void records_that_nothing_builds_on_are_no_chain() {
        var closure = closure(old("a"), old("b"));
        assertThat(ids(closure)).containsExactly("a", "b");
        assertThat(closure.hasChains()).isFalse();
    }

    @Test
    void what_a_younger_record_builds_on_stays() {
        var closure = closure(old("a"), old("b", "a"), young("c", "b"), old("d", "a"));
        assertThat(ids(closure)).containsExactly("d");
        assertThat(closure.reasonToStay("c")).contains(Stay.YOUNGER);
        assertThat(closure.reasonToStay("b")).contains(Stay.NEEDED);
        assertThat(closure.reasonToStay("a")).contains(Stay.NEEDED);
        assertThat(closure.reasonToStay("d")).isEmpty();
        assertThat(closure.staying())
                .containsOnlyKeys(Stay.YOUNGER, Stay.NEEDED)
                .hasEntrySatisfying(
                        Stay.NEEDED, share -> assertThat(share.records()).isEqualTo(2));
    }

    @Test
    void each_reason_of_its_own_is_named() {
        var closure = closure(
                inUse(young("in-use")), young("younger"), shared(old("shared")), ofType("internal", old("internal")));
        assertThat(ids(closure)).isEmpty();
        assertThat(List.of("in-use", "younger", "shared", "internal"))
                .allSatisfy(
                        id -> assertThat(closure.reasonToStay(id).map(Stay::id)).contains(id));
    }

    @Test
    void all_takes_what_is_shared_or_internal_but_not_what_is_in_use_or_young() {
        var closure = new Closure(
                CacheListing.of(List.of(
                        shared(old("a")),
                        ofType("internal", old("b")),
                        ofType("frontend", old("c")),
                        inUse(old("d")),
                        young("e"))),
                CUTOFF,
                true);
        assertThat(ids(closure)).containsExactly("a", "b", "c");
    }

    @Test
    void a_record_used_at_the_cutoff_or_never_is_old() {
        assertThat(ids(closure(usedAt(old("a"), CUTOFF)))).containsExactly("a");
        assertThat(ids(closure(usedAt(old("a"), CUTOFF.plusNanos(1))))).isEmpty();
        assertThat(ids(closure(neverUsed(old("a"))))).containsExactly("a");
    }

    @Test
    void a_parent_that_is_not_listed_changes_nothing() {
        assertThat(ids(closure(old("a", "gone")))).containsExactly("a");
    }

    @Test
    void a_parent_named_twice_is_one_parent() {
        assertThat(ids(closure(old("a"), old("b", "a", "a")))).containsExactly("b", "a");
    }

    @Test
    void records_that_build_on_each_other_stay() {
        assertThat(ids(closure(old("a", "b"), old("b", "a")))).isEmpty();
    }

    @Test
    void a_record_needed_by_two_goes_after_both() {
        assertThat(ids(closure(old("base"), old("x", "base"), old("y", "base"), old("top", "x", "y"))))
                .containsExactly("top", "x", "y", "base");
    }

    @Test
    void an_empty_cache_has_nothing_to_take() {
        assertThat(closure().total()).isEqualTo(Share.NONE);
        assertThat(closure().reasonToStay("a")).isEqualTo(Optional.empty());
    }

    private static Closure closure(CacheRecord... records) {
        return new Closure(CacheListing.of(List.of(records)), CUTOFF, false);
    }

    private static List<String> ids(Closure closure) {
        return closure.taken().map(CacheRecord::id).toList();
    }
}

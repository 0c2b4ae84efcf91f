package dev.orchestrator.buildcache.cache;

import static dev.orchestrator.buildcache.cache.Records.old;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orchestrator.buildcache.value.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CacheListingTest {

    @Test
    void gives_back_what_it_was_given() {
        for (int seed = 0; seed < 500; seed++) {
            var graph = Records.graph(new Random(seed));
            assertThat(CacheListing.of(graph).records().toList()).isEqualTo(graph);
        }
    }

    @Test
    void finds_every_id_of_many() {
        var records = new ArrayList<CacheRecord>();
        for (int i = 0; i < 10_000; i++) {
            records.add(old("id" + i * 7919L, "parent" + i % 100));
        }
        var listing = CacheListing.of(records);
        assertThat(listing.size()).isEqualTo(10_000);
        assertThat(records).allSatisfy(r -> assertThat(listing.find(r.id())).contains(r));
        assertThat(listing.find("parent1")).as("only a parent").isEmpty();
        assertThat(listing.find("unknown")).isEmpty();
    }

    @Test
    void an_id_that_is_listed_twice_is_no_listing() {
        assertThatThrownBy(() -> CacheListing.of(List.of(old("a"), old("a"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the record a is listed twice");
    }

    @Test
    void a_size_is_known_to_half_of_its_third_digit() {
        assertThat(error(999)).isZero();
        assertThat(error(1_000)).isEqualTo(5);
        assertThat(error(9_990)).isEqualTo(5);
        assertThat(error(18_900_000)).isEqualTo(50_000);
        assertThat(error(1_000_000_000)).isEqualTo(5_000_000);
    }

    private static long error(long bytes) {
        return Amount.ofThreeDigits(new ByteSize(bytes)).error();
    }
}

package dev.orchestrator.buildcache.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestrator.buildcache.cache.Amount;
import dev.orchestrator.buildcache.cache.CacheListing;
import dev.orchestrator.buildcache.cache.CacheRecord;
import dev.orchestrator.buildcache.value.ByteSize;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheListingReaderTest {
    private static final String RECORD = """
            {"CacheType":"regular","CreatedAt":"2026-11-26 07:30:15.319068488 +0000 UTC","CreatedSince":"1 second ago",\
            "Description":"mount / from exec","ID":"wxdgjchyrc8icgdmqyl5rxorc","InUse":"false",\
            "LastUsedAt":"2026-11-26 07:30:15.457060631 +0000 UTC","LastUsedSince":"Less than a second ago",\
            "Parent":"","Shared":"false","Size":"3.15MB","UsageCount":"1"}""";

    @ParameterizedTest
    @ValueSource(strings = {"20.10.24", "26.1.5", "28.5.2"})
    void reads_real_listings(String engine) throws IOException {
        var text = listing(engine);
        JsonNode expected = new ObjectMapper().readTree(text);
        var records = read(text).orElseThrow().records().toList();
        assertThat(records).hasSize(expected.size()).hasSizeGreaterThan(5);
        for (int i = 0; i < records.size(); i++) {
            var node = expected.get(i);
            var record = records.get(i);
            assertThat(record.id()).isEqualTo(node.path("ID").asText());
            assertThat(record.type()).isEqualTo(node.path("CacheType").asText());
            assertThat(String.join(", ", record.parents()))
                    .isEqualTo(node.path("Parent").asText());
            assertThat(record.inUse()).isEqualTo(node.path("InUse").asBoolean());
            assertThat(record.shared()).isEqualTo(node.path("Shared").asBoolean());
            assertThat(record.size().size())
                    .isEqualTo(ByteSize.parse(node.path("Size").asText()).orElseThrow());
            assertThat(record.created().toString().replace('T', ' '))
                    .startsWith(node.path("CreatedAt").asText().substring(0, 19));
            assertThat(record.uses()).isEqualTo(node.path("UsageCount").asInt());
        }
        assertThat(records).anyMatch(r -> !r.parents().isEmpty());
    }

    @Test
    void reads_every_needed_field() {
        assertThat(read("[" + RECORD + "]").orElseThrow().records())
                .containsExactly(new CacheRecord(
                        "wxdgjchyrc8icgdmqyl5rxorc",
                        "regular",
                        List.of(),
                        false,
                        false,
                        Amount.ofThreeDigits(new ByteSize(3_150_000)),
                        Instant.parse("2026-11-26T07:30:15.319068488Z"),
                        Optional.of(Instant.parse("2026-11-26T07:30:15.457060631Z")),
                        1));
    }

    @Test
    void the_parts_may_be_cut_anywhere() {
        var bytes = ("[" + RECORD + "," + RECORD.replace("wxd", "xxd") + "]\n").getBytes(UTF_8);
        for (int size = 1; size < bytes.length; size++) {
            var reader = new CacheListingReader();
            for (int at = 0; at < bytes.length; at += size) {
                reader.take(bytes, at, Math.min(bytes.length, at + size));
            }
            assertThat(reader.answer())
                    .as("in parts of %d", size)
                    .hasValueSatisfying(listing -> assertThat(listing.size()).isEqualTo(2));
        }
    }

    @Test
    void a_listing_that_breaks_off_is_none() {
        var whole = "[" + RECORD + "]";
        for (int length = 0; length < whole.length(); length++) {
            assertThat(read(whole.substring(0, length))).isEmpty();
        }
    }

    @Test
    void what_a_login_prints_before_it_is_skipped() {
        var listing = "[" + RECORD + "]\n";
        for (var login : List.of("Welcome\n", "[info] hello\n", "\n\n", "[\n", "{}\n[x]\r\n")) {
            assertThat(read(login + listing))
                    .as(login)
                    .hasValueSatisfying(found -> assertThat(found.size()).isEqualTo(1));
        }
        assertThat(read("Welcome " + listing)).isEmpty();
    }

    @Test
    void an_empty_cache_is_a_listing() {
        assertThat(read("[]\n"))
                .hasValueSatisfying(listing -> assertThat(listing.size()).isZero());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"ID\":\"wxdgjchyrc8icgdmqyl5rxorc\" | \"ID\":\"wxdgjchyrc8icgdmqyl5rxorc*\"",
                "\"Parent\":\"\" | \"Parent\":\"abc, def\"",
                "\"Size\":\"3.15MB\" | \"Size\":\"1e+03MB\"",
                "\"Size\":\"3.15MB\" | \"Size\":\"0B\"",
                "\"LastUsedAt\":\"2026-11-26 07:30:15.457060631 +0000 UTC\" | \"LastUsedAt\":\"\"",
                "07:30:15.457060631 +0000 UTC | 07:30:15 +0200 CEST",
                "\"InUse\":\"false\" | \"InUse\":\"true\"",
                "\"CreatedSince\":\"1 second ago\" | \"New\":\"text\""
            })
    void what_engines_print_is_read(String usual, String printed) {
        assertThat(RECORD).contains(usual);
        assertThat(read("[" + RECORD.replace(usual, printed) + "]")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"ID\":\"wxdgjchyrc8icgdmqyl5rxorc\" | \"ID\":\"\"",
                "\"ID\":\"wxdgjchyrc8icgdmqyl5rxorc\" | \"ID\":\"a|b\"",
                "\"ID\":\"wxdgjchyrc8icgdmqyl5rxorc\" | \"ID\":\"a.*\"",
                "\"Parent\":\"\" | \"Parent\":\"a,b\"",
                "\"Size\":\"3.15MB\" | \"Size\":\"\"",
                "\"Size\":\"3.15MB\" | \"Size\":\"-1B\"",
                "\"InUse\":\"false\" | \"InUse\":\"maybe\"",
                "\"InUse\":\"false\" | \"InUse\":false",
                "\"UsageCount\":\"1\" | \"UsageCount\":\"many\"",
                "\"UsageCount\":\"1\" | \"Other\":\"1\"",
                "\"UsageCount\":\"1\" | \"UsageCount\":\"1\",\"UsageCount\":\"2\"",
                "2026-11-26 07:30:15.319068488 | 9999999-11-26 07:30:15",
                "2026-11-26 07:30:15.457060631 | 3 hours ago",
            })
    void a_record_that_cannot_be_read_spoils_the_listing(String usual, String hostile) {
        assertThat(RECORD).contains(usual);
        assertThat(read("[" + RECORD.replace(usual, hostile) + "]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "[1]", "[[]]", "Welcome! []", "[] []", "[]x", "\u0000"})
    void anything_else_is_no_listing(String text) {
        assertThat(read(text)).isEmpty();
    }

    @Test
    void a_record_listed_twice_is_no_listing() {
        assertThat(read("[" + RECORD + "," + RECORD + "]")).isEmpty();
    }

    @Test
    void more_records_or_bytes_than_the_limits_are_no_listing() {
        var reader = new CacheListingReader();
        feed(reader, "[");
        for (int i = 0; i < CacheListingReader.MAX_RECORDS; i++) {
            feed(reader, (i == 0 ? "" : ",") + RECORD.replace("wxdg", "r" + i));
        }
        feed(reader, "," + RECORD + "]");
        assertThat(reader.answer()).isEmpty();

        var long1 = new CacheListingReader();
        feed(long1, "[");
        var blanks = " ".repeat(1 << 20);
        for (int i = 0; i < CacheListingReader.MAX_BYTES >> 20; i++) {
            feed(long1, blanks);
        }
        feed(long1, "]");
        assertThat(long1.answer()).isEmpty();
    }

    private static Optional<CacheListing> read(String text) {
        var reader = new CacheListingReader();
        feed(reader, text);
        return reader.answer();
    }

    private static void feed(CacheListingReader reader, String text) {
        var bytes = text.getBytes(UTF_8);
        reader.take(bytes, 0, bytes.length);
    }

    private static String listing(String engine) throws IOException {
        try (var in = CacheListingReaderTest.class.getResourceAsStream("/listings/engine-" + engine + ".json")) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}

package dev.orchestrator.buildcache.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PruneReportReaderTest {
    private static final String CLASSIC =
            "Deleted build cache objects:\nsutetc69238bp9pl6l1cj4tex\nsdi356q8nbbaggua3l44j9cp3\n\nTotal reclaimed space: 2MB\n";
    private static final String BUILDX = "ID\t\t\t\t\t\tRECLAIMABLE\tSIZE\t\tLAST ACCESSED\n"
            + "o9zw9mkjdstns3e1d46128bv2*              \ttrue \t\t1.982MB   \t3 seconds ago\n"
            + "rky6sl6sjrbxw54mvuu2onfk7               \ttrue \t264B      \t3 seconds ago\n"
            + "Total:\t1.983MB\n";

    @Test
    void the_ids_of_both_ways_to_prune_are_read_however_they_are_cut() {
        for (int size = 1; size < 80; size++) {
            assertThat(removed(CLASSIC, size))
                    .containsExactlyInAnyOrder("sutetc69238bp9pl6l1cj4tex", "sdi356q8nbbaggua3l44j9cp3");
            assertThat(removed(BUILDX, size))
                    .containsExactlyInAnyOrder("o9zw9mkjdstns3e1d46128bv2", "rky6sl6sjrbxw54mvuu2onfk7");
        }
    }

    @Test
    void ids_that_other_makers_of_records_choose_are_read_too() {
        assertThat(removed(CLASSIC.replace("sutetc69238bp9pl6l1cj4tex", "a1"), 10))
                .contains("a1");
        assertThat(removed(BUILDX.replace("rky6sl6sjrbxw54mvuu2onfk7", "b".repeat(64)), 10))
                .contains("b".repeat(64));
    }

    @Test
    void what_a_login_prints_before_is_not_of_this_prune() {
        assertThat(removed("motd\n" + CLASSIC, 10)).hasSize(2);
        assertThat(removed("Deleted build cache objects:\nold\n\n" + BUILDX, 10))
                .hasSize(2)
                .doesNotContain("old");
        assertThat(removed("welcome\nTotal:\t0B\n", 10)).isEmpty();
    }

    @Test
    void carriage_returns_and_colours_are_no_part_of_an_id() {
        assertThat(removed(CLASSIC.replace("\n", "\r\n"), 10)).contains("sutetc69238bp9pl6l1cj4tex");
        assertThat(removed(
                        "\u001B[1mID\t\tRECLAIMABLE\tSIZE\u001B[0m\n\u001B[2ma1\u001B[0m\ttrue\t1B\nTotal:\t1B\n", 10))
                .containsExactly("a1");
    }

    /** Of the text itself, only the last 64 KiB are kept. */
    @Test
    void all_ids_of_a_long_answer_are_read() {
        var rows = IntStream.range(0, 20_000).mapToObj(i -> "id" + i).collect(Collectors.joining("\n"));
        var reader = reader("Deleted build cache objects:\n" + rows + "\n\n", 4096);
        var report = reader.answer(new Exited(0, "Total reclaimed space: 2MB\n", ""));
        assertThat(report.orElseThrow().removed()).hasSize(20_000).contains("id0", "id19999");
    }

    @Test
    void without_a_report_nothing_is_confirmed_but_what_was_printed_is_known() {
        var text = CLASSIC.substring(0, CLASSIC.indexOf("Total"));
        var report = reader(text, 10).answer(new Exited(0, text, "")).orElseThrow();
        assertThat(report.after(0)).isEmpty();
        assertThat(report.after(1)).isEmpty();
        assertThat(report.removed()).hasSize(2);
        assertThat(reader("", 10).answer(new Exited(0, "", ""))).isEmpty();
    }

    private static Set<String> removed(String stdout, int size) {
        Optional<PruneReport> report = reader(stdout, size).answer(new Exited(0, stdout, ""));
        return report.orElseThrow().removed();
    }

    private static AnswerReader<PruneReport> reader(String stdout, int size) {
        var reader = BuilderPrune.olderThan(new Age("24h")).newReader();
        var bytes = stdout.getBytes(UTF_8);
        for (int at = 0; at < bytes.length; at += size) {
            reader.take(bytes, at, Math.min(bytes.length, at + size));
        }
        return reader;
    }
}

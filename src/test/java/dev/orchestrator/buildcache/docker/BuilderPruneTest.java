package dev.orchestrator.buildcache.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.value.ByteSize;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuilderPruneTest {
    private static final String BUILDX_ROWS = "ID\t\t\t\t\t\tRECLAIMABLE\tSIZE\t\tLAST ACCESSED\n"
            + "o9zw9mkjdstns3e1d46128bv2*              \ttrue \t\t1.982MB   \t3 seconds ago\n"
            + "rky6sl6sjrbxw54mvuu2onfk7*              \ttrue \t264B      \t3 seconds ago\n";
    private static final String PROMPT =
            "WARNING! This will remove all dangling build cache. Are you sure you want to continue? [y/N] ";

    /** Outputs as seen from Docker 20.10 and 28, buildx 0.7 to 0.10, and as their sources print them. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "Total reclaimed space: 0B⏎, 0",
                "Deleted build cache objects:⏎sutetc69238bp9pl6l1cj4tex⏎sdi356q8nbbaggua3l44j9cp3⏎⏎Total reclaimed space: 1.983MB⏎, 1983000",
                "Total reclaimed space: 96.35MB⏎, 96350000",
                "Total reclaimed space: 98.34MB⏎, 98340000",
                "Total reclaimed space: 78.93MB⏎, 78930000",
                "Deleted build cache objects:⏎1erw53zpoava37g22r9l9b3ag⏎⏎Total reclaimed space: 929.5MB⏎, 929500000",
                "Total reclaimed space: 264B⏎, 264",
                "Total reclaimed space: 1kB⏎, 1000",
                "Total reclaimed space: 8.224kB⏎, 8224",
                "Total reclaimed space: 1000kB⏎, 1000000",
                "Total reclaimed space: 1GB⏎, 1000000000",
                "Total reclaimed space: 2.3GB⏎, 2300000000",
                "Total reclaimed space: 123.5GB⏎, 123500000000",
                "Total reclaimed space: 1.235TB⏎, 1235000000000",
                "Total:⇥0B⏎, 0",
                "Total:⇥96.35MB⏎, 96350000",
                "Total:⇥1.98MB⏎, 1980000",
                "Total:⇥1000.00MB⏎, 1000000000",
                "Total:  12.29kB⏎, 12290",
                "Total reclaimed space: 16.43 MB⏎, 16430000",
                // the same in other units, cases and surroundings
                "Total reclaimed space: 1.5GiB⏎, 1610612736",
                "Total:⇥2.3gb⏎, 2300000000",
                "total reclaimed space: 2.3GB⏎, 2300000000",
                "TOTAL:⇥2.3GB⏎, 2300000000",
                "Total:⇥2.3GB, 2300000000",
                "Total:⇥2.3GB  ⏎, 2300000000",
                "Total:⇥⇥1e+03MB⏎, 1000000000",
                "Total reclaimed space: 2.3GB␍⏎, 2300000000",
                "Deleted build cache objects:␍⏎abc␍⏎␍⏎Total reclaimed space: 2.3GB␍⏎, 2300000000",
                // the first line of what was kept may be half a line
                "4bv2⏎Total reclaimed space: 2.3GB⏎, 2300000000",
                "laimed space: 9GB⏎Total:⇥2.3GB⏎, 2300000000",
                // a title, a colour, and what a login prints before
                "␛]0;prune@build-01␇Total reclaimed space: 2.3GB⏎, 2300000000",
                "␛[1mTotal:⇥2.3GB␛[0m⏎, 2300000000",
                "Welcome⏎Total reclaimed space: 2.3GB⏎bye⏎, 2300000000",
                // a banner's report before what Docker says first is none of this prune's
                "Total reclaimed space: 9GB⏎Deleted build cache objects:⏎abc⏎⏎Total reclaimed space: 1MB⏎, 1000000",
                "Total reclaimed space: 9GB⏎ID⇥⇥RECLAIMABLE⇥SIZE⏎abc*⇥true⇥1MB⏎Total:⇥1MB⏎, 1000000",
                "Total: 1PB⏎, 1000000000000000"
            })
    void a_report_is_read(String stdout, long bytes) {
        assertThat(read(real(stdout))).contains(new ByteSize(bytes));
    }

    @Test
    void a_report_after_the_rows_that_buildx_prints_is_read() {
        assertThat(read(BUILDX_ROWS + "Total:\t1.983MB\n")).contains(new ByteSize(1_983_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "⏎",
                // unusable figures
                "Total:⇥-1B⏎",
                "Total:⇥-2e+06B⏎",
                "Total reclaimed space: 18.45EB⏎",
                "Total reclaimed space: 18446744073709551615B⏎",
                "Total reclaimed space: 9224PB⏎",
                "Total reclaimed space: 9000PB⏎",
                "Total reclaimed space: 1.001PB⏎",
                "Total reclaimed space: 1000001GB⏎",
                "Total reclaimed space: 1e+99B⏎",
                "Total reclaimed space: 0.0000000000000000000000000000001GB⏎",
                "Total reclaimed space: 00000000000000000000000000000001GB⏎",
                "Total reclaimed space: ⏎",
                "Total reclaimed space: 2.3GB of 4GB⏎",
                "Total reclaimed space: 2,3GB⏎",
                // two reports, even where they say the same or one is unusable
                "Total reclaimed space: 1MB⏎Total reclaimed space: 1MB⏎",
                "Total reclaimed space: 1MB⏎Total:⇥2MB⏎",
                "Total:⇥1MB⏎Total:⇥-1B⏎",
                // not a prune: the tables of du and df
                "Reclaimable:⇥98.34MB⏎Total:⇥⇥98.34MB⏎",
                "Shared:⇥1MB⏎Private:⇥2MB⏎Reclaimable:⇥3MB⏎Total:⇥⇥3MB⏎",
                // a banner's only: Docker began to say something, and did not report
                "Total reclaimed space: 1MB⏎Deleted build cache objects:⏎abc⏎",
                "Total:⇥1MB⏎ID⇥⇥RECLAIMABLE⇥SIZE⏎abc*⇥true⇥1MB⏎",
                "Deleted build cache objects:⏎abc⏎⏎Total:⇥1MB⏎Deleted build cache objects:⏎",
                // not at a line's beginning
                "␛]0;no end Total reclaimed space: 1MB⏎",
                "abcTotal reclaimed space: 1MB⏎",
                "  Total:⇥1MB⏎",
                "step 3: Total reclaimed space: 1MB⏎",
                // Podman's image prune prints the images that it deleted
                "2b8b2bb5d1bb2c4d59c5a1ac4b9c8e7c1de0b6b6f3b5e4d3c2b1a09f8e7d6c5b⏎"
            })
    void what_is_not_one_usable_line_is_not_a_report(String stdout) {
        assertThat(read(real(stdout))).isEmpty();
    }

    /** Where each command logs in, the answer to the one before shows whether the login prints report lines. */
    @Test
    void a_report_line_that_a_login_prints_before_each_command_is_not_a_report() {
        String banner = "Last night:\nTotal reclaimed space: 9GB\n";
        assertThat(PruneReport.lines(banner + "{}\n")).isEqualTo(1);
        assertThat(prune(banner).flatMap(report -> report.after(1))).isEmpty();
        assertThat(prune(banner + "Total:\t1MB\n").flatMap(report -> report.after(1)))
                .contains(new ByteSize(1_000_000));
        assertThat(prune(banner + BUILDX_ROWS + "Total:\t1MB\n").flatMap(report -> report.after(1)))
                .contains(new ByteSize(1_000_000));
        // of a long answer, only the end is kept
        assertThat(prune("1erw53zpoava37g22r9l9b3ag\n\nTotal reclaimed space: 1MB\n")
                        .flatMap(report -> report.after(1)))
                .contains(new ByteSize(1_000_000));
        assertThat(prune("rky6sl6sjrbxw54mvuu2onfk7*              \ttrue \t264B\nTotal:\t1MB\n")
                        .flatMap(report -> report.after(1)))
                .contains(new ByteSize(1_000_000));
        assertThat(prune(banner + banner + "Total:\t1MB\n").flatMap(report -> report.after(1)))
                .isEmpty();
    }

    @Test
    void an_unanswered_prompt_is_not_a_report() {
        assertThat(read(PROMPT)).isEmpty();
    }

    /** Docker up to 26.0 reports a total of zero when the prompt is declined. */
    @Test
    void a_declined_prompt_is_not_a_report_though_it_has_a_total() {
        assertThat(read(PROMPT + "Total reclaimed space: 0B\n")).isEmpty();
        assertThat(read(PROMPT + "\nTotal reclaimed space: 0B\n")).isEmpty();
    }

    @Test
    void a_killed_prune_is_not_a_report() {
        assertThat(read(BUILDX_ROWS)).isEmpty();
        assertThat(read(BUILDX_ROWS + "Total:")).isEmpty();
        assertThat(read(BUILDX_ROWS + "Tot")).isEmpty();
    }

    /** CSV values are trimmed, and line ends can't be seen in a table. */
    private static String real(String shown) {
        return shown.replace('⏎', '\n')
                .replace('⇥', '\t')
                .replace('␍', '\r')
                .replace('␛', '\u001B')
                .replace('␇', '\u0007');
    }

    private static Optional<ByteSize> read(String stdout) {
        return prune(stdout).flatMap(report -> report.after(0));
    }

    private static Optional<PruneReport> prune(String stdout) {
        return new BuilderPrune(Optional.empty(), false).read(stdout);
    }
}

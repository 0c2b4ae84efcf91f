package dev.orchestrator.buildcache.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0B, 0",
        "1B, 1",
        "264B, 264",
        "1000B, 1000",
        "1kB, 1000",
        "1MB, 1000000",
        "1GB, 1000000000",
        "1TB, 1000000000000",
        "1PB, 1000000000000000",
        "1KiB, 1024",
        "1MiB, 1048576",
        "1GiB, 1073741824",
        "1TiB, 1099511627776",
        "1PiB, 1125899906842624",
        "8.224kB, 8224",
        "1.983MB, 1983000",
        "2.3GB, 2300000000",
        "1.235TB, 1235000000000",
        "1000.00MB, 1000000000",
        "1.5GiB, 1610612736",
        "16.43 MB, 16430000",
        "1e+03MB, 1000000000",
        "1.024e+03kB, 1024000",
        "2e+06B, 2000000"
    })
    void every_form_that_docker_and_its_libraries_print_is_read(String printed, long bytes) {
        assertThat(ByteSize.parse(printed)).contains(new ByteSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.3GB", "1.5GiB", "8.224kB", "264B", "1e+03MB", "7 TB"})
    void units_are_read_in_any_case(String printed) {
        var size = ByteSize.parse(printed);
        assertThat(size).isPresent();
        assertThat(ByteSize.parse(printed.toLowerCase(Locale.ROOT))).isEqualTo(size);
        assertThat(ByteSize.parse(printed.toUpperCase(Locale.ROOT))).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({
        // A double gives 1001999 and 4010000.0000000005.
        "1.002MB, 1002000",
        "4.01MB, 4010000",
        "0.07GB, 70000000",
        // Above 2^53 a double skips bytes.
        "9007199254740993B, 9007199254740993",
        "9007.199254740993TB, 9007199254740993",
        "9223372036854775807B, 9223372036854775807",
        // Less than a byte is rounded half up.
        "1.4999B, 1",
        "1.5B, 2",
        "0.0005kB, 1",
        "0.0004kB, 0",
        "1.983KiB, 2031"
    })
    void the_arithmetic_is_exact(String printed, long bytes) {
        assertThat(ByteSize.parse(printed)).contains(new ByteSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "B",
                "5",
                "5iB",
                "-1B",
                "-2e+06B",
                "+5MB",
                "2,3GB",
                "1 000MB",
                "2.3  GB",
                "2.GB",
                ".5GB",
                "2.3GBs",
                "2.3GB (estimated)",
                "about 2.3GB",
                "2.3GB\n",
                "2.3\tGB",
                "2.3G",
                "2.3Gi",
                "2.3bytes",
                "NaNGB",
                "1e-03MB",
                "1e3MB",
                "٢GB",
                // What Docker prints for a negative number that wrapped around, and adjacent values.
                "18.45EB",
                "1EiB",
                "1ZB",
                "1YB"
            })
    void other_texts_are_not_sizes(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9223372036854775808B", "18446744073709551615B", "9224PB", "8192PiB", "1e+99PB", "9.3e+18B"})
    void a_number_beyond_a_long_is_not_a_size(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.00 GB",
        "5368708, 0.00 GB",
        "5368710, 0.01 GB",
        "1073741824, 1.00 GB",
        "1986422374, 1.85 GB",
        "1500000000000, 1396.98 GB",
        "9223372036854775807, 8589934592.00 GB"
    })
    void queue_has_gb_of_1024_cubed_with_two_decimals(long bytes, String text) {
        assertThat(new ByteSize(bytes).inGb()).isEqualTo(text);
    }

    @Test
    void a_sum_saturates_instead_of_overflowing() {
        var most = new ByteSize(Long.MAX_VALUE);
        assertThat(new ByteSize(40).plus(new ByteSize(2))).isEqualTo(new ByteSize(42));
        assertThat(most.plus(new ByteSize(1))).isEqualTo(most);
        assertThat(most.plus(most)).isEqualTo(most);
    }

    @Test
    void a_negative_size_is_rejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ByteSize(-1))
                .withMessage("a size of -1 bytes is negative");
    }
}

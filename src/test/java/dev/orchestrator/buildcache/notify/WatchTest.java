package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.value.ByteSize;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchTest {

    @ParameterizedTest(name = "{0}, threshold {1}: {2}")
    @CsvSource({
        // runs, threshold of failures, the alerts after each run
        "ok ok ok,                              1, - - -",
        "fail,                                  1, failing",
        "cutoff,                                1, failing",
        "fail fail fail,                        1, failing - -",
        "fail cutoff fail ok ok,                1, failing - - recovered -",
        "fail unconfirmed,                      1, failing -",
        "fail unconfirmed ok,                   1, failing - recovered",
        "fail unconfirmed fail ok,              1, failing - - recovered",
        "fail ok fail ok,                       1, failing recovered failing recovered",
        "fail fail ok,                          3, - - -",
        "fail fail fail fail ok,                3, - - failing - recovered",
        "fail cutoff fail,                      3, - - failing",
        "fail fail ok fail fail ok,             3, - - - - - -",
        "fail fail unconfirmed fail fail fail,  3, - - - - - failing",
        "fail fail skipped fail,                3, - - - failing",
        "fail fail refused fail fail,           3, - - refused - -",
        "fail fail refused fail fail fail,      3, - - refused - - failing",
        "skipped skipped,                       1, - -",
        "fail skipped ok,                       1, failing - recovered",
        "unconfirmed,                           1, -",
        "refused refused refused,               1, refused - -",
        "refused ok,                            1, refused recovered",
        "refused unconfirmed refused,           1, refused - -",
        "refused skipped refused,               1, refused - -",
        "refused refused2 refused2,             1, refused refused -",
        "refusedAt12:00 refusedAt18:30,         1, refused -",
        "fail refused fail refused ok,          1, failing refused - - recovered",
        "refused fail refused fail ok,          1, refused failing - - recovered",
        "refused fail refused ok,               3, refused - - recovered",
        "big ok big,                            1, reclaimed - reclaimed",
        "fail big,                              1, failing recovered+reclaimed",
        "refused big,                           1, refused recovered+reclaimed",
    })
    void a_failing_or_refused_host_is_reported_once_and_so_is_its_recovery(String runs, int failures, String told) {
        assertThat(told(runs, new Thresholds(Given.GB, failures))).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        "1000,       999, -",
        "1000,      1000, reclaimed",
        "1000,      1001, reclaimed",
        "1,            1, reclaimed",
        "1,            0, -",
        "0,            0, -",
        "0, 999999999999, -",
    })
    void a_run_that_reclaimed_at_least_the_threshold_is_reported(long least, long reclaimed, String told) {
        var thresholds = new Thresholds(new ByteSize(least), 1);
        assertThat(words(see(Given.succeeded(new ByteSize(reclaimed)), thresholds)))
                .isEqualTo(told);
    }

    @Test
    void a_host_that_recovered_leaves_no_state_behind() {
        for (var runs : List.of("ok big unconfirmed skipped", "fail fail refused fail ok", "refused unconfirmed ok")) {
            assertThat(last(runs)).as(runs).isEqualTo(Knowledge.NONE);
        }
        assertThat(last("fail")).isNotEqualTo(Knowledge.NONE);
    }

    @Test
    void an_alert_says_which_host_it_is_and_which_run() {
        var run = Given.failed("rc=255: no route");
        assertThat(see(run, Thresholds.DEFAULT)).containsExactly(new Alert.Failing("build-01", run, 1));
    }

    @Test
    void it_takes_at_least_one_failure_to_fail() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Thresholds(Given.GB, 0));
    }

    private static String told(String runs, Thresholds thresholds) {
        var people = new People(thresholds);
        return Stream.of(runs.split(" "))
                .map(run -> words(people.see(run(run))))
                .collect(Collectors.joining(" "));
    }

    private static Knowledge last(String runs) {
        var people = new People(Thresholds.DEFAULT);
        Stream.of(runs.split(" ")).forEach(run -> people.see(run(run)));
        return people.knowledge;
    }

    private static List<Alert> see(Run run, Thresholds thresholds) {
        return new People(thresholds).see(run);
    }

    /** Those to whom everything is delivered. */
    private static final class People {
        private final Thresholds thresholds;
        private Watch watch = Watch.NEW;
        private Knowledge knowledge = Knowledge.NONE;

        private People(Thresholds thresholds) {
            this.thresholds = thresholds;
        }

        private List<Alert> see(Run run) {
            var ended = Given.ended("build-01", run);
            watch = watch.after(ended);
            var alerts = Stream.concat(
                            knowledge.news(watch, thresholds).stream(), Alert.Reclaimed.of(ended, thresholds).stream())
                    .toList();
            alerts.forEach(alert -> knowledge = knowledge.after(alert));
            return alerts;
        }
    }

    private static String words(List<Alert> alerts) {
        return alerts.isEmpty()
                ? "-"
                : alerts.stream().map(n -> n.kind().word()).collect(Collectors.joining("+"));
    }

    private static Run run(String what) {
        return switch (what) {
            case "ok" -> Given.succeeded(ByteSize.ZERO);
            case "big" -> Given.succeeded(Given.GB);
            case "unconfirmed" -> Given.unconfirmed();
            case "fail" -> Given.failed("rc=255: no route");
            case "cutoff" -> Given.cutOff();
            case "skipped" -> Given.run(Outcome.Skipped.NO_HOST);
            default -> Given.refused(what);
        };
    }
}

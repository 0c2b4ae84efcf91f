package dev.orchestrator.buildcache.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # values, lists, ranges, steps
        * * * * *             | 2026-01-01T00:00 | 2026-01-01T00:01 2026-01-01T00:02
        7 * * * *             | 2026-01-01T00:07 | 2026-01-01T01:07 2026-01-01T02:07
        0 4 * * *             | 2026-01-01T03:59 | 2026-01-01T04:00 2026-01-02T04:00
        00 04 01 01 00        | 2026-01-01T03:59 | 2026-01-01T04:00 2026-01-04T04:00
        59 23 31 12 *         | 2026-01-01T00:00 | 2026-12-31T23:59 2027-12-31T23:59
        5,35 1,13 * * *       | 2026-01-01T01:05 | 2026-01-01T01:35 2026-01-01T13:05 2026-01-01T13:35 2026-01-02T01:05
        58-59 2-3 * * *       | 2026-01-01T00:00 | 2026-01-01T02:58 2026-01-01T02:59 2026-01-01T03:58 2026-01-01T03:59
        */20 * * * *          | 2026-01-01T00:01 | 2026-01-01T00:20 2026-01-01T00:40 2026-01-01T01:00
        */25 * * * *          | 2026-01-01T00:25 | 2026-01-01T00:50 2026-01-01T01:00
        10-40/15 6 * * *      | 2026-01-01T06:00 | 2026-01-01T06:10 2026-01-01T06:25 2026-01-01T06:40 2026-01-02T06:10
        0 1,9-11,20-22/2 * * *| 2026-01-01T01:00 | 2026-01-01T09:00 2026-01-01T10:00 2026-01-01T11:00 2026-01-01T20:00 2026-01-01T22:00
        5-5 0 * * *           | 2026-01-01T00:00 | 2026-01-01T00:05 2026-01-02T00:05
        # names, and both Sundays
        0 0 1 JAN,JUL *       | 2026-01-01T00:00 | 2026-07-01T00:00 2027-01-01T00:00
        0 0 1 nov-DEC *       | 2026-01-01T00:00 | 2026-11-01T00:00 2026-12-01T00:00 2027-11-01T00:00
        0 0 * * Sun           | 2026-01-01T00:00 | 2026-01-04T00:00 2026-01-11T00:00
        0 0 * * 0             | 2026-01-01T00:00 | 2026-01-04T00:00 2026-01-11T00:00
        0 0 * * 7             | 2026-01-01T00:00 | 2026-01-04T00:00 2026-01-11T00:00
        0 0 * * mon-WED       | 2026-01-01T00:00 | 2026-01-05T00:00 2026-01-06T00:00 2026-01-07T00:00 2026-01-12T00:00
        0 0 * * SUN-TUE       | 2026-01-01T00:00 | 2026-01-04T00:00 2026-01-05T00:00 2026-01-06T00:00 2026-01-11T00:00
        0 0 * * SAT-SUN       | 2026-01-01T00:00 | 2026-01-03T00:00 2026-01-04T00:00 2026-01-10T00:00
        0 0 * * 6-7           | 2026-01-01T00:00 | 2026-01-03T00:00 2026-01-04T00:00 2026-01-10T00:00
        0 0 * * SUN-SUN       | 2026-01-01T00:00 | 2026-01-04T00:00 2026-01-11T00:00
        0 0 * * 0,6           | 2026-01-01T00:00 | 2026-01-03T00:00 2026-01-04T00:00 2026-01-10T00:00
        0 0 * * MON,3,THU-FRI | 2026-01-01T00:00 | 2026-01-02T00:00 2026-01-05T00:00 2026-01-07T00:00 2026-01-08T00:00
        0 0 * * MON-FRI/2     | 2026-01-01T00:00 | 2026-01-02T00:00 2026-01-05T00:00 2026-01-07T00:00 2026-01-09T00:00
        0 0 * * */2           | 2026-01-01T00:00 | 2026-01-03T00:00 2026-01-04T00:00 2026-01-06T00:00 2026-01-08T00:00
        0 0 * * */7           | 2026-01-01T00:00 | 2026-01-04T00:00 2026-01-11T00:00
        # either day field when both are restricted, both when one begins with *
        0 0 13 * FRI          | 2026-01-08T00:00 | 2026-01-09T00:00 2026-01-13T00:00 2026-01-16T00:00
        30 4 1,15 * 5         | 2026-01-10T00:00 | 2026-01-15T04:30 2026-01-16T04:30 2026-01-23T04:30
        0 0 1-31 * FRI        | 2026-01-08T00:00 | 2026-01-09T00:00 2026-01-10T00:00
        0 0 */2 * FRI         | 2026-01-01T00:00 | 2026-01-09T00:00 2026-01-23T00:00 2026-02-13T00:00
        0 0 *,13 * FRI        | 2026-01-08T00:00 | 2026-01-09T00:00 2026-01-16T00:00
        0 0 13 * */5          | 2026-01-01T00:00 | 2026-02-13T00:00 2026-03-13T00:00 2026-09-13T00:00
        0 0 1,*/2 * FRI       | 2026-01-01T12:00 | 2026-01-02T00:00 2026-01-03T00:00
        # month ends and leap days
        0 0 31 * *            | 2026-01-31T00:00 | 2026-03-31T00:00 2026-05-31T00:00 2026-07-31T00:00
        0 0 30 * *            | 2026-01-30T00:00 | 2026-03-30T00:00
        0 0 30,31 2,4 *       | 2026-01-01T00:00 | 2026-04-30T00:00 2027-04-30T00:00
        0 0 29 2 *            | 2026-01-01T00:00 | 2028-02-29T00:00 2032-02-29T00:00
        0 0 29 2 *            | 2096-02-29T00:00 | 2104-02-29T00:00
        0 0 29 2 */7          | 2026-01-01T00:00 | 2032-02-29T00:00 2060-02-29T00:00 2088-02-29T00:00 2128-02-29T00:00
        0 0 29 2 MON          | 2028-02-28T00:00 | 2028-02-29T00:00 2029-02-05T00:00
        59 23 * * *           | 2026-12-31T23:59 | 2027-01-01T23:59
        # nicknames
        @hourly               | 2026-01-01T00:00 | 2026-01-01T01:00 2026-01-01T02:00
        @daily                | 2026-01-01T00:00 | 2026-01-02T00:00 2026-01-03T00:00
        @Midnight             | 2026-01-01T00:00 | 2026-01-02T00:00 2026-01-03T00:00
        @weekly               | 2026-01-01T00:00 | 2026-01-04T00:00 2026-01-11T00:00
        @monthly              | 2026-01-01T00:00 | 2026-02-01T00:00 2026-03-01T00:00
        @yearly               | 2026-01-01T00:00 | 2027-01-01T00:00 2028-01-01T00:00
        @ANNUALLY             | 2026-01-01T00:00 | 2027-01-01T00:00 2028-01-01T00:00
        """)
    void run_times_are_those_that_match_the_fields(String expression, LocalDateTime after, String runs) {
        var cron = new Cron(expression, ZoneOffset.UTC);
        var expected = Stream.of(runs.split(" "))
                .map(time -> LocalDateTime.parse(time).toInstant(ZoneOffset.UTC))
                .toList();
        assertThat(runs(cron, after.toInstant(ZoneOffset.UTC), expected.size())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # Berlin: 2026-03-29 from 02:00 to 03:00
        0 2 * * *        | Europe/Berlin       | 2026-03-28T12:00+01:00 | 2026-03-29T03:00+02:00 2026-03-30T02:00+02:00
        30 2 * * *       | Europe/Berlin       | 2026-03-28T12:00+01:00 | 2026-03-29T03:00+02:00 2026-03-30T02:30+02:00
        59 1-3 * * *     | Europe/Berlin       | 2026-03-28T12:00+01:00 | 2026-03-29T01:59+01:00 2026-03-29T03:00+02:00 2026-03-29T03:59+02:00 2026-03-30T01:59+02:00
        0,30 2,3 * * *   | Europe/Berlin       | 2026-03-28T12:00+01:00 | 2026-03-29T03:00+02:00 2026-03-29T03:30+02:00 2026-03-30T02:00+02:00
        30 2 29 3 *      | Europe/Berlin       | 2026-01-01T00:00+01:00 | 2026-03-29T03:00+02:00 2027-03-29T02:30+02:00
        30 2 30 3 *      | Europe/Berlin       | 2026-01-01T00:00+01:00 | 2026-03-30T02:30+02:00 2027-03-30T02:30+02:00
        0 3 * * *        | Europe/Berlin       | 2026-03-28T12:00+01:00 | 2026-03-29T03:00+02:00 2026-03-30T03:00+02:00
        */30 * * * *     | Europe/Berlin       | 2026-03-29T01:00+01:00 | 2026-03-29T01:30+01:00 2026-03-29T03:00+02:00 2026-03-29T03:30+02:00
        */30 2 * * *     | Europe/Berlin       | 2026-03-28T02:30+01:00 | 2026-03-30T02:00+02:00 2026-03-30T02:30+02:00
        30 * * * *       | Europe/Berlin       | 2026-03-29T01:00+01:00 | 2026-03-29T01:30+01:00 2026-03-29T03:30+02:00 2026-03-29T04:30+02:00
        30 */2 * * *     | Europe/Berlin       | 2026-03-28T23:00+01:00 | 2026-03-29T00:30+01:00 2026-03-29T04:30+02:00
        # Berlin: 2026-10-25 from 03:00 back to 02:00
        0 2 * * *        | Europe/Berlin       | 2026-10-24T12:00+02:00 | 2026-10-25T02:00+02:00 2026-10-26T02:00+01:00
        30 2 * * *       | Europe/Berlin       | 2026-10-24T12:00+02:00 | 2026-10-25T02:30+02:00 2026-10-26T02:30+01:00
        30 2 * * *       | Europe/Berlin       | 2026-10-25T02:00+01:00 | 2026-10-26T02:30+01:00
        30 2 * * *       | Europe/Berlin       | 2026-10-25T02:10+01:00 | 2026-10-26T02:30+01:00
        0 3 * * *        | Europe/Berlin       | 2026-10-24T12:00+02:00 | 2026-10-25T03:00+01:00 2026-10-26T03:00+01:00
        0,30 1-3 * * *   | Europe/Berlin       | 2026-10-25T00:00+02:00 | 2026-10-25T01:00+02:00 2026-10-25T01:30+02:00 2026-10-25T02:00+02:00 2026-10-25T02:30+02:00 2026-10-25T03:00+01:00
        */30 * * * *     | Europe/Berlin       | 2026-10-25T01:30+02:00 | 2026-10-25T02:00+02:00 2026-10-25T02:30+02:00 2026-10-25T02:00+01:00 2026-10-25T02:30+01:00 2026-10-25T03:00+01:00
        0 * * * *        | Europe/Berlin       | 2026-10-25T01:30+02:00 | 2026-10-25T02:00+02:00 2026-10-25T02:00+01:00 2026-10-25T03:00+01:00
        @hourly          | Europe/Berlin       | 2026-10-25T01:30+02:00 | 2026-10-25T02:00+02:00 2026-10-25T02:00+01:00 2026-10-25T03:00+01:00
        */30 2 * * *     | Europe/Berlin       | 2026-10-25T02:30+02:00 | 2026-10-25T02:00+01:00 2026-10-25T02:30+01:00 2026-10-26T02:00+01:00
        15 */2 * * *     | Europe/Berlin       | 2026-10-25T02:00+02:00 | 2026-10-25T02:15+02:00 2026-10-25T02:15+01:00 2026-10-25T04:15+01:00
        # New York: 2026-03-08 from 02:00 to 03:00, 2026-11-01 from 02:00 back to 01:00
        15 2 * * *       | America/New_York    | 2026-03-07T12:00-05:00 | 2026-03-08T03:00-04:00 2026-03-09T02:15-04:00
        15 2 * * SUN     | America/New_York    | 2026-03-07T12:00-05:00 | 2026-03-08T03:00-04:00 2026-03-15T02:15-04:00
        */15 2 8 3 *     | America/New_York    | 2026-03-07T12:00-05:00 | 2027-03-08T02:00-05:00
        15 1 * * *       | America/New_York    | 2026-10-31T12:00-04:00 | 2026-11-01T01:15-04:00 2026-11-02T01:15-05:00
        15 * * * *       | America/New_York    | 2026-11-01T00:30-04:00 | 2026-11-01T01:15-04:00 2026-11-01T01:15-05:00 2026-11-01T02:15-05:00
        # Lord Howe, by half an hour: 2026-10-04 from 02:00 to 02:30, 2026-04-05 from 02:00 back to 01:30
        10 2 * * *       | Australia/Lord_Howe | 2026-10-03T12:00+10:30 | 2026-10-04T02:30+11:00 2026-10-05T02:10+11:00
        40 2 * * *       | Australia/Lord_Howe | 2026-10-03T12:00+10:30 | 2026-10-04T02:40+11:00 2026-10-05T02:40+11:00
        */20 * * * *     | Australia/Lord_Howe | 2026-10-04T01:30+10:30 | 2026-10-04T01:40+10:30 2026-10-04T02:40+11:00 2026-10-04T03:00+11:00
        45 1 * * *       | Australia/Lord_Howe | 2026-04-04T12:00+11:00 | 2026-04-05T01:45+11:00 2026-04-06T01:45+10:30
        15 1 * * *       | Australia/Lord_Howe | 2026-04-04T12:00+11:00 | 2026-04-05T01:15+11:00 2026-04-06T01:15+10:30
        */20 * * * *     | Australia/Lord_Howe | 2026-04-05T01:30+11:00 | 2026-04-05T01:40+11:00 2026-04-05T01:40+10:30 2026-04-05T02:00+10:30
        # Cairo, at midnight: 2024-04-26 from 00:00 to 01:00, 2024-11-01 from 00:00 back to 2024-10-31 23:00
        0 0 * * *        | Africa/Cairo        | 2024-04-25T12:00+02:00 | 2024-04-26T01:00+03:00 2024-04-27T00:00+03:00
        @daily           | Africa/Cairo        | 2024-10-31T12:00+03:00 | 2024-11-01T00:00+02:00 2024-11-02T00:00+02:00
        30 23 * * *      | Africa/Cairo        | 2024-10-31T12:00+03:00 | 2024-10-31T23:30+03:00 2024-11-01T23:30+02:00
        0 0 1 * *        | Africa/Cairo        | 2024-10-31T12:00+03:00 | 2024-11-01T00:00+02:00 2024-12-01T00:00+02:00
        0 * * * *        | Africa/Cairo        | 2024-10-31T22:30+03:00 | 2024-10-31T23:00+03:00 2024-10-31T23:00+02:00 2024-11-01T00:00+02:00
        # Beirut, at midnight: 2022-03-27 from 00:00 to 01:00
        45 0 27 3 *      | Asia/Beirut         | 2022-03-26T12:00+02:00 | 2022-03-27T01:00+03:00
        0 * * * *        | Asia/Beirut         | 2022-03-26T22:30+02:00 | 2022-03-26T23:00+02:00 2022-03-27T01:00+03:00
        # Casey, by three hours, the most that is caught up: 2009-10-18 from 02:00 to 05:00
        30 3 * * *       | Antarctica/Casey    | 2009-10-17T12:00+08:00 | 2009-10-18T05:00+11:00 2009-10-19T03:30+11:00
        # Apia skipped 2011-12-30; a change of a day is not caught up
        0 12 * * *       | Pacific/Apia        | 2011-12-28T18:00-10:00 | 2011-12-29T12:00-10:00 2011-12-31T12:00+14:00
        0 0 * * *        | Pacific/Apia        | 2011-12-28T18:00-10:00 | 2011-12-29T00:00-10:00 2011-12-31T00:00+14:00 2012-01-01T00:00+14:00
        0 12 30 12 *     | Pacific/Apia        | 2011-12-01T00:00-10:00 | 2012-12-30T12:00+14:00
        0 */12 * * *     | Pacific/Apia        | 2011-12-29T00:00-10:00 | 2011-12-29T12:00-10:00 2011-12-31T00:00+14:00 2011-12-31T12:00+14:00
        # Kwajalein had most of 1969-09-30 twice
        0 12 * * *       | Pacific/Kwajalein   | 1969-09-29T18:00+11:00 | 1969-09-30T12:00+11:00 1969-09-30T12:00-12:00
        """)
    void clock_changes_are_handled_as_in_cron(String expression, ZoneId zone, OffsetDateTime after, String runs) {
        var cron = new Cron(expression, zone);
        var expected = List.of(runs.split(" "));
        assertThat(runs(cron, after.toInstant(), expected.size()))
                .map(run -> run.atZone(zone).toOffsetDateTime().toString())
                .isEqualTo(expected);
    }

    @Test
    void the_next_run_is_after_the_instant_to_the_nanosecond() {
        var cron = new Cron("0 4 * * *", ZoneOffset.UTC);
        var four = Instant.parse("2026-01-01T04:00:00Z");
        assertThat(cron.next(four.minusNanos(1))).isEqualTo(four);
        assertThat(cron.next(four)).isEqualTo(four.plus(Duration.ofDays(1)));
        assertThat(cron.next(four.plusNanos(1))).isEqualTo(four.plus(Duration.ofDays(1)));
        assertThat(cron.next(four.plusSeconds(59))).isEqualTo(four.plus(Duration.ofDays(1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        ""                | it doesn't have 5 fields
        " "               | it doesn't have 5 fields
        * * * *           | it doesn't have 5 fields
        0 0 4 * * *       | it doesn't have 5 fields
        @reboot           | it doesn't have 5 fields
        @fortnightly      | it doesn't have 5 fields
        60 * * * *        | '60' is not a valid minute
        -1 * * * *        | '-1' is not a valid minute
        +5 * * * *        | '+5' is not a valid minute
        \u0665 * * * *    | '\u0665' is not a valid minute
        5/10 * * * *      | '5/10' is not a valid minute
        */0 * * * *       | '*/0' is not a valid minute
        */60 * * * *      | '*/60' is not a valid minute
        0-10/ * * * *     | '0-10/' is not a valid minute
        */5/5 * * * *     | '*/5/5' is not a valid minute
        *-5 * * * *       | '*-5' is not a valid minute
        1-2-3 * * * *     | '1-2-3' is not a valid minute
        1,,2 * * * *      | '1,,2' is not a valid minute
        1, * * * *        | '1,' is not a valid minute
        99999999999 * * * * | '99999999999' is not a valid minute
        H * * * *         | 'H' is not a valid minute
        MON * * * *       | 'MON' is not a valid minute
        0 24 * * *        | '24' is not a valid hour
        0 22-2 * * *      | '22-2' is not a valid hour
        0 1,25 * * *      | '1,25' is not a valid hour
        0 0 0 * *         | '0' is not a valid day of month
        0 0 32 * *        | '32' is not a valid day of month
        0 0 L * *         | 'L' is not a valid day of month
        0 0 15W * *       | '15W' is not a valid day of month
        0 0 ? * *         | '?' is not a valid day of month
        0 0 JAN * *       | 'JAN' is not a valid day of month
        0 0 * 0 *         | '0' is not a valid month
        0 0 * 13 *        | '13' is not a valid month
        0 0 * MON *       | 'MON' is not a valid month
        0 0 * JANUARY *   | 'JANUARY' is not a valid month
        0 0 * * 8         | '8' is not a valid day of week
        0 0 * * 5-1       | '5-1' is not a valid day of week
        0 0 * * FRI-MON   | 'FRI-MON' is not a valid day of week
        0 0 * * JAN       | 'JAN' is not a valid day of week
        0 0 * * 5L        | '5L' is not a valid day of week
        0 0 * * 5#2       | '5#2' is not a valid day of week
        0 0 * * SUNMON    | 'SUNMON' is not a valid day of week
        0 0 30 2 *        | it never matches in Europe/Berlin
        0 0 31 2,4,6,9,11 * | it never matches in Europe/Berlin
        # Only ever in the hour that is skipped.
        * 2 25-31 3 */7   | it never matches in Europe/Berlin
        """)
    void invalid_expressions_are_rejected_with_a_reason(String expression, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Cron(expression, BERLIN))
                .withMessage("not a cron expression (" + why + "): must be " + Cron.ALLOWED);
    }

    @Test
    void messages_about_invalid_expressions_have_one_line() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Cron("\u001b[31m\u2028" + "9".repeat(1000) + "\n0 * * *", BERLIN))
                .withMessageStartingWith("not a cron expression ('99999")
                .satisfies(e -> assertThat(e.getMessage())
                        .hasSizeLessThan(Cron.ALLOWED.length() + 120)
                        .doesNotContainPattern("\\p{Cc}|\\p{Zl}"));
    }

    @Test
    void a_fixed_time_that_is_always_skipped_is_allowed() {
        var cron = new Cron("30 2 25-31 3 */7", BERLIN);
        assertThat(cron.next(Instant.parse("2026-01-01T00:00:00Z"))).isEqualTo("2026-03-29T01:00:00Z");
    }

    @Test
    void equality_is_by_expression_and_zone() {
        var cron = new Cron(" 30\t4 *  * Sun ", BERLIN);
        assertThat(cron.expression()).isEqualTo("30 4 * * Sun");
        assertThat(cron.zone()).isEqualTo(BERLIN);
        assertThat(cron)
                .isEqualTo(new Cron("30 4 * * Sun", BERLIN))
                .hasSameHashCodeAs(new Cron("30 4 * * Sun", BERLIN))
                .isNotEqualTo(new Cron("30 4 * * Sun", ZoneOffset.UTC))
                .isNotEqualTo(new Cron("31 4 * * Sun", BERLIN))
                .hasToString("30 4 * * Sun Europe/Berlin");
    }

    @Test
    void a_list_may_be_long() {
        var cron = new Cron("1,".repeat(10_000) + "2 * * * *", ZoneOffset.UTC);
        assertThat(cron.next(Instant.parse("2026-01-01T00:01:00Z"))).isEqualTo("2026-01-01T00:02:00Z");
    }

    @Test
    void the_example_in_the_message_is_valid() {
        assertThatCode(() -> new Cron("30 4 * * SUN", BERLIN)).doesNotThrowAnyException();
        assertThat(Cron.ALLOWED).contains("30 4 * * SUN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30 2 * * *", "0,30 1-2 * * *", "@daily", "0 */3 * * *", "*/15 1,2 * * *", "0 0 29 2 */3"})
    void run_times_ascend_for_ten_years(String expression) {
        var start = Instant.parse("2006-01-01T00:00:00Z");
        var end = start.plus(Duration.ofDays(3653));
        for (var zone : List.of("Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia")) {
            var cron = new Cron(expression, ZoneId.of(zone));
            int count = 0;
            for (var run = start; run.isBefore(end); count++) {
                var next = cron.next(run);
                boolean forward = next.isAfter(run);
                // Every result must be the same from half way; checking some is enough.
                var halfWay = run.plus(Duration.between(run, next).dividedBy(2));
                boolean same = count % 20 != 0 || cron.next(halfWay).equals(next);
                assertThat(forward && same).as("%s after %s", cron, run).isTrue();
                run = next;
            }
        }
    }

    private static List<Instant> runs(Cron cron, Instant after, int count) {
        return Stream.iterate(cron.next(after), cron::next).limit(count).toList();
    }
}

package dev.orchestrator.buildcache.bench;

import dev.orchestrator.buildcache.fleet.SeededFleet;
import java.time.Duration;
import java.util.LinkedHashMap;

/** A month of 2,000 hosts, with failures, in virtual time. Arguments, if other than that: hosts, days. */
final class Year {
    private static final int PLACES = 4;

    private Year() {}

    public static void main(String[] args) {
        int hosts = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
        int days = args.length > 1 ? Integer.parseInt(args[1]) : 30;
        Logs.off();
        long start = System.nanoTime();
        try (var fleet = new SeededFleet(hosts, PLACES, Duration.ofSeconds(20), 7)) {
            fleet.pass(Duration.ofDays(days));
            var outcomes = new LinkedHashMap<String, Long>();
            fleet.outcomes().forEach((outcome, runs) -> outcomes.put(outcome.word(), runs));
            var broken = fleet.broken();
            var found = new LinkedHashMap<String, Object>();
            found.put("benchmark", "year");
            found.put("hosts", hosts);
            found.put("days", days);
            found.put("limit", PLACES);
            found.put("runs", fleet.starts());
            found.put("outcomes", outcomes);
            found.put("most_at_once", fleet.mostAtOnce());
            found.put("most_at_once_on_one_host", fleet.mostAtOnceOnOneHost());
            found.put("fewest_runs_of_a_host", fleet.fewestStarts());
            found.put("interval_hours", SeededFleet.INTERVAL.toHours());
            found.put(
                    "longest_time_without_a_run_hours",
                    Json.rounded(fleet.longestGap().toSeconds() / 3600.0));
            found.put("broken", broken.stream().limit(20).toList());
            found.put("holds", broken.isEmpty());
            found.put("took_seconds", Json.rounded((System.nanoTime() - start) / 1e9));
            Json.print(found);
        }
        System.exit(0);
    }
}

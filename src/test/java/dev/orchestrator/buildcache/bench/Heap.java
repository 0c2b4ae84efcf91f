package dev.orchestrator.buildcache.bench;

import dev.orchestrator.buildcache.fleet.SeededFleet;
import dev.orchestrator.buildcache.run.History;
import dev.orchestrator.buildcache.run.Tally;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one more host costs in memory, and whether 10,000 fit into 256 MiB. Each size is a JVM of its own; its hosts'
 * histories are filled by runs in virtual time.
 */
final class Heap {
    private static final int[] SIZES = {1, 100, 2000, 10_000};
    private static final String SMALL = "-Xmx256m";

    private Heap() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 0) {
            fill(Integer.parseInt(args[0]));
            System.exit(0);
        }
        var used = new LinkedHashMap<String, Object>();
        long ofOne = 0;
        var perFurtherHost = new LinkedHashMap<String, Object>();
        for (int size : SIZES) {
            long bytes = used(Jvm.run(Heap.class, List.of("-Xmx2g"), Integer.toString(size)));
            used.put(Integer.toString(size), bytes);
            if (size == 1) {
                ofOne = bytes;
            } else {
                perFurtherHost.put(Integer.toString(size), (bytes - ofOne) / (size - 1));
            }
        }
        int most = SIZES[SIZES.length - 1];
        var small = Jvm.tried(Heap.class, List.of(SMALL, "-XX:+ExitOnOutOfMemoryError"), Integer.toString(most))
                .map(Heap::used);
        var found = new LinkedHashMap<String, Object>();
        found.put("benchmark", "heap");
        found.put("runs_in_each_history", History.LIMIT);
        found.put("bytes_after_full_collection_by_hosts", used);
        found.put("bytes_per_further_host", perFurtherHost);
        found.put("fits_" + most + "_in_256_mib", small.isPresent());
        found.put(
                "used_of_256_mib",
                small.map(bytes -> Json.rounded(bytes / (double) (256 << 20))).orElse(null));
        Json.print(found);
    }

    private static long used(Map<?, ?> child) {
        return ((Number) child.get("used")).longValue();
    }

    private static void fill(int hosts) {
        Logs.off();
        try (var fleet = new SeededFleet(hosts, 4, Duration.ZERO, 7)) {
            var status = fleet.status();
            while (status.hosts().values().stream()
                    .anyMatch(host -> runs(host.status().tally()) < History.LIMIT)) {
                status = null;
                fleet.pass(SeededFleet.INTERVAL);
                status = fleet.status();
            }
            Json.print(Map.of(
                    "hosts",
                    hosts,
                    "used",
                    usedAfterCollection(),
                    "kept",
                    status.hosts().size()));
        }
    }

    private static long runs(Tally tally) {
        return tally.runs().values().stream().mapToLong(Long::longValue).sum();
    }

    private static long usedAfterCollection() {
        var memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            memory.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}

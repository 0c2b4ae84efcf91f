package dev.orchestrator.buildcache.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;

/**
 * CPU time per minute of a fleet between its runs: 2,000 hosts, and one host for comparison. It sleeps, because it
 * measures periods without activity.
 */
final class Idle {
    private static final long SETTLE_MS = 5_000;

    private Idle() {}

    /** @param args seconds to measure, default 30 */
    public static void main(String[] args) throws IOException, InterruptedException {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 30;
        var stub = Stub.shell(Stub.folder());
        var found = new LinkedHashMap<String, Object>();
        found.put("benchmark", "idle");
        found.put("measured_seconds", seconds);
        found.put("cpu_seconds_per_minute_1_host", cpuPerMinute(1, stub, seconds));
        found.put("cpu_seconds_per_minute_2000_hosts", cpuPerMinute(2000, stub, seconds));
        Json.print(found);
        System.exit(0);
    }

    private static double cpuPerMinute(int hosts, Path stub, int seconds) throws InterruptedException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (var fleet = new RealFleet(hosts, 4, Duration.ofDays(100), stub)) {
            fleet.awaitRuns();
            Thread.sleep(SETTLE_MS); // until the compiler and the collector have settled
            long before = system.getProcessCpuTime();
            long start = System.nanoTime();
            Thread.sleep(seconds * 1000L);
            double share = (system.getProcessCpuTime() - before) / (double) (System.nanoTime() - start);
            return Json.rounded(share * 60);
        }
    }
}

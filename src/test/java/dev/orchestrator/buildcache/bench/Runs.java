package dev.orchestrator.buildcache.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs per second of 2,000 hosts whose ssh answers at once, against {@code xargs -P} that starts the same program just
 * as often (two starts a run), just as many at once. The hosts run in ten slices, and after each slice xargs has its
 * turn: whatever else the machine is doing meets both.
 */
final class Runs {
    private static final int SLICES = 10;

    private Runs() {}

    /** @param args other than 2000 hosts, 4 places, and a tenth of the hosts in a slice */
    public static void main(String[] args) throws IOException, InterruptedException {
        int hosts = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
        int places = args.length > 1 ? Integer.parseInt(args[1]) : 4;
        int slice = args.length > 2 ? Integer.parseInt(args[2]) : hosts / SLICES;
        var folder = Stub.folder();
        var stubs = new ArrayList<>(List.of(Stub.shell(folder)));
        Stub.compiled(folder).ifPresent(stubs::add);
        var found = new LinkedHashMap<String, Object>();
        found.put("benchmark", "runs");
        found.put("hosts", hosts);
        found.put("places", places);
        found.put("runs_in_a_slice", slice);
        found.put("launch_mechanism", System.getProperty("jdk.lang.Process.launchMechanism", "default"));
        for (var stub : stubs) {
            found.put(stub.getFileName().toString(), compare(stub, folder, hosts, places, slice));
        }
        Json.print(found);
        System.exit(0);
    }

    private static Map<String, Object> compare(Path stub, Path folder, int hosts, int places, int slice)
            throws IOException, InterruptedException {
        var input = input(folder, slice);
        var ours = new double[SLICES];
        var theirs = new double[SLICES];
        var ratios = new double[SLICES];
        try (var fleet = new RealFleet(hosts, places, Duration.ofDays(100), stub)) {
            fleet.awaitRuns();
            var members = List.copyOf(fleet.status().hosts().values());
            fleet.run(members.subList(0, slice)); // warms up
            fleet.awaitRuns();
            for (int i = 0; i < SLICES; i++) {
                long start = System.nanoTime();
                fleet.run(members.subList(i * slice, (i + 1) * slice));
                fleet.awaitRuns();
                ours[i] = slice * 1e9 / (System.nanoTime() - start);
                theirs[i] = slice * 1e9 / xargs(stub, input, places);
                ratios[i] = ours[i] / theirs[i];
            }
        }
        var found = new LinkedHashMap<String, Object>();
        found.put("runs_per_second", Json.rounded(Json.median(ours)));
        found.put("xargs_runs_per_second", Json.rounded(Json.median(theirs)));
        found.put("ratios", Arrays.stream(ratios).map(Json::rounded).boxed().toList());
        found.put("median_ratio", Json.rounded(Json.median(ratios)));
        return found;
    }

    /** The remote commands of so many runs, one a line. */
    private static Path input(Path folder, int runs) throws IOException {
        var lines = new ArrayList<String>();
        for (int i = 0; i < runs; i++) {
            lines.add("docker version --format '{{json .}}'");
            lines.add("docker builder prune -f --filter until=24h");
        }
        return Files.write(folder.resolve("commands"), lines);
    }

    /** How many nanoseconds it takes. */
    private static long xargs(Path stub, Path input, int places) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("xargs", "-P", Integer.toString(places), "-d", "\n", "-n", "1"));
        // As many arguments as the fleet gives ssh.
        command.addAll(List.of(stub.toString(), "-T", "-n"));
        for (int i = 0; i < 10; i++) {
            command.addAll(List.of("-o", "ServerAliveInterval=15"));
        }
        command.addAll(List.of("--", "host-1"));
        long start = System.nanoTime();
        var process = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int code = process.waitFor();
        long took = System.nanoTime() - start;
        if (code != 0) {
            throw new IllegalStateException("xargs ended with " + code);
        }
        return took;
    }
}

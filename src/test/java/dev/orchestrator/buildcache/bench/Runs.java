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
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Runs per second of 2,000 hosts whose ssh answers immediately, compared with {@code xargs -P} and with plain Java that
 * start the same program equally often (twice per run) and equally many at once. The hosts run in ten slices, and after
 * each slice the others run, so that other load on the machine affects all alike.
 */
final class Runs {
    private Runs() {}

    /** @param args number of hosts (2000), permits (4), and hosts per slice (a tenth; all: a single slice) */
    public static void main(String[] args) throws Exception {
        var found = new LinkedHashMap<String, Object>();
        found.put("benchmark", "runs");
        // By default, the JDK starts processes through a helper process; VFORK avoids it.
        found.put("jdk_default", Jvm.run(Here.class, List.of(), args));
        found.put("vfork", Jvm.run(Here.class, List.of("-Djdk.lang.Process.launchMechanism=VFORK"), args));
        Json.print(found);
    }

    /** Needs its own JVM, because the way it starts processes can't be changed later. */
    static final class Here {
        public static void main(String[] args) throws Exception {
            int hosts = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
            int permits = args.length > 1 ? Integer.parseInt(args[1]) : 4;
            int slice = args.length > 2 ? Integer.parseInt(args[2]) : hosts / 10;
            if (slice < 1 || slice > hosts) {
                throw new IllegalArgumentException("a slice of " + slice + " of " + hosts + " hosts");
            }
            var folder = Stub.folder();
            var stubs = new ArrayList<>(List.of(Stub.shell(folder)));
            Stub.compiled(folder).ifPresent(stubs::add);
            var found = new LinkedHashMap<String, Object>();
            found.put("hosts", hosts);
            found.put("permits", permits);
            found.put("runs_in_a_slice", slice);
            for (var stub : stubs) {
                found.put(stub.getFileName().toString(), compare(stub, folder, hosts, permits, slice));
            }
            Json.print(found);
            System.exit(0);
        }
    }

    private static Map<String, Object> compare(Path stub, Path folder, int hosts, int permits, int slice)
            throws Exception {
        var input = input(folder, slice);
        int slices = hosts / slice;
        var ours = new double[slices];
        var xargs = new double[slices];
        var java = new double[slices];
        var ratios = new double[slices];
        var ratiosToJava = new double[slices];
        try (var fleet = new RealFleet(hosts, permits, Duration.ofDays(100), stub)) {
            fleet.awaitRuns();
            var members = List.copyOf(fleet.status().hosts().values());
            fleet.run(members.subList(0, slice)); // warms up
            fleet.awaitRuns();
            for (int i = 0; i < slices; i++) {
                long start = System.nanoTime();
                fleet.run(members.subList(i * slice, (i + 1) * slice));
                fleet.awaitRuns();
                ours[i] = slice * 1e9 / (System.nanoTime() - start);
                xargs[i] = slice * 1e9 / xargs(stub, input, permits);
                java[i] = slice * 1e9 / java(stub, input, permits);
                ratios[i] = ours[i] / xargs[i];
                ratiosToJava[i] = ours[i] / java[i];
            }
        }
        var found = new LinkedHashMap<String, Object>();
        found.put("runs_per_second", Json.rounded(Json.median(ours)));
        found.put("xargs_runs_per_second", Json.rounded(Json.median(xargs)));
        found.put("java_runs_per_second", Json.rounded(Json.median(java)));
        found.put("ratios", Arrays.stream(ratios).map(Json::rounded).boxed().toList());
        found.put("median_ratio", Json.rounded(Json.median(ratios)));
        found.put("median_ratio_to_java", Json.rounded(Json.median(ratiosToJava)));
        return found;
    }

    /** The remote commands of this many runs, one per line. */
    private static Path input(Path folder, int runs) throws IOException {
        var lines = new ArrayList<String>();
        for (int i = 0; i < runs; i++) {
            lines.add("docker version --format '{{json .}}'");
            lines.add("docker builder prune -f --filter until=24h");
        }
        return Files.write(folder.resolve("commands"), lines);
    }

    /** Nanoseconds that xargs takes. */
    private static long xargs(Path stub, Path input, int permits) throws Exception {
        var command = new ArrayList<>(List.of("xargs", "-P", Integer.toString(permits), "-d", "\n", "-n", "1"));
        command.addAll(arguments(stub));
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

    /** Nanoseconds that threads take to start the program and read its output. */
    private static long java(Path stub, Path input, int permits) throws Exception {
        var commands = Files.readAllLines(input);
        var threads = Executors.newFixedThreadPool(permits);
        long start = System.nanoTime();
        var ends = threads.invokeAll(commands.stream()
                .<Callable<Integer>>map(command -> () -> {
                    var line = new ArrayList<>(arguments(stub));
                    line.add(command);
                    var process = new ProcessBuilder(line).start();
                    process.getOutputStream().close();
                    process.getInputStream().readAllBytes();
                    process.getErrorStream().readAllBytes();
                    return process.waitFor();
                })
                .toList());
        long took = System.nanoTime() - start;
        threads.shutdown();
        for (var end : ends) {
            if (end.get() != 0) {
                throw new IllegalStateException("the stub ended with " + end.get());
            }
        }
        return took;
    }

    /** As many as the fleet gives ssh, but for the command. */
    private static List<String> arguments(Path stub) {
        var arguments = new ArrayList<>(List.of(stub.toString(), "-T", "-n"));
        for (int i = 0; i < 10; i++) {
            arguments.addAll(List.of("-o", "ServerAliveInterval=15"));
        }
        arguments.addAll(List.of("--", "host-1"));
        return arguments;
    }
}

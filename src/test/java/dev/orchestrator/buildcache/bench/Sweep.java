package dev.orchestrator.buildcache.bench;

import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.engine.RealHost;
import dev.orchestrator.buildcache.fleet.FleetStatus.Member;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.testkit.Await;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/**
 * How long a sweep of a fleet takes against {@code xargs -P} that starts one ssh per host, which runs the same commands
 * with the same options. Both use a real sshd on this machine. They alternate, and so does which one starts a round. Each
 * round gives one ratio, so that other load on the machine affects both sides alike.
 */
final class Sweep {
    private static final int FEWEST_ROUNDS = 7;

    /** Both commands of a run, in one line for the host's shell. */
    private static final String REMOTE = new DockerVersion().line() + "; " + HostBuilder.PRUNE.line();

    private Sweep() {}

    /** @param args other than 16 hosts, 8 at once, 25 rounds, and a real engine: {@code script} in its place */
    public static void main(String[] args) throws Exception {
        int hosts = args.length > 0 ? Integer.parseInt(args[0]) : 16;
        int permits = args.length > 1 ? Integer.parseInt(args[1]) : 8;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 25;
        var docker =
                args.length > 3 ? RealHost.Docker.valueOf(args[3].toUpperCase(Locale.ROOT)) : RealHost.Docker.ENGINE;
        if (rounds < FEWEST_ROUNDS) {
            throw new IllegalArgumentException("fewer than " + FEWEST_ROUNDS + " rounds");
        }
        // A short name: a Unix socket's path, of which the engine has some, has 107 characters at most.
        var folder = Files.createTempDirectory("sweep");
        var found = new LinkedHashMap<String, Object>();
        found.put("benchmark", "sweep");
        found.put("hosts", hosts);
        found.put("permits", permits);
        found.put("docker", docker.name().toLowerCase(Locale.ROOT));
        try (var host = RealHost.start(folder, docker);
                var fleet = new RealFleet(hosts, permits, Duration.ofDays(100), i -> host.target())) {
            fleet.awaitRuns();
            found.putAll(compare(host, fleet, folder, permits, rounds));
        } finally {
            deleteAll(folder);
        }
        Json.print(found);
        System.exit(0);
    }

    private static LinkedHashMap<String, Object> compare(
            RealHost host, RealFleet fleet, Path folder, int permits, int rounds) throws Exception {
        var members = List.copyOf(fleet.status().hosts().values());
        var input = Files.write(folder.resolve("hosts"), Collections.nCopies(members.size(), REMOTE));
        var xargs = xargsLine(host.target(), permits);
        ours(fleet, members);
        xargs(xargs, input);
        var ours = new double[rounds];
        var theirs = new double[rounds];
        var ratios = new double[rounds];
        long connections = host.connections();
        for (int i = 0; i < rounds; i++) {
            if (i % 2 == 0) {
                ours[i] = ours(fleet, members);
                theirs[i] = xargs(xargs, input);
            } else {
                theirs[i] = xargs(xargs, input);
                ours[i] = ours(fleet, members);
            }
            ratios[i] = ours[i] / theirs[i];
        }
        double perRun = (host.connections() - connections) / (2.0 * rounds * members.size());
        var found = new LinkedHashMap<String, Object>();
        found.put("rounds", rounds);
        found.put("connections_per_run_and_ssh", Json.rounded(perRun));
        found.put("seconds", Json.rounded(Json.median(ours)));
        found.put("xargs_seconds", Json.rounded(Json.median(theirs)));
        found.put("ratios", Arrays.stream(ratios).map(Json::rounded).boxed().toList());
        found.put("median_ratio", Json.rounded(Json.median(ratios)));
        return found;
    }

    /** The fleet's own command line, but for the command. */
    private static List<String> xargsLine(SshTarget target, int permits) {
        var line = new ArrayList<>(List.of("xargs", "-P", "" + permits, "-d", "\n", "-n", "1"));
        var ssh = target.commandLine(new DockerVersion());
        line.addAll(ssh.subList(0, ssh.size() - 1));
        return line;
    }

    /** Seconds. The end of the last connection is awaited too, as xargs does. */
    private static double ours(RealFleet fleet, List<Member> members) {
        long start = System.nanoTime();
        fleet.run(members);
        fleet.awaitRuns();
        Await.until("the connections end", () -> connections() == 0);
        return (System.nanoTime() - start) / 1e9;
    }

    private static long connections() {
        return ProcessHandle.current()
                .children()
                .filter(child ->
                        child.info().command().filter(c -> c.endsWith("/ssh")).isPresent())
                .count();
    }

    private static double xargs(List<String> line, Path input) throws IOException, InterruptedException {
        long start = System.nanoTime();
        var process = new ProcessBuilder(line)
                .redirectInput(input.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException("xargs ended with " + code);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void deleteAll(Path folder) throws IOException, InterruptedException {
        new ProcessBuilder("rm", "-rf", "--one-file-system", folder.toString())
                .inheritIO()
                .start()
                .waitFor();
    }
}

package dev.orchestrator.buildcache.demo;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.EngineTime;
import dev.orchestrator.buildcache.docker.ListCache;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Simulates a host's {@code docker} with a build cache that keeps growing, as if builds never stopped. It answers
 * exactly the commands that the pruner sends, in Docker's words, and rejects all others.
 */
public final class ToyDocker implements EmbeddedSshHost.Shell {
    /** What {@link DockerVersion} gets from Docker Engine 28.2.2, shortened. */
    public static final String VERSION = """
            {"Client":{"Version":"28.2.2","ApiVersion":"1.50","DefaultAPIVersion":"1.50","GitCommit":"e6534b4",\
            "GoVersion":"go1.24.3","Os":"linux","Arch":"amd64","BuildTime":"Fri May 30 12:07:28 2025",\
            "Context":"default"},\
            "Server":{"Platform":{"Name":"Docker Engine - Community"},"Version":"28.2.2","ApiVersion":"1.50",\
            "MinAPIVersion":"1.24","Os":"linux","Arch":"amd64","Components":[\
            {"Name":"Engine","Version":"28.2.2","Details":{"ApiVersion":"1.50","Arch":"amd64","Os":"linux"}},\
            {"Name":"containerd","Version":"1.7.27","Details":{"GitCommit":"05044ec0a9a75232cad458027ca83437"}},\
            {"Name":"runc","Version":"1.2.5","Details":{"GitCommit":"v1.2.5-0-g59923ef"}},\
            {"Name":"docker-init","Version":"0.19.0","Details":{"GitCommit":"de40ad0"}}]}}
            """;

    private static final String VERSION_LINE = new DockerVersion().line();
    private static final String TIME_LINE = new EngineTime(Optional.empty()).line();
    private static final String LIST_LINE = new ListCache(Optional.empty()).line();
    private static final DateTimeFormatter GO_TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss.SSSSSSSSS '+0000 UTC'")
            .withZone(ZoneOffset.UTC);
    private static final Pattern PRUNE = Pattern.compile("docker builder prune -f( -a)?(?: --filter until=(\\S+))?");
    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB");
    private static final int NOT_FOUND = 127;

    private static final Duration BETWEEN_BUILDS = Duration.ofSeconds(1);
    private static final long LARGEST_RECORD = 500_000_000;

    /** A piece of build cache, last used when it was made. */
    private record CacheRecord(String id, long bytes, Instant lastUsed) {}

    private final InstantSource clock;
    private final long largestRecord;
    private final Random random = new Random(1);
    private final Deque<CacheRecord> cache = new ArrayDeque<>();
    private Instant lastBuild;

    /** @param builtBefore how long builds have been running already; each second adds a piece of cache */
    public ToyDocker(InstantSource clock, Duration builtBefore) {
        this(clock, builtBefore, LARGEST_RECORD);
    }

    /** @param largestRecord the size, in bytes, that no piece of cache reaches; half of it is the mean */
    ToyDocker(InstantSource clock, Duration builtBefore, long largestRecord) {
        this.clock = clock;
        this.largestRecord = largestRecord;
        this.lastBuild = clock.instant().minus(builtBefore);
    }

    @Override
    public int run(String commandLine, OutputStream stdout, OutputStream stderr) throws IOException {
        if (commandLine.equals(VERSION_LINE)) {
            return say(stdout, VERSION, 0);
        }
        if (commandLine.equals(TIME_LINE)) {
            return say(stdout, clock.instant() + "\n", 0);
        } else if (commandLine.equals(LIST_LINE)) {
            return say(stdout, listing(), 0);
        }
        var prune = PRUNE.matcher(commandLine);
        if (!prune.matches()) {
            return say(stderr, "sh: 1: " + commandLine.split(" ")[0] + ": not found\n", NOT_FOUND);
        }
        var until = Optional.ofNullable(prune.group(2)).map(Age::new);
        if (!new BuilderPrune(until, prune.group(1) != null).line().equals(commandLine)) {
            throw new IllegalStateException("not the command as it is sent: " + commandLine);
        }
        return say(stdout, prune(until.map(ToyDocker::duration).orElse(Duration.ZERO)), 0);
    }

    private static int say(OutputStream to, String text, int exitCode) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
        return exitCode;
    }

    /** Understands only hours, minutes and seconds. */
    private static Duration duration(Age age) {
        return Duration.parse("PT" + age.text());
    }

    /** The report as docker/cli writes it: {@code cli/command/builder/prune.go}. */
    private synchronized String prune(Duration olderThan) {
        var now = clock.instant();
        build(now);
        var report = new StringBuilder();
        long reclaimed = 0;
        while (!cache.isEmpty() && cache.peek().lastUsed.isBefore(now.minus(olderThan))) {
            var removed = cache.remove();
            report.append(report.isEmpty() ? "Deleted build cache objects:\n" : "")
                    .append(removed.id)
                    .append('\n');
            reclaimed += removed.bytes;
        }
        report.append(report.isEmpty() ? "" : "\n");
        return report + "Total reclaimed space: " + humanSize(reclaimed) + "\n";
    }

    /** As docker/cli writes it ({@code cli/command/formatter/buildcache.go}), without what the pruner doesn't read. */
    private synchronized String listing() {
        build(clock.instant());
        return cache.stream().map(ToyDocker::row).collect(Collectors.joining(",", "[", "]\n"));
    }

    private static String row(CacheRecord cached) {
        String time = GO_TIME.format(cached.lastUsed);
        return """
                {"CacheType":"regular","CreatedAt":"%s","ID":"%s","InUse":"false","LastUsedAt":"%s","Parent":"",\
                "Shared":"false","Size":"%s","UsageCount":"1"}""".formatted(time, cached.id, time, humanSize(cached.bytes, 3));
    }

    private void build(Instant now) {
        for (var next = lastBuild.plus(BETWEEN_BUILDS); !next.isAfter(now); next = next.plus(BETWEEN_BUILDS)) {
            // 25 characters, as BuildKit's ids have.
            String id = random.ints(25, 0, 36)
                    .mapToObj(digit -> Integer.toString(digit, 36))
                    .reduce("", String::concat);
            cache.add(new CacheRecord(id, random.nextLong(largestRecord), next));
            lastBuild = next;
        }
    }

    /** As docker/go-units' {@code HumanSize}: four significant digits, powers of 1000. */
    static String humanSize(long bytes) {
        return humanSize(bytes, 4);
    }

    private static String humanSize(long bytes, int digits) {
        var size = BigDecimal.valueOf(bytes);
        int unit = 0;
        while (size.compareTo(BigDecimal.valueOf(1000)) >= 0) {
            size = size.movePointLeft(3);
            unit++;
        }
        return size.round(new MathContext(digits)).stripTrailingZeros().toPlainString() + UNITS.get(unit);
    }
}

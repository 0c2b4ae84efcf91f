package dev.orchestrator.buildcache.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Limits how many lines each logger of a library writes: many of their lines are about what somebody sends, and whoever
 * sends more must not fill the disk. The program's own lines are about its hosts, and not limited.
 */
public final class LibraryLogLimit extends TurboFilter {
    /** How many lines of a logger are written in each period. */
    static final int LINES = 20;

    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final String OWN = "dev.orchestrator.buildcache";

    private static final String OWN_ABOUT_REQUESTS = OWN + ".http.response.";

    private record Share(long since, int written, long leftOut) {}

    private final LongSupplier nanos;
    private final Map<String, Share> shares = new ConcurrentHashMap<>();

    /** For Logback, which creates it by reflection. */
    public LibraryLogLimit() {
        this(System::nanoTime);
    }

    LibraryLogLimit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Called for each line, whether its level is enabled or not. */
    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable thrown) {
        String name = logger.getName();
        if (isUnlimited(name) || format == null || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
            return FilterReply.NEUTRAL;
        }
        var before = shares.get(name);
        var now = shares.compute(name, (key, share) -> counted(share));
        if (before != null && before.leftOut > 0 && now.leftOut == 0) {
            LoggerFactory.getLogger(LibraryLogLimit.class).info("{} lines of {} left out", before.leftOut, name);
        }
        return now.leftOut > 0 ? FilterReply.DENY : FilterReply.NEUTRAL;
    }

    private static boolean isUnlimited(String logger) {
        return logger.startsWith(OWN) && !logger.startsWith(OWN_ABOUT_REQUESTS);
    }

    private Share counted(Share share) {
        long now = nanos.getAsLong();
        if (share == null || now - share.since >= PERIOD.toNanos()) {
            return new Share(now, 1, 0);
        }
        return share.written < LINES
                ? new Share(share.since, share.written + 1, 0)
                : new Share(share.since, share.written, share.leftOut + 1);
    }
}

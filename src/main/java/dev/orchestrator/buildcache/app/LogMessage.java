package dev.orchestrator.buildcache.app;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.orchestrator.buildcache.value.OneLine;
import java.util.regex.Pattern;

/**
 * The message of a log line, {@code %message} in {@code logback.xml}: one line of limited length, without control
 * characters, whoever wrote it. Of what Akka says about requests, only the words before the first quotation are kept: its
 * messages quote the request, which may hold a token.
 */
public final class LogMessage extends ClassicConverter {
    private static final int LIMIT = 2000;

    /** Akka HTTP logs in the name of the actor system, and of its streams; ours about requests that fail. */
    private static final Pattern ABOUT_REQUESTS = Pattern.compile(
            "(?:akka\\.(?:http|stream|actor\\.ActorSystemImpl)|dev\\.orchestrator\\.buildcache\\.http\\.response)"
                    + "(?:[^a-zA-Z].*)?");

    private static final Pattern QUOTATION = Pattern.compile("[^\\p{Alpha} ,-].*", Pattern.DOTALL);

    /** For Logback, which creates it by reflection. */
    public LogMessage() {}

    @Override
    public String convert(ILoggingEvent event) {
        return OneLine.of(mayQuoteRequests(event) ? beginning(event) : event.getFormattedMessage(), LIMIT);
    }

    static boolean mayQuoteRequests(ILoggingEvent event) {
        return ABOUT_REQUESTS.matcher(event.getLoggerName()).matches();
    }

    private static String beginning(ILoggingEvent event) {
        return QUOTATION.matcher(event.getFormattedMessage()).replaceFirst("…");
    }
}

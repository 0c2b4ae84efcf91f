package dev.orchestrator.buildcache.app;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import dev.orchestrator.buildcache.value.OneLine;
import java.util.stream.Collectors;

/**
 * The exception of a log line, {@code %cause} in {@code logback.xml}: its stack trace, cleaned like {@link LogMessage}. Of an
 * exception that may quote a request, the message is left out.
 */
public final class LogCause extends ThrowableProxyConverter {
    private static final int LINES = 60;
    private static final int LINE_LIMIT = 500;

    /** For Logback, which creates it by reflection. */
    public LogCause() {}

    @Override
    public String convert(ILoggingEvent event) {
        var thrown = event.getThrowableProxy();
        if (thrown == null) {
            return "";
        }
        return LogMessage.mayQuoteRequests(event) ? withoutMessages(thrown) : super.convert(event);
    }

    @Override
    protected String throwableProxyToString(IThrowableProxy thrown) {
        return super.throwableProxyToString(thrown)
                .lines()
                .limit(LINES)
                .map(line -> (line.startsWith("\t") ? "\t" : "") + OneLine.of(line, LINE_LIMIT) + "\n")
                .collect(Collectors.joining());
    }

    private static String withoutMessages(IThrowableProxy thrown) {
        var text = new StringBuilder();
        int left = LINES;
        for (var cause = thrown; cause != null && left > 0; cause = cause.getCause()) {
            text.append(cause.getClassName()).append('\n');
            for (var frame : cause.getStackTraceElementProxyArray()) {
                if (left-- > 0) {
                    text.append('\t').append(frame.getSTEAsString()).append('\n');
                }
            }
        }
        return text.toString();
    }
}

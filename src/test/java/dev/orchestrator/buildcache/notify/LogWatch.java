package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Records everything that is logged, at DEBUG and above, until it is closed. */
final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<String> lines = new CopyOnWriteArrayList<>();

    LogWatch() {
        root.setLevel(Level.DEBUG);
        root.addAppender(this);
        start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        var thrown = event.getThrowableProxy();
        lines.add(event.getLevel() + " " + event.getFormattedMessage()
                + (thrown == null ? "" : " " + ThrowableProxyUtil.asString(thrown)));
    }

    List<String> linesThatStart(String start) {
        return lines.stream().filter(line -> line.startsWith(start)).toList();
    }

    void assertNothingOf(String... secrets) {
        for (String secret : secrets) {
            assertThat(lines).isNotEmpty().noneMatch(line -> line.contains(secret));
        }
    }

    @Override
    public void close() {
        root.detachAppender(this);
        root.setLevel(Level.INFO);
    }
}

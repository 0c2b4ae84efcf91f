package dev.orchestrator.buildcache.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.status.Status;
import dev.orchestrator.buildcache.http.response.SealedRoutes;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the program's log lines look like, and how many there are. */
class LogTest {
    private static final String LIBRARY = "org.example.Library";

    private final LoggerContext context = new LoggerContext();
    private final LogMessage message = new LogMessage();
    private final LogCause cause = new LogCause();

    @Test
    void a_message_is_one_line_without_control_characters_and_not_too_long() {
        assertThat(message.convert(event(LIBRARY, "a\u001b[31mb\r\n2026-01-01 INFO faked\u0007\u202e", null)))
                .isEqualTo("ab 2026-01-01 INFO faked");
        assertThat(message.convert(event(LIBRARY, "x".repeat(1_000_000), null))).hasSize(2000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "akka.actor.ActorSystemImpl|Illegal header: Illegal 'authorization' header: s3cret|Illegal header…",
                "akka.actor.ActorSystemImpl(x)|Response stream for [GET /s3cret] failed with 's3cret'|Response stream for …",
                "akka.http.impl.Server|Unsupported HTTP method: s3cret|Unsupported HTTP method…",
                "akka.stream.impl.Fused|Error in stage [s3cret]: s3cret|Error in stage …",
                "akka.io.TcpListener|Bind failed for /127.0.0.1:80|Bind failed for /127.0.0.1:80",
                "akka.actorly.X|keeps 'it'|keeps 'it'",
            })
    void what_quotes_a_request_is_cut_before_it(String logger, String text, String line) {
        assertThat(message.convert(event(logger, text, null))).isEqualTo(line);
    }

    @Test
    void an_exception_is_cleaned_too_and_says_nothing_of_a_request() {
        cause.start();
        var thrown = new IllegalStateException("s3cret\u001b[31m\nfaked", new IllegalArgumentException("s3cret"));
        assertThat(cause.convert(event(LIBRARY, "failed", thrown)))
                .contains("IllegalStateException: s3cret", "\n\tat dev.orchestrator")
                .doesNotContain("\u001b");
        for (var logger : List.of("akka.stream.Materializer", SealedRoutes.class.getName())) {
            assertThat(cause.convert(event(logger, "failed", thrown)))
                    .contains("IllegalStateException\n\tat dev.orchestrator")
                    .doesNotContain("s3cret");
        }
        assertThat(cause.convert(event(LIBRARY, "well", null))).isEmpty();
    }

    @Test
    void a_librarys_lines_are_limited_per_logger_and_time_and_the_programs_own_are_not() {
        var time = new AtomicLong();
        var limit = new LibraryLogLimit(time::get);
        var first = context.getLogger(LIBRARY);
        assertThat(written(limit, first, 1000)).isEqualTo(LibraryLogLimit.LINES);
        assertThat(written(limit, context.getLogger("org.example.Another"), 1)).isEqualTo(1);
        assertThat(written(limit, context.getLogger("dev.orchestrator.buildcache.Pruner"), 1000))
                .isEqualTo(1000);
        assertThat(written(limit, context.getLogger(SealedRoutes.class), 1000)).isEqualTo(LibraryLogLimit.LINES);
        time.addAndGet(LibraryLogLimit.PERIOD.toNanos());
        assertThat(written(limit, first, 1000)).isEqualTo(LibraryLogLimit.LINES);
    }

    @Test
    void lines_below_the_level_do_not_count() {
        var limit = new LibraryLogLimit(() -> 0);
        var logger = context.getLogger(LIBRARY);
        logger.setLevel(Level.INFO);
        for (int i = 0; i < 1000; i++) {
            limit.decide(null, logger, Level.DEBUG, "debug", null, null);
        }
        assertThat(written(limit, logger, 1)).isEqualTo(1);
    }

    @Test
    void the_programs_logback_xml_uses_all_this() throws Exception {
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogTest.class.getResource("/logback.xml"));
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .filteredOn(status -> status.getLevel() > Status.INFO)
                .isEmpty();
        assertThat(context.getTurboFilterList()).hasOnlyElementsOfType(LibraryLogLimit.class);
        context.stop();
    }

    private static long written(LibraryLogLimit limit, Logger logger, int lines) {
        return IntStream.range(0, lines)
                .filter(i -> limit.decide(null, logger, Level.WARN, "line", null, null) != FilterReply.DENY)
                .count();
    }

    private ILoggingEvent event(String logger, String text, Throwable thrown) {
        return new LoggingEvent(
                LogTest.class.getName(),
                context.getLogger(logger),
                Level.WARN,
                text,
                thrown,
                Stream.of().toArray());
    }
}

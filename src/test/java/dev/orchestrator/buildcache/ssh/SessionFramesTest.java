package dev.orchestrator.buildcache.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.AnswerReader;
import dev.orchestrator.buildcache.ssh.SessionFrames.Part;
import dev.orchestrator.buildcache.ssh.SessionFrames.Part.Frame;
import dev.orchestrator.buildcache.ssh.SessionFrames.Part.Malformed;
import dev.orchestrator.buildcache.ssh.SessionFrames.Part.Ready;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read from the streams of a session, however they are cut into buffers. */
class SessionFramesTest {
    private static final AnswerReader<?> NO_READER = AnswerReader.ofKept(end -> Optional.empty());

    private static final String NONCE = "0123456789abcdef0123456789abcdef";
    private static final String OTHER = "0123456789abcdef0123456789abcdee";
    private static final String READY = "\n" + NONCE + " ready\n";

    private static Arguments[] stdout() {
        return new Arguments[] {
            row("nothing yet", ""),
            row("the handshake", READY, new Ready()),
            row("a login banner before it", "Welcome\n\nto build-01\n" + READY, new Ready()),
            row("a banner without a final newline", "Welcome" + READY, new Ready()),
            row("a login script that repeats its input", NONCE + "\n" + NONCE + "\n" + READY, new Ready()),
            row("repeated without its newline", "\n" + NONCE + READY, new Ready()),
            row("repeated within a line", "got " + NONCE + " ready\n"),
            row("the nonce and another word", "\n" + NONCE + " hello\n"),
            row("a word that goes on", "\n" + NONCE + " ready!\n"),
            row("an exit code before the handshake", end("", 0)),
            row("the handshake of another session", "\n" + OTHER + " ready\n"),
            row("an output", READY + end("out\n", 0), new Ready(), frame("out\n", 0)),
            row("no final newline", READY + end("out", 7), new Ready(), frame("out", 7)),
            row("an empty output", READY + end("", 0), new Ready(), frame("", 0)),
            row("only a newline", READY + end("\n", 0), new Ready(), frame("\n", 0)),
            row("only newlines", READY + end("\n\n\n", 0), new Ready(), frame("\n\n\n", 0)),
            row(
                    "several commands",
                    READY + end("one", 1) + end("", 2) + end("three\n", 3),
                    new Ready(),
                    frame("one", 1),
                    frame("", 2),
                    frame("three\n", 3)),
            row(
                    "a foreign marker in the output",
                    READY + end("\n" + OTHER + " 0\nout", 1),
                    new Ready(),
                    frame("\n" + OTHER + " 0\nout", 1)),
            row(
                    "the nonce within a line",
                    READY + end("x" + NONCE + " 0\n", 1),
                    new Ready(),
                    frame("x" + NONCE + " 0\n", 1)),
            row(
                    "half a nonce in the output",
                    READY + end("\n" + NONCE.substring(0, 31), 0),
                    new Ready(),
                    frame("\n" + NONCE.substring(0, 31), 0)),
            row(
                    "the output of a child left behind comes with the next command",
                    READY + end("one\n", 0) + "late\n" + end("two\n", 0),
                    new Ready(),
                    frame("one\n", 0),
                    frame("late\ntwo\n", 0)),
            row("cut off in the output", READY + "out", new Ready()),
            row("cut off in the marker", READY + "out\n" + NONCE, new Ready()),
            row("cut off in the code", READY + "out\n" + NONCE + " 1", new Ready()),
            row("every code there is", READY + end("", 255), new Ready(), frame("", 255)),
            row("a code too large", READY + end("", 256), new Ready(), new Malformed()),
            row("a negative code", READY + end("", -1), new Ready(), new Malformed()),
            row("a code with a zero before it", READY + "\n" + NONCE + " 01\n", new Ready(), new Malformed()),
            row("no code", READY + "\n" + NONCE + "\n", new Ready(), new Malformed()),
            row("an empty code", READY + "\n" + NONCE + " \n", new Ready(), new Malformed()),
            row("no space", READY + "\n" + NONCE + "0\n", new Ready(), new Malformed()),
            row("more after the code", READY + "\n" + NONCE + " 0 0\n", new Ready(), new Malformed()),
            row("much more after the code", READY + "\n" + NONCE + " 0000000000", new Ready(), new Malformed()),
            row("a carriage return", READY + "\n" + NONCE + " 0\r\n", new Ready(), new Malformed()),
            row("a second handshake", READY + READY, new Ready(), new Malformed()),
            row(
                    "nothing is read after a malformed marker",
                    READY + "\n" + NONCE + " x\n" + end("", 0),
                    new Ready(),
                    new Malformed())
        };
    }

    /** A marker has no code there. */
    private static Arguments[] stderr() {
        String end = "\n" + NONCE + "\n";
        return new Arguments[] {
            row("the handshake after a warning", "Warning: added\n" + READY, new Ready()),
            row("an output", READY + "oops\n" + end, new Ready(), frame("oops\n", 0)),
            row("no final newline", READY + "oops" + end, new Ready(), frame("oops", 0)),
            row("an empty output", READY + end, new Ready(), frame("", 0)),
            row(
                    "several commands",
                    READY + "a" + end + end + "c\n" + end,
                    new Ready(),
                    frame("a", 0),
                    frame("", 0),
                    frame("c\n", 0)),
            row("a foreign marker", READY + "\n" + OTHER + "\n" + end, new Ready(), frame("\n" + OTHER + "\n", 0)),
            row(
                    "half a nonce",
                    READY + "\n" + NONCE.substring(0, 31) + end,
                    new Ready(),
                    frame("\n" + NONCE.substring(0, 31), 0)),
            row("a code", READY + "\n" + NONCE + " 0\n", new Ready(), new Malformed()),
            row("a second handshake", READY + READY, new Ready(), new Malformed()),
            row("cut off in the marker", READY + "oops\n" + NONCE, new Ready())
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stdout")
    void stdout_is_read_as_it_is_meant_at_every_edge_of_a_buffer(String about, String stream, List<Part> parts) {
        assertRead(SessionFramesTest::ofStdout, stream, parts);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stderr")
    void stderr_is_read_as_it_is_meant_at_every_edge_of_a_buffer(String about, String stream, List<Part> parts) {
        assertRead(SessionFrames::ofStderr, stream, parts);
    }

    private static void assertRead(
            BiFunction<String, Consumer<Part>, SessionFrames> reader, String stream, List<Part> parts) {
        var bytes = stream.getBytes(UTF_8);
        for (int first = 0; first <= bytes.length; first++) {
            var read = new ArrayList<Part>();
            var frames = reader.apply(NONCE, read::add);
            frames.take(bytes, 0, first);
            frames.take(bytes, first, bytes.length);
            assertThat(read).as("cut at %d", first).isEqualTo(parts);
        }
        var read = new ArrayList<Part>();
        var frames = reader.apply(NONCE, read::add);
        for (int i = 0; i < bytes.length; i++) {
            frames.take(bytes, i, i + 1);
        }
        assertThat(read).as("byte by byte").isEqualTo(parts);
    }

    @Test
    void each_command_has_its_own_bound_on_stderr() {
        var parts = new ArrayList<Part>();
        var frames = SessionFrames.ofStderr(NONCE, parts::add);
        give(frames, READY + "first\n" + "pulling a layer\n".repeat(10_000) + "last\n\n" + NONCE + "\n");
        give(frames, "short\n" + NONCE + "\n");
        assertThat(((Frame) parts.get(1)).text())
                .startsWith("first\n")
                .endsWith("\nlast\n")
                .hasSizeLessThanOrEqualTo(16_385);
        assertThat(parts.get(2)).isEqualTo(frame("short", 0));
    }

    @Test
    void what_a_login_prints_is_kept_on_stderr_only_and_the_nonce_never() {
        var out = ofStdout(NONCE, part -> {});
        var err = SessionFrames.ofStderr(NONCE, part -> {});
        for (var frames : List.of(out, err)) {
            give(frames, "motd\n" + NONCE + "\nPermission denied\n");
            frames.end();
        }
        assertThat(out.text()).isEmpty();
        assertThat(err.text()).isEqualTo("motd\nPermission denied\n");
    }

    @Test
    void between_markers_it_tells_what_has_come_so_far() {
        var frames = SessionFrames.ofStderr(NONCE, part -> {});
        give(frames, "banner" + READY + "one\n" + NONCE + "\ntwo");
        assertThat(frames.text()).isEqualTo("two");
    }

    /** Also random buffers, and bytes that are not text; each frame has one that a marker could be mistaken in. */
    @RepeatedTest(100)
    void binary_output_comes_back_byte_for_byte(RepetitionInfo round) throws IOException {
        var random = new Random(round.getCurrentRepetition());
        var stream = new ByteArrayOutputStream();
        stream.writeBytes(READY.getBytes(UTF_8));
        var expected = new ArrayList<Part>(List.of(new Ready()));
        for (int i = 0; i < 20; i++) {
            var output = new byte[random.nextInt(300)];
            random.nextBytes(output);
            for (int at = 0; at + 10 < output.length; at += 1 + random.nextInt(60)) {
                System.arraycopy(("\n" + NONCE).getBytes(UTF_8), 0, output, at, 1 + random.nextInt(10));
            }
            int code = random.nextInt(256);
            stream.write(output);
            stream.writeBytes(end("", code).getBytes(UTF_8));
            expected.add(new Frame(new String(output, UTF_8), code));
        }
        var bytes = stream.toByteArray();
        var parts = new ArrayList<Part>();
        var frames = ofStdout(NONCE, parts::add);
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(80));
            frames.take(bytes, from, to);
            from = to;
        }
        assertThat(parts).isEqualTo(expected);
    }

    /** A gibibyte of each: text, newlines only, and markers that are almost right. */
    @ParameterizedTest
    @MethodSource("blocks")
    void a_gibibyte_of_output_leaves_only_its_last_part(byte[] block) {
        var parts = new ArrayList<Part>();
        var frames = ofStdout(NONCE, parts::add);
        give(frames, READY);
        for (long given = 0; given < 1L << 30; given += block.length) {
            frames.take(block, 0, block.length);
        }
        give(frames, "last line" + end("", 3));
        assertThat(parts).hasSize(2).last().isInstanceOfSatisfying(Frame.class, frame -> {
            assertThat(frame.code()).isEqualTo(3);
            assertThat(frame.text()).endsWith("\nlast line").hasSizeLessThanOrEqualTo(65_536);
        });
    }

    private static byte[][] blocks() {
        var newlines = new byte[8192];
        Arrays.fill(newlines, (byte) '\n');
        return new byte[][] {
            "a line of text as a build prints it\n".repeat(228).getBytes(UTF_8),
            newlines,
            ("\n" + OTHER).repeat(248).concat("\n").getBytes(UTF_8)
        };
    }

    private static void give(SessionFrames frames, String text) {
        var bytes = text.getBytes(UTF_8);
        frames.take(bytes, 0, bytes.length);
    }

    /** The end of a command as stdout has it. */
    private static String end(String output, int code) {
        return output + "\n" + NONCE + " " + code + "\n";
    }

    private static Frame frame(String text, int code) {
        return new Frame(text, code);
    }

    private static Arguments row(String about, String stream, Part... parts) {
        return Arguments.of(about, stream, List.of(parts));
    }

    private static SessionFrames ofStdout(String nonce, Consumer<Part> listener) {
        return SessionFrames.ofStdout(nonce, () -> NO_READER, listener);
    }
}

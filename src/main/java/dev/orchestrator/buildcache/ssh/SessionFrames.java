package dev.orchestrator.buildcache.ssh;

import dev.orchestrator.buildcache.docker.AnswerReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Reads one stream of a session as {@link SessionText} writes it, and says what it finds. Memory is bounded per command,
 * whatever comes in between.
 *
 * <p>A marker is a newline, the nonce and the rest of that line. What comes before the first one that says that the
 * remote side is ready is what a login prints. After it, everything up to the next marker is a frame: the output of one
 * command, without the newline that the marker begins with. A command doesn't know the nonce, so a marker that says
 * something else breaks the session.
 */
final class SessionFrames implements Sink {
    /** What a stream says. */
    sealed interface Part {
        /** The remote side has read the nonce and waits for commands. */
        record Ready() implements Part {}

        /**
         * A command has ended.
         *
         * @param text what it wrote, as far as kept
         * @param code its exit code; on stderr, which doesn't carry it, 0
         */
        record Frame(String text, int code) implements Part {}

        /** A marker that says something else. Nothing after it is read. */
        record Malformed() implements Part {}
    }

    private enum State {
        LOGIN,
        FRAMES,
        BROKEN
    }

    /** No marker says more than this after the nonce. */
    private static final int LONGEST_WORD = (" " + SessionText.READY).length();

    private static final Pattern CODE = Pattern.compile(" (\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])");

    private final byte[] mark;
    private final boolean hasCode;
    private final Supplier<? extends Sink> newFrame;
    private final Consumer<Part> listener;
    private final byte[] word = new byte[LONGEST_WORD];

    private State state = State.LOGIN;
    /** How many bytes of the mark have come, if the last ones could be one. */
    private int held;
    /** How many bytes have come after a mark; -1 if there is none. */
    private int wordLength = -1;

    private volatile Sink content;

    /**
     * For stdout: what a login prints is dropped, and markers have an exit code.
     *
     * @param reader says who is given the content of a frame while it comes
     */
    static SessionFrames ofStdout(String nonce, Supplier<AnswerReader<?>> reader, Consumer<Part> listener) {
        Supplier<Sink> newFrame = () -> new WithReader(BoundedOutput.ofStdout(), reader);
        return new SessionFrames(nonce, true, new BoundedOutput(0, 1), newFrame, listener);
    }

    /** For stderr: what a login prints is kept, beside what ssh itself says. */
    static SessionFrames ofStderr(String nonce, Consumer<Part> listener) {
        return new SessionFrames(nonce, false, BoundedOutput.ofStderr(), BoundedOutput::ofStderr, listener);
    }

    private SessionFrames(
            String nonce, boolean hasCode, Sink login, Supplier<? extends Sink> newFrame, Consumer<Part> listener) {
        this.mark = ("\n" + nonce).getBytes(StandardCharsets.US_ASCII);
        this.hasCode = hasCode;
        this.content = login;
        this.newFrame = newFrame;
        this.listener = listener;
    }

    /** What came since the last marker, as far as kept; of what a login prints to stdout, nothing. */
    @Override
    public String text() {
        return hasCode && state == State.LOGIN ? "" : content.text();
    }

    /** Drops what a login has printed so far. */
    @Override
    public void forget() {
        if (state == State.LOGIN) {
            content.forget();
            held = 0;
            wordLength = -1;
        }
    }

    @Override
    public void end() {
        if (held > 0) {
            // The newline at the stream's end is no mark after all; what came of a nonce is dropped.
            content.take(mark, 0, 1);
        }
    }

    @Override
    public void take(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && state != State.BROKEN) {
            if (wordLength >= 0) {
                at = readWord(bytes, at, to);
            } else if (held > 0) {
                at = readMark(bytes, at, to);
            } else {
                at = readContent(bytes, at, to);
            }
        }
    }

    /** Gives content away up to the next mark, or up to what could be the beginning of one at the buffer's end. */
    private int readContent(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                int length = markAt(bytes, i, to);
                if (length == mark.length || i + length == to) {
                    content.take(bytes, from, i);
                    held = length;
                    return afterMark(i + length);
                }
            }
        }
        content.take(bytes, from, to);
        return to;
    }

    /** How many bytes from here on are those of the mark. */
    private int markAt(byte[] bytes, int at, int to) {
        int longest = Math.min(mark.length, to - at);
        int length = 1;
        while (length < longest && bytes[at + length] == mark[length]) {
            length++;
        }
        return length;
    }

    /** The mark began in an earlier buffer; if it isn't one after all, what was held is content. */
    private int readMark(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && held < mark.length && bytes[at] == mark[held]) {
            held++;
            at++;
        }
        if (at < to && held < mark.length) {
            content.take(mark, 0, held);
            held = 0;
        }
        return afterMark(at);
    }

    private int afterMark(int at) {
        if (held == mark.length) {
            held = 0;
            wordLength = 0;
        }
        return at;
    }

    private int readWord(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '\n' && wordLength < LONGEST_WORD) {
            word[wordLength++] = bytes[at++];
        }
        if (at == to) {
            return at;
        }
        boolean isWhole = bytes[at] == '\n';
        var said = new String(word, 0, wordLength, StandardCharsets.ISO_8859_1);
        wordLength = -1;
        if (isWhole && found(said)) {
            return at + 1;
        }
        if (state != State.LOGIN) {
            state = State.BROKEN;
            listener.accept(new Part.Malformed());
        }
        // A login script that repeats its input. The line's end may be the beginning of the real marker; the nonce is
        // not kept, since what is kept may be logged.
        return at;
    }

    /** Whether this word, between the nonce and the line's end, says something here. */
    private boolean found(String said) {
        Optional<Part> part = state == State.LOGIN ? ready(said) : frame(said);
        if (part.isPresent()) {
            content = newFrame.get();
            state = State.FRAMES;
            listener.accept(part.get());
        }
        return part.isPresent();
    }

    private static Optional<Part> ready(String said) {
        return said.equals(" " + SessionText.READY) ? Optional.of(new Part.Ready()) : Optional.empty();
    }

    private Optional<Part> frame(String said) {
        if (!hasCode) {
            return said.isEmpty() ? Optional.of(new Part.Frame(content.text(), 0)) : Optional.empty();
        }
        return CODE.matcher(said).matches()
                ? Optional.of(new Part.Frame(content.text(), Integer.parseInt(said.substring(1))))
                : Optional.empty();
    }
}

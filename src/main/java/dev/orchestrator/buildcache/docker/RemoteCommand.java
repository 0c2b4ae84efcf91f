package dev.orchestrator.buildcache.docker;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything that may ever be run on a host. The set is closed: what isn't one of these records can't be sent. Only
 * {@link BuilderPrune} changes anything there; the others read.
 */
public sealed interface RemoteCommand {

    /** The command as the host's login shell gets it: one line, every value in it quoted. */
    String line();

    /** Asks the host what its {@code docker} is. Read by {@link Preflight}. */
    record DockerVersion() implements RemoteCommand {
        @Override
        public String line() {
            return "docker version --format " + Shell.quote("{{json .}}");
        }
    }

    /**
     * Removes build cache, and nothing else.
     *
     * @param until only cache last used longer ago than this; empty for no age filter
     * @param all also cache that is internal, or shared with images ({@code -a}); only together with an age
     */
    record BuilderPrune(Optional<Age> until, boolean all) implements RemoteCommand {
        /** @throws IllegalArgumentException for {@code all} without an age: that would be unbounded */
        public BuilderPrune {
            if (all && until.isEmpty()) {
                throw new IllegalArgumentException("a prune of all build cache needs an age (until)");
            }
        }

        @Override
        public String line() {
            return "docker builder prune -f"
                    + (all ? " -a" : "")
                    + until.map(age -> " --filter until=" + Shell.quote(age.text()))
                            .orElse("");
        }
    }

    /** Quoting for a POSIX shell: ssh joins its arguments and the host's login shell parses them again. */
    final class Shell {
        private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:-]+");

        private Shell() {}

        /** The word as the shell must be given it so that the command gets it unchanged. */
        static String quote(String word) {
            return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
        }
    }
}

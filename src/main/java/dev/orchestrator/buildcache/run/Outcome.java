package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.value.ByteSize;
import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** How a run ended, with the data of each case. */
public sealed interface Outcome {

    /** The kind of outcome, for counters and display. */
    enum Kind {
        SUCCEEDED,
        UNCONFIRMED,
        FAILED,
        UNKNOWN,
        REFUSED,
        SKIPPED;

        /** Whether the run failed or ended unknown, so that an earlier retry makes sense. */
        public boolean isFailing() {
            return this == FAILED || this == UNKNOWN;
        }

        /** The word used in status, logs and documentation, such as {@code succeeded}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Kind kind();

    /** The class of the failure; present only for a {@link Failed} run. */
    default Optional<Failure> failure() {
        return Optional.empty();
    }

    /** Exit code of the run's last remote command, if it exited and its exit code is known. */
    default Optional<Integer> exitCode() {
        return Optional.empty();
    }

    /**
     * What Docker reports as removed from its build cache, which is not the same as freed disk space. Of a run that didn't
     * succeed, what the prunes before had reported, if there were any.
     */
    default Optional<ByteSize> reclaimed() {
        return Optional.empty();
    }

    /** What went wrong, on one line and without control characters; empty if there was no error. */
    default Optional<String> error() {
        return Optional.empty();
    }

    /** All that was said about the error, as lines without control characters, up to 4,096 characters; empty if the error has
     * all of it. */
    default Optional<String> details() {
        return Optional.empty();
    }

    /** Docker reported what it removed, even if it removed nothing. */
    record Succeeded(ByteSize bytes) implements Outcome {
        @Override
        public Kind kind() {
            return Kind.SUCCEEDED;
        }

        @Override
        public Optional<Integer> exitCode() {
            return Optional.of(0);
        }

        @Override
        public Optional<ByteSize> reclaimed() {
            return Optional.of(bytes);
        }
    }

    /** The command ended with exit code 0 but without a report: it is not known whether anything was removed. */
    record Unconfirmed() implements Outcome {
        @Override
        public Kind kind() {
            return Kind.UNCONFIRMED;
        }

        @Override
        public Optional<Integer> exitCode() {
            return Optional.of(0);
        }
    }

    /**
     * A command failed, or the host could not be reached.
     *
     * @param cause its class
     * @param code the exit code of the command that failed; empty if it did not exit
     * @param reason on one line
     * @param details see {@link Outcome#details}
     * @param soFar what earlier prunes of the run reported as removed; empty if there were none
     */
    record Failed(
            Failure cause, Optional<Integer> code, String reason, Optional<String> details, Optional<ByteSize> soFar)
            implements Outcome {
        /** The time limit passed between two commands. */
        public static Failed noTimeLeft(Duration timeLimit) {
            return new Failed(
                    Failure.OTHER,
                    Optional.empty(),
                    Unknown.timeout(timeLimit).reason() + ": no time was left for the next command");
        }

        /** Of a run's first prune, or what comes before it. */
        public Failed(Failure cause, Optional<Integer> code, String reason, Optional<String> details) {
            this(cause, code, reason, details, Optional.empty());
        }

        /** Likewise, and without details. */
        public Failed(Failure cause, Optional<Integer> code, String reason) {
            this(cause, code, reason, Optional.empty());
        }

        @Override
        public Optional<ByteSize> reclaimed() {
            return soFar;
        }

        @Override
        public Kind kind() {
            return Kind.FAILED;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.of(cause);
        }

        @Override
        public Optional<Integer> exitCode() {
            return code;
        }

        @Override
        public Optional<String> error() {
            return Optional.of(reason);
        }
    }

    /**
     * The prune was sent, and its result is not known: the host may still be pruning.
     *
     * @param reason on one line
     * @param soFar what earlier prunes of the run reported as removed; empty if there were none
     */
    record Unknown(String reason, Optional<ByteSize> soFar) implements Outcome {
        /** Of a run's first prune. */
        public Unknown(String reason) {
            this(reason, Optional.empty());
        }

        /** A run that was cut off at this time limit. */
        public static Unknown timeout(Duration timeLimit) {
            return new Unknown("timeout after " + Seconds.of(timeLimit).toPlainString() + "s");
        }

        @Override
        public Kind kind() {
            return Kind.UNKNOWN;
        }

        @Override
        public Optional<ByteSize> reclaimed() {
            return soFar;
        }

        @Override
        public Optional<String> error() {
            return Optional.of(reason);
        }
    }

    /**
     * The host isn't Docker Engine, so it was not pruned.
     *
     * @param objection what it runs instead, on one line
     */
    record Refused(String objection) implements Outcome {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }

        @Override
        public Optional<Integer> exitCode() {
            return Optional.of(0);
        }

        @Override
        public Optional<String> error() {
            return Optional.of("refused: " + objection);
        }
    }

    /**
     * There was no host to run against.
     *
     * @param reason on one line
     */
    record Skipped(String reason) implements Outcome {
        /** No host is set. The orchestrator matches this text. */
        public static final Skipped NO_HOST = new Skipped("no ssh host configured (deploy_ssh_host empty)");

        @Override
        public Kind kind() {
            return Kind.SKIPPED;
        }

        @Override
        public Optional<String> error() {
            return Optional.of(reason);
        }
    }
}

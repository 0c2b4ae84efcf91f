package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.value.ByteSize;
import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** How a run ended, with what is known in that case. */
public sealed interface Outcome {

    /** The case alone, for counting and for words. */
    enum Kind {
        SUCCEEDED,
        UNCONFIRMED,
        FAILED,
        UNKNOWN,
        REFUSED,
        SKIPPED;

        /** Whether the run failed or its end is unknown, so that another attempt may be worth it. */
        public boolean isTrouble() {
            return this == FAILED || this == UNKNOWN;
        }

        /** The word for status, logs and docs, such as {@code succeeded}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Kind kind();

    /** The class of the failure; only of a {@link Failed} run. */
    default Optional<Failure> failure() {
        return Optional.empty();
    }

    /** Of the run's last remote command, if it exited and its exit code is known. */
    default Optional<Integer> exitCode() {
        return Optional.empty();
    }

    /** What Docker reports as removed from its build cache, which is not the same as disk freed; only of a {@link Succeeded} run. */
    default Optional<ByteSize> reclaimed() {
        return Optional.empty();
    }

    /** What went wrong, on one line and without control characters; empty if nothing is known to be wrong. */
    default Optional<String> error() {
        return Optional.empty();
    }

    /** Docker reported what it removed, even if that was nothing. */
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

    /** The command ended with exit code 0 but without a report: whether anything was removed is not known. */
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
     * A command, or the way to the host, failed.
     *
     * @param cause its class
     * @param code the exit code of the command that failed; empty if it did not exit
     * @param reason on one line
     */
    record Failed(Failure cause, Optional<Integer> code, String reason) implements Outcome {
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
     * The prune was sent, or the time limit passed, and what came of it is not known: the host may still be pruning.
     *
     * @param reason on one line
     */
    record Unknown(String reason) implements Outcome {
        /** A run that was cut off when this time was over. */
        public static Unknown timeout(Duration timeLimit) {
            return new Unknown("timeout after " + Seconds.of(timeLimit).toPlainString() + "s");
        }

        @Override
        public Kind kind() {
            return Kind.UNKNOWN;
        }

        @Override
        public Optional<String> error() {
            return Optional.of(reason);
        }
    }

    /**
     * The host isn't Docker Engine, so it was not pruned.
     *
     * @param objection what it is instead, on one line
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
        /** No host is set. The text is the one that the orchestrator knows. */
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

package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.Diagnosis;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.value.ByteSize;
import dev.orchestrator.buildcache.value.OneLine;
import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run came to.
 *
 * @param failure the kind of failure; only for {@link Outcome#FAILED}
 * @param exitCode of the last remote command, if it exited
 * @param reclaimed what Docker reports as removed from its build cache; not the same as disk freed. Only for
 *     {@link Outcome#SUCCEEDED}
 * @param error what went wrong, on one line and without control characters; empty for {@link Outcome#SUCCEEDED} and
 *     {@link Outcome#UNCONFIRMED}
 */
public record Verdict(
        Outcome outcome,
        Optional<Failure> failure,
        Optional<Integer> exitCode,
        Optional<ByteSize> reclaimed,
        Optional<String> error) {

    private static final int REASON_SHOWN = 200;

    static Verdict succeeded(ByteSize reclaimed) {
        return new Verdict(
                Outcome.SUCCEEDED, Optional.empty(), Optional.of(0), Optional.of(reclaimed), Optional.empty());
    }

    static Verdict unconfirmed() {
        return new Verdict(Outcome.UNCONFIRMED, Optional.empty(), Optional.of(0), Optional.empty(), Optional.empty());
    }

    static Verdict refused(String objection) {
        return failing(Outcome.REFUSED, Optional.empty(), Optional.of(0), "refused: " + objection);
    }

    static Verdict failed(int exitCode, Diagnosis diagnosis) {
        return failing(Outcome.FAILED, Optional.of(diagnosis.failure()), Optional.of(exitCode), diagnosis.text());
    }

    static Verdict failed(Failure failure, String reason) {
        return failing(
                Outcome.FAILED,
                Optional.of(failure),
                Optional.empty(),
                "ssh/subprocess error: " + OneLine.of(reason, REASON_SHOWN));
    }

    /** A run that its time limit cut off: what it did on the host, or still does, isn't known. */
    public static Verdict cutOff(Duration timeLimit) {
        return failing(
                Outcome.UNKNOWN, Optional.empty(), Optional.empty(), "timeout after " + seconds(timeLimit) + "s");
    }

    /** A run that had no host to run against. */
    public static Verdict noHost() {
        return failing(
                Outcome.SKIPPED, Optional.empty(), Optional.empty(), "no ssh host configured (deploy_ssh_host empty)");
    }

    private static Verdict failing(
            Outcome outcome, Optional<Failure> failure, Optional<Integer> exitCode, String error) {
        return new Verdict(outcome, failure, exitCode, Optional.empty(), Optional.of(error));
    }

    private static String seconds(Duration time) {
        return Seconds.of(time).toPlainString();
    }
}

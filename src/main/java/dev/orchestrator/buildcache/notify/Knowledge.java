package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.HostEvent.RunEnded;
import dev.orchestrator.buildcache.run.Run;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the people behind a channel know about one host's condition: the alerts that were delivered to them since its last
 * recovery that they heard of.
 *
 * <p>Failing and refused are each news once, until the host recovers; the recovery is news once too, and only to those who
 * know of something to recover from. A host that alternates between failing and refused makes neither news again.
 *
 * @param failing whether a failing alert was delivered
 * @param refusal the cause given in the latest refused alert that was delivered
 */
record Knowledge(boolean failing, Optional<String> refusal) {
    static final Knowledge NONE = new Knowledge(false, Optional.empty());

    /** A cause may quote the host's output. Causes that differ only in a time or a counter are the same. */
    private static final Pattern FIGURES = Pattern.compile("[0-9]+");

    /** What they should be told next; empty if they know everything. */
    Optional<Alert> news(Watch watch, Thresholds thresholds) {
        return watch.latest().flatMap(latest -> switch (latest.run().outcome().kind()) {
            case FAILED, UNKNOWN ->
                failing || watch.failuresInARow() < thresholds.failures()
                        ? Optional.empty()
                        : Optional.of(new Alert.Failing(latest.host(), latest.run(), watch.failuresInARow()));
            case REFUSED -> refusal.equals(cause(latest.run())) ? Optional.empty() : refused(latest);
            case SUCCEEDED ->
                equals(NONE) ? Optional.empty() : Optional.of(new Alert.Recovered(latest.host(), latest.run()));
            // They show neither a recovery nor another failure.
            case UNCONFIRMED, SKIPPED -> Optional.empty();
        });
    }

    private static Optional<Alert> refused(RunEnded latest) {
        return Optional.of(new Alert.Refused(latest.host(), latest.run()));
    }

    /** What they know once this alert has been delivered. */
    Knowledge after(Alert alert) {
        return switch (alert.kind()) {
            case FAILING -> new Knowledge(true, refusal);
            case REFUSED -> new Knowledge(failing, cause(alert.run()));
            case RECOVERED -> NONE;
            case RECLAIMED -> this;
        };
    }

    private static Optional<String> cause(Run run) {
        return run.outcome().error().map(error -> FIGURES.matcher(error).replaceAll("0"));
    }
}

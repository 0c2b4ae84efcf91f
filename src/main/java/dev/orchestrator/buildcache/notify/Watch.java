package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.HostEvent.RunEnded;
import dev.orchestrator.buildcache.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which alerts were sent about one host, and therefore which alerts its next run leads to.
 *
 * <p>Failing and refused are each reported once, until a run succeeds; the recovery is reported once too. A host that
 * alternates between failing and refused doesn't repeat either alert.
 *
 * @param failuresInARow consecutive runs that failed or hit their time limit, up to the latest run
 * @param failing whether a failing alert was sent since the last success
 * @param refusal the cause given in the latest refused alert since the last success
 */
record Watch(int failuresInARow, boolean failing, Optional<String> refusal) {

    /** No failures, and no alert that a recovery would end. */
    static final Watch CALM = new Watch(0, false, Optional.empty());

    /** A cause may quote the host's output. Causes that differ only in a time or a counter are the same. */
    private static final Pattern FIGURES = Pattern.compile("[0-9]+");

    /** The state after a run, and the alerts to send. */
    record Seen(Watch next, List<Alert> alerts) {}

    /** @param ended the host's latest run */
    Seen see(RunEnded ended, Thresholds thresholds) {
        var host = ended.host();
        var run = ended.run();
        return switch (run.outcome().kind()) {
            case FAILED, UNKNOWN -> failed(host, thresholds, run);
            case REFUSED -> refused(host, run);
            case SUCCEEDED -> succeeded(ended, thresholds);
            // It shows neither a recovery nor another failure.
            case UNCONFIRMED -> new Seen(new Watch(0, failing, refusal), List.of());
            case SKIPPED -> new Seen(this, List.of());
        };
    }

    private Seen failed(String host, Thresholds thresholds, Run run) {
        int inARow = failuresInARow + 1;
        if (failing || inARow < thresholds.failures()) {
            return new Seen(new Watch(inARow, failing, refusal), List.of());
        }
        return new Seen(new Watch(inARow, true, refusal), List.of(new Alert.Failing(host, run, inARow)));
    }

    private Seen refused(String host, Run run) {
        var cause = run.outcome().error().map(error -> FIGURES.matcher(error).replaceAll("0"));
        var next = new Watch(0, failing, cause);
        return new Seen(next, refusal.equals(cause) ? List.of() : List.of(new Alert.Refused(host, run)));
    }

    private Seen succeeded(RunEnded ended, Thresholds thresholds) {
        var run = ended.run();
        var alerts = new ArrayList<Alert>();
        if (failing || refusal.isPresent()) {
            alerts.add(new Alert.Recovered(ended.host(), run));
        }
        long worth = thresholds.reclaimed().bytes();
        run.outcome()
                .reclaimed()
                .filter(reclaimed -> worth > 0 && reclaimed.bytes() >= worth)
                .ifPresent(reclaimed -> alerts.add(new Alert.Reclaimed(ended.host(), run, reclaimed, ended.until())));
        return new Seen(CALM, alerts);
    }
}

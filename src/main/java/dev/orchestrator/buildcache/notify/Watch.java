package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.HostEvent.RunEnded;
import dev.orchestrator.buildcache.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The watch over one host: what people know of its troubles, and so what the next run has to tell them.
 *
 * <p>A trouble is told once, and lasts until a run succeeds, which is told once too. A host that goes back and forth
 * between failing and being refused is not told of again and again: people know of both.
 *
 * @param failuresInARow runs that failed or were cut off, since the last one that ended otherwise
 * @param failing whether people were told that it fails
 * @param refusal the cause of which people were last told that it is refused
 */
record Watch(int failuresInARow, boolean failing, Optional<String> refusal) {

    /** People know of no trouble, and there is none. */
    static final Watch CALM = new Watch(0, false, Optional.empty());

    /** A cause may quote what the host said: a time or a counter in it doesn't make it another one. */
    private static final Pattern FIGURES = Pattern.compile("[0-9]+");

    /** What a run changes, and what there is to tell. */
    record Seen(Watch next, List<Notice> notices) {}

    /** @param ended this host's next run */
    Seen see(RunEnded ended, Thresholds thresholds) {
        var host = ended.host();
        var run = ended.run();
        return switch (run.outcome().kind()) {
            case FAILED, UNKNOWN -> failed(host, thresholds, run);
            case REFUSED -> refused(host, run);
            case SUCCEEDED -> succeeded(ended, thresholds);
            // It says neither that the trouble is over nor that it goes on.
            case UNCONFIRMED -> new Seen(new Watch(0, failing, refusal), List.of());
            case SKIPPED -> new Seen(this, List.of());
        };
    }

    private Seen failed(String host, Thresholds thresholds, Run run) {
        int inARow = failuresInARow + 1;
        if (failing || inARow < thresholds.failures()) {
            return new Seen(new Watch(inARow, failing, refusal), List.of());
        }
        return new Seen(new Watch(inARow, true, refusal), List.of(new Notice.Failing(host, run, inARow)));
    }

    private Seen refused(String host, Run run) {
        var cause = run.outcome().error().map(error -> FIGURES.matcher(error).replaceAll("0"));
        var next = new Watch(0, failing, cause);
        return new Seen(next, refusal.equals(cause) ? List.of() : List.of(new Notice.Refused(host, run)));
    }

    private Seen succeeded(RunEnded ended, Thresholds thresholds) {
        var run = ended.run();
        var notices = new ArrayList<Notice>();
        if (failing || refusal.isPresent()) {
            notices.add(new Notice.Recovered(ended.host(), run));
        }
        long worth = thresholds.reclaimed().bytes();
        run.outcome()
                .reclaimed()
                .filter(reclaimed -> worth > 0 && reclaimed.bytes() >= worth)
                .ifPresent(reclaimed -> notices.add(new Notice.Reclaimed(ended.host(), run, reclaimed, ended.until())));
        return new Seen(CALM, notices);
    }
}

package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.docker.PruneReport;
import dev.orchestrator.buildcache.docker.RecordIds;
import dev.orchestrator.buildcache.docker.RecordsPrune;
import dev.orchestrator.buildcache.run.Remains.Reason;
import dev.orchestrator.buildcache.run.Step.Answer;
import dev.orchestrator.buildcache.run.Step.Done;
import dev.orchestrator.buildcache.run.Step.Send;
import dev.orchestrator.buildcache.run.Step.Timing;
import dev.orchestrator.buildcache.value.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The prunes that remove what the engine has left, by name. A docker client may ignore a filter that it doesn't know (buildx
 * 0.4 to 0.8.2 ignored one), and such a prune has no age: so the first names one record, and after each the ids that Docker
 * printed must be among those that were sent.
 *
 * @param prune the prune by age that left them
 * @param bannerReports see {@link Pruning}
 * @param rungs the prunes so far; the first is the one by age, and succeeded
 * @param ids what is left, each after all that build on it
 */
record IdPrunes(BuilderPrune prune, int bannerReports, List<Rung> rungs, List<String> ids) {
    static final String OFF =
            "chains are not completed until this service is restarted: docker removed other records than"
                    + " those that were named";

    private static final int SHOWN = 5;

    /** The next one; if time is nearly over, none. */
    Step next(Timing timing) {
        if (ChainPlan.isNearlyOver(timing)) {
            return leave("the run's time is nearly over");
        }
        int count = Math.min(rungs.size() == 1 ? 1 : RecordIds.MOST, ids.size());
        var named = new RecordIds(ids.subList(0, count));
        var rest = ids.subList(count, ids.size());
        return new Send<>(
                new RecordsPrune(named, prune.all(), prune.context()),
                answer -> after(named, rest, answer),
                (result, timingOfIt) -> Optional.of(failed(named, rest, result, timingOfIt)),
                Optional.of(leave("no time was left")),
                rest.isEmpty(),
                false);
    }

    private Step after(RecordIds named, List<String> rest, Answer<PruneReport> answer) {
        var removed = answer.read().map(PruneReport::removed).orElse(Set.of());
        var bytes = answer.read().flatMap(report -> report.after(bannerReports));
        if (!named.ids().containsAll(removed)) {
            return ignored(named, rest, removed, bytes);
        }
        var outcome = bytes.<Outcome>map(Outcome.Succeeded::new).orElse(new Outcome.Unconfirmed());
        var so = and(named, outcome, rest);
        if (bytes.isEmpty()) {
            return so.leave("the prune of what was named is unconfirmed");
        }
        return rest.isEmpty() ? so.end(Optional.empty()) : so.next(answer.timing());
    }

    private Step failed(RecordIds named, List<String> rest, CommandResult result, Timing timing) {
        var command = new RecordsPrune(named, prune.all(), prune.context());
        var outcome = FailedCommand.outcome(command, result, timing.limit());
        var why = outcome.error().orElse("it failed");
        if (!Pruning.wasSent(result)) {
            return leave(why);
        }
        var so = and(named, outcome, rest);
        return outcome instanceof Outcome.Unknown unknown
                ? new Done(
                        new Outcome.Unknown(unknown.reason(), Optional.of(reclaimed())),
                        so.rungs,
                        Optional.empty(),
                        false)
                : so.leave(why);
    }

    private Done ignored(RecordIds named, List<String> rest, Set<String> removed, Optional<ByteSize> bytes) {
        var others = new TreeSet<>(removed);
        others.removeAll(named.ids());
        var reason = "docker removed " + others.size() + " records that were not named ("
                + String.join(", ", others.stream().limit(SHOWN).toList())
                + (others.size() > SHOWN ? ", …" : "") + ")";
        var outcome = new Outcome.Failed(Failure.OTHER, Optional.of(0), reason, Optional.empty(), bytes);
        var so = and(named, outcome, rest);
        return new Done(
                new Outcome.Failed(
                        Failure.OTHER, Optional.of(0), reason, Optional.empty(), Optional.of(so.reclaimed())),
                so.rungs,
                Optional.of(Remains.because(Reason.IDS_OFF, OFF)),
                true);
    }

    private IdPrunes and(RecordIds named, Outcome outcome, List<String> rest) {
        var all = new ArrayList<>(rungs);
        all.add(new Rung(new Rung.By.Records(named.size()), outcome));
        return new IdPrunes(prune, bannerReports, List.copyOf(all), rest);
    }

    /** The run ends here, with records left. */
    Done leave(String why) {
        return end(Optional.of(Remains.because(
                Reason.LEFT, ids.size() + " records that the engine had left stay for the next run: " + why)));
    }

    private Done end(Optional<Remains> remains) {
        return new Done(new Outcome.Succeeded(reclaimed()), rungs, remains, false);
    }

    private ByteSize reclaimed() {
        return rungs.stream()
                .flatMap(rung -> rung.outcome().reclaimed().stream())
                .reduce(ByteSize.ZERO, ByteSize::plus);
    }
}

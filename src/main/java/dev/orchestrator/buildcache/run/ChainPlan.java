package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.cache.AgePrune;
import dev.orchestrator.buildcache.cache.CacheListing;
import dev.orchestrator.buildcache.cache.CacheRecord;
import dev.orchestrator.buildcache.cache.LeftBehind;
import dev.orchestrator.buildcache.cache.Share;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.KeyUnrecorded;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.EngineTime;
import dev.orchestrator.buildcache.docker.ListCache;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.run.Remains.Reason;
import dev.orchestrator.buildcache.run.Step.Done;
import dev.orchestrator.buildcache.run.Step.Send;
import dev.orchestrator.buildcache.run.Step.Timing;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A prune by age that is carried through: list the cache, prune, list it again if there are chains, and remove by name what
 * the engine has left of them (docs/engine-restart.md). Whatever the listings come to, the prune by age is sent, and its end
 * is the outcome of the run.
 *
 * @param prune by age
 * @param bannerReports how many report lines the login printed before the answer to the preflight
 * @param mayName whether the engine is trusted to remove just what is named
 */
record ChainPlan(BuilderPrune prune, int bannerReports, boolean mayName) {
    /** A listing of so few records, about 200 kB, may be kept beside any number of others. */
    static final int FEW_RECORDS = 2_000;

    /** What is removed by name was listed at most so long ago: meanwhile, a build may have begun to use it. */
    private static final Duration FRESH = Duration.ofSeconds(10);
    /** With less than this part of the time limit left, nothing is begun that it would cut off. */
    private static final int NEARLY_OVER = 10;

    Step begin() {
        return time(this::list)
                .or((result, timing) ->
                        isWithoutSsh(result) ? Optional.empty() : Optional.of(unlisted(why(time(), result, timing))));
    }

    /** Then the prune would fare no better. */
    private static boolean isWithoutSsh(CommandResult result) {
        return result instanceof NotStarted
                || result instanceof KeyUnrecorded
                || result instanceof Exited exited && exited.isPerhapsOfSsh();
    }

    private Step list(Instant time) {
        return new Send<>(
                        listing(),
                        (Optional<CacheListing> listed) -> listed.map(l -> pruneAfter(
                                        new Look(l, time, prune.until().orElseThrow(), prune.all())))
                                .orElseGet(() -> unlisted("its listing can't be read")),
                        false)
                .or((result, timing) -> Optional.of(unlisted(why(listing(), result, timing))))
                .heavy(true);
    }

    /** The prune by age alone. */
    private Step unlisted(String why) {
        return new Pruning(prune, bannerReports, Optional.of(Remains.notListed(why))).asLast();
    }

    private Step pruneAfter(Look look) {
        if (!look.closure().hasChains()) {
            return pruning().send((bytes, removed) -> pruning().end(bytes, look.remains(bytes, Share.NONE)), true);
        } else if (!mayName) {
            return new Pruning(prune, bannerReports, Optional.of(Remains.because(Reason.IDS_OFF, IdPrunes.OFF)))
                    .asLast();
        }
        boolean isLarge = look.listed().size() > FEW_RECORDS;
        return time(before -> pruning()
                        .send((bytes, removed) -> timeAfter(look, before, bytes, removed), false)
                        .heavy(isLarge))
                .or((result, timing) -> Optional.of(unlisted(why(time(), result, timing))))
                .heavy(isLarge);
    }

    private Step timeAfter(Look look, Instant before, ByteSize bytes, Set<String> removed) {
        return afterPrune(
                new Send<>(
                        time(),
                        (Optional<Instant> after) -> after.map(
                                        a -> listAfter(look, new AgePrune(look.cutoff(), before, a, removed), bytes))
                                .orElseGet(() -> end(bytes, "docker info told no time")),
                        false),
                bytes,
                look.listed().size() > FEW_RECORDS);
    }

    private Step listAfter(Look look, AgePrune done, ByteSize bytes) {
        return afterPrune(
                new Send<>(
                        listing(),
                        answer -> answer.read()
                                .map(after -> complete(
                                        look,
                                        new LeftBehind(look.listed(), look.closure(), done, after),
                                        bytes,
                                        answer.timing()))
                                .orElseGet(() -> end(bytes, "its second listing can't be read")),
                        (result, timing) -> Optional.empty(),
                        Optional.empty(),
                        false,
                        true),
                bytes,
                true);
    }

    /** Whatever becomes of this command, the prune has been. */
    private <R> Send<R> afterPrune(Send<R> send, ByteSize bytes, boolean isHeavy) {
        return send.or((result, timing) -> Optional.of(end(bytes, why(send.command(), result, timing))))
                .after(end(bytes, "no time was left"))
                .heavy(isHeavy);
    }

    private Step complete(Look look, LeftBehind left, ByteSize bytes, Timing timing) {
        var ids = left.records().map(CacheRecord::id).toList();
        if (ids.isEmpty()) {
            return pruning().end(bytes, look.remains(bytes, left.usedMeanwhile()));
        }
        var prunes = new IdPrunes(prune, bannerReports, List.of(pruning().rung(new Outcome.Succeeded(bytes))), ids);
        boolean isStale = timing.took().isNegative() || timing.took().compareTo(FRESH) > 0;
        return isStale
                ? prunes.leave("the listing took over " + FRESH.toSeconds() + " s, and a build may use it by now")
                : prunes.next(timing);
    }

    private Pruning pruning() {
        return new Pruning(prune, bannerReports, Optional.empty());
    }

    private Done end(ByteSize bytes, String why) {
        return pruning().end(bytes, Optional.of(Remains.notListed(why)));
    }

    private Send<Instant> time(Function<Instant, Step> then) {
        return new Send<>(
                time(),
                (Optional<Instant> told) -> told.map(then).orElseGet(() -> unlisted("docker info told no time")),
                false);
    }

    private EngineTime time() {
        return new EngineTime(prune.context());
    }

    private ListCache listing() {
        return new ListCache(prune.context());
    }

    private static String why(RemoteCommand<?> command, CommandResult result, Timing timing) {
        return FailedCommand.outcome(command, result, timing.limit()).error().orElse("it was not answered");
    }

    /** Whether so little time is left of a run that nothing more is begun. */
    static boolean isNearlyOver(Timing timing) {
        return timing.left().compareTo(timing.total().dividedBy(NEARLY_OVER)) < 0;
    }
}

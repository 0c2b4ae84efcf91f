package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.cache.CacheListing;
import dev.orchestrator.buildcache.cache.Closure;
import dev.orchestrator.buildcache.cache.Share;
import dev.orchestrator.buildcache.cache.Stay;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.run.Remains.Reach;
import dev.orchestrator.buildcache.run.Remains.Reason;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The build cache as it was listed before a prune, and what the prune takes of it.
 *
 * @param listed the listing
 * @param time the engine's, before the listing
 * @param until the age
 * @param all whether records go that are internal, or shared with images
 * @param closure what goes
 */
record Look(CacheListing listed, Instant time, Age until, boolean all, Closure closure) {
    /** A run that takes less than one part in so many of the cache took little. */
    private static final int LITTLE = 10;

    Look(CacheListing listed, Instant time, Age until, boolean all) {
        this(listed, time, until, all, closure(listed, time, until, all));
    }

    private static Closure closure(CacheListing listed, Instant time, Age until, boolean all) {
        return new Closure(listed, time.minus(until.duration()), all);
    }

    /** What was last used after this time is younger. */
    Instant cutoff() {
        return time.minus(until.duration());
    }

    /**
     * Why a run took nothing or little; empty if it took more.
     *
     * @param usedMeanwhile what was old enough, and a build used during the run
     */
    Optional<Remains> remains(ByteSize reclaimed, Share usedMeanwhile) {
        var stays = closure.staying();
        var total = total(stays).plus(closure.total());
        if (total.records() == 0) {
            return Optional.of(Remains.because(Reason.EMPTY, "there was no build cache"));
        }
        boolean tookMore = reclaimed.bytes() > 0
                && reclaimed.bytes() >= total.amount().size().bytes() / LITTLE;
        var main = stays.entrySet().stream()
                .max(Comparator.comparingLong((Map.Entry<Stay, Share> stay) -> bytes(stay.getValue())));
        if (tookMore) {
            return Optional.empty();
        } else if (usedMeanwhile.records() > 0
                && bytes(usedMeanwhile) >= main.map(m -> bytes(m.getValue())).orElse(0L)) {
            return Optional.of(new Remains(
                    Reason.BUILDING,
                    figures(usedMeanwhile, total) + " old enough, but a build used them during the run",
                    stays,
                    Optional.empty(),
                    Optional.empty()));
        }
        return main.map(stay -> because(stay.getKey(), stay.getValue(), stays, total));
    }

    private Remains because(Stay stay, Share share, Map<Stay, Share> stays, Share total) {
        var younger = stay == Stay.YOUNGER || stay == Stay.NEEDED ? younger(total) : Optional.<Reach>empty();
        var withAll = stay == Stay.SHARED || stay == Stay.INTERNAL ? withAll() : Optional.<Share>empty();
        var text = figures(share, total)
                + switch (stay) {
                    case IN_USE -> " in use: a build was running";
                    case YOUNGER -> " younger than " + until;
                    case SHARED -> " shared with images";
                    case INTERNAL -> " the engine's own";
                    case NEEDED -> " older than " + until + ", but younger ones build on them";
                };
        return new Remains(
                Reason.valueOf(stay.name()),
                text
                        + younger.map(reach -> "; " + reach.until() + " would take " + human(reach.share()))
                                .orElse("")
                        + withAll.map(more -> "; with all, another " + human(more) + " would go")
                                .orElse(""),
                stays,
                younger,
                withAll);
    }

    /** The oldest of some younger ages that takes more than little. */
    private Optional<Reach> younger(Share total) {
        return Stream.of(2, 4, 8, 24)
                .map(part -> until.duration().dividedBy(part))
                .filter(age -> age.compareTo(Duration.ofSeconds(1)) >= 0)
                .map(age -> new Age(
                        age.toSeconds() % 3600 == 0
                                ? age.toHours() + "h"
                                : age.toSeconds() % 60 == 0 ? age.toMinutes() + "m" : age.toSeconds() + "s"))
                .map(age -> new Reach(age, closure(listed, time, age, all).total()))
                .filter(reach -> reach.share().records() > closure.total().records()
                        && bytes(reach.share()) >= bytes(total) / LITTLE)
                .findFirst();
    }

    private Optional<Share> withAll() {
        var whole = closure(listed, time, until, true).total();
        var own = closure.total();
        int records = whole.records() - own.records();
        return all || records <= 0
                ? Optional.empty()
                : Optional.of(new Share(records, whole.amount().minus(own.amount())));
    }

    private static Share total(Map<Stay, Share> stays) {
        return stays.values().stream().reduce(Share.NONE, Share::plus);
    }

    private static long bytes(Share share) {
        return share.amount().size().bytes();
    }

    private static String human(Share share) {
        return share.amount().size().human();
    }

    private static String figures(Share share, Share total) {
        boolean isOne = total.records() == 1;
        return share.records() + " of " + total.records() + (isOne ? " record (" : " records (") + human(share) + ") "
                + (isOne ? "is" : "are");
    }
}

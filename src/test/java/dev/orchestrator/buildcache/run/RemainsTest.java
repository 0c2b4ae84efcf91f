package dev.orchestrator.buildcache.run;

import static dev.orchestrator.buildcache.cache.Records.hour;
import static dev.orchestrator.buildcache.cache.Records.inUse;
import static dev.orchestrator.buildcache.cache.Records.ofType;
import static dev.orchestrator.buildcache.cache.Records.old;
import static dev.orchestrator.buildcache.cache.Records.shared;
import static dev.orchestrator.buildcache.cache.Records.usedAt;
import static dev.orchestrator.buildcache.cache.Records.young;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.cache.CacheRecord;
import dev.orchestrator.buildcache.cache.Share;
import dev.orchestrator.buildcache.cache.Stay;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.run.Remains.Reason;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Why a run removed nothing or little. It is 14 o'clock; what was last used more than two hours ago is old. */
class RemainsTest {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final CacheRecord JUST_USED = usedAt(old("j"), hour(14));

    @Test
    void a_sentence_says_it() {
        assertThat(text(List.of(JUST_USED, usedAt(old("k"), hour(14)))))
                .isEqualTo("2 of 2 records (2 MB) are younger than 2h");
        assertThat(text(List.of(young("x"), young("y"), JUST_USED)))
                .isEqualTo("3 of 3 records (3 MB) are younger than 2h; 1h would take 2 MB");
        assertThat(text(List.of(inUse(old("x"))))).isEqualTo("1 of 1 record (1 MB) is in use: a build was running");
        assertThat(text(List.of(shared(old("x")), young("y"), shared(old("z")))))
                .isEqualTo("2 of 3 records (2 MB) are shared with images; with all, another 2 MB would go");
        assertThat(text(List.of(ofType("internal", old("x")))))
                .isEqualTo("1 of 1 record (1 MB) is the engine's own; with all, another 1 MB would go");
        assertThat(text(List.of(old("x"), old("y", "x"), usedAt(old("z", "y"), hour(14)))))
                .isEqualTo("2 of 3 records (2 MB) are older than 2h, but younger ones build on them");
        assertThat(text(List.of())).isEqualTo("there was no build cache");
    }

    @Test
    void fields_say_it_too() {
        var remains =
                remains(List.of(shared(old("x")), young("y"), shared(old("z")))).orElseThrow();
        assertThat(remains.reason()).isEqualTo(Reason.SHARED);
        assertThat(remains.stays().get(Stay.SHARED).records()).isEqualTo(2);
        assertThat(remains.stays().get(Stay.YOUNGER).amount().size()).isEqualTo(new ByteSize(1_000_000));
        assertThat(remains.withAll().orElseThrow().records()).isEqualTo(2);
        assertThat(remains(List.of(young("x")))
                        .orElseThrow()
                        .younger()
                        .orElseThrow()
                        .until())
                .isEqualTo(new Age("1h"));
    }

    @Test
    void a_run_that_takes_a_tenth_or_more_has_nothing_to_say() {
        var many = IntStream.range(0, 9).mapToObj(i -> usedAt(old("y" + i), hour(14)));
        var tenth = Stream.concat(many, Stream.of(old("x"))).toList();
        assertThat(remains(tenth)).isEmpty();
        assertThat(remains(Stream.concat(tenth.stream(), Stream.of(JUST_USED)).toList()))
                .isPresent();
    }

    @Test
    void a_build_that_used_it_meanwhile_is_named() {
        var chain = List.of(old("a"), old("b", "a"), old("c", "b"));
        var host = new ModelHost(
                Stream.concat(
                                IntStream.range(0, 12)
                                        .mapToObj(i ->
                                                old("r" + i, i == 0 ? new String[0] : new String[] {"r" + (i - 1)})),
                                chain.stream())
                        .toList(),
                true,
                hour(14));
        host.instead = command -> {
            if (command instanceof BuilderPrune) {
                for (var id : List.of("c", "r11")) {
                    host.engine.put(usedAt(host.engine.get(id), host.now));
                }
            }
            return Optional.empty();
        };
        var end = run(host);
        assertThat(host.sent.stream().filter(command -> !command.isReadOnly())).hasSize(1);
        assertThat(end.remains().orElseThrow().text())
                .isEqualTo("15 of 15 records (15 MB) are old enough, but a build used them during the run");
    }

    @Test
    void a_preview_says_what_goes_and_what_stays_without_pruning() {
        var host = new ModelHost(
                List.of(old("a"), old("b", "a"), old("c", "b"), young("y"), shared(old("s"))), true, hour(14));
        assertThat(host.preview(RunPlan.preview(policy(true), Optional.of(new Age("2h"))), LIMIT))
                .satisfies(preview -> {
                    assertThat(preview.takes().records()).isEqualTo(3);
                    assertThat(preview.atLeast()).isEqualTo(preview.takes());
                    assertThat(records(preview.stays())).isEqualTo(Map.of(Stay.YOUNGER, 1, Stay.SHARED, 1));
                });
        assertThat(host.preview(RunPlan.preview(policy(false), Optional.of(new Age("2h"))), LIMIT)
                        .atLeast()
                        .records())
                .isEqualTo(1);
        assertThat(host.preview(RunPlan.preview(policy(true), Optional.of(new Age("24h"))), LIMIT)
                        .takes()
                        .records())
                .isZero();
        assertThat(host.preview(RunPlan.preview(policy(true), Optional.empty()), LIMIT)
                        .takes()
                        .records())
                .isEqualTo(4);
        assertThat(host.sent).allMatch(command -> command.isReadOnly());
    }

    private static Map<Stay, Integer> records(Map<Stay, Share> stays) {
        return stays.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, stay -> stay.getValue().records()));
    }

    private static String text(List<CacheRecord> records) {
        return remains(records).orElseThrow().text();
    }

    private static Optional<Remains> remains(List<CacheRecord> records) {
        return run(new ModelHost(records, true, hour(14))).remains();
    }

    private static Step.Done run(ModelHost host) {
        return host.run(RunPlan.of(policy(true), true), LIMIT);
    }

    private static PrunePolicy policy(boolean completeChains) {
        return new PrunePolicy(BuilderPrune.olderThan(new Age("2h")), true, completeChains, LIMIT, LIMIT);
    }
}

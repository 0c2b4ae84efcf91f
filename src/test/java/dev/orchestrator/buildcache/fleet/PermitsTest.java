package dev.orchestrator.buildcache.fleet;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.Permit;
import dev.orchestrator.buildcache.Permit.Acquire;
import dev.orchestrator.buildcache.Permit.Granted;
import dev.orchestrator.buildcache.Permit.Release;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PermitsTest {
    private final ActorTestKit kit = ActorTestKit.create();
    private final ActorRef<Permit.Command> permits = kit.spawn(Permits.create(2));
    private final TestProbe<Granted> first = kit.createTestProbe(Granted.class);
    private final TestProbe<Granted> second = kit.createTestProbe(Granted.class);
    private final TestProbe<Granted> third = kit.createTestProbe(Granted.class);
    private final TestProbe<Granted> fourth = kit.createTestProbe(Granted.class);

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void permits_are_granted_until_none_is_left() {
        takes(first, 1);
        takes(second, 2);
        takes(third, 3);
        has(first, 1);
        has(second, 2);
        hasNone(third);
    }

    @Test
    void first_come_first_served() {
        takes(first, 1);
        takes(second, 2);
        takes(third, 3);
        takes(fourth, 4);
        leaves(second);
        has(third, 3);
        hasNone(fourth);
        leaves(first);
        has(fourth, 4);
    }

    @Test
    void a_cancelled_request_gets_no_permit() {
        takes(first, 1);
        takes(second, 2);
        takes(third, 3);
        takes(fourth, 4);
        leaves(third);
        leaves(first);
        has(fourth, 4);
        hasNone(third);
    }

    @Test
    void requesting_twice_gives_one_permit() {
        takes(first, 1);
        takes(first, 2);
        takes(second, 3);
        takes(third, 4);
        takes(third, 5);
        has(first, 1);
        hasNone(first);
        leaves(first);
        has(third, 4);
        hasNone(third);
    }

    @Test
    void releasing_without_a_permit_frees_none() {
        takes(first, 1);
        takes(second, 2);
        leaves(fourth);
        takes(third, 3);
        hasNone(third);
    }

    @Test
    void a_stopped_holder_releases_its_permit_and_its_place_in_the_queue() {
        takes(first, 1);
        takes(second, 2);
        takes(third, 3);
        takes(fourth, 4);
        third.stop();
        first.stop();
        has(fourth, 4);
    }

    @Test
    void a_host_that_was_cut_off_waits_behind_those_that_were_not() {
        takes(first, 1);
        takes(second, 2);
        takesAfterACutOff(third, 3);
        takes(fourth, 4);
        leaves(first);
        has(fourth, 4);
        hasNone(third);
        leaves(second);
        has(third, 3);
    }

    @Test
    void a_host_that_was_cut_off_takes_a_permit_that_nobody_else_wants() {
        takes(first, 1);
        takesAfterACutOff(second, 2);
        has(second, 2);
    }

    @Test
    void a_host_that_was_cut_off_is_overtaken_by_a_limited_number() {
        var single = kit.spawn(Permits.create(1));
        single.tell(new Acquire(first.getRef(), 0, false, first.getRef()));
        has(first, 0);
        single.tell(new Acquire(third.getRef(), 7, true, third.getRef()));
        for (int i = 1; i <= Permits.MOST_OVERTAKING; i++) {
            var next = i % 2 == 0 ? first : second;
            single.tell(new Acquire(next.getRef(), i, false, next.getRef()));
            single.tell(new Release((i % 2 == 0 ? second : first).getRef()));
            has(next, i);
        }
        single.tell(new Acquire(second.getRef(), 1000, false, second.getRef()));
        single.tell(new Release(first.getRef()));
        has(third, 7);
        hasNone(second);
    }

    @Test
    void a_host_that_was_cut_off_and_stopped_leaves_its_place_in_the_queue() {
        takes(first, 1);
        takes(second, 2);
        takesAfterACutOff(third, 3);
        takesAfterACutOff(fourth, 4);
        third.stop();
        leaves(first);
        has(fourth, 4);
    }

    @Test
    void fewer_than_one_permit_is_rejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> Permits.create(0));
    }

    private void takes(TestProbe<Granted> who, long request) {
        permits.tell(new Acquire(who.getRef(), request, false, who.getRef()));
    }

    private void takesAfterACutOff(TestProbe<Granted> who, long request) {
        permits.tell(new Acquire(who.getRef(), request, true, who.getRef()));
    }

    private void leaves(TestProbe<Granted> who) {
        permits.tell(new Release(who.getRef()));
    }

    private static void has(TestProbe<Granted> who, long request) {
        who.expectMessage(new Granted(request));
    }

    private static void hasNone(TestProbe<Granted> who) {
        who.expectNoMessage(Duration.ofMillis(50));
    }
}

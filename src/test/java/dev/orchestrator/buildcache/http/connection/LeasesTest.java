package dev.orchestrator.buildcache.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who has to give a connection back, in virtual time. */
class LeasesTest {
    private static final Duration HEAD = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final AtomicLong time = new AtomicLong();
    private final List<String> finished = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private final Leases leases = new Leases(new ConnectionLimits(3, 2, HEAD, SILENCE));

    @Test
    void if_there_are_too_many_the_one_ends_that_has_been_without_a_request_for_longest() throws Exception {
        var busy = open("busy", "127.0.0.1");
        busy.requested();
        open("half-open", "127.0.0.1");
        var idle = open("idle", "127.0.0.1");
        idle.requested();
        idle.answered();
        open("new", "127.0.0.1");
        assertThat(ended).containsExactly("half-open");
        open("newer", "127.0.0.1");
        assertThat(ended).containsExactly("half-open", "idle");
        open("newest", "127.0.0.1");
        assertThat(ended).containsExactly("half-open", "idle", "new");
    }

    @Test
    void if_all_have_a_request_the_oldest_request_ends() throws Exception {
        for (var name : List.of("a", "b", "c")) {
            open(name, "127.0.0.1").requested();
        }
        open("d", "127.0.0.1");
        assertThat(ended).containsExactly("a");
    }

    @Test
    void an_address_over_its_share_ends_its_own() throws Exception {
        open("somebody", "10.0.0.1");
        open("a", "10.0.0.2");
        open("b", "10.0.0.2");
        open("c", "10.0.0.2");
        assertThat(ended).containsExactly("a");
        assertThat(leases.size()).isEqualTo(3);
    }

    @Test
    void loopback_has_no_share() throws Exception {
        for (var name : List.of("a", "b", "c")) {
            open(name, "127.0.0.1");
        }
        assertThat(ended).isEmpty();
    }

    @Test
    void a_head_has_a_deadline_from_its_first_byte_and_no_trickle_extends_it() throws Exception {
        var slow = open("slow", "127.0.0.1");
        var used = open("used", "127.0.0.1");
        used.requested();
        used.answered();
        for (int i = 0; i < 9; i++) {
            later(Duration.ofSeconds(1));
            slow.received();
        }
        assertThat(ended).isEmpty();
        later(Duration.ofSeconds(1));
        assertThat(ended).containsExactly("slow");
        later(Duration.ofSeconds(30));
        used.received();
        later(Duration.ofSeconds(9));
        assertThat(ended).containsExactly("slow");
        later(Duration.ofSeconds(1));
        assertThat(ended).containsExactly("slow", "used");
        assertThat(leases.size()).isZero();
    }

    @Test
    void one_on_which_nothing_moves_ends_even_with_a_request() throws Exception {
        var reader = open("reader", "127.0.0.1");
        reader.requested();
        later(Duration.ofSeconds(50));
        reader.sent();
        later(Duration.ofSeconds(50));
        assertThat(ended).isEmpty();
        later(Duration.ofSeconds(10));
        assertThat(ended).containsExactly("reader");
    }

    @Test
    void at_the_end_an_idle_one_may_still_send_and_one_with_a_request_goes_on() throws Exception {
        open("half-open", "127.0.0.1");
        var idle = open("idle", "127.0.0.1");
        idle.requested();
        idle.answered();
        var busy = open("busy", "127.0.0.1");
        busy.requested();
        assertThat(leases.endUnused()).isTrue();
        assertThat(ended).containsExactly("half-open");
        assertThat(finished).containsExactly("idle");
        leases.remove(idle);
        busy.answered();
        assertThat(leases.endUnused()).isTrue();
        assertThat(finished).containsExactly("idle", "busy");
        leases.endAll();
        assertThat(ended).containsExactly("half-open", "busy");
        assertThat(leases.endUnused()).isFalse();
    }

    private void later(Duration more) {
        time.addAndGet(more.toNanos() + 1);
        leases.endOverdue();
    }

    private Lease open(String name, String address) throws Exception {
        var lease =
                new Lease(InetAddress.getByName(address), () -> finished.add(name), () -> ended.add(name), time::get);
        leases.add(lease);
        time.incrementAndGet();
        return lease;
    }
}

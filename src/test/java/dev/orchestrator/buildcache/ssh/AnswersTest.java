package dev.orchestrator.buildcache.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.cache.CacheListing;
import dev.orchestrator.buildcache.docker.AnswerReader;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.ListCache;
import dev.orchestrator.buildcache.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command's reader is given what the command writes to stdout, while it comes, and nothing else. */
class AnswersTest {
    /** A record with a description as long as real ones; %d is replaced by its number. */
    private static final String ROW =
            "{\"CacheType\":\"regular\",\"CreatedAt\":\"2026-11-26 07:30:15.319068488 +0000 UTC\","
                    + "\"Description\":\"mount / from exec /bin/sh -c apt-get install -y something\",\"ID\":\"wxdgjchyrc8icgdm%d\","
                    + "\"InUse\":\"false\",\"LastUsedAt\":\"2026-11-26 07:30:15.457060631 +0000 UTC\",\"Parent\":\"\","
                    + "\"Shared\":\"false\",\"Size\":\"3.15MB\",\"UsageCount\":\"1\"}";

    @TempDir
    private Path folder;

    private LocalLogin login;

    private static final class Collected implements AnswerReader<String> {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();

        @Override
        public synchronized void take(byte[] bytes, int from, int to) {
            all.write(bytes, from, to - from);
        }

        @Override
        public Optional<String> answer(Exited end) {
            return Optional.of(text());
        }

        synchronized String text() {
            return all.toString(UTF_8);
        }
    }

    @BeforeEach
    void start() {
        login = new LocalLogin(folder);
    }

    @AfterEach
    void stop() {
        login.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void each_command_is_read_by_its_own_reader(boolean inSession) {
        login.docker("echo \"$@\"; echo; printf '\\nno end'; echo err >&2");
        var runner = login.runner("echo motd");
        String motd = inSession ? "" : "motd\n";
        for (int i = 0; i < 3; i++) {
            var reader = new Collected();
            login.start(runner, LocalLogin.VERSION, reader, inSession);
            assertThat(login.next().result())
                    .isInstanceOfSatisfying(
                            Exited.class, exited -> assertThat(reader.text()).isEqualTo(exited.stdout()));
            assertThat(reader.text()).isEqualTo(motd + "version --format {{json .}}\n\n\nno end");
        }
        assertThat(login.connections()).hasSize(inSession ? 1 : 3);
    }

    @Test
    void where_there_is_no_session_the_reader_is_given_the_answer_once() {
        var reader = new Collected();
        var runner = login.runner("case $last in exec*) echo no session; exit 1 ;; esac");
        login.start(runner, LocalLogin.VERSION, reader, true);
        assertThat(login.next().result()).isInstanceOf(Exited.class);
        assertThat(reader.text()).isEqualTo("version --format {{json .}}\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_listing_of_50_000_records_is_read_whole_though_only_its_end_is_kept(boolean inSession) throws Exception {
        var text = new StringBuilder("[");
        for (int i = 0; i < 50_000; i++) {
            text.append(i == 0 ? "" : ",").append(ROW.formatted(i));
        }
        Files.writeString(folder.resolve("listing"), text.append("]\n"));
        login.docker("cat listing");
        var command = new ListCache(Optional.empty());
        AnswerReader<CacheListing> reader = command.newReader();
        login.start(login.runner(), command, reader, inSession);
        var end = (Exited) login.next().result();
        assertThat(end.stdout().length()).isLessThanOrEqualTo(64 * 1024);
        assertThat(reader.answer(end))
                .hasValueSatisfying(listing -> assertThat(listing.size()).isEqualTo(50_000));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_listing_that_time_cuts_off_is_none_and_what_comes_later_is_not_given_to_the_next_reader(boolean inSession) {
        login.docker("echo \"[${1#system}\"; [ $1 = version ] || exec sleep 1000");
        var runner = login.runner();
        var cut = new Collected();
        var command = new ListCache(Optional.empty());
        long id = login.start(runner, command, cut, inSession);
        Await.until("the beginning", () -> cut.text().startsWith("["));
        runner.tell(new SshRunner.EndNow(id));
        assertThat(login.next().result()).isInstanceOf(CutOff.class);
        var next = new Collected();
        login.start(runner, LocalLogin.VERSION, next, inSession);
        assertThat(login.next().result()).isInstanceOf(Exited.class);
        assertThat(next.text()).isEqualTo("[version\n");
        assertThat(cut.text().strip()).isEqualTo("[");
    }
}

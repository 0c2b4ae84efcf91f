package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestrator.buildcache.docker.Age;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host's text may contain, and how it arrives; a bar stands for the invisible character that is inserted. */
class QuotedTextTest {
    private static final SlackWebhook SLACK = new SlackWebhook(new WebhookUrl(URI.create("http://h/x")));
    private static final Telegram TELEGRAM =
            new Telegram("1:A", "1", URI.create("http://h"), "@ops: {host} https://wiki.example.org/cache");

    @ParameterizedTest
    @CsvSource({
        // Mattermost, Rocket.Chat, Discord: everybody, in any case
        "@HERE, @|HERE",
        "prune@here: no, prune@|here: no",
        "@channel @everyone @All!, @|channel @|everyone @|All!",
        // one person, a group, an address of e-mail
        "ask @alice, ask @|alice",
        "me@heretic.example, me@|heretic.|example",
        "(@alice.b_c-d), (@|alice.|b_c-d)",
        // Slack: people, groups, channels, everybody, links with a text
        "<!here> <@U012AB3CD> <#C012AB3CD>, &lt;!here&gt; &lt;@|U012AB3CD&gt; &lt;#|C012AB3CD&gt;",
        "<!subteam^S1|@ops>, &lt;!subteam^S1|@|ops&gt;",
        "<http://evil.example|log in>, &lt;http:|//evil.|example|log in&gt;",
        // Discord
        "<@&77> <#8> </prune:9>, &lt;@|&amp;77&gt; &lt;#|8&gt; &lt;/prune:|9&gt;",
        // channels and hashtags of Mattermost and Rocket.Chat
        "~town-square #general, ~|town-square #|general",
        // Markdown
        "[log in](http://evil.example/x), [log in]|(http:|//evil.|example/x)",
        "![pixel](HTTPS://evil.example), ![pixel]|(HTTPS:|//evil.|example)",
        "[a][b], [a]|[b]",
        // addresses
        "see https://evil.example/x, see https:|//evil.|example/x",
        "h2+x-1.y0://a, h2+x-1.|y0:|//a",
        "mailto:me tel:110 slack://open, mailto:|me tel:|110 slack:|//open",
        "www.evil.example, www.|evil.|example",
        "пример.рф, пример.|рф",
        // nothing of all that
        "rc=255: connect to host 10.0.0.5 port 22: No route, rc=255: connect to host 10.0.0.5 port 22: No route",
        "at 12:30 & 1.5 GB of ~ [x] (y) # @ <, at 12:30 &amp; 1.5 GB of ~ [x] (y) # @ &lt;",
    })
    void in_slacks_format_no_mention_and_no_link_is_live(String error, String arrives) throws IOException {
        assertThat(arriving(SLACK, failing("b1", error))).isEqualTo("Build cache pruning fails on b1: " + arrives);
    }

    @ParameterizedTest
    @CsvSource({
        "@Alice me@evil.example, @|Alice me@|evil.|example",
        "https://evil.example t.me/x tg://join, https:|//evil.|example t.|me/x tg:|//join",
        "#tag $USD /start@bot, #|tag $|USD /|start@|bot",
        "open /var/run/docker.sock: no, open /|var/run/docker.|sock: no",
        "rc=1: <b>*no*</b> [thing](x), rc=1: <b>*no*</b> [thing](x)",
    })
    void in_telegram_no_mention_command_or_link_is_live(String error, String arrives) throws IOException {
        assertThat(arriving(TELEGRAM, failing("b1", error))).isEqualTo("Build cache pruning fails on b1: " + arrives);
    }

    @Test
    void every_kind_of_alert_is_quoted() throws IOException {
        var refused = new Alert.Refused("b1", Given.refused("its docker is @here"));
        assertThat(arriving(SLACK, refused)).isEqualTo("Build cache pruning is refused on b1: its docker is @|here");
        var strange = "@here http://evil.example";
        for (var alert : List.of(
                failing(strange, "no"),
                new Alert.Refused(strange, Given.refused("no")),
                new Alert.Recovered(strange, Given.unconfirmed()),
                reclaimed(strange))) {
            assertThat(arriving(SLACK, alert)).contains(" on @|here http:|//evil.|example");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"build-01.example.org", "Build_02", "10.0.0.5"})
    void the_name_of_a_host_can_be_copied_from_a_message(String name) throws IOException {
        assertThat(arriving(SLACK, failing(name, "no"))).isEqualTo("Build cache pruning fails on " + name + ": no");
    }

    @Test
    void what_the_operator_wrote_stays_as_it_is() throws IOException {
        assertThat(arriving(TELEGRAM, reclaimed("b1"))).isEqualTo("@ops: b1 https://wiki.example.org/cache");
        assertThat(arriving(TELEGRAM, reclaimed("@b1"))).isEqualTo("@ops: @|b1 https://wiki.example.org/cache");
    }

    private static Alert failing(String host, String error) {
        return new Alert.Failing(host, Given.failed(error), 1);
    }

    private static Alert reclaimed(String host) {
        return new Alert.Reclaimed(host, Given.succeeded(Given.GB), Given.GB, Optional.of(new Age("24h")));
    }

    private static String arriving(Service service, Alert alert) throws IOException {
        var request = service.request(new Digest(List.of(alert), 0));
        return new ObjectMapper().readTree(request.json()).get("text").asText().replace('\u200B', '|');
    }
}

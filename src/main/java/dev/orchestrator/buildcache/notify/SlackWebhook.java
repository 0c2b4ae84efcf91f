package dev.orchestrator.buildcache.notify;

import akka.http.javadsl.model.HttpRequest;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/** An incoming webhook as Slack has it, which Mattermost, Rocket.Chat and Discord (under {@code /slack}) take too. */
public record SlackWebhook(WebhookUrl url) implements Service {

    /** Discord's limit, the lowest of them. */
    private static final int TEXT_LIMIT = 2000;

    /** Mattermost and Discord wake up a whole channel for these words; a host's error may well be about user@here. */
    private static final Pattern EVERYBODY = Pattern.compile("@(?=(?:here|channel|all|everyone)\\b)");

    private static final String INVISIBLE = "\u200B";

    @Override
    public String type() {
        return "slack";
    }

    @Override
    public URI server() {
        return url.url();
    }

    @Override
    public HttpRequest request(Digest message) {
        return url.post(JsonNodeFactory.instance
                .objectNode()
                .put("text", message.text(TEXT_LIMIT, notice -> escaped(notice.text())))
                .toString());
    }

    /** These three characters, and only these, have to be escaped: docs.slack.dev, "Formatting message text". */
    private static String escaped(String text) {
        String plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return EVERYBODY.matcher(plain).replaceAll("@" + INVISIBLE);
    }

    @Override
    public Set<String> secrets() {
        return url.secrets();
    }
}

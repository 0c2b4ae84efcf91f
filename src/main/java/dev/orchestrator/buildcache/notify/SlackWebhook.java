package dev.orchestrator.buildcache.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Set;
import java.util.regex.Pattern;

/** An incoming webhook in Slack's format, which Mattermost, Rocket.Chat and Discord (under {@code /slack}) accept too. */
public record SlackWebhook(WebhookUrl url) implements Service {

    /** In characters. Discord's limit, the lowest of the four. */
    private static final int TEXT_LIMIT = 2000;

    /** Mattermost and Discord notify everyone in a channel for these words, and an error may contain user@here. */
    private static final Pattern EVERYBODY = Pattern.compile("@(?=(?:here|channel|all|everyone)\\b)");

    private static final String INVISIBLE = "\u200B";

    @Override
    public String type() {
        return "slack";
    }

    @Override
    public JsonPost request(Digest message) {
        return url.post(JsonNodeFactory.instance
                .objectNode()
                .put("text", message.text(TEXT_LIMIT, alert -> escaped(alert.text())))
                .toString());
    }

    /** Slack requires exactly these three to be escaped: docs.slack.dev, "Formatting message text". */
    private static String escaped(String text) {
        String plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return EVERYBODY.matcher(plain).replaceAll("@" + INVISIBLE);
    }

    @Override
    public Set<String> secrets() {
        return url.secrets();
    }
}

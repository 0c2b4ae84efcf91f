package dev.orchestrator.buildcache.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Set;

/** An incoming webhook in Slack's format, which Mattermost, Rocket.Chat and Discord (under {@code /slack}) accept too. */
public record SlackWebhook(WebhookUrl url) implements Service {

    /** In characters. Discord's limit, the lowest of the four. */
    private static final int TEXT_LIMIT = 2000;

    /**
     * Mentions of people by {@code @}, of channels by {@code #} (Rocket.Chat, Discord) or {@code ~} (Mattermost), and links
     * in Markdown, which all but Slack show. Slack's own are between the characters that are escaped.
     */
    private static final QuotedText QUOTED =
            new QuotedText("(?<=[@#~])(?=\\S)|(?<=])(?=[(\\[])|" + QuotedText.ADDRESSES);

    @Override
    public String type() {
        return "slack";
    }

    @Override
    public JsonPost request(Digest message) {
        return url.post(JsonNodeFactory.instance
                .objectNode()
                .put("text", message.text(TEXT_LIMIT, alert -> escaped(alert.text(QUOTED::of))))
                .toString());
    }

    /** Slack requires exactly these three to be escaped: docs.slack.dev, "Formatting message text". */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public Set<String> secrets() {
        return url.secrets();
    }
}

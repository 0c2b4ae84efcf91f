package dev.orchestrator.buildcache.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A Telegram bot (Bot API, {@code sendMessage}). Requests have the bot's token in their path.
 *
 * @param botToken the secret that Telegram issued for the bot; never shown
 * @param chatId a chat's number or a channel's {@code @name}
 * @param apiUrl the address of the Bot API: {@code http} or {@code https}, a host, perhaps a port and a path
 * @param message the text of an alert about reclaimed space, with the placeholders {@code {host}}, {@code {reclaimed}} and
 *     {@code {until}}
 */
public record Telegram(String botToken, String chatId, URI apiUrl, String message) implements Service {
    public static final String TOKEN_ALLOWED = "the token as Telegram's BotFather gives it, such as 123456:ABC-DEF";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9:_-]+");
    private static final Pattern CHAT = Pattern.compile("-?[0-9]+|@[A-Za-z0-9_]+");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");
    private static final Set<String> PLACEHOLDERS = Set.of("{host}", "{reclaimed}", "{until}");

    /**
     * Mentions, hashtags, cashtags and a bot's commands: clients show them as links, and notify those who are mentioned, with
     * or without a parse mode.
     */
    private static final QuotedText QUOTED =
            new QuotedText("(?<=[@#$])(?=\\S)|(?<=(?<![\\w/<>])/)(?=\\w)|" + QuotedText.ADDRESSES);

    /** In characters. The Bot API refuses longer texts. */
    private static final int TEXT_LIMIT = 4096;

    /** @throws IllegalArgumentException if a value is invalid; the message doesn't show the value */
    public Telegram {
        if (!isToken(botToken)) {
            throw new IllegalArgumentException("not a bot token: must be " + TOKEN_ALLOWED);
        }
        if (!isChat(chatId)) {
            throw new IllegalArgumentException("not a chat's number or a channel's @name");
        }
        if (!isApiUrl(apiUrl)) {
            throw new IllegalArgumentException("the API address must be http or https, with a host");
        }
        if (!isMessage(message)) {
            throw new IllegalArgumentException("the message is empty, or has another placeholder than " + PLACEHOLDERS);
        }
    }

    /** Whether it can be used in a URL's path without escaping. */
    public static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    public static boolean isChat(String text) {
        return CHAT.matcher(text).matches();
    }

    /** Whether it is not empty and has only known placeholders. */
    public static boolean isMessage(String text) {
        return !text.isEmpty() && PLACEHOLDER.matcher(text).results().allMatch(p -> PLACEHOLDERS.contains(p.group()));
    }

    /** Whether it is an http or https address with a host and no login, query or fragment. */
    public static boolean isApiUrl(URI url) {
        return WebhookUrl.isUrl(url) && url.getRawUserInfo() == null && url.getRawQuery() == null;
    }

    @Override
    public String type() {
        return "telegram";
    }

    /** Sent without a parse mode, so Telegram shows the text as is. */
    @Override
    public JsonPost request(Digest digest) {
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("chat_id", chatId)
                .put("text", digest.text(TEXT_LIMIT, this::line));
        String api = apiUrl.toASCIIString().replaceAll("/+$", "");
        return new JsonPost(URI.create(api + "/bot" + botToken + "/sendMessage"), Map.of(), body.toString());
    }

    private String line(Alert alert) {
        return alert instanceof Alert.Reclaimed reclaimed
                ? reclaimed.text(message, QUOTED::of)
                : alert.text(QUOTED::of);
    }

    /** Bot API, {@code ResponseParameters}: in seconds. Telegram sends no {@code Retry-After}. */
    @Override
    public Optional<Duration> retryAfter(String text) {
        var seconds = parameters(text).path("retry_after");
        return seconds.canConvertToInt() && seconds.intValue() >= 0
                ? Optional.of(Duration.ofSeconds(seconds.intValue()))
                : Optional.empty();
    }

    /** Bot API, {@code ResponseParameters}: a group that became a supergroup has another number. */
    @Override
    public Optional<Service> moved(String text) {
        var chat = parameters(text).path("migrate_to_chat_id");
        return chat.isIntegralNumber()
                ? Optional.of(new Telegram(botToken, chat.asText(), apiUrl, message))
                : Optional.empty();
    }

    private static JsonNode parameters(String text) {
        try {
            return JSON.readTree(text).path("parameters");
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public Set<String> secrets() {
        // The bot's number, before the colon, is not secret. A response may quote the colon as %3A.
        return new HashSet<>(List.of(botToken, botToken.substring(botToken.indexOf(':') + 1)));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Telegram[chatId=" + chatId + ", apiUrl=" + apiUrl + "]";
    }
}

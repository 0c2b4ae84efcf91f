package dev.orchestrator.buildcache.notify;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpRequest;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A Telegram bot (Bot API, {@code sendMessage}). The bot's token is part of the address.
 *
 * @param botToken the secret that Telegram gave for the bot; it is never shown
 * @param chatId a chat's number or a channel's {@code @name}
 * @param apiUrl where the Bot API is: {@code http} or {@code https}, a host, perhaps a port and a path
 * @param message the text for what was reclaimed, with the placeholders {@code {host}}, {@code {reclaimed}} and
 *     {@code {until}}
 */
public record Telegram(String botToken, String chatId, URI apiUrl, String message) implements Service {
    public static final String TOKEN_ALLOWED = "the token as Telegram's BotFather gives it, such as 123456:ABC-DEF";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9:_-]+");
    private static final Pattern CHAT = Pattern.compile("-?[0-9]+|@[A-Za-z0-9_]+");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");
    private static final Set<String> PLACEHOLDERS = Set.of("{host}", "{reclaimed}", "{until}");

    /** A longer text is refused by the Bot API. */
    private static final int TEXT_LIMIT = 4096;

    /** @throws IllegalArgumentException if a value can't be used; the text doesn't show it */
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

    /** Whether it can stand in the path of an address as it is. */
    public static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    public static boolean isChat(String text) {
        return CHAT.matcher(text).matches();
    }

    /** Whether it says something and has no placeholders but ours. */
    public static boolean isMessage(String text) {
        return !text.isEmpty() && PLACEHOLDER.matcher(text).results().allMatch(p -> PLACEHOLDERS.contains(p.group()));
    }

    /** Whether it is an http or https address with a host and no login, query or fragment in it. */
    public static boolean isApiUrl(URI url) {
        return WebhookUrl.isUrl(url) && url.getRawUserInfo() == null && url.getRawQuery() == null;
    }

    @Override
    public String type() {
        return "telegram";
    }

    @Override
    public URI server() {
        return apiUrl;
    }

    /** Without a parse mode, Telegram takes the text as it is. */
    @Override
    public HttpRequest request(Digest digest) {
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("chat_id", chatId)
                .put("text", digest.text(TEXT_LIMIT, this::line));
        String path = apiUrl.getRawPath().replaceAll("/+$", "");
        return HttpRequest.POST(path + "/bot" + botToken + "/sendMessage")
                .withEntity(ContentTypes.APPLICATION_JSON, body.toString());
    }

    private String line(Notice notice) {
        return notice instanceof Notice.Reclaimed reclaimed ? reclaimed.text(message) : notice.text();
    }

    @Override
    public Set<String> secrets() {
        // The part before the colon is the bot's number, and an answer may quote the colon as %3A.
        return new HashSet<>(List.of(botToken, botToken.substring(botToken.indexOf(':') + 1)));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Telegram[chatId=" + chatId + ", apiUrl=" + apiUrl + "]";
    }
}

package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.prune.ByteSize;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How to reach people through a Telegram bot, and when.
 *
 * @param botToken the secret that Telegram gave for the bot; it is never shown
 * @param chatId a chat's number or a channel's {@code @name}
 * @param apiUrl where the Bot API is: {@code http} or {@code https}, a host, perhaps a port and a path
 * @param message the text, with the placeholders {@code {host}}, {@code {reclaimed}} and {@code {until}}
 * @param atLeast how much a run must have reclaimed to be worth a message; more than 0
 */
public record TelegramSettings(String botToken, String chatId, URI apiUrl, String message, ByteSize atLeast) {
    public static final String TOKEN_ALLOWED = "the token as Telegram's BotFather gives it, such as 123456:ABC-DEF";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9:_-]+");
    private static final Pattern CHAT = Pattern.compile("-?[0-9]+|@[A-Za-z0-9_]+");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");
    private static final Set<String> PLACEHOLDERS = Set.of("{host}", "{reclaimed}", "{until}");

    /** @throws IllegalArgumentException if the token or the address can't be used; the text doesn't show them */
    public TelegramSettings {
        if (!isToken(botToken)) {
            throw new IllegalArgumentException("not a bot token: must be " + TOKEN_ALLOWED);
        }
        if (!isApiUrl(apiUrl)) {
            throw new IllegalArgumentException("the API address must be http or https, with a host");
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
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "TelegramSettings[chatId=" + chatId + ", apiUrl=" + apiUrl + ", atLeast=" + atLeast + "]";
    }
}

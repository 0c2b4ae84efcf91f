package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.notify.Channel;
import dev.orchestrator.buildcache.notify.Telegram;
import java.net.URI;
import java.util.Optional;

/**
 * The {@code telegram} section: address of the Bot API and text of a message, for all channels of this type, and a bot
 * that reports each run that reclaimed enough.
 *
 * @param bot empty if no bot is set
 */
record TelegramSection(URI apiUrl, String message, Optional<Telegram> bot) {
    /** The name of the bot's channel. */
    static final String CHANNEL = "telegram";

    static final String CHAT_ALLOWED = "the number of a chat or the @name of a channel";

    private static final String TOKEN = "telegram.bot-token";
    private static final String CHAT = "telegram.chat-id";

    static TelegramSection read(SettingsReader read) {
        var token = read.secret(TOKEN).optional(Telegram.TOKEN_ALLOWED, Rules.valid(Telegram::isToken));
        var chat = read.secret(CHAT).optional(CHAT_ALLOWED, Rules.valid(Telegram::isChat));
        var apiUrl = read.secret("telegram.api-url")
                .value("an http or https address without a login, query or fragment", Rules.url(Telegram::isApiUrl));
        var message = read.setting("telegram.message")
                .value(
                        "a text; its placeholders are {host}, {reclaimed} and {until}",
                        Rules.valid(Telegram::isMessage));
        if (token.isPresent() != chat.isPresent()) {
            read.problem(
                    token.isPresent() ? TOKEN : CHAT,
                    token.isPresent() ? CHAT : TOKEN,
                    "set both " + TOKEN + " and " + CHAT + ", or neither");
        }
        var bot = token.flatMap(t -> chat.map(c -> new Telegram(t, c, apiUrl, message)));
        return new TelegramSection(apiUrl, message, bot);
    }

    /** The bot's channel. */
    Optional<Channel> channel() {
        return bot.map(telegram -> Channel.reclaimedOnly(CHANNEL, telegram));
    }
}

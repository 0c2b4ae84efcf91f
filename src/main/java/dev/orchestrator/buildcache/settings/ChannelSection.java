package dev.orchestrator.buildcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.notify.Alert;
import dev.orchestrator.buildcache.notify.Channel;
import dev.orchestrator.buildcache.notify.Delivery;
import dev.orchestrator.buildcache.notify.JsonWebhook;
import dev.orchestrator.buildcache.notify.Service;
import dev.orchestrator.buildcache.notify.SlackWebhook;
import dev.orchestrator.buildcache.notify.Telegram;
import dev.orchestrator.buildcache.notify.WebhookUrl;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One channel: an entry of {@code notify.channels}. */
final class ChannelSection {
    /** All keys of a channel and their defaults; messages show "not set" as the origin of a default. */
    static final Config KEYS = ConfigFactory.parseMap(
            Map.of(
                    "type", "",
                    "url", "",
                    "secret", "",
                    "bot-token", "",
                    "chat-id", "",
                    "events", List.of(),
                    "hosts", List.of()),
            "not set");

    private static final Set<String> TYPES = Set.of("telegram", "slack", "webhook");

    private ChannelSection() {}

    /**
     * Reads all keys of a channel, so that every problem is reported at once.
     *
     * @param name empty if it is invalid
     * @param hosts the names of all hosts
     * @param telegram settings shared by every channel of type {@code telegram}
     * @return empty if there was any problem
     */
    static Optional<Channel> read(
            SettingsReader read,
            Optional<String> name,
            Set<String> hosts,
            TelegramSection telegram,
            Delivery delivery) {
        var events = read.setting("events")
                .set(
                        "a list of reclaimed, failing, recovered, refused; empty for all",
                        text -> Alert.Kind.of(text).orElseThrow());
        var about = read.setting("hosts").set("a list of host names; empty for all", Rules.valid(hosts::contains));
        var service = service(read, telegram);
        if (!read.isSound()) {
            return Optional.empty();
        }
        var wanted = events.isEmpty() ? EnumSet.allOf(Alert.Kind.class) : events;
        return name.flatMap(n -> service.map(s -> new Channel(n, s, wanted, about, delivery)));
    }

    private static Optional<Service> service(SettingsReader read, TelegramSection telegram) {
        var type = read.setting("type").required("telegram, slack or webhook", Rules.valid(TYPES::contains));
        var url = read.secret("url").optional(WebhookUrl.ALLOWED, text -> new WebhookUrl(URI.create(text)));
        var secret = read.secret("secret").optional("a text", text -> text);
        var token = read.secret("bot-token").optional(Telegram.TOKEN_ALLOWED, Rules.valid(Telegram::isToken));
        var chat = read.secret("chat-id").optional(TelegramSection.CHAT_ALLOWED, Rules.valid(Telegram::isChat));
        return type.flatMap(word -> switch (word) {
            case "telegram" -> {
                var itsToken = needed(read, "bot-token", token);
                var itsChat = needed(read, "chat-id", chat);
                yield itsToken.flatMap(
                        t -> itsChat.map(c -> new Telegram(t, c, telegram.apiUrl(), telegram.message())));
            }
            case "slack" -> needed(read, "url", url).<Service>map(SlackWebhook::new);
            default -> needed(read, "url", url).<Service>map(u -> new JsonWebhook(u, secret));
        });
    }

    private static <T> Optional<T> needed(SettingsReader read, String key, Optional<T> value) {
        if (value.isEmpty()) {
            read.problem("type", key, "a channel of this type requires " + key);
        }
        return value;
    }
}

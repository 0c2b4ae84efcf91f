package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.notify.Channel;
import dev.orchestrator.buildcache.notify.Delivery;
import dev.orchestrator.buildcache.notify.Event;
import dev.orchestrator.buildcache.notify.JsonWebhook;
import dev.orchestrator.buildcache.notify.Service;
import dev.orchestrator.buildcache.notify.SlackWebhook;
import dev.orchestrator.buildcache.notify.Telegram;
import dev.orchestrator.buildcache.notify.WebhookUrl;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Whom to tell, and of what. As everywhere here: checked at once, put together once there are no problems. */
final class ChannelSettings {
    private static final String BOTH_OR_NEITHER = "set both telegram.bot-token and telegram.chat-id, or neither";
    private static final String TELEGRAM = "telegram";
    private static final String CHAT_ALLOWED = "a chat's number or a channel's @name";

    private final Duration digest;
    private final Supplier<Telegram> telegram;
    private final boolean hasTelegram;
    private final List<Supplier<Channel>> channels = new ArrayList<>();

    /** @param hosts the names of all hosts, as far as they have names of their own */
    ChannelSettings(SettingsReader read, Set<String> hosts) {
        digest = read.duration("notify.digest", Duration.ZERO, Delivery.LONGEST_DIGEST, "0 s to 1 day");
        var token = read.optional("telegram.bot-token", Telegram.TOKEN_ALLOWED, Rules.valid(Telegram::isToken));
        var chat = read.optional("telegram.chat-id", CHAT_ALLOWED, Rules.valid(Telegram::isChat));
        var apiUrl = read.value(
                "telegram.api-url",
                "an http or https address without a login, query or fragment",
                text -> url(text, Telegram.isApiUrl(URI.create(text))));
        var message = read.value(
                "telegram.message",
                "a text; its placeholders are {host}, {reclaimed} and {until}",
                Rules.valid(Telegram::isMessage));
        if (token.isPresent() != chat.isPresent()) {
            String alone = token.isPresent() ? "telegram.bot-token" : "telegram.chat-id";
            String missing = token.isPresent() ? "telegram.chat-id" : "telegram.bot-token";
            read.problem(alone, missing, BOTH_OR_NEITHER);
        }
        hasTelegram = token.isPresent();
        telegram = () -> new Telegram(token.orElseThrow(), chat.orElseThrow(), apiUrl, message);
        read.channels().forEach((name, entry) -> channels.add(channel(read, name, entry, hosts, apiUrl, message)));
    }

    private Supplier<Channel> channel(
            SettingsReader top, String name, SettingsReader read, Set<String> hosts, URI apiUrl, String message) {
        if (!Channel.isName(name)) {
            top.problem("notify.channels", "a channel is named \"" + name + "\": must be " + Channel.NAME_ALLOWED);
        }
        if (hasTelegram && name.equals(TELEGRAM)) {
            top.problem("notify.channels", "a channel is named telegram, as that of telegram.* is");
        }
        var events = read.set(
                "events",
                "a list of reclaimed, failing, recovered, refused; empty for all",
                text -> Event.of(text).orElseThrow());
        var about = read.set("hosts", "a list of names of hosts; empty for all", Rules.valid(hosts::contains));
        var service = service(read, apiUrl, message);
        return () -> new Channel(
                name,
                service.get(),
                events.isEmpty() ? EnumSet.allOf(Event.class) : events,
                new HashSet<>(about),
                Delivery.inDigests(digest));
    }

    private static Supplier<Service> service(SettingsReader read, URI apiUrl, String message) {
        var type = read.value(
                "type", "telegram, slack or webhook", Rules.valid(Set.of("telegram", "slack", "webhook")::contains));
        var url = read.optional(
                "url", WebhookUrl.ALLOWED, text -> new WebhookUrl(url(text, WebhookUrl.isUrl(URI.create(text)))));
        var secret = read.optional("secret", "a text", text -> text);
        var token = read.optional("bot-token", Telegram.TOKEN_ALLOWED, Rules.valid(Telegram::isToken));
        var chat = read.optional("chat-id", CHAT_ALLOWED, Rules.valid(Telegram::isChat));
        if ("telegram".equals(type)) {
            need(read, token, "bot-token");
            need(read, chat, "chat-id");
            return () -> new Telegram(token.orElseThrow(), chat.orElseThrow(), apiUrl, message);
        }
        if (type != null) {
            need(read, url, "url");
        }
        return () ->
                "slack".equals(type) ? new SlackWebhook(url.orElseThrow()) : new JsonWebhook(url.orElseThrow(), secret);
    }

    private static void need(SettingsReader read, Optional<?> value, String key) {
        if (value.isEmpty()) {
            read.problem("type", key, "a channel of this type needs " + key);
        }
    }

    private static URI url(String text, boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException();
        }
        return URI.create(text);
    }

    /** What telegram.* asks for comes as it always came; the channels come in digests. */
    List<Channel> channels() {
        var all = new ArrayList<Channel>();
        if (hasTelegram) {
            all.add(Channel.reclaimedOnly(TELEGRAM, telegram.get()));
        }
        channels.forEach(channel -> all.add(channel.get()));
        return all;
    }
}

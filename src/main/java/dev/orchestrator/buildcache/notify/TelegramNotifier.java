package dev.orchestrator.buildcache.notify;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.prune.Age;
import dev.orchestrator.buildcache.prune.ByteSize;
import dev.orchestrator.buildcache.prune.OneLine;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Sends one message through a Telegram bot (Bot API, {@code sendMessage}) for every run that reclaimed enough.
 *
 * <p>Best effort: a message that can't be sent within 10 s is one warning in the log, and lost. The bot's token
 * is part of the address, so no address and nothing that may quote one is ever logged as it is.
 */
public final class TelegramNotifier extends AbstractBehavior<TelegramNotifier.Command> {
    sealed interface Command {}

    private record Happened(Pruner.Changed event) implements Command {}

    private record Sent(int status, String answer) implements Command {}

    private record NotSent(Throwable failure) implements Command {}

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int ANSWER_LIMIT = 16 * 1024;
    private static final int SHOWN = 200;

    private final TelegramSettings settings;
    private final Duration limit;

    /** A listener for {@link Pruner#create}. */
    public static Behavior<Pruner.Changed> create(TelegramSettings settings) {
        return create(settings, LIMIT);
    }

    /** @param limit from the decision to the end of Telegram's answer */
    static Behavior<Pruner.Changed> create(TelegramSettings settings, Duration limit) {
        Behavior<Command> notifier = Behaviors.setup(context -> {
            context.setLoggerName(TelegramNotifier.class);
            return new TelegramNotifier(context, settings, limit);
        });
        return Behaviors.transformMessages(
                Pruner.Changed.class, notifier, match -> match.match(Pruner.Changed.class, Happened::new));
    }

    private TelegramNotifier(ActorContext<Command> context, TelegramSettings settings, Duration limit) {
        super(context);
        this.settings = settings;
        this.limit = limit;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Happened.class, this::onHappened)
                .onMessage(Sent.class, this::onSent)
                .onMessage(NotSent.class, this::onNotSent)
                .build();
    }

    private Behavior<Command> onHappened(Happened happened) {
        var reclaimed = happened.event.ended().flatMap(run -> run.verdict().reclaimed());
        if (reclaimed.isPresent()
                && reclaimed.get().bytes() >= settings.atLeast().bytes()) {
            getContext()
                    .pipeToSelf(
                            send(text(happened.event.status().settings(), reclaimed.get())),
                            (sent, failure) -> failure == null ? sent : new NotSent(failure));
        }
        return this;
    }

    private String text(PrunerSettings pruned, ByteSize reclaimed) {
        var until = pruned.prune().until();
        return settings.message()
                .replace("{host}", pruned.name())
                .replace("{reclaimed}", reclaimed.inGb())
                .replace("{until}", until.map(Age::text).orElse("0"));
    }

    /** One connection per message, not the pool: that one retries by itself and quotes requests in its log. */
    private CompletionStage<Sent> send(String text) {
        var system = getContext().getSystem();
        var url = settings.apiUrl();
        boolean tls = url.getScheme().equals("https");
        var connect = Http.get(system)
                .connectionTo(url.getHost())
                .toPort(url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80);
        return Source.single(request(text))
                .via(tls ? connect.https() : connect.http())
                .mapAsync(1, response -> answer(response, Materializer.matFromSystem(system)))
                .completionTimeout(limit)
                .runWith(Sink.head(), system);
    }

    private HttpRequest request(String text) {
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("chat_id", settings.chatId())
                .put("text", text);
        String path = settings.apiUrl().getRawPath().replaceAll("/+$", "");
        return HttpRequest.POST(path + "/bot" + settings.botToken() + "/sendMessage")
                .withEntity(ContentTypes.APPLICATION_JSON, body.toString());
    }

    private CompletionStage<Sent> answer(HttpResponse response, Materializer materializer) {
        return response.entity()
                .withSizeLimit(ANSWER_LIMIT)
                .toStrict(limit.toMillis(), materializer)
                .thenApply(body ->
                        new Sent(response.status().intValue(), body.getData().utf8String()));
    }

    private Behavior<Command> onSent(Sent sent) {
        if (sent.status >= 200 && sent.status < 300) {
            getContext().getLog().info("told Telegram");
        } else {
            warn("HTTP " + sent.status + ": " + sent.answer);
        }
        return this;
    }

    private Behavior<Command> onNotSent(NotSent notSent) {
        warn(notSent.failure.toString());
        return this;
    }

    private void warn(String what) {
        getContext()
                .getLog()
                .warn("Telegram message not sent: {}", OneLine.of(what.replace(settings.botToken(), "***"), SHOWN));
    }
}

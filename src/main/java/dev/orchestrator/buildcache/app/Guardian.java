package dev.orchestrator.buildcache.app;

import static akka.http.javadsl.server.Directives.onSuccess;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.http.FleetRoutes;
import dev.orchestrator.buildcache.http.HostNames;
import dev.orchestrator.buildcache.http.HttpSettings.Protect;
import dev.orchestrator.buildcache.http.connection.ConnectionLimits;
import dev.orchestrator.buildcache.http.connection.Connections;
import dev.orchestrator.buildcache.http.events.Channels;
import dev.orchestrator.buildcache.http.events.EventLog;
import dev.orchestrator.buildcache.http.metrics.Counter;
import dev.orchestrator.buildcache.http.page.PageRoutes;
import dev.orchestrator.buildcache.notify.Notifier;
import dev.orchestrator.buildcache.settings.Settings;
import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * Starts the parts. Binds the port first: a program that can't bind it exits, may be restarted in a loop, and must not
 * contact the hosts each time. Then it starts the fleet and its subscribers.
 */
final class Guardian extends AbstractBehavior<Guardian.Command> {
    sealed interface Command {}

    private record Listening(InetSocketAddress address) implements Command {}

    private record CannotListen(Throwable why) implements Command {}

    /** Ends the program with exit code 1, see {@code service.conf}. */
    static final class NotListening implements CoordinatedShutdown.Reason {}

    /** Below the 5 s that Akka allows for a phase of the shutdown. */
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(3);

    private final Settings settings;
    private final StandardStreams streams;

    /** Requests that arrive before the fleet has started wait for this. */
    private final CompletableFuture<Route> routes = new CompletableFuture<>();

    static Behavior<Command> create(Settings settings, StandardStreams streams) {
        return Behaviors.setup(context -> {
            context.setLoggerName(Guardian.class);
            return new Guardian(context, settings, streams);
        });
    }

    private Guardian(ActorContext<Command> context, Settings settings, StandardStreams streams) {
        super(context);
        this.settings = settings;
        this.streams = streams;
        var system = context.getSystem();
        var http = settings.http();
        var bound = Connections.listen(
                system,
                http.networkInterface(),
                http.port(),
                new HostNames(http.allowedHosts()).guard(onSuccess(routes, route -> route)),
                ConnectionLimits.USUAL,
                LAST_REQUESTS);
        context.pipeToSelf(
                bound, (address, failure) -> failure == null ? new Listening(address) : new CannotListen(failure));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Listening.class, this::onListening)
                .onMessage(CannotListen.class, this::onCannotListen)
                .build();
    }

    private Behavior<Command> onListening(Listening listening) {
        var system = getContext().getSystem();
        var address = listening.address;
        getContext().getLog().info("listening on http://{}:{}", address.getHostString(), address.getPort());
        warnOfRisks(address);
        if (ZombieReaper.isNeeded()) {
            getContext().spawn(ZombieReaper.create(), "zombie-reaper");
        }
        var fleet = getContext()
                .spawn(Fleet.create(settings.fleet(), InstantSource.system(), new SplittableRandom()), "fleet");
        var hosts = settings.fleet().hosts();
        var events = getContext().spawn(EventLog.create(fleet, hosts, InstantSource.system()), "events");
        var channels = new Channels(events);
        var notifier = Notifier.create(settings.notifications(), channels);
        fleet.tell(new Fleet.Subscribe(getContext().spawn(notifier, "notifier")));
        var dropped = new Counter(
                "dropped_log_lines", "Lines that were not printed because nobody read the output.", streams::dropped);
        var api = new FleetRoutes(fleet, events, system, settings.http(), InstantSource.system(), channels, dropped);
        routes.complete(api.alone(new PageRoutes().routes()));
        return this;
    }

    private void warnOfRisks(InetSocketAddress address) {
        if (!address.getAddress().isLoopbackAddress() && settings.http().protect() != Protect.ALL) {
            getContext()
                    .getLog()
                    .warn(
                            "anyone who can connect to {} can read the status; set http.protect = all to require the token",
                            address);
        }
        settings.fleet().hosts().stream()
                .flatMap(host -> host.target().stream())
                .filter(target -> target.hostKeyChecking() == HostKeyChecking.NO)
                .map(SshTarget::host)
                .reduce((some, more) -> some + ", " + more)
                .ifPresent(hosts -> getContext()
                        .getLog()
                        .warn(
                                "ssh.host-key-checking = no: an attacker between here and {} can read and send answers",
                                hosts));
    }

    private Behavior<Command> onCannotListen(CannotListen cannot) {
        var http = settings.http();
        // Akka wraps the system's reason, such as "Address already in use".
        var why = cannot.why.getCause() == null ? cannot.why : cannot.why.getCause();
        String reason = why.getMessage() == null ? why.toString() : why.getMessage();
        streams.sayLast("cannot listen on " + http.networkInterface() + ":" + http.port() + ": " + reason
                + "; see http.interface and http.port");
        CoordinatedShutdown.get(getContext().getSystem()).runAll(new NotListening());
        return this;
    }
}

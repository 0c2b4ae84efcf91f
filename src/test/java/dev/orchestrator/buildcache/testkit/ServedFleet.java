package dev.orchestrator.buildcache.testkit;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.http.FleetRoutes;
import dev.orchestrator.buildcache.http.HttpSettings;
import dev.orchestrator.buildcache.http.HttpSettings.Protect;
import dev.orchestrator.buildcache.http.events.EventLog;
import dev.orchestrator.buildcache.http.events.EventLog.Limits;
import dev.orchestrator.buildcache.json.ChannelJson;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The routes of a {@link FakeFleet} on a real port: the fixture of tests over HTTP. As a static
 * {@code @RegisterExtension} it has one actor system for the class, and stops serving after each test.
 *
 * <p>Settings, clock and limits apply to what is served next, until the end of the test. By default, reads are open,
 * control is off, the clock is the system's, and the event limits have their defaults.
 */
public final class ServedFleet implements AfterEachCallback, AfterAllCallback {
    private static final Instant LONG_AGO = Hosts.START.minus(Duration.ofDays(30));

    private final ActorTestKit kit = Served.patientKit();
    private HttpSettings settings = open(Served.PATIENCE);
    private InstantSource clock = InstantSource.system();
    private Limits limits = Limits.USUAL;
    private Instant since = LONG_AGO;
    private volatile List<ChannelJson> channels = List.of();
    private FakeFleet fleet;
    private ActorRef<EventLog.Command> events;
    private Served served;

    public ActorTestKit kit() {
        return kit;
    }

    /** Reads are open, control is off. */
    public static HttpSettings open(Duration askTimeout) {
        return new HttpSettings("127.0.0.1", 0, askTimeout);
    }

    /** Control needs the token, and so do reads if all is protected. */
    public static HttpSettings withToken(String token, Protect protect) {
        return new HttpSettings("127.0.0.1", 0, Served.PATIENCE, Optional.of(token), protect);
    }

    public ServedFleet settings(HttpSettings settings) {
        this.settings = settings;
        return this;
    }

    public ServedFleet clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /** When the program was started; by default long before any run. */
    public ServedFleet since(Instant start) {
        since = start;
        return this;
    }

    public ServedFleet limits(Limits limits) {
        this.limits = limits;
        return this;
    }

    /** How the channels of alerts deliver from now on; by default there are none. */
    public ServedFleet channels(ChannelJson... now) {
        channels = List.of(now);
        return this;
    }

    /** Serves a fleet of these hosts, and nothing else. */
    public Served serve(KnownHost... hosts) throws Exception {
        return serve(routes(hosts).alone());
    }

    /** Serves a fleet that answers nothing. */
    public Served serveSilence() throws Exception {
        return serve(
                routes(kit.<Fleet.Command>createTestProbe().getRef(), List.of()).alone());
    }

    /** Serves these routes instead of any before. */
    public Served serve(Route route) throws Exception {
        stopServing();
        served = new Served(kit.system(), route);
        return served;
    }

    /** The routes of a fleet of these hosts, to be served with others. */
    public FleetRoutes routes(KnownHost... hosts) {
        fleet = new FakeFleet(kit, since, hosts);
        return routes(fleet.ref(), fleet.settings());
    }

    private FleetRoutes routes(ActorRef<Fleet.Command> ref, List<PrunerSettings> hosts) {
        events = kit.spawn(EventLog.create(ref, hosts, clock, limits));
        return new FleetRoutes(ref, events, kit.system(), settings, clock, () -> channels);
    }

    /** The fleet whose routes were made last. */
    public FakeFleet fleet() {
        return fleet;
    }

    /** The events of the routes that were made last. */
    public ActorRef<EventLog.Command> events() {
        return events;
    }

    /** What is served now. */
    public Served http() {
        return served;
    }

    private void stopServing() {
        if (served != null) {
            served.close();
            served = null;
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stopServing();
        fleet = null;
        settings = open(Served.PATIENCE);
        clock = InstantSource.system();
        limits = Limits.USUAL;
        since = LONG_AGO;
        channels = List.of();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        kit.shutdownTestKit();
    }
}

package dev.orchestrator.buildcache.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Disables logging, so that benchmarks don't measure it. */
final class Logs {
    private Logs() {}

    static void off() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    }
}

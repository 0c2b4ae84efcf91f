package dev.orchestrator.buildcache.http.metrics;

import java.util.function.LongSupplier;

/**
 * A figure of the program itself, without labels, which only grows.
 *
 * @param name without the common prefix, and without {@code _total}
 * @param help what it counts, as a sentence
 * @param value called at each scrape, from any thread
 */
public record Counter(String name, String help, LongSupplier value) {}

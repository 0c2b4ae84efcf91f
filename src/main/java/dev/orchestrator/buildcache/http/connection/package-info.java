/** The server's connections: who gets one, for how long, and who has to give it back. */
package dev.orchestrator.buildcache.http.connection;

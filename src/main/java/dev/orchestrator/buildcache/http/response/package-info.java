/** What all responses have in common, for the routes in the packages beside and above. */
package dev.orchestrator.buildcache.http.response;

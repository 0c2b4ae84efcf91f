/** For the tests of an orchestrator that embeds the pruner. Nothing else in the program uses it. */
package dev.orchestrator.buildcache.testkit;

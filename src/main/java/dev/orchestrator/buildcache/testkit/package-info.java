/** For tests of programs that embed the pruner. The program itself doesn't use it. */
package dev.orchestrator.buildcache.testkit;

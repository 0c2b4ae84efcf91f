package dev.orchestrator.buildcache.ssh;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of sessions have in common: a login on this machine for each test. */
abstract class InLocalLogin {
    @TempDir
    Path folder;

    LocalLogin login;

    @BeforeEach
    void start() {
        login = new LocalLogin(folder);
    }

    @AfterEach
    void stop() {
        login.close();
    }
}

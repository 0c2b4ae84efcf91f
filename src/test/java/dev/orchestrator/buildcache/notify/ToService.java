package dev.orchestrator.buildcache.notify;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of messages over HTTP have in common: notifiers, and a service that receives for each test. */
abstract class ToService {
    final RealChannels channels = new RealChannels();
    FakeService service;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
    }

    @AfterEach
    void stop() {
        channels.close();
        service.close();
    }
}

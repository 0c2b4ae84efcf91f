package dev.orchestrator.buildcache.example;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EmbeddingExampleTest {
    @Test
    void the_example_runs() throws Exception {
        var settings = Settings.read(ConfigFactory.defaultReference().resolve());
        var kit = ActorTestKit.create();
        try {
            LoggingTestKit.warn("no ssh host configured")
                    .expect(kit.system(), () -> kit.spawn(EmbeddingExample.orchestrator(settings)));
        } finally {
            kit.shutdownTestKit();
        }
    }

    @Test
    void the_readme_shows_the_example_as_it_is() throws Exception {
        var source =
                Files.readString(Path.of("src/test/java/dev/orchestrator/buildcache/example/EmbeddingExample.java"));
        var shown = source.substring(source.indexOf("// README begin\n") + 16, source.indexOf("    // README end"));
        assertThat(Files.readString(Path.of("README.md")))
                .contains(shown.stripTrailing().stripIndent());
    }
}

package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.demo.EmbeddedSshHost;
import dev.orchestrator.buildcache.demo.ToyDocker;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real ssh client with local troubles: what it says of them first is shown, not only what it ends with. */
class RealSshCauseIT {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final String DENIED = "prune@127.0.0.1: Permission denied (publickey).";

    @TempDir
    private Path directory;

    private RealSsh ssh;
    private EmbeddedSshHost host;

    @BeforeEach
    void start() throws IOException {
        ssh = new RealSsh(directory);
        host = ssh.host(new ToyDocker(InstantSource.system(), Duration.ZERO));
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void a_key_file_that_others_can_read() throws IOException {
        Files.setPosixFilePermissions(ssh.identity(), PosixFilePermissions.fromString("rw-r--r--"));
        var outcome = run("ssh", ssh.identity());
        assertThat(outcome.failure()).contains(Failure.LOGIN_REFUSED);
        assertThat(outcome.error())
                .hasValueSatisfying(error -> assertThat(error)
                        .contains("WARNING: UNPROTECTED PRIVATE KEY FILE!")
                        .endsWith(DENIED));
        assertThat(outcome.details())
                .hasValueSatisfying(details -> assertThat(details)
                        .contains("Permissions 0644 for '" + ssh.identity() + "' are too open.")
                        .contains("bad permissions\n" + DENIED));
    }

    @Test
    void a_file_that_is_no_private_key() throws IOException {
        var notAKey = Files.writeString(directory.resolve("key.pub"), "ssh-ed25519 AAAA prune");
        Files.setPosixFilePermissions(notAKey, PosixFilePermissions.fromString("rw-------"));
        var outcome = run("ssh", notAKey);
        assertThat(outcome.failure()).contains(Failure.LOGIN_REFUSED);
        assertThat(outcome.error())
                .hasValueSatisfying(error -> assertThat(error)
                        .contains("Load key \"" + notAKey + "\": ")
                        .endsWith(DENIED));
    }

    @Test
    void the_words_of_a_proxy_command() throws IOException {
        String proxy = "sh -c \"for i in 1 2 3 4 5 6 7 8; do echo this is what I am doing now, step by step >&2; done;"
                + " echo proxy: the bastion is unreachable >&2; exit 1\"";
        var outcome = run(program("exec ssh -o ProxyCommand='" + proxy + "' \"$@\""), ssh.identity());
        assertThat(outcome.failure()).contains(Failure.HOST_UNREACHABLE);
        assertThat(outcome.error())
                .hasValueSatisfying(error -> assertThat(error).contains("proxy: the bastion is unreachable"));
        assertThat(outcome.details())
                .hasValueSatisfying(details -> assertThat(details).startsWith("this is what I am doing now"));
    }

    /** As the dynamic loader says it. */
    @Test
    void an_ssh_whose_library_is_missing() throws IOException {
        String loader = "ssh: error while loading shared libraries: libcrypto.so.3: cannot open shared object file";
        var outcome = run(program("echo '" + loader + "' >&2; exit 127"), ssh.identity());
        assertThat(outcome.failure()).contains(Failure.SSH_MISSING);
        assertThat(outcome.error()).contains("rc=127: " + loader);
    }

    private String program(String line) throws IOException {
        var script = Files.writeString(directory.resolve("ssh"), "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script.toString();
    }

    private Outcome run(String program, Path identity) throws IOException {
        var target = RealSsh.target(
                program,
                EmbeddedSshHost.ADDRESS,
                host.port(),
                identity,
                ssh.knownHosts(host.knownHostsLine()),
                HostKeyChecking.YES);
        return RealSsh.run(KIT, target).outcome();
    }
}

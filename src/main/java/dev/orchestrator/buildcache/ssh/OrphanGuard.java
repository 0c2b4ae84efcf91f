package dev.orchestrator.buildcache.ssh;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the processes of a program that died before it could end them: by SIGKILL, for want of memory, by a fault of the
 * JVM. A small {@code sh} is told which processes live, through a pipe that closes when the program dies, however it
 * dies. There is one for the whole program, and only while there is a process to watch.
 *
 * <p>ssh's own arguments, environment and streams are left as they are. A process that is started in the very moment in
 * which the program dies can escape.
 */
final class OrphanGuard {
    static final OrphanGuard OF_THIS_PROGRAM = new OrphanGuard();

    /**
     * It reads {@code + PID} and {@code - PID}. Signals for the whole terminal or unit don't end it before the program.
     * Asked first, so that ssh can end its own ProxyCommand; descendants are known where there is a Linux /proc.
     */
    static final List<String> COMMAND = List.of("/bin/sh", "-c", """
            trap '' HUP INT QUIT TERM
            live=
            while read -r sign pid; do
              case $sign in
                +) live="$live $pid" ;;
                -) others=; for p in $live; do [ "$p" = "$pid" ] || others="$others $p"; done; live=$others ;;
              esac
            done
            family() { for p; do echo "$p"; family $(cat "/proc/$p/task/"*/children); done; }
            [ -n "$live" ] || exit
            all=$(family $live)
            kill -TERM $all
            sleep 1
            kill -KILL $all
            """);

    private static final Logger LOG = LoggerFactory.getLogger(OrphanGuard.class);

    private final Set<Long> watched = new LinkedHashSet<>();
    private Optional<Process> guard = Optional.empty();
    private boolean warned;

    /** From now on, this process won't outlive the program. */
    synchronized void watch(Process process) {
        watched.add(process.pid());
        tell("+ " + process.pid());
    }

    /** This process has ended, and its id may soon be another's. Of one that isn't watched, nothing is told. */
    synchronized void release(Process process) {
        if (!watched.remove(process.pid())) {
            return;
        }
        tell("- " + process.pid());
        if (watched.isEmpty()) {
            guard.ifPresent(OrphanGuard::dismiss);
            guard = Optional.empty();
        }
    }

    private void tell(String line) {
        try {
            if (guard.filter(Process::isAlive).isPresent()) {
                write(guard.get(), line);
                return;
            }
        } catch (IOException died) {
            // Another one takes its place.
        }
        try {
            guard = Optional.of(start());
            for (long pid : watched) {
                write(guard.get(), "+ " + pid);
            }
        } catch (IOException e) {
            warn(e);
        }
    }

    private static Process start() throws IOException {
        var builder = new ProcessBuilder(COMMAND)
                .directory(new File("/"))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        // It needs no more than its few commands, and is to hold no secret.
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        return builder.start();
    }

    private static void write(Process to, String line) throws IOException {
        to.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        to.getOutputStream().flush();
    }

    private static void dismiss(Process guard) {
        try {
            guard.getOutputStream().close();
        } catch (IOException died) {
            // It has nothing to do any more.
        }
    }

    private void warn(IOException e) {
        if (!warned) {
            warned = true;
            LOG.warn("ssh would outlive a crash of this program: {}", e.getMessage());
        }
    }
}

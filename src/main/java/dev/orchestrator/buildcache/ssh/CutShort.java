package dev.orchestrator.buildcache.ssh;

import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import java.util.Optional;
import java.util.Set;

/** What became of a command whose time was up, once its process is gone. */
final class CutShort {
    /**
     * How ssh ends when it is asked to, or killed: 255 (ssh(1), EXIT STATUS), or as the JDK reports SIGTERM and SIGKILL.
     * With any other code it passes on that of the remote command.
     */
    private static final Set<Integer> ENDED_BY_US = Set.of(255, 128 + 15, 128 + 9);

    private CutShort() {}

    /** @param end of the command, as the host reported it */
    static CommandResult result(Exited end) {
        return isOfItsOwn(end) ? end : new CutOff(Reached.DOCKER, end);
    }

    private static boolean isOfItsOwn(Exited end) {
        return !ENDED_BY_US.contains(end.code());
    }

    /** @param session of the command; empty if it had a process of its own */
    static CommandResult result(Optional<Session> session, SshProcess process, CommandResult end) {
        if (!(end instanceof Exited exited)) {
            return end;
        } else if (session.isPresent()) {
            return new CutOff(session.get().isReady() ? Reached.DOCKER : Reached.NOBODY, exited);
        }
        // A result that is there wins over a time limit that passed at the same moment.
        return isOfItsOwn(exited)
                ? exited
                : new CutOff(process.isLoggedIn() ? Reached.DOCKER : Reached.NOT_KNOWN, exited);
    }
}

package dev.orchestrator.buildcache.docker;

import java.util.Set;
import java.util.regex.Pattern;

/** What became of one remote command. A failed command is a value like any other, never an exception. */
public sealed interface CommandResult {

    /**
     * The command ended, or ssh did.
     *
     * @param code the exit code of the remote command. Unless it is framed, 255 also where ssh itself failed, or the
     *     command was killed by a signal (ssh(1), EXIT STATUS)
     * @param stdout its last part, as far as kept
     * @param stderr its first and last part, as far as kept. If ssh didn't get as far as the host's login, the server's
     *     Banner and what a ProxyCommand or the ssh of a jump host wrote
     * @param ssh what ssh itself said, its first and last part; empty also where that couldn't be told from stderr
     * @param framed whether the host itself reported the end of the command, as in a session: then nothing of this
     *     comes from ssh
     */
    record Exited(int code, String stdout, String stderr, String ssh, boolean framed) implements CommandResult {
        /** The end of the ssh process that ran the command; ssh itself said nothing. */
        public Exited(int code, String stdout, String stderr) {
            this(code, stdout, stderr, "", false);
        }

        /** Likewise, or the end of the command as the host reported it. */
        public Exited(int code, String stdout, String stderr, boolean framed) {
            this(code, stdout, stderr, "", framed);
        }

        /** Whether ssh itself may have failed. */
        public boolean isPerhapsOfSsh() {
            return code == 255 && !framed;
        }
    }

    /** How far a command came that was cut off. */
    enum Reached {
        /** There was no connection that could take the command, so it was not sent. */
        NOBODY,
        /** ssh was to send it as soon as it was connected, and doesn't say whether it was. */
        NOT_KNOWN,
        /** The host had it. */
        DOCKER
    }

    /**
     * A time limit ended the ssh process. If the command reached the host, it may still be running there.
     *
     * @param end that of the ssh process, for what was said until then
     */
    record CutOff(Reached reached, Exited end) implements CommandResult {
        /** Nothing was said. */
        public CutOff(Reached reached) {
            this(reached, new Exited(255, "", ""));
        }
    }

    /**
     * ssh took the key of an unknown host and could not record it, so it would take another one the next time. Nothing
     * that came over the connection is believed.
     *
     * @param said ssh's words
     */
    record KeyUnrecorded(String said) implements CommandResult {}

    /**
     * There was no ssh process.
     *
     * @param failure {@link Failure#SSH_MISSING} if there is no program that can be run, else {@link Failure#OTHER}
     * @param reason such as the operating system's "No such file or directory"
     */
    record NotStarted(Failure failure, String reason) implements CommandResult {
        /** As the JDK writes it, 17 to 25. */
        private static final Pattern ERROR_NUMBER = Pattern.compile("error[=:] ?(\\d+)");

        /** ENOENT, ENOEXEC, EACCES, ENOTDIR: what execve(2) says of a program, not of a limit such as that of open files. */
        private static final Set<String> OF_THE_PROGRAM = Set.of("2", "8", "13", "20");

        /** @param reason what the JDK says of a program that it can't start */
        public NotStarted(String reason) {
            this(failure(reason), reason);
        }

        private static Failure failure(String reason) {
            var number = ERROR_NUMBER.matcher(reason);
            return number.find() && !OF_THE_PROGRAM.contains(number.group(1)) ? Failure.OTHER : Failure.SSH_MISSING;
        }
    }

    /**
     * The command was sent, and it is not known what became of it: what watched over it broke down, or the connection
     * did.
     *
     * @param failure {@link Failure#HOST_UNREACHABLE} if ssh lost the connection, else {@link Failure#OTHER}
     * @param reason what broke
     */
    record Lost(Failure failure, String reason) implements CommandResult {
        /** Something other than the connection broke. */
        public Lost(String reason) {
            this(Failure.OTHER, reason);
        }
    }
}

package dev.orchestrator.buildcache.docker;

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

    /** The run's time limit ended the ssh process. The remote command may still be running. */
    record CutOff() implements CommandResult {}

    /**
     * There was no ssh process.
     *
     * @param reason such as the operating system's "No such file or directory"
     */
    record NotStarted(String reason) implements CommandResult {}

    /**
     * The command was sent, and it is not known what became of it: what watched over it broke down, or the connection
     * did.
     *
     * @param reason what broke
     */
    record Lost(String reason) implements CommandResult {}
}

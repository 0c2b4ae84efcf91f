package dev.orchestrator.buildcache.docker;

/** What became of one remote command. A failed command is a value like any other, never an exception. */
public sealed interface CommandResult {

    /**
     * The ssh process ended by itself.
     *
     * @param code the exit code of the remote command; 255 where ssh itself failed, or the command was killed by a
     *     signal (ssh(1), EXIT STATUS)
     * @param stdout its last part, as far as kept
     * @param stderr its first and last part, as far as kept
     */
    record Exited(int code, String stdout, String stderr) implements CommandResult {}

    /** The run's time limit ended the ssh process. The remote command may still be running. */
    record CutOff() implements CommandResult {}

    /**
     * There was no ssh process.
     *
     * @param reason such as the operating system's "No such file or directory"
     */
    record NotStarted(String reason) implements CommandResult {}

    /**
     * Its ssh process was lost sight of, and killed, because what watched over it broke down.
     *
     * @param reason what broke
     */
    record Lost(String reason) implements CommandResult {}
}

package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The next step of a run. */
public sealed interface Step {

    /**
     * Send this command, then continue with its result. A command that fails ends the run, unless it is optional.
     *
     * @param then returns the next step for the result; empty if the command succeeded but its output could not be
     *     parsed
     * @param last whether no other command can follow
     * @param optional whether the run goes on without an answer where the command fails on the host
     */
    record Send<R>(RemoteCommand<R> command, Function<Optional<R>, Step> then, boolean last, boolean optional)
            implements Step {

        /** A command that must succeed. */
        public Send(RemoteCommand<R> command, Function<Optional<R>, Step> then, boolean last) {
            this(command, then, last, false);
        }

        /**
         * Returns the step that follows this result of the command.
         *
         * @param timeLimit that cut the command off, if one did
         */
        public Step after(CommandResult result, Duration timeLimit) {
            if (result instanceof Exited exited && exited.code() == 0) {
                return then.apply(command.read(exited));
            } else if (optional && result instanceof Exited exited && !exited.isPerhapsOfSsh()) {
                return then.apply(Optional.empty());
            }
            return new Done(FailedCommand.outcome(command, result, timeLimit));
        }
    }

    /** The run ends with this outcome. */
    record Done(Outcome outcome) implements Step {}
}

package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** What comes next in a run. */
public sealed interface Step {

    /**
     * Send this command, then go on with what it read. A command that fails ends the run.
     *
     * @param then the next step, given the answer; empty if the command succeeded without a proper answer
     * @param last whether no other command can follow
     */
    record Send<R>(RemoteCommand<R> command, Function<Optional<R>, Step> then, boolean last) implements Step {

        /**
         * The step after the command ended like this.
         *
         * @param timeLimit of the run, for what is said of a run that was cut off
         */
        public Step after(CommandResult result, Duration timeLimit) {
            return result instanceof Exited exited && exited.code() == 0
                    ? then.apply(command.read(exited.stdout()))
                    : new Done(FailedCommand.outcome(command, result, timeLimit));
        }
    }

    /** The run is over. */
    record Done(Outcome outcome) implements Step {}
}

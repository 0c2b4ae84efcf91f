package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.AnswerReader;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The next step of a plan. */
public sealed interface Step {

    /**
     * The times of one command.
     *
     * @param limit that cut it off, if one did
     * @param took from its sending to its result; negative if the clock was set back meanwhile
     * @param total the time limit of the whole plan
     * @param left until it passes; negative if it has, or if the clock was set forward
     */
    record Timing(Duration limit, Duration took, Duration total, Duration left) {}

    /**
     * What a command answered.
     *
     * @param read empty if it succeeded but its output could not be read
     */
    record Answer<R>(Optional<R> read, Timing timing) {}

    /**
     * Send this command, then continue with its result.
     *
     * @param then returns the next step for its answer
     * @param otherwise returns the next step if it did not succeed; empty if that ends the plan
     * @param soFar how the plan ends if there is no time left to send it; empty if nothing has been done yet
     * @param last whether no other command can follow
     * @param heavy whether a listing that may be large is read by it, or kept meanwhile
     */
    record Send<R>(
            RemoteCommand<R> command,
            Function<Answer<R>, Step> then,
            BiFunction<CommandResult, Timing, Optional<Step>> otherwise,
            Optional<Done> soFar,
            boolean last,
            boolean heavy)
            implements Step {

        /** A command that comes before the first prune, or is it, and must succeed. */
        public Send(RemoteCommand<R> command, Function<Optional<R>, Step> then, boolean last) {
            this(
                    command,
                    answer -> then.apply(answer.read()),
                    (result, timing) -> Optional.empty(),
                    Optional.empty(),
                    last,
                    false);
        }

        /** The same, but the plan may go on without its answer. */
        Send<R> or(BiFunction<CommandResult, Timing, Optional<Step>> other) {
            return new Send<>(command, then, other, soFar, last, heavy);
        }

        /** The same, after a prune. */
        Send<R> after(Done end) {
            return new Send<>(command, then, otherwise, Optional.of(end), last, heavy);
        }

        /** The same, where a listing that may be large is read or kept. */
        Send<R> heavy(boolean isHeavy) {
            return new Send<>(command, then, otherwise, soFar, last, isHeavy);
        }

        /** Must be called each time the command is sent. */
        public Sent<R> sent() {
            return new Sent<>(this, command.newReader());
        }
    }

    /** A command that was sent, and the reader of its answer. */
    record Sent<R>(Send<R> send, AnswerReader<R> reader) {
        /** Returns the step that follows this result of the command. */
        public Step after(CommandResult result, Timing timing) {
            if (result instanceof Exited exited && exited.code() == 0) {
                return send.then.apply(new Answer<>(reader.answer(exited), timing));
            }
            return send.otherwise
                    .apply(result, timing)
                    .orElseGet(() -> new Done(FailedCommand.outcome(send.command, result, timing.limit())));
        }
    }

    /** There is no further step. */
    sealed interface End extends Step {}

    /**
     * A run ends with this, or a preview that was not possible.
     *
     * @param rungs see {@link Run}
     * @param remains see {@link Run}
     * @param idsIgnored whether the engine removed other records than those that were named: it must not be given any names
     *     again
     */
    record Done(Outcome outcome, List<Rung> rungs, Optional<Remains> remains, boolean idsIgnored) implements End {
        public Done {
            rungs = List.copyOf(rungs);
        }

        /** Without a prune. */
        public Done(Outcome outcome) {
            this(outcome, List.of(), Optional.empty(), false);
        }
    }

    /** A preview ends with this. */
    record Previewed(Preview preview) implements End {}
}

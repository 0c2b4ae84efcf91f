package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.value.Seconds;
import java.net.ProtocolException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Says in a few words why a service did not respond. */
final class FailureText {
    private FailureText() {}

    /** @param limit the time limit of the request */
    static String of(Throwable failure, Duration limit) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return "no answer within " + Seconds.of(limit) + " s";
        }
        if (cause instanceof UnresolvedAddressException) {
            return "the host name can't be resolved";
        }
        if (cause instanceof ClosedChannelException) {
            return "the connection failed";
        }
        if (cause instanceof ProtocolException) {
            // Its message quotes what came, which may quote the request.
            return "the answer is not HTTP";
        }
        String name = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }
}

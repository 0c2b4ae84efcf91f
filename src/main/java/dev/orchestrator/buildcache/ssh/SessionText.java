package dev.orchestrator.buildcache.ssh;

import dev.orchestrator.buildcache.docker.Endpoint;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The remote side of a session: a loop that reads one command a line and frames the end of each.
 *
 * <p>The first line it reads is a nonce. It answers on both streams with a newline, the nonce, the word {@value #READY}
 * and a newline. Each later line is a command. When it has ended, stdout gets a newline, the nonce, a space, the exit
 * code and a newline; stderr gets a newline, the nonce and a newline. A line that is cut off before its newline is not
 * run: half a prune could be a prune without its age.
 *
 * <p>Two variables of the login could lead a command away from the engine that it is for, without a word in its answer.
 * {@code BUILDX_BUILDER} is set to the builder of that engine, which has the name of the docker context (docker/buildx,
 * {@code builder/builder.go}), so that neither it nor {@code docker buildx use} chooses another one. Under a {@code
 * DOCKER_HOST} that isn't a socket or pipe of the host itself, nothing runs: see {@link Endpoint#REFUSED}. A command that
 * names another context than the default one doesn't follow it.
 */
public final class SessionText {
    /** What follows the nonce when the loop is ready for commands. */
    static final String READY = "ready";

    /**
     * The remote command, a constant. Login shells of all kinds read it the same way: one line, and inside its quotes
     * neither single quotes, nor pairs of backslashes (fish halves them), nor exclamation marks (tcsh's history).
     *
     * <p>The variables are unset first, so that none of them is exported because the environment has one of that name;
     * the nonce is only ever passed to {@code echo}, a builtin of every shell, so no argument vector shows it.
     */
    public static final String TEXT = "exec sh -c '"
            + "set +a; unset n c r l b; l=$(printf \"\\n.\"); l=${l%.}; "
            + "IFS= read -r n || exit 1; "
            + "echo \"$l$n " + READY + "\"; echo \"$l$n " + READY + "\" >&2; "
            + "while IFS= read -r c; do "
            + "b=default; case \"$c\" in \"docker --context \"*) b=${c#docker --context }; b=${b%% *};; esac; "
            + "case \"$b:$DOCKER_HOST\" in default:|default:unix:*|default:npipe:////./*) ;; default:*) b=;; esac; "
            + "if [ -n \"$b\" ]; then BUILDX_BUILDER=$b sh -c \"$c\" </dev/null; r=$?; "
            + "else echo \"" + Endpoint.REFUSED + "$DOCKER_HOST\" >&2; r=" + Endpoint.REFUSED_CODE + "; fi; "
            + "echo \"$l$n $r\"; echo \"$l$n\" >&2; "
            + "done'";

    private static final SecureRandom RANDOM = new SecureRandom();

    private SessionText() {}

    /** 128 random bits in hexadecimal: nothing that a command writes can be taken for a marker. */
    static String newNonce() {
        var bits = new byte[16];
        RANDOM.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }
}

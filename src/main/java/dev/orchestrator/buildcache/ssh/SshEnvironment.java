package dev.orchestrator.buildcache.ssh;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What ssh, a ProxyCommand and whatever else ssh starts get of our environment. Tokens are among what they don't get;
 * {@code SendEnv} (ssh_config(5)) could even carry those to the host.
 */
public final class SshEnvironment {
    public static final String NAME_ALLOWED =
            "names of environment variables: letters, digits and underscores, not a digit first, and none of this"
                    + " program's own (ORCH_…, CONFIG_FORCE_…)";

    private static final Set<String> PASSED = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "LANG",
            "TZ",
            "TMPDIR",
            "SSH_AUTH_SOCK",
            "KRB5CCNAME",
            "XDG_RUNTIME_DIR");

    private static final String LOCALE = "LC_";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final Pattern OWN = Pattern.compile("(ORCH|CONFIG_FORCE)_.*");
    /** What a service's user has as its shell. ssh would give a ProxyCommand to it; without one, it takes /bin/sh. */
    private static final Pattern NO_SHELL = Pattern.compile("|.*/(nologin|false|true)");

    private SshEnvironment() {}

    /** Whether the settings may name this variable. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches() && !OWN.matcher(text).matches();
    }

    /**
     * Removes what ssh doesn't need.
     *
     * @param more names of further variables to keep
     */
    static void restrict(Map<String, String> environment, Set<String> more) {
        environment
                .keySet()
                .removeIf(name -> !PASSED.contains(name) && !name.startsWith(LOCALE) && !more.contains(name));
        if (NO_SHELL.matcher(environment.getOrDefault("SHELL", "")).matches()) {
            environment.remove("SHELL");
        }
    }
}

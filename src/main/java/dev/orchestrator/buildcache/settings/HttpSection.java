package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.http.HostNames;
import dev.orchestrator.buildcache.http.HttpSettings;
import dev.orchestrator.buildcache.http.HttpSettings.Protect;
import java.time.Duration;

/** The HTTP server: the {@code http} section. */
final class HttpSection {
    private static final int MAX_PORT = 65535;
    private static final Duration MIN_ASK_TIMEOUT = Duration.ofMillis(1);

    private HttpSection() {}

    static HttpSettings read(SettingsReader read) {
        var networkInterface = read.setting("http.interface").value("a name or address to listen on", Rules::notEmpty);
        int port = read.setting("http.port").whole(0, MAX_PORT);
        var askTimeout = read.setting("http.ask-timeout").duration(MIN_ASK_TIMEOUT, HttpSettings.MAX_ASK_TIMEOUT);
        var token = read.secret("http.token").optional(HttpSettings.TOKEN_ALLOWED, Rules.valid(HttpSettings::isToken));
        var protect = read.setting("http.protect")
                .value("control or all", text -> Protect.of(text).orElseThrow());
        var allowedHosts = read.setting("http.allowed-hosts")
                .set("a list of " + HostNames.ALLOWED, Rules.valid(HostNames::isName));
        if (token.filter(text -> HttpSettings.isTooShort(text, networkInterface))
                .isPresent()) {
            read.problem(
                    "http.token",
                    "http.interface",
                    "must have at least " + HttpSettings.MIN_TOKEN + " characters, unless http.interface is a loopback"
                            + " address or localhost");
            return new HttpSettings(networkInterface, port, askTimeout);
        }
        if (protect == Protect.ALL && token.isEmpty()) {
            read.problem("http.protect", "http.token", "all requires http.token, otherwise nobody could read");
            protect = Protect.CONTROL;
        }
        return new HttpSettings(networkInterface, port, askTimeout, token, protect, allowedHosts);
    }
}

package dev.orchestrator.buildcache.ssh;

import java.util.List;

/**
 * What ssh's configuration can't change about a run. It says where the host is and how to get in: host, port, user,
 * keys, jump hosts, ciphers. It doesn't say what runs, where the output goes, what stays behind, what is forwarded, or
 * whose key is believed. Checked against ssh_config(5) of OpenSSH 9.2, and the release notes up to 10; what isn't here
 * does no harm to a run without a terminal.
 */
final class SshOptions {
    static final List<String> FIXED = List.of(
            // Nobody is there to answer: a question would be a hang.
            "BatchMode=yes",
            // An older ssh doesn't know some of these, and would fail. Only the first IgnoreUnknown holds, so this one
            // has to include what the configuration's own one has.
            "IgnoreUnknown=*",

            // What runs. A connection that somebody else opened is past the check of the host's key.
            "ControlPath=none",
            "ControlMaster=no",
            "RemoteCommand=none",
            "SessionType=default",
            "PermitLocalCommand=no",

            // Where output goes.
            "StdinNull=no",
            "LogLevel=INFO",
            "LogVerbose=none",
            "VisualHostKey=no",

            // What stays behind, or ends too early.
            "ForkAfterAuthentication=no",
            "ControlPersist=no",
            "AddKeysToAgent=no",
            "ChannelTimeout=none",

            // What is forwarded. SendEnv can't be switched off, see SshEnvironment. SetEnv can only be replaced: a host
            // that takes it reports in English.
            "ClearAllForwardings=yes",
            "ForwardAgent=no",
            "ForwardX11=no",
            "Tunnel=no",
            "GSSAPIDelegateCredentials=no",
            "SetEnv=LC_ALL=C",

            // Whose key is believed, beside HostKeyChecking.
            "NoHostAuthenticationForLocalhost=no",
            "VerifyHostKeyDNS=no",
            "GSSAPIKeyExchange=no");

    private SshOptions() {}
}

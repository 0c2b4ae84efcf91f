/** What each outcome and failure means and what to do about it, as in the README's tables. */

/** Most urgent first; `none` is a host that has not run yet. */
export const OUTCOMES = ['failed', 'refused', 'skipped', 'unconfirmed', 'unknown', 'none', 'succeeded'];
export const STATES = ['running', 'waiting', 'idle', 'paused', 'disabled'];

export const stateName = state => (state === 'waiting' ? 'waiting for a permit' : state);

export const outcomeOf = host => (host.last_run ? host.last_run.outcome : 'none');
export const outcomeName = outcome => (outcome === 'none' ? 'not run yet' : outcome);

/** The colour of an outcome: good, bad, warn or calm. */
export const TONES = {
  failed: 'bad', refused: 'bad', skipped: 'bad', unconfirmed: 'warn', unknown: 'warn', none: 'calm', succeeded: 'good',
};

/** {ssh}, {known} and {user} stand for a host's own; with several hosts, for `<host>`, `<host>` and `<user>`. */
const FAILURES = {
  'host-unreachable': {
    title: 'Unreachable',
    means: 'The ssh connection failed or broke.',
    todo: 'Check that the host is up, its address is right and its port is open. `ssh {ssh} true` on the service’s machine, '
      + 'with the same login, key and known-hosts file, shows the same error. '
      + 'If the connection broke during a run, the host may have finished its prune.',
  },
  'host-key-rejected': {
    title: 'Host key rejected',
    means: 'The host presented a key other than the known one, or no key is known.',
    todo: 'If the host was reinstalled, run `ssh-keygen -R {known}` on the service’s machine, with `-f` and that file if '
      + '`ssh.known-hosts-file` is set, and add the new key after verifying it. If not, the connection may be intercepted.',
  },
  'login-refused': {
    title: 'Login refused',
    means: 'The host did not accept the service’s key or user, or ssh could not use the key.',
    todo: 'Check that the public key is in the login’s `authorized_keys`, that `ssh.user` is right, and that neither the account '
      + 'nor its password has expired or is locked. The key must be a private key that only the service can read (`chmod 600`), '
      + 'without a passphrase unless an agent holds it.',
  },
  'gate-refused': {
    title: 'Refused by the key’s gate',
    means: 'The forced command of the key in `authorized_keys` did not allow the command, or could not be run.',
    todo: 'Install the current script of the README as the path that `authorized_keys` names, executable and with Unix line '
      + 'ends, and check that it allows what the settings send.',
  },
  'docker-missing': {
    title: 'No docker command',
    means: '`docker` is not on the PATH of the login.',
    todo: 'Install Docker, or add it to the PATH of logins without a terminal.',
  },
  'docker-not-running': {
    title: 'Docker is not running',
    means: 'The Docker daemon does not respond.',
    todo: 'Run `systemctl start docker` on the host. If it runs but `docker version` hangs there, restart it, or increase '
      + '`probe-timeout` if it only is slow.',
  },
  'docker-permission': {
    title: 'No permission to use Docker',
    means: 'The login is not allowed to use Docker.',
    todo: 'Run `usermod -aG docker {user}` on the host, or give that login the socket of a rootless Docker.',
  },
  'disk-full': {
    title: 'Disk full',
    means: 'A disk of the host is so full that the prune could not do its own work.',
    todo: 'Free a little by hand, then run again. Safe to remove: old logs (`journalctl --vacuum-size=100M`), downloaded '
      + 'packages (`apt-get clean` or `dnf clean packages`) and your own files in `/tmp`. Leave images, volumes and everything '
      + 'under `/var/lib/docker` alone.',
  },
  'bad-request': {
    title: 'Docker rejected the command',
    means: 'Docker did not accept a flag or the age filter.',
    todo: 'It is older than 18.09 or can’t parse `until`: upgrade Docker, or change `until`.',
  },
  'ssh-missing': {
    title: 'No ssh client',
    means: 'The service could not start its ssh program, or a library of it is missing.',
    todo: 'Install or repair the OpenSSH client where the service runs, or set `ssh.program`.',
  },
  other: {
    title: 'Failed',
    means: 'The command or its connection failed.',
    todo: 'See the error, which is what ssh or the host reported.',
  },
};

const PROBLEMS = {
  refused: {
    title: 'Not Docker Engine, so not pruned',
    means: 'On another engine, the same command might delete images.',
    todo: 'See the error for what was found. If the host should run Docker Engine, find out what replaced it; if not, remove '
      + 'the host from the settings.',
  },
  skipped: {
    title: 'No address set',
    means: 'The settings name no host to connect to.',
    todo: 'Set `ssh.host`.',
  },
  unconfirmed: {
    title: 'Succeeded without a report',
    means: 'The exit code was 0, but Docker printed no report: it is unknown whether anything was removed.',
    todo: 'Run the command manually on the host and check what it prints.',
  },
  unknown: {
    title: 'Cut off by the time limit',
    means: 'The run took longer than `timeout` after the prune was sent; the host may still be pruning.',
    todo: 'Increase `timeout`. On Docker Engine before 25, check whether `docker system df` hangs.',
  },
};

const CUT_OFF_ONCE = { ...PROBLEMS.unknown, todo: 'Nothing for now. If it happens again, increase `timeout`.' };

const PAUSED = {
  title: 'Paused',
  means: 'Runs are paused, so the build cache keeps growing.',
  todo: 'Resume the host when it is ready.',
};

/**
 * The problem that a host's last run shows.
 *
 * @returns {?{key: string, needs: boolean, tone: string, find: Object, title: string, means: string, todo: string}}
 *     null if there is none. `needs`: a person has to act; `find`: the filter that shows all hosts with this problem
 */
export function problemOf(host) {
  const outcome = outcomeOf(host);
  if (outcome === 'failed') {
    const failure = host.last_run.failure in FAILURES ? host.last_run.failure : 'other';
    return { key: failure, needs: true, tone: 'bad', find: { outcome, text: failure }, ...FAILURES[failure] };
  } else if (outcome === 'unknown' && host.troubles < 2) {
    return { key: 'unknown-once', needs: false, tone: 'warn', find: { outcome }, ...CUT_OFF_ONCE };
  } else if (outcome in PROBLEMS) {
    return { key: outcome, needs: true, tone: TONES[outcome], find: { outcome }, ...PROBLEMS[outcome] };
  }
  return null;
}

/** @returns as {@link problemOf}, for a paused host */
export const pauseOf = host =>
  host.paused ? { key: 'paused', needs: false, tone: 'warn', find: { text: 'paused' }, ...PAUSED } : null;

export const NO_CONTROL = 'The buttons are disabled because this service has no token. To enable them, set `http.token` '
  + '(`ORCH_BUILD_CACHE_PRUNE_HTTP_TOKEN`) and restart the service.';

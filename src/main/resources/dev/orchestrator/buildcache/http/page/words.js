/** What an outcome or a failure means and what to do about it: the README's tables, for the page. */

/** From what needs somebody most to what needs nobody; `none` is a host that has not run yet. */
export const OUTCOMES = ['failed', 'refused', 'skipped', 'unconfirmed', 'unknown', 'none', 'succeeded'];
export const STATES = ['running', 'waiting', 'idle', 'paused', 'disabled'];

export const outcomeOf = host => (host.last_run ? host.last_run.outcome : 'none');
export const outcomeName = outcome => (outcome === 'none' ? 'not run yet' : outcome);

/** How an outcome is coloured: good, bad, warn or calm. */
export const TONES = {
  failed: 'bad', refused: 'bad', skipped: 'bad', unconfirmed: 'warn', unknown: 'warn', none: 'calm', succeeded: 'good',
};

/** In each text, {ssh}, {known} and {user} are those of the host; of several, `<host>`, `<host>` and `<user>`. */
const FAILURES = {
  'host-unreachable': {
    title: 'Can’t be reached',
    means: 'There was no ssh connection, or it broke.',
    todo: 'Is the host up, the name or address right, its port open? `ssh {ssh} true` on the service’s machine '
      + 'says the same, with the same login, key and known-hosts file. '
      + 'If the connection broke in mid-run, the host may have finished its prune.',
  },
  'host-key-rejected': {
    title: 'Shows another host key',
    means: 'The host’s key is not the known one, or none is known.',
    todo: 'Reinstalled? Then `ssh-keygen -R {known}` on the service’s machine, with `-f` and that file if '
      + '`ssh.known-hosts-file` is set, and take the new key once you have compared it. If not: somebody may be in between.',
  },
  'login-refused': {
    title: 'Refuses the login',
    means: 'The host did not accept our key or user.',
    todo: 'Is the public key in the login’s `authorized_keys`, and `ssh.user` right?',
  },
  'docker-missing': {
    title: 'Has no docker command',
    means: 'There is no `docker` on the PATH of the login.',
    todo: 'Install Docker, or put it on the PATH of a login without a terminal.',
  },
  'docker-not-running': {
    title: 'Docker is not running',
    means: 'The Docker daemon doesn’t answer.',
    todo: '`systemctl start docker` on the host.',
  },
  'docker-permission': {
    title: 'May not use Docker',
    means: 'The login is not allowed to use Docker.',
    todo: '`usermod -aG docker {user}` on the host, or rootless Docker’s socket for that login.',
  },
  'bad-request': {
    title: 'Docker doesn’t take the command',
    means: 'Docker did not accept a flag or the age filter.',
    todo: 'It is older than 18.09, or can’t read that `until`: upgrade it, or change `until`.',
  },
  'ssh-missing': {
    title: 'The service has no ssh client',
    means: 'The ssh program of this service could not be started.',
    todo: 'Install OpenSSH’s client where this service runs, or set `ssh.program`.',
  },
  other: {
    title: 'Failed',
    means: 'The command, or the way to it, failed.',
    todo: 'The error says what the host said.',
  },
};

const TROUBLES = {
  refused: {
    title: 'Not Docker Engine, so not pruned',
    means: 'The same command might delete images there.',
    todo: 'The error says what it is. If Docker Engine belongs there, look who replaced it; else take the host out of the settings.',
  },
  skipped: {
    title: 'No host is set',
    means: 'There is nothing to run against.',
    todo: 'Set `ssh.host`.',
  },
  unconfirmed: {
    title: 'Ended well, but reported nothing',
    means: 'Exit code 0 without Docker’s report: it can’t be said whether anything was removed.',
    todo: 'Run the command by hand on the host and look at what it prints.',
  },
  unknown: {
    title: 'Cut off by the time limit',
    means: 'The run took longer than `timeout`; the host may still be pruning.',
    todo: 'Often: a longer `timeout`; on Docker Engine before 25, look whether `docker system df` hangs.',
  },
};

const CUT_OFF_ONCE = { ...TROUBLES.unknown, todo: 'Once: nothing. If it comes again, a longer `timeout`.' };

const PAUSED = {
  title: 'Paused',
  means: 'Somebody paused it: no run starts there, and its build cache grows.',
  todo: 'Resume it when it is ready.',
};

/**
 * What is wrong with a host by its last run.
 *
 * @returns {?{key: string, needs: boolean, tone: string, find: Object, title: string, means: string, todo: string}}
 *     null if it is well. `needs`: somebody has to do something; `find`: how to find all such hosts
 */
export function troubleOf(host) {
  const outcome = outcomeOf(host);
  if (outcome === 'failed') {
    const failure = host.last_run.failure in FAILURES ? host.last_run.failure : 'other';
    return { key: failure, needs: true, tone: 'bad', find: { outcome, text: failure }, ...FAILURES[failure] };
  } else if (outcome === 'unknown' && host.troubles < 2) {
    return { key: 'unknown-once', needs: false, tone: 'warn', find: { outcome }, ...CUT_OFF_ONCE };
  } else if (outcome in TROUBLES) {
    return { key: outcome, needs: true, tone: TONES[outcome], find: { outcome }, ...TROUBLES[outcome] };
  }
  return null;
}

/** @returns as {@link troubleOf}, for a host that somebody paused */
export const pauseOf = host =>
  host.paused ? { key: 'paused', needs: false, tone: 'warn', find: { text: 'paused' }, ...PAUSED } : null;

export const NO_CONTROL = 'The buttons are off, because this service has no token. To switch them on, set `http.token` '
  + '(`ORCH_BUILD_CACHE_PRUNE_HTTP_TOKEN`) and start it again.';

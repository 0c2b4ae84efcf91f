/** Requests to the service this page came from. What goes wrong is an answer as well: status 0 is "no answer". */

import { learnTime } from './clock.js';
import { token } from './token.js';

const PATIENCE_MS = 20_000;

export const headers = () => (token.get() ? { Authorization: `Bearer ${token.get()}` } : {});

/** @returns {Promise<{status: number, body: ?Object}>} */
async function request(path, method) {
  try {
    const answer = await fetch(path, {
      method,
      headers: { Accept: 'application/json', ...headers() },
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    learnTime(answer.headers.get('Date'));
    const text = await answer.text();
    return { status: answer.status, body: parsed(text) };
  } catch {
    return { status: 0, body: null };
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const hostPath = name => `/api/hosts/${encodeURIComponent(name)}`;

/**
 * A read asks for the token if reads are protected, and again after a wrong one.
 *
 * @returns an answer; its status is still 401 if nobody gave a token
 */
async function read(path) {
  let answer = await request(path, 'GET');
  while (answer.status === 401
      && await token.ask('This service shows its hosts only to those who have its token.')) {
    answer = await request(path, 'GET');
  }
  return answer;
}

export const readHosts = () => read('/api/hosts');
export const readHost = name => read(hostPath(name));

/**
 * Asks for something to be done, with the token, which is asked for if there is none or it is wrong.
 *
 * @param {'prune'|'pause'|'resume'} what
 * @param {?string} name of the host; null: all hosts
 * @returns {Promise<?string>} what came of it, for people; null if it was called off
 */
export async function act(what, name) {
  const why = `To ${what === 'prune' ? 'start a run' : what}, this service wants its token.`;
  if (!token.get() && !(await token.ask(why))) {
    return null;
  }
  const path = `${name === null ? '/api/hosts' : hostPath(name)}/${what}`;
  let answer = await request(path, 'POST');
  while (answer.status === 401) {
    if (!(await token.ask(why))) {
      return null;
    }
    answer = await request(path, 'POST');
  }
  return answer.status === 202 ? DONE[what](name) : refusal(answer);
}

const DONE = {
  prune: () => 'The run is on its way.',
  pause: name => (name === null ? 'All hosts are paused. Runs under way finish.' : 'Paused. A run under way finishes.'),
  resume: name => (name === null ? 'All hosts go on.' : 'It goes on.'),
};

/** Without an answer, or with one that the service could not finish, it may have been taken all the same. */
function refusal({ status, body }) {
  const what = status >= 400 && status < 500 ? 'Nothing was done' : 'It is not known whether that was done';
  return `${what}: ${status === 0 ? 'the service does not answer' : body?.error ?? `the service answered ${status}`}.`;
}

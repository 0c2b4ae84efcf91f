/** Requests to the service that served this page. A request that fails resolves too: status 0 means "no response". */

import { learnTime } from './clock.js';
import { token } from './token.js';

const PATIENCE_MS = 20_000;

export const headers = () => (token.get() ? { Authorization: `Bearer ${token.get()}` } : {});

/** @returns {Promise<{status: number, body: ?Object}>} */
async function request(path, method) {
  try {
    const response = await fetch(path, {
      method,
      headers: { Accept: 'application/json', ...headers() },
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    learnTime(response.headers.get('Date'));
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
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

/** Relative to the page, which a proxy may serve under a path of its own. */
const hostPath = name => `api/hosts/${encodeURIComponent(name)}`;

/**
 * Reads a resource. Asks for the token if reads are protected, and again if it was wrong.
 *
 * @returns the response; its status is 401 only if the user gave no token
 */
async function read(path) {
  let response = await request(path, 'GET');
  while (response.status === 401
      && await token.ask('This service shows its hosts only to users who have its token.')) {
    response = await request(path, 'GET');
  }
  return response;
}

export const readHosts = () => read('api/hosts');
export const readHost = name => read(hostPath(name));

/**
 * Sends a command with the token. Asks for the token if there is none or if it was wrong.
 *
 * @param {'prune'|'pause'|'resume'} what
 * @param {?string} name the host; null for all hosts
 * @returns {Promise<?string>} the result, in words for the user; null if the user cancelled
 */
export async function act(what, name) {
  const why = `This service needs its token to ${what === 'prune' ? 'start a run' : what}.`;
  if (!token.get() && !(await token.ask(why))) {
    return null;
  }
  const path = `${name === null ? 'api/hosts' : hostPath(name)}/${what}`;
  let response = await request(path, 'POST');
  while (response.status === 401) {
    if (!(await token.ask(why))) {
      return null;
    }
    response = await request(path, 'POST');
  }
  return response.status === 202 ? DONE[what](name) : refusal(response);
}

export const REQUESTED = 'The run was requested.';

const DONE = {
  prune: () => REQUESTED,
  pause: name => (name === null ? 'All hosts are paused. Runs in progress will finish.' : 'Paused. A run in progress will finish.'),
  resume: name => (name === null ? 'All hosts are resumed.' : 'Resumed.'),
};

/** After no response, or a server error, the command may have been carried out all the same. */
function refusal({ status, body }) {
  const what = status >= 400 && status < 500 ? 'Nothing was done' : 'It is unknown whether this was done';
  return `${what}: ${status === 0 ? 'the service does not respond' : body?.error ?? `the service responded with status ${status}`}.`;
}

/**
 * Keeps the page up to date from the service's events, for as long as the page is open. It is always in one state:
 *
 * - `connecting`: a connection is being opened, or all hosts are being loaded over it;
 * - `live`: all hosts are loaded, and events arrive;
 * - `lost`: no connection; the next attempt is after a pause that doubles each time;
 * - `locked`: the service wants a token and the user gave none;
 * - `resting`: no connection, because nobody looks at the page.
 *
 * After a lost connection the service sends the missed events. If it can't, it sends `reset`, and all hosts are loaded
 * again.
 */

import { openFeed } from './feed.js';
import { createLoader } from './loader.js';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** The events that describe a host. */
const HOST_EVENTS = new Set(['run_started', 'run_ended', 'state_changed']);

/**
 * @param {function(): Promise<'loaded'|'locked'|'failed'>} load requests all hosts and shows them; asks for the token
 * @param {function(Object)} onHost a host that changed
 * @param {function(Object[])} onChannels how the channels of alerts deliver now
 * @param {function(Object)} onState `{kind: 'live'}`, `{kind: 'locked'}` or `{kind: 'lost', since, retryAt}`, where
 *     `since` is when the page was last up to date, null for never
 */
export function follow({ load, onHost, onChannels, onState }) {
  let state = {};
  let pause = FIRST_PAUSE_MS;
  let lastHeard = null;
  let lastId = '';

  const hosts = createLoader(async () => {
    const result = await load();
    if (result === 'loaded') {
      lastHeard = Date.now();
    } else {
      lastId = '';
    }
    return result;
  }, onHost);

  /** Leaves the current state, and with it the connection and the timer that belong to it only. */
  function enter(next) {
    clearTimeout(state.timer);
    if (state.connection !== next.connection) {
      state.connection?.abort();
    }
    state = next;
    if (['live', 'lost', 'locked'].includes(state.kind)) {
      onState(state);
    }
  }

  /** @param {boolean} hasNewToken the attempt just before was refused for its token, and now there is one */
  async function connect(hasNewToken) {
    const connection = new AbortController();
    enter({ kind: 'connecting', connection });
    const end = await listen(connection);
    connection.abort();
    if (state.connection !== connection) {
      return;
    }
    if (end === 'locked') {
      enter({ kind: 'locked' });
    } else if (end === 'token given' && !hasNewToken) {
      connect(true);
    } else {
      lose();
    }
  }

  function lose() {
    const wait = pause * (0.75 + Math.random() / 2);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    enter({ kind: 'lost', since: lastHeard, retryAt: Date.now() + wait, timer: setTimeout(connect, wait, false) });
  }

  /** @returns {Promise<'locked'|'token given'|'lost'>} when the connection is over: why */
  async function listen(connection) {
    try {
      const feed = await openFeed(connection, lastId, {
        onEvent: event => take(event, connection),
        onId: id => { lastId = id; },
        onBytes: () => { lastHeard = Date.now(); },
      });
      if (!feed.ended) {
        return await refused(feed.status);
      }
      const result = await (lastId ? hosts.settled() : hosts.start());
      if (result !== 'loaded') {
        connection.abort();
        await feed.ended;
        lastId = '';
        return result === 'locked' ? 'locked' : 'lost';
      }
      if (state.connection === connection) {
        pause = FIRST_PAUSE_MS;
        enter({ kind: 'live', connection });
      }
      await feed.ended;
    } catch {
      // No response: the same as a connection that was lost later.
    }
    return 'lost';
  }

  /** Loading asks for the token. Where there are too many subscribers, it at least shows the hosts as they are now. */
  async function refused(status) {
    const result = await hosts.start();
    // Missed events are older than what was just loaded.
    lastId = '';
    return result === 'locked' ? 'locked' : status === 401 && result === 'loaded' ? 'token given' : 'lost';
  }

  async function take({ event, data }, connection) {
    if (HOST_EVENTS.has(event)) {
      hosts.take(JSON.parse(data));
    } else if (event === 'channels_changed') {
      onChannels(JSON.parse(data).channels);
    } else if (event === 'reset' && await hosts.start() !== 'loaded') {
      connection.abort();
    }
  }

  const connectFrom = kind => state.kind === kind && connect(false);
  connect(false);

  return {
    /** Ends the pause, if the connection is lost. */
    tryNow: () => connectFrom('lost'),
    /** Asks for the token again, if the user gave none. */
    unlock: () => connectFrom('locked'),
    /** Closes the connection until {@link wake}. Without a token there is none, and nothing changes. */
    rest: () => state.kind !== 'locked' && enter({ kind: 'resting' }),
    /** Connects at once, and catches up. */
    wake: () => connectFrom('resting'),
    /** Loads all hosts again. */
    reload: hosts.start,
  };
}

/**
 * The service's events, for as long as the page is open. Read by fetch, since an EventSource can't send a token.
 *
 * A lost connection is tried again by itself, sooner at first. What was missed meanwhile the service sends again; if it
 * can't, it says `reset`, and all hosts are loaded anew. Events that come before that answer wait for it.
 */

import { headers } from './api.js';
import { createEventParser } from './events.js';
import { learnTime } from './clock.js';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** The service sends a comment when there is nothing to say; no byte for this long is a dead connection. */
const SILENCE_MS = 45_000;

/**
 * @param {function(): Promise<boolean|'locked'>} load all hosts; true if that worked, 'locked' if it wants a token
 * @param {function(Object)} onHost a host that changed
 * @param {function(Object)} onState `{kind: 'live'|'locked'}` or `{kind: 'lost', since, retryAt}`
 */
export function follow({ load, onHost, onState }) {
  let wait = FIRST_WAIT_MS;
  let lastWord = null;
  let wake = null;
  let resting = false;
  let rests = 0;
  let hangUp = null;
  let unlocking = null;
  let loading = null;
  let held = [];
  let shown = false;
  let lastId = '';

  /** Always a request that starts from now on: one under way may have been answered before what we are to catch up. */
  function loadAll() {
    const mine = (loading ?? Promise.resolve()).then(load).then(done => {
      if (done === true) {
        shown = true;
        lastWord = Date.now();
      } else {
        lastId = '';
      }
      if (loading === mine) {
        const events = held;
        loading = null;
        held = [];
        // They say how some hosts are: not enough to be all that is shown.
        events.forEach(host => shown && onHost(host));
      }
      return done;
    });
    loading = mine;
    return mine;
  }

  function take({ event, data }, giveUp) {
    if (event === 'reset') {
      loadAll().then(done => done === true || giveUp());
    } else if (event === 'run_started' || event === 'run_ended' || event === 'state_changed') {
      const host = JSON.parse(data);
      loading ? held.push(host) : onHost(host);
    }
  }

  /** @returns {Promise<boolean|string>} when the connection is over: what is next, as {@link forever} understands it */
  async function listen() {
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    hangUp = giveUp;
    let silence = setTimeout(giveUp, SILENCE_MS);
    const heard = () => {
      lastWord = Date.now();
      clearTimeout(silence);
      silence = setTimeout(giveUp, SILENCE_MS);
    };
    try {
      const answer = await fetch('/api/events', {
        headers: { Accept: 'text/event-stream', ...(lastId && { 'Last-Event-ID': lastId }), ...headers() },
        cache: 'no-store',
        signal: abort.signal,
      });
      if (!answer.ok) {
        return await refused(answer.status);
      }
      learnTime(answer.headers.get('Date'));
      const loaded = lastId ? true : loadAll();
      const feed = createEventParser(event => take(event, giveUp), id => { lastId = id; });
      const reading = read(answer.body.pipeThrough(new TextDecoderStream()).getReader(), feed, heard);
      const done = await loaded;
      if (done !== true) {
        giveUp();
        await reading;
        lastId = '';
        return done;
      }
      wait = FIRST_WAIT_MS;
      onState({ kind: 'live' });
      await reading;
      return false;
    } catch {
      return false;
    } finally {
      clearTimeout(silence);
      giveUp();
    }
  }

  /** Loading asks for the token; where there are too many readers, it at least shows how everyone is now. */
  async function refused(status) {
    const done = await loadAll();
    // Else the next connection would begin with events that are older than what is shown now.
    lastId = '';
    return status === 401 && done === true ? 'again' : done === 'locked' && done;
  }

  async function read(reader, feed, heard) {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) {
          return;
        }
        heard();
        feed(value);
      }
    } catch {
      // The connection broke, or was given up: the caller sees that it is over.
    }
  }

  async function forever() {
    let before = null;
    for (;;) {
      while (resting) {
        await new Promise(resolve => { wake = resolve; });
      }
      const rested = rests;
      const end = await listen();
      if (rests !== rested) {
        continue;
      }
      const twice = end === before;
      before = end;
      if (end === 'again' && !twice) {
        continue;
      } else if (end === 'locked') {
        onState({ kind: 'locked' });
        await new Promise(resolve => { unlocking = resolve; });
        continue;
      }
      const pause = wait * (0.75 + Math.random() / 2);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      onState({ kind: 'lost', since: lastWord, retryAt: Date.now() + pause });
      await new Promise(resolve => {
        wake = resolve;
        setTimeout(resolve, pause);
      });
    }
  }

  forever();

  return {
    /** Doesn't wait any longer, if the connection is lost. */
    tryNow() {
      wake?.();
    },
    /** Has no connection, until it goes on: at once, from where it was. */
    rest() {
      resting = true;
      rests++;
      hangUp?.();
    },
    goOn() {
      resting = false;
      wake?.();
    },
    /** Asks for the token again, if it was not given. */
    unlock() {
      unlocking?.();
    },
    reload: loadAll,
  };
}

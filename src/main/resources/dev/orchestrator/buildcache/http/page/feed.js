/** One connection to the service's event stream. Uses fetch, because an EventSource can't send a token. */

import { headers } from './api.js';
import { learnTime } from './clock.js';
import { createEventParser } from './events.js';

/** An idle service sends comments. A connection without a byte for this long is dead. */
const SILENCE_MS = 45_000;

/**
 * @param {AbortController} connection closes the connection; also used here when the service falls silent
 * @param {string} lastId the last event that the page has; empty: start with the next one
 * @param {{onEvent: function, onId: function, onBytes: function}} listener see {@link createEventParser}; `onBytes` is
 *     called for everything that arrives, comments included
 * @returns {Promise<{status: number, ended: ?Promise}>} `ended` resolves when the connection is over, whatever the
 *     reason; null if the status is not 200
 * @throws if the service doesn't respond
 */
export async function openFeed(connection, lastId, { onEvent, onId, onBytes }) {
  let silence;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => connection.abort(), SILENCE_MS);
  };
  heard();
  connection.signal.addEventListener('abort', () => clearTimeout(silence));
  const response = await fetch('api/events', {
    headers: { Accept: 'text/event-stream', ...(lastId && { 'Last-Event-ID': lastId }), ...headers() },
    cache: 'no-store',
    signal: connection.signal,
  });
  if (!response.ok) {
    return { status: response.status, ended: null };
  }
  learnTime(response.headers.get('Date'));
  const parse = createEventParser(onEvent, onId);
  return {
    status: response.status,
    ended: read(response.body, text => {
      heard();
      onBytes();
      parse(text);
    }),
  };
}

async function read(body, onText) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      onText(value);
    }
  } catch {
    // The connection broke or was closed. Either way it is over.
  }
}

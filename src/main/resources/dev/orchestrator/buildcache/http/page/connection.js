/** Shows whether the page is live; if it isn't, since when, and when the next attempt is. */

import { announce, byId, setText } from './dom.js';
import { span, timeOfDay } from './format.js';

const TEXTS = { connecting: 'Connecting …', live: 'Live', lost: 'Not live', locked: 'Locked' };

export function createConnection(onRetry) {
  let state = { kind: 'connecting' };
  byId('lost-retry').addEventListener('click', onRetry);

  function tick() {
    if (state.kind === 'lost') {
      const seconds = Math.ceil((state.retryAt - Date.now()) / 1000);
      setText(byId('lost-text'), (state.since ? `This page was last updated at ${timeOfDay(state.since)}. ` : '')
        + (seconds > 0 ? `Retrying in ${span(seconds)}.` : 'Retrying …'));
    }
  }

  return {
    tick,
    show(next) {
      const before = state.kind;
      state = next;
      setText(byId('connection'), TEXTS[next.kind]);
      byId('connection').dataset.kind = next.kind;
      byId('lost').hidden = next.kind !== 'lost';
      tick();
      if (next.kind === 'lost' && before !== 'lost') {
        announce('Connection lost. The page reconnects automatically.');
      } else if (next.kind === 'live' && before === 'lost') {
        announce('Reconnected.');
      }
    },
  };
}

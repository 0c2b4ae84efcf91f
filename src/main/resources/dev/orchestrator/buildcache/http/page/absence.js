/**
 * Closes the event stream of a tab that nobody looks at. A browser allows six connections to a service for all tabs
 * together, and each stream takes one permanently: six open tabs would block all other requests. While hidden, the page
 * loads all hosts once a minute instead, so that the tab's title stays correct. A page that the user has left closes its
 * stream too, because the browser may keep the page for "back".
 */

const PATIENCE_MS = 30_000;
const EVERY_MS = 60_000;

/**
 * @param {{rest: function(), wake: function()}} stream see {@link follow}
 * @param {function(): Promise} load all hosts
 */
export function restWhileHidden(stream, load) {
  let timer;

  function rest() {
    stream.rest();
    timer = setTimeout(reload, EVERY_MS);
  }

  /** The next request waits for this one, which may take as long as the user needs to enter the token. */
  async function reload() {
    const mine = timer;
    await load();
    if (timer === mine) {
      timer = setTimeout(reload, EVERY_MS);
    }
  }

  function change() {
    stopTimer();
    if (document.hidden) {
      timer = setTimeout(rest, PATIENCE_MS);
    } else {
      stream.wake();
    }
  }

  function stopTimer() {
    clearTimeout(timer);
    timer = null;
  }

  document.addEventListener('visibilitychange', change);
  addEventListener('pagehide', () => {
    stopTimer();
    stream.rest();
  });
  addEventListener('pageshow', ({ persisted }) => persisted && change());
  change();
}

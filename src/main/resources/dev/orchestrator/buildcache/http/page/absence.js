/**
 * A tab that nobody looks at gives its stream up. A browser has six connections to a service for all its tabs together,
 * and each stream takes one for good: with six open tabs, nothing more would get through. Instead all hosts are loaded
 * now and then, so that the tab's title stays true. A page that was left gives it up too: the browser may keep it, for
 * when somebody goes back.
 */

const PATIENCE_MS = 30_000;
const EVERY_MS = 60_000;

/**
 * @param {{rest: function(), goOn: function()}} stream see {@link follow}
 * @param {function(): Promise} load all hosts
 */
export function restWhileHidden(stream, load) {
  let timer;

  function leave() {
    stream.rest();
    timer = setTimeout(look, EVERY_MS);
  }

  /** One at a time: an answer may take as long as somebody needs to give the token. */
  async function look() {
    const mine = timer;
    await load();
    if (timer === mine) {
      timer = setTimeout(look, EVERY_MS);
    }
  }

  function change() {
    clearTimeout(timer);
    timer = null;
    if (document.hidden) {
      timer = setTimeout(leave, PATIENCE_MS);
    } else {
      stream.goOn();
    }
  }

  document.addEventListener('visibilitychange', change);
  addEventListener('pagehide', () => {
    clearTimeout(timer);
    timer = null;
    stream.rest();
  });
  addEventListener('pageshow', ({ persisted }) => persisted && change());
  change();
}

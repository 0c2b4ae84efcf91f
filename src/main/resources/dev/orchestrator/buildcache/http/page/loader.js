/**
 * Loads all hosts, and holds back events until they are loaded: the response may be older or newer than an event.
 *
 * Its states: `empty` (no hosts yet), `loading` (one or more requests under way, one after the other), `loaded`.
 */

/**
 * @param {function(): Promise<'loaded'|'locked'|'failed'>} load requests all hosts and shows them
 * @param {function(Object)} onHost applies one event to hosts that are loaded
 */
export function createLoader(load, onHost) {
  let state = { kind: 'empty' };

  /** Starts a new request each time: one that is under way may miss what the caller has to catch up with. */
  function start() {
    const { request: previous = Promise.resolve(), held = [], hasHosts = state.kind === 'loaded' } = state;
    const request = previous.then(load).then(result => finish(request, result));
    state = { kind: 'loading', request, held, hasHosts };
    return request;
  }

  function finish(request, result) {
    state.hasHosts ||= result === 'loaded';
    if (state.request === request) {
      const { held, hasHosts } = state;
      state = { kind: hasHosts ? 'loaded' : 'empty' };
      held.forEach(take);
    }
    return result;
  }

  /** Without hosts, an event is dropped: it tells of one host, and the page would show that one as if it were all. */
  function take(host) {
    if (state.kind === 'loading') {
      state.held.push(host);
    } else if (state.kind === 'loaded') {
      onHost(host);
    }
  }

  return {
    start,
    take,
    /** @returns {Promise<string>} the result of the request under way; 'loaded' if there are hosts already */
    settled: async () => (state.kind === 'loading' ? state.request : state.kind === 'loaded' ? 'loaded' : start()),
  };
}

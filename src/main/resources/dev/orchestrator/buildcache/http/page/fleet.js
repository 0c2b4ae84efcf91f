/**
 * The hosts as this page knows them. Listeners are called at most once a frame, so that a burst of thousands of events
 * costs one update of the screen.
 */

/** A hidden tab has no frames, but its title is visible. */
const NO_FRAME_MS = 500;

export function createFleet() {
  const hosts = new Map();
  const counted = new Map();
  const listeners = [];
  let changed = new Set();
  let everything = false;
  let scheduled = false;
  let frame;
  let timer;

  const fleet = {
    hosts,
    control: 'off',
    day: null,
    week: null,
    channels: [],
    loaded: false,

    /** @param {Object} body the response of GET /api/hosts */
    replaceAll(body) {
      hosts.clear();
      counted.clear();
      body.hosts.forEach(host => {
        hosts.set(host.name, host);
        counted.set(host.name, endOf(host.last_run));
      });
      fleet.control = body.control;
      fleet.day = body.reclaimed_last_day;
      fleet.week = body.reclaimed_last_week;
      fleet.channels = body.channels ?? [];
      fleet.loaded = true;
      everything = true;
      schedule();
    },

    /** Applies an event: the host as it is now, and the run if one has ended. */
    apply({ run, ...host }) {
      if (!hosts.has(host.name)) {
        everything = true;
      }
      hosts.set(host.name, host);
      changed.add(host.name);
      if (run && !isCounted(host.name, run)) {
        counted.set(host.name, endOf(run));
        fleet.day = plus(fleet.day, run.reclaimed_bytes);
        fleet.week = plus(fleet.week, run.reclaimed_bytes);
      }
      schedule();
    },

    applyChannels(channels) {
      fleet.channels = channels;
      schedule();
    },

    /** @param {function(?Set<string>)} listener gets the names of changed hosts; null: any may have changed */
    onChange(listener) {
      listeners.push(listener);
    },
  };

  /** An event may report a run that the sums include already, because it was late or sent again. */
  function isCounted(name, run) {
    return endOf(run) <= (counted.get(name) ?? -Infinity);
  }

  function schedule() {
    if (!scheduled) {
      scheduled = true;
      frame = requestAnimationFrame(notify);
      timer = setTimeout(notify, NO_FRAME_MS);
    }
  }

  function notify() {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    const names = everything ? null : changed;
    scheduled = false;
    everything = false;
    changed = new Set();
    listeners.forEach(listener => listener(names));
  }

  return fleet;
}

/** As a number: as texts, two times with fractions of different lengths would not compare. */
const endOf = run => (run ? Date.parse(run.ended_at) : -Infinity);

/** Holds until the next reload, which also drops the runs that have become older than a day or a week. */
const plus = (sum, bytes) => ({ ...sum, bytes: sum.bytes + (bytes ?? 0) });

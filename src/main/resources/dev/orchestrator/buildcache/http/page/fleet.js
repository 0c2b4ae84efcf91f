/**
 * What this page knows of the hosts. Changes are gathered and told once a frame, so that a burst of thousands costs one
 * update of what is on the screen.
 */

import { gigabytes } from './format.js';

/** A hidden tab has no frames, but a title that is to be seen. */
const NO_FRAME_MS = 500;

export function createFleet() {
  const hosts = new Map();
  const counted = new Map();
  const listeners = [];
  let changed = new Set();
  let everything = false;
  let planned = false;
  let frame;
  let timer;

  const fleet = {
    hosts,
    control: 'off',
    day: null,
    week: null,
    loaded: false,

    /** @param body the answer of GET /api/hosts */
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
      fleet.loaded = true;
      everything = true;
      plan();
    },

    /** One host as an event tells it; with the run, if one has ended. */
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
      plan();
    },

    /** @param listener gets the set of changed names, or null for "everything" */
    onChange(listener) {
      listeners.push(listener);
    },
  };

  /** An event may tell of a run that the sums have already: it came late, or is told again. */
  function isCounted(name, run) {
    return endOf(run) <= (counted.get(name) ?? -Infinity);
  }

  function plan() {
    if (!planned) {
      planned = true;
      frame = requestAnimationFrame(tell);
      timer = setTimeout(tell, NO_FRAME_MS);
    }
  }

  function tell() {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    const names = everything ? null : changed;
    planned = false;
    everything = false;
    changed = new Set();
    listeners.forEach(listener => listener(names));
  }

  return fleet;
}

/** As a number: the fractions of two times in text may not be equally long. */
const endOf = run => (run ? Date.parse(run.ended_at) : -Infinity);

/** Until the next full answer, which also leaves out what has become older than a day or a week. */
function plus(sum, bytes) {
  const total = sum.bytes + (bytes ?? 0);
  return { ...sum, bytes: total, human: gigabytes(total) };
}

/**
 * What this page knows of the hosts. Changes are gathered and told once a frame, so that a burst of thousands costs one
 * update of what is on the screen.
 */

import { gigabytes } from './format.js';

export function createFleet() {
  const hosts = new Map();
  const listeners = [];
  let changed = new Set();
  let everything = false;
  let planned = false;

  const fleet = {
    hosts,
    control: 'off',
    day: null,
    week: null,
    loaded: false,

    /** @param body the answer of GET /api/hosts */
    replaceAll(body) {
      hosts.clear();
      body.hosts.forEach(host => hosts.set(host.name, host));
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
      if (run?.reclaimed_bytes) {
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

  function plan() {
    if (!planned) {
      planned = true;
      requestAnimationFrame(tell);
    }
  }

  function tell() {
    const names = everything ? null : changed;
    planned = false;
    everything = false;
    changed = new Set();
    listeners.forEach(listener => listener(names));
  }

  return fleet;
}

/** Until the next full answer, which also leaves out what has become older than a day or a week. */
function plus(sum, bytes) {
  const total = sum.bytes + bytes;
  return { ...sum, bytes: total, human: gigabytes(total) };
}

/** The summary: whether the last prune worked on all hosts, and how much was reclaimed. */

import { byId, setText } from './dom.js';
import { count, number, size } from './format.js';
import { outcomeOf, problemOf, stateName } from './words.js';

export function showSummary(fleet) {
  const hosts = [...fleet.hosts.values()];
  const needing = hosts.filter(host => problemOf(host)?.needs).length;
  const worked = !needing && hosts.every(hasWorked);
  byId('verdict').dataset.tone = needing ? 'bad' : worked && hosts.some(host => host.last_run) ? 'good' : 'calm';
  setText(byId('headline'), headline(hosts, needing, worked));
  setText(byId('subline'), subline(hosts));
  showReclaimed('day', fleet.day);
  showReclaimed('week', fleet.week);
  document.title = needing ? `(${needing}) Build cache` : 'Build cache';
}

/** Or the host has not run yet. Not where it is paused, because its build cache grows. */
const hasWorked = host => !host.paused && ['succeeded', 'none'].includes(outcomeOf(host));

/** Promises no more than is known: what came of the last runs. */
function headline(hosts, needing, worked) {
  if (needing) {
    return hosts.length === 1 ? 'The host needs attention'
      : `${number(needing)} of ${count(hosts.length, 'host', 'hosts')} ${needing === 1 ? 'needs' : 'need'} attention`;
  }
  const new_ = hosts.filter(host => !host.last_run).length;
  if (new_ === hosts.length) {
    return hosts.length === 1 ? 'The host has not run yet' : `None of ${number(hosts.length)} hosts has run yet`;
  } else if (!worked) {
    return hosts.length === 1 ? 'The host needs no attention' : 'No host needs attention';
  } else if (hosts.length === 1) {
    return 'The last prune worked';
  }
  return `The last prune worked on all ${new_ ? 'hosts that have run' : `${number(hosts.length)} hosts`}`;
}

function subline(hosts) {
  const counts = [
    [hosts.filter(host => host.state === 'running').length, 'running now'],
    [hosts.filter(host => host.state === 'waiting').length, stateName('waiting')],
    [hosts.filter(host => host.paused).length, 'paused'],
    [hosts.filter(host => host.state === 'disabled').length, 'disabled'],
    [hosts.filter(host => !host.last_run).length, 'not run yet'],
  ].filter(([n]) => n);
  return counts.map(([n, what]) => `${number(n)} ${what}`).join(' · ') || 'Nothing is running now';
}

/** Not complete: the service doesn't remember all runs of that time, so the sum is a lower bound. */
function showReclaimed(id, { bytes, complete }) {
  byId(`${id}-least`).hidden = complete;
  setText(byId(id), size(bytes));
}

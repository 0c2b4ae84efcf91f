/** The summary: whether all hosts are healthy, and how much was reclaimed. */

import { byId, setText } from './dom.js';
import { count, number, size } from './format.js';
import { outcomeOf, problemOf, stateName } from './words.js';

export function showSummary(fleet) {
  const hosts = [...fleet.hosts.values()];
  const needing = hosts.filter(host => problemOf(host)?.needs).length;
  const healthy = !needing && hosts.every(isHealthy);
  byId('verdict').dataset.tone = needing ? 'bad' : healthy && hosts.some(host => host.last_run) ? 'good' : 'calm';
  setText(byId('headline'), headline(hosts, needing, healthy));
  setText(byId('subline'), subline(hosts));
  showReclaimed('day', fleet.day);
  showReclaimed('week', fleet.week);
  document.title = needing ? `(${needing}) Build cache` : 'Build cache';
}

/** A host that has not run yet counts as healthy. One that is paused does not, because its build cache grows. */
const isHealthy = host => !host.paused && ['succeeded', 'none'].includes(outcomeOf(host));

function headline(hosts, needing, healthy) {
  if (needing) {
    return hosts.length === 1 ? 'The host needs attention'
      : `${number(needing)} of ${count(hosts.length, 'host', 'hosts')} ${needing === 1 ? 'needs' : 'need'} attention`;
  }
  const new_ = hosts.filter(host => !host.last_run).length;
  if (new_ === hosts.length) {
    return hosts.length === 1 ? 'The host has not run yet' : `None of ${number(hosts.length)} hosts has run yet`;
  } else if (!healthy) {
    return hosts.length === 1 ? 'The host needs no attention' : 'No host needs attention';
  } else if (hosts.length === 1) {
    return 'The host is healthy';
  }
  return new_ ? 'All hosts that have run are healthy' : `All ${number(hosts.length)} hosts are healthy`;
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

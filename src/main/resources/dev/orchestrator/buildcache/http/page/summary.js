/** One look: is every host well, and how much came back? */

import { byId, setText } from './dom.js';
import { count } from './format.js';
import { outcomeOf, troubleOf } from './words.js';

export function showSummary(fleet) {
  const hosts = [...fleet.hosts.values()];
  const needing = hosts.filter(host => troubleOf(host)?.needs).length;
  const well = !needing && hosts.every(isWell);
  byId('verdict').dataset.tone = needing ? 'bad' : well && hosts.some(host => host.last_run) ? 'good' : 'calm';
  setText(byId('headline'), headline(hosts, needing, well));
  setText(byId('subline'), subline(hosts));
  showReclaimed('day', fleet.day);
  showReclaimed('week', fleet.week);
  document.title = needing ? `(${needing}) Build cache` : 'Build cache';
}

/** As far as can be said: it may not have run yet. One that is paused needs nobody, but its build cache grows. */
const isWell = host => !host.paused && ['succeeded', 'none'].includes(outcomeOf(host));

function headline(hosts, needing, well) {
  if (needing) {
    return hosts.length === 1 ? 'The host needs you'
      : `${needing.toLocaleString()} of ${count(hosts.length, 'host', 'hosts')} ${needing === 1 ? 'needs' : 'need'} you`;
  }
  const new_ = hosts.filter(host => !host.last_run).length;
  if (new_ === hosts.length) {
    return hosts.length === 1 ? 'The host has not run yet' : `None of ${hosts.length.toLocaleString()} hosts has run yet`;
  } else if (!well) {
    return hosts.length === 1 ? 'The host doesn’t need you' : 'No host needs you';
  } else if (hosts.length === 1) {
    return 'The host is well';
  }
  return new_ ? `All hosts that have run are well` : `All ${hosts.length.toLocaleString()} hosts are well`;
}

function subline(hosts) {
  const those = [
    [hosts.filter(host => host.state === 'running').length, 'running now'],
    [hosts.filter(host => host.state === 'waiting').length, 'waiting for a place'],
    [hosts.filter(host => host.paused).length, 'paused'],
    [hosts.filter(host => host.state === 'disabled').length, 'switched off'],
    [hosts.filter(host => !host.last_run).length, 'not run yet'],
  ];
  const said = those.filter(([n]) => n).map(([n, what]) => `${n.toLocaleString()} ${what}`);
  return said.length ? said.join(' · ') : 'Nothing is running now';
}

/** Incomplete: a host had more runs in that time than are remembered. */
function showReclaimed(id, { human, complete }) {
  byId(`${id}-least`).hidden = complete;
  setText(byId(id), human);
}

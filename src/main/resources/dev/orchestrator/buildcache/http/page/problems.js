/** The hosts that need attention. Hosts with the same problem share an entry, with what it means and what to do. */

import { button, byId, el, prose } from './dom.js';
import { count, dateAndTime, number } from './format.js';
import { hostLink } from './row.js';
import { runAll } from './controls.js';
import { renderFrom } from './view.js';
import { pauseOf, problemOf } from './words.js';

const NAMES_SHOWN = 8;

/** @param {function(Object)} find filters the table: see {@link createFilters} */
export function createProblems(find) {
  return function show(fleet) {
    const groups = grouped(fleet.hosts.values());
    const channels = fleet.channels.filter(channel => !channel.delivering);
    byId('problems').hidden = groups.length + channels.length === 0;
    renderFrom(byId('problem-list'), [channels, groups.map(({ problem, hosts }) => [problem.key, hosts.map(facts)]), fleet.control],
      () => [...channels.map(channelEntry), ...groups.map(group => entry(group, find, fleet.control))]);
  };
}

/** What an entry shows of a host. */
const facts = host => [host.name, host.state, host.troubles, host.last_run?.error, host.last_success_at];

function grouped(hosts) {
  const groups = new Map();
  for (const host of hosts) {
    for (const problem of [problemOf(host), pauseOf(host)]) {
      if (problem) {
        groups.has(problem.key) || groups.set(problem.key, { problem, hosts: [] });
        groups.get(problem.key).hosts.push(host);
      }
    }
  }
  const weight = ({ problem }) => (problem.needs ? 2 : 0) + (problem.tone === 'bad' ? 1 : 0);
  return [...groups.values()].sort((one, other) => weight(other) - weight(one) || other.hosts.length - one.hosts.length);
}

function entry({ problem, hosts }, find, control) {
  const one = hosts.length === 1 ? hosts[0] : null;
  const names = hosts.slice(0, NAMES_SHOWN).map(host => el('li', {}, el('a', { href: hostLink(host.name), 'data-focus': `${problem.key}/${host.name}` }, host.name)));
  if (hosts.length > NAMES_SHOWN) {
    names.push(el('li', {}, button(`Show all ${number(hosts.length)}`, { class: 'link', 'data-focus': problem.key },
      () => find(problem.find))));
  }
  return el('li', { class: 'problem', 'data-tone': problem.tone },
    el('h3', {}, problem.title, el('span', { class: 'how-many' }, one ? '' : count(hosts.length, 'host', 'hosts'))),
    el('ul', { class: 'names' }, ...names),
    problem.key === 'paused' ? null : lastError(hosts, one),
    el('p', {}, prose(problem.means), ' ', one && problem.key !== 'paused' ? history(one) : ''),
    el('p', { class: 'todo' }, el('strong', {}, 'What to do:'), ' ', prose(filled(problem.todo, one))),
    ...(problem.key === 'paused' ? [] : runAll(hosts, control, { 'data-focus': `${problem.key}/run` })));
}

/** A channel of alerts that does not deliver: while it doesn't, this page may be the only one to say what is wrong. */
function channelEntry({ name, undelivered, last_error: error }) {
  return el('li', { class: 'problem', 'data-tone': 'bad' },
    el('h3', {}, `Alerts are not delivered by ${name}`),
    el('p', { class: 'error' }, error ?? ''),
    el('p', {}, 'The last attempt to send a message failed. ',
      undelivered ? `${count(undelivered, 'alert was', 'alerts were')} dropped since the start.` : ''),
    el('p', { class: 'todo' }, el('strong', {}, 'What to do:'), ' ',
      prose(`Check the service and the settings of the channel, \`notify.channels.${name}\`; for telegram also \`telegram\`.`)));
}

/** The error that all hosts have in common; if they differ, the first host's, with its name. */
function lastError(hosts, one) {
  const error = hosts[0].last_run?.error;
  if (!error) {
    return null;
  }
  const same = one || hosts.every(host => host.last_run?.error === error);
  return el('p', { class: 'error' }, same ? '' : el('span', { class: 'who' }, `${hosts[0].name}: `), error);
}

/** Has no ages such as "5 min ago", because entries are not updated as time passes. */
function history({ troubles, last_success_at: success }) {
  if (!success) {
    return troubles > 1 ? `None of the last ${number(troubles)} runs succeeded.` : 'No run has succeeded yet.';
  }
  return (troubles > 1 ? `The last ${number(troubles)} runs did not succeed. ` : '') + `Last success: ${dateAndTime(success)}.`;
}

/** The arguments for ssh. */
const login = host => (host.port ? `-p ${host.port} ` : '') + (host.user ? `${host.user}@` : '') + (host.address ?? '<host>');

/** The host's name in known_hosts, quoted for a shell if it has brackets. */
const knownAs = host => (host.port && host.port !== 22 ? `'[${host.address}]:${host.port}'` : host.address ?? '<host>');

/** Fills a host's address and user into a text; placeholders such as `<host>` for null, several hosts. */
export const filled = (text, host) => text
  .replaceAll('{ssh}', host ? login(host) : '<host>')
  .replaceAll('{known}', host ? knownAs(host) : '<host>')
  .replaceAll('{user}', host?.user ?? '<user>');

/** Who needs somebody: the same trouble of many hosts is one entry, with what it means and what to do. */

import { button, byId, el, prose } from './dom.js';
import { count, dateAndTime } from './format.js';
import { hostLink } from './row.js';
import { pauseOf, troubleOf } from './words.js';

const NAMES_SHOWN = 8;

/** @param {function(Object)} find shows only such hosts: see {@link createFilters} */
export function createProblems(find) {
  let shown = '';

  return function show(fleet) {
    const groups = grouped(fleet.hosts.values());
    const text = JSON.stringify(groups.map(({ trouble, hosts }) => [trouble.key, hosts.map(facts)]));
    if (text === shown) {
      return;
    }
    shown = text;
    byId('problems').hidden = groups.length === 0;
    const list = byId('problem-list');
    const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    list.replaceChildren(...groups.map(group => entry(group, find)));
    if (focused) {
      [...list.querySelectorAll('a')].find(link => link.getAttribute('href') === focused)?.focus({ preventScroll: true });
    }
  };
}

/** What an entry shows of a host; if none of it changes, the entry stays as it is. */
const facts = host => [host.name, host.troubles, host.last_run?.error, host.last_success_at];

function grouped(hosts) {
  const groups = new Map();
  for (const host of hosts) {
    for (const trouble of [troubleOf(host), pauseOf(host)]) {
      if (trouble) {
        groups.has(trouble.key) || groups.set(trouble.key, { trouble, hosts: [] });
        groups.get(trouble.key).hosts.push(host);
      }
    }
  }
  const weight = ({ trouble }) => (trouble.needs ? 2 : 0) + (trouble.tone === 'bad' ? 1 : 0);
  return [...groups.values()].sort((one, other) => weight(other) - weight(one) || other.hosts.length - one.hosts.length);
}

function entry({ trouble, hosts }, find) {
  const one = hosts.length === 1 ? hosts[0] : null;
  const names = hosts.slice(0, NAMES_SHOWN).map(host => el('li', {}, el('a', { href: hostLink(host.name) }, host.name)));
  if (hosts.length > NAMES_SHOWN) {
    names.push(el('li', {}, button(`Show all ${hosts.length.toLocaleString()}`, { class: 'link' }, () => find(trouble.find))));
  }
  return el('li', { class: 'problem', 'data-tone': trouble.tone },
    el('h3', {}, trouble.title, el('span', { class: 'how-many' }, one ? '' : count(hosts.length, 'host', 'hosts'))),
    el('ul', { class: 'names' }, ...names),
    trouble.key === 'paused' ? null : lastError(hosts, one),
    el('p', {}, prose(trouble.means), ' ', one && trouble.key !== 'paused' ? history(one) : ''),
    el('p', { class: 'todo' }, el('strong', {}, 'What to do:'), ' ', prose(filled(trouble.todo, one))));
}

/** The error, if all of them say the same; else the first one's, under its name. */
function lastError(hosts, one) {
  const error = hosts[0].last_run?.error;
  if (!error) {
    return null;
  }
  const same = one || hosts.every(host => host.last_run?.error === error);
  return el('p', { class: 'error' }, same ? '' : el('span', { class: 'who' }, `${hosts[0].name}: `), error);
}

/** No age: an entry stays as it is while time goes on. */
function history(host) {
  const row = host.troubles > 1 ? `${host.troubles} runs in a row without success. ` : '';
  return row + (host.last_success_at
    ? `Its last success: ${dateAndTime(host.last_success_at)}.` : 'It has had no success yet.');
}

/** As ssh's arguments. */
const login = host => (host.port ? `-p ${host.port} ` : '') + (host.user ? `${host.user}@` : '') + (host.address ?? '<host>');

/** As known_hosts has it, in a shell's quotes where it has brackets. */
const knownAs = host => (host.port && host.port !== 22 ? `'[${host.address}]:${host.port}'` : host.address ?? '<host>');

/** What to do, with the host’s own names in it; null for several hosts. */
export const filled = (text, host) => text
  .replaceAll('{ssh}', host ? login(host) : '<host>')
  .replaceAll('{known}', host ? knownAs(host) : '<host>')
  .replaceAll('{user}', host?.user ?? '<user>');

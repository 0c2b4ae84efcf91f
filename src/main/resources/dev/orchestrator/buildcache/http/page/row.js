/** One host as a row of the table. The row is built once; updates set only what has changed. */

import { createRowControl } from './controls.js';
import { el, setAttribute, setText } from './dom.js';
import { ago, countdown, dateAndTime, secondsSince, sizeOrDash, span, words } from './format.js';
import { OUTCOMES, STATES, TONES, outcomeName, outcomeOf, stateName } from './words.js';

const run = host => host.last_run;

/**
 * The columns. `sort` returns the sort key; null, "no value", is always last. `first` is the direction of the first
 * click.
 */
export const COLUMNS = [
  { id: 'name', title: 'Host', sort: host => host.name, first: 'ascending' },
  { id: 'state', title: 'State', sort: host => STATES.indexOf(host.state), first: 'ascending' },
  { id: 'outcome', title: 'Last outcome', sort: host => OUTCOMES.indexOf(outcomeOf(host)), first: 'ascending' },
  { id: 'ended', title: 'Ended', sort: host => run(host) && Date.parse(run(host).ended_at), first: 'descending' },
  { id: 'reclaimed', title: 'Reclaimed', sort: host => run(host)?.reclaimed_bytes ?? null, first: 'descending' },
  { id: 'took', title: 'Duration', sort: host => run(host)?.duration_s ?? null, first: 'descending' },
  { id: 'next', title: 'Next run', sort: host => host.next_run_at && Date.parse(host.next_run_at), first: 'ascending' },
];

export const hostLink = name => `#host/${encodeURIComponent(name)}`;

export function address(host) {
  if (!host.address) {
    return 'no address set';
  }
  return (host.user ? `${host.user}@` : '') + host.address + (host.port ? `:${host.port}` : '');
}

export function createRow(host) {
  const link = el('a', { href: hostLink(host.name) }, host.name);
  const place = el('span', { class: 'sub' });
  const state = el('span', { class: 'state' });
  const elapsed = el('span', { class: 'elapsed' });
  const then = el('span', { class: 'sub' });
  const outcome = el('span', { class: 'outcome' });
  const failure = el('span', { class: 'sub' });
  const ended = el('time');
  const reclaimed = cell('reclaimed', 'Reclaimed');
  const took = cell('took', 'Duration');
  const next = el('time');
  const control = createRowControl(host.name);
  const row = el('tr', { role: 'row' },
    el('th', { role: 'rowheader', scope: 'row', class: 'c-name' }, link, place),
    cell('state', null, state, elapsed, then),
    cell('outcome', null, outcome, failure),
    cell('ended', 'Ended', ended),
    reclaimed,
    took,
    cell('next', 'Next', next, control.element));

  let shown = host;

  /** Updates what changes as time passes. */
  function tick(now) {
    setText(elapsed, shown.state === 'running' && shown.running_since
      ? span(Math.floor(secondsSince(shown.running_since, now))) : '');
    setText(ended, shown.last_run ? ago(shown.last_run.ended_at, now) : '–');
    setText(next, shown.state === 'running' || !shown.next_run_at ? '–' : countdown(shown.next_run_at, now));
  }

  /** @param {string} mode who may control: `off` or `token` */
  function update(newHost, now, mode) {
    shown = newHost;
    const last = shown.last_run;
    setText(place, address(shown));
    setText(state, stateName(shown.state));
    setText(then, shown.paused && shown.state === 'running' ? 'then paused' : '');
    setAttribute(state, 'data-state', shown.state);
    setText(outcome, outcomeName(outcomeOf(shown)));
    setAttribute(outcome, 'data-tone', TONES[outcomeOf(shown)] ?? 'calm');
    setText(failure, last?.failure ? words(last.failure) : '');
    setText(reclaimed, sizeOrDash(last?.reclaimed_bytes));
    setText(took, last ? span(last.duration_s) : '–');
    moment(ended, last?.ended_at);
    moment(next, shown.next_run_at);
    control.update(shown, mode);
    tick(now);
  }

  return { row, link, tick, update, host: () => shown };
}

function cell(id, label, ...children) {
  return el('td', { role: 'cell', class: `c-${id}`, 'data-label': label }, ...children);
}

function moment(time, iso) {
  setAttribute(time, 'datetime', iso ?? null);
  setAttribute(time, 'title', iso ? dateAndTime(iso) : null);
}

/** A host's runs, newest first, with complete error messages. */

import { el } from './dom.js';
import { dateAndTime, sizeOrDash, span, words } from './format.js';
import { TONES } from './words.js';

const HEADS = ['Started', 'Outcome', 'Reclaimed', 'Duration', 'Exit code'];

/** @param {Object[]} history newest first */
export function runsTable(history) {
  if (!history.length) {
    return el('p', { class: 'hint' }, 'No runs yet.');
  }
  return el('table', { class: 'runs', role: 'table', 'aria-labelledby': 'runs-title' },
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' },
      ...HEADS.map(head => el('th', { role: 'columnheader', scope: 'col' }, head)))),
    el('tbody', { role: 'rowgroup' }, ...history.map(row)));
}

function row(run) {
  return el('tr', { role: 'row' },
    cell('started', null, el('time', { datetime: run.started_at }, dateAndTime(run.started_at))),
    cell('outcome', null,
      el('span', { class: 'outcome', 'data-tone': TONES[run.outcome] ?? 'calm' }, run.outcome),
      run.failure ? el('span', { class: 'sub' }, words(run.failure)) : null,
      run.error ? el('span', { class: 'error' }, run.error) : null),
    cell('number', 'Reclaimed', sizeOrDash(run.reclaimed_bytes)),
    cell('number', 'Duration', span(run.duration_s)),
    cell('number', 'Exit code', run.exit_code === null ? '–' : String(run.exit_code)));
}

const cell = (kind, label, ...children) =>
  el('td', { role: 'cell', class: `r-${kind}`, 'data-label': label }, ...children);

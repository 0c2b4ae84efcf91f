/** A host's effective settings, and the exact commands to copy. */

import { button, el } from './dom.js';
import { shellLine, span } from './format.js';

const COPIED_MS = 2000;

const yesNo = value => (value ? 'yes' : 'no');

/** Key in the configuration, label, and value from `settings` of GET /api/hosts/{name}; null hides the row. */
const ROWS = [
  ['enabled', 'Enabled', settings => yesNo(settings.enabled)],
  ['interval', 'Interval', settings => (settings.schedule ? null : `every ${span(settings.interval_s)}`)],
  ['schedule', 'Schedule', settings => settings.schedule
    && `${settings.schedule}${settings.time_zone ? ` (${settings.time_zone})` : ''}`],
  ['retry-after', 'Retry after a failure', settings => (settings.retry_after_s === null ? 'at the next regular run'
    : `after ${span(settings.retry_after_s)}, doubling each time`)],
  ['until', 'Removes cache last used', settings => (settings.until ? `more than ${settings.until} ago` : 'at any time')],
  ['all', 'Include internal and shared cache', settings => yesNo(settings.all)],
  ['timeout', 'Time limit of a run', settings => span(settings.timeout_s)],
  ['probe-timeout', 'Time limit of a read-only command', settings => span(settings.probe_timeout_s)],
  ['preflight', 'Check for Docker Engine first', settings => yesNo(settings.preflight)],
];

/** @returns {Element[]} */
export function settingsList(settings) {
  const rows = ROWS.map(([key, title, value]) => [key, title, value(settings)]).filter(([, , value]) => value);
  return [
    el('section', { 'aria-labelledby': 'settings-title' },
      el('h3', { id: 'settings-title' }, 'Effective settings'),
      el('dl', { class: 'settings-list' }, ...rows.map(([key, title, value]) =>
        el('div', {}, el('dt', {}, title, ' ', el('code', {}, key)), el('dd', {}, value))))),
    el('section', { 'aria-labelledby': 'command-title' },
      el('h3', { id: 'command-title' }, 'Command'),
      command('On the host', settings.command),
      settings.ssh_command?.length ? command('As run by the service', shellLine(settings.ssh_command)) : ''),
  ];
}

function command(title, text) {
  return el('div', { class: 'command' },
    el('div', { class: 'command-head' }, el('h4', {}, title), copyButton(title, text)),
    el('pre', { tabindex: '0', 'aria-label': title, role: 'group' }, el('code', {}, text)));
}

/** Omitted where the browser gives pages no clipboard, which is everywhere but on https and loopback. */
function copyButton(title, text) {
  if (!navigator.clipboard) {
    return '';
  }
  const copy = button('Copy', { class: 'link', 'aria-label': `Copy: ${title}` }, async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = 'Copied';
    setTimeout(() => { copy.textContent = 'Copy'; }, COPIED_MS);
  });
  return copy;
}

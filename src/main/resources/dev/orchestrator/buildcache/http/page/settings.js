/** A host's settings in force and the exact commands, to be copied. */

import { button, el } from './dom.js';
import { shellLine, span } from './format.js';

const COPIED_MS = 2000;

const yesNo = value => (value ? 'yes' : 'no');

/** As `settings` of GET /api/hosts/{name} has them; the keys are those of the configuration. */
const ROWS = [
  ['enabled', 'Enabled', settings => yesNo(settings.enabled)],
  ['interval', 'Runs', settings => (settings.schedule ? null : `every ${span(settings.interval_s)}`)],
  ['schedule', 'Runs by the schedule', settings => settings.schedule
    && `${settings.schedule}${settings.time_zone ? ` (${settings.time_zone})` : ''}`],
  ['retry-after', 'Tries again after trouble', settings => (settings.retry_after_s === null ? 'as it runs anyway'
    : `after ${span(settings.retry_after_s)}, then later and later`)],
  ['until', 'Removes what was last used', settings => (settings.until ? `longer than ${settings.until} ago` : 'at any time')],
  ['all', 'Also internal and shared cache', settings => yesNo(settings.all)],
  ['timeout', 'Time limit of a run', settings => span(settings.timeout_s)],
  ['preflight', 'Asks first whether it is Docker Engine', settings => yesNo(settings.preflight)],
];

/** @returns {Element[]} */
export function settingsList(settings) {
  const rows = ROWS.map(([key, title, value]) => [key, title, value(settings)]).filter(([, , value]) => value);
  return [
    el('section', { 'aria-labelledby': 'settings-title' },
      el('h3', { id: 'settings-title' }, 'Settings in force'),
      el('dl', { class: 'settings-list' }, ...rows.map(([key, title, value]) =>
        el('div', {}, el('dt', {}, title, ' ', el('code', {}, key)), el('dd', {}, value))))),
    el('section', { 'aria-labelledby': 'command-title' },
      el('h3', { id: 'command-title' }, 'The exact command'),
      command('On the host', settings.command),
      settings.ssh_command?.length ? command('As the service runs it', shellLine(settings.ssh_command)) : ''),
  ];
}

function command(title, text) {
  return el('div', { class: 'command' },
    el('div', { class: 'command-head' }, el('h4', {}, title), copyButton(title, text)),
    el('pre', { tabindex: '0', 'aria-label': title, role: 'group' }, el('code', {}, text)));
}

/** Not where the browser has no clipboard for pages: outside of https and loopback. */
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

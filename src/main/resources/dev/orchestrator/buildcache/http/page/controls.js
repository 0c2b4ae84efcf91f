/** The buttons to run, pause and resume one host or all of them, with the result beside them. */

import { REQUESTED, act } from './api.js';
import { announce, byId, button, el, onPress, prose, setAttribute, setOff, setText } from './dom.js';
import { count, number } from './format.js';
import { keepFocus, renderFrom } from './view.js';
import { NO_CONTROL } from './words.js';

/** Why a run can't be requested now, by state. */
const NO_RUN = {
  running: 'A run is in progress.',
  waiting: 'A run is already waiting for a permit.',
  paused: 'This host is paused. Resume it first.',
  disabled: 'The settings disable this host (`enabled = false`).',
};

/** @returns {{element: Element, update: function(Object, string)}} the buttons of one host */
export function createHostControls(name) {
  const result = el('p', { class: 'result', hidden: true });
  const hint = el('p', { class: 'hint', id: 'controls-hint' });
  const control = (text, what, attributes) =>
    button(text, { 'aria-describedby': 'controls-hint', ...attributes }, () => perform(what, name, result));
  const run = control('Run now', 'prune', { class: 'primary' });
  const pause = control('Pause', 'pause', { 'data-focus': 'pause-or-resume' });
  const resume = control('Resume', 'resume', { 'data-focus': 'pause-or-resume' });
  const element = el('div', { class: 'controls' }, el('div', { class: 'buttons' }, run, pause, resume), hint, result);

  let before;

  function update(host, mode) {
    // What was said of a request is out of date once its run has ended.
    const ended = host.last_run?.ended_at ?? null;
    if (before !== undefined && before !== ended) {
      result.hidden = true;
    }
    before = ended;
    const off = mode !== 'token';
    setOff(run, off || host.state !== 'idle');
    setOff(pause, off);
    setOff(resume, off);
    keepFocus(element, () => {
      pause.hidden = host.paused;
      resume.hidden = !host.paused;
    });
    const why = off ? NO_CONTROL : NO_RUN[host.state] ?? '';
    renderFrom(hint, why, () => [prose(why)]);
    hint.hidden = why === '';
  }

  return { element, update };
}

/** @returns {{element: Element, update: function(Object, string)}} a row's button to pause or resume its host */
export function createRowControl(name) {
  let what = 'pause';
  const element = button('', { class: 'row-control', hidden: true },
    () => perform(what, name, byId('all-result'), `${name}: `));

  function update(host, mode) {
    what = host.paused ? 'resume' : 'pause';
    const title = host.paused ? 'Resume' : 'Pause';
    setText(element, title);
    setAttribute(element, 'aria-label', `${title} ${name}`);
    element.hidden = mode !== 'token';
  }

  return { element, update };
}

/** @returns {function(Object)} updates the buttons for all hosts from the fleet */
export function createFleetControls() {
  const pause = byId('pause-all');
  const resume = byId('resume-all');
  const off = byId('control-off');
  onPress(pause, () => perform('pause', null, byId('all-result')));
  onPress(resume, () => perform('resume', null, byId('all-result')));
  return fleet => {
    const hosts = [...fleet.hosts.values()];
    const allowed = fleet.control === 'token';
    // Emptied as well as hidden: screen readers read the buttons' description even while it is hidden.
    renderFrom(off, allowed, () => (allowed ? [] : [prose(NO_CONTROL)]));
    off.hidden = allowed;
    setOff(pause, !allowed || hosts.every(host => host.paused));
    setOff(resume, !allowed || !hosts.some(host => host.paused));
  };
}

/**
 * A button that requests a run of each of these hosts, one after the other. It says how many were accepted.
 *
 * @returns {Element[]} none for hosts that can't run now, or without control
 */
export function runAll(hosts, mode, attributes) {
  const idle = hosts.filter(host => host.state === 'idle').map(host => host.name);
  if (mode !== 'token' || !idle.length) {
    return [];
  }
  const run = button(idle.length === 1 ? 'Run now' : `Run all ${number(idle.length)} now`, attributes, async () => {
    setOff(run, true);
    let accepted = 0;
    for (const name of idle) {
      const text = await act('prune', name);
      if (text === null) {
        break;
      }
      accepted += text === REQUESTED ? 1 : 0;
    }
    setOff(run, false);
    announce(`${count(accepted, 'run was', 'runs were')} requested.`);
  });
  return [el('p', {}, run)];
}

async function perform(what, name, result, about = '') {
  const text = await act(what, name);
  if (text !== null) {
    setText(result, about + text);
    setAttribute(result, 'hidden', null);
    announce(about + text);
  }
}

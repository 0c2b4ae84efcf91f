/** The buttons: run now, pause, resume; for one host or all. What came of it is said beside them. */

import { act } from './api.js';
import { announce, byId, button, el, onPress, prose, setAttribute, setOff, setText } from './dom.js';
import { NO_CONTROL } from './words.js';

/** Why a run can't be asked for now; by state. */
const NO_RUN = {
  running: 'A run is under way.',
  waiting: 'A run is waiting for its turn already.',
  paused: 'It is paused: resume it first.',
  disabled: 'The settings switch this host off (`enabled = false`).',
};

/** @returns {{element: Element, update: function(Object, string)}} the buttons of one host */
export function createHostControls(name) {
  const result = el('p', { class: 'result', hidden: true });
  const hint = el('p', { class: 'hint', id: 'controls-hint' });
  const control = (text, what, kind) =>
    button(text, { class: kind, 'aria-describedby': 'controls-hint' }, () => perform(what, name, result));
  const run = control('Run now', 'prune', 'primary');
  const pause = control('Pause', 'pause', null);
  const resume = control('Resume', 'resume', null);
  const element = el('div', { class: 'controls' }, el('div', { class: 'buttons' }, run, pause, resume), hint, result);

  function update(host, mode) {
    const off = mode !== 'token';
    setOff(run, off || host.state !== 'idle');
    setOff(pause, off);
    setOff(resume, off);
    swap(pause, resume, host.paused);
    const why = off ? NO_CONTROL : NO_RUN[host.state] ?? '';
    if (hint.dataset.text !== why) {
      hint.dataset.text = why;
      hint.replaceChildren(prose(why));
    }
    hint.hidden = why === '';
  }

  return { element, update };
}

/** Only the one that changes something is there; the focus goes along. */
function swap(pause, resume, paused) {
  const [shown, hidden] = paused ? [resume, pause] : [pause, resume];
  const follows = document.activeElement === hidden;
  shown.hidden = false;
  hidden.hidden = true;
  if (follows) {
    shown.focus();
  }
}

/** @returns {function(Object)} brings the buttons for all hosts in step with the fleet */
export function createFleetControls() {
  const pause = byId('pause-all');
  const resume = byId('resume-all');
  const off = byId('control-off');
  onPress(pause, () => perform('pause', null, byId('all-result')));
  onPress(resume, () => perform('resume', null, byId('all-result')));
  return fleet => {
    const hosts = [...fleet.hosts.values()];
    const allowed = fleet.control === 'token';
    // Empty if it doesn't hold: a screen reader reads it as the buttons' description even while it is hidden.
    if (off.hidden !== allowed) {
      off.replaceChildren(allowed ? '' : prose(NO_CONTROL));
      off.hidden = allowed;
    }
    setOff(pause, !allowed || hosts.every(host => host.paused));
    setOff(resume, !allowed || !hosts.some(host => host.paused));
  };
}

async function perform(what, name, result) {
  const text = await act(what, name);
  if (text !== null) {
    setText(result, text);
    setAttribute(result, 'hidden', null);
    announce(text);
  }
}

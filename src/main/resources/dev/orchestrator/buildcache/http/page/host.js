/** The view of one host: its state, buttons, plots, settings, exact command and runs. */

import { readHost } from './api.js';
import { button, byId, el, prose, setAttribute, setText } from './dom.js';
import { ago, countdown, dateAndTime, number, secondsSince, size, sizeOrDash, span } from './format.js';
import { now } from './clock.js';
import { createHostControls } from './controls.js';
import { showPlots } from './plots.js';
import { address } from './row.js';
import { runsTable } from './runs.js';
import { settingsList } from './settings.js';
import { OUTCOMES, outcomeName, pauseOf, problemOf, stateName } from './words.js';
import { filled } from './problems.js';
import { renderFrom } from './view.js';

/**
 * @param fleet see {@link createFleet}
 * @returns opens and closes hosts, one at a time
 */
export function createHostView(fleet) {
  const box = byId('host');
  let open = null;

  /** @param {string} name @param {function()} onClose called by the button "All hosts" */
  function show(name, onClose) {
    hide();
    const view = build(name, onClose);
    open = view;
    box.replaceChildren(...view.elements);
    box.hidden = false;
    load(view);
    update(null);
    view.title.focus();
  }

  function hide() {
    open?.dropPlots?.();
    open = null;
    box.hidden = true;
    box.replaceChildren();
  }

  /** @param {?Set<string>} names the hosts that changed; null: any may have changed */
  function update(names) {
    if (!open || names && !names.has(open.name)) {
      return;
    }
    const host = fleet.hosts.get(open.name);
    open.body.hidden = !host;
    setText(open.missing, host || !fleet.loaded ? '' : 'There is no host with this name.');
    if (host) {
      fill(open, host, fleet.control);
      if (endOf(host) !== open.askedFor) {
        load(open);
      }
    }
  }

  /** Has one request under way at a time, and sends another if a run has ended meanwhile. */
  async function load(view) {
    view.askedFor = endOf(fleet.hosts.get(view.name));
    view.again = view.loading;
    if (view.loading) {
      return;
    }
    view.loading = true;
    do {
      view.again = false;
      await loadOnce(view);
    } while (view.again && view === open);
    view.loading = false;
  }

  /** Loads what events don't include: the settings and all runs. */
  async function loadOnce(view) {
    const response = await readHost(view.name);
    if (view !== open) {
      return;
    }
    if (response.status !== 200) {
      view.askedFor = undefined;
      setText(view.notice, response.status === 404 ? '' : 'The settings and runs could not be loaded.');
      return;
    }
    setText(view.notice, '');
    const host = response.body;
    view.settings.replaceChildren(...settingsList(host.settings));
    view.runs.replaceChildren(runsTable(host.history));
    view.dropPlots?.();
    view.dropPlots = null;
    view.plotsBox.hidden = host.history.length === 0;
    if (host.history.length) {
      const drop = await showPlots(view.plots, host.history);
      if (view === open) {
        view.dropPlots = drop;
      } else {
        drop();
      }
    }
  }

  function tick() {
    const host = open && fleet.hosts.get(open.name);
    if (host) {
      times(open, host);
    }
  }

  return { show, hide, update, tick, isOpen: () => open !== null };
}

/** The end of the last run; null before the first. */
const endOf = host => host?.last_run?.ended_at ?? null;

function build(name, onClose) {
  const view = { name, askedFor: undefined, loading: false, again: false };
  view.title = el('h2', { id: 'host-title', tabindex: '-1' }, name);
  view.missing = el('p', { class: 'hint' });
  view.notice = el('p', { class: 'hint' });
  view.place = el('p', { class: 'place' });
  view.state = el('span', { class: 'state' });
  view.facts = {};
  const fact = (id, title) => {
    view.facts[id] = el('dd');
    return el('div', {}, el('dt', {}, title), view.facts[id]);
  };
  view.problem = el('div', { class: 'problem', hidden: true });
  view.controls = createHostControls(name);
  view.settings = el('div', { class: 'settings' });
  view.plots = el('div', { class: 'plots' });
  view.plotsBox = el('section', { 'aria-labelledby': 'plots-title', hidden: true },
    el('h3', { id: 'plots-title' }, 'History'), view.plots);
  view.runs = el('div');
  view.body = el('div', { class: 'host-body' },
    view.controls.element,
    view.problem,
    el('dl', { class: 'facts' },
      fact('now', 'Now'), fact('next', 'Next run'), fact('last', 'Last run'),
      fact('success', 'Last success'), fact('total', 'Reclaimed since startup'), fact('runs', 'Runs since startup')),
    view.notice,
    view.plotsBox,
    view.settings,
    el('section', { 'aria-labelledby': 'runs-title' }, el('h3', { id: 'runs-title' }, 'Runs'), view.runs));
  view.elements = [
    el('div', { class: 'host-head' }, button('← All hosts', { class: 'link back' }, onClose), view.title, view.place),
    view.missing,
    view.body,
  ];
  return view;
}

function fill(view, host, control) {
  setText(view.place, address(host));
  view.controls.update(host, control);
  setText(view.facts.total, size(host.total_reclaimed_bytes));
  setText(view.facts.runs, OUTCOMES.filter(outcome => host.runs[outcome])
    .map(outcome => `${number(host.runs[outcome])} ${outcomeName(outcome)}`).join(' · ') || 'none yet');
  showProblem(view.problem, host);
  times(view, host);
}

/** Updates what changes as time passes. */
function times(view, host) {
  const { facts } = view;
  setText(facts.now, host.state === 'running' && host.running_since
    ? `running for ${span(Math.floor(secondsSince(host.running_since, now())))}` : stateName(host.state));
  setAttribute(facts.now, 'data-state', host.state);
  setText(facts.next, host.next_run_at ? `${countdown(host.next_run_at, now())} (${dateAndTime(host.next_run_at)})` : '–');
  setText(facts.last, host.last_run ? `${host.last_run.outcome}, ${ago(host.last_run.ended_at, now())}` : 'none yet');
  setText(facts.success, host.last_success_at
    ? `${ago(host.last_success_at, now())}: ${sizeOrDash(host.last_reclaimed_bytes)}` : 'none yet');
}

function showProblem(box, host) {
  const problem = problemOf(host) ?? pauseOf(host);
  const { error, details } = problem?.key === 'paused' ? {} : host.last_run ?? {};
  box.hidden = !problem;
  setAttribute(box, 'data-tone', problem?.tone);
  renderFrom(box, [problem, error, details], () => (problem ? [
    el('h3', {}, problem.title),
    error ? el('p', { class: 'error' }, error) : '',
    details ? el('details', {}, el('summary', {}, 'All that ssh and the host said'), el('pre', {}, details)) : '',
    el('p', {}, prose(problem.means)),
    el('p', { class: 'todo' }, el('strong', {}, 'What to do:'), ' ', prose(filled(problem.todo, host))),
  ] : []));
}

/** Selects the hosts to show: by a search, by last outcome and by state. */

import { announce, byId, el, setText } from './dom.js';
import { count, number } from './format.js';
import { OUTCOMES, STATES, TONES, outcomeName, outcomeOf, stateName } from './words.js';
import { address } from './row.js';

/** @param {function(): number} onChange shows the hosts that match now; returns how many */
export function createFilters(onChange) {
  const search = byId('search');
  const selected = { outcomes: new Set(), states: new Set() };
  const chips = {
    outcomes: OUTCOMES.map(outcome => chip('outcomes', outcome, outcomeName(outcome), TONES[outcome])),
    states: STATES.map(state => chip('states', state, stateName(state), null)),
  };
  let terms = [];
  let announcement;

  function chip(group, word, title, tone) {
    const counter = el('span', { class: 'number' });
    const button = el('button', { type: 'button', class: 'chip', 'aria-pressed': 'false', 'data-tone': tone, 'data-word': word },
      title, ' ', counter);
    button.addEventListener('click', () => {
      selected[group].delete(word) || selected[group].add(word);
      press();
      changed();
    });
    byId(group).append(button);
    return { word, button, counter };
  }

  function press() {
    Object.entries(chips).forEach(([group, all]) =>
      all.forEach(({ word, button }) => button.setAttribute('aria-pressed', String(selected[group].has(word)))));
  }

  /** In the address, so that it can be kept and shared. */
  function remember() {
    const query = new URLSearchParams();
    search.value && query.set('q', search.value);
    Object.entries(selected).forEach(([group, words]) => words.forEach(word => query.append(group, word)));
    history.replaceState(null, '', `${location.pathname}${query.size ? `?${query}` : ''}${location.hash}`);
  }

  function recall() {
    const query = new URLSearchParams(location.search);
    searchFor(query.get('q') ?? '');
    Object.entries(chips).forEach(([group, all]) =>
      query.getAll(group).forEach(word => all.some(each => each.word === word) && selected[group].add(word)));
    press();
  }

  function changed() {
    remember();
    const shown = onChange();
    clearTimeout(announcement);
    announcement = setTimeout(() => announce(`${count(shown, 'host', 'hosts')} shown`), 800);
  }

  function searchFor(text) {
    search.value = text;
    terms = text.toLowerCase().split(/\s+/).filter(term => term);
  }

  search.addEventListener('input', () => {
    searchFor(search.value);
    changed();
  });

  recall();

  return {
    /** A host matches if each word of the search is somewhere in its name, address, state, outcome or error. */
    matches(host) {
      if (selected.outcomes.size && !selected.outcomes.has(outcomeOf(host))
          || selected.states.size && !selected.states.has(host.state)) {
        return false;
      }
      if (!terms.length) {
        return true;
      }
      const text = [host.name, address(host), stateName(host.state), host.paused ? 'paused' : '', outcomeName(outcomeOf(host)),
        host.last_run?.failure ?? '', host.last_run?.error ?? ''].join(' ').toLowerCase();
      return terms.every(term => text.includes(term));
    },

    /** Shows all hosts with this outcome and text, and no others. */
    find({ outcome, text = '' }) {
      searchFor(text);
      selected.states.clear();
      selected.outcomes.clear();
      if (outcome) {
        selected.outcomes.add(outcome);
      }
      press();
      changed();
      search.focus();
    },

    /** Shows the number of hosts on each chip. A chip without hosts is hidden, unless it is selected. */
    countAll(hosts) {
      const counts = { outcomes: {}, states: {} };
      hosts.forEach(host => {
        counts.outcomes[outcomeOf(host)] = (counts.outcomes[outcomeOf(host)] ?? 0) + 1;
        counts.states[host.state] = (counts.states[host.state] ?? 0) + 1;
      });
      Object.entries(chips).forEach(([group, all]) => all.forEach(({ word, button, counter }) => {
        const n = counts[group][word] ?? 0;
        setText(counter, number(n));
        button.hidden = n === 0 && !selected[group].has(word);
      }));
    },
  };
}

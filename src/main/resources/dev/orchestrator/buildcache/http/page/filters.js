/** Which hosts are shown: a search, and the last outcomes and states that are picked. */

import { announce, byId, el, setText } from './dom.js';
import { count } from './format.js';
import { OUTCOMES, STATES, TONES, outcomeName, outcomeOf } from './words.js';
import { address } from './row.js';

/** @param {function()} onChange the shown hosts are other ones now */
export function createFilters(onChange) {
  const search = byId('search');
  const picked = { outcomes: new Set(), states: new Set() };
  const chips = {
    outcomes: OUTCOMES.map(outcome => chip('outcomes', outcome, outcomeName(outcome), TONES[outcome])),
    states: STATES.map(state => chip('states', state, state, null)),
  };
  let terms = [];
  let toSay;

  function chip(group, word, title, tone) {
    const number = el('span', { class: 'number' });
    const button = el('button', { type: 'button', class: 'chip', 'aria-pressed': 'false', 'data-tone': tone, 'data-word': word },
      title, ' ', number);
    button.addEventListener('click', () => {
      picked[group].delete(word) || picked[group].add(word);
      press();
      changed();
    });
    byId(group).append(button);
    return { word, button, number };
  }

  function press() {
    Object.entries(chips).forEach(([group, all]) =>
      all.forEach(({ word, button }) => button.setAttribute('aria-pressed', String(picked[group].has(word)))));
  }

  function changed() {
    const shown = onChange();
    clearTimeout(toSay);
    toSay = setTimeout(() => announce(`${count(shown, 'host', 'hosts')} shown`), 800);
  }

  function searchFor(text) {
    search.value = text;
    terms = text.toLowerCase().split(/\s+/).filter(term => term);
  }

  search.addEventListener('input', () => {
    searchFor(search.value);
    changed();
  });

  return {
    /** Every word of the search has to be somewhere in what is known of the host. */
    matches(host) {
      if (picked.outcomes.size && !picked.outcomes.has(outcomeOf(host))
          || picked.states.size && !picked.states.has(host.state)) {
        return false;
      }
      if (!terms.length) {
        return true;
      }
      const text = [host.name, address(host), host.state, host.paused ? 'paused' : '', outcomeName(outcomeOf(host)),
        host.last_run?.failure ?? '', host.last_run?.error ?? ''].join(' ').toLowerCase();
      return terms.every(term => text.includes(term));
    },

    /** Shows only these, and all of these. */
    find({ outcome, text = '' }) {
      searchFor(text);
      picked.states.clear();
      picked.outcomes.clear();
      if (outcome) {
        picked.outcomes.add(outcome);
      }
      press();
      changed();
      search.focus();
    },

    /** How many hosts there are for each chip; one without any is not shown, unless it is picked. */
    countAll(hosts) {
      const counts = { outcomes: {}, states: {} };
      hosts.forEach(host => {
        counts.outcomes[outcomeOf(host)] = (counts.outcomes[outcomeOf(host)] ?? 0) + 1;
        counts.states[host.state] = (counts.states[host.state] ?? 0) + 1;
      });
      Object.entries(chips).forEach(([group, all]) => all.forEach(({ word, button, number }) => {
        const n = counts[group][word] ?? 0;
        setText(number, n.toLocaleString());
        button.hidden = n === 0 && !picked[group].has(word);
      }));
    },
  };
}

/**
 * The table of hosts. All rows are in the document, so that the browser's own search and screen readers find them. The
 * style sheet lets the browser skip rows that are out of sight, and only rows in sight are updated as time passes.
 */

import { byId, el } from './dom.js';
import { now } from './clock.js';
import { COLUMNS, createRow } from './row.js';
import { keepFocus } from './view.js';

const DEFAULT_SORT = { column: COLUMNS.find(column => column.id === 'outcome'), direction: 'ascending' };

/**
 * @param fleet see {@link createFleet}
 * @param {function(Object): boolean} matches whether to show a host
 */
export function createTable(fleet, matches) {
  const body = byId('rows');
  const rows = new Map();
  const inSight = new Set();
  let sort = { ...DEFAULT_SORT };

  const watcher = new IntersectionObserver(entries => entries.forEach(({ target, isIntersecting }) => {
    const row = rows.get(target.hostName);
    if (isIntersecting && row) {
      inSight.add(row);
      row.tick(now());
    } else {
      inSight.delete(row);
    }
  }), { rootMargin: '200px' });

  function rowOf(host) {
    let row = rows.get(host.name);
    if (!row) {
      row = createRow(host);
      row.row.hostName = host.name;
      row.update(host, now(), fleet.control);
      rows.set(host.name, row);
      watcher.observe(row.row);
    }
    return row;
  }

  /** @returns {Object[]} the hosts to show, sorted */
  function ordered() {
    const { column, direction } = sort;
    const sign = direction === 'ascending' ? 1 : -1;
    return [...fleet.hosts.values()].filter(matches)
      .map(host => ({ host, key: column.sort(host) }))
      .sort((one, other) => compare(one.key, other.key, sign) || byName(one.host, other.host))
      .map(({ host }) => host);
  }

  /**
   * @param {?Set<string>} names the hosts that changed; null: any may have changed
   * @returns {number} how many hosts are shown
   */
  function update(names) {
    if (names === null) {
      forgetRemoved();
    }
    const changed = names ? [...names].map(name => fleet.hosts.get(name)) : [...fleet.hosts.values()];
    changed.forEach(host => rowOf(host).update(host, now(), fleet.control));
    return arrange(names);
  }

  function forgetRemoved() {
    for (const [name, row] of rows) {
      if (!fleet.hosts.has(name)) {
        watcher.unobserve(row.row);
        inSight.delete(row);
        row.row.remove();
        rows.delete(name);
      }
    }
  }

  /**
   * Sorts the rows. If only some hosts changed, only their rows are moved.
   *
   * @returns {number} how many hosts are shown
   */
  function arrange(names) {
    const hosts = ordered();
    keepFocus(body, () => {
      if (names === null) {
        body.replaceChildren(...hosts.map(host => rowOf(host).row));
      } else {
        move(hosts, names);
      }
    });
    return hosts.length;
  }

  function move(hosts, names) {
    let next = body.firstElementChild;
    for (const host of hosts) {
      const { row } = rowOf(host);
      while (next && next !== row && names.has(next.hostName)) {
        next = next.nextElementSibling;
      }
      if (next === row) {
        next = next.nextElementSibling;
      } else {
        body.insertBefore(row, next);
      }
    }
    const shown = new Set(hosts.map(host => host.name));
    names.forEach(name => shown.has(name) || rows.get(name)?.row.remove());
  }

  function sortBy(id, direction) {
    const column = COLUMNS.find(each => each.id === id);
    const turned = sort.direction === 'ascending' ? 'descending' : 'ascending';
    sort = { column, direction: direction ?? (sort.column === column ? turned : column.first) };
    showSort();
    arrange(null);
  }

  function showSort() {
    for (const head of byId('heads').children) {
      head.setAttribute('aria-sort', head.dataset.column === sort.column.id ? sort.direction : 'none');
    }
    byId('sort').value = sort.column.id;
  }

  makeHeads(sortBy);
  showSort();
  byId('sort').addEventListener('change', ({ target }) =>
    sortBy(target.value, COLUMNS.find(column => column.id === target.value).first));
  body.addEventListener('keydown', moveFocus);

  return {
    update,
    arrange: () => arrange(null),
    /** Whether the heads are buttons. */
    showSorting: on => [...byId('heads').children].forEach(head => {
      const [toSort, plain] = head.children;
      toSort.hidden = !on;
      plain.hidden = on;
    }),
    tick: () => inSight.forEach(row => row.tick(now())),
    focus: name => rows.get(name)?.link.focus({ preventScroll: true }),
  };
}

function makeHeads(sortBy) {
  for (const { id, title } of COLUMNS) {
    const toSort = el('button', { type: 'button' }, title);
    toSort.addEventListener('click', () => sortBy(id));
    const plain = el('span', { hidden: true }, title);
    byId('heads').append(
      el('th', { role: 'columnheader', scope: 'col', class: `c-${id}`, 'data-column': id }, toSort, plain));
    byId('sort').append(el('option', { value: id }, title));
  }
}

const byName = (one, other) => (one.name < other.name ? -1 : 1);

function compare(one, other, sign) {
  if (one === null || other === null) {
    return one === other ? 0 : one === null ? 1 : -1;
  }
  return one < other ? -sign : one > other ? sign : 0;
}

/** The arrow keys move the focus from host to host. */
function moveFocus(event) {
  const row = event.target.closest('tr');
  const to = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
  if (to) {
    event.preventDefault();
    to.querySelector('a').focus();
  }
}

/** Wires the parts of the page: the stream updates the fleet, and the fleet's changes update what shows it. */

import { readHosts } from './api.js';
import { restWhileHidden } from './absence.js';
import { byId, setText } from './dom.js';
import { createConnection } from './connection.js';
import { createFilters } from './filters.js';
import { createFleet } from './fleet.js';
import { createFleetControls } from './controls.js';
import { createHostView } from './host.js';
import { createProblems } from './problems.js';
import { createRouter } from './router.js';
import { createTable } from './table.js';
import { follow } from './stream.js';
import { number } from './format.js';
import { prepareTokenDialog } from './token.js';
import { showSummary } from './summary.js';

/** How often all hosts are reloaded: only that drops runs older than a day or a week from the sums. */
const RELOAD_MS = 5 * 60_000;

const fleet = createFleet();
const filters = createFilters(() => showCount(table.arrange()));
const table = createTable(fleet, filters.matches);
const hostView = createHostView(fleet);
const showProblems = createProblems(filters.find);
const showFleetControls = createFleetControls();
const connection = createConnection(() => stream.tryNow());
const router = createRouter(hostView, table);

function showCount(shown) {
  setText(byId('shown'), shown === fleet.hosts.size ? number(shown) : `${number(shown)} of ${number(fleet.hosts.size)}`);
  byId('none').hidden = shown > 0;
  byId('hosts').hidden = shown === 0;
  return shown;
}

fleet.onChange(names => {
  byId('loading').hidden = true;
  byId('locked').hidden = true;
  // A single host is neither sought nor sorted, and paused in its row.
  byId('tools').hidden = byId('all-buttons').hidden = fleet.hosts.size === 1;
  filters.countAll(fleet.hosts);
  showCount(table.update(names));
  showSummary(fleet);
  showProblems(fleet);
  showFleetControls(fleet);
  table.showSorting(fleet.hosts.size > 1);
  hostView.update(names);
  router.show();
});

let lastState = 'connecting';

prepareTokenDialog();

const stream = follow({
  async load() {
    const { status, body } = await readHosts();
    if (status === 200 && body) {
      fleet.replaceAll(body);
      return 'loaded';
    }
    return status === 401 ? 'locked' : 'failed';
  },
  onHost: fleet.apply,
  onChannels: fleet.applyChannels,
  onState(state) {
    lastState = state.kind;
    connection.show(state);
    if (state.kind === 'locked') {
      byId('loading').hidden = true;
      byId('locked').hidden = false;
    }
  },
});

fetch('assets/version.txt').then(response => response.ok ? response.text() : '').then(
  version => setText(byId('version'), version.trim()), () => {});
byId('clear').addEventListener('click', () => filters.find({}));
byId('locked-ask').addEventListener('click', stream.unlock);
addEventListener('online', stream.tryNow);
restWhileHidden(stream, async () => lastState === 'locked' || stream.reload());
setInterval(() => lastState === 'live' && !document.hidden && stream.reload(), RELOAD_MS);
setInterval(() => {
  table.tick();
  hostView.tick();
  connection.tick();
}, 1000);

/** Wires the parts of the page: the stream feeds the fleet, the fleet's changes go to what shows it. */

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
import { prepareTokenDialog } from './token.js';
import { showSummary } from './summary.js';

/** How often all is asked for anew: what has become older than a day or a week goes out of the sums. */
const RELOAD_MS = 5 * 60_000;

const fleet = createFleet();
const filters = createFilters(() => arranged(table.arrange()));
const table = createTable(fleet, filters.matches);
const hostView = createHostView(fleet);
const showProblems = createProblems(filters.find);
const showFleetControls = createFleetControls();
const connection = createConnection(() => stream.tryNow());
const router = createRouter(hostView, table);

function arranged(shown) {
  setText(byId('shown'), shown === fleet.hosts.size ? shown.toLocaleString()
    : `${shown.toLocaleString()} of ${fleet.hosts.size.toLocaleString()}`);
  byId('none').hidden = shown > 0;
  byId('hosts').hidden = shown === 0;
  return shown;
}

fleet.onChange(names => {
  byId('loading').hidden = true;
  byId('locked').hidden = true;
  filters.countAll(fleet.hosts);
  arranged(table.update(names));
  showSummary(fleet);
  showProblems(fleet);
  showFleetControls(fleet);
  hostView.update(names);
  router.show();
});

let live = false;
let locked = false;

prepareTokenDialog();

const stream = follow({
  async load() {
    const { status, body } = await readHosts();
    if (status === 200) {
      fleet.replaceAll(body);
      return true;
    }
    return status === 401 ? 'locked' : false;
  },
  onHost: fleet.apply,
  onState(state) {
    live = state.kind === 'live';
    locked = state.kind === 'locked';
    connection.show(state);
    if (locked) {
      byId('loading').hidden = true;
      byId('locked').hidden = false;
    }
  },
});

byId('clear').addEventListener('click', () => filters.find({}));
byId('locked-ask').addEventListener('click', stream.unlock);
addEventListener('online', stream.tryNow);
restWhileHidden(stream, async () => locked || stream.reload());
setInterval(() => live && !document.hidden && stream.reload(), RELOAD_MS);
setInterval(() => {
  table.tick();
  hostView.tick();
  connection.tick();
}, 1000);

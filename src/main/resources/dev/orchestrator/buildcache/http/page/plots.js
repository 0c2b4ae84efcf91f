/** Plots reclaimed bytes and duration over a host's history. uPlot is loaded when the first host is opened. */

import { el } from './dom.js';
import { dateAndTime, size, span } from './format.js';

const HEIGHT = 180;

/** Shown before and after a single run. */
const ALONE_S = 3600;

/** uPlot's date formats: the least seconds between two ticks, the text, and what a new year or day adds to it. */
const DATES = [
  [365 * 86_400, '{YYYY}', null, null, null, null, null, null, 1],
  [28 * 86_400, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [86_400, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
];

const dark = matchMedia('(prefers-color-scheme: dark)');

/**
 * @param {Element} box shows the plots
 * @param {Object[]} history the runs, newest first
 * @returns {Promise<function()>} removes the plots
 */
export async function showPlots(box, history) {
  const { default: UPlot } = await import('./uplot/uPlot.esm.js');
  const runs = [...history].reverse();
  const times = runs.map(run => Date.parse(run.started_at) / 1000);
  const succeeded = run => run.outcome === 'succeeded';
  const figures = [
    {
      title: 'Reclaimed',
      ok: runs.map(run => run.reclaimed_bytes),
      bad: runs.map(run => (succeeded(run) ? null : 0)),
      format: size,
      least: 1000 ** 3,
    },
    {
      title: 'Duration',
      ok: runs.map(run => (succeeded(run) ? run.duration_s : null)),
      bad: runs.map(run => (succeeded(run) ? null : run.duration_s)),
      format: seconds => (seconds < 10 ? `${Number(seconds.toFixed(2))} s` : span(seconds)),
      least: 1,
    },
  ];

  let plots = [];
  const observer = new ResizeObserver(() => plots.forEach(plot => resize(plot)));

  function draw() {
    plots.forEach(plot => plot.destroy());
    box.replaceChildren();
    plots = figures.map(figure => {
      const canvas = el('div', { class: 'canvas', role: 'img', 'aria-label': inWords(figure) });
      box.append(el('figure', { class: 'plot' }, el('figcaption', {}, figure.title), canvas));
      return new UPlot(options(UPlot, times, figure, canvas.clientWidth), [times, figure.ok, figure.bad], canvas);
    });
  }

  draw();
  observer.observe(box);
  dark.addEventListener('change', draw);
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', draw);
    plots.forEach(plot => plot.destroy());
  };
}

function resize(plot) {
  const width = plot.root.parentElement.clientWidth;
  if (width && width !== plot.width) {
    plot.setSize({ width, height: HEIGHT });
  }
}

function options(UPlot, times, { title, format, least }, width) {
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 },
    font: '12px system-ui, sans-serif',
  };
  return {
    width,
    height: HEIGHT,
    cursor: { y: false },
    scales: { x: { range: () => padded(times[0], times.at(-1)) }, y: { range: (plot, low, high) => [0, high > 0 ? high * 1.1 : least] } },
    axes: [{ ...axis, space: 76, values: DATES }, { ...axis, size: 76, values: (plot, ticks) => ticks.map(format) }],
    series: [
      { label: 'Run', value: (plot, time) => (time === null ? '–' : dateAndTime(time * 1000)) },
      {
        label: title, stroke: colour('--accent'), fill: colour('--bar'), width: 0,
        paths: UPlot.paths.bars({ size: [0.6, 14, 3] }), points: { show: false },
        value: (plot, value) => (value === null ? '–' : format(value)),
      },
      {
        label: 'Without success', stroke: colour('--bad'), paths: () => null,
        points: { show: true, size: 7, stroke: colour('--bad'), fill: colour('--bad') },
        value: (plot, value, series, run) => (run === null ? '–' : value === null ? 'no' : 'yes'),
      },
    ],
  };
}

/** Leaves room for half a bar on both sides. Not uPlot's own ends: for a single run, it adds a thousand days. */
function padded(first, last) {
  const room = first === last ? ALONE_S : Math.max((last - first) / 40, 1);
  return [first - room, last + room];
}

/** Summary for screen readers; the table of runs has each figure. */
function inWords({ title, ok, bad, format }) {
  const values = ok.filter(value => value !== null);
  const without = bad.filter(value => value !== null).length;
  const range = values.length ? `from ${format(Math.min(...values))} to ${format(Math.max(...values))}` : 'no data yet';
  return `${title} over ${ok.length} runs: ${range}; ${without} without success`;
}

/** Formats numbers, sizes, times and words for the user. The page is in English, and so are its numbers: 1,234.56. */

/** Docker's units of size, each 1000 times the one before, with the fraction digits that the page shows. */
const UNITS = [['B', 0], ['kB', 1], ['MB', 1], ['GB', 2], ['TB', 2]];

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const number = (value, digits = 0) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A size in the largest unit of which it is at least one, as rounded: `0 B`, `127.4 MB`, `43.83 GB`, `1,204.50 TB`. */
export function size(bytes) {
  let value = bytes;
  let unit = 0;
  while (unit < UNITS.length - 1 && Number(value.toFixed(UNITS[unit][1])) >= 1000) {
    value /= 1000;
    unit++;
  }
  const [name, digits] = UNITS[unit];
  return `${number(value, digits)} ${name}`;
}

/** As {@link size}; a dash for null, "not known". */
export const sizeOrDash = bytes => (bytes === null || bytes === undefined ? '–' : size(bytes));

/** A duration in its two largest units: `0.4 s`, `42 s`, `3 min 12 s`, `5 h 12 min`, `3 d 4 h`. */
export function span(seconds) {
  if (seconds > 0 && seconds < 1) {
    return `${seconds.toFixed(1)} s`;
  }
  const s = Math.max(0, Math.floor(seconds));
  if (s < MINUTE) {
    return `${s} s`;
  } else if (s < HOUR) {
    return pair(Math.floor(s / MINUTE), 'min', s % MINUTE, 's');
  } else if (s < DAY) {
    return pair(Math.floor(s / HOUR), 'h', Math.floor((s % HOUR) / MINUTE), 'min');
  }
  return pair(Math.floor(s / DAY), 'd', Math.floor((s % DAY) / HOUR), 'h');
}

function pair(large, largeUnit, small, smallUnit) {
  return small ? `${large} ${largeUnit} ${small} ${smallUnit}` : `${large} ${largeUnit}`;
}

/** A duration in its largest unit only, for texts that would otherwise change every second. */
export function roughly(seconds) {
  return span(seconds).split(' ').slice(0, 2).join(' ');
}

export const secondsSince = (iso, now) => Math.max(0, (now - Date.parse(iso)) / 1000);

export const ago = (iso, now) => {
  const seconds = secondsSince(iso, now);
  return seconds < 5 ? 'just now' : `${roughly(seconds)} ago`;
};

export function countdown(iso, now) {
  const seconds = (Date.parse(iso) - now) / 1000;
  return seconds < 1 ? 'due now' : `in ${span(seconds)}`;
}

const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' };
const DATE_AND_TIME = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', ...CLOCK });
const TIME = new Intl.DateTimeFormat('en-GB', CLOCK);

/** In this browser's time zone, which is named: `24 Nov 2026, 16:28:32 CET`. */
export const dateAndTime = iso => DATE_AND_TIME.format(new Date(iso));
export const timeOfDay = ms => TIME.format(new Date(ms));

export const count = (n, one, many) => `${number(n)} ${n === 1 ? one : many}`;

/** `host-unreachable` as `host unreachable`. */
export const words = word => word.replaceAll('-', ' ');

/** A command line for a POSIX shell, quoted where needed. */
export const shellLine = argv =>
  argv.map(word => (/^[A-Za-z0-9_.\/:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');

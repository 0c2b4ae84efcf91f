/** Numbers, times and words for people. */

const GB = 2 ** 30;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The form that the service itself has for sizes. */
export const gigabytes = bytes => `${(bytes / GB).toFixed(2)} GB`;

/** A span in its two largest units: `0.4 s`, `42 s`, `3 min 12 s`, `5 h 12 min`, `3 d 4 h`. */
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

/** A span in its largest unit alone, where more would only flicker. */
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

const DATE_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** In this browser's time zone. */
export const dateAndTime = iso => DATE_AND_TIME.format(new Date(iso));
export const timeOfDay = ms => TIME.format(new Date(ms));

export const count = (n, one, many) => `${n.toLocaleString()} ${n === 1 ? one : many}`;

/** `host-unreachable` reads better as `host unreachable`. */
export const words = word => word.replaceAll('-', ' ');

/** Words as a POSIX shell takes them, to be copied. */
export const shellLine = argv =>
  argv.map(word => (/^[A-Za-z0-9_.\/:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');

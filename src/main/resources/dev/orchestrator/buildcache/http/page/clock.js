/** The server's time: its clock decides when a run is due, and this machine's may be wrong. */

/** HTTP dates are whole seconds, and an answer takes a moment: less than this is no difference. */
const TOLERANCE_MS = 3000;

let ahead = 0;

/** @param {string|null} date the Date header of an answer that has just come */
export function learnTime(date) {
  const server = date ? Date.parse(date) : NaN;
  if (!Number.isNaN(server)) {
    const difference = server - Date.now();
    ahead = Math.abs(difference) > TOLERANCE_MS ? difference : 0;
  }
}

/** Milliseconds since the epoch. */
export const now = () => Date.now() + ahead;

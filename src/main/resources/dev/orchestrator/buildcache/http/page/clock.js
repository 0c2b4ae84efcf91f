/** The server's time. Its clock decides when a run is due, and the clock of the user's machine may be wrong. */

/** HTTP dates are whole seconds and responses take time: a smaller difference is ignored. */
const TOLERANCE_MS = 3000;

let ahead = 0;

/** @param {string|null} date the Date header of a response that has just arrived */
export function learnTime(date) {
  const server = date ? Date.parse(date) : NaN;
  if (!Number.isNaN(server)) {
    const difference = server - Date.now();
    ahead = Math.abs(difference) > TOLERANCE_MS ? difference : 0;
  }
}

/** Milliseconds since the epoch. */
export const now = () => Date.now() + ahead;

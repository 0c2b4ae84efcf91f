/** The service's token: asked for once, kept in this tab only, asked for again if it is wrong. */

import { byId } from './dom.js';

const KEY = 'build-cache-pruner.token';

let asking = null;

export const token = {
  get: () => sessionStorage.getItem(KEY),

  /**
   * Asks for it in a dialog. A token that is there already was wrong, and is forgotten. Who asks while the dialog is
   * open gets the same answer.
   *
   * @param {string} why it is needed
   * @returns {Promise<boolean>} whether there is one now
   */
  ask(why) {
    asking ??= dialog(why).finally(() => { asking = null; });
    return asking;
  },
};

function dialog(why) {
  const box = byId('token-dialog');
  const input = byId('token-input');
  byId('token-why').textContent = why;
  byId('token-wrong').hidden = token.get() === null;
  input.setAttribute('aria-invalid', String(token.get() !== null));
  sessionStorage.removeItem(KEY);
  input.value = '';
  box.returnValue = '';
  box.showModal();
  input.focus();
  return new Promise(resolve => {
    box.addEventListener('close', () => {
      const given = box.returnValue === 'given' ? input.value.trim() : '';
      input.value = '';
      if (given) {
        sessionStorage.setItem(KEY, given);
      }
      resolve(given !== '');
    }, { once: true });
  });
}

export function prepareTokenDialog() {
  const box = byId('token-dialog');
  byId('token-form').addEventListener('submit', event => {
    event.preventDefault();
    box.close('given');
  });
  byId('token-cancel').addEventListener('click', () => box.close());
}

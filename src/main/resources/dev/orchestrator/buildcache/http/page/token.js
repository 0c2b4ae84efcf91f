/** The service's token. The user enters it once; it is kept in this tab only. */

import { byId } from './dom.js';

const KEY = 'build-cache-pruner.token';

let asking = null;

export const token = {
  get: () => sessionStorage.getItem(KEY),

  /**
   * Asks the user for the token in a dialog. If there is a token already, it was wrong and is dropped. A call while the
   * dialog is open shares its result.
   *
   * @param {string} why the reason, shown in the dialog
   * @returns {Promise<boolean>} whether the user gave a token
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

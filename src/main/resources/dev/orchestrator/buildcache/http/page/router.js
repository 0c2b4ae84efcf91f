/** Shows what the address names: `#host/build-01` opens that host, anything else the list. */

import { byId } from './dom.js';

const HOST = /^#host\/(.+)$/;

export function createRouter(hostView, table) {
  let shown;
  let scrolled = 0;
  let ready = false;

  function wanted() {
    try {
      const match = HOST.exec(location.hash);
      return match && decodeURIComponent(match[1]);
    } catch {
      return null;
    }
  }

  function change() {
    const name = wanted();
    if (!ready || name === shown) {
      return;
    }
    if (name !== null) {
      if (shown === null) {
        scrolled = scrollY;
      }
      byId('list').hidden = true;
      hostView.show(name, close);
      scrollTo(0, 0);
    } else {
      hostView.hide();
      byId('list').hidden = false;
      if (shown) {
        scrollTo(0, scrolled);
        table.focus(shown);
      }
    }
    shown = name;
  }

  function close() {
    location.hash = '';
  }

  addEventListener('hashchange', change);
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && shown && !document.querySelector('dialog[open]')) {
      close();
    }
  });

  return {
    /** To be called once the hosts are loaded; before, the address is ignored. */
    show() {
      if (!ready) {
        ready = true;
        change();
      }
    },
  };
}

/** Updates of the document that leave alone what is unchanged, and keep the keyboard's focus where the user put it. */

const rendered = new WeakMap();

/**
 * Replaces the children of an element, unless the facts they are made from are the same as last time.
 *
 * @param {Element} element
 * @param {*} facts everything that the children depend on, as plain JSON values
 * @param {function(): (Node|string)[]} render the children
 */
export function renderFrom(element, facts, render) {
  const key = JSON.stringify(facts);
  if (rendered.get(element) !== key) {
    rendered.set(element, key);
    keepFocus(element, () => element.replaceChildren(...render()));
  }
}

/**
 * Makes a change inside a box. The element that has the focus keeps it if it moves. If it is replaced or hidden, the
 * focus passes to the element of the box with the same `data-focus`.
 */
export function keepFocus(box, change) {
  const focused = box.contains(document.activeElement) ? document.activeElement : null;
  change();
  if (!focused) {
    return;
  }
  const next = isShown(focused) ? focused
    : [...box.querySelectorAll('[data-focus]')].find(each => each.dataset.focus === focused.dataset.focus && isShown(each));
  if (next && next !== document.activeElement) {
    next.focus({ preventScroll: true });
  }
}

const isShown = element => element.isConnected && !element.closest('[hidden]');

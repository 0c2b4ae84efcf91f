/**
 * Elements out of plain values. Text is only ever set as text: nothing that a host says can become markup.
 */

/**
 * @param {string} tag
 * @param {Object<string, string|boolean|null>} attributes null and false: not set; true: set without a value
 * @param {...(Node|string|null)} children strings become text
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

export function button(text, attributes, onClick) {
  const made = el('button', { type: 'button', ...attributes }, text);
  onPress(made, onClick);
  return made;
}

/** Unless the button is off. */
export function onPress(button, action) {
  button.addEventListener('click', event => button.getAttribute('aria-disabled') === 'true' || action(event));
}

/** Not `disabled`: the one that was just pressed would lose the keyboard's focus, and its hint would not be read. */
export function setOff(button, off) {
  setAttribute(button, 'aria-disabled', off ? 'true' : null);
}

export const byId = id => document.getElementById(id);

/** Leaves the node alone if it says that already: thousands are asked each second, and few change. */
export function setText(node, text) {
  if (node.shownText !== text) {
    node.shownText = text;
    node.textContent = text;
  }
}

/** Sets an attribute, or takes it away for null; leaves it alone if nothing changes. */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/** A text of ours in which `code` stands between backticks. */
export function prose(text) {
  const parts = text.split('`').map((part, i) => (i % 2 ? el('code', {}, part) : part));
  const fragment = document.createDocumentFragment();
  fragment.append(...parts);
  return fragment;
}

let announcing;

/** Says something to a screen reader. For what somebody waits for, or must know; nothing else. */
export function announce(text) {
  const region = byId('announcer');
  clearTimeout(announcing);
  // Emptied first: a region that says the same again is not read again.
  region.textContent = '';
  announcing = setTimeout(() => { region.textContent = text; }, 100);
}

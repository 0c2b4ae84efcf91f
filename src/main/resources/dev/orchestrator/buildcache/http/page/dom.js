/**
 * Builds elements from plain values. Text is always set as text, so nothing that a host reports can become markup.
 */

/**
 * @param {string} tag
 * @param {Object<string, string|boolean|null>} attributes null and false: omitted; true: set without a value
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

/** Runs the action on each click, unless the button is off. */
export function onPress(button, action) {
  button.addEventListener('click', event => button.getAttribute('aria-disabled') === 'true' || action(event));
}

/** Does not use `disabled`: a button that was just pressed would lose the focus, and its hint would not be read out. */
export function setOff(button, off) {
  setAttribute(button, 'aria-disabled', off ? 'true' : null);
}

export const byId = id => document.getElementById(id);

/** Does nothing if the node has that text already: thousands are updated each second, and few change. */
export function setText(node, text) {
  if (node.shownText !== text) {
    node.shownText = text;
    node.textContent = text;
  }
}

/** Sets an attribute, or removes it for null. Does nothing if it has that value already. */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/** Renders one of the page's own texts, in which backticks enclose code. */
export function prose(text) {
  const parts = text.split('`').map((part, i) => (i % 2 ? el('code', {}, part) : part));
  const fragment = document.createDocumentFragment();
  fragment.append(...parts);
  return fragment;
}

let announcing;

/** Has a screen reader say something. Only for results that the user waits for or must know. */
export function announce(text) {
  const region = byId('announcer');
  clearTimeout(announcing);
  // Cleared first: a region that is set to the same text is not read out again.
  region.textContent = '';
  announcing = setTimeout(() => { region.textContent = text; }, 100);
}

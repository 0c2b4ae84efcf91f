/** Server-sent events out of the bytes of a stream, as the HTML standard has them. */

/** @param {function({id: string, event: string, data: string})} onEvent */
export function createEventParser(onEvent) {
  let rest = '';
  let id = '';
  let event = '';
  let data = [];

  function line(text) {
    if (text === '') {
      if (data.length) {
        onEvent({ id, event: event || 'message', data: data.join('\n') });
      }
      event = '';
      data = [];
      return;
    }
    const colon = text.indexOf(':');
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') {
      data.push(value);
    } else if (field === 'event') {
      event = value;
    } else if (field === 'id') {
      id = value;
    }
  }

  /** @param {string} text the next piece, cut anywhere */
  return text => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    lines.forEach(each => line(each.replace(/\r$/, '')));
  };
}

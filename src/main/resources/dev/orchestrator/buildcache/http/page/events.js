/** Parses server-sent events as the HTML standard defines them. */

/**
 * @param {function({event: string, data: string})} onEvent
 * @param {function(string)} onId the id of the last event, to be sent when reconnecting
 */
export function createEventParser(onEvent, onId) {
  let rest = '';
  let id = '';
  let event = '';
  let data = [];

  function line(text) {
    if (text === '') {
      if (data.length) {
        onEvent({ event: event || 'message', data: data.join('\n') });
      }
      onId(id);
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

  /** @param {string} text the next piece of the stream, split anywhere */
  return text => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    lines.forEach(each => line(each.replace(/\r$/, '')));
  };
}

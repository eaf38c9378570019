// The stream of events, and whether it still comes. A stream ends after a while by design; the browser opens it again.

const SILENCE_MS = 4000;

/**
 * Listens for as long as the page lives.
 *
 * @param heard `{state, charts, lost, back}`: the first two take what came; `lost` takes the time of the last event;
 *     `back` is called for the first event after that, and for the very first
 */
export function listen(heard) {
  let source = null;
  let last = Date.now();
  let isLost = true;

  function open() {
    source?.close();
    source = new EventSource("api/events");
    source.addEventListener("state", event => {
      const state = JSON.parse(event.data);
      last = Date.now();
      if (isLost) {
        isLost = false;
        heard.back(state);
      }
      heard.state(state);
    });
    source.addEventListener("charts", event => heard.charts(JSON.parse(event.data)));
  }

  open();
  setInterval(() => {
    if (Date.now() - last < SILENCE_MS) {
      return;
    }
    isLost = true;
    heard.lost(new Date(last).toISOString());
    if (source.readyState === EventSource.CLOSED) {
      open();
    }
  }, 1000);
}

/** Calls the API; throws an error with what it says went wrong. */
export async function call(path, body) {
  const answer = await fetch(path, body === undefined ? {}
    : {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Error(content.message ?? `${path} answered ${answer.status}`);
  }
  return content;
}

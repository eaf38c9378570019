// The slowest and the failed requests of the last minutes, each with what explains it, and a link to its trace.

import {make, setAttribute, setText, showList} from "./dom.js";
import {clock, milliseconds} from "./format.js";
import {info} from "./source.js";

const HEADS = ["At", "Request", "Status", "Took", "Where the time went", "Trace"];

/** The address of a trace in the trace viewer. */
export const traceUrl = (state, traceId) => `${state.signals.zipkin_url}/zipkin/traces/${encodeURIComponent(traceId)}`;

export function createRequests() {
  document.getElementById("requests-title").append(info("these requests", () => ({
    how: "Of every ten seconds the ten slowest and the ten latest failed ones are kept for five minutes. The span named is "
      + "the innermost one that failed, or that took most of the time by itself.",
    aws: "CloudWatch, Application Signals, Traces: sort by duration, or filter by fault. It keeps only what the sampler kept.",
  })));
  const failed = createTable("Failed, the latest first", "No request has failed within the last five minutes.");
  const slowest = createTable("Slowest of the last five minutes", "No request yet.");
  document.getElementById("requests").replaceChildren(failed.node, slowest.node);
  return {
    show(state) {
      failed.show(state.requests.failed, state);
      slowest.show(state.requests.slowest, state);
    },
  };
}

function createTable(title, none) {
  const body = make("tbody");
  const empty = make("p", {class: "empty"}, none);
  const table = make("table", {class: "requests"},
    make("thead", {}, make("tr", {}, ...HEADS.map(head => make("th", {scope: "col"}, head)))), body);
  let shown = null;
  return {
    node: make("div", {}, make("h3", {}, title), empty, table),
    show(requests, state) {
      shown = state;
      empty.hidden = requests.length > 0;
      table.hidden = requests.length === 0;
      showList(body, requests, request => request.trace_id + request.at + request.service, () => createRow(() => shown));
    },
  };
}

function createRow(state) {
  const cells = HEADS.map(head => make("td", {"data-head": head}));
  const link = make("a", {target: "_blank", rel: "noopener"});
  cells.at(-1).append(link);
  return {node: make("tr", {}, ...cells), update(request) {
    const {where} = request;
    [clock(request.at), `${request.operation} of ${request.service}`, request.status ?? "–", milliseconds(request.ms),
      `${where.span} in ${where.service}: ${milliseconds(where.own_ms)}${where.failed ? `, failed${where.error
        ? ` with ${where.error}` : ""}` : ""}`].forEach((text, i) => setText(cells[i], text));
    setAttribute(link, "href", traceUrl(state(), request.trace_id));
    setText(link, `${request.trace_id.slice(0, 8)}…`);
    setAttribute(link, "aria-label", `Trace ${request.trace_id} in Zipkin, in a new tab`);
  }};
}

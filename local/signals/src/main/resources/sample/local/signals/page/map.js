// The service map: who calls whom, how often, how long that takes, how much of it fails.

import {icon, make, makeSvg, setAttribute, setText, showList} from "./dom.js";
import {edgeKey} from "./diagnosis.js";
import {count, duration, milliseconds, number, percent, perSecond} from "./format.js";
import {layOut} from "./map-layout.js";
import {info, openNote} from "./source.js";

const KINDS = {CLIENTS: "who sends requests", SERVICE: "service", DATABASE: "database", AWS: "AWS service", QUEUE: "queue",
  OTHER: "other system"};
const ON_AWS = "CloudWatch, Application Signals, Service Map";

export function createMap() {
  const place = document.getElementById("map");
  const lines = makeSvg("g");
  const nodes = makeSvg("g");
  const labels = makeSvg("g");
  const drawing = makeSvg("svg", {class: "map", role: "group", "aria-label": "Service map"}, lines, nodes, labels);
  const frame = make("div", {class: "map-frame", tabindex: "0", role: "region", "aria-label": "Service map, scrollable"}, drawing);
  const empty = make("p", {class: "empty"},
    "No calls yet. As soon as a request comes in, the services and what they call are drawn here.");
  const table = createTable();
  place.replaceChildren(empty, frame, table.node);
  let shown = null;

  function show(state, found) {
    shown = [state, found];
    const {map} = state;
    empty.hidden = map.nodes.length > 0;
    frame.hidden = table.node.hidden = map.nodes.length === 0;
    if (map.nodes.length === 0) {
      return;
    }
    const layout = layOut(map, frame.clientWidth);
    setAttribute(drawing, "width", layout.width);
    setAttribute(drawing, "height", layout.height);
    showList(lines, layout.edges, it => edgeKey(it.edge), createLine);
    showList(nodes, layout.nodes, it => it.node.name, createNode);
    showList(labels, layout.edges, it => edgeKey(it.edge), createLabel);
    table.show(state);
  }

  let width = 0;
  new ResizeObserver(() => {
    if (shown && width !== frame.clientWidth) {
      width = frame.clientWidth;
      show(...shown);
    }
  }).observe(place);
  return {show};

  function createLine() {
    const path = makeSvg("path", {fill: "none"});
    const head = makeSvg("path", {class: "head"});
    return {node: makeSvg("g", {}, path, head), update({edge, path: way, arrow}) {
      setAttribute(path, "d", way);
      setAttribute(head, "d", arrow);
      setAttribute(path.parentNode, "class", `edge ${edgeClass(edge, shown[1])}`);
      setAttribute(path, "stroke-width", edge.requests === 0 ? 1.5 : 1.5 + Math.min(2.5, Math.log10(1 + edge.rate_per_s)));
    }};
  }

  function createLabel() {
    const rows = [0, 1, 2].map(() => makeSvg("text", {"text-anchor": "middle"}));
    const back = makeSvg("rect", {rx: 6, class: "back"});
    let of = null;
    const node = makeSvg("g", {class: "edge-label", tabindex: "0", role: "button", "aria-haspopup": "dialog",
      ...onPress(() => openNote(node, `${of.from} calls ${of.to}`, edgeNote(of, shown[0])))}, back, ...rows);
    return {node, update({edge, x, y}) {
      of = edge;
      const texts = edgeTexts(edge);
      setAttribute(node, "class", `edge-label ${edgeClass(edge, shown[1])}`);
      setAttribute(node, "aria-label", `${edge.from} calls ${edge.to}: ${texts.join(", ")}`);
      setAttribute(back, "x", x - 42);
      setAttribute(back, "y", y - 25);
      setAttribute(back, "width", 84);
      setAttribute(back, "height", 50);
      rows.forEach((row, i) => {
        setText(row, texts[i] ?? "");
        setAttribute(row, "x", x);
        setAttribute(row, "y", y - 9 + i * 16 + (texts.length === 1 ? 14 : 0));
      });
      setAttribute(rows[2], "class", edge.faults > 0 ? "faults" : "");
    }};
  }

  function createNode() {
    const box = makeSvg("rect", {rx: 10});
    const name = makeSvg("text", {class: "name", "text-anchor": "middle"});
    const kind = makeSvg("text", {class: "kind", "text-anchor": "middle"});
    const tag = makeSvg("g", {class: "tag"}, makeSvg("rect", {rx: 9, width: 74, height: 19}),
      makeSvg("text", {x: 44, y: 13.5, "text-anchor": "middle"}, "look here"));
    const mark = icon("trouble");
    setAttribute(mark, "width", 12);
    setAttribute(mark, "height", 12);
    setAttribute(mark, "x", 4);
    setAttribute(mark, "y", 3.5);
    tag.append(mark);
    let of = null;
    const node = makeSvg("g", {tabindex: "0", role: "button", "aria-haspopup": "dialog",
      ...onPress(() => openNote(node, of.name, nodeNote(of, shown[0])))}, box, name, kind, tag);
    return {node, update({node: it, x, y, width: w, height: h}) {
      of = it;
      const guilty = shown[1].culprit?.node === it.name;
      setAttribute(node, "class", `node ${it.kind.toLowerCase()} ${guilty ? "guilty" : ""}`);
      setAttribute(node, "aria-label", `${it.name}, ${KINDS[it.kind]}${guilty ? ": look here" : ""}`);
      setAttribute(box, "x", x - w / 2);
      setAttribute(box, "y", y - h / 2);
      setAttribute(box, "width", w);
      setAttribute(box, "height", h);
      const most = Math.floor((w - 14) / 7.6);
      setText(name, it.name.length > most ? `${it.name.slice(0, most - 1)}…` : it.name);
      setAttribute(name, "x", x);
      setAttribute(name, "y", y - 3);
      setText(kind, KINDS[it.kind]);
      setAttribute(kind, "x", x);
      setAttribute(kind, "y", y + 15);
      setAttribute(tag, "transform", `translate(${x - 37} ${y - h / 2 - 10})`);
      setAttribute(tag, "display", guilty ? null : "none");
    }};
  }
}

/** A button in a drawing has to be told what a button is. */
const onPress = act => ({
  onclick: act,
  onkeydown: event => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act();
    }
  },
});

const edgeClass = (edge, found) => edge.requests === 0 ? "quiet"
  : `${found.bad.has(edgeKey(edge)) ? "bad" : ""} ${found.culprit?.edge === edgeKey(edge) ? "guilty" : ""}`;

function edgeTexts(edge) {
  if (edge.requests === 0) {
    return ["no calls"];
  }
  return [perSecond(edge.rate_per_s), `p99 ${milliseconds(edge.p99_ms)}`,
    edge.faults === 0 ? "no faults" : `${Math.max(1, Math.round(100 * edge.faults / edge.requests))} % faults`];
}

function figures(it) {
  return [["Requests", `${number(it.requests)}, ${number(it.rate_per_s)} a second`],
    ["Half take less than", milliseconds(it.p50_ms)], ["99 of 100 take less than", milliseconds(it.p99_ms)],
    ["Faults (5xx or failed)", number(it.faults)], ["Errors (4xx)", number(it.errors)]];
}

function metricsOf(service, remote, environment) {
  const dimensions = {Environment: environment, Service: service, ...(remote ? {RemoteService: remote} : {})};
  return [["Latency", "p50, p99, SampleCount"], ["Fault", "Sum"], ["Error", "Sum"]].map(([name, statistic]) =>
    ({namespace: "ApplicationSignals", name, dimensions, statistic}));
}

function edgeNote(edge, state) {
  const isEntry = state.map.nodes.find(node => node.name === edge.from)?.kind === "CLIENTS";
  return {
    figures: figures(edge),
    how: `Over the last ${duration(state.map.window_s)} that has come in.`,
    metrics: isEntry ? metricsOf(edge.to, null, state.signals.environment)
      : metricsOf(edge.from, edge.to, state.signals.environment),
    aws: ON_AWS,
  };
}

function nodeNote(node, state) {
  const caller = state.map.edges.find(edge => edge.to === node.name);
  return {
    figures: node.kind === "CLIENTS" ? [] : figures(node),
    how: node.kind === "CLIENTS" ? "Where the requests come from that no service here made."
      : `Over the last ${duration(state.map.window_s)} that has come in, as ${node.kind === "SERVICE" ? "it reports itself"
        : `${caller?.from ?? "its caller"} reports it`}.`,
    metrics: node.kind === "CLIENTS" ? [] : node.kind === "SERVICE" ? metricsOf(node.name, null, state.signals.environment)
      : metricsOf(caller?.from, node.name, state.signals.environment),
    aws: ON_AWS,
  };
}

/** The same as a table, for who reads better than they see. */
function createTable() {
  const body = make("tbody");
  const heads = ["From", "To", "Requests", "Rate", "p50", "p99", "Faults", "Errors", "Source"];
  const node = make("details", {class: "as-table"}, make("summary", {}, "The map as a table"),
    make("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": "The map as a table"},
      make("table", {}, make("thead", {}, make("tr", {}, ...heads.map(head => make("th", {scope: "col"}, head)))), body)));
  let shown = null;
  return {
    node,
    show(state) {
      shown = state;
      showList(body, state.map.edges, edgeKey, () => {
        let of = null;
        const cells = heads.slice(0, -1).map((_, i) => make("td", {class: i > 1 ? "figure" : ""}));
        const source = info("a call on the map", () => edgeNote(of, shown));
        return {node: make("tr", {}, ...cells, make("td", {}, source)), update(edge) {
          of = edge;
          [edge.from, edge.to, number(edge.requests), perSecond(edge.rate_per_s), milliseconds(edge.p50_ms),
            milliseconds(edge.p99_ms), `${number(edge.faults)}${edge.requests > 0 && edge.faults > 0
              ? ` (${percent(100 * edge.faults / edge.requests)})` : ""}`, number(edge.errors)]
            .forEach((text, i) => setText(cells[i], text));
        }};
      });
    },
  };
}

// Puts the parts of the page together: each shows the state, once a second.

import {createAlarms} from "./alarms.js";
import {createCharts} from "./charts.js";
import {listen} from "./connection.js";
import {createDiagnosis, poolKey} from "./diagnosis.js";
import {setText} from "./dom.js";
import {bytes, clock, count, number} from "./format.js";
import {createHealth} from "./health.js";
import {createMap} from "./map.js";
import {createObjectives} from "./objectives.js";
import {createPools} from "./pools.js";
import {createRequests} from "./requests.js";
import {createSwitches} from "./switches.js";
import {createTour} from "./tour.js";

const diagnosis = createDiagnosis();
const health = createHealth();
const pools = createPools();
const charts = createCharts(pools);
const tour = createTour();
const switches = createSwitches({
  onOrder: answer => tour.noteOrder(answer),
  onControls: controls => show({...latest, controls}),
});
const parts = [createMap(), pools, createObjectives(), createAlarms(), charts, createRequests(), switches, tour];
const connection = document.getElementById("connection");
let latest = null;

function show(state) {
  latest = state;
  const found = diagnosis.look(state);
  health.show(state, found);
  if (document.hidden) {
    return;
  }
  const hasControls = Boolean(state.controls);
  document.getElementById("controls").hidden = !hasControls;
  document.body.classList.toggle("with-controls", hasControls);
  document.querySelectorAll("[data-needs-controls]").forEach(link => link.hidden = !hasControls);
  setText(document.getElementById("environment"), ` · ${state.signals.environment}`);
  setText(document.getElementById("clock"), clock(state.time));
  setText(document.getElementById("about"), about(state));
  parts.forEach(part => part.show(state, found));
}

function about({signals, started}) {
  const {zipkin} = signals;
  return `Signals has run since ${clock(started)} and has taken ${count(signals.received_spans, "span")}`
    + `${signals.refused_values > 0 ? `; ${count(signals.refused_values, "value")} of metrics were refused` : ""}. `
    + `Zipkin ${zipkin.reachable === false ? "cannot be reached" : "is reached"} at ${signals.zipkin_url}: `
    + `${number(zipkin.sent_spans)} spans sent, ${bytes(zipkin.waiting_bytes)} wait`
    + `${zipkin.lost_spans > 0 ? `, ${number(zipkin.lost_spans)} were lost` : ""}. Times are local.`;
}

async function loadCharts() {
  try {
    const history = await charts.load();
    history.pools.forEach(pool => diagnosis.noteUsualPool(poolKey(pool), Math.max(0, ...pool.max.filter(max => max !== null))));
  } catch (error) {
    console.warn(`The charts begin with what comes now: ${error.message}`);
  }
}

listen({
  state: show,
  charts: news => charts.add(news),
  back() {
    connection.hidden = true;
    document.body.classList.remove("lost");
    loadCharts();
  },
  lost(since) {
    connection.hidden = false;
    document.body.classList.add("lost");
    setText(connection, `Signals has not answered since ${clock(since)}. What stands here is from then. Trying again…`);
  },
});
document.addEventListener("visibilitychange", () => latest && !document.hidden && show(latest));

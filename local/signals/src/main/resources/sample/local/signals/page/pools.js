// Each connection pool: how full it is, and beside it the arithmetic that says how much it can serve.

import {make, setAttribute, setText, showList} from "./dom.js";
import {poolKey} from "./diagnosis.js";
import {count, milliseconds, number} from "./format.js";
import {createLineChart} from "./line-chart.js";
import {info} from "./source.js";

const LEVELS = [{label: "maximum", color: "muted", dash: [5, 4]}, {label: "in use", color: "series-1"},
  {label: "waiting", color: "bad", dash: [2, 2]}];

export function createPools() {
  const section = document.getElementById("pools-section");
  const place = document.getElementById("pools");
  const charts = new Map();
  let history = null;

  return {
    show(state) {
      section.hidden = state.pools.length === 0;
      showList(place, state.pools, poolKey, pool => createPool(pool, charts));
      if (history) {
        this.showHistory(history);
      }
    },

    /** @param times in seconds; one series of each level for each pool */
    showHistory(charted) {
      history = charted;
      for (const pool of charted.pools) {
        charts.get(poolKey(pool))?.setData(charted.times, [pool.max, pool.used, pool.pending]);
      }
      if (charts.size > 0) {
        history = null;
      }
    },

    charts: () => [...charts.values()],
  };
}

function createPool(first, charts) {
  let pool = first;
  const used = make("span", {class: "used"});
  const meter = make("div", {class: "meter", role: "img"}, used);
  const figures = ["max", "used", "idle", "pending"].map(() => make("dd"));
  const names = ["at most", "in use", "idle", "waiting"];
  const terms = [0, 1, 2, 3].map(() => make("strong"));
  const verdict = make("p", {class: "verdict-line"});
  const load = make("span", {class: "load"});
  const loadMeter = make("div", {class: "meter", role: "img"}, load);
  const drawing = make("div");
  charts.set(poolKey(first), createLineChart(drawing, {label: `Connections of the pool ${first.pool}`, unit: "", height: 120,
    series: LEVELS}));
  const noun = make("span");
  const node = make("article", {class: "pool"},
    make("div", {class: "pool-levels"},
      make("h3", {}, `${first.pool} in ${first.service}`, info(`the pool ${first.pool}`, () => levelsNote(pool))),
      meter,
      make("dl", {class: "tiles"}, ...names.map((name, i) => make("div", {class: name === "waiting" ? "waiting" : ""},
        make("dt", {}, name), figures[i]))),
      drawing),
    make("div", {class: "pool-sum"},
      make("h3", {}, "How much can it serve?", info("the arithmetic", () => sumNote(pool))),
      make("p", {class: "sum"},
        make("span", {}, terms[0], noun), make("span", {class: "sign"}, "÷"),
        make("span", {}, terms[1], " each is held"), make("span", {class: "sign"}, "="),
        make("span", {}, terms[2], " a second at most")),
      make("p", {class: "sum"}, make("span", {}, terms[3], " a second come")),
      loadMeter, verdict));
  return {node, update(next) {
    pool = next;
    setText(figures[0], number(pool.max));
    setText(figures[1], number(pool.used));
    setText(figures[2], number(pool.idle));
    setText(figures[3], number(pool.pending));
    const full = pool.max > 0 ? Math.min(1, pool.used / pool.max) : 0;
    used.style.width = `${100 * full}%`;
    setAttribute(meter, "aria-label", `${number(pool.used)} of ${number(pool.max)} connections are in use`);
    setAttribute(node, "class", `pool ${pool.pending > 0 && pool.used >= pool.max ? "bad" : ""}`);
    setText(terms[0], number(pool.max));
    setText(noun, pool.max === 1 ? " connection" : " connections");
    setText(terms[1], milliseconds(pool.hold_ms));
    setText(terms[2], number(rounded(pool.capacity_per_s)));
    setText(terms[3], number(rounded(pool.requests_per_s)));
    const share = pool.capacity_per_s > 0 ? pool.requests_per_s / pool.capacity_per_s : 0;
    load.style.width = `${100 * Math.min(1, share)}%`;
    setAttribute(load, "class", `load ${share > 0.9 ? "over" : ""}`);
    setAttribute(loadMeter, "aria-label", `${Math.round(100 * share)} percent of what the pool can serve`);
    setText(verdict, verdictOf(pool, share));
  }};
}

const rounded = value => value === null ? null : value >= 10 ? Math.round(value) : value;

function verdictOf(pool, share) {
  if (pool.capacity_per_s === null) {
    return "No connection has been given back within the last 30 s, so the time is not known yet.";
  }
  if (pool.pending > 0 && pool.used >= pool.max) {
    return `More come than it can serve: ${count(pool.pending, "request")} wait${pool.pending === 1 ? "s" : ""}`
      + `${pool.wait_ms > 0 ? `, ${milliseconds(pool.wait_ms)} on average` : ""}.`;
  }
  return share > 0.9 ? "It is at its limit." : `That is ${Math.round(100 * share)} % of what it can serve.`;
}

function levelsNote(pool) {
  return {
    figures: [["Waiting takes, on average", milliseconds(pool.wait_ms)]],
    how: `By the second, from the OpenTelemetry agent of ${pool.service}.`,
    metrics: ["db.client.connections.max", "db.client.connections.usage", "db.client.connections.pending_requests"]
      .map(name => ({namespace: "OpenTelemetry", name, dimensions: {"service.name": pool.service, "pool.name": pool.pool}})),
    aws: `Application Signals does not know the pool. ${pool.service} sends its own metrics to CloudWatch, once a minute: `
      + "hikaricp.connections.max.value, .active.value, .idle.value and .pending.value with the dimension pool. "
      + "CloudWatch, All metrics, Custom namespaces.",
  };
}

function sumNote(pool) {
  return {
    figures: [["Connections", number(pool.max)], ["Each is held", milliseconds(pool.hold_ms)],
      ["At most, a second", number(pool.capacity_per_s)], ["Come, a second", number(pool.requests_per_s)]],
    how: "A connection that is held for 50 ms serves 20 requests a second; a pool serves that many times its connections. "
      + "The time held and the requests are averages of the last 30 s; requests that failed because they waited too long "
      + "count as having come.",
    metrics: [{namespace: "OpenTelemetry", name: "db.client.connections.use_time", statistic: "Average",
      dimensions: {"service.name": pool.service, "pool.name": pool.pool}},
    {namespace: "ApplicationSignals", name: "Latency", statistic: "SampleCount", dimensions: {Service: pool.service}}],
    aws: "CloudWatch has no such sum: hikaricp.connections.usage in the service's own namespace is the time held, in ms.",
  };
}

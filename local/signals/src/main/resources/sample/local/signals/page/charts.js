// The charts of the template's own dashboard, drawn from its JSON. The last quarter of an hour is fetched once; each event
// brings the last minute again, for late spans change it.

import {make, showList} from "./dom.js";
import {call} from "./connection.js";
import {unitOf} from "./format.js";
import {createLineChart} from "./line-chart.js";
import {info} from "./source.js";

const SECONDS = 900;
const PERIOD_S = 5;
const LEVELS = ["max", "used", "idle", "pending"];

export function createCharts(pools) {
  const place = document.getElementById("charts");
  const empty = make("p", {class: "empty"}, "The template has no dashboard.");
  const grid = make("div", {class: "chart-grid"});
  const unseen = createUnseen();
  place.replaceChildren(empty, grid, unseen.node);
  document.getElementById("charts-title").append(info("the dashboard", () => ({
    how: "The widgets of the template's AWS::CloudWatch::Dashboard. What Application Signals counts is drawn in steps of 5 s, "
      + "and what is counted is given a minute; everything else has a point a minute, as on AWS.",
    aws: "CloudWatch, Dashboards. There every line has a point a minute.",
  })));
  const drawn = new Map();
  let history = null;
  let bands = [];

  setInterval(() => {
    if (!document.hidden) {
      [...drawn.values(), ...pools.charts()].forEach(chart => chart.move());
    }
  }, 1000);

  function draw() {
    const keyed = withKeys(history.charts);
    empty.hidden = keyed.length > 0;
    showList(grid, keyed, it => it.key, it => {
      const {chart} = it;
      const plot = make("div");
      const unit = unitOf(chart.title);
      drawn.set(it.key, createLineChart(plot, {
        label: chart.title, unit, height: 170, limits: chart.annotations ?? [],
        min: chart.y_axis?.left?.min, max: chart.y_axis?.left?.max,
        series: chart.series.map(line => ({label: line.label, color: line.color})),
      }));
      drawn.get(it.key).setBands(bands);
      return {
        node: make("figure", {class: `chart wide-${chart.width}`},
          make("figcaption", {}, chart.title, info(chart.title, () => note(chart))), plot),
        update: next => drawn.get(it.key).setData(history.times, next.chart.series.map(line => line.points)),
      };
    });
    [...drawn.keys()].filter(key => !keyed.some(it => it.key === key)).forEach(key => drawn.delete(key));
    pools.showHistory(history);
  }

  return {
    /** Fetches the whole window again. */
    async load() {
      const got = await call(`api/charts?seconds=${SECONDS}&period=${PERIOD_S}`);
      history = {...got, times: timesOf(got)};
      draw();
      return history;
    },

    /** Takes what an event brings. */
    add(news) {
      history = history ? joined(history, news) : {...news, times: timesOf(news)};
      draw();
    },

    show(state) {
      unseen.show(state.unseen_metrics);
      bands = (state.controls?.drill?.phases ?? []).filter(phase => phase.from).map(phase =>
        ({name: phase.name, marked: phase.name === "fault", from: Date.parse(phase.from) / 1000, to: phase.to ? Date.parse(phase.to) / 1000 : null}));
      [...drawn.values(), ...pools.charts()].forEach(chart => chart.setBands(bands));
    },
  };
}

/** A chart is another one when its lines are: a search has found something new. */
function withKeys(charts) {
  return charts.toSorted((one, other) => one.y - other.y || one.x - other.x)
    .map(chart => ({chart, key: JSON.stringify([chart.title, chart.series.map(line => line.label)])}));
}

function timesOf({from, period_s: period, charts, pools}) {
  const size = Math.max(0, ...charts.flatMap(chart => chart.series.map(line => line.points.length)),
    ...pools.map(pool => pool.max.length));
  return Array.from({length: size}, (_, i) => Date.parse(from) / 1000 + i * period);
}

/** The old points up to where the new ones begin, then those. */
function joined(old, news) {
  const newTimes = timesOf(news);
  if (newTimes.length === 0) {
    return old;
  }
  const oldest = newTimes.at(-1) - SECONDS;
  const keptTimes = old.times.filter(time => time < newTimes[0] && time > oldest);
  const first = old.times.indexOf(keptTimes[0]);
  const join = (before, after) => [...keptTimes.map((_, i) => before?.[first + i] ?? null),
    ...newTimes.map((_, i) => after?.[i] ?? null)];
  return {
    times: [...keptTimes, ...newTimes],
    charts: news.charts.map(chart => {
      const before = old.charts.find(it => it.title === chart.title);
      return {...chart, series: chart.series.map(line => ({...line,
        points: join(before?.series.find(it => it.label === line.label)?.points, line.points)}))};
    }),
    pools: news.pools.map(pool => {
      const before = old.pools.find(it => it.service === pool.service && it.pool === pool.pool);
      return {...pool, ...Object.fromEntries(LEVELS.map(level => [level, join(before?.[level], pool[level])]))};
    }),
  };
}

function note(chart) {
  return {
    how: chart.series.length === 0 ? "The widget searches for metrics, and finds none yet." : undefined,
    metrics: chart.series.map(line => ({...line.metric, statistic: line.statistic})),
    aws: "CloudWatch, Dashboards, the widget of this title; or All metrics, and the namespace, name and dimensions above.",
  };
}

/** What the template asks for and nobody sends would be an empty widget, or a silent alarm, on AWS. */
function createUnseen() {
  const summary = make("summary");
  const list = make("ul", {class: "unseen"});
  const node = make("details", {class: "as-table"}, summary, list);
  return {
    node,
    show(metrics) {
      node.hidden = metrics.length === 0;
      summary.textContent = `${metrics.length} metrics that the template asks for have not come yet`;
      showList(list, metrics, JSON.stringify, metric => ({
        node: make("li", {}, make("code", {}, `${metric.namespace} ${metric.name} ${Object.entries(metric.dimensions)
          .map(([name, value]) => `${name}=${value}`).join(" ")}`), make("br"), `asked for by ${metric.asked_by.join(", ")}`),
        update() {},
      }));
    },
  };
}

// One line chart: uPlot with colors.css, a legend with values, bands for the phases of a drill. It knows nothing of the
// page, as the drill's report draws with it too.

import UPlot from "./uplot.js";
import {make, makeSvg, setAttribute, setText} from "./dom.js";
import {withUnit} from "./format.js";

const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
/** What has happened since then is still coming in. */
const ARRIVAL_S = 6;
const GROUP = UPlot.sync("time");

const clock = new Intl.DateTimeFormat(undefined, {hour: "2-digit", minute: "2-digit"});
const clockWithSeconds = new Intl.DateTimeFormat(undefined, {hour: "2-digit", minute: "2-digit", second: "2-digit"});

/**
 * The last quarter of an hour, by the clock. A gap up to `shortGap` seconds is drawn through: a point a minute, or a quiet
 * moment.
 */
const LATELY = {
  length: 900,
  end: () => Date.now() / 1000 - ARRIVAL_S,
  shortGap: 125,
  tick: at => clock.format(at * 1000),
  moment: at => clockWithSeconds.format(at * 1000),
};

/**
 * Draws into the place given.
 *
 * @param options `{label, unit, height, series: [{label, color, dash}], limits: [{label, value}], min, max, logarithmic,
 *     timeline}`; a color is the name of one in colors.css, or as CSS writes it; limits are drawn across; the timeline is
 *     the last quarter of an hour unless another is given, with the same parts
 */
export function createLineChart(place, {label, unit, height, series, limits = [], min, max, logarithmic = false, timeline = LATELY}) {
  const values = series.map(() => make("strong"));
  const time = make("li", {class: "at"});
  const legend = make("ul", {class: "legend"}, ...series.map((it, i) => make("li", {}, swatch(it, i), `${it.label} `, values[i])), time);
  const canvas = make("div", {class: "plot", role: "img"});
  const empty = make("p", {class: "no-points"}, "no data");
  place.classList.add("line-chart");
  place.append(legend, canvas, empty);
  let bands = [];
  let chart = null;
  let latest = null;
  let isDrawn = false;
  let isVisible = false;

  function colorOf(it, i) {
    const name = it.color ?? `series-${i % 6 + 1}`;
    return name.startsWith("#") ? name : getComputedStyle(place).getPropertyValue(`--${name}`);
  }

  function axis(more) {
    return {
      stroke: () => getComputedStyle(place).getPropertyValue("--muted"),
      grid: {stroke: () => getComputedStyle(place).getPropertyValue("--grid"), width: 1},
      ticks: {show: false}, font: "11px system-ui, sans-serif", ...more,
    };
  }

  function draw(data) {
    chart = new UPlot({
      width: Math.max(120, canvas.clientWidth), height, legend: {show: false}, padding: [8, 6, 0, 0],
      cursor: {sync: {key: GROUP.key, scales: ["x", null]}, drag: {x: false, y: false}, points: {size: 6}},
      scales: {x: {time: true, range: () => window()}, y: {distr: logarithmic ? 3 : 1, range: (_, low, high) => range(low, high)}},
      axes: [
        axis({space: 70, size: 26, values: (_, ticks) => ticks.map(tick => timeline.tick(tick))}),
        axis({space: 28, size: 58, values: (_, ticks) => ticks.map(tick => tick === null ? "" : withUnit(tick, unit))}),
      ],
      series: [{}, ...series.map((it, i) => ({
        label: it.label, stroke: () => colorOf(it, i), width: 1.75, dash: it.dash ?? DASHES[i % DASHES.length],
        gaps: (plot, _, __, ___, gaps) => gaps.filter(([from, to]) =>
          (to - from) / devicePixelRatio > timeline.shortGap * canvas.clientWidth / timeline.length),
        points: {show: true, size: 4, filter: (plot, index) => alone(plot.data[index])},
      }))],
      hooks: {drawClear: [drawBands], draw: [drawBandNames, drawLimits], setCursor: [plot =>
        showValues(plot.data, plot.cursor.left >= 0 ? plot.cursor.idx ?? null : null)]},
    }, data, canvas);
  }

  /** Points without a neighbour make no line. */
  function alone(points) {
    const found = [];
    points.forEach((point, i) => {
      if (point !== null && (points[i - 1] ?? null) === null && (points[i + 1] ?? null) === null) {
        found.push(i);
      }
    });
    return found;
  }

  function window() {
    const end = timeline.end();
    return [end - timeline.length, end];
  }

  function range(low, high) {
    if (logarithmic) {
      return low === null ? [1, 1000] : UPlot.rangeLog(low, high, 10, false);
    }
    const all = limits.map(limit => limit.value);
    const top = max ?? Math.max(high ?? 0, ...all) * 1.08;
    // Percent are near 100: from 0 on nothing would be seen.
    const bottom = min ?? (unit === "%" && low > 1 ? Math.min(low, ...all) - 0.1 * Math.max(1, 100 - low) : 0);
    return [bottom, unit === "%" && max === undefined ? Math.max(bottom + 0.5, Math.min(top, 100.2)) : top > bottom ? top : bottom + 1];
  }

  function forEachBand({bbox, valToPos}, use) {
    for (const band of bands) {
      const from = Math.max(bbox.left, valToPos(band.from, "x", true));
      const to = Math.min(bbox.left + bbox.width, valToPos(band.to ?? Date.now() / 1000, "x", true));
      if (to > from) {
        use(band, from, to);
      }
    }
  }

  function drawBands(plot) {
    const {ctx, bbox} = plot;
    ctx.save();
    forEachBand(plot, (band, from, to) => {
      ctx.fillStyle = getComputedStyle(place).getPropertyValue(band.marked ? "--band-other" : "--band");
      ctx.fillRect(from, bbox.top, to - from, bbox.height);
    });
    ctx.restore();
  }

  /** Above the grid, so that they can be read. */
  function drawBandNames(plot) {
    const {ctx, bbox} = plot;
    ctx.save();
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.fillStyle = getComputedStyle(place).getPropertyValue("--muted");
    forEachBand(plot, (band, from, to) => {
      if (ctx.measureText(band.name).width < to - from - 6) {
        ctx.fillText(band.name, from + 4, bbox.top + 12 * devicePixelRatio);
      }
    });
    ctx.restore();
  }

  function drawLimits(plot) {
    const {ctx, bbox} = plot;
    ctx.save();
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textAlign = "right";
    ctx.strokeStyle = ctx.fillStyle = getComputedStyle(place).getPropertyValue("--muted");
    ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    for (const limit of limits) {
      const y = plot.valToPos(limit.value, "y", true);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.fillText(`${limit.label ?? ""} ${withUnit(limit.value, unit)}`, bbox.left + bbox.width - 4, y - 4 * devicePixelRatio);
    }
    ctx.restore();
  }

  /** @param at which of the points; null for the last one that there is */
  function showValues(data, at) {
    series.forEach((_, i) => {
      const points = data[i + 1];
      setText(values[i], withUnit(at === null ? points.findLast(point => point !== null) : points[at], unit));
    });
    setText(time, at === null ? "" : `at ${timeline.moment(data[0][at])}`);
  }

  new IntersectionObserver(entries => {
    isVisible = entries.at(-1).isIntersecting;
    move();
  }).observe(place);
  new ResizeObserver(() => chart?.setSize({width: Math.max(120, canvas.clientWidth), height})).observe(canvas);

  /** What nobody sees is not drawn. */
  function move() {
    if (!isVisible || !latest) {
      return;
    }
    if (!chart) {
      draw(latest);
    } else if (!isDrawn) {
      chart.setData(latest, false);
    }
    isDrawn = true;
    const [from, to] = window();
    chart.setScale("x", {min: from, max: to});
  }

  return {
    /** @param times in seconds, the oldest first; `points` has a list for each series, with null where there is none */
    setData(times, points) {
      const data = [times, ...points];
      latest = data;
      isDrawn = false;
      move();
      empty.hidden = points.some(line => line.some(point => point !== null));
      showValues(data, null);
      setAttribute(canvas, "aria-label", `${label}. ${series.map((it, i) => `${it.label} ${values[i].textContent}`).join(", ")}`);
    },

    /** @param phases `[{name, from, to, marked}]` in seconds; without `to` a phase still lasts, one that is marked stands out */
    setBands(phases) {
      bands = phases;
    },

    /** Moves the window on. To be called each second. */
    move,
  };
}

function swatch(it, i) {
  return makeSvg("svg", {class: "swatch", width: 22, height: 8, "aria-hidden": "true"}, makeSvg("line", {
    x1: 0, x2: 22, y1: 4, y2: 4, "stroke-width": 2.5, "stroke-dasharray": (it.dash ?? DASHES[i % DASHES.length]).join(" ") || null,
    stroke: it.color?.startsWith("#") ? it.color : `var(--${it.color ?? `series-${i % 6 + 1}`})`,
  }));
}

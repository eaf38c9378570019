// What is wrong, where, since when: from the state alone, by rules that hold for any stack. No DOM in here.

import {count, duration, milliseconds, number, percent} from "./format.js";

/** Below this share of the requests a fault is an accident; above it, it is worth a word. */
const MIN_FAULT_SHARE = 0.01;
/** A call that takes this many times longer than while all was well is worth naming. */
const SLOWER = 3;
const SECONDS_OF_REQUESTS = 90;

/**
 * Looks at one state after the other, and remembers two things: how it looked while all was well, and since when it has
 * not.
 */
export function createDiagnosis() {
  const usual = {pools: new Map(), calls: new Map()};
  let badSince = null;

  return {
    /** Takes a pool's greatest maximum of the last minutes, so that a page that is opened late knows it too. */
    noteUsualPool(key, max) {
      usual.pools.set(key, Math.max(max, usual.pools.get(key) ?? 0));
    },

    /**
     * Returns `{level, headline, details, culprit, since, firing, lasting, bad}`. The level is ok, warning, trouble or
     * none; the culprit is `{node, edge, why}` or null; `bad` are the keys of the edges that fail or are slow.
     */
    look(state) {
      const result = look(state, usual);
      if (result.level === "ok" || result.level === "none") {
        badSince = null;
        remember(state, usual);
      } else if (result.isNow) {
        const seen = [state.time, ...result.firing.map(alarm => alarm.since), ...result.failures.map(it => it.at)];
        badSince ??= seen.reduce((one, other) => one < other ? one : other);
      } else {
        badSince = null;
      }
      return {...result, since: badSince};
    },
  };
}

export const poolKey = pool => `${pool.service} ${pool.pool}`;
export const edgeKey = edge => `${edge.from} → ${edge.to}`;

/** An alarm on an objective's whole interval stays for hours after all is well again. */
export const lastsForTheInterval = alarm =>
  (alarm.metrics ?? []).length > 0 && alarm.metrics.every(metric => metric.name === "AttainmentRate");

function remember(state, usual) {
  for (const edge of state.map.edges) {
    if (edge.requests >= 10) {
      usual.calls.set(edgeKey(edge), edge.p50_ms);
    }
  }
  for (const pool of state.pools) {
    if (pool.max !== null) {
      usual.pools.set(poolKey(pool), pool.max);
    }
  }
}

function look(state, usual) {
  const nodes = new Map(state.map.nodes.map(node => [node.name, node]));
  const edges = state.map.edges.filter(edge => edge.requests > 0);
  const entries = edges.filter(edge => nodes.get(edge.from)?.kind === "CLIENTS");
  const inAlarm = state.alarms.filter(alarm => alarm.state === "ALARM");
  const lasting = inAlarm.filter(lastsForTheInterval);
  const firing = inAlarm.filter(alarm => !lastsForTheInterval(alarm));
  const failing = edges.filter(isFailing);
  const slow = entries.filter(edge => limitOf(edge.to, state.objectives) < edge.p99_ms);
  const waiting = state.pools.filter(pool => pool.pending > 0 && pool.used >= pool.max);
  const isRecent = request => Date.parse(state.time) - Date.parse(request.at) < SECONDS_OF_REQUESTS * 1000;
  const failures = state.requests.failed.filter(isRecent);
  const slowest = state.requests.slowest.filter(isRecent);

  const isNow = firing.length > 0 || failing.length > 0 || slow.length > 0 || waiting.length > 0;
  const culprit = isNow ? findCulprit({nodes, edges, failing, slow, waiting, failures, slowest, usual}) : null;
  const missed = state.objectives.filter(objective => objective.state === "missed");
  const level = firing.length > 0 ? "trouble" : isNow || missed.length > 0 || lasting.length > 0 ? "warning"
    : entries.length > 0 ? "ok" : "none";
  const bad = new Set([...failing, ...slow].map(edgeKey));
  return {
    level, firing, lasting, missed, culprit, failures, isNow, bad,
    headline: headline({state, level, isNow, entries, failing, slow, firing, missed, culprit}),
  };
}

const isFailing = edge => edge.faults / edge.requests >= MIN_FAULT_SHARE;

/** The time within which the service's objectives want their requests answered. */
function limitOf(service, objectives) {
  const limits = objectives.filter(it => it.service === service && it.threshold_ms !== null).map(it => it.threshold_ms);
  return limits.length > 0 ? Math.max(...limits) : Infinity;
}

/** From what is surest to what is only likely. */
function findCulprit({nodes, edges, failing, slow, waiting, failures, slowest, usual}) {
  const silent = edges.find(edge => isFailing(edge) && nodes.get(edge.to)?.kind === "SERVICE"
    && nodes.get(edge.to).requests === 0);
  if (silent) {
    return {node: silent.to, why: `${silent.to} does not answer: ${silent.from} called it, and it has reported nothing`};
  }
  const innermost = failing.find(edge => !nodes.get(edge.to)?.kind.match(/SERVICE|CLIENTS/));
  if (innermost) {
    return {node: innermost.to, edge: edgeKey(innermost),
      why: `${share(innermost)} of the calls from ${innermost.from} to ${innermost.to} fail`};
  }
  const slower = edges.filter(edge => edge.p50_ms > SLOWER * (usual.calls.get(edgeKey(edge)) ?? Infinity)
    && !edges.some(next => next.from === edge.to)).sort((one, other) => other.p50_ms - one.p50_ms)[0];
  const pool = waiting[0];
  const usualMax = pool && usual.pools.get(poolKey(pool));
  if (pool && pool.max < usualMax) {
    return {node: pool.service, pool: poolKey(pool), why: `the pool ${pool.pool} in ${pool.service} has `
      + `${count(pool.max, "connection")} instead of ${number(usualMax)}, and ${count(pool.pending, "request")} wait`
      + `${pool.pending === 1 ? "s" : ""} for one`};
  }
  if (slower) {
    return {node: slower.to, edge: edgeKey(slower), why: `calls from ${slower.from} to ${slower.to} take `
      + `${milliseconds(slower.p50_ms)}, and took ${milliseconds(usual.calls.get(edgeKey(slower)))} before`};
  }
  if (pool) {
    return {node: pool.service, pool: poolKey(pool), why: `all ${count(pool.max, "connection")} of the pool ${pool.pool} in `
      + `${pool.service} are in use, each for ${milliseconds(pool.hold_ms)}, and ${number(pool.pending)} requests wait`};
  }
  return fromRequests(failures.length > 0 ? failures : slow.length > 0 ? slowest : [], failures.length > 0)
    ?? fromFailing(failing, edges);
}

/** The span that explains most of the requests. */
function fromRequests(requests, failed) {
  const places = Map.groupBy(requests, request => `${request.where.service}: ${request.where.span}`);
  const most = [...places.values()].sort((one, other) => other.length - one.length)[0];
  if (!most) {
    return null;
  }
  const {service, span, own_ms: own, error} = most[0].where;
  return {node: service, why: failed
    ? `${span} in ${service} fails${error ? ` with ${error}` : ""}`
    : `${span} in ${service} takes ${milliseconds(own)} by itself`};
}

/** The last service on the way down whose answers fail. */
function fromFailing(failing, edges) {
  const last = failing.find(edge => !failing.some(next => next.from === edge.to)) ?? failing[0];
  return last ? {node: last.to, edge: edgeKey(last),
    why: `${share(last)} of what ${last.to} answers fails${edges.some(next => next.from === last.to)
      ? ", and what it calls does not" : ""}`} : null;
}

const share = edge => percent(100 * edge.faults / edge.requests);

function headline({state, level, isNow, entries, failing, slow, firing, missed, culprit}) {
  if (level === "none") {
    return state.signals.received_spans === 0 ? "No data yet: no request has been seen."
      : "Quiet: no request has come in within the last minute.";
  }
  const rate = entries.reduce((sum, edge) => sum + edge.rate_per_s, 0);
  if (level === "ok") {
    const window = duration(state.map.window_s);
    return `Healthy: ${number(rate)} requests a second are answered, and ${entries.some(edge => edge.faults > 0)
      ? "fewer than 1 % failed" : "none failed"} within the last ${window}.`;
  }
  if (!isNow) {
    const what = missed.length === 1 ? "one objective is" : `${missed.length} objectives are`;
    return `Working, but ${missed.length > 0 ? `${what} missed: the error budget is spent`
      : "an alarm on an objective still fires"}.`;
  }
  const symptom = failing.find(edge => entries.includes(edge));
  const what = symptom ? `${share(symptom)} of the requests to ${symptom.to} fail`
    : slow.length > 0 ? `${slow[0].to} is slow: 1 of 100 requests takes more than ${milliseconds(slow[0].p99_ms)}`
      : failing.length > 0 ? `${share(failing[0])} of the calls from ${failing[0].from} to ${failing[0].to} fail`
        : firing.length > 0 ? firing.length === 1 ? `The alarm ${firing[0].name} fires` : `${firing.length} alarms fire`
          : "Requests have to wait";
  return culprit ? `${what}: ${culprit.why}.` : `${what}.`;
}

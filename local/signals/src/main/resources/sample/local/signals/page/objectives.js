// The objectives: how far each is reached, what is left of its error budget, how fast that burns.

import {chip, make, setAttribute, setText, showList} from "./dom.js";
import {attainment, duration, milliseconds, number, percent} from "./format.js";
import {info} from "./source.js";

const LEVELS = {ok: ["ok", "kept"], warning: ["warning", "budget low"], missed: ["trouble", "missed"],
  "no data": ["none", "no data"]};

export function createObjectives() {
  const empty = make("p", {class: "empty"}, "The template has no objectives.");
  const list = make("div", {class: "objectives"});
  document.getElementById("objectives").replaceChildren(empty, list);
  return {
    show(state) {
      empty.hidden = state.objectives.length > 0;
      showList(list, state.objectives, objective => objective.name, createObjective);
    },
  };
}

function createObjective(first) {
  let objective = first;
  const state = chip();
  const reached = make("strong");
  const goal = make("span");
  const budget = make("strong");
  const left = make("span");
  const meter = make("div", {class: "meter", role: "img"}, left);
  const rates = make("div", {class: "rates"});
  const counts = make("p", {class: "small"});
  const node = make("article", {class: "objective"},
    make("div", {class: "row"}, make("h3", {}, first.name, info(first.name, () => note(objective))), state.node),
    make("p", {class: "small"}, first.description || `${first.operation} of ${first.service}`),
    make("p", {class: "big"}, reached, " ", goal),
    make("p", {}, "Budget left: ", budget), meter, rates, counts);
  return {node, update(next) {
    objective = next;
    state.update(...LEVELS[next.state]);
    setText(reached, attainment(next.attainment_percent));
    setText(goal, `of at least ${number(next.goal_percent)} %`);
    const known = next.state !== "no data";
    setText(budget, known ? next.budget_left_percent < -1000 ? "overspent more than ten times"
      : percent(Math.round(next.budget_left_percent * 10) / 10) : "–");
    left.style.width = `${known ? Math.max(0, Math.min(100, next.budget_left_percent)) : 0}%`;
    setAttribute(left, "class", `left ${LEVELS[next.state][0]}`);
    setAttribute(meter, "aria-label", `${known ? Math.max(0, Math.round(next.budget_left_percent)) : 0} percent of the budget left`);
    setText(counts, `${number(next.bad_requests)} of ${number(next.requests)} requests were bad in the last `
      + `${duration(next.interval_minutes * 60)}`);
    showList(rates, next.burn_rates, rate => rate.minutes, () => {
      const value = make("strong");
      const name = make("span");
      const rateNode = make("span", {class: "rate"}, name, value);
      return {node: rateNode, update(rate) {
        setText(name, `burn, ${duration(rate.minutes * 60)} `);
        setText(value, rate.rate === null ? "–" : `${number(rate.rate)}×`);
        setAttribute(rateNode, "class", `rate ${rate.rate > 1 ? "over" : ""}`);
      }};
    });
  }};
}

function note(objective) {
  const dimensions = {SloName: objective.name};
  const limit = objective.threshold_ms === null ? "A request is bad when it is answered with 5xx, or fails."
    : `A request is bad when it takes longer than ${milliseconds(objective.threshold_ms)}.`;
  return {
    how: `${limit} The error budget is what the goal of ${number(objective.goal_percent)} % leaves over `
      + `${duration(objective.interval_minutes * 60)}. A burn rate of 1 spends just that; 10 spends it ten times as fast.`,
    metrics: [{namespace: "AWS/ApplicationSignals", name: "AttainmentRate", dimensions, statistic: "Average"},
      ...objective.burn_rates.map(rate => ({namespace: "AWS/ApplicationSignals", name: "BurnRate", statistic: "Maximum",
        dimensions: {...dimensions, BurnRateWindowMinutes: rate.minutes}}))],
    aws: "CloudWatch, Application Signals, Service Level Objectives (SLO). AWS publishes these metrics once a minute.",
  };
}

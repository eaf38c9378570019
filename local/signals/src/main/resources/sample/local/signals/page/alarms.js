// The template's alarms: state, since when, why, and how it came to it. Those that fire come first.

import {chip, make, setAttribute, setText, showList} from "./dom.js";
import {clock, count, duration, number, secondsBetween} from "./format.js";
import {info} from "./source.js";

const FEW = 15;
const LEVELS = {OK: ["ok", "OK"], ALARM: ["trouble", "In alarm"], INSUFFICIENT_DATA: ["none", "No data"]};
const COMPARED = {">": "greater than", ">=": "at least", "<": "less than", "<=": "at most"};

export function createAlarms() {
  const summary = make("p", {class: "small"});
  const search = make("input", {type: "search", "aria-label": "Show the alarms whose name contains", placeholder: "Name contains",
    oninput: () => show(shown)});
  const list = make("div", {class: "alarms"});
  const more = make("button", {type: "button", class: "quiet", onclick: () => {
    all = !all;
    show(shown);
  }});
  document.getElementById("alarms-title").append(info("the alarms", () => ({
    how: "The template's own alarms, evaluated here every second on the minutes that have ended at least 5 s ago, by "
      + "CloudWatch's rules: M of N periods, missing data, metric math.",
    aws: "CloudWatch, Alarms, All alarms. The same from here: aws cloudwatch describe-alarms --endpoint-url "
      + location.origin,
  })));
  document.getElementById("alarms").replaceChildren(make("div", {class: "row"}, summary, search), list, more);
  let all = false;
  let shown = null;

  function show(state) {
    shown = state;
    const {alarms} = state;
    const firing = alarms.filter(alarm => alarm.state === "ALARM");
    const parts = [[firing.length, "in alarm"], [alarms.filter(it => it.state === "OK").length, "OK"],
      [alarms.filter(it => it.evaluated && it.state === "INSUFFICIENT_DATA").length, "without data"],
      [alarms.filter(it => !it.evaluated).length, "not evaluated here"]];
    setText(summary, alarms.length === 0 ? "The template has no alarms."
      : parts.filter(([size]) => size > 0).map(([size, what]) => `${number(size)} ${what}`).join(", "));
    search.hidden = alarms.length <= FEW;
    const wanted = search.value.trim().toLowerCase();
    const found = alarms.filter(alarm => alarm.name.toLowerCase().includes(wanted));
    const few = found.slice(0, Math.max(FEW, found.filter(alarm => alarm.state === "ALARM").length));
    more.hidden = found.length <= few.length && !all || found.length <= FEW;
    setText(more, all ? "Show fewer" : `Show all ${count(found.length, "alarm")}`);
    showList(list, all ? found : few, alarm => alarm.name, () => createAlarm(() => shown));
  }

  return {show};
}

function createAlarm(current) {
  const state = chip();
  const name = make("span", {class: "name"});
  const value = make("span", {class: "value"});
  const since = make("span", {class: "since"});
  const body = make("div", {class: "alarm-body"});
  const node = make("details", {}, make("summary", {}, state.node, name, value, since), body);
  let alarm = null;
  let drawn = "";
  node.addEventListener("toggle", showBody);

  // Only what is folded out is made, and only when it changes.
  function showBody() {
    const content = JSON.stringify({...alarm, points: null});
    if (node.open && drawn !== content) {
      drawn = content;
      body.replaceChildren(...bodyOf(alarm));
    }
  }

  return {node, update(next) {
    alarm = next;
    const [level, word] = next.evaluated ? LEVELS[next.state] : ["none", "Not evaluated"];
    state.update(level, word);
    setAttribute(node, "class", `alarm ${level}`);
    setText(name, next.name);
    setText(value, next.evaluated ? lastValue(next) : "");
    setText(since, `since ${clock(next.since)}, ${duration(secondsBetween(next.since, current().time))}`);
    showBody();
  }};
}

function lastValue(alarm) {
  const last = alarm.points.findLast(point => point !== null);
  return last === undefined ? "" : `${number(last)} (limit ${alarm.comparison} ${number(alarm.threshold)})`;
}

function bodyOf(alarm) {
  const why = [make("p", {}, alarm.description)];
  if (!alarm.evaluated) {
    return [...why, make("p", {}, make("strong", {}, "Not evaluated here: "), alarm.reason)];
  }
  const rule = `In alarm when ${alarm.measure} is ${COMPARED[alarm.comparison] ?? alarm.comparison} ${number(alarm.threshold)} in `
    + `${alarm.to_alarm} of ${alarm.periods} periods of ${duration(alarm.period_s)}. Where data is missing: ${alarm.missing_data}.`;
  return [...why, make("p", {}, make("strong", {}, "Rule: "), rule),
    make("p", {}, make("strong", {}, "Why it is so: "), alarm.reason),
    make("p", {}, make("strong", {}, "Source "), info(`the alarm ${alarm.name}`, () => ({
      how: rule, metrics: alarm.metrics ?? [],
      aws: `CloudWatch, Alarms, ${alarm.name}. From here: aws cloudwatch describe-alarm-history --alarm-name ${alarm.name} `
        + `--endpoint-url ${location.origin}`,
    }))),
    alarm.history.length === 0 ? make("p", {class: "small"}, "It has not changed since Signals started.")
      : make("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": `History of ${alarm.name}`},
        make("table", {}, make("caption", {}, "History, the latest first"),
          make("thead", {}, make("tr", {}, ...["At", "From", "To", "Reason"].map(head => make("th", {scope: "col"}, head)))),
          make("tbody", {}, ...alarm.history.map(change => make("tr", {}, make("td", {}, clock(change.at)),
            make("td", {}, LEVELS[change.from][1]), make("td", {}, LEVELS[change.to][1]), make("td", {}, change.reason)))))),
    ...mailOf(alarm)];
}

/** The mail of the last change of state. On AWS, SNS sends it to the address that the template was given. */
function mailOf(alarm) {
  const change = alarm.history.find(it => alarm.mailed.includes(it.to));
  if (!change) {
    return [];
  }
  const rule = `${alarm.measure} is ${COMPARED[alarm.comparison]} ${number(alarm.threshold)} for at least ${alarm.to_alarm} of the last `
    + `${alarm.periods} periods of ${duration(alarm.period_s)}`;
  return [make("details", {class: "command"}, make("summary", {}, "The mail that SNS would send"), make("pre", {tabindex: "0"},
    `Subject: ${change.to}: "${alarm.name}"

Your Amazon CloudWatch Alarm "${alarm.name}" has entered the ${change.to} state, because "${change.reason}" at "${change.at}".

Alarm Details:
- Name: ${alarm.name}
- Description: ${alarm.description}
- State Change: ${change.from} -> ${change.to}
- Reason for State Change: ${change.reason}
- Timestamp: ${change.at}

Threshold:
- The alarm is in the ALARM state when ${rule}.`))];
}

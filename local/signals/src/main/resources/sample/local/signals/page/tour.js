// A short guided tour. Each step looks at the state itself and says when it is done.

import {icon, make, setAttribute, setText} from "./dom.js";
import {number} from "./format.js";
import {traceUrl} from "./requests.js";

const KEY = "tour";

export function createTour() {
  const place = document.getElementById("tour");
  const memory = remembered();
  const progress = make("p", {class: "small", role: "status"});
  const list = make("ol", {class: "tour"});
  const again = make("button", {type: "button", class: "quiet", onclick: () => {
    Object.keys(memory).forEach(key => delete memory[key]);
    keep(memory);
    lookAgain();
  }}, "Begin again");
  place.replaceChildren(make("p", {class: "small"}, "Six steps, some minutes. Each is ticked by what Signals sees."), list,
    progress, again);
  const steps = createSteps(memory, lookAgain);
  const rows = steps.map(createRow);
  list.append(...rows.map(row => row.node));
  let shown = null;

  function lookAgain() {
    if (shown) {
      show(...shown);
    }
  }

  function show(state, found) {
    shown = [state, found];
    if (!state.controls) {
      return;
    }
    for (const step of steps) {
      if (!memory[step.key] && current(steps, memory) === step && step.isDone(state, found)) {
        memory[step.key] = true;
        keep(memory);
      }
    }
    const now = current(steps, memory);
    steps.forEach((step, i) => rows[i].show(Boolean(memory[step.key]), step === now, state, found));
    setText(progress, now ? `Step ${steps.indexOf(now) + 1} of ${steps.length}` : "Done. You broke it, found out why, and put it right.");
    again.hidden = !memory[steps[0].key];
  }

  return {
    show,
    /** Takes the answer to the one request that the first step asks for. */
    noteOrder(answer) {
      if (answer.status === 200 || answer.status === 201 || answer.status === 202) {
        memory.trace = answer.trace_id;
        keep(memory);
        lookAgain();
      }
    },
  };
}

const current = (steps, memory) => steps.find(step => !memory[step.key]);

function createSteps(memory, look) {
  const link = make("a", {target: "_blank", rel: "noopener", onclick: () => {
    memory.opened = true;
    keep(memory);
    look();
  }}, "Open the trace");
  const choice = make("select", {id: "tour-answer", "aria-label": "Where is the fault?"});
  const verdict = make("p", {class: "small", role: "status"});
  const check = make("button", {type: "button", onclick: () => {
    memory.answer = choice.value;
    keep(memory);
    look();
  }}, "Check");
  return [
    {
      key: "order", title: "Send one request", text: "Press “Send one request” below, among the switches.",
      isDone: () => Boolean(memory.trace),
    },
    {
      key: "traced", title: "See its trace", text: "Every call that the request caused, one below the other, and how long each took.",
      extra: make("div", {class: "row"}, link),
      update: state => setAttribute(link, "href", memory.trace ? traceUrl(state, memory.trace) : null),
      isDone: () => Boolean(memory.opened),
    },
    {
      key: "loaded", title: "Start the load", text: "Start it with the rate that is proposed. The map fills, and the charts begin to move.",
      isDone: state => state.controls.load?.running && state.map.edges.some(edge => edge.rate_per_s > state.controls.load.rate_per_s / 4),
    },
    {
      key: "broken", title: "Introduce a fault", text: "Choose any of the faults below and introduce it.",
      isDone: state => state.controls.faults.some(fault => fault.on),
    },
    {
      key: "found", title: "Find out where it is",
      text: "Watch the map, the pool and the slowest requests. Where does it go wrong? An alarm takes a minute or two more.",
      extra: make("div", {}, make("div", {class: "row"}, choice, check), verdict),
      update(state, found) {
        const names = state.map.nodes.filter(node => node.kind !== "CLIENTS").map(node => node.name);
        if (names.join() !== [...choice.options].map(option => option.value).join()) {
          choice.replaceChildren(...names.map(name => make("option", {value: name}, name)));
        }
        const guilty = found.culprit?.node;
        setText(verdict, !memory.answer ? guilty ? "" : "There is nothing to see yet: give it a moment."
          : !guilty ? "There is nothing to see yet: give it a moment, then check again."
            : memory.answer === guilty ? "" : `Not ${memory.answer}. Look at what stands out on the map.`);
      },
      isDone: (_, found) => Boolean(found.culprit) && memory.answer === found.culprit.node,
    },
    {
      key: "restored", title: "Put it right", text: "Press “Put everything back”, and watch the map until no call fails any more.",
      update: () => {},
      isDone: (state, found) => !state.controls.faults.some(fault => fault.on) && found.bad.size === 0
        && state.pools.every(pool => !(pool.pending > 0)) && state.map.edges.some(edge => edge.requests > 0),
    },
  ];
}

function createRow(step, i) {
  const mark = make("span", {class: "mark", "aria-hidden": "true"}, number(i + 1));
  const state = make("span", {class: "visually-hidden"});
  const body = make("div", {class: "step-body"}, make("p", {class: "small"}, step.text), step.extra);
  const node = make("li", {}, make("div", {class: "step-head"}, mark, make("h3", {}, step.title, state)), body);
  let drawn = null;
  return {
    node,
    show(isDone, isCurrent, appState, found) {
      const now = isDone ? "done" : isCurrent ? "current" : "later";
      if (drawn !== now) {
        drawn = now;
        setAttribute(node, "class", now);
        setAttribute(node, "aria-current", isCurrent ? "step" : null);
        setText(state, isDone ? " (done)" : "");
        mark.replaceChildren(isDone ? icon("ok") : number(i + 1));
        body.hidden = !isCurrent;
      }
      if (isCurrent) {
        step.update?.(appState, found);
      }
    },
  };
}

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function keep(memory) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // A browser that keeps nothing shows the tour from its first step after a reload.
  }
}

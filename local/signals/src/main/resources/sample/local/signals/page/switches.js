// The switches: what each does, and the command that would have done the same. They are there when Signals was started
// with them.

import {chip, make, setAttribute, setText, showList} from "./dom.js";
import {call} from "./connection.js";
import {clock, number, percent} from "./format.js";
import {info} from "./source.js";
import {traceUrl} from "./requests.js";

export function createSwitches({onOrder, onControls}) {
  const place = document.getElementById("switches");
  const failure = make("p", {class: "failure", role: "alert", hidden: true});
  let current = null;

  /** Does what a switch says; what goes wrong is shown, and the next event shows how it is. */
  async function act(button, path, body) {
    setAttribute(button, "aria-busy", true);
    button.disabled = true;
    failure.hidden = true;
    try {
      return await call(path, body);
    } catch (error) {
      setText(failure, `That did not work: ${error.message}`);
      failure.hidden = false;
      return null;
    } finally {
      button.disabled = false;
      setAttribute(button, "aria-busy", null);
    }
  }

  async function change(button, path, body) {
    const controls = await act(button, path, body);
    if (controls?.faults) {
      onControls(controls);
    }
  }

  const order = createOrder(act, onOrder, () => current);
  const load = createLoad(change);
  const faults = make("div", {class: "faults"});
  const restoreCommand = createCommand();
  const restore = make("button", {type: "button", class: "primary", onclick: () => change(restore, "api/restore", {})},
    "Put everything back");
  const drill = createDrill(change);
  place.replaceChildren(failure,
    order.node, load.node,
    make("section", {class: "switch", "aria-labelledby": "faults-title"}, make("h3", {id: "faults-title"}, "Faults"), faults,
      make("div", {class: "row"}, restore), restoreCommand.node),
    drill.node);

  return {
    show(state) {
      current = state;
      const {controls} = state;
      if (!controls) {
        return;
      }
      load.show(controls.load);
      showList(faults, controls.faults, fault => fault.name, () => createFault(change));
      restoreCommand.show(controls.restore_command);
      drill.show(controls.drill, controls.faults);
    },
  };
}

/** A command to copy, folded in until it is asked for. */
function createCommand() {
  const code = make("code");
  const copy = make("button", {type: "button", class: "quiet", onclick: async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      setText(said, "Copied");
    } catch {
      getSelection().selectAllChildren(code);
      setText(said, "Selected: copy it with your keyboard");
    }
    setTimeout(() => setText(said, ""), 3000);
  }}, "Copy");
  const said = make("span", {class: "small", role: "status"});
  const node = make("details", {class: "command"}, make("summary", {}, "The same as a command"),
    make("pre", {tabindex: "0"}, code), make("div", {class: "row"}, copy, said));
  return {
    node,
    show(command) {
      node.hidden = !command;
      setText(code, command);
    },
  };
}

function createOrder(act, onOrder, state) {
  const answer = make("p", {class: "small", role: "status"});
  const button = make("button", {type: "button", onclick: async () => {
    const got = await act(button, "api/order", {});
    if (!got) {
      return;
    }
    answer.replaceChildren(`Answered ${got.status} after ${number(got.ms)} ms. `);
    if (got.trace_id) {
      answer.append(make("a", {href: traceUrl(state(), got.trace_id), target: "_blank", rel: "noopener"}, "Its trace"),
        " is complete after some seconds.");
    }
    onOrder(got);
  }}, "Send one request");
  return {node: make("section", {class: "switch", "aria-labelledby": "order-title"}, make("h3", {id: "order-title"}, "One request"),
    make("div", {class: "row"}, button), answer)};
}

function createLoad(change) {
  const rate = make("input", {type: "number", min: 1, max: 200, step: 1, value: 60, id: "rate"});
  const state = chip();
  const figures = make("p", {class: "small"});
  const command = createCommand();
  const off = make("button", {type: "button", onclick: () => change(off, "api/load", {rate_per_s: 0})}, "Stop");
  const on = make("button", {type: "button", class: "primary", onclick: () => {
    if (rate.reportValidity()) {
      change(on, "api/load", {rate_per_s: Number(rate.value)});
    }
  }}, "Start");
  const node = make("section", {class: "switch", "aria-labelledby": "load-title"},
    make("div", {class: "row"}, make("h3", {id: "load-title"}, "Load", info("the load", () => ({
      how: "Counted by the load generator itself: what it sent, and how it was answered. The rate is what was asked for.",
      aws: "The load runs as a pod in the cluster; its own log has the same figures.",
    }))), state.node),
    make("div", {class: "row"}, make("label", {for: "rate"}, "Requests a second"), rate, on, off), figures, command.node);
  return {
    node,
    show(load) {
      node.hidden = !load;
      if (!load) {
        return;
      }
      state.update(load.running ? "ok" : "none", load.running ? `on, ${number(load.rate_per_s)}/s` : "off");
      setText(on, load.running ? "Change" : "Start");
      off.hidden = !load.running;
      setText(figures, load.running && load.sent !== null ? `Since ${clock(load.since)}: ${number(load.sent)} sent, `
        + `${number(load.ok)} ok, ${number(load.failed)} failed${load.sent > 0 ? ` (${percent(100 * load.failed / load.sent)})` : ""}`
        : "");
      command.show(load.command);
    },
  };
}

function createFault(change) {
  const state = chip();
  const name = make("h4");
  const description = make("p", {class: "small"});
  const value = make("p", {class: "small"});
  const command = createCommand();
  let fault = null;
  const button = make("button", {type: "button", onclick: () =>
    change(button, "api/faults", {fault: fault.name, on: !fault.on})});
  const node = make("div", {class: "fault"}, make("div", {class: "row"}, name, state.node), description, value,
    make("div", {class: "row"}, button), command.node);
  return {node, update(next) {
    fault = next;
    setAttribute(node, "class", `fault ${next.on ? "on" : ""}`);
    state.update(next.on ? "trouble" : "none", next.on ? "introduced" : "off");
    setText(name, next.name);
    setText(description, next.description);
    setText(value, next.parameter ? `${next.parameter} is ${shown(next.value, next.unit)}; normal ${shown(next.normal, next.unit)}, `
      + `as a fault ${shown(next.introduced, next.unit)}` : "");
    setText(button, next.on ? "Restore" : "Introduce");
    setAttribute(button, "aria-label", `${next.on ? "Restore" : "Introduce"} ${next.name}`);
    command.show(next.on ? next.restore_command : next.introduce_command);
  }};
}

const shown = (value, unit) => value === null || value === undefined ? "not known" : `${value}${unit ? ` ${unit}` : ""}`;

function createDrill(change) {
  const choice = make("select", {id: "drill-fault"});
  const state = chip();
  const phases = make("ol", {class: "phases"});
  const verdict = make("p", {class: "verdict", role: "status"});
  const checks = make("tbody");
  const table = make("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": "What the drill found"},
    make("table", {}, make("caption", {}, "Predicted, and measured"),
      make("thead", {}, make("tr", {}, ...["", "Predicted", "Measured"].map(head => make("th", {scope: "col"}, head)))), checks));
  const report = make("a", {target: "_blank", rel: "noopener"}, "The report, with its charts");
  const command = createCommand();
  const start = make("button", {type: "button", class: "primary", onclick: () => change(start, "api/drill", {fault: choice.value})},
    "Start the drill");
  const stop = make("button", {type: "button", onclick: () => change(stop, "api/drill", {stop: true})}, "Stop it");
  const node = make("section", {class: "switch", "aria-labelledby": "drill-title"},
    make("div", {class: "row"}, make("h3", {id: "drill-title"}, "Drill"), state.node),
    make("p", {class: "small"}, "Sends 60 orders a second for four minutes: measures how it is without the fault, introduces it, restores, "
      + "and compares with what was predicted. The charts show the phases."),
    make("div", {class: "row"}, make("label", {for: "drill-fault"}, "Fault"), choice, start, stop), phases, verdict, table, report,
    command.node);
  return {
    node,
    show(drill, faults) {
      node.hidden = !drill;
      if (!drill) {
        return;
      }
      showList(choice, faults, fault => fault.name, fault => ({node: make("option", {value: fault.name}, fault.name), update() {}}));
      choice.disabled = start.hidden = drill.running;
      stop.hidden = !drill.running;
      state.update(drill.running ? "warning" : "none", drill.running ? `${drill.fault}: ${drill.phase}`
        : drill.fault ? `${drill.fault}: ended` : "not running");
      showList(phases, drill.phases, phase => phase.name, phase => {
        const time = make("span", {class: "small"});
        return {node: make("li", {}, `${phase.name} `, time),
          update: next => setText(time, `${clock(next.from)} – ${next.to ? clock(next.to) : "now"}`)};
      });
      setText(verdict, drill.verdict ?? "");
      table.hidden = drill.checks.length === 0;
      showList(checks, drill.checks, check => check.what, check => {
        const mark = chip();
        const expected = make("td");
        const measured = make("td");
        return {node: make("tr", {}, make("th", {scope: "row"}, check.what, " ", mark.node), expected, measured), update(next) {
          mark.update(next.ok ? "ok" : "trouble", next.ok ? "ok" : "missed");
          setText(expected, next.expected);
          setText(measured, next.measured);
        }};
      });
      report.hidden = !drill.report;
      setAttribute(report, "href", drill.report);
      command.show(`${drill.command} --fault ${choice.value || "pool-exhaustion"}`);
    },
  };
}

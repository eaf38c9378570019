// Where a number comes from: a small "i" beside it that opens a note, with the mouse, with the keyboard, by name.

import {make} from "./dom.js";

const note = document.getElementById("source");

/**
 * Makes the button.
 *
 * @param of what it tells about, for who cannot see where it stands
 * @param explain gives, when it is opened, `{metrics: [{namespace, name, dimensions, statistic}], how, aws}`
 */
export function info(of, explain) {
  const button = make("button", {type: "button", class: "info", "aria-label": `Where this comes from: ${of}`}, "i");
  button.popoverTargetElement = note;
  button.addEventListener("click", () => fill(of, explain()));
  button.addEventListener("click", () => requestAnimationFrame(() => placeBeside(button)));
  return button;
}

/** Opens the same note beside something else that is a button. */
export function openNote(anchor, of, explanation) {
  fill(of, explanation);
  if (!note.matches(":popover-open")) {
    note.showPopover();
  }
  placeBeside(anchor);
}

function fill(of, {figures = [], metrics = [], how, aws}) {
  note.replaceChildren(...[
    make("h3", {}, of),
    figures.length === 0 ? null : make("dl", {class: "figures"}, ...figures.flatMap(([name, value]) =>
      [make("dt", {}, name), make("dd", {}, value)])),
    how ? make("p", {}, how) : null,
    metrics.length === 0 ? null : make("h4", {}, metrics.length === 1 ? "Metric" : "Metrics"),
    ...metrics.map(metricNote),
    aws ? make("h4", {}, "On AWS") : null,
    aws ? make("p", {}, aws) : null,
    make("button", {type: "button", class: "quiet", onclick: () => note.hidePopover()}, "Close"),
  ].filter(part => part !== null));
}

function metricNote({namespace, name, dimensions, statistic}) {
  return make("div", {class: "metric"},
    make("p", {}, make("code", {}, `${namespace} ${name}`), statistic ? ` ${statistic}` : ""),
    make("ul", {}, ...Object.entries(dimensions ?? {}).map(([dimension, value]) =>
      make("li", {}, make("code", {}, `${dimension}=${value}`)))));
}

function placeBeside(anchor) {
  const place = anchor.getBoundingClientRect();
  const {offsetWidth: width, offsetHeight: height} = note;
  const below = place.bottom + 6 + height <= innerHeight;
  note.style.left = `${Math.max(8, Math.min(place.left, innerWidth - width - 8))}px`;
  note.style.top = `${below ? place.bottom + 6 : Math.max(8, place.top - 6 - height)}px`;
}

// Small helpers around the DOM. Text goes in as text, always: what a service says is never read as HTML.

const SVG = "http://www.w3.org/2000/svg";
const lists = new WeakMap();

/** Makes an HTML element. A property that is false, null or undefined is left out; "onclick" and the like listen. */
export function make(tag, properties = {}, ...children) {
  return filled(document.createElement(tag), properties, children);
}

/** Makes an SVG element, as `make` does. */
export function makeSvg(tag, properties = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), properties, children);
}

function filled(node, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") {
      node.addEventListener(name.slice(2), value);
    } else {
      setAttribute(node, name, value);
    }
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

/** Sets an attribute only where it changes: nothing is drawn or read out again without need. */
export function setAttribute(node, name, value) {
  if (value === false || value === null || value === undefined) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value === true ? "" : value)) {
    node.setAttribute(name, value === true ? "" : value);
  }
}

/** Sets the text only where it changes. */
export function setText(node, text) {
  const next = text === null || text === undefined ? "" : String(text);
  if (node.textContent !== next) {
    node.textContent = next;
  }
}

/**
 * Shows the items as the container's children. What has the same key keeps its element, and with it the focus and what
 * the user folded out.
 *
 * @param create makes `{node, update}` for a new item; `update(item)` is called for each item each time
 */
export function showList(container, items, keyOf, create) {
  const before = lists.get(container) ?? new Map();
  const now = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (!now.has(key)) {
      const row = before.get(key) ?? create(item);
      row.update(item);
      now.set(key, row);
    }
  }
  for (const [key, row] of before) {
    if (!now.has(key)) {
      row.node.remove();
    }
  }
  let place = container.firstChild;
  for (const row of now.values()) {
    if (row.node === place) {
      place = place.nextSibling;
    } else {
      container.insertBefore(row.node, place);
    }
  }
  lists.set(container, now);
}

/** Each level has a shape and a word as well as a color. */
const SHAPES = {
  ok: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.7 5.2-4.4 5-.1.1-.1.1-2.7-2.7 1.1-1.1 1.7 1.7 3.4-4Z",
  warning: "M8 1.5 15.5 14.5H.5ZM7.2 6v4.5h1.6V6Zm0 5.5v1.5h1.6v-1.5Z",
  trouble: "M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Zm.4 3.4L4.4 5.5 6.9 8l-2.5 2.5 1.1 1.1L8 9.1l2.5 2.5 "
    + "1.1-1.1L9.1 8l2.5-2.5-1.1-1.1L8 6.9Z",
  none: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6ZM4.5 7.2h7v1.6h-7Z",
};

/** A mark for a level: ok, warning, trouble or none. A word stands beside it, so screen readers pass it over. */
export function icon(level) {
  return makeSvg("svg", {class: `icon ${level}`, viewBox: "0 0 16 16", "aria-hidden": "true"},
    makeSvg("path", {d: SHAPES[level], "fill-rule": "evenodd"}));
}

/** A word with its mark. `update(level, word)` changes both. */
export function chip() {
  const mark = make("span", {class: "mark"});
  const text = make("span");
  const node = make("span", {class: "chip"}, mark, text);
  let shown = null;
  return {
    node,
    update(level, word) {
      if (shown !== level) {
        shown = level;
        node.className = `chip ${level}`;
        mark.replaceChildren(icon(level));
      }
      setText(text, word);
    },
  };
}

// Where the map's boxes and lines go: callers before what they call, from left to right, or downwards where it is narrow.

const NODE = {width: 134, height: 56};
const MIN_GAP = 96;
const MAX_GAP = 190;
const ROW = 108;
const LAYER_DOWN = 142;
const MARGIN = 14;

/**
 * Returns `{width, height, nodes: [{node, x, y, width, height}], edges: [{edge, path, arrow, x, y}]}`; x and y are the
 * middle of a box, and of a line's label.
 */
export function layOut({nodes, edges}, width) {
  const layers = fill(nodes, edges, depths(nodes, edges));
  const across = layers.length * NODE.width + (layers.length - 1) * MIN_GAP + 2 * MARGIN;
  return across <= width ? rightwards(layers, edges, width) : downwards(layers, edges, width);
}

/** The length of the longest way from where the requests come from. A circle of calls does not go on for ever. */
function depths(nodes, edges) {
  const depth = new Map(nodes.map(node => [node.name, 0]));
  for (let round = 1; round < nodes.length; round++) {
    for (const {from, to} of edges) {
      if (from !== to && depth.get(from) + 1 <= round) {
        depth.set(to, Math.max(depth.get(to), depth.get(from) + 1));
      }
    }
  }
  return depth;
}

/** A line that passes a layer has a place in it, so that it does not run through a box. */
function fill(nodes, edges, depth) {
  const layers = [];
  const put = (at, slot) => (layers[at] ??= []).push(slot);
  nodes.forEach(node => put(depth.get(node.name), {key: node.name, node}));
  edges.forEach(edge => {
    for (let at = depth.get(edge.from) + 1; at < depth.get(edge.to); at++) {
      put(at, {key: passage(edge, at), edge});
    }
  });
  const place = new Map();
  layers.forEach((layer, at) => {
    const callers = slot => edges.filter(edge => slot.edge === edge || edge.to === slot.key)
      .map(edge => place.get(passage(edge, at - 1)) ?? place.get(edge.from)).filter(it => it !== undefined);
    const middle = slot => {
      const all = callers(slot);
      return all.length === 0 ? 0 : all.reduce((sum, it) => sum + it, 0) / all.length;
    };
    layer.sort((one, other) => middle(one) - middle(other));
    layer.forEach((slot, i) => place.set(slot.key, i - (layer.length - 1) / 2));
  });
  return layers.filter(layer => layer);
}

const passage = (edge, at) => `${edge.from}\n${edge.to}\n${at}`;

function rightwards(layers, edges, width) {
  const most = Math.max(...layers.map(layer => layer.length));
  const height = most * ROW + 2 * MARGIN;
  const gap = Math.min(MAX_GAP, (width - 2 * MARGIN - layers.length * NODE.width) / Math.max(1, layers.length - 1));
  const used = layers.length * NODE.width + (layers.length - 1) * gap;
  const begin = (width - used) / 2 + NODE.width / 2;
  return draw(layers, edges, {width, height}, (at, i, size) => ({
    x: begin + at * (NODE.width + gap),
    y: height / 2 + (i - (size - 1) / 2) * ROW,
  }), NODE, "x");
}

function downwards(layers, edges, width) {
  const most = Math.max(...layers.map(layer => layer.length));
  const box = {width: Math.max(96, Math.min(NODE.width, (width - 2 * MARGIN) / most - 12)), height: NODE.height};
  const all = Math.max(width, most * (box.width + 12) + 2 * MARGIN);
  const height = (layers.length - 1) * LAYER_DOWN + NODE.height + 2 * MARGIN + 10;
  return draw(layers, edges, {width: all, height}, (at, i, size) => ({
    x: all / 2 + (i - (size - 1) / 2) * Math.min(210, (all - 2 * MARGIN) / most),
    y: MARGIN + 10 + NODE.height / 2 + at * LAYER_DOWN,
  }), box, "y");
}

function draw(layers, edges, size, position, box, along) {
  const at = new Map();
  layers.forEach((layer, depth) => layer.forEach((slot, i) => at.set(slot.key, {...position(depth, i, layer.length), depth})));
  return {
    ...size,
    nodes: layers.flat().filter(slot => slot.node).map(slot => ({node: slot.node, ...at.get(slot.key), ...box})),
    edges: edges.filter(edge => edge.from !== edge.to).map(edge => ({edge, ...line(edge, at, box, along)})),
  };
}

function line(edge, at, box, along) {
  const from = at.get(edge.from);
  const to = at.get(edge.to);
  const half = along === "x" ? box.width / 2 : box.height / 2;
  const sign = to.depth >= from.depth ? 1 : -1;
  const move = (point, by) => along === "x" ? {x: point.x + by, y: point.y} : {x: point.x, y: point.y + by};
  const points = [move(from, sign * half)];
  for (let depth = from.depth + 1; depth < to.depth; depth++) {
    points.push(at.get(passage(edge, depth)));
  }
  points.push(move(to, -sign * (half + 7)));
  const path = points.slice(1).reduce((way, point, i) => {
    const before = points[i];
    const bend = sign * Math.abs(point[along] - before[along]) / 2;
    const one = move(before, bend);
    const other = move(point, -bend);
    return `${way} C ${one.x} ${one.y} ${other.x} ${other.y} ${point.x} ${point.y}`;
  }, `M ${points[0].x} ${points[0].y}`);
  const end = points.at(-1);
  const tip = move(end, sign * 7);
  const arrow = along === "x" ? `M ${end.x} ${end.y - 5} L ${tip.x} ${tip.y} L ${end.x} ${end.y + 5} Z`
    : `M ${end.x - 5} ${end.y} L ${tip.x} ${tip.y} L ${end.x + 5} ${end.y} Z`;
  // Nearer to the callee, where lines that begin together have parted.
  const last = points.at(-2);
  return {path, arrow, x: last.x + (end.x - last.x) * (along === "x" ? 0.5 : 0.58),
    y: last.y + (end.y - last.y) * (along === "x" ? 0.5 : 0.58)};
}

// The control-flow graph as a drawing: blocks in ranks from the entry downwards, edges that lead back dashed.
//
// dagre finds the places (Sugiyama's method: remove cycles, rank, order, place), in time that grows with the square of the
// number of blocks. Of a large graph the blocks around the chosen one are drawn.

import { Graph, layout } from "@dagrejs/dagre";
import { draw } from "../dom";
import { type Block, type Edge, type Row, graphOf, nearest } from "./passes";

/** Blocks that are drawn at most: half a second. */
const MOST = 120;

/** Sizes in units of the drawing. */
const HEIGHT = 34;
const CHARACTER = 7.2;
const PADDING = 20;
const ARROW = 5;
const MARGIN = 8;

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Drawing {
  readonly element: SVGElement;
  readonly drawn: number; // blocks
  readonly total: number;
}

/** The graph of a column around a block ("": the entry); `choose` hears which block was clicked. */
export function drawGraph(rows: readonly Row[], centre: string, choose: (key: string) => void): Drawing {
  const whole = graphOf(rows);
  const { blocks, edges } = nearest(whole, centre, MOST);
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 24, ranksep: 36 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const block of blocks) {
    graph.setNode(block.key, { width: caption(block).length * CHARACTER + PADDING, height: HEIGHT });
  }
  edges.forEach(({ from, to }, number) => graph.setEdge(from, to, {}, String(number)));
  layout(graph);
  const { x, y, width, height } = extent(graph);
  const viewBox = [x, y, width, height].join(" ");
  const element = draw(
    "svg",
    { viewBox, role: "group", "aria-label": "Control-flow graph", width, height },
    ...edges.map((edge, number) => drawEdge(graph, edge, String(number))),
    ...blocks.map((block) => drawBlock(graph, block, choose)),
  );
  return { element, drawn: blocks.length, total: whole.blocks.length };
}

/** What the drawing takes; edges that lead back may go beyond the blocks. */
function extent(graph: Graph): { x: number; y: number; width: number; height: number } {
  const corners = graph.nodes().flatMap((key) => {
    const { x, y, width, height } = graph.node(key) as Point & { width: number; height: number };
    return [
      { x: x - width / 2, y: y - height / 2 },
      { x: x + width / 2, y: y + height / 2 },
    ];
  });
  const bends = graph.edges().flatMap((edge) => (graph.edge(edge) as { points: readonly Point[] }).points);
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of [...corners, ...bends]) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const found = Number.isFinite(left);
  return found
    ? {
        x: left - MARGIN,
        y: top - MARGIN,
        width: right - left + 2 * MARGIN,
        height: bottom - top + 2 * MARGIN,
      }
    : { x: 0, y: 0, width: 0, height: 0 };
}

/** Marks the chosen blocks of a drawing. */
export function markGraph(element: SVGElement, colours: ReadonlyMap<string, number>): void {
  for (const node of element.querySelectorAll<SVGElement>(".block")) {
    const colour = colours.get(node.dataset.key ?? "");
    node.setAttribute("class", colour === undefined ? "block" : `block chosen colour${colour}`);
    node.setAttribute("aria-pressed", String(colour !== undefined));
  }
}

function caption({ key, title }: Block): string {
  return title === "" ? key : `${key} ${title}`;
}

function drawBlock(graph: Graph, block: Block, choose: (key: string) => void): SVGElement {
  const { x, y, width, height } = graph.node(block.key) as Point & { width: number; height: number };
  const count = `${block.values} ${block.values === 1 ? "value" : "values"}`;
  const node = draw(
    "g",
    {
      class: "block",
      tabindex: 0,
      role: "button",
      "aria-pressed": "false",
      "data-key": block.key,
    },
    draw("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: 4 }),
    draw("text", { x, y: y - 3 }, `${caption(block)} `),
    draw("text", { x, y: y + 11, class: "count" }, count),
  );
  node.addEventListener("click", () => {
    choose(block.key);
  });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose(block.key);
    }
  });
  return node;
}

function drawEdge(graph: Graph, { from, to, label }: Edge, name: string): SVGElement {
  const { points } = graph.edge(from, to, name) as { points: readonly Point[] };
  const below = (key: string): number => (graph.node(key) as Point).y;
  const back = below(to) <= below(from);
  const first = points[0];
  const children = [draw("path", { d: path(points) }), draw("path", { d: arrow(points), class: "arrow" })];
  if (label !== "" && first !== undefined) {
    children.push(draw("text", { x: first.x + 4, y: first.y + 11 }, label === "true" ? "T" : "F"));
  }
  return draw("g", { class: ["edge", label, back ? "back" : ""].join(" ").trim() }, ...children);
}

/** A smooth line: quadratic curves between the middles of the way. */
function path(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) {
    return "";
  }
  const parts = [`M${first.x},${first.y}`];
  rest.slice(0, -1).forEach((point, at) => {
    const next = rest[at + 1] ?? point;
    const end = at === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    parts.push(`Q${point.x},${point.y} ${end.x},${end.y}`);
  });
  return rest.length === 1 ? `${parts.join("")}L${last.x},${last.y}` : parts.join("");
}

/** The head of an edge, in the direction in which it arrives. */
function arrow(points: readonly Point[]): string {
  const [before, last] = points.slice(-2);
  if (before === undefined || last === undefined) {
    return "";
  }
  const angle = Math.atan2(last.y - before.y, last.x - before.x);
  const corner = (turn: number): string =>
    `${last.x - 2 * ARROW * Math.cos(angle + turn)},${last.y - 2 * ARROW * Math.sin(angle + turn)}`;
  return `M${last.x},${last.y}L${corner(0.4)}L${corner(-0.4)}Z`;
}

// Columns of the page: what each pass shows, and how it differs from the pass before.
//
// A line's key (`t5`, `b2`, `x2`) is the same from pass to pass, so lines need not be matched by their text: one whose
// key is new was added, one with another text was changed, one in another block has moved. What a pass removed stays
// in its column once more, behind the line that it came after.

import type { SsaLine, SsaListing, SsaPass } from "../../src/pages";

export type Change = "same" | "added" | "changed" | "moved" | "removed";

export interface Row {
  readonly key: string;
  readonly text: string;
  readonly range: number; // in the listing's ranges, or -1
  readonly change: Change;
  readonly before: string; // the text that a changed line had
}

export interface Column {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly counts: Readonly<Record<Change, number>>;
  readonly unchanged: boolean; // the pass did nothing
}

/** The columns of all passes, in their order; the first pass has nothing to differ from. */
export function columnsOf(listing: SsaListing): Column[] {
  let before: readonly SsaLine[] | undefined;
  return listing.passes.map((pass) => {
    const now = linesOf(listing, pass) ?? before ?? [];
    const rows = before === undefined ? now.map((line) => row(line, "same")) : compared(before, now);
    before = now;
    return { name: pass.name, rows, counts: counted(rows), unchanged: pass.lines === null };
  });
}

function linesOf(listing: SsaListing, pass: SsaPass): SsaLine[] | undefined {
  return pass.lines?.map((number) => listing.lines[number]).filter((line) => line !== undefined);
}

function row([key, text, range]: SsaLine, change: Change, before = ""): Row {
  return { key, text, range, change, before };
}

/** The lines after a pass, each with what became of it; removed ones in the places they had. */
export function compared(before: readonly SsaLine[], now: readonly SsaLine[]): Row[] {
  const old = placed(before);
  const present = placed(now);
  const removed = removedAfter(before, present);
  const rows = [...(removed.get("") ?? [])];
  for (const line of now) {
    const [key, text] = line;
    const was = old.get(key);
    const change =
      was === undefined
        ? "added"
        : was.text !== text
          ? "changed"
          : was.block !== present.get(key)?.block
            ? "moved"
            : "same";
    rows.push(row(line, change, change === "changed" ? was?.text : ""), ...(removed.get(key) ?? []));
  }
  return rows;
}

interface Placed {
  readonly text: string;
  readonly block: string; // the key of its block's header
}

function placed(lines: readonly SsaLine[]): Map<string, Placed> {
  const found = new Map<string, Placed>();
  let block = "";
  for (const [key, text] of lines) {
    block = key.startsWith("b") ? key : block;
    found.set(key, { text, block });
  }
  return found;
}

/** The removed lines by the key of the last line before them that is still there. */
function removedAfter(before: readonly SsaLine[], present: ReadonlyMap<string, Placed>): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  let last = "";
  for (const line of before) {
    if (present.has(line[0])) {
      last = line[0];
    } else {
      found.set(last, [...(found.get(last) ?? []), row(line, "removed")]);
    }
  }
  return found;
}

function counted(rows: readonly Row[]): Record<Change, number> {
  const counts = { same: 0, added: 0, changed: 0, moved: 0, removed: 0 };
  for (const { change } of rows) {
    counts[change]++;
  }
  return counts;
}

/** A piece of a line: plain text, or the name of a value or a block. */
export interface Piece {
  readonly text: string;
  readonly key: string; // "" for plain text
}

const NAME = /\b[tb]\d+\b/g;

/** A line in pieces; only what is in `known` counts as a name. */
export function pieces(text: string, known: ReadonlySet<string>): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(NAME)) {
    if (known.has(match[0])) {
      found.push({ text: text.slice(end, match.index), key: "" }, { text: match[0], key: match[0] });
      end = match.index + match[0].length;
    }
  }
  found.push({ text: text.slice(end), key: "" });
  return found.filter((piece) => piece.text !== "");
}

export interface Block {
  readonly key: string;
  readonly title: string; // "for.body"
  readonly values: number;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string; // "true", "false" or ""
}

/** The control-flow graph of a column, read off the headers and ends of its blocks. */
export function graphOf(rows: readonly Row[]): { blocks: Block[]; edges: Edge[] } {
  const present = rows.filter(({ change }) => change !== "removed");
  const headers = present.filter(({ key }) => key.startsWith("b"));
  const inside = new Map<string, number>();
  let block = "";
  for (const { key } of present) {
    block = key.startsWith("b") ? key : block;
    inside.set(block, (inside.get(block) ?? 0) + (key.startsWith("t") ? 1 : 0));
  }
  const blocks = headers.map(({ key, text }) => {
    const title = /^b\d+: ?(.*?)(?: <-.*)?$/.exec(text)?.[1] ?? "";
    return { key, title, values: inside.get(key) ?? 0 };
  });
  const edges = present
    .filter(({ key }) => key.startsWith("x"))
    .flatMap(({ key, text }) => leaving(key, text));
  return { blocks, edges };
}

/** Of a graph with many blocks those nearest to one of them, in both directions; the entry's where that is unknown. */
export function nearest(
  { blocks, edges }: { blocks: readonly Block[]; edges: readonly Edge[] },
  centre: string,
  most: number,
): { blocks: Block[]; edges: Edge[] } {
  const beside = new Map(blocks.map(({ key }) => [key, [] as string[]]));
  for (const { from, to } of edges) {
    beside.get(from)?.push(to);
    beside.get(to)?.push(from);
  }
  const start = beside.has(centre) ? centre : blocks[0]?.key;
  const reached = new Set(start === undefined ? [] : [start]);
  for (const key of reached) {
    for (const other of beside.get(key) ?? []) {
      if (reached.size < most && beside.has(other)) {
        reached.add(other);
      }
    }
  }
  return {
    blocks: blocks.filter(({ key }) => reached.has(key)),
    edges: edges.filter(({ from, to }) => reached.has(from) && reached.has(to)),
  };
}

function leaving(key: string, text: string): Edge[] {
  const from = `b${key.slice(1)}`;
  const branch = /^if .* then (b\d+) else (b\d+)/.exec(text);
  if (branch?.[1] !== undefined && branch[2] !== undefined) {
    return [
      { from, to: branch[1], label: "true" },
      { from, to: branch[2], label: "false" },
    ];
  }
  const jump = /^jump (b\d+)/.exec(text)?.[1];
  return jump === undefined ? [] : [{ from, to: jump, label: "" }];
}

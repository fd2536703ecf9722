// The pure parts of the SSA and assembly views: differences between passes, graphs, text, exported pages.

import assert from "node:assert/strict";
import test from "node:test";
import { assemblyText } from "../src/assembly-text";
import { exportedPage } from "../src/export-page";
import type { AssemblyListing, Instruction, SsaLine, SsaListing } from "../src/pages";
import { columnsOf, compared, graphOf, nearest, pieces } from "../webview/ssa/passes";

const BEFORE: readonly SsaLine[] = [
  ["b0", "b0: entry", -1],
  ["t0", "t0 = param x int", 0],
  ["t1", "t1 = local x *int", 1],
  ["t2", "store t1, t0", 1],
  ["t3", "t3 = load t1 int", 2],
  ["x0", "jump b1", -1],
  ["b1", "b1: done <- b0", -1],
  ["x1", "return t3", -1],
];
const AFTER: readonly SsaLine[] = [
  ["b0", "b0: entry", -1],
  ["t0", "t0 = param x int", 0],
  ["x0", "jump b1", -1],
  ["b1", "b1: done <- b0", -1],
  ["t4", "t4 = const 1 int", -1],
  ["x1", "return t0", -1],
];

test("a pass's lines are matched by key, and removed ones keep their place", () => {
  const rows = compared(BEFORE, AFTER).map(({ key, change }) => `${key} ${change}`);
  assert.deepEqual(rows, [
    "b0 same",
    "t0 same",
    "t1 removed",
    "t2 removed",
    "t3 removed",
    "x0 same",
    "b1 same",
    "t4 added",
    "x1 changed",
  ]);
});

test("a value in another block has moved", () => {
  const moved: SsaLine[] = BEFORE.filter(([key]) => key !== "t3");
  moved.splice(6, 0, ["t3", "t3 = load t1 int", 2]);
  const row = compared(BEFORE, moved).find(({ key }) => key === "t3");
  assert.equal(row?.change, "moved");
});

test("a pass without lines shows those before it", () => {
  const listing = {
    lines: BEFORE,
    passes: [
      { name: "build", lines: BEFORE.map((_, at) => at) },
      { name: "idle", lines: null },
      { name: "cut", lines: [0, 1, 5] },
    ],
  } as unknown as SsaListing;
  const columns = columnsOf(listing);
  assert.deepEqual(
    columns.map(({ unchanged }) => unchanged),
    [false, true, false],
  );
  assert.equal(columns[1]?.rows.length, BEFORE.length);
  assert.equal(columns[2]?.counts.removed, BEFORE.length - 3);
});

test("the graph has the edges of the blocks' ends, and not those that a pass removed", () => {
  const lines: SsaLine[] = [
    ["b0", "b0: entry", -1],
    ["t1", "t1 = const true bool", -1],
    ["x0", "if t1 then b1 else b2 (9:1)", -1],
    ["b1", "b1: loop <- b0 b1", -1],
    ["x1", "jump b1", -1],
    ["b2", "b2: done <- b0", -1],
    ["x2", "return", -1],
  ];
  const { blocks, edges } = graphOf(compared([...lines, ["b3", "b3: gone", -1]], lines));
  assert.deepEqual(
    blocks.map(({ key, title, values }) => `${key} ${title} ${values}`),
    ["b0 entry 1", "b1 loop 0", "b2 done 0"],
  );
  assert.deepEqual(
    edges.map(({ from, to, label }) => `${from} ${to} ${label}`.trim()),
    ["b0 b1 true", "b0 b2 false", "b1 b1"],
  );
});

test("of a large graph the blocks around one are drawn", () => {
  const names = Array.from({ length: 50 }, (_, at) => `b${at}`);
  const blocks = names.map((key) => ({ key, title: "", values: 0 }));
  const edges = names.slice(1).map((to, at) => ({ from: `b${at}`, to, label: "" as const }));
  const around = nearest({ blocks, edges }, "b20", 5);
  assert.deepEqual(
    around.blocks.map(({ key }) => key),
    ["b18", "b19", "b20", "b21", "b22"],
  );
  assert.equal(around.edges.length, 4);
  assert.equal(nearest({ blocks, edges }, "gone", 2).blocks[1]?.key, "b1");
  assert.deepEqual(nearest({ blocks: [], edges: [] }, "", 5), { blocks: [], edges: [] });
});

test("only names that exist are names", () => {
  const found = pieces("t1 = add t9, t10 int", new Set(["t1", "t10"])).map(({ text, key }) => key || text);
  assert.deepEqual(found, ["t1", " = add t9, ", "t10", " int"]);
});

function instruction(part: Partial<Instruction>): Instruction {
  return { offset: 0, text: "nop", target: "", file: "", line: 4, jump: -1, mark: "", ...part };
}

const CODE: AssemblyListing = {
  uri: "file:///w/a%20b.go",
  version: 1,
  target: "linux/amd64",
  syntax: "Intel syntax",
  declaration: "main.f",
  symbol: "main.f",
  name: "f",
  functions: [],
  obstacle: "",
  firstLine: 3,
  lastLine: 6,
  size: 12,
  whole: true,
  instructions: [
    instruction({ text: "cmp\trdi, rsi" }),
    instruction({ offset: 3, text: "jae\t0x9", jump: 3, mark: "bounds check" }),
    instruction({ offset: 5, text: "mov\trax, qword ptr [rip]", target: "main.keep", line: 5 }),
    instruction({ offset: 9, text: "call\truntime.panicIndex", mark: "bounds check" }),
    instruction({ offset: 11, text: "ret", file: "sort.go", line: 99 }),
  ],
};

test("assembly as text: lines, links and marks", () => {
  const { text, sources, jumps, marks } = assemblyText(CODE, "Out of date");
  const lines = text.split("\n");
  assert.equal(lines[1], "; a b.go:4-7 · 5 instructions, 12 bytes");
  assert.equal(lines[2], "; Out of date");
  assert.deepEqual(sources, [-1, -1, -1, -1, 4, 4, 5, 4, -1]);
  const [jump] = jumps;
  assert.ok(jump !== undefined);
  assert.equal(lines[jump.line]?.slice(jump.start, jump.end), "0009");
  assert.match(lines[jump.to] ?? "", /▸0009 {2}call/);
  assert.deepEqual(
    marks.map(({ line, start, end }) => lines[line]?.slice(start, end)),
    ["bounds check", "bounds check"],
  );
  assert.match(lines[6] ?? "", /; main\.keep$/);
  assert.match(lines[8] ?? "", /^ {6} 000b {2}ret +; sort\.go:100$/);
});

test("assembly of some lines: the rest is counted, and jumps out of sight are no links", () => {
  const { text, jumps } = assemblyText(CODE, "", { first: 5, last: 5 });
  assert.match(text, /Lines 6-6 only: 1 instructions/);
  assert.match(text, /… 2 of other lines\n {4}6 {2}0005 {2}mov/);
  assert.deepEqual(jumps, []);
});

test("an exported page holds its data, and nothing in it ends its script", () => {
  const page = exportedPage("a<b", "let x = '</script>';", "p{}", { text: "</script><!--" });
  assert.equal(page.match(/<\/script>/g)?.length, 2);
  assert.ok(page.includes("<title>a&lt;b</title>"));
  assert.match(page, /default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'"/);
});

// The pure parts of the size panel: a report as a tree and as totals, and the map's boxes.

import assert from "node:assert/strict";
import test from "node:test";
import type { SizeReport } from "../src/sizes";
import { KEYS, changeOf, isSymbol, piecesOf, rowOf, signed, totalsOf, treeOf } from "../webview/size/model";
import { squarify } from "../webview/size/treemap";

const REPORT: SizeReport = {
  file: "/w/tool",
  digest: "",
  size: 1000,
  estimated: false,
  baseline: "before",
  baselineSize: 900,
  names: ["m.main", "m.T", "(padding)", "fmt.Println", "fmt.gone"],
  packages: ["m", "", "fmt"],
  files: ["/w/main.go", "", "fmt/print.go"],
  sections: [".text", ".rodata"],
  kinds: ["func", "type", "padding"],
  rows: {
    name: [0, 1, 2, 3, 4],
    package: [0, 0, 1, 2, 2],
    file: [0, 1, 1, 2, 2],
    section: [0, 1, 0, 0, 0],
    kind: [0, 1, 2, 0, 0],
    size: [100, 40, 60, 800, 0],
    old: [100, 0, 60, 690, 50],
    memory: [100, 40, 60, 800, 0],
    count: [1, 1, 7, 1, 0],
    address: [1, 2, 0, 3, 0],
  },
};

test("the tree goes from package to file to symbol, and its sizes are the file's", () => {
  const root = treeOf(REPORT);
  assert.equal(root.size, REPORT.size);
  assert.equal(root.old, REPORT.baselineSize);
  assert.deepEqual(
    root.parts.map(({ name, size }) => [name, size]),
    [
      ["fmt", 800],
      ["m", 140],
      ["(padding)", 60],
    ],
  );
  const path = piecesOf(root)
    .get("#0")
    ?.map(({ label }) => label);
  assert.deepEqual(path, ["/w/tool", "m", "main.go", "main"]);
  assert.deepEqual(
    piecesOf(root)
      .get("/m/(type)")
      ?.at(-1)
      ?.parts.map(({ name }) => name),
    ["m.T"],
  );
});

test("totals by any key cover everything, and lead to pieces of the tree", () => {
  const pieces = piecesOf(treeOf(REPORT));
  for (const key of KEYS) {
    const totals = totalsOf(REPORT, key);
    assert.equal(
      totals.reduce((sum, { size }) => sum + size, 0),
      REPORT.size,
    );
    assert.ok(totals.every(({ piece }) => piece === "" || pieces.has(piece)));
  }
  assert.deepEqual(
    totalsOf(REPORT, "kind").map(({ name, size }) => [name, size]),
    [
      ["func", 900],
      ["padding", 60],
      ["type", 40],
    ],
  );
});

test("a symbol has what goes with it, or else its own size", () => {
  const totals = totalsOf(REPORT, "symbol", new Map([["m.main", 940]]));
  const retained = Object.fromEntries(totals.map((total) => [total.name, total.retained]));
  assert.deepEqual([retained["m.main"], retained["m.T"]], [940, 40]);
});

test("what changed has a word", () => {
  const changes = totalsOf(REPORT, "symbol").map((total) => `${total.name} ${changeOf(total)}`);
  assert.deepEqual(changes, [
    "fmt.Println grown",
    "m.main same",
    "(padding) same",
    "m.T new",
    "fmt.gone gone",
  ]);
  assert.deepEqual([signed(1024), signed(-12), signed(0)], ["+1,024", "−12", "0"]);
});

test("the linker is asked about symbols, not about sums and gaps", () => {
  assert.deepEqual(
    REPORT.names.map((_, row) => isSymbol(rowOf(REPORT, row))),
    [true, true, false, true, true],
  );
});

test("boxes fill the whole in proportion and are not oblong", () => {
  const sizes = [600, 300, 200, 200, 100, 50, 50];
  const boxes = squarify(sizes, { x: 10, y: 20, width: 300, height: 200 });
  const area = (300 * 200) / 1500;
  boxes.forEach(({ x, y, width, height }, number) => {
    assert.ok(Math.abs(width * height - area * (sizes[number] ?? 0)) < 0.001);
    assert.ok(Math.max(width / height, height / width) < 3);
    assert.ok(x > 9.999 && y > 19.999 && x + width < 310.001 && y + height < 220.001);
  });
  assert.deepEqual(squarify([], { x: 0, y: 0, width: 1, height: 1 }), []);
});

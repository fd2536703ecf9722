// Positions and numbers.

import assert from "node:assert/strict";
import test from "node:test";
import { describeView, formatDuration, formatSize, functionName, utf16Column } from "../src/text";

test("byte columns become UTF-16 columns", () => {
  const line = 'x := "é😀" + y';
  const columns: readonly (readonly [number, number])[] = [
    [1, 0],
    [7, 6], // é, two bytes, one unit
    [9, 7], // 😀, four bytes, two units
    [13, 9], // the quote after it
    [17, 13], // y
    [99, line.length],
  ];
  for (const [byteColumn, expected] of columns) {
    assert.equal(utf16Column(line, byteColumn), expected, `byte column ${byteColumn}`);
  }
});

test("the name of the function around a line", () => {
  const source = [
    "package p",
    "func plain() {",
    "\treturn",
    "}",
    "func (s *Stack[T]) Push(v T) {",
    "\tf := func() {}",
    "}",
    "func Größe() {}",
  ];
  const at = (line: number): unknown => functionName((number) => source[number] ?? "", line);
  assert.equal(at(0), undefined);
  assert.deepEqual(at(1), { line: 1, character: 5 });
  assert.deepEqual(at(2), { line: 1, character: 5 });
  assert.deepEqual(at(5), { line: 4, character: 19 });
  assert.deepEqual(at(7), { line: 7, character: 5 });
});

test("sizes", () => {
  const sizes: readonly (readonly [number, string])[] = [
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1000, "1.0 kB"],
    [9_950, "9.9 kB"],
    [99_400, "99 kB"],
    [999_499, "999 kB"],
    [999_500, "1.0 MB"],
    [1_234_567, "1.2 MB"],
    [12_345_678_901, "12 GB"],
  ];
  for (const [bytes, expected] of sizes) {
    assert.equal(formatSize(bytes), expected);
  }
});

test("durations", () => {
  const durations: readonly (readonly [number, string])[] = [
    [0.04, "0.0 s"],
    [0.44, "0.4 s"],
    [9.96, "10 s"],
    [59.6, "1 min 0 s"],
    [185, "3 min 5 s"],
  ];
  for (const [seconds, expected] of durations) {
    assert.equal(formatDuration(seconds), expected);
  }
});

test("how a file is looked at, in sentences", () => {
  const view = {
    target: "windows/amd64",
    reason: "a_windows.go is not for linux/amd64",
    buildable: false,
    goVersion: "go1.27.3",
    goOrigin: "PATH",
    goroot: "/opt/go",
    skipped: ["/usr/lib/go (GOROOT) is not used: it is go1.26.8, and bindery implements go1.27"],
    module: "example.com/m",
    language: "go1.26",
    workFile: "",
    problems: ["go.mod:3: unknown directive: requir"],
    targets: [],
  };
  assert.deepEqual(describeView(view), [
    "Target: windows/amd64 (a_windows.go is not for linux/amd64); not built yet.",
    "Standard library: go1.27.3, found on PATH, /opt/go.",
    "/usr/lib/go (GOROOT) is not used: it is go1.26.8, and bindery implements go1.27.",
    "Module: example.com/m, language go1.26.",
    "go.mod:3: unknown directive: requir",
  ]);
  const alone = {
    ...view,
    reason: "",
    buildable: true,
    goOrigin: "bundled",
    skipped: [],
    module: "",
    problems: [],
  };
  assert.deepEqual(describeView(alone), [
    "Target: windows/amd64.",
    "Standard library: go1.27.3, bundled with Go Bindery.",
  ]);
});

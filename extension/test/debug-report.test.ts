// The document of "Show Debug Info".

import assert from "node:assert/strict";
import test from "node:test";
import { debugReport, settingFact } from "../src/debug-report";
import { Recent } from "../src/recent";

const EMPTY = { machine: [], server: [], view: [], settings: [], outputs: [], rejected: [], errors: [] };

test("each kind of fact has its place", () => {
  const text = debugReport({
    ...EMPTY,
    machine: [["Platform", "linux-x64"]],
    rejected: ["/usr/bin/python3 (PATH): Python 3.9 is too old"],
    outputs: [{ command: "cache size", text: "total 3 entries\n" }],
  });
  assert.match(text, /## Machine and editor\n\n- Platform: linux-x64\n/);
  assert.match(text, /cannot serve\n\n- \/usr\/bin\/python3 \(PATH\): Python 3\.9 is too old\n/);
  assert.match(text, /## bindery cache size\n\n```\ntotal 3 entries\n```\n/);
  assert.match(text, /## Last warnings and errors\n\nNone\.\n$/);
});

test("a fence is longer than those in the text", () => {
  assert.match(debugReport({ ...EMPTY, errors: ["a ``` b"] }), /\n````\na ``` b\n````\n/);
});

test("settings that can hold secrets say only that they are made", () => {
  assert.deepEqual(settingFact("build.ldflags", "-X main.key=s3cret"), ["goBindery.build.ldflags", "(set)"]);
  assert.deepEqual(settingFact("lens", "cursor"), ["goBindery.lens", '"cursor"']);
});

test("only the last lines are kept", () => {
  const recent = new Recent(2);
  for (const line of ["one", "two", "three"]) {
    recent.add(line);
  }
  assert.deepEqual(recent.lines, ["two", "three"]);
});

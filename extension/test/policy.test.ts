// Restarts after crashes, and the names of targets.

import assert from "node:assert/strict";
import test from "node:test";
import { RestartPolicy } from "../src/restart-policy";
import { targetName } from "../src/target";

test("pauses grow, then no more attempts", () => {
  const policy = new RestartPolicy();
  const pauses: (number | undefined)[] = [];
  for (let now = 0; now < 5_000; now += 1_000) {
    policy.started(now);
    pauses.push(policy.crashed(now + 10));
  }
  const growing = pauses.slice(0, -1).map(Number);
  assert.deepEqual(
    growing,
    growing.toSorted((a, b) => a - b),
  );
  assert.ok(growing.every((pause) => pause > 0));
  assert.equal(pauses.at(-1), undefined);
  assert.equal(policy.crashes, 5);
});

test("a long healthy run forgives earlier crashes", () => {
  const policy = new RestartPolicy();
  policy.started(0);
  const first = policy.crashed(10);
  policy.started(20);
  assert.notEqual(policy.crashed(30), first);
  policy.started(40);
  assert.equal(policy.crashed(40 + 3_600_000), first);
});

test("the user's restart forgives too", () => {
  const policy = new RestartPolicy();
  policy.started(0);
  const first = policy.crashed(1);
  policy.crashed(2);
  policy.reset();
  assert.equal(policy.crashed(3), first);
});

test("targets fall back to this machine's", () => {
  assert.equal(targetName("", "", "linux", "x64"), "linux/amd64");
  assert.equal(targetName("", "arm64", "linux", "x64"), "linux/arm64");
  assert.equal(targetName("linux", "", "darwin", "arm64"), "linux/arm64");
  assert.equal(targetName("", "", "win32", "ia32"), "windows/386");
});

// What a user is told for whom no server was found.

import assert from "node:assert/strict";
import test from "node:test";
import { type Bundle, type Host, advise } from "../src/bundle";

const BUNDLE: Bundle = {
  platform: "linux-x64",
  served: ["linux-x64", "linux-arm64", "darwin-arm64", "win32-x64", "win32-arm64"],
  pythons: ["3.11", "3.12", "3.13", "3.14"],
  compiled: "3.11",
  glibc: "2.28",
  python: "",
};

interface Case {
  readonly name: string;
  readonly bundle?: Partial<Bundle> | null; // null: the package brings none
  readonly host: Host;
  readonly advice: RegExp;
}

const CASES: readonly Case[] = [
  {
    name: "no server in the package",
    bundle: null,
    host: { platform: "linux-x64", glibc: "2.36" },
    advice: /pip install gobindery/,
  },
  {
    name: "no Python",
    host: { platform: "linux-x64", glibc: "2.36" },
    advice: /needs Python 3\.11 to 3\.14 and found none.*apt install/,
  },
  {
    name: "no Python on Windows",
    bundle: { platform: "win32-x64", glibc: "" },
    host: { platform: "win32-x64", glibc: undefined },
    advice: /winget install Python\.Python\.3\.14/,
  },
  {
    name: "no Python on a Mac",
    bundle: { platform: "darwin-arm64", glibc: "" },
    host: { platform: "darwin-arm64", glibc: undefined },
    advice: /brew install python@3\.14/,
  },
  {
    name: "the package of another platform",
    host: { platform: "linux-arm64", glibc: "2.36" },
    advice: /is made for linux-x64, and this machine is linux-arm64: install the package for linux-arm64/,
  },
  {
    name: "a Mac with an Intel processor",
    bundle: { platform: "darwin-arm64" },
    host: { platform: "darwin-x64", glibc: undefined },
    advice: /does not run on Macs with Intel processors: LLVM/,
  },
  {
    name: "musl",
    host: { platform: "linux-x64", glibc: undefined },
    advice: /does not run on Linux without glibc/,
  },
  {
    name: "an old glibc, compared as numbers",
    host: { platform: "linux-x64", glibc: "2.5" },
    advice: /needs glibc 2\.28 or newer, and this system has 2\.5/,
  },
  {
    name: "a newer glibc is no reason",
    host: { platform: "linux-x64", glibc: "2.100" },
    advice: /needs Python/,
  },
];

for (const { name, bundle, host, advice } of CASES) {
  test(name, () => {
    assert.match(advise(bundle === null ? undefined : { ...BUNDLE, ...bundle }, host), advice);
  });
}

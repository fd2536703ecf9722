// The search for the server, on machines described as data.

import assert from "node:assert/strict";
import test from "node:test";
import { type Machine, findServer } from "../src/python";
import type { LocationSettings } from "../src/settings";

interface Description {
  readonly files?: Readonly<Record<string, string>>; // path: real path
  readonly objections?: Readonly<Record<string, string>>; // Python: why it cannot serve
  readonly variables?: Readonly<Record<string, string>>;
  readonly forbidden?: readonly string[];
  readonly platform?: NodeJS.Platform;
}

interface Case extends Description {
  readonly name: string;
  readonly settings?: Partial<LocationSettings>;
  readonly command: string | undefined;
  readonly args?: readonly string[];
  readonly rejected?: readonly string[];
}

const PYTHON_ARGUMENTS = ["-P", "-m", "server", "lsp"];
const PATH = { PATH: "/usr/local/bin:/usr/bin" };

function machine(description: Description): Machine {
  return {
    platform: description.platform ?? "linux",
    variables: description.variables ?? {},
    home: "/home/gopher",
    extensionFolder: "/ext",
    forbidden: description.forbidden ?? [],
    executable: (file) => Promise.resolve(description.files?.[file]),
    objection: (python) => Promise.resolve(description.objections?.[python]),
  };
}

const same = (...paths: string[]): Record<string, string> =>
  Object.fromEntries(paths.map((path) => [path, path]));

const CASES: readonly Case[] = [
  { name: "nothing anywhere", command: undefined },
  {
    name: "the path setting comes first",
    settings: { path: ["/a/bindery"], interpreter: ["/a/python"] },
    files: same("/a/bindery", "/a/python", "/e/bindery"),
    variables: { GOBINDERY_PATH: "/e/bindery" },
    command: "/a/bindery",
    args: ["lsp"],
  },
  {
    name: "a setting that names nothing is passed over and reported",
    settings: { path: ["/a/gone"], interpreter: ["/a/python"] },
    files: same("/a/python"),
    command: "/a/python",
    args: PYTHON_ARGUMENTS,
    rejected: ["/a/gone (setting goBindery.path): no executable file"],
  },
  {
    name: "~ is the home folder",
    settings: { interpreter: ["~/venv/bin/python"] },
    files: same("/home/gopher/venv/bin/python"),
    command: "/home/gopher/venv/bin/python",
  },
  {
    name: "relative paths are refused",
    settings: { interpreter: [".venv/bin/python"] },
    files: same(".venv/bin/python"),
    command: undefined,
    rejected: [".venv/bin/python (setting goBindery.interpreter): not an absolute path"],
  },
  {
    name: "the environment comes before the shipped server and PATH",
    variables: { GOBINDERY_PYTHON: "/e/python", ...PATH },
    files: same("/e/python", "/ext/bundled/venv/bin/python3", "/usr/bin/bindery"),
    command: "/e/python",
  },
  {
    name: "the shipped server comes before PATH",
    variables: PATH,
    files: same("/ext/bundled/venv/bin/python3", "/usr/bin/bindery"),
    command: "/ext/bundled/venv/bin/python3",
    args: PYTHON_ARGUMENTS,
  },
  {
    name: "useBundled looks nowhere else",
    settings: { importStrategy: "useBundled" },
    variables: { GOBINDERY_PYTHON: "/e/python", ...PATH },
    files: same("/e/python", "/usr/bin/bindery"),
    command: undefined,
  },
  {
    name: "bindery on PATH comes before a Python on PATH",
    variables: PATH,
    files: same("/usr/local/bin/python3", "/usr/bin/bindery"),
    command: "/usr/bin/bindery",
    args: ["lsp"],
  },
  {
    name: "a Python without the package is passed over and reported",
    variables: PATH,
    files: same("/usr/local/bin/python3", "/usr/bin/python3"),
    objections: { "/usr/local/bin/python3": "package gobindery is not installed" },
    command: "/usr/bin/python3",
    args: PYTHON_ARGUMENTS,
    rejected: ["/usr/local/bin/python3 (PATH): package gobindery is not installed"],
  },
  {
    name: "relative folders on PATH are ignored",
    variables: { PATH: ".:bin::/usr/bin" },
    files: same("bindery", "bin/bindery", "./bindery", "/usr/bin/bindery"),
    command: "/usr/bin/bindery",
  },
  {
    name: "an untrusted workspace's programs are never used",
    variables: { PATH: "/home/gopher/work/bin:/usr/bin" },
    files: same("/home/gopher/work/bin/bindery", "/usr/bin/bindery"),
    forbidden: ["/home/gopher/work"],
    command: "/usr/bin/bindery",
    rejected: ["/home/gopher/work/bin/bindery (PATH): inside a workspace that is not trusted"],
  },
  {
    name: "nor through a link from outside",
    variables: { GOBINDERY_PATH: "/usr/bin/bindery" },
    files: { "/usr/bin/bindery": "/home/gopher/work/evil" },
    forbidden: ["/home/gopher/work"],
    command: undefined,
    rejected: [
      "/usr/bin/bindery (environment variable GOBINDERY_PATH): inside a workspace that is not trusted",
    ],
  },
  {
    name: "a folder whose name merely begins alike is not inside",
    variables: { PATH: "/home/gopher/work2/bin" },
    files: same("/home/gopher/work2/bin/bindery"),
    forbidden: ["/home/gopher/work"],
    command: "/home/gopher/work2/bin/bindery",
  },
  {
    name: "Windows: Path, its separator and .exe",
    platform: "win32",
    variables: { Path: "C:\\Windows;C:\\Python\\Scripts" },
    files: same("C:\\Python\\Scripts\\bindery.exe"),
    command: "C:\\Python\\Scripts\\bindery.exe",
  },
];

for (const { name, settings, command, args, rejected, ...description } of CASES) {
  test(name, async () => {
    const location = { path: [], interpreter: [], importStrategy: "fromEnvironment", ...settings } as const;
    const result = await findServer(location, machine(description));
    assert.equal(result.server?.command, command);
    assert.deepEqual(result.rejected, rejected ?? []);
    if (args !== undefined) {
      assert.deepEqual(result.server?.args, args);
    }
  });
}

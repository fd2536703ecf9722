// The search for the server, on machines described as data.

import assert from "node:assert/strict";
import test from "node:test";
import type { Bundle } from "../src/bundle";
import { type Machine, findServer } from "../src/python";
import type { LocationSettings } from "../src/settings";

interface Description {
  readonly files?: Readonly<Record<string, string>>; // path: real path
  readonly objections?: Readonly<Record<string, string>>; // Python: why it has no package gobindery
  readonly unserved?: Readonly<Record<string, string>>; // Python: why the bundle's packages do not run with it
  readonly bundle?: Partial<Bundle>;
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
const BUNDLE_ARGUMENTS = ["-I", "-S", "-X", "utf8", "/ext/bundled/bindery.py", "lsp"];
const BUNDLE: Bundle = {
  platform: "linux-x64",
  served: ["linux-x64"],
  pythons: ["3.11", "3.12", "3.13"],
  compiled: "3.12",
  glibc: "2.28",
  python: "",
};
const PATH = { PATH: "/usr/local/bin:/usr/bin" };

function machine(description: Description): Machine {
  return {
    platform: description.platform ?? "linux",
    variables: description.variables ?? {},
    home: "/home/gopher",
    bundleFolder: description.platform === "win32" ? "C:\\ext\\bundled" : "/ext/bundled",
    bundle: description.bundle === undefined ? undefined : { ...BUNDLE, ...description.bundle },
    forbidden: description.forbidden ?? [],
    executable: (file) => Promise.resolve(description.files?.[file]),
    objection: (python, args) => {
      const bundled = args.at(-1) === "--objection";
      const key = [python, ...args.filter((arg) => arg.startsWith("-3"))].join(" ");
      return Promise.resolve((bundled ? description.unserved : description.objections)?.[key]);
    },
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
    name: "the environment comes before the server that came with the extension",
    bundle: {},
    variables: { GOBINDERY_PYTHON: "/e/python", ...PATH },
    files: same("/e/python", "/usr/bin/python3", "/usr/bin/bindery"),
    command: "/e/python",
    args: PYTHON_ARGUMENTS,
  },
  {
    name: "the server that came with the extension comes before an installed one",
    bundle: {},
    variables: PATH,
    files: same("/usr/bin/python3", "/usr/bin/bindery"),
    command: "/usr/bin/python3",
    args: BUNDLE_ARGUMENTS,
  },
  {
    name: "its own Python comes before those on PATH",
    bundle: { python: "python/bin/python3" },
    variables: PATH,
    files: same("/ext/bundled/python/bin/python3", "/usr/bin/python3"),
    command: "/ext/bundled/python/bin/python3",
    args: BUNDLE_ARGUMENTS,
  },
  {
    name: "the Python that its modules are compiled for comes before others",
    bundle: {},
    variables: PATH,
    files: same("/usr/local/bin/python3", "/usr/bin/python3.12", "/usr/bin/python3.13"),
    command: "/usr/bin/python3.12",
  },
  {
    name: "a Python that it does not serve is passed over and reported",
    bundle: {},
    variables: PATH,
    files: same("/usr/bin/python3", "/usr/bin/python3.13"),
    unserved: { "/usr/bin/python3": "Python 3.9 is too old" },
    command: "/usr/bin/python3.13",
    rejected: ["/usr/bin/python3 (PATH): Python 3.9 is too old"],
  },
  {
    name: "a Python named in the settings serves with its own package, else with the bundle's",
    bundle: {},
    settings: { interpreter: ["/a/python"] },
    files: same("/a/python"),
    objections: { "/a/python": "package gobindery is not installed" },
    command: "/a/python",
    args: BUNDLE_ARGUMENTS,
  },
  {
    name: "useBundled takes no other server",
    settings: { importStrategy: "useBundled", interpreter: ["/a/python"] },
    bundle: {},
    variables: { GOBINDERY_PYTHON: "/e/python", ...PATH },
    files: same("/a/python", "/e/python", "/usr/bin/bindery"),
    command: "/a/python",
    args: BUNDLE_ARGUMENTS,
  },
  {
    name: "useBundled looks nowhere else",
    settings: { importStrategy: "useBundled" },
    variables: { GOBINDERY_PYTHON: "/e/python", ...PATH },
    files: same("/e/python", "/usr/bin/bindery", "/usr/bin/python3"),
    command: undefined,
  },
  {
    name: "Windows: the launcher is asked for each version",
    platform: "win32",
    bundle: {},
    variables: { Path: "C:\\Windows" },
    files: same("C:\\Windows\\py.exe"),
    unserved: { "C:\\Windows\\py.exe -3.12": "No suitable Python runtime found" },
    command: "C:\\Windows\\py.exe",
    args: ["-3.13", "-I", "-S", "-X", "utf8", "C:\\ext\\bundled\\bindery.py", "lsp"],
    rejected: ["C:\\Windows\\py.exe -3.12 (PATH): No suitable Python runtime found"],
  },
  {
    name: "macOS: Homebrew's Python is found, Apple's stand-in is not started",
    platform: "darwin",
    bundle: {},
    settings: { importStrategy: "useBundled" },
    variables: { PATH: "/usr/bin:/bin" },
    files: same("/usr/bin/python3", "/opt/homebrew/bin/python3"),
    command: "/opt/homebrew/bin/python3",
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

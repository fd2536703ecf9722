// Finds the program that serves: the `bindery` executable, a Python that has the `gobindery` package, or a Python for
// the server that came with the extension.
//
// Order: settings, environment variables, the server that came with the extension (with its own Python, else with one on
// PATH), then what is installed on PATH. Every candidate must be an absolute path, and in an untrusted workspace its real
// path must lie outside the workspace: what somebody else wrote never becomes a program we start. A Python counts only
// if a trial run says so, with safe paths (-P, -I), which keep a `server/` folder of the workspace from being taken for
// ours.
//
// No vscode import here: the machine is passed in, so that tests can describe one.

import * as path from "node:path";
import type { Bundle } from "./bundle";
import type { LocationSettings } from "./settings";

/** What the search asks the machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly bundleFolder: string; // of what came with the extension
  readonly bundle: Bundle | undefined;
  readonly forbidden: readonly string[]; // real paths of folders whose programs may not run
  /** The real path of an executable file, or undefined when there is none at this path. */
  executable(file: string): Promise<string | undefined>;
  /** Why the program cannot do what the arguments ask it to try, or undefined when it can. */
  objection(file: string, args: readonly string[]): Promise<string | undefined>;
}

export interface Server {
  readonly command: string;
  readonly args: readonly string[]; // the last one is the command of bindery
  readonly interpreter: readonly string[]; // the words that start its Python; empty where that is not known
  readonly origin: string; // where the path came from, for the log
}

export interface SearchResult {
  readonly server: Server | undefined;
  readonly rejected: readonly string[]; // one line per candidate that was named but cannot serve
}

/** What a program is taken for: bindery itself, a Python with the package, or one for the bundle's packages. */
type Kind = "bindery" | "package" | "bundle";

interface Candidate {
  readonly kinds: readonly Kind[]; // in the order in which they are tried
  readonly file: string;
  readonly before: readonly string[]; // arguments that come first, such as py.exe's choice of a version
  readonly origin: string;
  readonly named: boolean; // the user named it, so its absence is worth a line
}

/** Python 3.11 is the first with -P; older ones fail on the option itself. */
const TRIAL = `
import importlib.util, sys
if importlib.util.find_spec("server") is None or importlib.util.find_spec("server.lsp") is None:
    sys.exit("package gobindery is not installed")
`;

/** The bundle's Python uses the standard library and nothing else of what is installed, and prints UTF-8 everywhere. */
const ALONE = ["-I", "-S", "-X", "utf8"];

/** Where programs are that a window opened from the Dock has not on its PATH. */
const MAC_FOLDERS = ["/opt/homebrew/bin", "/usr/local/bin"];

/** Its python3 is a stand-in that opens a dialog to install Apple's developer tools. */
const APPLE_FOLDER = "/usr/bin";

export async function findServer(settings: LocationSettings, machine: Machine): Promise<SearchResult> {
  const rejected: string[] = [];
  for (const candidate of candidates(settings, machine)) {
    const { file, before, origin } = candidate;
    const { kind, objection } = await judge(candidate, machine);
    if (kind !== undefined) {
      const args = [...before, ...command(kind, machine).serve];
      const interpreter = kind === "bindery" ? [] : [file, ...before];
      return { server: { command: file, args, interpreter, origin: originOf(kind, origin) }, rejected };
    }
    if (objection !== "") {
      rejected.push(`${[file, ...before].join(" ")} (${origin}): ${objection}`);
    }
  }
  return { server: undefined, rejected };
}

interface Verdict {
  readonly kind?: Kind; // what it serves as
  readonly objection: string; // the reason against it; empty: nothing there, and nobody said there would be
}

async function judge(candidate: Candidate, machine: Machine): Promise<Verdict> {
  if (!pathsOf(machine).isAbsolute(candidate.file)) {
    return { objection: "not an absolute path" };
  }
  const real = await machine.executable(candidate.file);
  if (real === undefined) {
    return { objection: candidate.named ? "no executable file" : "" };
  }
  if (
    machine.forbidden.some((folder) => [candidate.file, real].some((file) => within(file, folder, machine)))
  ) {
    return { objection: "inside a workspace that is not trusted" };
  }
  let objection = "";
  for (const kind of candidate.kinds) {
    const { trial } = command(kind, machine);
    const found =
      trial === undefined
        ? undefined
        : await machine.objection(candidate.file, [...candidate.before, ...trial]);
    if (found === undefined) {
      return { kind, objection: "" };
    }
    objection = found;
  }
  return { objection };
}

/** The arguments that make a program serve, and those that have it say whether it can. */
function command(kind: Kind, machine: Machine): { serve: readonly string[]; trial?: readonly string[] } {
  const start = pathsOf(machine).join(machine.bundleFolder, "bindery.py");
  switch (kind) {
    case "bindery":
      return { serve: ["lsp"] };
    case "package":
      return { serve: ["-P", "-m", "server", "lsp"], trial: ["-P", "-c", TRIAL] };
    case "bundle":
      return { serve: [...ALONE, start, "lsp"], trial: [...ALONE, start, "--objection"] };
  }
}

function originOf(kind: Kind, origin: string): string {
  return kind === "bundle" ? `server that came with the extension, Python: ${origin}` : origin;
}

function* candidates(settings: LocationSettings, machine: Machine): Generator<Candidate> {
  const anywhere = settings.importStrategy === "fromEnvironment";
  const ours: readonly Kind[] = machine.bundle === undefined ? [] : ["bundle"];
  const kinds: readonly Kind[] = [...(anywhere ? (["package"] as const) : []), ...ours];
  const named = (kinds: readonly Kind[], file: string, origin: string): Candidate => {
    return { kinds, file: expandHome(file, machine), before: [], origin, named: true };
  };
  for (const file of settings.path) {
    yield named(["bindery"], file, "setting goBindery.path");
  }
  for (const file of settings.interpreter) {
    yield named(kinds, file, "setting goBindery.interpreter");
  }
  const { GOBINDERY_PATH: executable, GOBINDERY_PYTHON: python } = machine.variables;
  if (anywhere && executable) {
    yield named(["bindery"], executable, "environment variable GOBINDERY_PATH");
  }
  if (anywhere && python) {
    yield named(kinds, python, "environment variable GOBINDERY_PYTHON");
  }
  if (machine.bundle !== undefined) {
    yield* forBundle(machine.bundle, machine);
  }
  if (anywhere) {
    yield* onPath(["bindery"], "bindery", machine);
    yield* ["python3", "python"].flatMap((name) => [...onPath(["package"], name, machine)]);
  }
}

/** Pythons for the packages that came with the extension: its own, else those on PATH, the fastest first. */
function* forBundle(bundle: Bundle, machine: Machine): Generator<Candidate> {
  if (bundle.python !== "") {
    const file = pathsOf(machine).join(machine.bundleFolder, ...bundle.python.split("/"));
    yield { kinds: ["bundle"], file, before: [], origin: "came with the extension", named: true };
    return;
  }
  const others = bundle.pythons.filter((version) => version !== bundle.compiled).toReversed();
  const [first, rest] = [bundle.compiled === "" ? [] : [bundle.compiled], others];
  if (machine.platform === "win32") {
    yield* onPath(["bundle"], "python", machine);
    for (const version of [...first, ...rest]) {
      yield* onPath(["bundle"], "py", machine, [`-${version}`]);
    }
    return;
  }
  const names = [...first.map(versioned), "python3", "python", ...rest.map(versioned)];
  yield* names.flatMap((name) => [...onPath(["bundle"], name, machine)]);
}

function versioned(version: string): string {
  return `python${version}`;
}

function* onPath(
  kinds: readonly Kind[],
  name: string,
  machine: Machine,
  before: readonly string[] = [],
): Generator<Candidate> {
  const paths = pathsOf(machine);
  const suffix = machine.platform === "win32" ? ".exe" : "";
  const listed = (machine.variables.PATH ?? machine.variables.Path ?? "").split(paths.delimiter);
  const mac = machine.platform === "darwin";
  for (const folder of new Set([...listed, ...(mac ? MAC_FOLDERS : [])])) {
    if (paths.isAbsolute(folder) && !(mac && folder === APPLE_FOLDER)) {
      yield { kinds, file: paths.join(folder, name + suffix), before, origin: "PATH", named: false };
    }
  }
}

function expandHome(file: string, machine: Machine): string {
  return /^~(?=$|[/\\])/.test(file) ? pathsOf(machine).join(machine.home, file.slice(1)) : file;
}

function within(file: string, folder: string, machine: Machine): boolean {
  const relative = pathsOf(machine).relative(folder, file);
  return relative === "" || (!relative.startsWith("..") && !pathsOf(machine).isAbsolute(relative));
}

function pathsOf(machine: Machine): path.PlatformPath {
  return machine.platform === "win32" ? path.win32 : path.posix;
}

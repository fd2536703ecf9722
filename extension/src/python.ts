// Finds the program that serves: the `bindery` executable, or a Python that has the `gobindery` package.
//
// Order: settings, environment variables, the server shipped with the extension, PATH. Every candidate must be an
// absolute path, and in an untrusted workspace its real path must lie outside the workspace: what somebody else
// wrote never becomes a program we start. A Python counts only if it finds the package with safe paths (-P), which
// keeps a `server/` folder of the workspace from being taken for ours.
//
// No vscode import here: the machine is passed in, so that tests can describe one.

import * as path from "node:path";
import type { LocationSettings } from "./settings";

/** What the search asks the machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly extensionFolder: string;
  readonly forbidden: readonly string[]; // real paths of folders whose programs may not run
  /** The real path of an executable file, or undefined when there is none at this path. */
  executable(file: string): Promise<string | undefined>;
  /** Why this Python cannot serve, or undefined when it can. */
  objection(python: string): Promise<string | undefined>;
}

export interface Server {
  readonly command: string;
  readonly args: readonly string[];
  readonly origin: string; // where the path came from, for the log
}

export interface SearchResult {
  readonly server: Server | undefined;
  readonly rejected: readonly string[]; // one line per candidate that was named but cannot serve
}

type Kind = "bindery" | "python";

interface Candidate {
  readonly kind: Kind;
  readonly file: string;
  readonly origin: string;
  readonly named: boolean; // the user named it, so its absence is worth a line
}

const ARGUMENTS: Readonly<Record<Kind, readonly string[]>> = {
  bindery: ["lsp"],
  python: ["-P", "-m", "server", "lsp"],
};

export async function findServer(settings: LocationSettings, machine: Machine): Promise<SearchResult> {
  const rejected: string[] = [];
  for (const candidate of candidates(settings, machine)) {
    const objection = await judge(candidate, machine);
    if (objection === undefined) {
      const { file, kind, origin } = candidate;
      return { server: { command: file, args: ARGUMENTS[kind], origin }, rejected };
    }
    if (objection !== "") {
      rejected.push(`${candidate.file} (${candidate.origin}): ${objection}`);
    }
  }
  return { server: undefined, rejected };
}

/** Undefined: it serves. Empty: nothing there, and nobody said there would be. Otherwise the reason against it. */
async function judge(candidate: Candidate, machine: Machine): Promise<string | undefined> {
  if (!pathsOf(machine).isAbsolute(candidate.file)) {
    return "not an absolute path";
  }
  const real = await machine.executable(candidate.file);
  if (real === undefined) {
    return candidate.named ? "no executable file" : "";
  }
  if (
    machine.forbidden.some((folder) => [candidate.file, real].some((file) => within(file, folder, machine)))
  ) {
    return "inside a workspace that is not trusted";
  }
  return candidate.kind === "python" ? machine.objection(candidate.file) : undefined;
}

function* candidates(settings: LocationSettings, machine: Machine): Generator<Candidate> {
  const named = (kind: Kind, file: string, origin: string): Candidate => {
    return { kind, file: expandHome(file, machine), origin, named: true };
  };
  for (const file of settings.path) {
    yield named("bindery", file, "setting goBindery.path");
  }
  for (const file of settings.interpreter) {
    yield named("python", file, "setting goBindery.interpreter");
  }
  const { GOBINDERY_PATH: executable, GOBINDERY_PYTHON: python } = machine.variables;
  const anywhere = settings.importStrategy === "fromEnvironment";
  if (anywhere && executable) {
    yield named("bindery", executable, "environment variable GOBINDERY_PATH");
  }
  if (anywhere && python) {
    yield named("python", python, "environment variable GOBINDERY_PYTHON");
  }
  yield { kind: "python", file: bundledPython(machine), origin: "shipped with the extension", named: false };
  if (anywhere) {
    yield* onPath("bindery", ["bindery"], machine);
    yield* onPath("python", ["python3", "python"], machine);
  }
}

function* onPath(kind: Kind, names: readonly string[], machine: Machine): Generator<Candidate> {
  const paths = pathsOf(machine);
  const suffix = machine.platform === "win32" ? ".exe" : "";
  const folders = (machine.variables.PATH ?? machine.variables.Path ?? "").split(paths.delimiter);
  for (const folder of folders.filter((folder) => paths.isAbsolute(folder))) {
    for (const name of names) {
      yield { kind, file: paths.join(folder, name + suffix), origin: "PATH", named: false };
    }
  }
}

function bundledPython(machine: Machine): string {
  const paths = pathsOf(machine);
  const inside = machine.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python3"];
  return paths.join(machine.extensionFolder, "bundled", "venv", ...inside);
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

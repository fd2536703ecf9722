// The real machine behind the search for the server: the file system, the environment, a trial run of a Python.

import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import * as os from "node:os";
import * as vscode from "vscode";
import type { Machine } from "./python";

/** Milliseconds a Python may take to answer the trial run; a cold start from a slow disk takes a few seconds. */
const TRIAL_TIMEOUT = 15_000;

/** Python 3.11 is the first with -P; older ones fail on the option itself. */
const TRIAL = `
import importlib.util, sys
if importlib.util.find_spec("server") is None or importlib.util.find_spec("server.lsp") is None:
    sys.exit("package gobindery is not installed")
`;

export function realMachine(extensionFolder: string, forbidden: readonly string[]): Machine {
  return {
    platform: process.platform,
    variables: process.env,
    home: os.homedir(),
    extensionFolder,
    forbidden,
    executable,
    objection,
  };
}

/** Folders whose programs may not run: those of the workspace while it is not trusted. */
export async function forbiddenFolders(): Promise<string[]> {
  if (vscode.workspace.isTrusted) {
    return [];
  }
  const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
  return [...folders, ...real];
}

/** What every process we start gets, so that Python never imports from the folder it happens to be in. */
export function safeEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONSAFEPATH: "1" };
}

async function executable(file: string): Promise<string | undefined> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile() ? await realpath(file) : undefined;
  } catch {
    return undefined; // absent, or not ours to run: the same to the search
  }
}

function objection(python: string): Promise<string | undefined> {
  const options = { cwd: os.homedir(), env: safeEnvironment(), timeout: TRIAL_TIMEOUT };
  return new Promise((resolve) => {
    execFile(python, ["-P", "-c", TRIAL], options, (error, _stdout, stderr) => {
      const lastLine = stderr.trim().split("\n").at(-1) ?? "";
      resolve(error === null ? undefined : lastLine === "" ? error.message : lastLine);
    });
  });
}

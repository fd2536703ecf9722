// The real machine behind the search for the server: the file system, the environment, a trial run of a Python.

import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, readFile, realpath, stat } from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Bundle, Host } from "./bundle";
import type { Machine } from "./python";

/** Milliseconds a Python may take to answer the trial run; a cold start from a slow disk takes a few seconds. */
const TRIAL_TIMEOUT = 15_000;

export async function realMachine(extensionFolder: string, forbidden: readonly string[]): Promise<Machine> {
  const bundleFolder = path.join(extensionFolder, "bundled");
  return {
    platform: process.platform,
    variables: process.env,
    home: os.homedir(),
    bundleFolder,
    bundle: await readBundle(bundleFolder),
    forbidden,
    executable,
    objection,
  };
}

/** What this machine is; asking takes a moment. */
export function thisHost(): Host {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform !== "linux") {
    return { platform, glibc: undefined };
  }
  Object.assign(process.report, { excludeNetwork: true }); // else names of hosts are looked up
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return { platform, glibc: header.glibcVersionRuntime };
}

async function readBundle(folder: string): Promise<Bundle | undefined> {
  try {
    return JSON.parse(await readFile(path.join(folder, "bundle.json"), "utf8")) as Bundle;
  } catch {
    return undefined; // none came with the extension
  }
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

function objection(python: string, args: readonly string[]): Promise<string | undefined> {
  const options = { cwd: os.homedir(), env: safeEnvironment(), timeout: TRIAL_TIMEOUT };
  return new Promise((resolve) => {
    execFile(python, args, options, (error, _stdout, stderr) => {
      const lastLine = stderr.trim().split("\n").at(-1) ?? "";
      resolve(error === null ? undefined : lastLine === "" ? error.message : lastLine);
    });
  });
}

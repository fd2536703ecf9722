// What became of a build, told to the user: where the program is, how large, and what can be done with it now.

import * as path from "node:path";
import * as vscode from "vscode";
import type { BuildDiagnostic, BuildResult } from "./protocol";
import { targetName } from "./target";
import { formatDuration, formatSize } from "./text";

const REVEAL = "Reveal";
const RUN = "Run in Terminal";
const SHOW_SIZE = "Show Size";
const COPY_LOAD = "Copy Load Command";
const SHOW_PROBLEMS = "Show Problems";
const SHOW_LOG = "Show Log";

/** Whether this machine runs programs for a target. */
export function runsHere(target: string): boolean {
  return target === targetName("", "", process.platform, process.arch);
}

/** What one successful build gave. */
export async function tellBuilt(result: BuildResult, log: vscode.LogOutputChannel): Promise<void> {
  const { output, size, seconds, target, image } = result;
  const kind = result.static ? "static" : "not static";
  const facts = `${target}, ${kind}, ${formatSize(size)}, ${formatDuration(seconds)}`;
  log.info(`Built ${output} (${facts}, ${size} bytes)`);
  if (image !== "") {
    log.info(`Container image ${image}`);
    return tellImage(image, facts);
  }
  const actions = runsHere(target) ? [REVEAL, RUN, SHOW_SIZE] : [REVEAL, SHOW_SIZE];
  const choice = await vscode.window.showInformationMessage(`Built ${output} (${facts}).`, ...actions);
  if (choice === REVEAL) {
    await reveal(output);
  } else if (choice === RUN) {
    await runInTerminal(output, []);
  } else if (choice === SHOW_SIZE) {
    await vscode.commands.executeCommand("goBindery.showSize", output);
  }
}

async function tellImage(image: string, facts: string): Promise<void> {
  const message = `Container image ${image} (${facts}).`;
  const choice = await vscode.window.showInformationMessage(message, REVEAL, COPY_LOAD);
  if (choice === REVEAL) {
    await reveal(image);
  } else if (choice === COPY_LOAD) {
    await vscode.env.clipboard.writeText(`docker load -i '${image.replaceAll("'", "'\\''")}'`);
  }
}

/** What builds for several targets gave. */
export async function tellAllBuilt(
  results: readonly BuildResult[],
  log: vscode.LogOutputChannel,
): Promise<void> {
  const rows = results.map(({ output, target, size }) => ({ output, target, size: formatSize(size) }));
  rows.forEach(({ output, target, size }) => {
    log.info(`Built ${output} (${target}, ${size})`);
  });
  const folder = path.dirname(rows[0]?.output ?? "");
  const programs = rows.map(({ output, size }) => `${path.basename(output)} (${size})`).join(", ");
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  const kind = results.every((result) => result.static) ? "static" : "not all static";
  const message = `Built for ${rows.length} targets in ${folder}: ${programs}; ${kind}, ${formatDuration(seconds)}.`;
  const choice = await vscode.window.showInformationMessage(message, REVEAL, SHOW_SIZE);
  if (choice === REVEAL) {
    await reveal(rows[0]?.output ?? folder);
  } else if (choice === SHOW_SIZE) {
    await vscode.commands.executeCommand("goBindery.showSize", rows[0]?.output);
  }
}

/** Why a build failed; its problems are in the Problems view already. */
export async function tellErrors(result: BuildResult, log: vscode.LogOutputChannel): Promise<void> {
  const errors = result.diagnostics.filter((problem) => problem.severity === "error");
  const first = errors[0];
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const reason = first === undefined ? "the log says why" : `${place(first)}${first.message}${others}`;
  log.error(`Build for ${result.target} failed: ${reason}`);
  await complain(`The build failed: ${reason}`, log);
}

/** An error message that leads to what explains it. */
export async function complain(message: string, log: vscode.LogOutputChannel): Promise<void> {
  const choice = await vscode.window.showErrorMessage(message, SHOW_PROBLEMS, SHOW_LOG);
  if (choice === SHOW_PROBLEMS) {
    await vscode.commands.executeCommand("workbench.actions.view.problems");
  } else if (choice === SHOW_LOG) {
    log.show();
  }
}

/** `main.go:3:7: `; nothing for a problem that is of no file. */
function place({ path: file, line, column }: BuildDiagnostic): string {
  return file === "" ? "" : `${path.basename(file)}:${line}:${column}: `;
}

/** In the file manager; a browser has none, there the explorer shows it. */
async function reveal(file: string): Promise<void> {
  const desktop = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  await vscode.commands.executeCommand(
    desktop ? "revealFileInOS" : "revealInExplorer",
    vscode.Uri.file(file),
  );
}

/** As a task: the terminal stays open to be read, and no shell comes between the path and the program. */
export async function runInTerminal(file: string, args: readonly string[]): Promise<void> {
  const task = new vscode.Task(
    { type: "process" },
    vscode.TaskScope.Workspace,
    path.basename(file),
    "Go Bindery",
    new vscode.ProcessExecution(file, [...args], { cwd: path.dirname(file) }),
  );
  await vscode.tasks.executeTask(task);
}

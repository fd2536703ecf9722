// "Build Static Binary": saves, asks the server for the build, shows its progress, tells the outcome.

import { randomUUID } from "node:crypto";
import * as path from "node:path";
import * as vscode from "vscode";
import { LSPErrorCodes, type LanguageClient, ResponseError } from "vscode-languageclient/node";
import type { Connection } from "./client";
import { BuildProblems } from "./problems";
import { type BuildDiagnostic, type BuildParams, type BuildResult, buildRequest } from "./protocol";
import { readServerSettings } from "./settings";
import { targetName } from "./target";
import { formatDuration, formatSize } from "./text";
import { requireTrust } from "./trust";

const REVEAL = "Reveal";
const RUN = "Run in Terminal";
const SHOW_PROBLEMS = "Show Problems";
const SHOW_LOG = "Show Log";

/** Milliseconds the status bar says that a build was cancelled. */
const CANCELLED_SHOWN = 5_000;

export class Builder implements vscode.Disposable {
  readonly #connection: Connection;
  readonly #log: vscode.LogOutputChannel;
  readonly #problems = new BuildProblems();
  #busy = false;

  constructor(connection: Connection, log: vscode.LogOutputChannel) {
    this.#connection = connection;
    this.#log = log;
  }

  dispose(): void {
    this.#problems.dispose();
  }

  /** The command. Tells the user everything itself: a command that throws would open a modal dialogue. */
  async run(): Promise<void> {
    if (!requireTrust("building")) {
      return;
    }
    const { client } = this.#connection;
    const uri = whatToBuild();
    if (client === undefined) {
      await this.#complain("The Go Bindery server is not running.");
    } else if (uri === undefined) {
      await this.#complain("Open a Go file or a folder to build.");
    } else if (this.#busy) {
      await this.#complain("A build is already running.");
    } else {
      this.#busy = true;
      const result = await this.#request(client, uri).finally(() => (this.#busy = false));
      await (result === undefined ? undefined : this.#tell(result));
    }
  }

  /** The outcome, or undefined when there is none: the user cancelled, or the failure has been told. */
  async #request(client: LanguageClient, uri: vscode.Uri): Promise<BuildResult | undefined> {
    this.#problems.clear();
    await saveGoFiles();
    const { goos, goarch } = readServerSettings().build;
    const params: BuildParams = {
      uri: client.code2ProtocolConverter.asUri(uri),
      progressToken: randomUUID(),
      ...(goos !== "" || goarch !== "" ? { target: resolveTarget(goos, goarch) } : {}),
    };
    const title = "Go Bindery: building";
    const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
    try {
      return await vscode.window.withProgress(options, (progress, token) => {
        const reports = this.#forward(params.progressToken, progress);
        return client.sendRequest(buildRequest, params, token).finally(() => {
          reports.dispose();
        });
      });
    } catch (error) {
      if (isCancellation(error)) {
        this.#log.info("Build cancelled");
        vscode.window.setStatusBarMessage("Go Bindery: build cancelled", CANCELLED_SHOWN);
      } else {
        const reason = error instanceof Error ? error.message : String(error);
        this.#log.error(`Build failed: ${reason}`);
        void this.#complain(`The build failed: ${reason}`);
      }
      return undefined;
    }
  }

  /** Shows the server's reports for this build in `progress`. */
  #forward(
    token: string,
    progress: vscode.Progress<{ message?: string; increment?: number }>,
  ): vscode.Disposable {
    let percent = 0;
    return this.#connection.onBuildProgress(({ token: of, message, done, total }) => {
      if (of === token) {
        const now = total > 0 ? Math.max(percent, (100 * done) / total) : percent;
        progress.report({ message, increment: now - percent });
        percent = now;
      }
    });
  }

  async #tell(result: BuildResult): Promise<void> {
    await this.#problems.show(result.diagnostics);
    return result.ok ? this.#tellSuccess(result) : this.#tellErrors(result);
  }

  async #tellSuccess({ output, size, seconds, static: isStatic }: BuildResult): Promise<void> {
    const { goos, goarch } = readServerSettings().build;
    const target = targetName(goos, goarch, process.platform, process.arch);
    const here = targetName("", "", process.platform, process.arch);
    const kind = isStatic ? "static" : "not static";
    const facts = `${target}, ${kind}, ${formatSize(size)}, ${formatDuration(seconds)}`;
    this.#log.info(`Built ${output} (${facts}, ${size} bytes)`);
    const actions = target === here ? [REVEAL, RUN] : [REVEAL];
    const choice = await vscode.window.showInformationMessage(`Built ${output} (${facts}).`, ...actions);
    if (choice === REVEAL) {
      await reveal(output);
    } else if (choice === RUN) {
      await runInTerminal(output);
    }
  }

  async #tellErrors({ diagnostics }: BuildResult): Promise<void> {
    const [first] = diagnostics;
    const others = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : "";
    const reason = first === undefined ? "the log says why" : `${place(first)}${first.message}${others}`;
    this.#log.error(`Build failed: ${reason}`);
    await this.#complain(`The build failed: ${reason}`);
  }

  async #complain(message: string): Promise<void> {
    const choice = await vscode.window.showErrorMessage(message, SHOW_PROBLEMS, SHOW_LOG);
    if (choice === SHOW_PROBLEMS) {
      await vscode.commands.executeCommand("workbench.actions.view.problems");
    } else if (choice === SHOW_LOG) {
      this.#log.show();
    }
  }
}

/** `main.go:3:7: `; nothing for a problem that is of no file. */
function place({ path: file, line, column }: BuildDiagnostic): string {
  return file === "" ? "" : `${path.basename(file)}:${line}:${column}: `;
}

/** The Go file in the active editor, else the first folder of the workspace. */
function whatToBuild(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId === "go" && document.uri.scheme === "file") {
    return document.uri;
  }
  return vscode.workspace.workspaceFolders?.[0]?.uri;
}

/** A build reads files; what is on the screen is what the user means. */
async function saveGoFiles(): Promise<void> {
  const unsaved = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && document.languageId === "go" && document.uri.scheme === "file",
  );
  await Promise.all(unsaved.map((document) => document.save()));
}

function resolveTarget(goos: string, goarch: string): { goos: string; goarch: string } {
  const [os = "", architecture = ""] = targetName(goos, goarch, process.platform, process.arch).split("/");
  return { goos: os, goarch: architecture };
}

function isCancellation(error: unknown): boolean {
  return (
    error instanceof vscode.CancellationError ||
    (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled)
  );
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
async function runInTerminal(file: string): Promise<void> {
  const task = new vscode.Task(
    { type: "process" },
    vscode.TaskScope.Workspace,
    path.basename(file),
    "Go Bindery",
    new vscode.ProcessExecution(file, [], { cwd: path.dirname(file) }),
  );
  await vscode.tasks.executeTask(task);
}

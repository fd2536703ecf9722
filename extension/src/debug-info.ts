// "Show Debug Info": gathers what a report of a fault needs, and opens it as a document.

import { execFile } from "node:child_process";
import * as os from "node:os";
import * as vscode from "vscode";
import type { Connection, ServerState } from "./client";
import { type CommandOutput, type Fact, debugReport, settingFact } from "./debug-report";
import { safeEnvironment, thisHost } from "./machine";
import type { Server } from "./python";
import { SECTION } from "./settings";
import { describeView } from "./text";
import type { ViewTracker } from "./view";

/** Commands of bindery whose output goes into the document. */
const COMMANDS: readonly (readonly string[])[] = [
  ["version"],
  ["env", "GOROOT", "GOVERSION", "BINDERY_CACHE", "BINDERY_CACHE_LIMIT", "BINDERY_PACK"],
  ["cache", "size"],
];

/** Milliseconds for one of them. */
const PATIENCE = 20_000;

/** The document's place; not a file, so nobody is asked to save it. */
const PLACE = vscode.Uri.from({ scheme: "gobindery-info", path: "Go Bindery debug info.md" });

export class DebugInfo implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #connection: Connection;
  readonly #views: ViewTracker;
  readonly #extension: vscode.Extension<unknown>;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  #text = "";

  readonly onDidChange = this.#changed.event;

  constructor(connection: Connection, views: ViewTracker, extension: vscode.Extension<unknown>) {
    this.#connection = connection;
    this.#views = views;
    this.#extension = extension;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(PLACE.scheme, this);
  }

  /** Gathers everything afresh. */
  async show(): Promise<void> {
    this.#text = await this.#gather();
    this.#changed.fire(PLACE);
    await vscode.window.showTextDocument(PLACE, { preview: false });
  }

  provideTextDocumentContent(): string {
    return this.#text;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  async #gather(): Promise<string> {
    const { server, rejected, troubles } = this.#connection;
    const { description } = this.#views;
    return debugReport({
      machine: machineFacts(this.#extension),
      server: [...serverFacts(this.#connection), ["Python", await pythonVersion(server)]],
      view: description === undefined ? [] : describeView(description),
      settings: settings(this.#extension),
      outputs: server === undefined ? [] : await Promise.all(COMMANDS.map((words) => output(server, words))),
      rejected,
      errors: troubles,
    });
  }
}

function machineFacts(extension: vscode.Extension<unknown>): Fact[] {
  const { platform, glibc } = thisHost();
  const { version } = extension.packageJSON as { version: string };
  return [
    ["Extension", version],
    ["Editor", `${vscode.env.appName} ${vscode.version}`],
    ["Remote", vscode.env.remoteName ?? "no"],
    ["Platform", `${platform}, ${os.type()} ${os.release()}`],
    ["glibc", glibc ?? "none"],
    ["Processors and memory", `${os.availableParallelism()}, ${Math.round(os.totalmem() / 2 ** 20)} MiB`],
    ["Workspace", `${vscode.workspace.workspaceFolders?.length ?? 0} folders, ${trust()}`],
  ];
}

function trust(): string {
  return vscode.workspace.isTrusted ? "trusted" : "in Restricted Mode";
}

function serverFacts({ state, server, bundle }: Connection): Fact[] {
  const command = server === undefined ? "none" : [server.command, ...server.args].join(" ");
  return [
    ["State", describeState(state)],
    ["Command", command],
    ["Found as", server?.origin ?? "nothing"],
    ["Came with the extension", bundle === undefined ? "no server" : JSON.stringify(bundle)],
  ];
}

function describeState(state: ServerState): string {
  switch (state.kind) {
    case "running":
      return `running, version ${state.version}`;
    case "crashed":
    case "failed":
      return `${state.kind}: ${state.reason}`;
    case "missing":
      return `missing: ${state.advice}`;
    case "starting":
    case "stopped":
      return state.kind;
  }
}

/** What the user or the workspace has set. */
function settings(extension: vscode.Extension<unknown>): Fact[] {
  const { contributes } = extension.packageJSON as {
    contributes: { configuration: { properties: Record<string, unknown> } };
  };
  const section = vscode.workspace.getConfiguration(SECTION);
  return Object.keys(contributes.configuration.properties).flatMap((full) => {
    const name = full.slice(SECTION.length + 1);
    const found = section.inspect(name);
    const made = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
    return made === undefined ? [] : [settingFact(name, made)];
  });
}

async function pythonVersion(server: Server | undefined): Promise<string> {
  const [file, ...before] = server?.interpreter ?? [];
  return file === undefined ? "not known" : run(file, [...before, "-I", "-V"]);
}

async function output(server: Server, words: readonly string[]): Promise<CommandOutput> {
  const text = await run(server.command, [...server.args.slice(0, -1), ...words]); // in the place of `lsp`
  return { command: words.join(" "), text };
}

/** What a command prints, its errors too. */
function run(file: string, args: readonly string[]): Promise<string> {
  const options = { cwd: os.homedir(), env: safeEnvironment(), timeout: PATIENCE };
  return new Promise((resolve) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      const printed = (stdout + stderr).trim();
      resolve(printed === "" && error !== null ? error.message : printed);
    });
  });
}

// Tasks of type `bindery`: the command line of the server that is in use, in a terminal, with its errors in Problems.

import * as path from "node:path";
import * as vscode from "vscode";
import type { Connection } from "./client";
import { safeEnvironment } from "./machine";
import { type MainPackage, mainsRequest } from "./protocol";
import { readServerSettings } from "./settings";
import { parseTarget } from "./target";

export const TASK_TYPE = "bindery";

const MATCHER = "$bindery";

/** Programs that get tasks of their own. */
const MOST_PROGRAMS = 20;

/** A task as `tasks.json` says it; package.json describes the fields. */
interface BinderyTask extends vscode.TaskDefinition {
  readonly command: string;
  readonly packages?: readonly string[];
  readonly flags?: readonly string[];
  readonly arguments?: readonly string[];
  readonly target?: string;
  readonly cwd?: string;
}

export class TaskProvider implements vscode.TaskProvider {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async provideTasks(): Promise<vscode.Task[]> {
    const { client } = this.#connection;
    if (client === undefined || !vscode.workspace.isTrusted) {
      return [];
    }
    const mains = await client.sendRequest(mainsRequest, {});
    return (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => this.#ofFolder(folder, mains));
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const definition = task.definition as BinderyTask;
    const scope = task.scope;
    const folder = typeof scope === "object" ? scope : vscode.workspace.workspaceFolders?.[0];
    return folder === undefined ? undefined : this.#task(definition, folder, task.name);
  }

  #ofFolder(folder: vscode.WorkspaceFolder, mains: readonly MainPackage[]): vscode.Task[] {
    const everything: BinderyTask[] = ["check", "test"].map((command) => {
      return { type: TASK_TYPE, command, packages: ["./..."] };
    });
    const inside = mains.map(({ uri }) => path.relative(folder.uri.fsPath, vscode.Uri.parse(uri).fsPath));
    const programs = inside.filter((name) => !name.startsWith("..") && !path.isAbsolute(name));
    const built: BinderyTask[] = programs.slice(0, MOST_PROGRAMS).flatMap((name) => {
      const packages = [name === "" ? "." : `./${name.split(path.sep).join("/")}`];
      return ["build", "run"].map((command) => ({ type: TASK_TYPE, command, packages }));
    });
    return [...built, ...everything].flatMap((definition) => {
      const task = this.#task(definition, folder, nameOf(definition));
      return task === undefined ? [] : [task];
    });
  }

  #task(definition: BinderyTask, folder: vscode.WorkspaceFolder, name: string): vscode.Task | undefined {
    const { server } = this.#connection;
    if (server === undefined) {
      return undefined;
    }
    const { command, flags = [], packages = [], arguments: args = [], target, cwd = "" } = definition;
    const words = [...server.args.slice(0, -1), command, ...flags, ...packages, ...args]; // in the place of `lsp`
    const options = { cwd: path.resolve(folder.uri.fsPath, cwd), env: environment(target) };
    const execution = new vscode.ProcessExecution(server.command, words, options);
    const task = new vscode.Task(definition, folder, name, TASK_TYPE, execution, MATCHER);
    const group = { build: vscode.TaskGroup.Build, test: vscode.TaskGroup.Test }[command];
    if (group !== undefined) {
      task.group = group;
    }
    return task;
  }
}

/** `build ./cmd/tool` */
function nameOf({ command, packages = [] }: BinderyTask): string {
  return [command, ...packages].join(" ");
}

/** What a task's process gets: the target, and the settings that a command line would not see. */
function environment(target: string | undefined): Record<string, string> {
  const { goroot, build } = readServerSettings();
  const { goos, goarch } = target === undefined ? build : parseTarget(target);
  const chosen = { GOOS: goos, GOARCH: goarch, GOROOT: goroot };
  const variables = { ...safeEnvironment(), ...chosen };
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

// Builds: saves, asks the server, shows progress with a count of packages, tells the outcome. One build at a time.

import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { LSPErrorCodes, type LanguageClient, ResponseError } from "vscode-languageclient/node";
import type { Connection } from "./client";
import { complain, runInTerminal, runsHere, tellAllBuilt, tellBuilt, tellErrors } from "./outcome";
import { BuildProblems } from "./problems";
import { Programs } from "./programs";
import { type BuildParams, type BuildResult, type Target, buildRequest } from "./protocol";
import { readArguments, readServerSettings, readTargets } from "./settings";
import type { SizeHistory } from "./size-history";
import { parseTarget, targetName } from "./target";
import { progressText } from "./text";
import { requireTrust } from "./trust";

/** Milliseconds the status bar says that a build was cancelled. */
const CANCELLED_SHOWN = 5_000;

/** Where the target that was last built for is kept. */
const LAST_TARGET = "goBindery.buildTarget";

/** What is asked of one build. */
interface Job {
  readonly target: Target;
  readonly perTarget?: boolean;
  readonly image?: boolean;
}

interface Watch {
  readonly progress: vscode.Progress<{ message?: string; increment?: number }>;
  readonly token: vscode.CancellationToken;
}

export class Builder implements vscode.Disposable {
  readonly #connection: Connection;
  readonly #log: vscode.LogOutputChannel;
  readonly #memory: vscode.Memento;
  readonly #history: SizeHistory;
  readonly #programs: Programs;
  readonly #problems = new BuildProblems();
  #busy = false;

  constructor(
    connection: Connection,
    memory: vscode.Memento,
    history: SizeHistory,
    log: vscode.LogOutputChannel,
  ) {
    this.#connection = connection;
    this.#log = log;
    this.#memory = memory;
    this.#history = history;
    this.#programs = new Programs(memory);
  }

  dispose(): void {
    this.#problems.dispose();
  }

  // The commands. They tell the user everything themselves: one that throws would open a modal dialogue. A lens names
  // the file of the program.

  /** "Build Static Binary", for the target of the settings. */
  async build(uri?: string): Promise<void> {
    const [result] = (await this.#make(uri, () => Promise.resolve([{ target: settingsTarget() }]))) ?? [];
    await (result === undefined ? undefined : tellBuilt(result, this.#log));
  }

  /** "Build for Target...", which asks. */
  async buildForTarget(targets: readonly string[]): Promise<void> {
    const ask = async (): Promise<Job[]> => {
      const name = await this.#pickTarget(targets);
      return name === undefined ? [] : [{ target: parseTarget(name), perTarget: true }];
    };
    const [result] = (await this.#make(undefined, ask)) ?? [];
    await (result === undefined ? undefined : tellBuilt(result, this.#log));
  }

  /** "Build All Targets": those of the setting, else all that there are. */
  async buildAllTargets(targets: readonly string[]): Promise<void> {
    const chosen = readTargets();
    const names = chosen.length > 0 ? chosen : targets;
    const jobs = names.map((name) => ({ target: parseTarget(name), perTarget: true }));
    const results = (await this.#make(undefined, () => Promise.resolve(jobs))) ?? [];
    await (results.length === 0 ? undefined : tellAllBuilt(results, this.#log));
  }

  /** "Run": builds for this machine, and runs in a terminal. */
  async run(uri?: string): Promise<void> {
    const target = settingsTarget();
    const name = `${target.goos}/${target.goarch}`;
    if (!runsHere(name)) {
      await complain(`A program for ${name} does not run on this machine: select another target.`, this.#log);
      return;
    }
    const [result] = (await this.#make(uri, () => Promise.resolve([{ target }]))) ?? [];
    await (result === undefined ? undefined : runInTerminal(result.output, readArguments()));
  }

  /** "Container Image", for linux and the processor of the settings. */
  async containerImage(): Promise<void> {
    const target = { ...settingsTarget(), goos: "linux" };
    const [result] = (await this.#make(undefined, () => Promise.resolve([{ target, image: true }]))) ?? [];
    await (result === undefined ? undefined : tellBuilt(result, this.#log));
  }

  /** All results of successful builds; undefined when there was none, or one failed and the user knows. */
  async #make(uri: string | undefined, ask: () => Promise<Job[]>): Promise<BuildResult[] | undefined> {
    if (!requireTrust("building")) {
      return undefined;
    }
    const { client } = this.#connection;
    if (client === undefined) {
      await complain("The Go Bindery server is not running.", this.#log);
    } else if (this.#busy) {
      await complain("A build is already running.", this.#log);
    } else {
      this.#busy = true;
      const done = this.#choose(client, uri, ask).finally(() => (this.#busy = false));
      const results = await done.catch((error: unknown) => {
        this.#tellFailure(error);
        return [];
      });
      const failed = results.find((result) => !result.ok);
      if (failed === undefined) {
        await this.#history.built(results);
        return results;
      }
      await tellErrors(failed, this.#log);
    }
    return undefined;
  }

  async #choose(
    client: LanguageClient,
    uri: string | undefined,
    ask: () => Promise<Job[]>,
  ): Promise<BuildResult[]> {
    const program = uri === undefined ? await this.#programs.choose(client) : vscode.Uri.parse(uri);
    const jobs = program === undefined ? [] : await ask();
    if (program === undefined || jobs.length === 0) {
      return [];
    }
    this.#problems.clear();
    await saveGoFiles();
    const options = {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: "Go Bindery: building",
    };
    const results = await vscode.window.withProgress(options, (progress, token) =>
      this.#request(client, program, jobs, { progress, token }),
    );
    await this.#problems.show(results.flatMap((result) => result.diagnostics));
    return results;
  }

  /** One build after the other, until one fails. */
  async #request(
    client: LanguageClient,
    program: vscode.Uri,
    jobs: readonly Job[],
    watch: Watch,
  ): Promise<BuildResult[]> {
    const results: BuildResult[] = [];
    for (const job of jobs) {
      const params: BuildParams = {
        uri: client.code2ProtocolConverter.asUri(program),
        progressToken: randomUUID(),
        ...job,
      };
      const name = jobs.length > 1 ? `${job.target.goos}/${job.target.goarch}` : "";
      const reports = this.#forward(params.progressToken, watch, 100 / jobs.length, name);
      const result = await client.sendRequest(buildRequest, params, watch.token).finally(() => {
        reports.dispose();
      });
      results.push(result);
      if (!result.ok) {
        break;
      }
    }
    return results;
  }

  /** Shows the server's reports for one build, which is `share` percent of all. */
  #forward(token: string, { progress }: Watch, share: number, target: string): vscode.Disposable {
    let percent = 0;
    return this.#connection.onBuildProgress(({ token: of, message, done, total }) => {
      if (of === token) {
        const now = total > 0 ? Math.max(percent, (share * done) / total) : percent;
        progress.report({ message: progressText(message, done, total, target), increment: now - percent });
        percent = now;
      }
    });
  }

  #tellFailure(error: unknown): void {
    if (isCancellation(error)) {
      this.#log.info("Build cancelled");
      vscode.window.setStatusBarMessage("Go Bindery: build cancelled", CANCELLED_SHOWN);
      return;
    }
    const reason = error instanceof Error ? error.message : String(error);
    this.#log.error(`Build failed: ${reason}`);
    void complain(`The build failed: ${reason}`, this.#log);
  }

  async #pickTarget(targets: readonly string[]): Promise<string | undefined> {
    const last = this.#memory.get<string>(LAST_TARGET);
    const names = [...targets].sort((one, other) => Number(other === last) - Number(one === last));
    const options = { title: "Build for Target", placeHolder: "The operating system and architecture" };
    const chosen = await vscode.window.showQuickPick(names, options);
    await (chosen === undefined ? undefined : this.#memory.update(LAST_TARGET, chosen));
    return chosen;
  }
}

/** The target that the settings name, this machine's where they say nothing. */
function settingsTarget(): Target {
  const { goos, goarch } = readServerSettings().build;
  return parseTarget(targetName(goos, goarch, process.platform, process.arch));
}

/** A build reads files; what is on the screen is what the user means. */
async function saveGoFiles(): Promise<void> {
  const unsaved = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && document.languageId === "go" && document.uri.scheme === "file",
  );
  await Promise.all(unsaved.map((document) => document.save()));
}

function isCancellation(error: unknown): boolean {
  return (
    error instanceof vscode.CancellationError ||
    (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled)
  );
}

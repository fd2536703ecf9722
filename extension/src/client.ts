// The language client over the life of the window: found, started, restarted after crashes, stopped.
//
// Every start makes a fresh LanguageClient; starts and stops run one after another. The end of the server's process
// is the one sign of a crash, whatever came before it (a failed handshake, a broken stream), so the library's own
// restarting is switched off.

import { createInterface } from "node:readline";
import * as vscode from "vscode";
import {
  CloseAction,
  DidChangeConfigurationNotification,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from "vscode-languageclient/node";
import { type Bundle, advise } from "./bundle";
import { forbiddenFolders, realMachine, thisHost } from "./machine";
import { type BuildProgress, type InitializationOptions, buildProgress } from "./protocol";
import { type Server, findServer } from "./python";
import { Recent } from "./recent";
import { RestartPolicy } from "./restart-policy";
import { ServerProcess } from "./server-process";
import { SECTION, readLocation, readServerSettings } from "./settings";

export type ServerState =
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly version: string }
  | { readonly kind: "crashed"; readonly reason: string } // a new attempt follows by itself
  | { readonly kind: "missing"; readonly advice: string } // there is nothing to start
  | { readonly kind: "failed"; readonly reason: string } // only the user starts it again
  | { readonly kind: "stopped" };

/** The library's client, but its errors go to the log alone: what the user must know, this extension says. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

interface Running {
  readonly client: LanguageClient;
  readonly process: ServerProcess;
}

/** Lines of warnings, errors and the server's own words that are kept for "Show Debug Info". */
const KEPT_LINES = 60;

/** Transport errors in a row after which the connection is given up. */
const MAX_TRANSPORT_ERRORS = 3;

export class Connection implements vscode.Disposable {
  readonly #extensionFolder: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #policy = new RestartPolicy();
  readonly #stateChanged = new vscode.EventEmitter<ServerState>();
  readonly #buildProgressed = new vscode.EventEmitter<BuildProgress>();
  #state: ServerState = { kind: "stopped" };
  #current: Running | undefined;
  #queue: Promise<void> = Promise.resolve(); // starts and stops, in order
  #server: Server | undefined; // what was last found
  #bundle: Bundle | undefined; // what came with the extension
  #rejected: readonly string[] = []; // what was found and cannot serve
  readonly #troubles = new Recent(KEPT_LINES);
  readonly #begin = performance.now();
  #answered = false; // there have been diagnostics
  #location = ""; // the settings that the search for the server last went by, as JSON
  #nextAttempt: NodeJS.Timeout | undefined;

  readonly onDidChangeState = this.#stateChanged.event;
  readonly onBuildProgress = this.#buildProgressed.event;

  constructor(extensionFolder: string, log: vscode.LogOutputChannel) {
    this.#extensionFolder = extensionFolder;
    this.#log = log;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** The client, once the server answers. */
  get client(): LanguageClient | undefined {
    return this.#state.kind === "running" ? this.#current?.client : undefined;
  }

  /** The program that serves, for others of its commands. */
  get server(): Server | undefined {
    return this.#server;
  }

  /** What came with the extension. */
  get bundle(): Bundle | undefined {
    return this.#bundle;
  }

  /** Programs that the last search found and that cannot serve, each with the reason. */
  get rejected(): readonly string[] {
    return this.#rejected;
  }

  /** The last warnings and errors, and what the server said on its standard error. */
  get troubles(): readonly string[] {
    return this.#troubles.lines;
  }

  /** Starts the server, or replaces the one there is. */
  restart(): Promise<void> {
    this.#policy.reset();
    return this.#replace();
  }

  stop(): Promise<void> {
    return this.#enqueue(() => this.#stopCurrent());
  }

  /** Takes up the settings as they are now: another place of the server with a restart, the rest with a message. */
  async takeSettings(): Promise<void> {
    if (JSON.stringify(readLocation()) !== this.#location) {
      return this.restart();
    }
    const settings = { [SECTION]: readServerSettings() };
    await this.client?.sendNotification(DidChangeConfigurationNotification.type, { settings });
  }

  dispose(): void {
    clearTimeout(this.#nextAttempt);
    this.#current?.process.kill();
    this.#stateChanged.dispose();
    this.#buildProgressed.dispose();
  }

  #replace(): Promise<void> {
    clearTimeout(this.#nextAttempt);
    if (this.#state.kind === "starting") {
      this.#current?.process.kill(); // it may hang in the handshake, and the queue with it
    }
    return this.#enqueue(async () => {
      await this.#stopCurrent();
      await this.#start();
    });
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(step).catch((error: unknown) => {
      this.#log.error(error instanceof Error ? error : String(error));
    });
    return this.#queue;
  }

  async #start(): Promise<void> {
    this.#setState({ kind: "starting" });
    const machine = await realMachine(this.#extensionFolder, await forbiddenFolders());
    const location = readLocation();
    this.#location = JSON.stringify(location);
    const { server, rejected } = await findServer(location, machine);
    for (const line of rejected) {
      this.#log.warn(`Not used: ${line}`);
    }
    this.#server = server;
    this.#bundle = machine.bundle;
    this.#rejected = rejected;
    if (server === undefined) {
      this.#setState({ kind: "missing", advice: advise(machine.bundle, thisHost()) });
      return;
    }
    this.#log.info(`Starting ${server.command} ${server.args.join(" ")} (${server.origin})`);
    const process = new ServerProcess(server);
    const client = this.#makeClient(process);
    const running = { client, process };
    this.#current = running;
    void process.ended.then((how) => {
      this.#processEnded(running, how);
    });
    await this.#handshake(running);
  }

  async #handshake({ client, process }: Running): Promise<void> {
    this.#policy.started(Date.now());
    client.onNotification(buildProgress, (progress) => {
      this.#buildProgressed.fire(progress);
    });
    try {
      await client.start();
    } catch (error) {
      this.#tell(`The server did not start: ${String(error)}`);
      process.kill(); // its end tells the rest
      return;
    }
    const version = client.initializeResult?.serverInfo?.version ?? "";
    this.#log.info(`Server ${version} is ready`);
    this.#setState({ kind: "running", version });
  }

  async #stopCurrent(): Promise<void> {
    clearTimeout(this.#nextAttempt);
    const running = this.#current;
    this.#current = undefined; // from here on the end of its process is no crash
    if (running === undefined) {
      return;
    }
    this.#setState({ kind: "stopped" });
    if (running.client.isRunning()) {
      await running.client.dispose().catch((error: unknown) => {
        this.#log.warn(`The server did not shut down in order: ${String(error)}`);
      });
    } else {
      running.process.kill(); // there is nobody to tell
    }
    await running.process.reap();
  }

  #processEnded(running: Running, how: string): void {
    if (this.#current !== running) {
      return;
    }
    this.#tell(`The server ${how}`);
    const pause = this.#policy.crashed(Date.now());
    if (pause === undefined) {
      this.#setState({ kind: "failed", reason: `it ${how}, ${this.#policy.crashes} times in a row` });
      return;
    }
    this.#setState({ kind: "crashed", reason: `it ${how}` });
    this.#log.info(`Starting it again in ${pause / 1000} s`);
    this.#nextAttempt = setTimeout(() => void this.#replace(), pause);
  }

  /** Logs how long a user has waited for a first answer. */
  #tellFirst(): void {
    if (!this.#answered) {
      this.#answered = true;
      this.#log.info(`First diagnostics ${Math.round(performance.now() - this.#begin)} ms after activation`);
    }
  }

  #tell(error: string): void {
    this.#log.error(error);
    this.#troubles.add(`${new Date().toISOString()} ${error}`);
  }

  #setState(state: ServerState): void {
    this.#state = state;
    this.#stateChanged.fire(state);
  }

  #makeClient(process: ServerProcess): LanguageClient {
    const initializationOptions: InitializationOptions = {
      trusted: vscode.workspace.isTrusted,
      clientHandlesCommands: true,
      ...readServerSettings(),
    };
    const options: LanguageClientOptions = {
      documentSelector: [
        { scheme: "file", language: "go" },
        { scheme: "file", language: "go.mod" },
        { scheme: "file", language: "go.work" },
        { scheme: "file", pattern: "**/go.mod" }, // their languages are known only where the Go extension is
        { scheme: "file", pattern: "**/go.work" },
      ],
      initializationOptions,
      outputChannel: this.#log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      markdown: { isTrusted: { enabledCommands: ["goBindery.showSsa", "goBindery.showAssembly"] } },
      initializationFailedHandler: () => false,
      middleware: {
        handleDiagnostics: (uri, diagnostics, next) => {
          next(uri, diagnostics);
          this.#tellFirst();
        },
      },
      errorHandler: {
        error: (_error, _message, count) => {
          const action = (count ?? 0) < MAX_TRANSPORT_ERRORS ? ErrorAction.Continue : ErrorAction.Shutdown;
          return { action, handled: true };
        },
        closed: () => {
          process.kill(); // no connection, no use
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
      stdioOptions: {
        stdout: () => undefined, // the protocol's own stream; the client reads it
        stderr: (stream, channel) => {
          createInterface(stream).on("line", (line) => {
            channel.info(line);
            this.#troubles.add(line);
          });
        },
      },
    };
    return new QuietClient(SECTION, "Go Bindery", () => Promise.resolve(process.child), options);
  }
}

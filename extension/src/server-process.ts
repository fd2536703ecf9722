// One process of the language server: how it is started, how its end is noticed, how it is ended.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import * as os from "node:os";
import { safeEnvironment } from "./machine";
import type { Server } from "./python";

/** Milliseconds a server that was told to exit may take before it is killed. */
const GRACE = 3_000;

export class ServerProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** Settles when the process is gone or never came to be; says how it ended. */
  readonly ended: Promise<string>;

  constructor(server: Server) {
    // The home folder, not the workspace's: what lies in the current folder must not matter.
    this.child = spawn(server.command, server.args, { cwd: os.homedir(), env: safeEnvironment() });
    // A write to a process that is gone fails on the stream too; `ended` already tells of it.
    this.child.stdin.on("error", () => undefined);
    this.ended = new Promise((resolve) => {
      this.child.once("error", (error) => {
        resolve(`could not be started: ${error.message}`);
      });
      this.child.once("exit", (code, signal) => {
        resolve(signal === null ? `exited with code ${code ?? "unknown"}` : `was ended by ${signal}`);
      });
    });
  }

  /** Ends the process now. */
  kill(): void {
    this.child.kill("SIGKILL");
  }

  /** Waits for a process that was told to exit, and ends it when it does not. */
  async reap(): Promise<void> {
    const timer = setTimeout(() => {
      this.kill();
    }, GRACE);
    await this.ended;
    clearTimeout(timer);
  }
}

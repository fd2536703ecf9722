// One running VS Code workbench: the server process, its folders, the extension installed in it.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Milliseconds until the server must say where it listens. */
const START_TIMEOUT = 30_000;

/** Milliseconds a workbench that was told to end may take before it is killed. */
const STOP_TIMEOUT = 3_000;

/** User settings that keep everything out of the window that is not under test. */
const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.welcomePage.experimentalOnboarding": false,
  "workbench.enableExperiments": false,
  "workbench.reduceMotion": "on",
  "chat.disableAIFeatures": true,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "window.commandCenter": false,
  "editor.minimap.enabled": false,
  "editor.scrollBeyondLastLine": false,
  "editor.stickyScroll.enabled": false,
  "editor.hover.delay": 100,
  "editor.autoIndent": "none",
  "editor.autoClosingBrackets": "never",
  "editor.autoClosingQuotes": "never",
  "editor.quickSuggestions": { other: "off", comments: "off", strings: "off" },
  "editor.suggestOnTriggerCharacters": false,
  "git.enabled": false,
  "terminal.integrated.gpuAcceleration": "off",
};

/** A finished package, with the server in it, to test in the place of the checkout's extension and Python. */
const PACKAGE = process.env.GOBINDERY_VSIX;

/** Makes the .vsix in `folder` and returns its path; or that of the package that is to be tested. */
export function packageExtension(folder) {
  if (PACKAGE) {
    return path.resolve(PACKAGE);
  }
  const file = path.join(folder, "go-bindery.vsix");
  execFileSync("npm", ["run", "--silent", "package", "--", "--out", file], {
    cwd: path.join(REPOSITORY, "extension"),
    stdio: ["ignore", "ignore", "inherit"],
  });
  return file;
}

/** The Python that has Go Bindery: named by GOBINDERY_PYTHON, else the checkout's. */
export function serverPython() {
  return process.env.GOBINDERY_PYTHON || path.join(REPOSITORY, ".venv", "bin", "python");
}

/** Where the extension finds its server: nowhere but in the package, when one is tested. */
function serverPlaces() {
  return PACKAGE ? { GOBINDERY_PYTHON: "", GOBINDERY_PATH: "" } : { GOBINDERY_PYTHON: serverPython() };
}

/** A temporary folder for one run, which goes when the run ends. */
export function scratchFolder() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "go-bindery-e2e-"));
  // Retries, because a process that is just ending may still write to it.
  process.once("exit", () =>
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
  );
  return folder;
}

export class Editor {
  #workbench; // what prepareWorkbench returned
  #root; // its data
  #extensions; // the folder of its extensions
  #process;
  url; // where it listens

  /** Folders that extensions are installed in, by what is installed: installing again takes as long. */
  static #installed = new Map();

  constructor(workbench, root) {
    this.#workbench = workbench;
    this.#root = root;
  }

  /** Where the extensions' logs are. */
  get logs() {
    return path.join(this.#root, "data", "logs");
  }

  /** Ids of the processes in the group that the editor leads. */
  get processGroup() {
    return this.#process.pid;
  }

  /**
   * Installs the extensions and starts listening. With `trust` every folder is trusted, else none is at first.
   * `env` is what the editor's processes get besides ours.
   */
  async start(extensions, { trust, port = 0, quiet = true, env: more = {} }) {
    mkdirSync(path.join(this.#root, "data", "User"), { recursive: true });
    const settings = quiet ? QUIET : { "workbench.startupEditor": "none", "chat.disableAIFeatures": true };
    writeFileSync(path.join(this.#root, "data", "User", "settings.json"), JSON.stringify(settings));
    writeFileSync(path.join(this.#root, "config.yaml"), "auth: none\n");
    const { node, entry } = this.#workbench;
    this.#install(extensions);
    const args = [entry, ...this.#folders(), "--auth", "none", "--bind-addr", `127.0.0.1:${port}`];
    args.push("--disable-telemetry", "--disable-update-check", "--disable-getting-started-override");
    args.push("--reconnection-grace-time", "5", ...(trust ? ["--disable-workspace-trust"] : []));
    // A group of its own, so that stop() ends the whole family.
    const cache = path.join(this.#root, "cache"); // empty: what a build shows at its first time is under test too
    const env = { ...process.env, ...serverPlaces(), BINDERY_CACHE: cache, ...more };
    this.#process = spawn(node, args, {
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    process.prependOnceListener("exit", () => this.#signal("SIGKILL"));
    this.url = await this.#listening();
  }

  /** Ends the editor and what it started, and waits until it is gone. */
  async stop() {
    if (!this.#alive) {
      return;
    }
    const gone = once(this.#process, "exit");
    const timer = setTimeout(() => this.#signal("SIGKILL"), STOP_TIMEOUT);
    this.#signal("SIGTERM");
    await gone;
    clearTimeout(timer);
  }

  get #alive() {
    return this.#process?.exitCode === null && this.#process.signalCode === null;
  }

  #signal(signal) {
    if (this.#alive) {
      process.kill(-this.#process.pid, signal);
    }
  }

  #install(extensions) {
    const key = extensions.join("\n");
    this.#extensions = Editor.#installed.get(key) ?? path.join(this.#root, "extensions");
    if (!Editor.#installed.has(key)) {
      const installs = extensions.flatMap((vsix) => ["--install-extension", vsix]);
      const options = { stdio: ["ignore", "ignore", "pipe"] };
      const { node, entry } = this.#workbench;
      execFileSync(node, [entry, ...this.#folders(), ...installs, "--force"], options);
      Editor.#installed.set(key, this.#extensions);
    }
  }

  #folders() {
    const config = path.join(this.#root, "config.yaml");
    const data = path.join(this.#root, "data");
    return ["--config", config, "--user-data-dir", data, "--extensions-dir", this.#extensions];
  }

  #listening() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the workbench did not start")), START_TIMEOUT);
      let complaint = "";
      createInterface(this.#process.stderr).on("line", (line) => (complaint = line));
      this.#process.once("exit", () => reject(new Error(`the workbench ended: ${complaint}`)));
      createInterface(this.#process.stdout).on("line", (line) => {
        const found = /listening on (http:\S+)/.exec(line);
        if (found !== null) {
          clearTimeout(timer);
          resolve(found[1].replace(/\/$/, ""));
        }
      });
    });
  }
}

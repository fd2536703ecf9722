// The scenario in a trusted workspace: from a type error as it is typed to a binary that runs.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { RETRY, STEP_TIMEOUT, expect, until } from "./checks.mjs";
import { BROKEN, ERROR } from "./workspace.mjs";

export const STATUS = '[id="gobindery.go-bindery.goBindery.status"]';
export const SQUIGGLE = ".editor-instance .squiggly-error";
/** What the lenses of sum, main and the mended function say; the costs are gc's. */
const LENSES = [/^inline 25\/80$/, /^inline 37\/80$/, /^inline 2\/80$/, /^Build$/, /^Run$/];
export const LENS = ".codelens-decoration a";

/** Milliseconds for the server's first answer and for a build; the machine may be busy. */
const PATIENCE = 3 * STEP_TIMEOUT;

/** What the status item says once the server answers. */
const READY = { text: /Go Bindery · linux\/\w+ · go1\.27/, timeout: PATIENCE };

export async function serverReady(window) {
  await window.openFile("main.go");
  await window.find(STATUS, READY);
}

export async function trustedScenario(checks, window, workspace, editor) {
  const check = checks.check.bind(checks);
  await check("the server starts and the status bar says so", () => serverReady(window), { vital: true });
  await check("a correct program has no squiggle", async () => {
    await window.find(LENS);
    expect((await window.count(SQUIGGLE)) === 0, "there is a squiggle");
  });
  await typeErrors(check, window);
  await decisions(check, window);
  await allocations(check, window, workspace);
  await builds(checks, window, workspace);
  await lifecycle(checks, window, editor);
  await check("nothing of the workspace was run", () => expect(!workspace.trapSprung, "a trap was sprung"));
}

async function typeErrors(check, window) {
  const typing = async () => {
    await window.append(BROKEN);
    await window.decorated(SQUIGGLE);
  };
  await check("a type error gets a squiggle as it is typed", typing, { vital: true });
  await check("the lens of the broken function says what blocks it", async () => {
    // Before anything else: the workbench asks for lenses only while the editor has the focus.
    await window.find(LENS, { text: `blocked: ${ERROR}` });
  });
  await check("the Problems view has it in gc's words", async () => {
    await window.showProblems();
    await window.problem(ERROR);
  });
  await check("a build with the error fails and names it", async () => {
    await window.run("Go Bindery: Build Static Binary");
    await window.notification(`The build failed: main.go:15:27: ${ERROR}`, {
      timeout: PATIENCE,
    });
  });
  await check("mending the error takes the squiggle away", async () => {
    await window.clearNotifications();
    await window.goTo(15, 33);
    for (const key of Array(6).fill("Backspace").concat("7")) {
      await window.keyboard.press(key);
    }
    await window.gone(SQUIGGLE);
    await window.find(".markers-panel", {
      text: "No problems have been detected",
    });
  });
}

async function decisions(check, window) {
  await check("a lens above each function tells decisions, and main can be built and run", async () => {
    await window.goTo(1, 1);
    for (const text of LENSES) {
      await window.find(LENS, { text });
    }
    expect((await window.count(LENS)) === LENSES.length, "there are other lenses");
  });
  await check("hover on a function's name shows its SSA", async () => {
    const text = await window.hover(3, 6, "phi");
    expect(/b\d+:/.test(text) && /func sum/.test(text), text);
  });
  await check("hover on an expression shows its SSA", async () => {
    await window.closeHover();
    const text = await window.hover(6, 18, /t\d+ = /);
    expect(/\bt\d+ = /.test(text), text);
  });
  await check("a click on a lens opens the function's details", async () => {
    await window.closeHover();
    await (await window.find(LENS, { text: LENSES[0] })).click();
    await window.find(".monaco-hover:visible", { text: "phi" });
  });
}

async function allocations(check, window, workspace) {
  await check("an allocation where none is allowed is a warning, with a hint behind it", async () => {
    await window.closeHover();
    workspace.configure({ "goBindery.inlayHints.heap": true });
    await window.append("\n\nvar keep *int\n\n//bindery:noalloc\nfunc leak() {\nx := 1\nkeep = &x\n}\n");
    await window.decorated(".editor-instance .squiggly-warning");
    await window.find(".editor-instance .view-line", { text: /->\sheap/ });
    await window.problem("x moved to heap, in a function marked //bindery:noalloc");
  });
}

async function builds(checks, window, workspace) {
  const check = checks.check.bind(checks);
  await check("a build shows its progress and can be cancelled", async () => {
    await window.closeHover();
    await window.run("Go Bindery: Build Static Binary");
    const notification = await window.notification("Go Bindery: building");
    await checks.picture("progress of a build");
    await window.pressButton(notification, "Cancel");
    await window.find(".statusbar-item", { text: "build cancelled" });
    expect(!existsSync(workspace.binary), "there is a binary");
  });
  await check("Build Static Binary tells path, size and time", async () => {
    await window.run("Go Bindery: Build Static Binary");
    const facts = /linux\/\w+, static, [\d.]+ [kM]?B, [\d.]+ s/;
    const notification = await window.notification(`Built ${workspace.binary}`, { timeout: PATIENCE });
    const text = await notification.innerText();
    expect(facts.test(text), text);
  });
  await check("the binary runs", () => {
    expect((statSync(workspace.binary).mode & 0o111) !== 0, "it is not executable");
    const { status, stderr } = spawnSync(workspace.binary, {
      encoding: "utf8",
      timeout: STEP_TIMEOUT,
    });
    expect(status === 0 && stderr === "sum 23\n", `status ${status}, ${JSON.stringify(stderr)}`);
  });
  await check("Run in Terminal runs it", async () => {
    await window.pressButton(await window.notification("Built "), "Run in Terminal");
    await window.find(".xterm-rows", { text: "sum 23" });
  });
}

async function lifecycle(checks, window, editor) {
  const check = checks.check.bind(checks);
  await check("Show Log opens the output channel", async () => {
    await window.run("Go Bindery: Show Log");
    await window.find(".output-view .view-line", { text: /\[(info|error)\]/ });
  });
  await check("Show Debug Info opens a document about machine, server and settings", async () => {
    await window.run("Go Bindery: Show Debug Info");
    await window.find(".editor-instance .view-line", {
      text: /State:\srunning,\sversion\s\d/,
      timeout: PATIENCE,
    });
    await window.find(".editor-instance .view-line", { text: /Platform:\slinux-/ });
  });
  await check("Welcome opens the walkthrough, with its pictures", async () => {
    // The workbench learns what walkthroughs there are when somebody opens one, so the first attempt shows its own.
    const step = { text: "Read what was decided about a function" };
    await window.run("Go Bindery: Welcome");
    await window.find(".gettingStartedContainer", { ...step, timeout: RETRY }).catch(async () => {
      await window.run("Go Bindery: Welcome");
      await window.find(".gettingStartedContainer", step);
    });
    await window.run("View: Toggle Primary Side Bar Visibility"); // pictures need room
    await window.loaded(".gettingStartedContainer img");
    await checks.picture("the walkthrough");
    await window.run("View: Toggle Primary Side Bar Visibility");
    await window.openFile("main.go");
  });
  await check("Restart Server brings a new server", async () => {
    const before = serverProcesses(editor);
    await window.run("Go Bindery: Restart Server");
    await until(() => differs(serverProcesses(editor), before));
    await window.find(STATUS, READY);
  });
  await check("a server that crashed comes back by itself", async () => {
    const before = serverProcesses(editor);
    before.forEach((id) => process.kill(id, "SIGKILL"));
    await until(() => differs(serverProcesses(editor), before));
    await window.find(STATUS, READY);
    await window.append(BROKEN.replace("wrong", "again"));
    await window.decorated(SQUIGGLE);
  });
}

/** Ids of the language server's processes that this editor started. */
function serverProcesses(editor) {
  const rows = execFileSync("ps", ["-e", "-o", "pid=,ppid=,args="], {
    encoding: "utf8",
  })
    .trim()
    .split("\n");
  const processes = rows.map((row) => {
    const [, id, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row);
    return { id: Number(id), parent: Number(parent), args };
  });
  const parents = new Map(processes.map(({ id, parent }) => [id, parent]));
  const ours = (id) => id === editor.processGroup || (parents.has(id) && ours(parents.get(id)));
  return processes
    .filter(({ id, args }) => / (-m server|\S*bindery\.py) lsp$/.test(args) && ours(id))
    .map(({ id }) => id);
}

function differs(now, before) {
  return now.length > 0 && now.every((id) => !before.includes(id));
}

// The scenario of a workspace with several programs: choosing one, targets, flags, tasks, container images, and the
// order of a struct's fields.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { STEP_TIMEOUT, expect, until } from "./checks.mjs";
import { LENS, SQUIGGLE, serverReady } from "./trusted.mjs";

const TOOL = `package main

var version = "unknown"

// entry is one line of a table.
type entry struct {
	seen  bool // at least once
	count int64
	gone  bool
}

func at(entries []entry, i int) int64 {
	return entries[i].count
}

func main() {
	println("tool", version, at([]entry{{true, 41, false}}, 0))
}
`;

/** What the workspace holds besides the program. */
export const PROGRAMS = {
  "cmd/tool/tool.go": TOOL,
  "lib/lib.go": "package lib\n\nfunc Unused() int { return 1 }\n",
};

/** Milliseconds for a build; the machine may be busy. */
const PATIENCE = 6 * STEP_TIMEOUT;

const ARM64 = 0xb7; // e_machine

export async function buildingScenario(checks, window, workspace) {
  const check = checks.check.bind(checks);
  git(workspace.folder);
  await check("several programs: the server starts", () => serverReady(window), { vital: true });
  await layout(checks, window);
  await programs(check, window, workspace);
  await targets(checks, window, workspace);
  await tasks(check, window, workspace);
}

/** Makes the workspace a repository with a tag. */
function git(folder) {
  const who = ["-c", "user.name=e2e", "-c", "user.email=e2e@example.com"];
  for (const command of [
    ["init", "-q"],
    ["add", "."],
    [...who, "commit", "-q", "-m", "one"],
    ["tag", "v1.2.3"],
  ]) {
    execFileSync("git", command, { cwd: folder, stdio: "ignore" });
  }
}

async function layout(checks, window) {
  const check = checks.check.bind(checks);
  await check("hover on a struct tells padding, pointers, and what another order saves", async () => {
    await window.openFile("tool.go");
    const text = await window.hover(6, 6, "of padding");
    expect(/24 bytes, aligned to 8; 14 bytes of padding, no pointers, 16 bytes with/.test(text), text);
    await window.closeHover();
  });
  await check("a code action shows why a bounds check stays", async () => {
    const picture = () => checks.picture("code actions of an expression");
    await window.act(13, 16, "Show why the bounds check of entries[i] stays", picture);
    await window.find(".monaco-hover:visible", { text: "bounds check of entries[i]: kept" });
    await window.closeHover();
  });
  await check("a code action reorders the fields, and literals get keys", async () => {
    const title = "Reorder the fields of entry: 24 → 16 bytes";
    await window.act(6, 6, title, () => checks.picture("code action that reorders fields"));
    await window.find(".editor-instance .view-line", { text: /seen:\strue,\scount:\s41,\sgone:\sfalse/ });
    expect((await window.count(SQUIGGLE)) === 0, "there is a squiggle");
    await window.keyboard.press("Control+S");
  });
  await check("a function that allocates nothing can be kept so", async () => {
    await window.act(12, 6, "Warn of allocations in at from now on");
    await window.find(".editor-instance .view-line", { text: "//bindery:noalloc" });
    await window.keyboard.press("Control+S");
  });
}

async function programs(check, window, workspace) {
  await check("a build offers the programs by name where none is open", async () => {
    workspace.configure({
      "goBindery.build.output": "bin/",
      "goBindery.build.ldflags": "-X main.version=${gitDescribe}",
      "goBindery.build.strip": "all",
      "goBindery.build.targets": ["linux/amd64", "linux/arm64"], // here, for settings take a moment to apply
    });
    await window.openFile("lib.go");
    await window.pick("Go Bindery: Build Static Binary", { title: "Program", text: "tool" });
    const program = path.join(workspace.folder, "bin", "tool");
    const text = await (await window.notification(`Built ${program}`, { timeout: PATIENCE })).innerText();
    expect(/static, [\d.]+ [kM]B/.test(text), text);
    await window.clearNotifications();
  });
  await check("the lens Run builds and runs in a terminal, with the version of git", async () => {
    await window.openFile("tool.go");
    await (await window.find(LENS, { text: /^Run$/ })).click();
    await window.find(".xterm-rows", { text: "tool v1.2.3-dirty 41", timeout: PATIENCE });
  });
}

async function targets(checks, window, workspace) {
  const check = checks.check.bind(checks);
  const machine = (name) => readFileSync(path.join(workspace.folder, "bin", name))[18];
  await check("Build for Target asks for one", async () => {
    await window.pick("Go Bindery: Build for Target...", { title: "Build for Target", text: "linux/arm64" });
    await window.notification("tool-linux-arm64 (linux/arm64, static", { timeout: PATIENCE });
    expect(machine("tool-linux-arm64") === ARM64, "it is for another processor");
    await window.clearNotifications();
  });
  await check("Build All Targets builds for each", async () => {
    await window.run("Go Bindery: Build All Targets");
    await window.notification("Built for 2 targets in", { timeout: PATIENCE });
    expect(machine("tool-linux-amd64") !== ARM64, "both are for one processor");
    await window.clearNotifications();
  });
  await check("the size report has a tab for each target", async () => {
    await window.run("Go Bindery: Show Size Report");
    await (await window.webview.find(".tabs button", { text: "linux/arm64" })).click();
    await window.webview.find(".status", { text: /tool-linux-arm64 .*all accounted for/ });
    await window.openFile("tool.go");
  });
  await check("Container Image writes an archive", async () => {
    await window.run("Go Bindery: Container Image");
    const text = `Container image ${path.join(workspace.folder, "bin", "tool.tar")}`;
    await window.notification(text, { timeout: PATIENCE });
    const archive = readFileSync(path.join(workspace.folder, "bin", "tool.tar"), "latin1");
    expect(archive.includes("oci-layout"), "it is no image layout");
    await window.clearNotifications();
  });
}

async function tasks(check, window, workspace) {
  await check("a task checks everything, and its errors are in the Problems view", async () => {
    const task = { type: "bindery", command: "check", packages: ["./..."], problemMatcher: "$bindery" };
    const all = { version: "2.0.0", tasks: [{ ...task, group: { kind: "build", isDefault: true } }] };
    workspace.write(".vscode/tasks.json", JSON.stringify(all));
    workspace.write("lib/wrong.go", "package lib\n\nfunc wrong() int { return nothing }\n");
    const told = async () => {
      await window.run("Tasks: Run Build Task"); // again, where the workbench had not read the tasks yet
      const shown = window.find(".xterm-rows", { text: "undefined: nothing" });
      return shown.then(() => true).catch(() => false);
    };
    await until(told, PATIENCE);
    await window.showProblems();
    await window.problem("undefined: nothing");
  });
}

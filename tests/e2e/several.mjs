// The scenario of a window with two modules, a go.work, and files for another target.

import { expect } from "./checks.mjs";
import { LENS, SQUIGGLE, STATUS, serverReady } from "./trusted.mjs";

/** What the workspace holds besides the program. */
export const FILES = {
  "go.work": "go 1.27\n\nuse (\n\t.\n\t./store\n)\n",
  "store/go.mod": "module example.com/store\n\ngo 1.27\n",
  "store/store.go": "package store\n\n// Open opens a store.\nfunc Open() int { return 1 }\n",
  "client.go": 'package main\n\nimport "example.com/store"\n\nfunc open() int { return store.Open() }\n',
  "name_windows.go": 'package main\n\nimport "syscall"\n\nvar handle syscall.Handle\n',
  "pending.go": "package main\n\nfunc pending() { written() }\n",
  "late.go": "package main\n\nfunc late() { strings.ToUpper(open) }\n",
};

export async function severalScenario(checks, window, workspace) {
  const check = checks.check.bind(checks);
  await check("several modules: the server starts", () => serverReady(window), { vital: true });
  await check("a name of another module of go.work leads there", async () => {
    await window.openFile("client.go");
    const text = await window.hover(5, 33, "Open opens a store.");
    expect(text.includes("func Open() int"), text);
    await window.closeHover();
    expect((await window.count(SQUIGGLE)) === 0, "there is a squiggle");
    await window.run("Go to Definition");
    await window.find(".tab.active", { text: "store.go" });
  });
  await check("references are found in all modules", async () => {
    await window.run("References: Find All References");
    await window.find(".pane-body .monaco-list-row", { text: "client.go" });
    await window.find(".pane-body .monaco-list-row.focused", { text: "func Open()" }); // it takes the focus late
  });
  await check("a file for Windows is checked for it, and the status bar says so", async () => {
    await window.openFile("name_windows.go");
    await window.find(STATUS, { text: "windows/amd64" });
    await window.hover(5, 6, "var handle syscall.Handle");
    await window.closeHover();
    expect((await window.count(SQUIGGLE)) === 0, "there is a squiggle");
  });
  await check("a file written outside of the editor is noticed", async () => {
    await window.openFile("pending.go");
    await window.decorated(SQUIGGLE);
    workspace.write("written.go", "package main\n\nfunc written() {}\n");
    await window.gone(SQUIGGLE);
  });
  await check("a quick fix adds an import", async () => {
    await window.openFile("late.go");
    await window.decorated(SQUIGGLE);
    await window.goTo(3, 16);
    await window.find(LENS); // it moves the text when it comes, which closes the menu
    await window.keyboard.press("Control+.");
    await window.find(".action-widget", { text: 'Add import "strings"' });
    await checks.picture("quick fixes");
    await window.keyboard.press("Enter");
    await window.find(".editor-instance .view-line", { text: 'import "strings"' });
  });
  await check("Select Target changes what files are checked for", async () => {
    await window.pick("Go Bindery: Select Target", { title: "Target", text: "linux/arm64" });
    await window.find(STATUS, { text: "linux/arm64" });
  });
  await check("the tooltip of the status bar says which standard library is in use", async () => {
    await (await window.find(STATUS)).hover();
    const tooltip = await window.find(".monaco-hover", { text: "Standard library: go1.27" });
    expect((await tooltip.innerText()).includes("example.com/hello"), await tooltip.innerText());
  });
}

// The scenario of the views of compiled code: SSA and assembly beside the source, which follow cursor and text, and
// what axe-core says of the page, in light, dark and both high contrasts.

import { existsSync } from "node:fs";
import path from "node:path";
import { expect, until } from "./checks.mjs";
import { serverReady } from "./trusted.mjs";
import { checkThemes } from "./webview.mjs";

/** A program with something to see: a loop, a check that stays, an allocation, instances. */
export const VIEWED = `package main

var keep *int

func sum(values []int) int {
	total := 0
	for i := 0; i < len(values); i++ {
		total += values[i]
	}
	return total
}

func pick(values []int, i int) (int, *int) {
	x := values[i]
	if i > 3 {
		keep = &x
	}
	return x, keep
}

func swap[T any](a, b T) (T, T) { return b, a }

func main() {
	println("sum", sum([]int{3, 1, 4, 1, 5, 9}))
	a, b := swap(1, 2)
	c, _ := swap("a", "b")
	x, _ := pick([]int{a, b}, 1)
	println(x, c)
}
`;

/** How many conditions the large function has: 2,300 values. */
const CONDITIONS = 100;
const CONDITION = "\tif v[n] > n {\n\t\tn += v[0]\n\t}\n";
const LARGE = `package main\n\nfunc large(v []int, n int) int {\n${CONDITION.repeat(CONDITIONS)}\treturn n\n}\n`;
export const VIEWED_FILES = { "large.go": LARGE };

const LINE = ".column .line";
const CHOSEN = ".name.chosen";
const CODE = '.monaco-editor[data-uri^="gobindery-asm"]';
const CODE_LINE = `${CODE} .view-line`;

export async function viewsScenario(checks, window, workspace) {
  const check = checks.check.bind(checks);
  await check("views: the server starts", () => serverReady(window), { vital: true });
  await window.run("View: Toggle Primary Side Bar Visibility"); // room for the views
  await ssa(check, window);
  await ssaFollows(check, window);
  await checkThemes(check, "SSA", window, workspace);
  await ssaLeaves(check, window, workspace);
  await assembly(check, window);
  await assemblyFollows(check, window, workspace);
  await check("nothing of the workspace was run", () => expect(!workspace.trapSprung, "a trap was sprung"));
}

async function ssa(check, window) {
  const page = window.webview;
  const opens = async () => {
    await window.goTo(6, 2);
    await window.run("Go Bindery: Show SSA");
    await page.find(".status", { text: "sum · linux/" });
    await page.find(".column h2", { text: "build" });
    expect((await page.count(".column")) < 12, "passes that changed nothing are shown");
  };
  await check("Show SSA opens a column for each pass that changed something", opens, { vital: true });
  await check("the values of the cursor's line are marked", async () => {
    await window.goTo(8, 3);
    await page.find(".line.at", { text: "boundscheck" });
  });
  await check("a click on a value marks it in all passes and selects its source", async () => {
    await (await page.find(`${LINE} .name`, { text: /^t0$/ })).click();
    await until(async () => (await page.count(CHOSEN)) > 3);
    await window.decorated(".editor-instance .selected-text");
  });
  await check("the control-flow graph is drawn", async () => {
    await (await page.find("button", { text: "Graph" })).click();
    await page.find(".block", { text: "for.body" });
    expect((await page.count(".edge.back")) === 1, "one edge leads back");
    await (await page.find(".block", { text: "for.body" })).click();
    await page.find(".block.chosen");
  });
  await check("passes that changed nothing are shown on demand, without a mouse", async () => {
    const before = await page.count(".column");
    await (await page.find("button", { text: "All passes" })).focus();
    await window.keyboard.press("Enter");
    await page.find(".column", { text: "no change" });
    await window.keyboard.press("Enter");
    await until(async () => (await page.count(".column")) === before);
    await (await page.find(".lines")).focus();
    await window.keyboard.press("ArrowDown");
    await window.keyboard.press("Enter");
    await page.find('.line[aria-selected="true"]', { text: "t0 = param values" });
  });
}

async function ssaFollows(check, window) {
  const page = window.webview;
  await check("SSA follows the text as it is typed", async () => {
    await window.goTo(10, 1);
    await window.keyboard.press("End");
    await window.keyboard.type(" * 3");
    await page.find(LINE, { text: "mul" });
    await page.gone("body.outdated");
  });
  await check("a function with an error says why it has no SSA", async () => {
    await window.keyboard.type(" +");
    await page.find(".obstacle", { text: "No SSA: " });
    await window.keyboard.press("Backspace");
    await window.keyboard.press("Backspace");
    await page.gone(".obstacle");
  });
  await check("SSA follows the cursor, and instances are in a list", async () => {
    await window.goTo(21, 36);
    await page.find(".status", { text: "swap[int]" });
    await (await page.find("select")).selectOption("main.swap[string]");
    await page.find(LINE, { text: "param a string" });
  });
  await check("SSA of a large function", async () => {
    await window.openFile("large.go");
    await window.goTo(9, 3);
    await page.find(".status", { text: "large · " });
    await page.find(LINE, { text: "param v" });
    await window.openFile("main.go");
    await window.goTo(8, 3);
    await page.find(".status", { text: "sum · " });
  });
}

async function ssaLeaves(check, window, workspace) {
  await check("the exported page stands alone", async () => {
    await (await window.webview.find("button", { text: "Export" })).click();
    await window.acceptFile("sum.ssa.html");
    const file = path.join(workspace.folder, "sum.ssa.html");
    await until(() => existsSync(file));
    await window.openElsewhere(file, async (page) => {
      await page.locator(".column h2", { hasText: "source" }).waitFor();
      await page.locator(`${LINE} .name`).first().click();
      await page.locator(CHOSEN).first().waitFor();
    });
  });
  await check("the view comes back after a reload", async () => {
    await window.reload();
    await window.webview.find(".status", { text: "sum · linux/" });
    await window.webview.find(LINE, { text: "boundscheck" });
  });
}

async function assembly(check, window) {
  const opens = async () => {
    await window.run("View: Close Editors in Other Groups");
    await window.openFile("main.go");
    await window.goTo(14, 3);
    await window.run("Go Bindery: Show Assembly");
    await window.find(CODE_LINE, { text: /pick\s·\slinux/ });
    await window.find(CODE_LINE, { text: /;\sbounds\scheck/ });
    await window.find(CODE_LINE, { text: /write\sbarrier/ });
  };
  await check("Show Assembly opens the machine code beside the source, with its costs", opens, {
    vital: true,
  });
  await check("a jump is a link to its target", async () => {
    const link = await window.find(`${CODE} .detected-link`);
    const target = (await link.innerText()).trim();
    await link.click({ modifiers: ["ControlOrMeta"] });
    await window.find(`${CODE}.focused`);
    await window.find(CODE_LINE, { text: `▸${target}` });
  });
  await check("instructions of the selected lines only", async () => {
    await window.goTo(15, 1);
    await window.keyboard.press("Shift+ArrowDown");
    await window.run("Go Bindery: Show Assembly of the Selected Lines Only");
    await window.find(CODE_LINE, { text: /Lines\s15-15\sonly/ });
    await window.run("Go Bindery: Show Assembly of the Selected Lines Only");
    await window.gone(CODE_LINE, { text: /Lines\s15-15\sonly/ });
  });
}

async function assemblyFollows(check, window, workspace) {
  await check("assembly follows the text as it is typed", async () => {
    await window.goTo(14, 1);
    await window.keyboard.press("End");
    await window.keyboard.type(" + 77777");
    await window.find(CODE_LINE, { text: "0x12fd1" });
  });
  await check("a function with an error says why it has no machine code", async () => {
    await window.keyboard.type(" +");
    await window.find(CODE_LINE, { text: /No\smachine\scode:/ });
    await window.keyboard.press("Backspace");
    await window.keyboard.press("Backspace");
    await window.gone(CODE_LINE, { text: /No\smachine\scode:/ });
  });
  await check("assembly of another target", async () => {
    workspace.configure({
      "goBindery.build.goarch": "arm64",
      "workbench.colorTheme": "Default Light Modern",
    });
    await window.find(CODE_LINE, { text: /pick\s·\slinux\/arm64,\sA64/ });
  });
  await check("assembly follows the cursor, unless it is pinned", async () => {
    await window.goTo(8, 3);
    await window.find(CODE_LINE, { text: /sum\s·\slinux\/arm64/ });
    await window.run("Go Bindery: Pin Assembly to This Function");
    await window.goTo(21, 8);
    await window.find(CODE_LINE, { text: /sum\s·\slinux\/arm64/ });
    await window.run("Go Bindery: Let Assembly Follow the Cursor");
    await window.find(CODE_LINE, { text: /swap\[int\]\s·\slinux\/arm64/ });
  });
  await check("assembly of an instance that is chosen", async () => {
    const command = "Go Bindery: Choose Function or Instance of the Assembly...";
    await window.pick(command, { title: "Function or Instance", text: "string" });
    await window.find(CODE_LINE, { text: /swap\[string\]\s·\slinux\/arm64/ });
  });
}

// The scenario of the size panel: built, shown, searched, explained, compared, exported, in all kinds of themes.

import { copyFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { STEP_TIMEOUT, expect, until } from "./checks.mjs";
import { STATUS, serverReady } from "./trusted.mjs";
import { checkThemes } from "./webview.mjs";

/** A function that stays one, data, and an import. */
export const MEASURED = `package main

import "unicode/utf8"

var table = [3]int{3, 1, 4}

//go:noinline
func sum(values []int) int {
	total := 0
	for _, value := range values {
		total += value
	}
	return total
}

func main() {
	println("sum", sum(table[:]), utf8.RuneCountInString("größer"))
}
`;

/** Milliseconds for a build; the machine may be busy. */
const PATIENCE = 6 * STEP_TIMEOUT;

/** Bytes of a saved report at least. */
const LEAST = 5_000;

const ROW = "tbody tr";

export async function sizesScenario(checks, window, workspace) {
  const check = checks.check.bind(checks);
  await check("sizes: the server starts", () => serverReady(window), { vital: true });
  await opens(check, window, workspace);
  await asked(check, window);
  await looks(check, window, workspace);
  await leaves(check, window, workspace);
  await compared(check, window, workspace);
}

async function build(window) {
  await window.openFile("main.go");
  await window.run("Go Bindery: Build Static Binary");
  return window.notification("Built ", { timeout: PATIENCE });
}

async function opens(check, window, workspace) {
  const page = window.webview;
  const shows = async () => {
    await build(window);
    await window.clearNotifications();
    await window.run("Go Bindery: Show Size Report");
    await page.find(".status", { text: "all accounted for" });
  };
  await check("Show Size Report opens the account of the program that was built", shows, { vital: true });
  await check("a build shows what an import costs", async () => {
    await window.openFile("main.go");
    await window.find(".editor-instance .view-line", { text: /utf8".*\+\d+\sB,\s1\spackage/ });
    await window.run("Go Bindery: Show Size Report");
  });
  await check("the total is the size of the file", async () => {
    const status = await (await page.find(".status")).innerText();
    const [file, bytes] = status.split(" · ");
    const { size } = statSync(path.join(workspace.folder, file));
    expect(bytes === `${size.toLocaleString("en-US")} bytes`, status);
    const total = await (await page.find("tfoot .size")).innerText();
    expect(`${total} bytes` === bytes, total);
    await page.find("aside", { text: "Sections" });
  });
}

async function asked(check, window) {
  const page = window.webview;
  await check("the map goes in and out without a mouse", async () => {
    await (await page.find("canvas")).focus();
    await window.keyboard.press("ArrowRight");
    await page.find(".status", { text: "of what is shown" });
    await window.keyboard.press("Enter");
    await until(async () => (await page.count(".trail button")) === 2);
    await window.keyboard.press("Escape");
    await until(async () => (await page.count(".trail button")) === 1);
  });
  await check("the search leaves what it names, and a symbol says why it is there", async () => {
    await (await page.find('select[aria-label="Sum by"]')).selectOption("symbol");
    await (await page.find('input[type="search"]')).fill("main.sum");
    await until(async () => (await page.count(ROW)) === 1);
    await (await page.find(`${ROW} button`)).click();
    await page.find("thead th", { text: "With all it keeps" });
    await page.find(".chain li", { text: "main.main" });
    await page.find(".goes", { text: /\d bytes in \d+ symbols?/ });
  });
  await check("a symbol leads to its source", async () => {
    await (await page.find("button.source")).click();
    await window.find(".statusbar-item", { text: /Ln 8, Col 1/ });
  });
}

/** The page in all kinds of themes; the screenshots are to be looked at. */
async function looks(check, window, workspace) {
  await window.run("View: Close Editors in Other Groups");
  await window.run("Go Bindery: Show Size Report");
  await (await window.webview.find('input[type="search"]')).fill("");
  await checkThemes(check, "sizes", window, workspace);
}

async function leaves(check, window, workspace) {
  for (const form of ["html", "json", "png"]) {
    await check(`the report is saved as ${form}`, async () => {
      await (await window.webview.find('select[aria-label="Export"]')).selectOption(form);
      await window.acceptFile(`.size.${form}`);
      const saved = () => readdirSync(workspace.folder).find((name) => name.endsWith(`.size.${form}`));
      await until(() => saved() !== undefined);
      const file = path.join(workspace.folder, saved());
      await until(() => statSync(file).size > LEAST);
      if (form === "html") {
        await window.openElsewhere(file, async (page) => {
          await page.locator("tbody tr", { hasText: "runtime" }).first().waitFor();
        });
      }
    });
  }
}

async function compared(check, window, workspace) {
  copyFileSync(workspace.binary, `${workspace.binary}.old`);
  await check("Compare Size with Last Build shows what grew and what is new", async () => {
    await window.openFile("main.go");
    await window.append("\nfunc init() {\n\tprintln(sum([]int{7, 5}))\n}\n");
    await build(window);
    await window.clearNotifications();
    await window.run("Go Bindery: Compare Size with Last Build");
    await window.webview.find(".status", { text: "against the last build" });
    await (await window.webview.find('select[aria-label="Sum by"]')).selectOption("symbol");
    await (await window.webview.find("button", { text: "Changed only" })).click();
    await window.webview.find("tr.new", { text: "main.init" });
  });
  await checkThemes(check, "a comparison of sizes", window, workspace);
  await check("a program is compared with a file that is chosen", async () => {
    await (await window.webview.find('select[aria-label="Comparison"]')).selectOption("file");
    await window.enterFile(`${workspace.binary}.old`);
    await window.webview.find(".status", { text: "against hello.old" });
    await window.webview.find("tr.new", { text: "main.init" });
  });
  await check("the panel comes back after a reload", async () => {
    await window.reload();
    await window.find(STATUS, { text: /go1\.27/, timeout: PATIENCE });
    await (await window.find(".tab", { text: "Size: hello" })).click();
    await window.webview.find(".status", { text: "all accounted for" });
  });
}

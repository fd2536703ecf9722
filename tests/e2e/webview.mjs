// The page in the window's webview: what can be found and done in it, and how it stands the themes.

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, until } from "./checks.mjs";
import { REPOSITORY } from "./editor.mjs";

const AXE = path.join(REPOSITORY, "extension", "node_modules", "axe-core", "axe.min.js");

/** Themes, and what a webview calls their kind; none has the kind of the one before it. */
const THEMES = [
  ["Default Light Modern", "vscode-light"],
  ["Default High Contrast", "vscode-high-contrast"],
  ["Default High Contrast Light", "vscode-high-contrast-light"],
  ["Default Dark Modern", "vscode-dark"],
];

export class Webview {
  #page;

  constructor(page) {
    this.#page = page;
  }

  get #inside() {
    return this.#page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  }

  /** Waits for an element that is shown; `text` is a string or a pattern its text must contain. */
  async find(selector, { text } = {}) {
    const found = this.#inside
      .locator(selector)
      .filter({ visible: true, ...(text === undefined ? {} : { hasText: text }) });
    await found.first().waitFor();
    return found.first();
  }

  /** Waits until no such element is there. */
  async gone(selector) {
    await this.#inside.locator(selector).first().waitFor({ state: "detached" });
  }

  async count(selector) {
    return this.#inside.locator(selector).count();
  }

  /** Waits until the body has the class, as it has one for the kind of theme. */
  async themed(name) {
    await until(async () => (await this.count(`body.${name}`)) === 1);
  }

  /** What axe-core (its source) finds that is serious, as text; "" for nothing. */
  async violations(axe) {
    const body = await this.#inside.locator("body").elementHandle();
    const frame = await body.ownerFrame();
    expect(frame !== null, "the webview is gone");
    await frame.evaluate(axe);
    const found = await frame.evaluate("axe.run().then((result) => result.violations)");
    const grave = found.filter(({ impact }) => impact === "serious" || impact === "critical");
    return grave.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`).join("\n");
  }
}

/** Checks the page, called `name`, in each theme with axe-core; the screenshots are to be looked at. */
export async function checkThemes(check, name, window, workspace) {
  const axe = readFileSync(AXE, "utf8");
  for (const [theme, kind] of THEMES) {
    await check(`${name} in ${theme}: no serious violation of accessibility`, async () => {
      workspace.configure({ "workbench.colorTheme": theme });
      await window.webview.themed(kind);
      // The colours arrive in several messages, some behind the kind: what stays is a violation.
      let found = "";
      const clean = async () => (found = await window.webview.violations(axe)) === "";
      await until(clean).catch(() => expect(false, found));
    });
  }
}

// One window of the workbench as a user sees it: what can be read off it and done in it. The selectors are the
// workbench's own and change with it; they are kept here and nowhere else.

import { RETRY, STEP_TIMEOUT, until } from "./checks.mjs";
import { Webview } from "./webview.mjs";

/** Milliseconds after which a dialog has done what follows from a text. */
const SETTLED = 500;

const BROWSER_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchBrowser({ chromium, browser }) {
  return chromium.launch({ executablePath: browser, args: BROWSER_FLAGS });
}

export class Window {
  #page;
  keyboard;

  constructor(page) {
    this.#page = page;
    this.keyboard = page.keyboard;
  }

  /** Opens `folder` in a new window of the editor at `url`. */
  static async open(browser, url, folder) {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 860 },
    });
    page.setDefaultTimeout(STEP_TIMEOUT);
    await page.goto(`${url}/?folder=${encodeURIComponent(folder)}`);
    await page.waitForSelector(".monaco-workbench", {
      timeout: STEP_TIMEOUT,
    });
    await page.waitForSelector('.explorer-viewlet .monaco-list-row[aria-label^="main.go"]');
    return new Window(page);
  }

  /** Loads the window again, with the editors that are open. */
  async reload() {
    await this.#page.reload();
    await this.#page.waitForSelector(".monaco-workbench .tab.active");
  }

  /** The page in the webview. */
  get webview() {
    return new Webview(this.#page);
  }

  /** Opens a file of the disk in a page of its own, which `body` gets. */
  async openElsewhere(file, body) {
    const page = await this.#page.context().browser().newPage();
    page.setDefaultTimeout(STEP_TIMEOUT);
    try {
      await page.goto(`file://${file}`);
      await body(page);
    } finally {
      await page.close();
    }
  }

  /** Takes the name that a dialog for saving offers. */
  async acceptFile(name) {
    await this.#page.waitForFunction(
      (wanted) => document.querySelector(".quick-input-widget input")?.value.endsWith(wanted),
      name,
    );
    await this.keyboard.press("Enter");
    await this.#page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** Types a path into a dialog for opening a file. */
  async enterFile(file) {
    const widget = this.#page.locator(".quick-input-widget:visible");
    const field = widget.locator("input");
    await until(async () => (await field.inputValue()) !== ""); // the dialog writes its folder into it
    await until(async () => {
      await field.fill(file);
      await this.#page.waitForTimeout(SETTLED); // it may still complete or replace what was typed
      if ((await field.inputValue()) !== file) {
        return false;
      }
      await this.keyboard.press("Enter");
      return widget.waitFor({ state: "hidden", timeout: RETRY }).then(
        () => true,
        () => false,
      );
    });
  }

  async close() {
    await this.#page.close();
  }

  /** Saves the window, or a part of it: `{x, y, width, height}`. */
  async screenshot(file, clip) {
    await this.#page.screenshot({ path: file, clip });
  }

  /** Waits for an element that is shown and returns it; `text` is a string or a pattern its text must contain. */
  async find(selector, { text, timeout = STEP_TIMEOUT } = {}) {
    const found = this.#page
      .locator(selector)
      .filter({ visible: true, ...(text === undefined ? {} : { hasText: text }) });
    await found.first().waitFor({ timeout });
    return found.first();
  }

  /** Waits for a decoration, which has no size of its own. */
  async decorated(selector) {
    await this.#page.locator(selector).first().waitFor({ state: "attached" });
  }

  /** Waits until no such element is there. */
  async gone(selector, { text } = {}) {
    const found = this.#page.locator(selector).filter(text === undefined ? {} : { hasText: text });
    await found.first().waitFor({ state: "detached" });
  }

  /** Waits until a picture is shown. */
  async loaded(selector) {
    await this.#page.waitForFunction(
      (wanted) => [...document.querySelectorAll(wanted)].some((picture) => picture.naturalWidth > 0),
      selector,
    );
  }

  async count(selector) {
    return this.#page.locator(selector).count();
  }

  /** Opens a file of the folder by its name, and focuses its editor. */
  async openFile(name) {
    await this.keyboard.press("F1"); // works wherever the focus is; without `>` the list is that of files
    await this.#page.locator(".quick-input-widget:visible input").fill(name);
    await this.find(".quick-input-list .monaco-list-row.focused", { text: name });
    await this.keyboard.press("Enter");
    await this.find(".tab.active", { text: name });
    await this.find(".editor-instance .view-line");
    await this.#focusEditor();
  }

  /** Runs a command by its title in the palette. */
  async run(title) {
    await this.#start(title);
    await this.#page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** Runs a command that opens a list with a title, and picks the entry that contains the text. */
  async pick(command, { title, text }) {
    await this.#start(command);
    await this.find(".quick-input-widget .quick-input-title", { text: title });
    await this.#page.locator(".quick-input-widget:visible input").fill(text);
    await this.find(".quick-input-list .monaco-list-row", { text });
    await this.keyboard.press("Enter");
    await this.#page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** Opens the list of code actions at a position (1-based), picks the entry that contains the text. */
  async act(line, column, text, beforehand = async () => {}) {
    await this.goTo(line, column);
    await this.find('.editor-instance [class*="lightbulb" i]');
    const row = await this.#offered(text);
    await beforehand();
    await row.click();
    await row.waitFor({ state: "hidden" });
  }

  /** The entry of the list of code actions; a list that opens before the server has answered closes again. */
  async #offered(text, attempts = 4) {
    await this.keyboard.press("Control+Period");
    try {
      return await this.find(".action-widget .monaco-list-row.action", { text, timeout: RETRY });
    } catch (error) {
      if (attempts === 1) {
        throw error;
      }
      await this.keyboard.press("Escape");
      return this.#offered(text, attempts - 1);
    }
  }

  async #start(title) {
    await this.keyboard.press("F1");
    await this.#page.locator(".quick-input-widget:visible input").fill(`>${title}`);
    await this.find(".quick-input-list .monaco-list-row", { text: title });
    await this.keyboard.press("Enter");
  }

  /** Puts the cursor at a line and column, both 1-based. */
  async goTo(line, column) {
    await this.#focusEditor();
    await this.keyboard.press("Control+G");
    await this.#page.locator(".quick-input-widget:visible input").fill(`:${line}:${column}`);
    await this.keyboard.press("Enter");
    await this.#page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  async #focusEditor() {
    await this.keyboard.press("Control+1");
    await this.find(".editor-instance .monaco-editor.focused");
  }

  /** Puts the cursor at the end of the file and types. */
  async append(text) {
    await this.#focusEditor();
    await this.keyboard.press("Control+End");
    await this.keyboard.type(text);
  }

  /** The text of the hover at a position (1-based), once it contains `expected`. */
  async hover(line, column, expected, attempts = 6) {
    await this.goTo(line, column);
    await this.keyboard.press("Control+K");
    await this.keyboard.press("Control+I");
    try {
      const hover = await this.find(".monaco-hover:visible", { text: expected, timeout: RETRY });
      return (await hover.innerText()).replaceAll("\u00a0", " ");
    } catch (error) {
      if (attempts === 1) {
        throw error;
      }
      await this.keyboard.press("Escape");
      return this.hover(line, column, expected, attempts - 1);
    }
  }

  async closeHover() {
    await this.keyboard.press("Escape");
    await this.#page.locator(".monaco-hover:visible").first().waitFor({ state: "hidden" });
  }

  /** The entries of the Problems view, as read to users of a screen reader. */
  async problem(text) {
    await this.#page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll(".markers-panel .monaco-list-row")].some((row) =>
          row.getAttribute("aria-label")?.includes(wanted),
        ),
      text,
    );
  }

  async showProblems() {
    await this.run("Problems: Focus on Problems View");
    await this.find(".markers-panel");
  }

  /** Waits for a notification with this text and returns its element. */
  async notification(text, { timeout = STEP_TIMEOUT } = {}) {
    return this.find(".notification-toast .notification-list-item", {
      text,
      timeout,
    });
  }

  async pressButton(notification, title) {
    await notification.locator(".monaco-button", { hasText: title }).click();
  }

  async clearNotifications() {
    await this.run("Notifications: Clear All Notifications");
    await this.gone(".notification-toast .notification-list-item");
  }
}

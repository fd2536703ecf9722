// "Show Size Report" and "Compare Size with Last Build": the page with the account of a program.

import { readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Connection } from "./client";
import { exportedPage } from "./export-page";
import { sizeReasonRequest, sizeRequest, sizeRetainedRequest, sizeSourceRequest } from "./protocol";
import type { SizeHistory } from "./size-history";
import type {
  Against,
  Comparison,
  ExportForm,
  FromSizePage,
  ShownReport,
  SizeReport,
  SizeState,
  ToSizePage,
} from "./sizes";
import { requireTrust } from "./trust";
import { PageView, pageOptions, pagesFolder } from "./webview";

const VIEW = "goBindery.size";
const PAGE = "size";
const BUILD = "Build Static Binary";
const CHOOSE = "Choose File...";
const LAST_BUILD = "the last build";

export class SizeView implements vscode.Disposable {
  readonly #connection: Connection;
  readonly #history: SizeHistory;
  readonly #extension: vscode.Uri;
  readonly #listeners: vscode.Disposable;
  #page: PageView<ToSizePage, FromSizePage> | undefined;
  #shown: ShownReport | undefined;
  #restored = ""; // file of a page that came back before the server did
  #asked = 0; // reports so far; a later one supersedes those before

  constructor(connection: Connection, history: SizeHistory, extension: vscode.Uri) {
    this.#connection = connection;
    this.#history = history;
    this.#extension = extension;
    this.#listeners = vscode.Disposable.from(
      connection.onDidChangeState(() => void this.#resume()),
      vscode.window.registerWebviewPanelSerializer(VIEW, {
        deserializeWebviewPanel: (panel, state: unknown) => this.#restore(panel, state),
      }),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#page?.dispose();
  }

  /** The commands; a message after a build names the program. */
  async show(comparison: Comparison, file?: string): Promise<void> {
    if (!requireTrust("showing sizes")) {
      return;
    }
    const wanted = file ?? (await this.#program());
    if (wanted === undefined) {
      return;
    }
    if (comparison === "last" && this.#history.before(wanted) === "") {
      void vscode.window.showInformationMessage(
        `Go Bindery: no other build of ${path.basename(wanted)} is known yet to compare with.`,
      );
    }
    if (this.#page === undefined) {
      const place = vscode.ViewColumn.Active;
      this.#adopt(vscode.window.createWebviewPanel(VIEW, "Size", place, pageOptions(this.#extension)));
    } else {
      this.#page.panel.reveal();
    }
    await this.#load(wanted, comparison);
  }

  /** The program that was built last; the user chooses when there is none. */
  async #program(): Promise<string | undefined> {
    const [last] = this.#history.tabs;
    if (last !== undefined) {
      return last.file;
    }
    const choice = await vscode.window.showInformationMessage(
      "Go Bindery: nothing has been built here yet.",
      BUILD,
      CHOOSE,
    );
    if (choice === BUILD) {
      await vscode.commands.executeCommand("goBindery.buildStatic");
    }
    return choice === CHOOSE ? chooseFile("Show Sizes") : undefined;
  }

  #adopt(panel: vscode.WebviewPanel): void {
    panel.iconPath = vscode.Uri.joinPath(this.#extension, "media", "icon.png");
    const page = new PageView<ToSizePage, FromSizePage>(panel, this.#extension, PAGE);
    this.#page?.dispose();
    this.#page = page;
    page.onDidReceive((message) => void this.#heard(message));
    page.onDidDispose(() => {
      if (this.#page === page) {
        this.#page = undefined;
        this.#shown = undefined;
      }
    });
  }

  /** The window was loaded again. */
  async #restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.#adopt(panel);
    const { file } = (state ?? {}) as Partial<SizeState>;
    this.#restored = file ?? "";
    await this.#resume();
  }

  async #resume(): Promise<void> {
    const file = this.#restored;
    if (file !== "" && this.#connection.client !== undefined) {
      this.#restored = "";
      await this.#load(file, "none");
    }
  }

  async #heard(message: FromSizePage): Promise<void> {
    const shown = this.#shown;
    if (shown === undefined) {
      return;
    }
    const { file } = shown.report;
    switch (message.type) {
      case "choose":
        return this.#load(message.file, shown.comparison === "last" ? "last" : "none");
      case "compare":
        return this.#load(file, message.comparison);
      case "reason":
        return this.#reason(file, message.symbol);
      case "retained":
        return this.#retained(shown.report);
      case "source":
        return this.#source(file, message.symbol);
      case "export":
        return this.#export(shown, message.form, message.picture);
    }
  }

  /** Shows the report of a program, compared as is wanted and possible. */
  async #load(file: string, wanted: Comparison): Promise<void> {
    const number = ++this.#asked;
    const digest = this.#history.before(file);
    let comparison = wanted === "last" && digest === "" ? "none" : wanted;
    let against: Against | undefined;
    if (comparison === "last") {
      against = { digest, name: LAST_BUILD };
    } else if (comparison === "file") {
      const other = await chooseFile("Compare");
      against = other === undefined ? undefined : { file: other };
      comparison = other === undefined ? "none" : "file";
    }
    this.#page?.post({ type: "state", note: "Reading…" });
    const params = { file, ...(against === undefined ? {} : { against }) };
    const report = await this.#ask((client) => client.sendRequest(sizeRequest, params));
    if (report === undefined || number !== this.#asked || this.#page === undefined) {
      return;
    }
    const known = this.#history.tabs;
    const tabs = known.some((tab) => tab.file === file)
      ? known
      : [{ file, label: path.basename(file) }, ...known];
    if (comparison === "last" && report.baseline === "") {
      comparison = "none";
      void vscode.window.showInformationMessage(
        "Go Bindery: the account of the last build is no longer in the cache.",
      );
    }
    this.#shown = { report, tabs, comparison, hasLast: digest !== "" };
    this.#page.panel.title = `Size: ${path.basename(file)}`;
    this.#page.post({ type: "report", ...this.#shown });
  }

  async #reason(file: string, symbol: string): Promise<void> {
    const reason = await this.#ask((client) => client.sendRequest(sizeReasonRequest, { file, symbol }));
    this.#page?.signal({ type: "reason", symbol, reason: reason ?? null });
  }

  async #retained({ file, digest }: SizeReport): Promise<void> {
    const retained = await this.#ask((client) => client.sendRequest(sizeRetainedRequest, { file }));
    this.#page?.signal({ type: "retained", digest, retained: retained ?? { names: [], bytes: [] } });
  }

  async #source(file: string, symbol: string): Promise<void> {
    const place = await this.#ask((client) => client.sendRequest(sizeSourceRequest, { file, symbol }));
    if (place === undefined) {
      return;
    }
    if (place === null) {
      void vscode.window.showInformationMessage(
        `Go Bindery: the source of ${symbol} is not on this machine.`,
      );
      return;
    }
    const position = new vscode.Position(place.line - 1, 0);
    await vscode.window.showTextDocument(vscode.Uri.file(place.path), {
      viewColumn: vscode.ViewColumn.Beside,
      selection: new vscode.Range(position, position),
    });
  }

  /** The server's answer; undefined when there is none, which the user and the page are told. */
  async #ask<Answer>(
    question: (client: NonNullable<Connection["client"]>) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    const { client } = this.#connection;
    let reason = "the server is not running";
    if (client !== undefined) {
      try {
        return await question(client);
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
    }
    this.#page?.post({ type: "state", note: reason });
    void vscode.window.showErrorMessage(`Go Bindery: no sizes: ${reason}.`);
    return undefined;
  }

  async #export(shown: ShownReport, form: ExportForm, picture: string): Promise<void> {
    const { file } = shown.report;
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.file(`${file}.size.${form}`),
      filters: { [form.toUpperCase()]: [form] },
    });
    if (target !== undefined) {
      await writeFile(target.fsPath, await this.#exported(shown, form, picture));
    }
  }

  async #exported(shown: ShownReport, form: ExportForm, picture: string): Promise<string | Buffer> {
    switch (form) {
      case "json":
        return `${JSON.stringify(shown.report)}\n`;
      case "png":
        return Buffer.from(picture, "base64");
      case "html": {
        const part = (suffix: string): Promise<string> =>
          readFile(vscode.Uri.joinPath(pagesFolder(this.#extension), PAGE + suffix).fsPath, "utf8");
        const title = `Size of ${path.basename(shown.report.file)}`;
        return exportedPage(title, await part(".js"), await part(".css"), { ...shown, tabs: [] });
      }
    }
  }
}

async function chooseFile(label: string): Promise<string | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ openLabel: label })) ?? [];
  return file?.fsPath;
}

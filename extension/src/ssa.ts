// "Show SSA": the page beside the source with the function's SSA, pass by pass.

import { readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Connection } from "./client";
import { exportedPage } from "./export-page";
import { Follower, aimOf } from "./follow";
import type { FromSsaPage, SourceRange, SsaListing, SsaState, ToSsaPage } from "./pages";
import { ssaRequest } from "./protocol";
import { requireTrust } from "./trust";
import type { ViewTracker } from "./view";
import { PageView, pageOptions, pagesFolder } from "./webview";

const VIEW = "goBindery.ssa";
const PAGE = "ssa";

export class SsaView implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #follower: Follower<SsaListing>;
  readonly #listeners: vscode.Disposable;
  #page: PageView<ToSsaPage, FromSsaPage> | undefined;

  constructor(connection: Connection, views: ViewTracker, extension: vscode.Uri) {
    this.#extension = extension;
    this.#follower = new Follower(connection, ssaRequest, {
      show: (listing) => {
        this.#page?.post({ type: "listing", listing, pinned: this.#follower.pinned });
        this.#page?.post({ type: "state", outOfDate: false, note: "" });
      },
      state: (outOfDate, note) => this.#page?.post({ type: "state", outOfDate, note }),
      cursor: (first, last) => this.#page?.post({ type: "cursor", first, last }),
    });
    this.#listeners = vscode.Disposable.from(
      this.#follower,
      views.onDidChange(() => {
        this.#refresh();
      }),
      vscode.window.registerWebviewPanelSerializer(VIEW, {
        deserializeWebviewPanel: (panel, state: unknown) => this.#restore(panel, state),
      }),
    );
  }

  /** The command; a lens names the file and a 0-based line of the function. */
  async show(uri?: string, line?: number): Promise<void> {
    if (!requireTrust("showing SSA")) {
      return;
    }
    const aim = aimOf(uri, line);
    if (aim === undefined) {
      void vscode.window.showInformationMessage(
        "Go Bindery: open a Go file and put the cursor in a function.",
      );
      return;
    }
    if (this.#page === undefined) {
      const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      const options = { ...pageOptions(this.#extension), enableFindWidget: true };
      this.#adopt(vscode.window.createWebviewPanel(VIEW, "SSA", place, options));
    } else {
      this.#page.panel.reveal(undefined, true);
    }
    await this.#follower.aim(aim);
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#page?.dispose();
  }

  #refresh(): void {
    if (this.#page !== undefined) {
      void this.#follower.refresh();
    }
  }

  #adopt(panel: vscode.WebviewPanel): void {
    panel.iconPath = vscode.Uri.joinPath(this.#extension, "media", "icon.png");
    const page = new PageView<ToSsaPage, FromSsaPage>(panel, this.#extension, PAGE);
    this.#page?.dispose();
    this.#page = page;
    page.onDidReceive((message) => void this.#heard(message));
    page.onDidDispose(() => {
      if (this.#page === page) {
        this.#page = undefined;
        this.#follower.stop();
      }
    });
  }

  /** The window was loaded again. */
  async #restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.#adopt(panel);
    const { uri, line = 0, declaration, symbol, pinned = false } = (state ?? {}) as Partial<SsaState>;
    if (uri !== undefined && declaration !== undefined && symbol !== undefined) {
      await this.#follower.aim(
        { uri: vscode.Uri.parse(uri), line, character: 0, declaration, symbol },
        pinned,
      );
    }
  }

  async #heard(message: FromSsaPage): Promise<void> {
    switch (message.type) {
      case "reveal":
        return this.#reveal(message.range);
      case "choose":
        return this.#follower.choose(message.symbol);
      case "pin":
        this.#follower.pin(message.pinned);
        return;
      case "export":
        return this.#export();
    }
  }

  /** Selects the source of a value, if what is shown is of the text as it is. */
  async #reveal([line, character, endLine, endCharacter]: SourceRange): Promise<void> {
    const uri = this.#follower.uri;
    if (uri === undefined || this.#follower.current === undefined) {
      return;
    }
    const beside = { preserveFocus: true, viewColumn: vscode.ViewColumn.One };
    const editor = this.#follower.editor() ?? (await vscode.window.showTextDocument(uri, beside));
    const selection = new vscode.Selection(line, character, endLine, endCharacter);
    editor.selection = selection;
    editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  async #export(): Promise<void> {
    const { listing, uri } = this.#follower;
    if (listing === undefined || uri === undefined) {
      return;
    }
    const name = `${listing.name.replaceAll(/[^\p{L}\p{N}_.-]+/gu, "_")}.ssa.html`;
    const file = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.file(path.join(path.dirname(uri.fsPath), name)),
      filters: { HTML: ["html"] },
    });
    if (file === undefined) {
      return;
    }
    const part = (suffix: string): Promise<string> =>
      readFile(vscode.Uri.joinPath(pagesFolder(this.#extension), PAGE + suffix).fsPath, "utf8");
    const title = `${listing.name} · ${listing.target}`;
    await writeFile(file.fsPath, exportedPage(title, await part(".js"), await part(".css"), listing));
  }
}

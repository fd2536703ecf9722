// What the views of compiled code have in common: they show the function that the cursor is in, or stay with one, and
// follow the text as it is typed.
//
// Invariant: a listing is current only while it is of the document's version; from an edit until the next listing, the
// view is told that it is out of date.

import * as vscode from "vscode";
import type { RequestType } from "vscode-languageclient/node";
import type { Connection } from "./client";
import type { CodeListing, CodeParams } from "./pages";

/** Milliseconds without a key press, or with the cursor at rest, until the server is asked. */
const REST = 150;

const UNTRUSTED = "Compiled code is shown in trusted workspaces only.";

/** What a view hears. */
export interface Listener<Listing extends CodeListing> {
  show(listing: Listing): void;
  /** What is shown is no longer the text's, or there is something to say instead; "" takes it back. */
  state(outOfDate: boolean, note: string): void;
  /** The lines that are selected in the source of what is shown. */
  cursor(first: number, last: number): void;
}

export interface Aim {
  readonly uri: vscode.Uri;
  readonly line: number;
  readonly character: number;
  readonly declaration?: string;
  readonly symbol?: string;
}

export class Follower<Listing extends CodeListing> implements vscode.Disposable {
  readonly #connection: Connection;
  readonly #request: RequestType<CodeParams, Listing | null, void>;
  readonly #listener: Listener<Listing>;
  readonly #listeners: vscode.Disposable;
  #aim: Aim | undefined;
  #listing: Listing | undefined;
  #source: vscode.Uri | undefined; // the document that the listing is of
  #pinned = false;
  #timer: NodeJS.Timeout | undefined;
  #asking: vscode.CancellationTokenSource | undefined;

  constructor(
    connection: Connection,
    request: RequestType<CodeParams, Listing | null, void>,
    listener: Listener<Listing>,
  ) {
    this.#connection = connection;
    this.#request = request;
    this.#listener = listener;
    this.#listeners = vscode.Disposable.from(
      connection.onDidChangeState(({ kind }) => {
        if (kind === "running") {
          this.#later();
        }
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.languageId === "go" && contentChanges.length > 0) {
          this.#edited(document);
        }
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        this.#moved(textEditor);
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor !== undefined) {
          this.#moved(editor);
        }
      }),
    );
  }

  /** What is shown, if it is of the text as it is now. */
  get current(): Listing | undefined {
    const source = this.#source?.toString();
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === source);
    return this.#listing?.version === document?.version ? this.#listing : undefined;
  }

  /** What is shown, however old. */
  get listing(): Listing | undefined {
    return this.#listing;
  }

  /** The document that is shown, or will be. */
  get uri(): vscode.Uri | undefined {
    return this.#source ?? this.#aim?.uri;
  }

  get pinned(): boolean {
    return this.#pinned;
  }

  /** Shows another function. */
  aim(aim: Aim, pinned = false): Promise<void> {
    this.#aim = aim;
    this.#pinned = pinned;
    return this.refresh();
  }

  /** Shows another of the functions that the declaration gives. */
  choose(symbol: string): Promise<void> {
    if (this.#aim !== undefined) {
      this.#aim = { ...this.#aim, symbol };
    }
    return this.refresh();
  }

  pin(pinned: boolean): void {
    this.#pinned = pinned;
    if (this.#aim !== undefined && this.#listing !== undefined) {
      this.#aim = { ...this.#aim, declaration: this.#listing.declaration };
    }
  }

  /** Asks the server again, for a change of settings for example. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    this.#asking?.cancel();
    const aim = this.#aim;
    const { client } = this.#connection;
    if (aim === undefined) {
      return;
    }
    if (!vscode.workspace.isTrusted) {
      this.#listener.state(true, UNTRUSTED);
      return;
    }
    if (client === undefined) {
      this.#listener.state(true, "The server is not running.");
      return;
    }
    const document = await vscode.workspace.openTextDocument(aim.uri).then(
      (found) => found,
      () => undefined, // it is gone
    );
    const asking = (this.#asking = new vscode.CancellationTokenSource());
    const { uri, ...rest } = aim;
    const params = { uri: client.code2ProtocolConverter.asUri(uri), ...rest };
    try {
      const listing = await client.sendRequest(this.#request, params, asking.token);
      if (this.#asking === asking) {
        this.#answered(listing, document);
      }
    } catch (error) {
      if (this.#asking === asking && !asking.token.isCancellationRequested) {
        this.#listener.state(true, error instanceof Error ? error.message : String(error));
      }
    }
  }

  /** Follows nothing any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.cancel();
    this.#asking = undefined;
    this.#aim = undefined;
    this.#listing = undefined;
    this.#source = undefined;
  }

  dispose(): void {
    this.stop();
    this.#listeners.dispose();
  }

  #answered(listing: Listing | null, document: vscode.TextDocument | undefined): void {
    if (listing === null) {
      this.#missed();
      return;
    }
    if (listing.version !== document?.version) {
      return; // an edit came in between: the next answer is on its way
    }
    this.#listing = listing;
    this.#source = document.uri;
    this.#listener.show(listing);
    const editor = this.editor();
    if (editor !== undefined) {
      this.#listener.cursor(editor.selection.start.line, editor.selection.end.line);
    }
  }

  /** There is no function: between functions the view keeps what it has. */
  #missed(): void {
    const { current } = this;
    if (this.#aim?.declaration !== undefined || current === undefined || this.#source === undefined) {
      const gone = this.#aim?.declaration !== undefined;
      this.#listener.state(true, gone ? "The function is gone." : "No function here.");
      return;
    }
    const { firstLine: line, declaration, symbol } = current;
    this.#aim = { uri: this.#source, line, character: 0, declaration, symbol };
    this.#listener.state(false, "");
  }

  /** An editor that shows the source. */
  editor(): vscode.TextEditor | undefined {
    const wanted = this.uri?.toString();
    return vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === wanted);
  }

  /** An edit of any Go file may matter: what is inlined comes from everywhere. */
  #edited(document: vscode.TextDocument): void {
    if (this.#aim === undefined) {
      return;
    }
    if (document.uri.toString() === this.uri?.toString()) {
      // The function may have moved; its name has not, unless that is what was edited.
      const declaration = this.#aim.declaration ?? this.#listing?.declaration;
      this.#aim = declaration === undefined ? this.#aim : { ...this.#aim, declaration };
      this.#listener.state(true, "Out of date: compiling…");
    }
    this.#later();
  }

  #moved(editor: vscode.TextEditor): void {
    const { document, selection } = editor;
    if (this.#aim === undefined || document.languageId !== "go") {
      return;
    }
    const same = document.uri.toString() === this.uri?.toString();
    if (same) {
      this.#listener.cursor(selection.start.line, selection.end.line);
    }
    if (this.#pinned || (same && this.#covers(selection.active.line))) {
      return;
    }
    const { line, character } = selection.active;
    this.#aim = { uri: document.uri, line, character };
    this.#later();
  }

  #covers(line: number): boolean {
    const listing = this.#listing;
    return listing !== undefined && line >= listing.firstLine && line <= listing.lastLine;
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), REST);
  }
}

/** The function that a command means: that of a lens, or the one around the cursor. */
export function aimOf(uri?: string, line?: number): Aim | undefined {
  if (uri !== undefined && line !== undefined) {
    return { uri: vscode.Uri.parse(uri), line, character: 0 };
  }
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== "go") {
    return undefined;
  }
  const { active } = editor.selection;
  return { uri: editor.document.uri, line: active.line, character: active.character };
}

// Tells the server which function the cursor is in, while the setting `goBindery.lens` wants lenses only there.

import * as vscode from "vscode";
import type { Connection } from "./client";
import { cursorMoved } from "./protocol";
import { readServerSettings } from "./settings";
import { functionName } from "./text";

/** Milliseconds that the cursor must rest: a held arrow key passes through many functions. */
const REST = 120;

export class CursorTracker implements vscode.Disposable {
  readonly #connection: Connection;
  readonly #listeners: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  #told = ""; // file and line, as the server knows them

  constructor(connection: Connection) {
    this.#connection = connection;
    const afresh = (): void => {
      this.#told = "";
      this.#wait();
    };
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeTextEditorSelection(() => {
        this.#wait();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.#wait();
      }),
      connection.onDidChangeState(afresh),
      vscode.workspace.onDidChangeConfiguration(afresh),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners.dispose();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#tell();
    }, REST);
  }

  #tell(): void {
    const { client } = this.#connection;
    const editor = vscode.window.activeTextEditor;
    if (
      client === undefined ||
      editor?.document.languageId !== "go" ||
      readServerSettings().lens !== "cursor"
    ) {
      return;
    }
    const { document, selection } = editor;
    const uri = client.code2ProtocolConverter.asUri(document.uri);
    const line = functionName((number) => document.lineAt(number).text, selection.active.line)?.line ?? 0;
    const place = `${uri}:${line}`;
    if (place !== this.#told) {
      this.#told = place;
      void client.sendNotification(cursorMoved, { uri, line });
    }
  }
}

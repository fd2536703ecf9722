// How the server looks at the file in front of the user: for which target, with which standard library, and why.

import * as vscode from "vscode";
import type { Connection } from "./client";
import { type ViewDescription, viewRequest } from "./protocol";

const LANGUAGES: ReadonlySet<string> = new Set(["go", "go.mod", "go.work"]);

export class ViewTracker implements vscode.Disposable {
  readonly #connection: Connection;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable;
  #description: ViewDescription | undefined;
  #question = 0; // the answer to an older question no longer counts

  readonly onDidChange = this.#changed.event;

  constructor(connection: Connection) {
    this.#connection = connection;
    const ask = (): void => void this.refresh();
    this.#listeners = vscode.Disposable.from(
      this.#changed,
      connection.onDidChangeState(ask),
      vscode.window.onDidChangeActiveTextEditor(ask),
      vscode.workspace.onDidSaveTextDocument(ask),
      vscode.workspace.onDidChangeWorkspaceFolders(ask),
    );
  }

  /** What the server last said; undefined while there is no server. */
  get description(): ViewDescription | undefined {
    return this.#description;
  }

  /** Asks the server again. */
  async refresh(): Promise<void> {
    const question = ++this.#question;
    const { client } = this.#connection;
    const uri = whereTheUserIs();
    let description: ViewDescription | undefined;
    if (client !== undefined && uri !== undefined) {
      const params = { uri: client.code2ProtocolConverter.asUri(uri) };
      description = await client.sendRequest(viewRequest, params).catch(() => undefined); // it is being replaced
    }
    if (question === this.#question) {
      this.#description = description;
      this.#changed.fire();
    }
  }

  dispose(): void {
    this.#listeners.dispose();
  }
}

/** The file in the active editor if it is Go's; else any file of the first folder. */
function whereTheUserIs(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined && LANGUAGES.has(document.languageId)) {
    return document.uri;
  }
  const folder = vscode.workspace.workspaceFolders?.[0];
  return folder === undefined ? document?.uri : vscode.Uri.joinPath(folder.uri, "go.mod");
}

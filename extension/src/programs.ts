// Which program a command means: the one of the open file, the only one, or the one that the user picks by its name.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type MainPackage, mainsRequest } from "./protocol";

/** Where the last choice of this workspace is kept. */
const LAST = "goBindery.program";

const PACKAGE_MAIN = /^package[ \t]+main\b/m;

interface ProgramItem extends vscode.QuickPickItem {
  readonly uri: string;
}

export class Programs {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** The file or folder of a program; undefined when the user picked none, or there is nothing to build. */
  async choose(client: LanguageClient): Promise<vscode.Uri | undefined> {
    const document = vscode.window.activeTextEditor?.document;
    const open = document?.languageId === "go" && document.uri.scheme === "file" ? document : undefined;
    if (open !== undefined && PACKAGE_MAIN.test(open.getText())) {
      return open.uri;
    }
    const mains = await client.sendRequest(mainsRequest, {});
    const [only] = mains;
    if (only === undefined) {
      return open?.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri; // the build says what is missing
    }
    const uri = mains.length === 1 ? only.uri : await this.#pick(mains);
    return uri === undefined ? undefined : vscode.Uri.parse(uri);
  }

  async #pick(mains: readonly MainPackage[]): Promise<string | undefined> {
    const last = this.#memory.get<string>(LAST);
    const items: ProgramItem[] = mains.map(({ name, importPath, uri }) => {
      return { label: name, description: importPath, uri };
    });
    items.sort((one, other) => Number(other.uri === last) - Number(one.uri === last));
    const options = { title: "Program", placeHolder: "The program to build", matchOnDescription: true };
    const chosen = await vscode.window.showQuickPick(items, options);
    await (chosen === undefined ? undefined : this.#memory.update(LAST, chosen.uri));
    return chosen?.uri;
  }
}

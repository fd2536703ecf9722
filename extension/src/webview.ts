// What every webview of this extension stands on: a page that may load its own script and style and nothing else, and
// messages that are typed both ways. The page's half is webview/host.ts.
//
// A page is the pair out/webview/NAME.js and NAME.css. It begins by saying `ready`; what is sent before waits until then,
// and of messages of one type only the last, for they describe a state. A page that VS Code hides may be thrown away
// and made again: it says `ready` again, and gets the last message of each type once more.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { escapeHtml } from "./html";
import type { Message } from "./messages";

/** What a page says besides messages of its own. */
interface Ready {
  readonly type: "ready";
}

export class PageView<ToPage extends Message, FromPage extends Message> implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #received = new vscode.EventEmitter<FromPage>();
  readonly #last = new Map<string, ToPage>();
  readonly #listeners: vscode.Disposable;
  #ready = false;

  readonly onDidReceive = this.#received.event;
  readonly onDidDispose: vscode.Event<void>;

  /** Fills a panel, new or brought back after a reload, with the page of that name. */
  constructor(panel: vscode.WebviewPanel, extension: vscode.Uri, name: string, lang = vscode.env.language) {
    this.#panel = panel;
    this.onDidDispose = panel.onDidDispose;
    panel.webview.options = pageOptions(extension);
    this.#listeners = vscode.Disposable.from(
      this.#received,
      panel.webview.onDidReceiveMessage((message: FromPage | Ready) => {
        this.#receive(message);
      }),
    );
    panel.webview.html = pageHtml(panel.webview, extension, name, panel.title, lang);
  }

  get panel(): vscode.WebviewPanel {
    return this.#panel;
  }

  /** Tells the page; it is kept for a page that is made again. */
  post(message: ToPage): void {
    this.#last.set(message.type, message);
    if (this.#ready) {
      void this.#panel.webview.postMessage(message);
    }
  }

  /** Tells the page what happened just now; a page that does not hear it never does. */
  signal(message: ToPage): void {
    if (this.#ready) {
      void this.#panel.webview.postMessage(message);
    }
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#panel.dispose();
  }

  #receive(message: FromPage | Ready): void {
    if (!isReady(message)) {
      this.#received.fire(message);
      return;
    }
    this.#ready = true;
    for (const last of this.#last.values()) {
      void this.#panel.webview.postMessage(last);
    }
  }
}

function isReady(message: Message): message is Ready {
  return message.type === "ready";
}

/** Options of a panel for a page: scripts, from the extension's own folder alone. */
export function pageOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [pagesFolder(extension)] };
}

/** Where the bundled pages are. */
export function pagesFolder(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, "out", "webview");
}

function pageHtml(
  webview: vscode.Webview,
  extension: vscode.Uri,
  name: string,
  title: string,
  lang: string,
): string {
  const nonce = randomBytes(16).toString("base64");
  const file = (suffix: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(pagesFolder(extension), name + suffix)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!doctype html>
<html lang="${escapeHtml(lang)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file(".css")}">
<title>${escapeHtml(title)}</title>
</head>
<body><script nonce="${nonce}" src="${file(".js")}"></script></body>
</html>
`;
}

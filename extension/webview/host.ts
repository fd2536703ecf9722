// The page's half of the messages with the extension (src/webview.ts is the other), and what it keeps over a reload.
// A page that was exported stands alone: there is nobody to talk to, and nothing is kept.

import type { Message } from "../src/messages";

interface Editor {
  postMessage(message: Message): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): Editor;

/** What a page hears, says, and keeps. */
interface Contract {
  readonly toPage: Message;
  readonly fromPage: Message;
  readonly state: unknown;
}

export class Host<Terms extends Contract> {
  readonly #editor = typeof acquireVsCodeApi === "function" ? acquireVsCodeApi() : undefined;

  /** Whether the page is shown by the editor, and not a file of its own. */
  get connected(): boolean {
    return this.#editor !== undefined;
  }

  /** What was kept before the window was loaded again; whoever reads it checks it. */
  get state(): Terms["state"] | undefined {
    const kept = this.#editor?.getState();
    return typeof kept === "object" && kept !== null ? kept : undefined;
  }

  keep(state: Terms["state"]): void {
    this.#editor?.setState(state);
  }

  post(message: Terms["fromPage"]): void {
    this.#editor?.postMessage(message);
  }

  /** Begins to listen, and asks for what there is to show. */
  listen(receive: (message: Terms["toPage"]) => void): void {
    window.addEventListener("message", (event: MessageEvent<Terms["toPage"]>) => {
      receive(event.data);
    });
    this.#editor?.postMessage({ type: "ready" });
  }
}

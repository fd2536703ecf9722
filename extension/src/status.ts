// The status bar item: whether the server runs, for which target the file in front of the user is checked, and with
// which standard library; the tooltip says why, and leads to the commands.

import * as vscode from "vscode";
import type { Connection, ServerState } from "./client";
import type { ViewDescription } from "./protocol";
import { describeView } from "./text";
import type { ViewTracker } from "./view";

interface Look {
  readonly icon: string;
  readonly detail: string;
  readonly background?: vscode.ThemeColor;
}

export class StatusItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(
    "goBindery.status",
    vscode.StatusBarAlignment.Right,
    100,
  );
  readonly #connection: Connection;
  readonly #views: ViewTracker;
  readonly #listeners: vscode.Disposable;

  constructor(connection: Connection, views: ViewTracker) {
    this.#connection = connection;
    this.#views = views;
    const refresh = (): void => {
      this.refresh();
    };
    this.#listeners = vscode.Disposable.from(
      connection.onDidChangeState(refresh),
      views.onDidChange(refresh),
    );
    this.#item.name = "Go Bindery";
    this.refresh();
    this.#item.show();
  }

  refresh(): void {
    const state = this.#connection.state;
    const { icon, detail, background } = appearance(state);
    const view = state.kind === "running" ? this.#views.description : undefined;
    const words = ["Go Bindery", view?.target ?? "", view?.goVersion ?? ""];
    this.#item.text = `$(${icon}) ${words.filter((word) => word !== "").join(" · ")}`;
    this.#item.command = view === undefined ? "goBindery.showLog" : "goBindery.selectTarget";
    this.#item.tooltip = tooltip(detail, view);
    this.#item.backgroundColor = background;
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#item.dispose();
  }
}

function appearance(state: ServerState): Look {
  switch (state.kind) {
    case "starting":
      return { icon: "sync~spin", detail: "The server is starting." };
    case "running":
      return vscode.workspace.isTrusted
        ? { icon: "check", detail: `The server is running: version ${state.version}.` }
        : { icon: "shield", detail: "Restricted Mode: diagnostics only." };
    case "crashed":
      return {
        icon: "warning",
        detail: `The server stopped (${state.reason}) and is being started again.`,
        background: new vscode.ThemeColor("statusBarItem.warningBackground"),
      };
    case "missing":
      return {
        icon: "error",
        detail: "No server was found.",
        background: new vscode.ThemeColor("statusBarItem.errorBackground"),
      };
    case "failed":
      return {
        icon: "error",
        detail: `The server is not running: ${state.reason}.`,
        background: new vscode.ThemeColor("statusBarItem.errorBackground"),
      };
    case "stopped":
      return { icon: "circle-slash", detail: "The server is stopped." };
  }
}

const LINKS: readonly (readonly [string, string])[] = [
  ["Select Target", "goBindery.selectTarget"],
  ["Build Static Binary", "goBindery.buildStatic"],
  ["Build for Target", "goBindery.buildForTarget"],
  ["Run", "goBindery.run"],
  ["Restart Server", "goBindery.restart"],
  ["Show Log", "goBindery.showLog"],
  ["Show Debug Info", "goBindery.showDebugInfo"],
];

function tooltip(detail: string, view: ViewDescription | undefined): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  for (const line of [detail, ...(view === undefined ? [] : describeView(view))]) {
    text.appendText(line).appendMarkdown("\n\n");
  }
  text.appendMarkdown(LINKS.map(([title, command]) => `[${title}](command:${command})`).join(" · "));
  text.isTrusted = { enabledCommands: LINKS.map(([, command]) => command) };
  return text;
}

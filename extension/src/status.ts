// The status bar item: whether the server runs, its version, and the target that builds are for.

import * as vscode from "vscode";
import type { Connection, ServerState } from "./client";
import { readServerSettings } from "./settings";
import { targetName } from "./target";

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

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#item.name = "Go Bindery";
    this.#item.command = "goBindery.showLog";
    this.refresh();
    this.#item.show();
  }

  refresh(): void {
    const state = this.#connection.state;
    const { icon, detail, background } = appearance(state);
    const words = ["Go Bindery"];
    if (state.kind === "running") {
      const { goos, goarch } = readServerSettings().build;
      words.push(state.version, targetName(goos, goarch, process.platform, process.arch));
    }
    this.#item.text = `$(${icon}) ${words.filter((word) => word !== "").join(" · ")}`;
    this.#item.tooltip = tooltip(detail);
    this.#item.backgroundColor = background;
  }

  dispose(): void {
    this.#item.dispose();
  }
}

function appearance(state: ServerState): Look {
  switch (state.kind) {
    case "starting":
      return { icon: "sync~spin", detail: "The server is starting." };
    case "running":
      return vscode.workspace.isTrusted
        ? { icon: "check", detail: "The server is running." }
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

function tooltip(detail: string): vscode.MarkdownString {
  const links = [
    "[Build Static Binary](command:goBindery.buildStatic)",
    "[Restart Server](command:goBindery.restart)",
    "[Show Log](command:goBindery.showLog)",
  ];
  const text = new vscode.MarkdownString(`${detail}\n\n${links.join(" · ")}`);
  text.isTrusted = { enabledCommands: ["goBindery.buildStatic", "goBindery.restart", "goBindery.showLog"] };
  return text;
}

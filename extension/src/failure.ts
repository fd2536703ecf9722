// Tells the user, once per failure, that there is no server and what to do about it.

import * as vscode from "vscode";
import type { ServerState } from "./client";

interface Offer {
  readonly title: string;
  readonly command: string;
  readonly arguments: readonly string[];
}

const SHOW_LOG: Offer = { title: "Show Log", command: "goBindery.showLog", arguments: [] };
const RESTART: Offer = { title: "Restart Server", command: "goBindery.restart", arguments: [] };
const DEBUG_INFO: Offer = { title: "Show Debug Info", command: "goBindery.showDebugInfo", arguments: [] };
const OPEN_SETTINGS: Offer = {
  title: "Open Settings",
  command: "workbench.action.openSettings",
  arguments: ["@ext:gobindery.go-bindery"],
};

/** Shows a message when `state` is one that the extension does not leave by itself. */
export async function reportFailure(state: ServerState): Promise<void> {
  if (state.kind === "missing") {
    await offer(state.advice, [OPEN_SETTINGS, RESTART, SHOW_LOG]);
  } else if (state.kind === "failed") {
    await offer(
      `The Go Bindery server does not run: ${state.reason}. The output channel "Go Bindery" says why.`,
      [SHOW_LOG, RESTART, DEBUG_INFO],
    );
  }
}

async function offer(message: string, offers: readonly Offer[]): Promise<void> {
  const title = await vscode.window.showErrorMessage(message, ...offers.map((offer) => offer.title));
  const chosen = offers.find((offer) => offer.title === title);
  if (chosen !== undefined) {
    await vscode.commands.executeCommand(chosen.command, ...chosen.arguments);
  }
}

// Activation: makes the parts and connects them.

import * as vscode from "vscode";
import { Builder } from "./build";
import { Connection } from "./client";
import { registerCommands } from "./commands";
import { CursorTracker } from "./cursor";
import { reportFailure } from "./failure";
import { SECTION } from "./settings";
import { StatusItem } from "./status";
import { ViewTracker } from "./view";

let connection: Connection | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Go Bindery", { log: true });
  const server = new Connection(context.extensionPath, log);
  const views = new ViewTracker(server);
  const status = new StatusItem(server, views);
  const builder = new Builder(server, log);
  connection = server;
  context.subscriptions.push(
    log,
    server,
    views,
    status,
    builder,
    new CursorTracker(server),
    registerCommands(server, builder, views, log),
    server.onDidChangeState((state) => void reportFailure(state)),
    // The server learns at its start whether it may do more than report errors.
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
    // Whether diagnostics are ours depends on the other extensions.
    vscode.extensions.onDidChange(() => server.takeSettings()),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration(SECTION)) {
        await server.takeSettings();
        await views.refresh();
      }
    }),
  );
  await server.restart();
}

export async function deactivate(): Promise<void> {
  await connection?.stop();
}

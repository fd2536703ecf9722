// Activation: makes the parts and connects them.

import * as vscode from "vscode";
import { AssemblyView } from "./assembly";
import { Builder } from "./build";
import { Connection } from "./client";
import { registerCommands } from "./commands";
import { CursorTracker } from "./cursor";
import { DebugInfo } from "./debug-info";
import { reportFailure } from "./failure";
import { SECTION } from "./settings";
import { SizeView } from "./size";
import { SizeHistory } from "./size-history";
import { SsaView } from "./ssa";
import { StatusItem } from "./status";
import { TASK_TYPE, TaskProvider } from "./tasks";
import { ViewTracker } from "./view";

let connection: Connection | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Go Bindery", { log: true });
  const server = new Connection(context.extensionPath, log);
  const views = new ViewTracker(server);
  const status = new StatusItem(server, views);
  const history = new SizeHistory(context.workspaceState);
  const builder = new Builder(server, context.workspaceState, history, log);
  const ssa = new SsaView(server, views, context.extensionUri);
  const assembly = new AssemblyView(server, views);
  const sizes = new SizeView(server, history, context.extensionUri);
  const debugInfo = new DebugInfo(server, views, context.extension);
  connection = server;
  context.subscriptions.push(
    log,
    server,
    views,
    status,
    builder,
    ssa,
    assembly,
    sizes,
    debugInfo,
    new CursorTracker(server),
    vscode.tasks.registerTaskProvider(TASK_TYPE, new TaskProvider(server)),
    registerCommands(server, builder, views, { ssa, assembly, sizes, debugInfo }, log, context.extension),
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

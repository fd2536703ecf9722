// The extension's commands, by id. The server's own commands (goBindery.server.*) are for editors without this
// extension; they have other ids because the language client registers whatever a server offers.

import * as vscode from "vscode";
import type { Builder } from "./build";
import type { Connection } from "./client";
import { showDecisions } from "./decisions";
import { DECISION_KINDS } from "./protocol";
import { selectTarget } from "./select-target";
import { toggleDecisions } from "./settings";
import type { ViewTracker } from "./view";

export function registerCommands(
  connection: Connection,
  builder: Builder,
  views: ViewTracker,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand("goBindery.buildStatic", () => builder.run()),
    registerCommand("goBindery.restart", () => connection.restart()),
    registerCommand("goBindery.showLog", () => {
      log.show();
    }),
    registerCommand("goBindery.showDecisions", showDecisions),
    registerCommand("goBindery.selectTarget", () => selectTarget(views)),
    ...DECISION_KINDS.map((kind) =>
      registerCommand(`goBindery.toggleDecisions.${kind}`, () => toggleDecisions(kind)),
    ),
  );
}

// The extension's commands, by id. The server's own commands (goBindery.server.*) are for editors without this
// extension; they have other ids because the language client registers whatever a server offers.

import * as vscode from "vscode";
import type { AssemblyView } from "./assembly";
import type { Builder } from "./build";
import type { Connection } from "./client";
import type { DebugInfo } from "./debug-info";
import { showDecisions, showWhy } from "./decisions";
import { DECISION_KINDS } from "./protocol";
import { selectTarget } from "./select-target";
import { toggleDecisions } from "./settings";
import type { SizeView } from "./size";
import type { SsaView } from "./ssa";
import type { ViewTracker } from "./view";

interface Pages {
  readonly ssa: SsaView;
  readonly assembly: AssemblyView;
  readonly sizes: SizeView;
  readonly debugInfo: DebugInfo;
}

export function registerCommands(
  connection: Connection,
  builder: Builder,
  views: ViewTracker,
  { ssa, assembly, sizes, debugInfo }: Pages,
  log: vscode.LogOutputChannel,
  extension: vscode.Extension<unknown>,
): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand("goBindery.buildStatic", (uri?: unknown) => builder.build(text(uri))),
    registerCommand("goBindery.buildForTarget", () => builder.buildForTarget(buildable(views))),
    registerCommand("goBindery.buildAllTargets", () => builder.buildAllTargets(buildable(views))),
    registerCommand("goBindery.run", (uri?: unknown) => builder.run(text(uri))),
    registerCommand("goBindery.containerImage", () => builder.containerImage()),
    registerCommand("goBindery.restart", () => connection.restart()),
    registerCommand("goBindery.showLog", () => {
      log.show();
    }),
    registerCommand("goBindery.showWalkthrough", () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", `${extension.id}#start`, false),
    ),
    registerCommand("goBindery.showDebugInfo", () => debugInfo.show()),
    registerCommand("goBindery.showDecisions", showDecisions),
    registerCommand("goBindery.showWhy", showWhy),
    registerCommand("goBindery.showSsa", (uri?: unknown, line?: unknown) => ssa.show(...place(uri, line))),
    registerCommand("goBindery.showAssembly", (uri?: unknown, line?: unknown) =>
      assembly.show(...place(uri, line)),
    ),
    registerCommand("goBindery.filterAssembly", () => {
      assembly.filter();
    }),
    registerCommand("goBindery.chooseAssembly", () => assembly.choose()),
    registerCommand("goBindery.pinAssembly", () => {
      assembly.pin(true);
    }),
    registerCommand("goBindery.followAssembly", () => {
      assembly.pin(false);
    }),
    registerCommand("goBindery.showSize", (file?: unknown) => sizes.show("none", text(file))),
    registerCommand("goBindery.compareSize", (file?: unknown) => sizes.show("last", text(file))),
    registerCommand("goBindery.selectTarget", () => selectTarget(views)),
    ...DECISION_KINDS.map((kind) =>
      registerCommand(`goBindery.toggleDecisions.${kind}`, () => toggleDecisions(kind)),
    ),
  );
}

/** The place that a lens names; menus call commands with arguments of their own, which mean the cursor. */
function place(uri: unknown, line: unknown): [uri?: string, line?: number] {
  return typeof uri === "string" && typeof line === "number" ? [uri, line] : [];
}

/** An argument of a lens; menus and keys give others. */
function text(argument: unknown): string | undefined {
  return typeof argument === "string" ? argument : undefined;
}

/** The targets that there are builds for. */
function buildable({ description }: ViewTracker): string[] {
  return (description?.targets ?? []).filter(([, builds]) => builds).map(([name]) => name);
}

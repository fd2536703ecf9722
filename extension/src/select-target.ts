// "Select Target": for which operating system and architecture the editor checks files and builds are made.

import * as vscode from "vscode";
import { SECTION, readServerSettings } from "./settings";
import { targetName } from "./target";
import type { ViewTracker } from "./view";

interface TargetItem extends vscode.QuickPickItem {
  readonly target: string; // GOOS/GOARCH; "" for this machine's
}

export async function selectTarget(views: ViewTracker): Promise<void> {
  const { description } = views;
  if (description === undefined) {
    void vscode.window.showErrorMessage("Go Bindery: the server is not running.");
    return;
  }
  const { goos, goarch } = readServerSettings().build;
  const current =
    goos === "" && goarch === "" ? "" : targetName(goos, goarch, process.platform, process.arch);
  const options: vscode.QuickPickOptions = {
    title: "Target",
    placeHolder: "The operating system and architecture to check files for and to build for",
    matchOnDescription: true,
  };
  const chosen = await vscode.window.showQuickPick(items(description.targets, current), options);
  if (chosen !== undefined) {
    await writeTarget(chosen.target);
  }
}

function items(targets: readonly (readonly [string, boolean])[], current: string): TargetItem[] {
  const here = targetName("", "", process.platform, process.arch);
  const item = (label: string, target: string, description = ""): TargetItem => ({
    label: `$(${target === current ? "check" : "blank"}) ${label}`,
    description,
    target,
  });
  const separator = (label: string): TargetItem => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
    target: "",
  });
  const names = (buildable: boolean): TargetItem[] =>
    targets.filter((target) => target[1] === buildable).map(([name]) => item(name, name));
  return [
    item("This machine", "", here),
    separator("checked and built"),
    ...names(true),
    separator("checked, not built yet"),
    ...names(false),
  ];
}

async function writeTarget(target: string): Promise<void> {
  const [goos, goarch] = target === "" ? [undefined, undefined] : target.split("/");
  const section = vscode.workspace.getConfiguration(SECTION);
  const where =
    vscode.workspace.workspaceFolders === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await section.update("build.goos", goos, where);
  await section.update("build.goarch", goarch, where);
}

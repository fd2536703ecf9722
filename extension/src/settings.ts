// The extension's settings, read in one place.

import * as vscode from "vscode";
import { DECISION_KINDS, type DecisionKind, type ServerSettings } from "./protocol";

export const SECTION = "goBindery";

/** The Go extension whose diagnostics ours would repeat. */
const GO_EXTENSION = "golang.go";

/** Settings that say which program is the server; all of machine scope, so no workspace can set them. */
export interface LocationSettings {
  readonly path: readonly string[];
  readonly interpreter: readonly string[];
  readonly importStrategy: "fromEnvironment" | "useBundled";
}

export function readLocation(): LocationSettings {
  const section = vscode.workspace.getConfiguration(SECTION);
  return {
    path: section.get<string[]>("path", []),
    interpreter: section.get<string[]>("interpreter", []),
    importStrategy: section.get<LocationSettings["importStrategy"]>("importStrategy", "fromEnvironment"),
  };
}

export function readServerSettings(): ServerSettings {
  const section = vscode.workspace.getConfiguration(SECTION);
  const enable = section.get<"auto" | "on" | "off">("diagnostics.enable", "auto");
  const alone = vscode.extensions.getExtension(GO_EXTENSION) === undefined;
  return {
    diagnostics: { enable: enable === "auto" ? (alone ? "on" : "off") : enable },
    lens: section.get<ServerSettings["lens"]>("lens", "all"),
    lensBaseline: section.get<string>("lensBaseline", "saved"),
    inlayHints: {
      heap: section.get<boolean>("inlayHints.heap", false),
      padding: section.get<boolean>("inlayHints.padding", false),
      imports: section.get<boolean>("inlayHints.imports", true),
    },
    decisions: { show: shownDecisions(section) },
    sizeMarks: section.get<boolean>("sizeMarks", true),
    build: {
      output: section.get<string>("build.output", ""),
      goos: section.get<string>("build.goos", ""),
      goarch: section.get<string>("build.goarch", ""),
      tags: section.get<string[]>("build.tags", []),
      ldflags: section.get<string>("build.ldflags", ""),
      strip: section.get<ServerSettings["build"]["strip"]>("build.strip", ""),
    },
    image: {
      tag: section.get<string>("image.tag", ""),
      certificates: section.get<string>("image.certificates", ""),
      timeZones: section.get<boolean>("image.timeZones", false),
      user: section.get<string>("image.user", ""),
      labels: section.get<Record<string, string>>("image.labels", {}),
      ports: section.get<string[]>("image.ports", []),
    },
    targets: section.get<Record<string, string>>("targets", {}),
    goroot: section.get<string>("goroot", ""),
  };
}

/** Targets of "Build All Targets"; none: all that there are builds for. */
export function readTargets(): readonly string[] {
  return vscode.workspace.getConfiguration(SECTION).get<string[]>("build.targets", []);
}

/** What "Run" gives to the program. */
export function readArguments(): readonly string[] {
  return vscode.workspace.getConfiguration(SECTION).get<string[]>("run.arguments", []);
}

function shownDecisions(section: vscode.WorkspaceConfiguration): DecisionKind[] {
  const chosen = section.get<unknown>("decisions.show");
  return Array.isArray(chosen) ? DECISION_KINDS.filter((kind) => chosen.includes(kind)) : [];
}

/** Switches the hints of one kind on or off: where the setting is made for this workspace, there, else for the user. */
export async function toggleDecisions(kind: DecisionKind): Promise<void> {
  const section = vscode.workspace.getConfiguration(SECTION);
  const shown = shownDecisions(section);
  const changed = shown.includes(kind) ? shown.filter((other) => other !== kind) : [...shown, kind];
  const inWorkspace = section.inspect("decisions.show")?.workspaceValue !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await section.update("decisions.show", changed, target);
}

// The extension's settings, read in one place.

import * as vscode from "vscode";
import type { ServerSettings } from "./protocol";

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
    build: {
      output: section.get<string>("build.output", ""),
      goos: section.get<string>("build.goos", ""),
      goarch: section.get<string>("build.goarch", ""),
      tags: section.get<string[]>("build.tags", []),
    },
    targets: section.get<Record<string, string>>("targets", {}),
    goroot: section.get<string>("goroot", ""),
  };
}

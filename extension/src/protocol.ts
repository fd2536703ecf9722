// What this extension and the language server say to each other beyond the Language Server Protocol.
// The server's half is server/lsp.py; lines and characters follow LSP unless a field says otherwise.

import { NotificationType, RequestType } from "vscode-languageclient/node";
import type { AssemblyListing, CodeParams, SsaListing } from "./pages";
import type { SizeParams, SizeReason, SizeReport, SizeRetained, SizeSource, SizeSymbolParams } from "./sizes";

/** Decisions that can be shown as hints in the text. */
export const DECISION_KINDS = ["inline", "escape", "bounds", "nil", "dead"] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** `initializationOptions`, and without `trusted` the `goBindery` section of `didChangeConfiguration`. */
export interface ServerSettings {
  readonly diagnostics: { readonly enable: "on" | "off" }; // "auto" is decided here: only we see other extensions
  readonly lens: "all" | "changed" | "cursor" | "off";
  readonly lensBaseline: string; // "saved", or a git revision
  readonly inlayHints: { readonly heap: boolean; readonly padding: boolean; readonly imports: boolean };
  readonly decisions: { readonly show: readonly DecisionKind[] };
  readonly sizeMarks: boolean; // after a build, mark what keeps code that nobody calls
  readonly build: {
    readonly output: string; // "" = the default, here and below
    readonly goos: string;
    readonly goarch: string;
    readonly tags: readonly string[];
    readonly ldflags: string; // may hold ${gitDescribe}, ${gitCommit} and ${date} in values of -X
    readonly strip: "" | "debug" | "all" | "separate";
  };
  readonly image: {
    readonly tag: string;
    readonly certificates: string; // a file, "system", or "" for none
    readonly timeZones: boolean;
    readonly user: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly ports: readonly string[];
  };
  readonly targets: Readonly<Record<string, string>>; // pattern of files -> GOOS/GOARCH that they are checked for
  readonly goroot: string;
}

export interface InitializationOptions extends ServerSettings {
  readonly trusted: boolean; // false: the server gives diagnostics and refuses everything else
  readonly clientHandlesCommands: true; // the server need not offer commands of its own: this extension has them
}

/** A system and a processor, by Go's names. */
export interface Target {
  readonly goos: string;
  readonly goarch: string;
}

export interface BuildParams {
  readonly uri: string; // a Go file of the package, or its folder
  readonly target?: Target; // absent: the server's default
  readonly perTarget?: boolean; // the program's name says its target
  readonly image?: boolean; // make a container image of it, too
  readonly progressToken: string; // returned in every BuildProgress of this build
}

export interface BuildDiagnostic {
  readonly path: string; // "" for a problem that is of no file
  readonly line: number; // 1-based
  readonly column: number; // 1-based, bytes
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: string; // "error", "warning", "information", "hint"
  readonly code: string;
  readonly message: string;
}

export interface BuildResult {
  readonly ok: boolean;
  readonly output: string; // path of the binary
  readonly size: number; // bytes
  readonly seconds: number;
  readonly static: boolean; // the server looked: no interpreter, no dynamic section
  readonly target: string; // GOOS/GOARCH
  readonly image: string; // path of the container image; "" for none
  readonly diagnostics: readonly BuildDiagnostic[];
}

export interface BuildProgress {
  readonly token: string;
  readonly message: string;
  readonly done: number; // steps finished
  readonly total: number; // steps known; 0 while unknown
}

/** A program of the workspace. */
export interface MainPackage {
  readonly name: string; // what go calls the program
  readonly importPath: string;
  readonly uri: string; // of its folder
}

/** The function that the cursor is in; sent when it becomes another one, where lenses stand only there. */
export interface CursorParams {
  readonly uri: string;
  readonly line: number;
}

export interface ViewParams {
  readonly uri: string; // a file; it need not exist
}

/** How the server looks at a file. */
export interface ViewDescription {
  readonly target: string; // GOOS/GOARCH
  readonly reason: string; // why not the default target; "" when it is that
  readonly buildable: boolean; // whether there are builds for the target
  readonly goVersion: string; // of the standard library in use; "" when there is none
  readonly goOrigin: string; // "setting", "GOROOT", "toolchain", "PATH" or "bundled"
  readonly goroot: string; // its folder
  readonly skipped: readonly string[]; // each Go installation that was found and is not used, and why
  readonly module: string; // module path; "" outside of modules
  readonly language: string; // "go1.27"
  readonly workFile: string; // the go.work in force, or ""
  readonly problems: readonly string[]; // with go.mod, go.work or the standard library
  readonly targets: readonly (readonly [string, boolean])[]; // all GOOS/GOARCH, and whether there are builds for them
}

export const cursorMoved = new NotificationType<CursorParams>("goBindery/cursor");
export const viewRequest = new RequestType<ViewParams, ViewDescription, void>("goBindery/view");
export const mainsRequest = new RequestType<Record<string, never>, MainPackage[], void>("goBindery/mains");
export const buildRequest = new RequestType<BuildParams, BuildResult, void>("goBindery/build");
export const buildProgress = new NotificationType<BuildProgress>("goBindery/buildProgress");
export const ssaRequest = new RequestType<CodeParams, SsaListing | null, void>("goBindery/ssa");
export const assemblyRequest = new RequestType<CodeParams, AssemblyListing | null, void>(
  "goBindery/assembly",
);
export const sizeRequest = new RequestType<SizeParams, SizeReport, void>("goBindery/size");
export const sizeReasonRequest = new RequestType<SizeSymbolParams, SizeReason | null, void>(
  "goBindery/sizeReason",
);
export const sizeRetainedRequest = new RequestType<Pick<SizeParams, "file">, SizeRetained | null, void>(
  "goBindery/sizeRetained",
);
export const sizeSourceRequest = new RequestType<SizeSymbolParams, SizeSource | null, void>(
  "goBindery/sizeSource",
);

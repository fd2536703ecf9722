// What the views of compiled code are told by the server, and what the SSA page and the extension say to each other.
// Lines and characters count from 0, characters in UTF-16 units. The server's half is server/features/ssaview.py and
// assemblyview.py.

/** Two positions: line, character, line, character. */
export type SourceRange = readonly [number, number, number, number];

export interface CodeParams {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  readonly declaration?: string; // of a function that the view stays with
  readonly symbol?: string; // one of its functions
}

/** What both listings begin with. */
export interface CodeListing {
  readonly uri: string;
  readonly version: number; // of the document
  readonly target: string; // GOOS/GOARCH
  readonly declaration: string; // link name of the declared function
  readonly symbol: string; // link name of what is shown; "" when nothing is
  readonly name: string;
  readonly functions: readonly { readonly symbol: string; readonly name: string }[]; // literals and instances too
  readonly obstacle: string; // why there is no code; "" when there is
  readonly firstLine: number; // of the declaration
  readonly lastLine: number;
}

/** Key (`t5` a value, `b2` a block, `x2` its end), text, number of the range in the source or -1. */
export type SsaLine = readonly [string, string, number];

export interface SsaPass {
  readonly name: string;
  readonly lines: readonly number[] | null; // null: the pass changed nothing
}

export interface SsaListing extends CodeListing {
  readonly source: readonly string[];
  readonly ranges: readonly SourceRange[];
  readonly lines: readonly SsaLine[];
  readonly passes: readonly SsaPass[];
}

export interface Instruction {
  readonly offset: number;
  readonly text: string; // mnemonic, tab, operands
  readonly target: string; // what a relocation puts into it
  readonly file: string; // "" for the document itself, else a name
  readonly line: number; // -1 when it is of no line
  readonly jump: number; // number of the instruction that it jumps to, or -1
  readonly mark: string; // "bounds check", "write barrier", "runtime", ...
}

export interface AssemblyListing extends CodeListing {
  readonly syntax: string; // "Intel syntax"
  readonly size: number; // bytes
  readonly whole: boolean; // false: a build may differ, for functions beside this one have errors
  readonly instructions: readonly Instruction[];
}

export type ToSsaPage =
  | { readonly type: "listing"; readonly listing: SsaListing; readonly pinned: boolean }
  | { readonly type: "state"; readonly outOfDate: boolean; readonly note: string }
  | { readonly type: "cursor"; readonly first: number; readonly last: number };

export type FromSsaPage =
  | { readonly type: "reveal"; readonly range: SourceRange }
  | { readonly type: "choose"; readonly symbol: string }
  | { readonly type: "pin"; readonly pinned: boolean }
  | { readonly type: "export" };

/** What the page keeps over a reload of the window. */
export interface SsaState {
  readonly uri: string;
  readonly line: number;
  readonly declaration: string;
  readonly symbol: string;
  readonly pinned: boolean;
  readonly graph: boolean;
  readonly all: boolean;
}

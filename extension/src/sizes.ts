// What the size panel is told by the server, and what its page and the extension say to each other. The server's half is
// server/features/sizepanel.py.

/** Columns of numbers, one entry a row; the first five refer to the texts of the report. */
export interface SizeRows {
  readonly name: readonly number[];
  readonly package: readonly number[];
  readonly file: readonly number[];
  readonly section: readonly number[];
  readonly kind: readonly number[];
  readonly size: readonly number[]; // bytes in the file; together the size of the file
  readonly old: readonly number[]; // bytes in the other program
  readonly memory: readonly number[]; // bytes in memory
  readonly count: readonly number[]; // pieces of the file; 0 for what only the other program has
  readonly address: readonly number[];
}

export interface SizeReport {
  readonly file: string;
  readonly digest: string; // SHA-256 of the program
  readonly size: number; // bytes
  readonly estimated: boolean; // the linker's map of one of the programs was not at hand
  readonly baseline: string; // name of the other program; "" for none
  readonly baselineSize: number;
  readonly names: readonly string[];
  readonly packages: readonly string[];
  readonly files: readonly string[];
  readonly sections: readonly string[];
  readonly kinds: readonly string[];
  readonly rows: SizeRows;
}

/** What the program is compared with: one that was built before, or a file. */
export type Against = { readonly digest: string; readonly name: string } | { readonly file: string };

export interface SizeParams {
  readonly file: string;
  readonly against?: Against;
}

export interface SizeSymbolParams {
  readonly file: string;
  readonly symbol: string;
}

/** Why a symbol is kept, and what surely goes when it does. */
export interface SizeReason {
  readonly symbol: string;
  readonly size: number;
  readonly chain: readonly { readonly name: string; readonly also: string }[]; // from the entry to the symbol
  readonly goes: number; // bytes of code and data
  readonly count: number; // symbols
  readonly lost: readonly { readonly name: string; readonly size: number }[]; // the largest of them
}

/** Symbols that take others along, and the bytes of code and data that surely go with them. */
export interface SizeRetained {
  readonly names: readonly string[];
  readonly bytes: readonly number[];
}

export interface SizeSource {
  readonly path: string;
  readonly line: number; // from 1
}

/** A program that was built together with the one that is shown. */
export interface SizeTab {
  readonly file: string;
  readonly label: string; // GOOS/GOARCH
}

export const COMPARISONS = ["none", "last", "file"] as const;
export type Comparison = (typeof COMPARISONS)[number];

export const EXPORTS = ["html", "json", "png"] as const;
export type ExportForm = (typeof EXPORTS)[number];

export interface ShownReport {
  readonly report: SizeReport;
  readonly tabs: readonly SizeTab[];
  readonly comparison: Comparison;
  readonly hasLast: boolean; // a build before the last one is known
}

export type ToSizePage =
  | ({ readonly type: "report" } & ShownReport)
  | { readonly type: "reason"; readonly symbol: string; readonly reason: SizeReason | null }
  | { readonly type: "retained"; readonly digest: string; readonly retained: SizeRetained }
  | { readonly type: "state"; readonly note: string };

export type FromSizePage =
  | { readonly type: "choose"; readonly file: string }
  | { readonly type: "compare"; readonly comparison: Comparison }
  | { readonly type: "reason"; readonly symbol: string }
  | { readonly type: "source"; readonly symbol: string }
  | { readonly type: "retained" }
  | { readonly type: "export"; readonly form: ExportForm; readonly picture: string }; // base64 for "png", else ""

/** What the page keeps over a reload of the window. */
export interface SizeState {
  readonly file: string;
  readonly by: string; // key of the table
}

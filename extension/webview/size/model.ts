// A report as a tree of pieces, package -> file -> symbol, and as totals by any of its keys. Both cover all rows, so
// their sizes add up to the size of the file. What has no key of a sort is named after its kind, in parentheses.

import type { SizeReport } from "../../src/sizes";

export interface Piece {
  readonly id: string; // unique in the tree
  readonly name: string;
  readonly label: string; // the name where the package around it is told
  readonly level: Level;
  readonly kind: string; // of a symbol; of the rest, that of its largest part
  readonly row: number; // of a symbol; else -1
  readonly parts: readonly Piece[]; // the largest first
  readonly size: number;
  readonly old: number;
  readonly count: number;
}

export type Level = "program" | "package" | "file" | "symbol";

export const KEYS = ["package", "file", "symbol", "section", "kind"] as const;
export type Key = (typeof KEYS)[number];

export interface Total {
  readonly name: string;
  readonly size: number;
  readonly old: number;
  readonly count: number;
  readonly piece: string; // id of the piece in the tree, or ""
  readonly retained: number; // bytes that surely go with a symbol, itself included; of others its size
}

/** Texts of the row with that number. */
export function rowOf(report: SizeReport, row: number): Record<Key, string> {
  const { rows } = report;
  const text = (texts: readonly string[], column: readonly number[]): string =>
    texts[column[row] ?? -1] ?? "";
  return {
    symbol: text(report.names, rows.name),
    package: text(report.packages, rows.package),
    file: text(report.files, rows.file),
    section: text(report.sections, rows.section),
    kind: text(report.kinds, rows.kind),
  };
}

/** Whether the linker can be asked why the symbol is there: not of sums, gaps and tables. */
export function isSymbol(row: Record<Key, string>): boolean {
  return row.package !== "" && !row.symbol.startsWith("(");
}

interface Group {
  readonly rows: number[];
  readonly groups: Map<string, Group>;
}

export function treeOf(report: SizeReport): Piece {
  const root: Group = { rows: [], groups: new Map() };
  report.rows.size.forEach((_, row) => {
    const { package: owner, file, kind } = rowOf(report, row);
    const inPackage = groupOf(root, owner === "" ? `(${kind})` : owner);
    (owner === "" ? inPackage : groupOf(inPackage, file === "" ? `(${kind})` : file)).rows.push(row);
  });
  return pieceOf(report, root, "", "program", report.file);
}

function groupOf(group: Group, name: string): Group {
  let found = group.groups.get(name);
  if (found === undefined) {
    found = { rows: [], groups: new Map() };
    group.groups.set(name, found);
  }
  return found;
}

function pieceOf(report: SizeReport, group: Group, id: string, level: Level, name: string): Piece {
  const below: Level = level === "program" ? "package" : "file";
  const parts = [
    ...[...group.groups].map(([part, inner]) => pieceOf(report, inner, `${id}/${part}`, below, part)),
    ...group.rows.map((row) => leafOf(report, row)),
  ].sort(bySize);
  const sum = (value: (part: Piece) => number): number =>
    parts.reduce((total, part) => total + value(part), 0);
  return {
    ...{ id, name, label: level === "file" ? lastOf(name) : name },
    ...{ level, parts, row: -1, kind: parts[0]?.kind ?? "" },
    size: sum((part) => part.size),
    old: sum((part) => part.old),
    count: sum((part) => part.count),
  };
}

function leafOf(report: SizeReport, row: number): Piece {
  const { symbol, kind, package: owner } = rowOf(report, row);
  const label = owner !== "" && symbol.startsWith(`${owner}.`) ? symbol.slice(owner.length + 1) : symbol;
  const { size, old, count } = report.rows;
  const numbers = { size: size[row] ?? 0, old: old[row] ?? 0, count: count[row] ?? 0 };
  return { id: `#${row}`, name: symbol, label, level: "symbol", kind, row, parts: [], ...numbers };
}

/** The larger first, equal ones by name. */
function bySize(one: { readonly size: number; readonly name: string }, other: typeof one): number {
  return other.size - one.size || (one.name < other.name ? -1 : 1);
}

/** The last element of a path. */
export function lastOf(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}

/** All pieces of a tree by id. */
export function piecesOf(root: Piece): Map<string, readonly Piece[]> {
  const found = new Map<string, readonly Piece[]>();
  const visit = (piece: Piece, above: readonly Piece[]): void => {
    const path = [...above, piece];
    found.set(piece.id, path);
    piece.parts.forEach((part) => {
      visit(part, path);
    });
  };
  visit(root, []);
  return found;
}

/** Sums by a key, the largest first. */
export function totalsOf(
  report: SizeReport,
  key: Key,
  retained: ReadonlyMap<string, number> = new Map(),
): Total[] {
  const sums = new Map<string, { -readonly [Part in keyof Total]: Total[Part] }>();
  const { size, old, count } = report.rows;
  for (let row = 0; row < size.length; row++) {
    const texts = rowOf(report, row);
    const name = texts[key] === "" ? `(${texts.kind})` : texts[key];
    // Symbols of one name in two packages are two.
    const id = key === "symbol" ? `${texts.package} ${name} ${texts.kind} ${texts.file}` : name;
    let sum = sums.get(id);
    if (sum === undefined) {
      sum = { name, size: 0, old: 0, count: 0, piece: pieceId(texts, key, row), retained: 0 };
      sums.set(id, sum);
    }
    sum.size += size[row] ?? 0;
    sum.retained = retained.get(name) ?? sum.size;
    sum.old += old[row] ?? 0;
    sum.count += count[row] ?? 0;
  }
  return [...sums.values()].sort(bySize);
}

function pieceId({ package: owner, file, kind }: Record<Key, string>, key: Key, row: number): string {
  const top = `/${owner === "" ? `(${kind})` : owner}`;
  switch (key) {
    case "package":
      return top;
    case "file":
      return owner === "" || file === "" ? "" : `${top}/${file}`;
    case "symbol":
      return `#${row}`;
    case "section":
    case "kind":
      return "";
  }
}

/** How a piece differs from the other program. */
export type Change = "same" | "grown" | "shrunk" | "new" | "gone";

export function changeOf({ size, old, count }: { size: number; old: number; count: number }): Change {
  if (count === 0) {
    return "gone";
  }
  return size === old ? "same" : old === 0 ? "new" : size > old ? "grown" : "shrunk";
}

/** `4,866,536` */
export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

/** `1 row`, `2,040 rows` */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** `+1,024`, `−12`, `0` */
export function signed(value: number): string {
  return value === 0 ? "0" : `${value > 0 ? "+" : "−"}${grouped(Math.abs(value))}`;
}

/** `12.3%` */
export function share(part: number, whole: number): string {
  return `${((100 * part) / (whole || 1)).toFixed(1)}%`;
}

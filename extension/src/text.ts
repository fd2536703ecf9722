// Small conversions of text: positions the server counts in bytes, the function around a line, numbers and facts for
// people.

import type { ViewDescription } from "./protocol";

/** UTF-8 length of one code point, in bytes. */
function utf8Length(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x1_0000 ? 3 : 4;
}

/** The 0-based UTF-16 column of a 1-based byte column; past the end of the line it is the line's length. */
export function utf16Column(line: string, byteColumn: number): number {
  let bytes = byteColumn - 1;
  let column = 0;
  for (const character of line) {
    if (bytes <= 0) {
      break;
    }
    bytes -= utf8Length(character.codePointAt(0) ?? 0);
    column += character.length;
  }
  return column;
}

const DECLARED_NAME = /^func\s*(?:\([^)]*\)\s*)?(?=[\p{L}_])/u;

/** Where the name of the function stands that the line belongs to: the nearest `func` at or above it. */
export function functionName(
  lines: (line: number) => string,
  from: number,
): { line: number; character: number } | undefined {
  for (let line = from; line >= 0; line--) {
    const match = DECLARED_NAME.exec(lines(line));
    if (match !== null) {
      return { line, character: match[0].length };
    }
  }
  return undefined;
}

/** `Compiled fmt (12 of 48)`, behind the target where there are several. */
export function progressText(message: string, done: number, total: number, target = ""): string {
  const count = total > 0 ? ` (${done} of ${total})` : "";
  return `${target === "" ? "" : `${target}: `}${message}${count}`;
}

/** `1.2 MB`, in powers of 1000 as file managers on most systems count. */
export function formatSize(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.5 ? value.toFixed(0) : value.toPrecision(2)} ${units[unit] ?? ""}`;
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Where a standard library was found, by the server's word for it. */
const ORIGINS: Readonly<Record<string, string>> = {
  setting: "named by the setting goBindery.goroot",
  GOROOT: "named by GOROOT",
  toolchain: "the toolchain that go.mod or GOTOOLCHAIN asks for",
  PATH: "found on PATH",
  bundled: "bundled with Go Bindery",
};

/** Sentences about how a file is looked at, one a line. */
export function describeView(view: ViewDescription): string[] {
  const origin = ORIGINS[view.goOrigin] ?? view.goOrigin;
  const where = view.goOrigin === "bundled" ? "" : `, ${view.goroot}`;
  return [
    `Target: ${view.target}${view.reason === "" ? "" : ` (${view.reason})`}${view.buildable ? "" : "; not built yet"}.`,
    view.goVersion === "" ? "" : `Standard library: ${view.goVersion}, ${origin}${where}.`,
    ...view.skipped.map((line) => `${line}.`),
    view.module === "" ? "" : `Module: ${view.module}, language ${view.language}.`,
    view.workFile === "" ? "" : `Workspace: ${view.workFile}.`,
    ...view.problems,
  ].filter((line) => line !== "");
}

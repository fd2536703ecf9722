// The text of the assembly view: a head that says what it is of, and a line for each instruction with the number of its
// source line, its offset, the instruction, and behind a semicolon what it refers to and costs.

import type { AssemblyListing, Instruction } from "./pages";

/** Lines of the source, both included, counted from 0. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

export interface Jump {
  readonly line: number; // of the text, from 0
  readonly start: number; // where its operand stands
  readonly end: number;
  readonly to: number; // line of the text
}

export interface Mark {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly kind: string; // "bounds check", ...
}

export interface AssemblyText {
  readonly text: string;
  readonly sources: readonly number[]; // by line of the text the line of the source, or -1
  readonly jumps: readonly Jump[];
  readonly marks: readonly Mark[];
}

/** Column of the comments. */
const COMMENT = 48;

/** `note` says what the reader must know first: that it is out of date, or why there is nothing. */
export function assemblyText(listing: AssemblyListing, note: string, only?: LineRange): AssemblyText {
  const shown = listing.instructions.map(
    ({ file, line }) => only === undefined || (file === "" && line >= only.first && line <= only.last),
  );
  const count = shown.filter(Boolean).length;
  const lines = head(listing, note, count, only).map((line) => `; ${line}`);
  const places = new Map<number, number>(); // of instructions, by number: the line of the text
  const sources = lines.map(() => -1);
  const targets = new Set(listing.instructions.map(({ jump }) => jump));
  const written: { readonly number: number; readonly line: number; readonly parts: Parts }[] = [];
  let left = 0;
  const skip = (): void => {
    if (left > 0) {
      lines.push(`; … ${left} of other lines`);
      sources.push(-1);
      left = 0;
    }
  };
  lines.push("");
  sources.push(-1);
  listing.instructions.forEach((instruction, number) => {
    if (shown[number] !== true) {
      left++;
      return;
    }
    skip();
    places.set(number, lines.length);
    const parts = write(instruction, listing, targets.has(number));
    written.push({ number, line: lines.length, parts });
    lines.push(parts.text);
    sources.push(instruction.file === "" ? instruction.line : -1);
  });
  skip();
  const jumps = written.flatMap(({ number, line, parts: { operand } }) => {
    const to = places.get(listing.instructions[number]?.jump ?? -1);
    return to === undefined || operand === undefined ? [] : [{ line, ...operand, to }];
  });
  const marks = written.flatMap(({ line, parts: { mark } }) =>
    mark === undefined ? [] : [{ line, ...mark }],
  );
  return { text: lines.join("\n") + "\n", sources, jumps, marks };
}

function head(listing: AssemblyListing, note: string, count: number, only?: LineRange): string[] {
  const { name, target, syntax, size, instructions, firstLine, lastLine, obstacle, whole } = listing;
  const file = decodeURIComponent(listing.uri.split("/").at(-1) ?? "");
  const kind = syntax === "" ? target : `${target}, ${syntax}`;
  return [
    `${name} · ${kind}`,
    `${file}:${firstLine + 1}-${lastLine + 1} · ${instructions.length} instructions, ${size} bytes`,
    ...(note === "" ? [] : [note]),
    ...(obstacle === "" ? [] : [`No machine code: ${obstacle}`]),
    ...(whole ? [] : ["A build may differ: functions beside this one have errors."]),
    ...(only === undefined ? [] : [`Lines ${only.first + 1}-${only.last + 1} only: ${count} instructions.`]),
  ];
}

interface Parts {
  readonly text: string;
  readonly operand?: { readonly start: number; readonly end: number };
  readonly mark?: { readonly start: number; readonly end: number; readonly kind: string };
}

function write(instruction: Instruction, listing: AssemblyListing, isTarget: boolean): Parts {
  const { file, line, offset, jump, mark } = instruction;
  const [mnemonic = "", operands = ""] = instruction.text.split("\t");
  const number = file === "" && line >= 0 ? String(line + 1) : "";
  const begin = `${number.padStart(5)} ${isTarget ? "▸" : " "}${hex(offset)}  ${mnemonic.padEnd(8)}`;
  const to = listing.instructions[jump];
  const written = to === undefined ? operands : operands.replace(/#?(?:0x[0-9a-f]+|\d+)$/, hex(to.offset));
  const body = `${begin}${written}`;
  const place = file === "" ? "" : `${file}:${line + 1}`;
  const told = [instruction.target, place].filter((part) => part !== "").join(", ");
  if (told === "" && mark === "") {
    return { text: body.trimEnd(), ...operandOf(body, to) };
  }
  const before = `${body.padEnd(COMMENT)} ; ${told}${told === "" || mark === "" ? "" : " · "}`;
  const found =
    mark === "" ? {} : { mark: { start: before.length, end: before.length + mark.length, kind: mark } };
  return { text: before + mark, ...operandOf(body, to), ...found };
}

function operandOf(body: string, to: Instruction | undefined): Pick<Parts, "operand"> {
  return to === undefined
    ? {}
    : { operand: { start: body.length - hex(to.offset).length, end: body.length } };
}

function hex(offset: number): string {
  return offset.toString(16).padStart(4, "0");
}

// What is known of the chosen piece, beside the map: the program's totals, a package's or a file's, or why a symbol is
// there and what would go with it.

import type { SizeReason, SizeReport } from "../../src/sizes";
import { make } from "../dom";
import { type Piece, counted, grouped, isSymbol, rowOf, share, signed } from "./model";

export interface DetailsHooks {
  readonly source: (symbol: string) => void;
  readonly symbol: (name: string) => void; // a symbol that is named here
}

export class Details {
  readonly element = make("aside", { className: "details", tabIndex: 0, "aria-label": "Details" });
  readonly #hooks: DetailsHooks;
  readonly #connected: boolean;
  #report: SizeReport | undefined;
  #symbol = "";

  constructor(hooks: DetailsHooks, connected: boolean) {
    this.#hooks = hooks;
    this.#connected = connected;
  }

  /** Shows a piece; the name of a symbol whose reason has to be asked for, or "". */
  show(report: SizeReport, piece: Piece): string {
    this.#report = report;
    this.#symbol = "";
    const facts = piece.row >= 0 ? this.#facts(piece) : totals(report, piece);
    this.element.replaceChildren(make("h2", {}, piece.name), ...amounts(report, piece), ...facts);
    return this.#symbol;
  }

  /** Why the symbol that is shown is kept; null when nobody knows. */
  reason(symbol: string, reason: SizeReason | null): void {
    if (symbol !== this.#symbol) {
      return;
    }
    this.element.querySelector(".reason")?.remove();
    const parts =
      reason === null
        ? [make("p", {}, "What keeps it is not known: build the program again.")]
        : this.#explained(reason);
    this.element.append(make("div", { className: "reason" }, ...parts));
  }

  #facts(piece: Piece): Node[] {
    const report = this.#report;
    if (report === undefined) {
      return [];
    }
    const row = rowOf(report, piece.row);
    const told: readonly (readonly [string, string])[] = [
      ["Package", row.package],
      ["File", row.file],
      ["Section", row.section],
      ["Kind", row.kind],
      ["In memory", `${grouped(report.rows.memory[piece.row] ?? 0)} bytes`],
      ["Pieces", grouped(piece.count)],
    ];
    const list = told
      .filter(([, value]) => value !== "")
      .flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]);
    const nodes: Node[] = [make("dl", {}, ...list)];
    if (this.#connected && isSymbol(row) && piece.count > 0) {
      this.#symbol = row.symbol;
      if (row.file !== "") {
        const source = make("button", { className: "source" }, "Go to Source");
        source.addEventListener("click", () => {
          this.#hooks.source(row.symbol);
        });
        nodes.push(source);
      }
      nodes.push(make("div", { className: "reason" }, make("p", {}, "Asking why it is here…")));
    }
    return nodes;
  }

  #explained({ chain, goes, count, lost, size }: SizeReason): Node[] {
    const steps = chain.map(({ name, also }) => {
      const with_ = also === "" ? [] : [make("span", { className: "also" }, ` with ${also}`)];
      return make("li", {}, this.#link(name), ...with_);
    });
    const others = lost.filter(({ name }) => name !== this.#symbol);
    const items = others.map(({ name, size: bytes }) =>
      make("li", {}, this.#link(name), ` ${grouped(bytes)}`),
    );
    const rest = count - lost.length;
    const more = rest > 0 ? [make("li", {}, `and ${grouped(rest)} more`)] : [];
    return [
      make("h3", {}, "Why it is here"),
      make("ol", { className: "chain" }, ...steps),
      make("h3", {}, "What goes with it"),
      make(
        "p",
        { className: "goes" },
        `${grouped(goes)} bytes in ${counted(count, "symbol")}, itself included (${grouped(size)}).`,
      ),
      make("ul", { className: "lost" }, ...items, ...more),
    ];
  }

  #link(name: string): HTMLElement {
    const button = make("button", { className: "link" }, name);
    button.addEventListener("click", () => {
      this.#hooks.symbol(name);
    });
    return button;
  }
}

function amounts(report: SizeReport, piece: Piece): Node[] {
  const whole = piece.level === "program" ? "" : ` (${share(piece.size, report.size)} of the file)`;
  const now = make("p", { className: "amount" }, `${grouped(piece.size)} bytes${whole}`);
  if (report.baseline === "") {
    return [now];
  }
  const change = signed(piece.size - piece.old);
  return [now, make("p", {}, `${change} bytes against ${grouped(piece.old)} in ${report.baseline}`)];
}

/** Sums by section and by kind of all rows below a piece. */
function totals(report: SizeReport, piece: Piece): Node[] {
  const sections = new Map<string, number>();
  const kinds = new Map<string, number>();
  const add = ({ row, size, parts }: Piece): void => {
    if (row >= 0) {
      const { section, kind } = rowOf(report, row);
      const place = section === "" ? `(${kind})` : section;
      sections.set(place, (sections.get(place) ?? 0) + size);
      kinds.set(kind, (kinds.get(kind) ?? 0) + size);
    }
    parts.forEach(add);
  };
  add(piece);
  return [...listed("Sections", sections, piece.size), ...listed("Kinds", kinds, piece.size)];
}

function listed(title: string, sums: ReadonlyMap<string, number>, whole: number): Node[] {
  const rows = [...sums]
    .filter(([, size]) => size > 0)
    .sort(([, one], [, other]) => other - one)
    .flatMap(([name, size]) => [
      make("dt", {}, name),
      make("dd", {}, `${grouped(size)} · ${share(size, whole)}`),
    ]);
  return [make("h3", {}, title), make("dl", {}, ...rows)];
}

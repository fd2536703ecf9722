// The SSA page: a column for each pass of the compiler that changed something, and the control-flow graph on demand.
//
// It shows one listing at a time and says when that is older than the text. The same page is exported as a file: then
// the listing lies in the page, and the source is the first column, for there is no editor beside it.

import type { FromSsaPage, SsaListing, SsaState, ToSsaPage } from "../../src/pages";
import { make } from "../dom";
import { Host } from "../host";
import { ColumnView, type Marks } from "./column";
import { drawGraph, markGraph } from "./graph";
import { type Column, type Row, columnsOf } from "./passes";
import "./style.css";

/** Colours for chosen values; the next choice takes the first again. */
const COLOURS = 6;

/** Id of the element that holds the listing of an exported page. */
const EXPORTED = "listing";

interface Shown {
  readonly column: Column;
  readonly view: ColumnView;
}

class SsaPage {
  readonly #host = new Host<{ toPage: ToSsaPage; fromPage: FromSsaPage; state: SsaState }>();
  readonly #functions = make("select", { "aria-label": "Function", title: "Function, literal or instance" });
  readonly #pin = toggle("Pin", "Stay with this function while the cursor moves");
  readonly #all = toggle("All passes", "Show the passes that changed nothing too");
  readonly #graph = toggle("Graph", "Show the control-flow graph");
  readonly #export = make("button", { title: "Save this view as one HTML file" }, "Export…");
  readonly #status = make("span", { className: "status", role: "status" });
  readonly #columns = make("div", { className: "columns" });
  readonly #drawing = make("div", { className: "drawing", tabIndex: 0, role: "region" });
  readonly #colours = new Map<string, number>();
  readonly #closed = new Set<string>(); // names of columns that the user folded
  #listing: SsaListing | undefined;
  #shown: Shown[] = [];
  #focused = -1; // the column that the graph is of; -1: the last
  #cursor = { first: -1, last: -1 };
  #height = 18;

  start(): void {
    const { graph = false, all = false } = this.#host.state ?? {};
    press(this.#graph, graph);
    press(this.#all, all);
    const controls = this.#host.connected
      ? [this.#functions, this.#pin, this.#all, this.#graph, this.#export]
      : [this.#functions, this.#all, this.#graph];
    const heading = make("h1", { className: "unseen" }, document.title);
    const bar = make("header", { className: "bar" }, heading, ...controls, this.#status);
    document.body.append(bar, make("main", {}, this.#columns, this.#drawing));
    this.#height = lineHeight();
    document.documentElement.style.setProperty("--row", `${this.#height}px`);
    this.#listen();
    const exported = document.getElementById(EXPORTED)?.textContent;
    if (exported !== undefined) {
      this.#show(JSON.parse(exported) as SsaListing);
    }
    this.#host.listen((message) => {
      this.#receive(message);
    });
  }

  #listen(): void {
    this.#functions.addEventListener("change", () => {
      this.#host.post({ type: "choose", symbol: this.#functions.value });
    });
    this.#export.addEventListener("click", () => {
      this.#host.post({ type: "export" });
    });
    this.#pin.addEventListener("click", () => {
      press(this.#pin, !pressed(this.#pin));
      this.#host.post({ type: "pin", pinned: pressed(this.#pin) });
      this.#keep();
    });
    for (const button of [this.#all, this.#graph]) {
      button.addEventListener("click", () => {
        press(button, !pressed(button));
        this.#keep();
        this.#build();
      });
    }
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        this.#colours.clear();
        this.#mark();
      }
    });
    new ResizeObserver(() => {
      this.#shown.forEach(({ view }) => {
        view.draw();
      });
    }).observe(this.#columns);
  }

  #receive(message: ToSsaPage): void {
    switch (message.type) {
      case "listing":
        press(this.#pin, message.pinned);
        this.#show(message.listing);
        break;
      case "state":
        document.body.classList.toggle("outdated", message.outOfDate);
        this.#say(message.note);
        break;
      case "cursor":
        this.#cursor = { first: message.first, last: message.last };
        this.#mark();
        this.#shown.forEach(({ view }) => {
          view.show((row) => this.#atCursor(row));
        });
    }
  }

  #show(listing: SsaListing): void {
    const same = this.#listing?.symbol === listing.symbol && this.#listing.uri === listing.uri;
    if (!same || this.#listing?.version !== listing.version) {
      this.#colours.clear(); // numbers may mean other values now
    }
    this.#focused = same ? this.#focused : -1;
    this.#listing = listing;
    document.body.classList.remove("outdated");
    const options = listing.functions.map(({ symbol, name }) =>
      make("option", { value: symbol, selected: symbol === listing.symbol }, name),
    );
    this.#functions.replaceChildren(...(options.length > 0 ? options : [make("option", {}, listing.name)]));
    this.#functions.disabled = options.length < 2 || !this.#host.connected;
    this.#say("");
    this.#keep();
    this.#build();
  }

  #say(note: string): void {
    const { target = "", name = "" } = this.#listing ?? {};
    this.#status.textContent = note === "" ? [name, target].filter((text) => text !== "").join(" · ") : note;
  }

  #keep(): void {
    const listing = this.#listing;
    if (listing !== undefined) {
      this.#host.keep({
        uri: listing.uri,
        line: listing.firstLine,
        declaration: listing.declaration,
        symbol: listing.symbol,
        pinned: pressed(this.#pin),
        graph: pressed(this.#graph),
        all: pressed(this.#all),
      });
    }
  }

  /** Makes all columns anew; they scroll to where those of the same names were. */
  #build(): void {
    const listing = this.#listing;
    if (listing === undefined) {
      return;
    }
    const places = new Map(this.#shown.map(({ column, view }) => [column.name, view.top]));
    const left = this.#columns.scrollLeft;
    const columns = columnsOf(listing).filter(({ unchanged }) => !unchanged || pressed(this.#all));
    const shown = this.#host.connected ? columns : [sourceColumn(listing), ...columns];
    const known = new Set(listing.lines.map(([key]) => key));
    this.#shown = shown.map((column, number) => ({ column, view: this.#column(column, number, known) }));
    const hint =
      listing.obstacle === "" ? [] : [make("p", { className: "obstacle" }, `No SSA: ${listing.obstacle}`)];
    this.#columns.replaceChildren(...hint, ...this.#shown.map(({ view }) => view.element));
    this.#columns.scrollLeft = left;
    for (const { column, view } of this.#shown) {
      view.top = places.get(column.name) ?? 0;
      view.draw();
    }
    this.#drawGraph();
  }

  #column(column: Column, number: number, known: ReadonlySet<string>): ColumnView {
    const { name, rows } = column;
    const fold = make("button", { className: "fold", "aria-expanded": !this.#closed.has(name) }, name);
    const header = make("div", { className: "heading" }, make("h2", {}, fold), ...counts(column));
    const parts = { id: `c${number}`, title: name, rows, known, height: this.#height, marks: this.#marks() };
    const view = new ColumnView(parts, header, {
      choose: (key, row, more) => {
        this.#choose(key, row, more);
      },
      leave: (direction) => {
        this.#shown[number + direction]?.view.focus();
      },
      focus: () => {
        this.#focus(number);
      },
    });
    view.element.classList.toggle("closed", this.#closed.has(name));
    fold.addEventListener("click", () => {
      const closed = view.element.classList.toggle("closed");
      if (closed) {
        this.#closed.add(name);
      } else {
        this.#closed.delete(name);
      }
      fold.setAttribute("aria-expanded", String(!closed));
      view.draw();
    });
    return view;
  }

  #focus(number: number): void {
    if (number !== this.#focused) {
      this.#focused = number;
      this.#drawGraph();
    }
  }

  /** A value, a block or a line was chosen: follow it through all columns, and to the source. */
  #choose(key: string, row: Row | undefined, more: boolean): void {
    const name = key.replace(/^x/, "b");
    const colour = this.#colours.get(name);
    if (!more) {
      this.#colours.clear();
    }
    if (colour !== undefined && more) {
      this.#colours.delete(name);
    } else if (/^[tb]\d/.test(name)) {
      this.#colours.set(name, colour ?? this.#colours.size % COLOURS);
    }
    this.#mark();
    this.#shown.forEach(({ view }) => {
      view.show((other) => other.key === name);
    });
    const range = this.#listing?.ranges[this.#rangeOf(key, row)];
    if (range !== undefined) {
      this.#cursor = { first: range[0], last: range[0] };
      this.#mark();
      this.#host.post({ type: "reveal", range });
    }
  }

  /** The source of a value: where it is defined, in the column of the click first. */
  #rangeOf(key: string, row: Row | undefined): number {
    if (row?.key === key) {
      return row.range;
    }
    const rows = this.#shown.flatMap(({ column }) => column.rows);
    return rows.find((other) => other.key === key && other.range >= 0)?.range ?? -1;
  }

  #marks(): Marks {
    return { colours: this.#colours, atCursor: (row) => this.#atCursor(row) };
  }

  #atCursor(row: Row): boolean {
    const line = this.#listing?.ranges[row.range]?.[0];
    return line !== undefined && line >= this.#cursor.first && line <= this.#cursor.last;
  }

  #mark(): void {
    for (const { view } of this.#shown) {
      view.mark(this.#marks());
    }
    const drawing = this.#drawing.querySelector("svg");
    const chosen = [...this.#colours.keys()].find((key) => key.startsWith("b"));
    if (
      drawing !== null &&
      chosen !== undefined &&
      drawing.querySelector(`[data-key="${chosen}"]`) === null
    ) {
      this.#drawGraph(); // it is too far away from what is drawn
    } else if (drawing !== null) {
      markGraph(drawing, this.#colours);
    }
  }

  #drawGraph(): void {
    this.#drawing.hidden = !pressed(this.#graph);
    const passes = this.#shown.filter(({ column }) => column.name !== SOURCE);
    const column =
      passes.find(({ column: { name } }) => name === this.#shown[this.#focused]?.column.name) ??
      passes.at(-1);
    if (this.#drawing.hidden || column === undefined) {
      this.#drawing.replaceChildren();
      return;
    }
    const chosen = [...this.#colours.keys()].find((key) => key.startsWith("b")) ?? "";
    const { element, drawn, total } = drawGraph(column.column.rows, chosen, (key) => {
      this.#choose(key, undefined, false);
    });
    const name = `after ${column.column.name}`;
    const around = chosen === "" ? "the entry" : chosen;
    const part = drawn < total ? `: ${drawn} of ${total} blocks, around ${around}; choose another block` : "";
    this.#drawing.setAttribute("aria-label", `Control-flow graph ${name}`);
    this.#drawing.replaceChildren(make("p", {}, name + part), element);
    markGraph(element, this.#colours);
  }
}

const SOURCE = "source";

function sourceColumn(listing: SsaListing): Column {
  const numbers = new Map(listing.ranges.map((range, number) => [range[0], number]));
  const rows = listing.source.map((text, at): Row => {
    const line = listing.firstLine + at;
    const shown = `${String(line + 1).padStart(4)}  ${text.replaceAll("\t", "    ")}`;
    return { key: `s${line}`, text: shown, range: numbers.get(line) ?? -1, change: "same", before: "" };
  });
  const none = { same: rows.length, added: 0, changed: 0, moved: 0, removed: 0 };
  return { name: SOURCE, rows, counts: none, unchanged: false };
}

function counts({ counts: { added, changed, moved, removed }, unchanged }: Column): Node[] {
  if (unchanged) {
    return [make("span", { className: "count" }, "no change")];
  }
  const told: readonly (readonly [number, string, string])[] = [
    [added, "added", `+${added}`],
    [removed, "removed", `−${removed}`],
    [changed, "changed", `~${changed}`],
    [moved, "moved", `→${moved}`],
  ];
  return told
    .filter(([number]) => number > 0)
    .map(([number, word, text]) =>
      make("span", { className: `count ${word}`, title: `${number} ${word}` }, text),
    );
}

function toggle(text: string, title: string): HTMLButtonElement {
  return make("button", { title, "aria-pressed": false }, text);
}

function press(button: HTMLElement, on: boolean): void {
  button.setAttribute("aria-pressed", String(on));
}

function pressed(button: HTMLElement): boolean {
  return button.getAttribute("aria-pressed") === "true";
}

/** Pixels of a line of code in the editor's font. */
function lineHeight(): number {
  const size = getComputedStyle(document.documentElement).getPropertyValue("--code-size");
  return Math.round((Number.parseFloat(size) || 13) * 1.45);
}

new SsaPage().start();

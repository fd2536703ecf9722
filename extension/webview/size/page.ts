// The size panel: a map of the program's bytes, a table of them by package, file, symbol, section or kind, and what is
// known of the piece that was chosen in either.
//
// The page works on one report, whose rows it sums itself; it asks only for what needs the linker's graph. The same page
// is exported as a file: then the report lies in the page, and nobody answers.

import {
  COMPARISONS,
  type Comparison,
  EXPORTS,
  type ExportForm,
  type FromSizePage,
  type ShownReport,
  type SizeReport,
  type SizeState,
  type ToSizePage,
} from "../../src/sizes";
import { make } from "../dom";
import { Host } from "../host";
import { Chart } from "./chart";
import { Details } from "./details";
import {
  KEYS,
  type Key,
  type Piece,
  changeOf,
  grouped,
  lastOf,
  piecesOf,
  rowOf,
  signed,
  totalsOf,
  treeOf,
} from "./model";
import { Table } from "./table";
import "./style.css";

/** Id of the element that holds the report of an exported page. */
const EXPORTED = "listing";

const COMPARED: Readonly<Record<Comparison, string>> = {
  none: "No comparison",
  last: "Compare with last build",
  file: "Compare with file…",
};

class SizePage {
  readonly #host = new Host<{ toPage: ToSizePage; fromPage: FromSizePage; state: SizeState }>();
  readonly #tabs = make("div", { className: "tabs", role: "group", "aria-label": "Programs" });
  readonly #search = make("input", { type: "search", placeholder: "Search", "aria-label": "Search" });
  readonly #by = make("select", { "aria-label": "Sum by" }, ...KEYS.map((key) => option(key, `by ${key}`)));
  readonly #changed = make("button", { "aria-pressed": false }, "Changed only");
  readonly #compare = make(
    "select",
    { "aria-label": "Comparison" },
    ...COMPARISONS.map((name) => option(name, COMPARED[name])),
  );
  readonly #export = make(
    "select",
    { "aria-label": "Export" },
    option("", "Export…"),
    ...EXPORTS.map((form) => option(form, form.toUpperCase())),
  );
  readonly #status = make("span", { className: "status", role: "status" });
  readonly #trail = make("nav", { className: "trail", "aria-label": "Place in the map" });
  readonly #chart: Chart;
  readonly #table: Table;
  readonly #details: Details;
  #report: SizeReport | undefined;
  #pieces = new Map<string, readonly Piece[]>(); // with those around them, by id
  #path: readonly Piece[] = []; // from the program to what the map is of
  #chosen = "";
  #retained = new Map<string, number>(); // by symbol; empty while it is not known
  #asked = ""; // digest of the program whose symbols were asked for

  constructor() {
    this.#chart = new Chart({
      choose: (piece) => {
        this.#choose(piece);
      },
      open: (piece) => {
        this.#open(piece.id);
      },
      close: () => {
        this.#open(this.#path.at(-2)?.id ?? this.#path[0]?.id ?? "");
      },
      say: (text) => {
        this.#status.textContent = text;
      },
    });
    this.#table = new Table((total) => {
      this.#go(total.piece);
    });
    this.#details = new Details(
      {
        source: (symbol) => {
          this.#host.post({ type: "source", symbol });
        },
        symbol: (name) => {
          this.#find(name);
        },
      },
      this.#host.connected,
    );
  }

  start(): void {
    const controls = [this.#search, this.#by, this.#changed];
    const asked = this.#host.connected ? [this.#compare, this.#export] : [];
    const heading = make("h1", { className: "unseen" }, document.title);
    document.body.append(
      make("header", { className: "bar" }, heading, this.#tabs, ...controls, ...asked, this.#status),
      make(
        "main",
        {},
        make("section", { className: "left" }, this.#trail, this.#chart.element, this.#table.element),
        this.#details.element,
      ),
    );
    const { by } = this.#host.state ?? {};
    this.#by.value = KEYS.find((key) => key === by) ?? "package";
    this.#listen();
    const exported = document.getElementById(EXPORTED)?.textContent;
    if (exported !== undefined) {
      this.#show(JSON.parse(exported) as ShownReport);
    }
    this.#host.listen((message) => {
      this.#receive(message);
    });
  }

  #listen(): void {
    this.#search.addEventListener("input", () => {
      this.#filter();
    });
    this.#by.addEventListener("change", () => {
      this.#keep();
      this.#filter();
    });
    this.#changed.addEventListener("click", () => {
      this.#changed.setAttribute("aria-pressed", String(!this.#changedOnly));
      this.#filter();
    });
    this.#compare.addEventListener("change", () => {
      this.#host.post({ type: "compare", comparison: this.#compare.value as Comparison });
    });
    this.#export.addEventListener("change", () => {
      const form = this.#export.value as ExportForm | "";
      this.#export.value = "";
      if (form !== "") {
        const picture = form === "png" ? this.#chart.picture() : "";
        this.#host.post({ type: "export", form, picture });
      }
    });
    new ResizeObserver(() => {
      this.#chart.draw();
    }).observe(this.#chart.element);
    new MutationObserver(() => {
      this.#chart.draw();
    }).observe(document.body, { attributeFilter: ["class"] });
  }

  #receive(message: ToSizePage): void {
    switch (message.type) {
      case "report":
        this.#show(message);
        break;
      case "reason":
        this.#details.reason(message.symbol, message.reason);
        break;
      case "retained": {
        const { names, bytes } = message.retained;
        if (message.digest === this.#report?.digest) {
          this.#retained = new Map(names.map((name, at) => [name, bytes[at] ?? 0]));
          this.#filter();
        }
        break;
      }
      case "state":
        this.#status.textContent = message.note;
    }
  }

  #show({ report, tabs, comparison, hasLast }: ShownReport): void {
    const before = this.#path.at(-1)?.id ?? "";
    if (report.digest !== this.#report?.digest) {
      this.#retained = new Map();
      this.#asked = "";
    }
    this.#report = report;
    this.#pieces = piecesOf(treeOf(report));
    this.#keep();
    this.#tabs.replaceChildren(...(tabs.length > 1 ? tabs : []).map((tab) => this.#tab(tab)));
    this.#compare.value = comparison;
    const last = this.#compare.querySelector<HTMLOptionElement>('option[value="last"]');
    if (last !== null) {
      last.disabled = !hasLast;
    }
    this.#changed.hidden = report.baseline === "";
    this.#open(this.#pieces.has(before) && !before.startsWith("#") ? before : "");
    this.#filter();
  }

  #keep(): void {
    this.#host.keep({ file: this.#report?.file ?? "", by: this.#by.value });
  }

  #sayTotal({ file, size, rows, estimated, baseline, baselineSize }: SizeReport): void {
    const sum = rows.size.reduce((all, one) => all + one, 0);
    const told = [
      lastOf(file),
      `${grouped(size)} bytes`,
      sum === size ? "all accounted for" : `${grouped(sum)} accounted for`,
      ...(estimated ? ["estimated"] : []),
      ...(baseline === "" ? [] : [`${signed(size - baselineSize)} against ${lastOf(baseline)}`]),
    ];
    this.#status.textContent = told.join(" · ");
  }

  #tab({ file, label }: { file: string; label: string }): HTMLElement {
    const button = make("button", { "aria-pressed": file === this.#report?.file, title: file }, label);
    button.addEventListener("click", () => {
      this.#host.post({ type: "choose", file });
    });
    return button;
  }

  get #changedOnly(): boolean {
    return this.#report?.baseline !== "" && this.#changed.getAttribute("aria-pressed") === "true";
  }

  /** Shows in table and map what the search and the buttons leave. */
  #filter(): void {
    const report = this.#report;
    if (report === undefined) {
      return;
    }
    const wanted = this.#search.value.trim().toLowerCase();
    const has = (name: string): boolean => name.toLowerCase().includes(wanted);
    const bySymbol = this.#by.value === "symbol";
    if (bySymbol && this.#host.connected && this.#asked !== report.digest) {
      this.#asked = report.digest;
      this.#host.post({ type: "retained" });
    }
    const shown = totalsOf(report, this.#by.value as Key, this.#retained).filter(
      (total) => has(total.name) && !(this.#changedOnly && changeOf(total) === "same"),
    );
    this.#table.show(shown, report.size, report.baseline !== "", bySymbol && this.#retained.size > 0);
    this.#chart.filter(
      wanted === "" ? undefined : (piece) => has(piece.name) || (piece.row >= 0 && this.#owned(piece, has)),
    );
  }

  /** Whether the package or the file of a symbol matches. */
  #owned(piece: Piece, has: (name: string) => boolean): boolean {
    const report = this.#report;
    if (report === undefined) {
      return false;
    }
    const row = rowOf(report, piece.row);
    return has(row.package) || has(row.file);
  }

  /** Goes to a piece that the table names: into a package or a file, to a symbol. */
  #go(id: string): void {
    const path = this.#pieces.get(id);
    const piece = path?.at(-1);
    if (path === undefined || piece === undefined) {
      return;
    }
    if (piece.row < 0) {
      this.#open(id);
    } else {
      this.#open(path.at(-2)?.id ?? "");
      this.#choose(piece);
    }
  }

  /** Goes to a symbol by name. */
  #find(name: string): void {
    const report = this.#report;
    const number = report?.names.indexOf(name) ?? -1;
    const row = report?.rows.name.indexOf(number) ?? -1;
    if (number >= 0 && row >= 0) {
      this.#go(`#${row}`);
    }
  }

  /** Fills the map with a piece. */
  #open(id: string): void {
    const path = this.#pieces.get(id);
    const piece = path?.at(-1);
    if (path === undefined || piece === undefined || this.#report === undefined) {
      return;
    }
    this.#path = path;
    const steps = path.map((one, number) => {
      const step = make("button", {}, number === 0 ? lastOf(one.name) : one.label);
      step.disabled = number === path.length - 1;
      step.addEventListener("click", () => {
        this.#open(one.id);
      });
      return step;
    });
    this.#trail.replaceChildren(...steps);
    this.#chosen = "";
    this.#chart.choose("");
    this.#chart.show(piece, this.#report.baseline !== "");
    this.#details.show(this.#report, piece);
    this.#sayTotal(this.#report);
  }

  #choose(piece: Piece): void {
    if (this.#report === undefined) {
      return;
    }
    this.#chosen = piece.id;
    this.#chart.choose(this.#chosen);
    const symbol = this.#details.show(this.#report, piece);
    if (symbol !== "") {
      this.#host.post({ type: "reason", symbol });
    }
  }
}

function option(value: string, text: string): HTMLOptionElement {
  return make("option", { value }, text);
}

new SizePage().start();

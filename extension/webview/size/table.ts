// The table of totals: sorted by any column, filtered, and as long as the reader wants it.

import { make } from "../dom";
import { type Total, changeOf, counted, grouped, share, signed } from "./model";

/** Rows that are shown at first, and more each time. */
const PAGE = 100;

const COLUMNS = ["name", "size", "share", "retained", "change", "count"] as const;
type Column = (typeof COLUMNS)[number];

const TITLES: Readonly<Record<Column, string>> = {
  name: "Name",
  size: "Bytes",
  share: "Share",
  retained: "With all it keeps",
  change: "Change",
  count: "Pieces",
};

export class Table {
  readonly #choose: (total: Total) => void;
  readonly #body = make("tbody");
  readonly #head = make("tr");
  readonly #foot = make("tfoot");
  readonly #more = make("button", { className: "more" });
  readonly element: HTMLElement;
  #totals: readonly Total[] = [];
  #whole = 0;
  #comparing = false;
  #keeping = false;
  #column: Column = "size";
  #descending = true;
  #shown = PAGE;

  constructor(choose: (total: Total) => void) {
    this.#choose = choose;
    this.#more.addEventListener("click", () => {
      this.#shown += 10 * PAGE;
      this.#draw();
    });
    const table = make("table", {}, make("thead", {}, this.#head), this.#body, this.#foot);
    this.element = make(
      "div",
      { className: "rows", tabIndex: 0, role: "region", "aria-label": "Table of sizes" },
      table,
      this.#more,
    );
  }

  /** Shows totals, of a program of `whole` bytes; `keeping`: it is known what goes with each. */
  show(totals: readonly Total[], whole: number, comparing: boolean, keeping: boolean): void {
    this.#totals = totals;
    this.#keeping = keeping;
    if (!keeping && this.#column === "retained") {
      this.#column = "size";
    }
    this.#whole = whole;
    if (this.#comparing !== comparing) {
      this.#comparing = comparing;
      this.#column = comparing ? "change" : "size";
      this.#descending = true;
    }
    this.#shown = PAGE;
    this.#draw();
  }

  #draw(): void {
    const shown = {
      change: this.#comparing,
      retained: this.#keeping,
      name: true,
      size: true,
      share: true,
      count: true,
    };
    const columns = COLUMNS.filter((column) => shown[column]);
    this.#head.replaceChildren(...columns.map((column) => this.#header(column)));
    const rows = [...this.#totals].sort((one, other) => this.#compare(one, other));
    this.#body.replaceChildren(...rows.slice(0, this.#shown).map((row) => this.#row(row, columns)));
    this.#more.hidden = rows.length <= this.#shown;
    this.#more.textContent = `Show more of ${counted(rows.length, "row")}`;
    const sum = (value: (total: Total) => number): number => rows.reduce((all, one) => all + value(one), 0);
    const all = {
      ...{ name: counted(rows.length, "row"), piece: "", retained: 0 },
      ...{ size: sum(({ size }) => size), old: sum(({ old }) => old), count: sum(({ count }) => count) },
    };
    const cells = columns.map((column) => make("td", { className: column }, this.#text(all, column)));
    this.#foot.replaceChildren(make("tr", {}, ...cells));
  }

  #header(column: Column): HTMLElement {
    const button = make("button", {}, TITLES[column]);
    button.addEventListener("click", () => {
      this.#descending = this.#column === column ? !this.#descending : column !== "name";
      this.#column = column;
      this.#draw();
      this.#head.querySelector<HTMLElement>(`th.${column} button`)?.focus();
    });
    const sorted = this.#column === column ? (this.#descending ? "descending" : "ascending") : "none";
    return make("th", { className: column, scope: "col", "aria-sort": sorted }, button);
  }

  #row(total: Total, columns: readonly Column[]): HTMLElement {
    const cells = columns.map((column) => {
      if (column !== "name" || total.piece === "") {
        return make("td", { className: column }, this.#text(total, column));
      }
      const name = make("button", { title: total.name }, total.name);
      name.addEventListener("click", () => {
        this.#choose(total);
      });
      return make("td", { className: column }, name);
    });
    return make("tr", { className: this.#comparing ? changeOf(total) : "" }, ...cells);
  }

  #text(total: Total, column: Column): string {
    switch (column) {
      case "name":
        return total.name;
      case "size":
        return grouped(total.size);
      case "retained":
        return total.retained === 0 ? "" : grouped(total.retained);
      case "share":
        return share(total.size, this.#whole);
      case "change": {
        const change = changeOf(total);
        const word = change === "new" || change === "gone" ? ` ${change}` : "";
        return signed(total.size - total.old) + word;
      }
      case "count":
        return grouped(total.count);
    }
  }

  #compare(one: Total, other: Total): number {
    const sign = this.#descending ? -1 : 1;
    const names = one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
    const value = (total: Total): number => {
      switch (this.#column) {
        case "count":
          return total.count;
        case "change":
          return Math.abs(total.size - total.old);
        case "retained":
          return total.retained;
        case "name":
        case "size":
        case "share":
          return total.size;
      }
    };
    return this.#column === "name" ? sign * names : sign * (value(one) - value(other)) || names;
  }
}

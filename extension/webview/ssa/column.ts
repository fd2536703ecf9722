// One column of lines. Only the lines in sight are elements of the page: a function may have thousands of values, and
// there is a column for each pass. All lines have one height, so that the place of each is known.
//
// To users of the keyboard and of screen readers it is a list box: the arrow keys move the active line.

import { make } from "../dom";
import { type Change, type Row, pieces } from "./passes";

/** Lines beyond the edges that are made ahead of scrolling. */
const MARGIN = 20;

const SIGNS: Readonly<Record<Change, string>> = {
  same: " ",
  added: "+",
  changed: "~",
  moved: "→",
  removed: "−",
};

/** How lines and names are marked; shared by all columns of a page. */
export interface Marks {
  readonly colours: ReadonlyMap<string, number>; // of chosen values and blocks, by key
  readonly atCursor: (row: Row) => boolean;
}

export interface ColumnEvents {
  choose(key: string, row: Row, more: boolean): void;
  leave(direction: -1 | 1): void; // to the column beside it
  focus(): void;
}

export class ColumnView {
  readonly element: HTMLElement;
  readonly #list: HTMLDivElement;
  readonly #filler: HTMLDivElement;
  readonly #rows: readonly Row[];
  readonly #known: ReadonlySet<string>;
  readonly #events: ColumnEvents;
  readonly #id: string;
  readonly #height: number; // of a line, in pixels
  #marks: Marks;
  #active = 0;
  #drawn = ""; // what the elements show

  constructor(
    parts: {
      readonly id: string;
      readonly title: string;
      readonly rows: readonly Row[];
      readonly known: ReadonlySet<string>;
      readonly height: number;
      readonly marks: Marks;
    },
    header: HTMLElement,
    events: ColumnEvents,
  ) {
    this.#id = parts.id;
    this.#rows = parts.rows;
    this.#known = parts.known;
    this.#height = parts.height;
    this.#marks = parts.marks;
    this.#events = events;
    this.#filler = make("div", { className: "filler", role: "presentation" });
    this.#filler.style.height = `${this.#rows.length * this.#height}px`;
    const properties = { className: "lines", tabIndex: 0, role: "listbox", "aria-label": parts.title };
    this.#list = make("div", properties, this.#filler);
    this.element = make("section", { className: "column" }, header, this.#list);
    this.#listen();
  }

  /** Draws what is in sight now; to be called once the column has a size. */
  draw(): void {
    const first = Math.max(0, Math.floor(this.#list.scrollTop / this.#height) - MARGIN);
    const seen = Math.ceil(this.#list.clientHeight / this.#height) + 2 * MARGIN;
    const last = Math.min(this.#rows.length, first + seen);
    const drawn = `${first} ${last}`;
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      const lines = this.#rows.slice(first, last).map((row, at) => this.#line(row, first + at));
      this.#filler.replaceChildren(...lines);
    }
  }

  /** How far it is scrolled, in pixels. */
  get top(): number {
    return this.#list.scrollTop;
  }

  set top(pixels: number) {
    this.#list.scrollTop = pixels;
  }

  mark(marks: Marks): void {
    this.#marks = marks;
    this.#drawn = "";
    this.draw();
  }

  focus(): void {
    this.#list.focus();
  }

  /** Brings the first line that fits into sight, unless one is there. */
  show(fits: (row: Row) => boolean): void {
    const top = Math.ceil(this.#list.scrollTop / this.#height);
    const count = Math.floor(this.#list.clientHeight / this.#height);
    if (!this.#rows.slice(top, top + count).some(fits)) {
      const found = this.#rows.findIndex(fits);
      if (found >= 0) {
        this.#list.scrollTop = Math.max(0, (found - 2) * this.#height);
        this.draw();
      }
    }
  }

  #listen(): void {
    this.#list.addEventListener("scroll", () => {
      this.draw();
    });
    this.#list.addEventListener("focus", () => {
      this.#events.focus();
    });
    this.#list.addEventListener("keydown", (event) => {
      this.#pressed(event);
    });
    this.#list.addEventListener("click", (event) => {
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      const number = Number(target?.closest<HTMLElement>("[data-number]")?.dataset.number);
      const row = this.#rows[number];
      if (row !== undefined) {
        this.#activate(number);
        this.#events.choose(target?.dataset.key ?? row.key, row, event.ctrlKey || event.metaKey);
      }
    });
  }

  #pressed(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#list.clientHeight / this.#height) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -this.#rows.length,
      End: this.#rows.length,
    };
    const step = steps[event.key];
    const row = this.#rows[this.#active];
    if (step !== undefined) {
      this.#activate(Math.max(0, Math.min(this.#rows.length - 1, this.#active + step)));
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      this.#events.leave(event.key === "ArrowLeft" ? -1 : 1);
    } else if ((event.key === "Enter" || event.key === " ") && row !== undefined) {
      this.#events.choose(row.key, row, event.ctrlKey || event.metaKey);
    } else {
      return;
    }
    event.preventDefault();
  }

  #activate(number: number): void {
    this.#active = number;
    const top = number * this.#height;
    if (top < this.#list.scrollTop) {
      this.#list.scrollTop = top;
    } else if (top + this.#height > this.#list.scrollTop + this.#list.clientHeight) {
      this.#list.scrollTop = top + this.#height - this.#list.clientHeight;
    }
    this.#drawn = "";
    this.draw();
    this.#list.setAttribute("aria-activedescendant", `${this.#id}-${number}`);
  }

  #line(row: Row, number: number): HTMLElement {
    const { colours, atCursor } = this.#marks;
    const chosen = colours.has(row.key) || colours.has(row.key.replace("x", "b"));
    const classes = ["line", row.change];
    if (row.key.startsWith("b")) {
      classes.push("header");
    } else if (!row.key.startsWith("s")) {
      classes.push("inner");
    }
    if (number === this.#active) {
      classes.push("active");
    }
    if (atCursor(row)) {
      classes.push("at");
    }
    const text = pieces(row.text, this.#known).map(({ text: piece, key }) => this.#piece(piece, key));
    const element = make(
      "div",
      {
        id: `${this.#id}-${number}`,
        className: classes.join(" "),
        role: "option",
        "aria-selected": chosen,
        "aria-setsize": this.#rows.length,
        "aria-posinset": number + 1,
        "data-number": number,
        title: row.before === "" ? "" : `was: ${row.before}`,
      },
      make("span", { className: "sign" }, SIGNS[row.change]),
      ...text,
    );
    element.style.top = `${number * this.#height}px`;
    return element;
  }

  #piece(text: string, key: string): Node | string {
    if (key === "") {
      return text;
    }
    const colour = this.#marks.colours.get(key);
    const className = colour === undefined ? "name" : `name chosen colour${colour}`;
    return make("span", { className, "data-key": key }, text);
  }
}

// The map of a piece on a canvas: its parts, and theirs within them as far as they can be seen. A canvas, for a program
// has tens of thousands of pieces, and a picture of it can be saved. The table beside it says the same in text.

import { make } from "../dom";
import { type Piece, changeOf, grouped, share } from "./model";
import { type Box, squarify } from "./treemap";

/** Pixels: the strip with the name of a piece that shows its parts; the least piece that does; the least drawn. */
const STRIP = 17;
const LEAST = { width: 46, height: 34 };
const SPECK = 1.2;

interface Cell extends Box {
  readonly piece: Piece;
  readonly open: boolean; // its parts are drawn in it
}

export interface ChartHooks {
  readonly choose: (piece: Piece) => void;
  readonly open: (piece: Piece) => void;
  readonly close: () => void;
  readonly say: (text: string) => void;
}

/** Hues by kind; what is not named has none. */
const HUES: Readonly<Record<string, number>> = {
  func: 210,
  stub: 230,
  type: 275,
  string: 95,
  rodata: 45,
  data: 160,
  bss: 180,
  debug: 20,
  symtab: 320,
};
const CHANGES = { grown: 5, shrunk: 130, new: 265, gone: 0, same: undefined } as const;

export class Chart {
  readonly element = make("canvas", {
    className: "map",
    tabIndex: 0,
    role: "application",
    "aria-roledescription": "treemap",
    "aria-label": "Map of the program: arrow keys move, Enter goes in, Escape goes out",
  });
  readonly #hooks: ChartHooks;
  #root: Piece | undefined;
  #cells: Cell[] = [];
  #chosen = "";
  #hovered: Cell | undefined;
  #matches: ((piece: Piece) => boolean) | undefined;
  #comparing = false;

  constructor(hooks: ChartHooks) {
    this.#hooks = hooks;
    this.element.addEventListener("pointermove", (event) => {
      this.#hover(this.#at(event.offsetX, event.offsetY));
    });
    this.element.addEventListener("pointerleave", () => {
      this.#hover(undefined);
    });
    this.element.addEventListener("click", (event) => {
      const cell = this.#at(event.offsetX, event.offsetY);
      if (cell !== undefined) {
        this.#take(cell.piece);
      }
    });
    this.element.addEventListener("keydown", (event) => {
      this.#key(event);
    });
  }

  show(root: Piece, comparing: boolean): void {
    this.#root = root;
    this.#comparing = comparing;
    this.draw();
  }

  choose(id: string): void {
    this.#chosen = id;
    this.draw();
  }

  /** Pieces that do not match are dimmed; undefined: all match. */
  filter(matches: ((piece: Piece) => boolean) | undefined): void {
    this.#matches = matches;
    this.draw();
  }

  /** The picture as base64. */
  picture(): string {
    return this.element.toDataURL("image/png").replace(/^[^,]*,/, "");
  }

  draw(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    const canvas = this.element.getContext("2d");
    if (this.#root === undefined || canvas === null || width === 0 || height === 0) {
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    this.element.width = Math.round(width * ratio);
    this.element.height = Math.round(height * ratio);
    canvas.scale(ratio, ratio);
    this.#cells = [];
    this.#place(this.#root, { x: 0, y: 0, width, height });
    const paint = new Paint(canvas, this.element);
    canvas.clearRect(0, 0, width, height);
    for (const cell of this.#cells) {
      const { piece } = cell;
      const change = this.#comparing ? CHANGES[changeOf(piece)] : HUES[piece.kind];
      paint.cell(cell, change, cell.open, this.#matches === undefined || cell.open || this.#matches(piece));
    }
    const marked = this.#cells.filter((cell) => cell.piece.id === this.#chosen);
    marked.forEach((cell) => {
      paint.outline(cell);
    });
  }

  #place(piece: Piece, box: Box): void {
    const parts = piece.parts.filter(({ size }) => size > 0);
    const boxes = squarify(
      parts.map(({ size }) => size),
      box,
    );
    parts.forEach((part, number) => {
      const place = boxes[number];
      if (place === undefined || place.width < SPECK || place.height < SPECK) {
        return;
      }
      const { x, y, width, height } = place;
      const open = part.parts.length > 0 && width >= LEAST.width && height >= LEAST.height;
      this.#cells.push({ ...place, piece: part, open });
      if (open) {
        this.#place(part, { x: x + 2, y: y + STRIP, width: width - 4, height: height - STRIP - 2 });
      }
    });
  }

  /** The innermost cell at a point. */
  #at(x: number, y: number): Cell | undefined {
    return this.#cells.findLast(
      (cell) => x >= cell.x && x < cell.x + cell.width && y >= cell.y && y < cell.y + cell.height,
    );
  }

  #hover(cell: Cell | undefined): void {
    if (cell !== this.#hovered) {
      this.#hovered = cell;
      this.element.title = cell === undefined ? "" : this.#described(cell.piece);
    }
  }

  #described({ name, size }: Piece): string {
    return `${name}: ${grouped(size)} bytes, ${share(size, this.#root?.size ?? 0)} of what is shown`;
  }

  #take(piece: Piece): void {
    if (piece.parts.length > 0) {
      this.#hooks.open(piece);
    } else {
      this.#hooks.choose(piece);
    }
  }

  #key(event: KeyboardEvent): void {
    const parts = this.#root?.parts.filter(({ size }) => size > 0) ?? [];
    const at = parts.findIndex(({ id }) => id === this.#chosen);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const piece = parts[step === undefined ? at : Math.min(Math.max(at + step, 0), parts.length - 1)];
    if (event.key === "Escape" || event.key === "Backspace") {
      this.#hooks.close();
    } else if (piece === undefined) {
      return;
    } else if (event.key === "Enter") {
      this.#take(piece);
    } else if (step !== undefined) {
      this.choose(piece.id);
      this.#hooks.say(this.#described(piece));
    } else {
      return;
    }
    event.preventDefault();
  }
}

/** Draws cells in the colours of the theme. */
class Paint {
  readonly #canvas: CanvasRenderingContext2D;
  readonly #dark: boolean;
  readonly #contrast: boolean; // lines and text alone tell pieces apart
  readonly #foreground: string;
  readonly #line: string;
  readonly #focus: string;
  readonly #font: string;

  constructor(canvas: CanvasRenderingContext2D, element: Element) {
    const style = getComputedStyle(element);
    const kinds = document.body.classList;
    this.#canvas = canvas;
    this.#contrast = kinds.contains("vscode-high-contrast") || kinds.contains("vscode-high-contrast-light");
    this.#dark = isDark(style);
    this.#foreground = style.color;
    this.#line = this.#contrast ? style.borderTopColor : this.#dark ? "#00000090" : "#00000038";
    this.#focus = style.outlineColor;
    this.#font = `11px ${style.fontFamily}`;
  }

  cell({ x, y, width, height, piece }: Cell, hue: number | undefined, open: boolean, lit: boolean): void {
    this.#canvas.globalAlpha = lit ? 1 : 0.22;
    if (!this.#contrast) {
      const tint = hue === undefined ? "0 0%" : `${hue} ${this.#dark ? 38 : 55}%`;
      const light = this.#dark ? (open ? 19 : 29) : open ? 93 : 83;
      this.#canvas.fillStyle = `hsl(${tint} ${light}%)`;
      this.#canvas.fillRect(x, y, width, height);
    }
    this.#canvas.strokeStyle = this.#line;
    this.#canvas.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
    if (width > 30 && height > 13) {
      this.#name(piece.label, { x, y, width, height });
    }
    this.#canvas.globalAlpha = 1;
  }

  outline({ x, y, width, height }: Cell): void {
    this.#canvas.strokeStyle = this.#focus;
    this.#canvas.lineWidth = 3;
    this.#canvas.strokeRect(x + 1.5, y + 1.5, Math.max(0, width - 3), Math.max(0, height - 3));
    this.#canvas.lineWidth = 1;
  }

  #name(name: string, { x, y, width, height }: Box): void {
    this.#canvas.save();
    this.#canvas.beginPath();
    this.#canvas.rect(x + 2, y, width - 4, height);
    this.#canvas.clip();
    this.#canvas.fillStyle = this.#foreground;
    this.#canvas.font = this.#font;
    this.#canvas.textBaseline = "top";
    this.#canvas.fillText(name, x + 4, y + 3);
    this.#canvas.restore();
  }
}

/** Whether the text is light, so the ground is dark. */
function isDark({ color }: CSSStyleDeclaration): boolean {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return red + green + blue > 384;
}

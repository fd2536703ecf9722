// "Show Assembly": a read-only editor beside the source with the machine code of the function around the cursor.
//
// Both editors mark each source line and its instructions with one colour, and the line of the cursor more strongly,
// whichever of the two the cursor is in. There is one such editor; it follows the cursor and the text.

import * as vscode from "vscode";
import { type AssemblyText, type LineRange, assemblyText } from "./assembly-text";
import type { Connection } from "./client";
import { Follower, aimOf } from "./follow";
import type { AssemblyListing } from "./pages";
import { assemblyRequest } from "./protocol";
import { requireTrust } from "./trust";
import type { ViewTracker } from "./view";

const SCHEME = "gobindery-asm";
const LANGUAGE = "gobindery-asm";
const DOCUMENT = vscode.Uri.from({ scheme: SCHEME, path: "/Assembly.goasm" });
const NOTHING = "; Put the cursor in a Go function.\n";

/** Of lines that stand beside each other; they are seen in light and dark themes. */
const COLOURS = ["#e0a500", "#3f9c46", "#3d86d8", "#d9603b", "#a35fc0", "#169a9a"];

/** Marks of what costs something even if all goes well. */
const COSTLY: ReadonlySet<string> = new Set(["allocation", "write barrier", "runtime"]);

export class AssemblyView implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #follower: Follower<AssemblyListing>;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #listeners: vscode.Disposable;
  readonly #bands = COLOURS.map((colour) => band(colour));
  readonly #here = lineOfCursor();
  readonly #costs = marked("editorInfo.foreground");
  readonly #checks = marked("editorWarning.foreground");
  #written: AssemblyText | undefined;
  #note = "";
  #only: LineRange | undefined;
  #cursor: LineRange = { first: -1, last: -1 };

  readonly onDidChange = this.#changed.event;

  constructor(connection: Connection, views: ViewTracker) {
    this.#follower = new Follower(connection, assemblyRequest, {
      show: (listing) => {
        if (this.#only !== undefined && !overlaps(this.#only, listing)) {
          this.#only = undefined;
        }
        this.#say("");
      },
      state: (_outOfDate, note) => {
        this.#say(note);
      },
      cursor: (first, last) => {
        this.#cursor = { first, last };
        this.#decorate();
        this.#revealCode();
      },
    });
    const { window, workspace, languages } = vscode;
    const selector = { scheme: SCHEME };
    this.#listeners = vscode.Disposable.from(
      this.#follower,
      this.#changed,
      ...this.#bands,
      ...[this.#here, this.#costs, this.#checks],
      workspace.registerTextDocumentContentProvider(SCHEME, this),
      languages.registerDocumentLinkProvider(selector, { provideDocumentLinks: () => this.#links() }),
      views.onDidChange(() => {
        if (this.#follower.uri !== undefined) {
          void this.#follower.refresh();
        }
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === SCHEME) {
          this.#decorate();
        }
      }),
      window.onDidChangeVisibleTextEditors(() => {
        this.#decorate();
      }),
      window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        // New text moves the selection too; then nobody has.
        if (
          textEditor.document.uri.scheme === SCHEME &&
          kind !== undefined &&
          textEditor === window.activeTextEditor
        ) {
          this.#followCode(textEditor);
        }
      }),
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some(({ input }) => isOurs(input))) {
          this.#end();
        }
      }),
    );
  }

  provideTextDocumentContent(): string {
    if (this.#follower.uri === undefined) {
      this.#resume();
    }
    return this.#written?.text ?? (this.#note === "" ? NOTHING : `; ${this.#note}\n`);
  }

  /** The command; a lens names the file and a 0-based line of the function. */
  async show(uri?: string, line?: number): Promise<void> {
    if (!requireTrust("showing assembly")) {
      return;
    }
    const aim = aimOf(uri, line);
    if (aim === undefined) {
      void vscode.window.showInformationMessage(
        "Go Bindery: open a Go file and put the cursor in a function.",
      );
      return;
    }
    this.#say("Compiling…");
    const asked = this.#follower.aim(aim);
    const document = await vscode.workspace.openTextDocument(DOCUMENT);
    await vscode.languages.setTextDocumentLanguage(document, LANGUAGE);
    const shown = this.#editor();
    await vscode.window.showTextDocument(document, {
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: false,
    });
    await vscode.commands.executeCommand("setContext", "goBindery.assemblyShown", true);
    this.#tellPinned();
    await asked;
  }

  /** The command: instructions of the selected lines only; the same lines again, or none, bring all back. */
  filter(): void {
    const selection = vscode.window.activeTextEditor?.selection;
    const last = selection?.end.character === 0 ? selection.end.line - 1 : selection?.end.line;
    const wanted =
      selection === undefined || last === undefined || selection.isEmpty
        ? undefined
        : { first: selection.start.line, last: Math.max(last, selection.start.line) };
    const same = wanted?.first === this.#only?.first && wanted?.last === this.#only?.last;
    this.#only = same ? undefined : wanted;
    this.#say(this.#note);
  }

  /** The command: another of the functions that the declaration gives: a literal, or an instance of a generic one. */
  async choose(): Promise<void> {
    const { listing } = this.#follower;
    if (listing === undefined) {
      return;
    }
    const items = listing.functions.map(({ symbol, name }) => ({
      label: name,
      description: symbol === listing.symbol ? "shown" : "",
      symbol,
    }));
    const options = { title: "Function or Instance", placeHolder: "What the declaration gives" };
    const chosen = await vscode.window.showQuickPick(items, options);
    await (chosen === undefined ? undefined : this.#follower.choose(chosen.symbol));
  }

  /** The commands: stay with the function, or follow the cursor again. */
  pin(pinned: boolean): void {
    this.#follower.pin(pinned);
    this.#tellPinned();
    const source = this.#follower.editor();
    if (!pinned && source !== undefined && source === vscode.window.activeTextEditor) {
      const { line, character } = source.selection.active;
      void this.#follower.aim({ uri: source.document.uri, line, character });
    }
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  #tellPinned(): void {
    void vscode.commands.executeCommand("setContext", "goBindery.assemblyPinned", this.#follower.pinned);
  }

  /** After a reload the editor is there before anybody asked for it. */
  #resume(): void {
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.languageId === "go");
    if (editor !== undefined && vscode.workspace.isTrusted) {
      const { line, character } = editor.selection.active;
      void this.#follower.aim({ uri: editor.document.uri, line, character });
    }
  }

  #end(): void {
    this.#follower.stop();
    this.#written = undefined;
    this.#only = undefined;
    this.#decorate();
    void vscode.commands.executeCommand("setContext", "goBindery.assemblyShown", false);
  }

  /** Writes the text anew, with a note in its head. */
  #say(note: string): void {
    this.#note = note;
    const { listing } = this.#follower;
    this.#written = listing === undefined ? undefined : assemblyText(listing, note, this.#only);
    this.#changed.fire(DOCUMENT);
  }

  #editor(): vscode.TextEditor | undefined {
    return vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === SCHEME);
  }

  #links(): vscode.DocumentLink[] {
    return (this.#written?.jumps ?? []).map(({ line, start, end, to }) => {
      const range = new vscode.Range(line, start, line, end);
      const link = new vscode.DocumentLink(range, DOCUMENT.with({ fragment: `L${to + 1}` }));
      link.tooltip = "Go to the target of the jump";
      return link;
    });
  }

  /** Colours in both editors; none in the source while the listing is older than it. */
  #decorate(): void {
    const code = this.#editor();
    const source = this.#follower.editor();
    const written = code?.document.getText() === this.#written?.text ? this.#written : undefined;
    const listing = this.#follower.current;
    const sources = written?.sources ?? [];
    const lines = [...new Set(sources)].filter((line) => line >= 0).sort((one, other) => one - other);
    const present = code === undefined || listing === undefined ? [] : lines;
    this.#bands.forEach((type, number) => {
      const own = new Set(lines.filter((_, at) => at % this.#bands.length === number));
      code?.setDecorations(
        type,
        linesWhere(sources, (line) => own.has(line)),
      );
      source?.setDecorations(type, present.filter((line) => own.has(line)).map(wholeLine));
    });
    const { first, last } = this.#cursor;
    code?.setDecorations(
      this.#here,
      linesWhere(sources, (line) => line >= first && line <= last && line >= 0),
    );
    source?.setDecorations(
      this.#here,
      present.filter((line) => line >= first && line <= last).map(wholeLine),
    );
    const marks = written?.marks ?? [];
    code?.setDecorations(this.#costs, marks.filter(({ kind }) => COSTLY.has(kind)).map(rangeOf));
    code?.setDecorations(this.#checks, marks.filter(({ kind }) => !COSTLY.has(kind)).map(rangeOf));
  }

  /** Shows the code of the lines at the source's cursor. */
  #revealCode(): void {
    const { first, last } = this.#cursor;
    const line = this.#written?.sources.findIndex(
      (source) => source >= 0 && source >= first && source <= last,
    );
    if (line !== undefined && line >= 0) {
      this.#editor()?.revealRange(wholeLine(line), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  /** Shows the source of the instruction at the code's cursor. */
  #followCode({ selection }: vscode.TextEditor): void {
    const line = this.#written?.sources[selection.active.line] ?? -1;
    if (line >= 0 && this.#follower.current !== undefined) {
      this.#cursor = { first: line, last: line };
      this.#decorate();
      const source = this.#follower.editor();
      source?.revealRange(wholeLine(line), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }
}

function band(colour: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderStyle: "solid",
    borderWidth: "0 0 0 3px",
    borderColor: colour,
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
}

function lineOfCursor(): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    light: { backgroundColor: "#ffd54f5c" },
    dark: { backgroundColor: "#ffd54f2e" },
    overviewRulerColor: "#e0a500",
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
}

function marked(colour: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({ color: new vscode.ThemeColor(colour) });
}

function linesWhere(sources: readonly number[], fits: (line: number) => boolean): vscode.Range[] {
  return sources.flatMap((line, at) => (fits(line) ? [wholeLine(at)] : []));
}

function wholeLine(line: number): vscode.Range {
  return new vscode.Range(line, 0, line, 0);
}

function rangeOf({ line, start, end }: { line: number; start: number; end: number }): vscode.Range {
  return new vscode.Range(line, start, line, end);
}

function overlaps({ first, last }: LineRange, listing: AssemblyListing): boolean {
  return first <= listing.lastLine && last >= listing.firstLine;
}

function isOurs(input: unknown): boolean {
  return input instanceof vscode.TabInputText && input.uri.scheme === SCHEME;
}

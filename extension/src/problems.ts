// The Problems entries of the last build. Open files have live diagnostics from the server; a build adds those that
// are not shown yet (files nobody has open), and an edit of a file takes its entries away again.

import * as vscode from "vscode";
import type { BuildDiagnostic } from "./protocol";
import { utf16Column } from "./text";

const SEVERITY: Readonly<Record<string, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

export class BuildProblems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("goBindery.build");
  readonly #edits = vscode.workspace.onDidChangeTextDocument((event) => {
    this.#collection.delete(event.document.uri);
  });

  clear(): void {
    this.#collection.clear();
  }

  async show(reported: readonly BuildDiagnostic[]): Promise<void> {
    this.clear();
    const problems = reported.filter((problem) => problem.path !== ""); // the rest is of no file: the message tells it
    for (const path of new Set(problems.map((problem) => problem.path))) {
      const uri = vscode.Uri.file(path);
      const lines = await linesOf(uri);
      const known = new Set(vscode.languages.getDiagnostics(uri).map(identity));
      const entries = problems
        .filter((problem) => problem.path === path)
        .map((problem) => entry(problem, lines));
      this.#collection.set(
        uri,
        entries.filter((diagnostic) => !known.has(identity(diagnostic))),
      );
    }
  }

  dispose(): void {
    this.#edits.dispose();
    this.#collection.dispose();
  }
}

function entry(problem: BuildDiagnostic, lines: (line: number) => string): vscode.Diagnostic {
  const position = (line: number, column: number): vscode.Position =>
    new vscode.Position(line - 1, utf16Column(lines(line - 1), column));
  const range = new vscode.Range(
    position(problem.line, problem.column),
    position(problem.endLine, problem.endColumn),
  );
  const severity = SEVERITY[problem.severity] ?? vscode.DiagnosticSeverity.Error;
  const diagnostic = new vscode.Diagnostic(range, problem.message, severity);
  diagnostic.source = "bindery build";
  diagnostic.code = problem.code;
  return diagnostic;
}

function identity(diagnostic: vscode.Diagnostic): string {
  const { line, character } = diagnostic.range.start;
  return `${line}:${character}:${diagnostic.message}`;
}

/** A file's lines by number; empty ones for a file that cannot be read, so that its problems still show. */
async function linesOf(uri: vscode.Uri): Promise<(line: number) => string> {
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    return (line) => (line >= 0 && line < document.lineCount ? document.lineAt(line).text : "");
  } catch {
    return () => "";
  }
}

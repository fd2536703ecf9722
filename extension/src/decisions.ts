// "Show Compiler Decisions": the server's hover on a function's name, opened from a lens or the palette. "Show why ...":
// its hover on the place of one decision, opened from a code action.

import * as vscode from "vscode";
import { functionName } from "./text";

/**
 * The command. A lens names the file and a 0-based line of the function; the palette means the function around the
 * cursor.
 */
export async function showDecisions(uri?: string, line?: number): Promise<void> {
  const editor =
    uri === undefined
      ? vscode.window.activeTextEditor
      : await vscode.window.showTextDocument(vscode.Uri.parse(uri));
  if (editor === undefined) {
    return;
  }
  const { document } = editor;
  const from = Math.min(line ?? editor.selection.active.line, document.lineCount - 1);
  const name = functionName((number) => document.lineAt(number).text, from);
  if (name === undefined) {
    void vscode.window.showInformationMessage("Go Bindery: there is no function here.");
    return;
  }
  await openHover(editor, name.line, name.character);
}

/** The command of the server's code actions; line and character count from 0. */
export async function showWhy(uri: string, line: number, character: number): Promise<void> {
  await openHover(await vscode.window.showTextDocument(vscode.Uri.parse(uri)), line, character);
}

async function openHover(editor: vscode.TextEditor, line: number, character: number): Promise<void> {
  const position = new vscode.Position(line, character);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  await vscode.commands.executeCommand("editor.action.showHover", { focus: "autoFocusImmediately" });
}

// A stand-in for the official Go extension: its identifier, and the language server that it starts. STANDIN_GO and
// STANDIN_GOPLS are the programs. The command writes what all extensions together answer at the cursor to the file
// STANDIN_ANSWERS.

import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

let client;

export async function activate(context) {
  const { STANDIN_GO: go, STANDIN_GOPLS: command } = process.env;
  const search = [path.dirname(go), process.env.PATH].join(path.delimiter);
  const env = { ...process.env, PATH: search, GOTOOLCHAIN: "local", GOFLAGS: "-mod=mod", GOPROXY: "off" };
  delete env.GOROOT;
  const documentSelector = [{ scheme: "file", language: "go" }];
  client = new LanguageClient("gopls", "gopls", { command, options: { env } }, { documentSelector });
  context.subscriptions.push(vscode.commands.registerCommand("standIn.count", count));
  await client.start();
}

export async function deactivate() {
  await client?.stop();
}

async function count() {
  const { document, selection } = vscode.window.activeTextEditor;
  const ask = (provider, ...more) =>
    vscode.commands.executeCommand(`vscode.execute${provider}`, document.uri, ...more);
  const place = selection.active;
  const hovers = await ask("HoverProvider", place);
  const answers = {
    errors: vscode.languages
      .getDiagnostics(document.uri)
      .map(({ source, message }) => `${source}: ${message}`),
    definitions: (await ask("DefinitionProvider", place)).length,
    references: (await ask("ReferenceProvider", place)).length,
    symbols: (await ask("DocumentSymbolProvider")).map(({ name }) => name),
    hovers: hovers.flatMap(({ contents }) => contents.map(({ value }) => value)),
  };
  const file = process.env.STANDIN_ANSWERS;
  writeFileSync(`${file}.new`, JSON.stringify(answers));
  renameSync(`${file}.new`, file); // whole, or not there
}

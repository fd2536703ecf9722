// What a user waits for after installing a package of the extension, in the real workbench:
//
//   GOBINDERY_VSIX=FILE node tests/e2e/measure_activation.mjs [RUNS]
//
// Prints the size of the package and of what it installs, then for each start of the editor on a small program the time
// from the extension's activation to its first diagnostics, as its log says it: right after installing, when Python has
// compiled nothing yet and the standard library is not unpacked, and again.

import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { until } from "./checks.mjs";
import { Editor, packageExtension, scratchFolder } from "./editor.mjs";
import { prepareWorkbench } from "./setup.mjs";
import { Window, launchBrowser } from "./window.mjs";
import { BROKEN, PROGRAM, Workspace } from "./workspace.mjs";

const RUNS = Number(process.argv[2] ?? 5);

async function main() {
  const workbench = prepareWorkbench();
  const scratch = scratchFolder();
  const browser = await launchBrowser(workbench);
  const vsix = packageExtension(scratch);
  console.log(`package: ${megabytes(statSync(vsix).size)}`);
  const workspace = new Workspace(scratch, PROGRAM + BROKEN);
  const cache = path.join(scratch, "cache");
  try {
    for (let run = 0; run < RUNS; run++) {
      const editor = new Editor(workbench, path.join(scratch, `editor${run}`));
      await editor.start([vsix], { trust: true, env: { BINDERY_CACHE: cache } });
      const window = await Window.open(browser, editor.url, workspace.folder);
      await window.openFile("main.go");
      console.log(`${run === 0 ? "after installing" : "again"}: ${await firstDiagnostics(editor.logs)} ms`);
      await window.close();
      await editor.stop();
    }
  } finally {
    await browser.close();
  }
  console.log(`installed: ${megabytes(sizeOf(path.join(scratch, "editor0", "extensions")))}`);
}

async function firstDiagnostics(logs) {
  let milliseconds;
  await until(() => {
    const names = readdirSync(logs, { recursive: true }).filter((name) => name.endsWith("Go Bindery.log"));
    const text = names.map((name) => readFileSync(path.join(logs, name), "utf8")).join("");
    milliseconds = /First diagnostics (\d+) ms/.exec(text)?.[1];
    return milliseconds !== undefined;
  });
  return milliseconds;
}

function sizeOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);

// The end-to-end test: the packaged extension in the real VS Code workbench, with the real server.
//
//   node tests/e2e/scenario.mjs [SCREENSHOTS]
//
// Prints each check as passed or FAILED, then "N passed, N failed"; exit status 1 when one failed.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Checks, Stop } from "./checks.mjs";
import { Editor, packageExtension, scratchFolder } from "./editor.mjs";
import { prepareWorkbench } from "./setup.mjs";
import { trustedScenario } from "./trusted.mjs";
import { untrustedScenario } from "./untrusted.mjs";
import { Window, launchBrowser } from "./window.mjs";
import { BROKEN, PROGRAM, Workspace } from "./workspace.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** Lines of the extension's log shown after a failure. */
const LOG_TAIL = 40;

const SCENARIOS = [
  { name: "trusted", trust: true, source: PROGRAM, run: trustedScenario },
  {
    name: "untrusted",
    trust: false,
    source: PROGRAM + BROKEN,
    run: untrustedScenario,
  },
];

async function main() {
  const checks = new Checks(process.argv[2] ?? path.join(HERE, "screenshots"));
  const workbench = prepareWorkbench();
  const scratch = scratchFolder();
  const browser = await launchBrowser(workbench);
  try {
    const vsix = packageExtension(scratch);
    for (const scenario of SCENARIOS) {
      console.log(`==> ${scenario.name} workspace`);
      await play(scenario, {
        checks,
        workbench,
        browser,
        vsix,
        folder: path.join(scratch, scenario.name),
      });
    }
  } catch (error) {
    if (!(error instanceof Stop)) {
      throw error;
    }
    console.log(error.message);
  } finally {
    await browser.close();
  }
  return checks.summarise();
}

async function play(scenario, { checks, workbench, browser, vsix, folder }) {
  const workspace = new Workspace(folder, scenario.source);
  const editor = new Editor(workbench, path.join(folder, "editor"));
  const failedBefore = checks.failed;
  try {
    await editor.start(vsix, { trust: scenario.trust });
    const window = await Window.open(browser, editor.url, workspace.folder);
    checks.watch(window);
    await scenario.run(checks, window, workspace, editor);
    await window.close();
  } finally {
    if (checks.failed > failedBefore) {
      showLog(editor.logs);
    }
    await editor.stop();
  }
}

/** Prints the end of the extension's output channel, where the server's errors are. */
function showLog(logs) {
  const names = readdirSync(logs, { recursive: true }).filter((name) => name.endsWith("Go Bindery.log"));
  for (const name of names) {
    const lines = readFileSync(path.join(logs, name), "utf8").trimEnd().split("\n");
    console.log(["--- log of the extension", ...lines.slice(-LOG_TAIL), "---"].join("\n"));
  }
}

process.once("SIGTERM", () => process.exit(1)); // the editor and the browser end with us
main().then(
  (status) => process.exit(status),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);

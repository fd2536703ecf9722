// The end-to-end test: the packaged extension in the real VS Code workbench, with the real server.
//
//   node tests/e2e/scenario.mjs [SCREENSHOTS [SCENARIO...]]
//
// Prints each check as passed or FAILED, then "N passed, N failed"; exit status 1 when one failed. A scenario in which a
// check failed is played a second time, with a new workspace and editor, and only that attempt counts; what failed at
// the first is summed up as UNSTEADY. A scenario that needs what this machine cannot get is SKIPPED, and says what is
// missing.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { besideScenario } from "./beside.mjs";
import { PROGRAMS, buildingScenario } from "./building.mjs";
import { Checks } from "./checks.mjs";
import { Editor, packageExtension, scratchFolder } from "./editor.mjs";
import { prepareWorkbench } from "./setup.mjs";
import { FILES, severalScenario } from "./several.mjs";
import { MEASURED, sizesScenario } from "./sizes.mjs";
import { SERVICE, SHAPES, picturesScenario, preparePictures } from "./pictures.mjs";
import { packageStandIn, prepareGopls } from "./standin.mjs";
import { trustedScenario } from "./trusted.mjs";
import { NOWHERE, unservedScenario } from "./unserved.mjs";
import { untrustedScenario } from "./untrusted.mjs";
import { VIEWED, VIEWED_FILES, viewsScenario } from "./views.mjs";
import { Window, launchBrowser } from "./window.mjs";
import { BROKEN, PROGRAM, Workspace } from "./workspace.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** Lines of the extension's log shown after a failure. */
const LOG_TAIL = 40;

/**
 * The scenarios; `prepare` makes what one needs besides: extensions, environment, or says what is missing. One that is
 * `asked` for runs only by its name.
 */
const SCENARIOS = [
  { name: "trusted", trust: true, source: PROGRAM, run: trustedScenario },
  {
    name: "untrusted",
    trust: false,
    source: PROGRAM + BROKEN,
    run: untrustedScenario,
  },
  { name: "unserved", trust: true, source: PROGRAM, run: unservedScenario, env: NOWHERE },
  { name: "several", trust: true, source: PROGRAM, files: FILES, run: severalScenario },
  { name: "building", trust: true, source: PROGRAM, files: PROGRAMS, run: buildingScenario },
  { name: "views", trust: true, source: VIEWED, files: VIEWED_FILES, run: viewsScenario },
  { name: "sizes", trust: true, source: MEASURED, run: sizesScenario },
  {
    ...{ name: "pictures", trust: true, source: SERVICE, files: SHAPES, asked: true },
    ...{ run: picturesScenario, prepare: preparePictures },
  },
  { name: "beside", trust: true, source: PROGRAM + BROKEN, run: besideScenario, prepare: prepareBeside },
];

async function main() {
  const checks = new Checks(process.argv[2] ?? path.join(HERE, "screenshots"));
  const workbench = prepareWorkbench();
  const scratch = scratchFolder();
  const browser = await launchBrowser(workbench);
  let skipped = false;
  try {
    const vsix = packageExtension(scratch);
    const only = process.argv.slice(3); // names of scenarios
    for (const scenario of SCENARIOS.filter(({ name, asked }) =>
      only.length === 0 ? !asked : only.includes(name),
    )) {
      console.log(`==> ${scenario.name} workspace`);
      const prepared = (await scenario.prepare?.(scratch)) ?? { extensions: [], env: {} };
      if (prepared.missing !== undefined) {
        console.log(`SKIPPED ${scenario.name}: ${prepared.missing}`);
        skipped = true;
        continue;
      }
      const failedBefore = checks.failed;
      const stage = { checks, workbench, browser, vsix, prepared };
      await play(scenario, { ...stage, folder: path.join(scratch, scenario.name) });
      if (checks.failed > failedBefore) {
        console.log(`==> ${scenario.name} workspace, second attempt`);
        checks.repeat(failedBefore);
        await play(scenario, { ...stage, folder: path.join(scratch, `${scenario.name}-again`) });
      }
    }
  } finally {
    await browser.close();
  }
  return checks.summarise(skipped);
}

/** The stand-in for the Go extension, gopls, and the file that answers come in. */
async function prepareBeside(folder) {
  const { missing, go, gopls } = prepareGopls();
  if (missing !== undefined) {
    return { missing };
  }
  const answers = path.join(folder, "answers.json");
  const env = { STANDIN_GO: go, STANDIN_GOPLS: gopls, STANDIN_ANSWERS: answers };
  return { extensions: [await packageStandIn(folder)], env, answers };
}

async function play(scenario, { checks, workbench, browser, vsix, folder, prepared }) {
  const workspace = new Workspace(folder, scenario.source, scenario.files);
  const editor = new Editor(workbench, path.join(folder, "editor"));
  const failedBefore = checks.failed;
  try {
    await editor.start([vsix, ...prepared.extensions], {
      trust: scenario.trust,
      env: { ...scenario.env, ...prepared.env },
    });
    const window = await Window.open(browser, editor.url, workspace.folder);
    checks.watch(window);
    await scenario.run(checks, window, workspace, editor, prepared);
    await window.close();
  } catch (error) {
    checks.stopped(error);
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

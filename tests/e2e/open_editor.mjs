// `make editor`: the real VS Code workbench in a browser, with the extension, on examples/ or a folder named on the
// command line. Runs until interrupted.

import path from "node:path";
import { Editor, REPOSITORY, packageExtension, scratchFolder } from "./editor.mjs";
import { prepareWorkbench } from "./setup.mjs";

const PORT = Number(process.env.PORT ?? 8080);

async function main() {
  const folder = path.resolve(process.argv[2] ?? path.join(REPOSITORY, "examples"));
  const workbench = prepareWorkbench();
  const scratch = scratchFolder();
  const editor = new Editor(workbench, scratch);
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => process.exit(0)); // the editor ends with us
  }
  console.log("==> Packaging the extension");
  const vsix = packageExtension(scratch);
  console.log("==> Starting the workbench");
  await editor.start([vsix], { trust: true, port: PORT, quiet: false });
  console.log(`Open ${editor.url}/?folder=${encodeURIComponent(folder)}`);
  console.log("Stop with Ctrl+C.");
}

main().catch((error) => {
  console.error(`make editor: ${error.message}`);
  process.exit(1);
});

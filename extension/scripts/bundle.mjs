// Bundles the extension into out/extension.js and its pages into out/webview/, or (--tests) each test file into out/test/.
// --minify makes the form that goes into the package. Beside the bundle: the licences of what is in it, and the pictures
// of the documentation that the walkthrough shows.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import esbuild from "esbuild";
import { notices } from "./notices.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const flags = new Set(process.argv.slice(2));

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  logLevel: "warning",
};

if (flags.has("--tests")) {
  rmSync(path.join(root, "out", "test"), { recursive: true, force: true });
  const tests = readdirSync(path.join(root, "test")).filter((name) => name.endsWith(".test.ts"));
  await esbuild.build({
    ...shared,
    entryPoints: tests.map((name) => `test/${name}`),
    outdir: "out/test",
    outExtension: { ".js": ".cjs" },
    sourcemap: "inline",
  });
} else {
  const minify = flags.has("--minify");
  const { metafile } = await esbuild.build({
    ...shared,
    entryPoints: ["src/extension.ts"],
    outfile: "out/extension.js",
    external: ["vscode"],
    metafile: true,
    minify,
    sourcemap: minify ? false : "inline",
  });
  const pages = await bundlePages(minify);
  const inputs = [...Object.keys(metafile.inputs), ...Object.keys(pages.metafile.inputs)];
  writeFileSync(path.join(root, "out", "THIRD-PARTY.txt"), notices(root, inputs));
  copyPictures();
}

/** Those that package.json names, into out/pictures/. */
function copyPictures() {
  const { contributes } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  mkdirSync(path.join(root, "out", "pictures"), { recursive: true });
  for (const { media } of steps) {
    const picture = path.basename(media.image);
    copyFileSync(path.join(root, "..", "docs", "images", picture), path.join(root, media.image));
  }
}

/** Each folder of webview/ with a page.ts becomes NAME.js, and NAME.css of the styles that it imports. */
async function bundlePages(minify) {
  const folders = readdirSync(path.join(root, "webview"));
  const names = folders.filter((name) => existsSync(path.join(root, "webview", name, "page.ts")));
  return esbuild.build({
    ...shared,
    platform: "browser",
    format: "iife",
    target: "es2022",
    entryPoints: names.map((name) => ({ in: `webview/${name}/page.ts`, out: name })),
    outdir: "out/webview",
    metafile: true,
    minify,
  });
}

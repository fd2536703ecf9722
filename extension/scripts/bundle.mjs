// Bundles the extension into out/extension.js, or (--tests) each test file into out/test/.
// --minify makes the form that goes into the package. Beside the bundle: the licences of what is in it.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
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
  writeFileSync(path.join(root, "out", "THIRD-PARTY.txt"), notices(root, Object.keys(metafile.inputs)));
}

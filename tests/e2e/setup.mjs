// Prepares the real VS Code workbench in a cache folder outside the repository: code-server with the four native
// modules it cannot do without, the Node it wants, and the browser driver. Idempotent, and quick once it is done.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PINS = ["package.json", "package-lock.json", ".npmrc"].map((name) =>
  path.join(HERE, "workbench", name),
);
const NATIVE_MODULES = ["kerberos", "@vscode/spdlog", "node-pty", "@vscode/native-watchdog"];
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];

/** What a machine must bring, with the Debian package that brings it. */
const NEEDED = [
  { package: "chromium", present: () => findBrowser() !== undefined },
  {
    package: "libkrb5-dev",
    present: () => existsSync("/usr/include/gssapi/gssapi.h"),
  },
  { package: "g++", present: () => onPath("g++") },
  { package: "make", present: () => onPath("make") },
];

/**
 * The paths of the prepared workbench: `node` and `entry` start it, `browser` opens it, and `chromium` is
 * Playwright's browser type. Throws with the names of the Debian packages when some are missing.
 */
export function prepareWorkbench() {
  const missing = NEEDED.filter((need) => !need.present()).map((need) => need.package);
  if (missing.length > 0) {
    throw new Error(`the workbench needs Debian packages: apt-get install ${missing.join(" ")}`);
  }
  const cache = cacheFolder();
  const stamp = path.join(cache, "ready");
  const wanted = fingerprint();
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    install(cache);
    writeFileSync(stamp, wanted);
  }
  const modules = path.join(cache, "node_modules");
  const { chromium } = createRequire(path.join(cache, "package.json"))("playwright-core");
  return {
    node: path.join(nodeFolder(modules), "bin", "node"),
    entry: path.join(modules, "code-server", "out", "node", "entry.js"),
    browser: findBrowser(),
    chromium,
  };
}

/** Where everything is kept that takes long to prepare. */
export function cacheFolder() {
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "go-bindery-e2e");
}

/** Changes when the pinned packages or these steps do. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const file of [...PINS, fileURLToPath(import.meta.url)]) {
    hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}

function install(cache) {
  console.log(`==> Preparing the VS Code workbench in ${cache} (about a minute, once)`);
  rmSync(path.join(cache, "ready"), { force: true });
  mkdirSync(cache, { recursive: true });
  for (const file of PINS) {
    copyFileSync(file, path.join(cache, path.basename(file)));
  }
  npm(cache, {}, "ci", "--ignore-scripts");
  npm(cache, {}, "rebuild", "node"); // its script fetches the program itself
  const modules = path.join(cache, "node_modules");
  const node = nodeFolder(modules);
  // The workbench's own modules, built against the Node that will run them.
  const vscode = path.join(modules, "code-server", "lib", "vscode");
  const env = {
    PATH: `${path.join(node, "bin")}${path.delimiter}${process.env.PATH}`,
    npm_config_nodedir: node,
  };
  npm(vscode, env, "install", "--omit=dev", "--ignore-scripts");
  npm(vscode, env, "rebuild", ...NATIVE_MODULES);
}

function npm(folder, env, ...args) {
  const flags = ["--no-audit", "--no-fund", "--loglevel=error"];
  const options = {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  };
  execFileSync("npm", [...args, ...flags], options);
}

/** Where npm's `node` package put the program and the headers of this machine's architecture. */
function nodeFolder(modules) {
  return path.join(modules, "node", "node_modules", `node-${process.platform}-${process.arch}`);
}

function findBrowser() {
  return [process.env.CHROMIUM, ...BROWSERS].find((file) => file !== undefined && existsSync(file));
}

function onPath(program) {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .some((folder) => existsSync(path.join(folder, program)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { entry } = prepareWorkbench();
  console.log(`ready: ${entry}`);
}

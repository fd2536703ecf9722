// The licence texts of the packages that esbuild put into the bundle, for THIRD-PARTY.txt of the package.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** The text of THIRD-PARTY.txt for the inputs of a bundle (paths relative to `root`). */
export function notices(root, inputs) {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  return [...folders]
    .sort()
    .map((folder) => notice(path.join(root, folder)))
    .join("\n" + "-".repeat(72) + "\n\n");
}

function packageFolder(input) {
  const parts = input.split("/");
  const at = parts.lastIndexOf("node_modules");
  if (at < 0) {
    return undefined;
  }
  return parts.slice(0, at + (parts[at + 1].startsWith("@") ? 3 : 2)).join("/");
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) {
    throw new Error(`${name} ships no licence text`);
  }
  return `${name} ${version} (${license})\n\n${readFileSync(path.join(folder, file), "utf8").trim()}\n`;
}

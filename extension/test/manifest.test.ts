// package.json and package.nls.json: what belongs together is there, and what must not come from a workspace cannot.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: string[] };
    readonly virtualWorkspaces: { readonly supported: boolean; readonly description: string };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly image: string; readonly altText: string };
      }[];
    }[];
  };
}

const ROOT = process.cwd();
const TEXT = readFileSync(path.join(ROOT, "package.json"), "utf8");
const MANIFEST = JSON.parse(TEXT) as Manifest;
const WORDS = JSON.parse(readFileSync(path.join(ROOT, "package.nls.json"), "utf8")) as Record<string, string>;
const { capabilities, contributes } = MANIFEST;

/** Settings that choose programs or folders to read programs from: a workspace must not make them. */
const PROGRAMS = ["path", "interpreter", "importStrategy", "goroot"];

/** Settings that say where files are written, what is run with, or what git is asked: not in Restricted Mode. */
const POWERS = ["path", "interpreter", "importStrategy", "lensBaseline", "run.arguments", "build.output"];

test("every text that is named exists, and every one that exists is named", () => {
  const named = [...TEXT.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
  assert.deepEqual([...new Set(named)].sort(), Object.keys(WORDS).sort());
});

test("settings that choose a program are the user's alone", () => {
  for (const name of PROGRAMS) {
    assert.equal(contributes.configuration.properties[`goBindery.${name}`]?.scope, "machine", name);
  }
});

test("an untrusted workspace is limited, a virtual one refused with a reason", () => {
  assert.equal(capabilities.untrustedWorkspaces.supported, "limited");
  const { restrictedConfigurations } = capabilities.untrustedWorkspaces;
  assert.deepEqual(
    POWERS.filter((name) => !restrictedConfigurations.includes(`goBindery.${name}`)),
    [],
  );
  for (const name of restrictedConfigurations) {
    assert.ok(name in contributes.configuration.properties, name);
  }
  assert.equal(capabilities.virtualWorkspaces.supported, false);
  assert.equal(capabilities.virtualWorkspaces.description, "%capabilities.virtual%");
});

test("every command is registered", () => {
  const sources = readdirSync(path.join(ROOT, "src")).map((name) =>
    readFileSync(path.join(ROOT, "src", name), "utf8"),
  );
  const all = sources.join("\n");
  for (const { command } of contributes.commands) {
    const name = command.replace(/^(goBindery\.toggleDecisions)\..*/, "$1");
    assert.ok(all.includes(name), command);
  }
});

test("the walkthrough has a picture with a text for each step, and commands that exist", () => {
  const commands = contributes.commands.map(({ command }) => command);
  for (const { description, media } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
    const picture = path.join(ROOT, "..", "docs", "images", path.basename(media.image));
    assert.ok(existsSync(picture), picture);
    assert.match(WORDS[media.altText.slice(1, -1)] ?? "", /\w{3}/);
    const links = [...(WORDS[description.slice(1, -1)] ?? "").matchAll(/\(command:([\w.]+)\)/g)];
    assert.ok(links.length > 0, description);
    for (const [, command = ""] of links) {
      assert.ok(commands.includes(command), command);
    }
  }
});

// Which programs were built here: what the size panel opens, and what it compares them with. A program is remembered by
// its digest, under which the server finds the account of its bytes when the file itself has been replaced.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import type { BuildResult } from "./protocol";
import type { SizeTab } from "./sizes";

/** Where it is kept, per workspace. */
const KEPT = "goBindery.sizes";

/** Programs that are remembered; the oldest go first. */
const LIMIT = 50;

interface Built {
  readonly file: string;
  readonly target: string;
  readonly digest: string;
  readonly before: string; // digest of the last build that gave another program; "" for none
}

interface Kept {
  readonly programs: readonly Built[]; // the newest first
  readonly last: readonly string[]; // files of the last builds
}

export class SizeHistory {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    void this.#tellMenus();
  }

  /** Builds that one command made have succeeded. */
  async built(results: readonly BuildResult[]): Promise<void> {
    const kept = this.#kept;
    const fresh: Built[] = [];
    for (const { output, target } of results) {
      const digest = await digestOf(output);
      if (digest !== undefined) {
        const known = kept.programs.find(({ file }) => file === output);
        const before = known === undefined ? "" : known.digest === digest ? known.before : known.digest;
        fresh.push({ file: output, target, digest, before });
      }
    }
    const files = new Set(fresh.map(({ file }) => file));
    const others = kept.programs.filter(({ file }) => !files.has(file));
    const programs = [...fresh, ...others].slice(0, LIMIT);
    await this.#memory.update(KEPT, { programs, last: [...files] } satisfies Kept);
    await this.#tellMenus();
  }

  /** The programs of the last builds. */
  get tabs(): SizeTab[] {
    const { programs, last } = this.#kept;
    return last.map((file) => ({
      file,
      label: programs.find((program) => program.file === file)?.target ?? "",
    }));
  }

  /** Digest of what a program was before its last build; "" when that is not known. */
  before(file: string): string {
    return this.#kept.programs.find((program) => program.file === file)?.before ?? "";
  }

  /** Whether there is anything to compare. */
  async #tellMenus(): Promise<void> {
    const known = this.#kept.programs.some(({ before }) => before !== "");
    await vscode.commands.executeCommand("setContext", "goBindery.sizeKnown", known);
  }

  get #kept(): Kept {
    return this.#memory.get<Kept>(KEPT) ?? { programs: [], last: [] };
  }
}

/** SHA-256 of a file; undefined when it has just gone. */
async function digestOf(file: string): Promise<string | undefined> {
  try {
    return createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
  } catch {
    return undefined;
  }
}

// Runs named checks one after another, each with a screenshot; prints every outcome and the sum.

import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

/** Milliseconds that something may take to happen, on a slow machine with other work. */
export const STEP_TIMEOUT = 60_000;

/** Milliseconds after which what the workbench may have missed is tried again. */
export const RETRY = 8_000;

/** Lines of a failure's message that are printed. */
const MESSAGE_LINES = 8;

/** Thrown when what follows cannot work without what failed. */
class Stop extends Error {}

export class Checks {
  #screenshots;
  #window;
  #number = 0;
  passed = 0;
  failed = 0;
  unsteady = 0; // failed at first, in a scenario that is played again

  constructor(screenshots) {
    rmSync(screenshots, { recursive: true, force: true });
    mkdirSync(screenshots, { recursive: true });
    this.#screenshots = screenshots;
  }

  /** The window that screenshots are taken of from now on. */
  watch(window) {
    this.#window = window;
  }

  /** Runs `body`; a check that is `vital` stops the run when it fails. */
  async check(name, body, { vital = false } = {}) {
    let problem;
    try {
      await body();
    } catch (error) {
      problem = brief(error instanceof Error ? error.message : String(error));
    }
    const outcome = problem === undefined ? "passed" : "FAILED";
    problem === undefined ? this.passed++ : this.failed++;
    console.log(
      `${outcome}  ${name}${problem === undefined ? "" : `\n        ${problem.replaceAll("\n", "\n        ")}`}`,
    );
    await this.picture(name);
    if (vital && problem !== undefined) {
      throw new Stop(`cannot go on without: ${name}`);
    }
  }

  /** Saves what the window shows now. */
  async picture(name) {
    const number = String(++this.#number).padStart(2, "0");
    const file = `${number}-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.png`;
    await this.#window?.screenshot(path.join(this.#screenshots, file));
  }

  /** Saves a part of what the window shows, under its name alone. */
  async save(name, clip) {
    await this.#window?.screenshot(path.join(this.#screenshots, `${name}.png`), clip);
  }

  /** A scenario ended early: by a check that is vital and counted, or by anything else. */
  stopped(error) {
    console.log(error instanceof Stop ? error.message : error);
    this.failed += error instanceof Stop ? 0 : 1;
  }

  /** All failures but the first `kept` were those of an attempt that is repeated. */
  repeat(kept) {
    this.unsteady += this.failed - kept;
    this.failed = kept;
  }

  /** Prints the sum; returns the exit status. Nothing passed is a failure, unless a scenario was skipped. */
  summarise(skipped) {
    if (this.unsteady > 0) {
      console.log(`UNSTEADY: ${this.unsteady} failed at the first attempt`);
    }
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0 && (this.passed > 0 || skipped) ? 0 : 1;
  }
}

/** The beginning of a message without its colours: Playwright tells every attempt. */
function brief(message) {
  const plain = stripVTControlCharacters(message).trimEnd().split("\n");
  return plain.slice(0, MESSAGE_LINES).join("\n");
}

/** Fails unless the condition holds. */
export function expect(condition, message) {
  if (!condition) {
    throw new Error(message);
  }
}

/** Waits until the condition holds. */
export async function until(condition, timeout = STEP_TIMEOUT) {
  const deadline = Date.now() + timeout;
  while (!(await condition())) {
    expect(Date.now() < deadline, "it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

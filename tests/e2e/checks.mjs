// Runs named checks one after another, each with a screenshot; prints every outcome and the sum.

import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

/** Milliseconds that something may take to happen. */
export const STEP_TIMEOUT = 20_000;

/** Lines of a failure's message that are printed. */
const MESSAGE_LINES = 8;

/** Thrown when what follows cannot work without what failed. */
export class Stop extends Error {}

export class Checks {
  #screenshots;
  #window;
  #number = 0;
  passed = 0;
  failed = 0;

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

  /** Prints the sum; returns the exit status. Nothing passed is a failure, unless a scenario was skipped. */
  summarise(skipped) {
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
export async function until(condition) {
  const deadline = Date.now() + STEP_TIMEOUT;
  while (!(await condition())) {
    expect(Date.now() < deadline, "it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

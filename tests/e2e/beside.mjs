// The scenario beside the official Go extension: with the setting `auto` nothing appears twice.

import { existsSync, readFileSync, rmSync } from "node:fs";
import { expect, until } from "./checks.mjs";
import { LENS, SQUIGGLE, serverReady } from "./trusted.mjs";

export async function besideScenario(checks, window, workspace, editor, { answers: file }) {
  const check = checks.check.bind(checks);
  let answers;
  const askAll = (complete) => askUntil(window, file, complete);
  await check("beside the Go extension the server starts", () => serverReady(window), { vital: true });
  await check("beside the Go extension an error is told once, by it", async () => {
    await window.decorated(SQUIGGLE);
    await window.find(LENS);
    await window.goTo(12, 21);
    answers = await askAll((found) => found.errors.length > 0 && found.hovers.length > 1);
    const [error, ...more] = answers.errors;
    expect(more.length === 0 && error.startsWith("compiler: cannot use "), answers.errors.join("; "));
  });
  await check("a name has one definition and each of its uses once", () => {
    expect(answers.definitions === 1, `${answers.definitions} definitions`);
    expect(answers.references === 2, `${answers.references} references`);
  });
  await check("the outline has each function once", () => {
    expect(answers.symbols.join() === "sum,main,wrong", answers.symbols.join());
  });
  await check("a hover tells the type once, and the SSA", () => {
    const text = answers.hovers.join("\n");
    expect(text.split("func sum(values []int) int").length === 2, text);
    expect(text.includes("SSA"), text);
  });
  await check("with the setting on, both tell the error", async () => {
    workspace.configure({ "goBindery.diagnostics.enable": "on" });
    answers = await askAll((found) => found.errors.length > 1);
    expect(answers.errors.length === 2, answers.errors.join("; "));
    expect(
      answers.errors.some((error) => error.startsWith("bindery: cannot use ")),
      answers.errors.join("; "),
    );
  });
}

/** What all extensions answer at the cursor, asked again until it is complete. */
async function askUntil(window, file, complete) {
  let answers;
  await until(async () => {
    rmSync(file, { force: true });
    await window.run("Stand-in: Count Answers");
    await until(() => existsSync(file));
    answers = JSON.parse(readFileSync(file, "utf8"));
    return complete(answers);
  });
  return answers;
}

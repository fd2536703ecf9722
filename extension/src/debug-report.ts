// The document of "Show Debug Info", made of facts: what somebody who is to help needs to know. It goes nowhere by itself.
//
// Invariant: nothing of the user's program is in it, and of settings that can hold secrets only that they are made.

/** What the document is made of. */
export interface DebugFacts {
  readonly machine: readonly Fact[];
  readonly server: readonly Fact[];
  readonly view: readonly string[]; // how the file in front of the user is looked at, in sentences
  readonly settings: readonly Fact[]; // those that are made
  readonly outputs: readonly CommandOutput[];
  readonly rejected: readonly string[]; // programs that were found and cannot serve
  readonly errors: readonly string[]; // the newest last
}

/** A name and its value. */
export type Fact = readonly [name: string, value: string];

/** A command of the server's program and what it printed. */
export interface CommandOutput {
  readonly command: string;
  readonly text: string;
}

/** Settings whose values can be nobody's business: what they say is left out. */
const PRIVATE: ReadonlySet<string> = new Set(["build.ldflags", "run.arguments", "image.labels", "image.tag"]);

/** A setting as the document has it. */
export function settingFact(name: string, value: unknown): Fact {
  return [`goBindery.${name}`, PRIVATE.has(name) ? "(set)" : JSON.stringify(value)];
}

/** The document, in Markdown. */
export function debugReport(facts: DebugFacts): string {
  const parts = [
    "# Go Bindery: debug info",
    "Nothing of this is sent anywhere. It names folders of this machine; read it before you pass it on.",
    section("Machine and editor", facts.machine.map(line)),
    section("Server", facts.server.map(line)),
    section(
      "Programs that were found and cannot serve",
      facts.rejected.map((text) => `- ${text}`),
    ),
    section(
      "File in front of the user",
      facts.view.map((text) => `- ${text}`),
    ),
    section("Settings that are made", facts.settings.map(line)),
    ...facts.outputs.map(({ command, text }) => section(`bindery ${command}`, [fenced(text)])),
    section("Last warnings and errors", facts.errors.length === 0 ? [] : [fenced(facts.errors.join("\n"))]),
  ];
  return parts.join("\n\n") + "\n";
}

function section(title: string, lines: readonly string[]): string {
  return [`## ${title}`, "", ...(lines.length === 0 ? ["None."] : lines)].join("\n");
}

function line([name, value]: Fact): string {
  return `- ${name}: ${value === "" ? "(empty)" : value}`;
}

/** A block of text as it is; a fence longer than any in it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return [fence, text.trimEnd(), fence].join("\n");
}

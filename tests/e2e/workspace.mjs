// The workspace the scenarios open: a small program, and traps for whoever runs what lies in a workspace.

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Prints `sum 23` on standard error, as println does. */
export const PROGRAM = `package main

func sum(values []int) int {
	total := 0
	for i := 0; i < len(values); i++ {
		total += values[i]
	}
	return total
}

func main() {
	println("sum", sum([]int{3, 1, 4, 1, 5, 9}))
}
`;

/** A function with a type error, and what gc says about it. */
export const BROKEN = `\nfunc wrong() int { return "text" }`;
export const ERROR = 'cannot use "text" (untyped string constant) as int value in return statement';

export class Workspace {
  folder;
  #sprung; // a file that appears when a trap's code runs

  constructor(parent, source = PROGRAM, files = {}) {
    this.folder = path.join(parent, "hello");
    this.#sprung = path.join(parent, "sprung");
    this.write("go.mod", "module example.com/hello\n\ngo 1.27\n");
    this.write("main.go", source);
    for (const [name, text] of Object.entries(files)) {
      this.write(name, text);
    }
    this.#setTraps();
  }

  get binary() {
    return path.join(this.folder, "hello");
  }

  /** Whether anything of the workspace was run or imported. */
  get trapSprung() {
    return existsSync(this.#sprung);
  }

  /** Modules that Python would import from its current folder, and settings that name a program. */
  #setTraps() {
    const python = `open(${JSON.stringify(this.#sprung)}, "w").close()\n`;
    this.write("server/__init__.py", python);
    this.write("server/__main__.py", python);
    this.write("json.py", python);
    this.write("sitecustomize.py", python);
    const script = this.write(".vscode/run", `#!/bin/sh\ntouch '${this.#sprung}'\n`);
    chmodSync(script, 0o755);
    const settings = {
      "goBindery.path": [script],
      "goBindery.interpreter": [script],
    };
    this.write(".vscode/settings.json", JSON.stringify(settings));
  }

  /** Changes settings of the workspace; they apply at once. */
  configure(settings) {
    const file = path.join(this.folder, ".vscode", "settings.json");
    const before = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...before, ...settings }));
  }

  /** Writes a file below the folder, and returns its path. */
  write(name, text) {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }
}

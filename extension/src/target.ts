// Go's names for operating systems and architectures, for those Node can run on.

import type { Target } from "./protocol";

const GOOS: Readonly<Record<string, string>> = { win32: "windows" };
const GOARCH: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };

/** `linux/amd64` in its parts. */
export function parseTarget(name: string): Target {
  const [goos = "", goarch = ""] = name.split("/");
  return { goos, goarch };
}

/** `linux/amd64`: what is set, and this machine's where nothing is ("" = not set). */
export function targetName(goos: string, goarch: string, platform: string, architecture: string): string {
  return `${goos || (GOOS[platform] ?? platform)}/${goarch || (GOARCH[architecture] ?? architecture)}`;
}

// What came with the extension: the server's packages for one platform, with or without a Python, and what to tell a
// user on whose machine they cannot run.
//
// scripts/make_vsix.py writes bundle.json. A package without one brings no server: that is how the checkout's is made.

/** bundle.json. */
export interface Bundle {
  readonly platform: string; // as VS Code names it, such as linux-x64
  readonly served: readonly string[]; // all platforms that there are packages for
  readonly pythons: readonly string[]; // versions of Python that the packages serve, the oldest first
  readonly compiled: string; // the version that its compiled modules are for, which is the fastest; empty for none
  readonly glibc: string; // the oldest that it runs with; empty where there is none
  readonly python: string; // path of its own Python below the folder of the bundle; empty for none
}

/** The machine, as far as it decides what runs on it. */
export interface Host {
  readonly platform: string; // as VS Code names it
  readonly glibc: string | undefined; // its version; undefined for another C library
}

/** What is said where there is no bundle. */
const INSTALL =
  "Go Bindery found no server. Install it (pip install gobindery, Python 3.11 or newer) or name one in the settings.";

/** One message for a user for whom no server was found: why, and what to do. */
export function advise(bundle: Bundle | undefined, host: Host): string {
  if (bundle === undefined) {
    return INSTALL;
  }
  const name = unserved(bundle, host);
  if (name !== undefined) {
    return `Go Bindery does not run on ${name}: LLVM, which makes its machine code, has no package for it. A server elsewhere can be used through Remote - SSH or a container.`;
  }
  if (bundle.platform !== host.platform) {
    return `This Go Bindery is made for ${bundle.platform}, and this machine is ${host.platform}: install the package for ${host.platform}.`;
  }
  if (bundle.glibc !== "" && host.glibc !== undefined && older(host.glibc, bundle.glibc)) {
    return `Go Bindery needs glibc ${bundle.glibc} or newer, and this system has ${host.glibc}.`;
  }
  const [oldest = "", newest = ""] = [bundle.pythons[0], bundle.pythons.at(-1)];
  return `Go Bindery needs Python ${oldest} to ${newest} and found none. Install one (${installation(host, newest)}) and restart the server, or name one in the setting goBindery.interpreter.`;
}

/** What to call a machine that no package is for; undefined when there is one. */
function unserved(bundle: Bundle, host: Host): string | undefined {
  if (host.platform.startsWith("linux-") && host.glibc === undefined) {
    return "Linux without glibc (such as Alpine)";
  }
  if (bundle.served.includes(host.platform)) {
    return undefined;
  }
  return host.platform === "darwin-x64" ? "Macs with Intel processors" : host.platform;
}

function installation(host: Host, version: string): string {
  if (host.platform.startsWith("win32")) {
    return `winget install Python.Python.${version}`;
  }
  return host.platform.startsWith("darwin")
    ? `brew install python@${version}`
    : "apt install python3, dnf install python3.11";
}

/** Whether one version is older than another, number by number. */
function older(version: string, than: string): boolean {
  const [found, wanted] = [version, than].map((text) => text.split(".").map(Number));
  for (const [index, number] of (wanted ?? []).entries()) {
    const here = found?.[index] ?? 0;
    if (here !== number) {
      return here < number;
    }
  }
  return false;
}

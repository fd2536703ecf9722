"""Checks packages of the extension, as they lie in a folder.

    python scripts/check_vsix.py FILE.vsix... [--without-packs]

Of each: its size, its platform, the parts that must be there, the processor that its libraries are for, that its Python
files compile. The one for this machine is unpacked, its server started with nothing but what is in it and this Python's
standard library (or its own Python), asked about a program with an error, and told to build a program; with packs of
the standard library one that prints by fmt, for which nothing but the program itself may be compiled.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from pathlib import Path
from typing import Any

from make_vsix import BUNDLED, host
from platforms import PLATFORMS, machines_of

LIMIT = 150_000_000  # bytes
_NATIVE = (".so", ".pyd", ".dll", ".dylib", ".exe")
_PARTS = (
    *(f"extension/{name}" for name in ("package.json", "package.nls.json", "readme.md", "changelog.md", "LICENSE.txt")),
    *(f"extension/{name}" for name in ("out/extension.js", "out/THIRD-PARTY.txt", "media/icon.png")),
    *(f"{BUNDLED}{name}" for name in ("bindery.py", "bundle.json", "site/server/__main__.py", "site/lark/__init__.py")),
    *(f"{BUNDLED}site/server/{name}" for name in ("_std/std.tar.xz", "_std/std.tar.xz.sha256", "_runtime/proc.go")),
)
_PACKS = tuple(f"{BUNDLED}site/server/_pack/linux_{arch}.pack" for arch in ("amd64", "arm64"))
_WRONG = "package main\n\nfunc main() { var unused int }\n"
_COMPLAINT = "declared and not used: unused"
_HELLO = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n'
_PLAIN = 'package main\n\nfunc main() { println("hello") }\n'  # for which little must be compiled
_PATIENCE = 300  # seconds


class Wrong(Exception):
    """The package is not as it must be; the text says how."""


def main() -> int:
    """Check them all; 1 when one is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path, nargs="+")
    parser.add_argument("--without-packs", action="store_true", help="the packs of the standard library may be missing")
    options = parser.parse_args()
    compiled: set[tuple[str, int]] = set()
    status = 0
    for package in options.packages:
        try:
            print(f"{package.name}: {check(package, not options.without_packs, compiled)}", flush=True)
        except Wrong as wrong:
            print(f"{package.name}: {wrong}", file=sys.stderr)
            status = 1
    return status


def check(package: Path, with_packs: bool, compiled: set[tuple[str, int]]) -> str:
    """What was found, in a line. Raises Wrong. `compiled` are the Python files known to compile: name, CRC."""
    size = package.stat().st_size
    with zipfile.ZipFile(package) as archive:
        facts = _check_contents(archive, with_packs)
        natives = _check_libraries(archive, facts["platform"])
        _check_sources(archive, compiled)
    if size > LIMIT:
        raise Wrong(f"{size / 1e6:.1f} MB, more than {LIMIT / 1e6:.0f}")
    found = f"{size / 1e6:.1f} MB, {natives} libraries for {facts['platform']}"
    if facts["platform"] != host():
        return f"{found}; contents checked, not run"
    with tempfile.TemporaryDirectory() as folder:
        return f"{found}; {_run(package, facts, Path(folder).resolve(), with_packs)}"


def _check_contents(archive: zipfile.ZipFile, with_packs: bool) -> dict[str, Any]:
    names = set(archive.namelist())
    if len(names) != len(archive.namelist()):
        raise Wrong("a file is in it twice")
    facts: dict[str, Any] = json.loads(archive.read(f"{BUNDLED}bundle.json"))
    platform = PLATFORMS[facts["platform"]]
    wanted = {*_PARTS, f"{BUNDLED}site/{platform.library}", *(_PACKS if with_packs else ())}
    if wanted - names:
        raise Wrong(f"missing: {', '.join(sorted(wanted - names))}")
    if f'TargetPlatform="{platform.name}"' not in archive.read("extension.vsixmanifest").decode():
        raise Wrong("its manifest does not name its platform")
    if facts["python"] and f"{BUNDLED}{facts['python']}" not in names:
        raise Wrong("its Python is missing")
    for version in facts["pythons"]:
        tag = re.compile(rf"{BUNDLED}site/msgspec/_core\.(cpython-|cp){version.replace('.', '')}-.*\.(so|pyd)")
        if not any(tag.fullmatch(name) for name in names):
            raise Wrong(f"it does not serve Python {version}")
    return facts


def _check_libraries(archive: zipfile.ZipFile, name: str) -> int:
    """How many there are; each must be for the platform's processor."""
    natives = [info for info in archive.infolist() if info.filename.endswith(_NATIVE)]
    for info in natives:
        with archive.open(info) as file:
            machines = machines_of(file.read(1 << 16))
        if PLATFORMS[name].machine not in machines:
            raise Wrong(f"{info.filename} is not for {name}")
    return len(natives)


def _check_sources(archive: zipfile.ZipFile, compiled: set[tuple[str, int]]) -> None:
    for info in archive.infolist():
        known = info.filename, info.CRC
        if not info.filename.endswith(".py") or known in compiled or "/bundled/python/" in info.filename:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # other people's escapes
            try:
                compile(archive.read(info), info.filename, "exec", dont_inherit=True)
            except (SyntaxError, ValueError) as err:
                raise Wrong(f"{info.filename} does not compile: {err}") from err
        compiled.add(known)


def _run(package: Path, facts: dict[str, Any], folder: Path, with_packs: bool) -> str:
    """What its server does, from a fresh folder and with an environment that names nothing."""
    with zipfile.ZipFile(package) as archive:
        for info in archive.infolist():
            path = archive.extract(info, folder / "package")
            Path(path).chmod(info.external_attr >> 16 & 0o777)
    bundled = folder / "package" / BUNDLED
    python = str(bundled / facts["python"]) if facts["python"] else sys.executable
    command = [python, "-I", "-S", "-X", "utf8", str(bundled / "bindery.py")]
    environment = {"HOME": str(folder / "home"), "PATH": ""}
    (folder / "home").mkdir()
    objection = subprocess.run([*command, "--objection"], check=False, capture_output=True, text=True)
    if objection.returncode:
        raise Wrong(f"it refuses this Python: {objection.stderr.strip()}")
    told = _first_diagnostics(command, environment, _module(folder / "wrong", _WRONG))
    return f"{told}, {_build(command, environment, folder, with_packs)}"


def _module(folder: Path, source: str) -> Path:
    folder.mkdir()
    (folder / "go.mod").write_text("module example.com/hello\n\ngo 1.27\n")
    (folder / "main.go").write_text(source)
    return folder


def _first_diagnostics(command: list[str], environment: dict[str, str], folder: Path) -> str:
    begin = time.perf_counter()
    with subprocess.Popen(
        [*command, "lsp"], env=environment, cwd=folder.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        uri = folder.as_uri()
        document = {"uri": f"{uri}/main.go", "languageId": "go", "version": 1, "text": _WRONG}
        folders = [{"uri": uri, "name": "wrong"}]
        opening = {"processId": os.getpid(), "rootUri": uri, "capabilities": {}, "workspaceFolders": folders}
        for message in (
            {"id": 1, "method": "initialize", "params": opening},
            {"method": "initialized", "params": {}},
            {"method": "textDocument/didOpen", "params": {"textDocument": document}},
        ):
            body = json.dumps({"jsonrpc": "2.0", **message}).encode()
            process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            process.stdin.flush()
        texts = _await_diagnostics(process)
        took = time.perf_counter() - begin
        process.kill()
    if texts != [_COMPLAINT]:
        raise Wrong(f"it says of a program with an error: {texts}")
    return f"first diagnostics after {took:.1f} s"


def _await_diagnostics(process: "subprocess.Popen[bytes]") -> list[str]:
    assert process.stdout is not None
    while True:
        length = 0
        while line := process.stdout.readline().strip():
            length = int(line.split(b":")[1]) if line.lower().startswith(b"content-length") else length
        if not length:
            raise Wrong("its server ended")
        message = json.loads(process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["diagnostics"]:
            return [diagnostic["message"] for diagnostic in message["params"]["diagnostics"]]


def _build(command: list[str], environment: dict[str, str], folder: Path, with_packs: bool) -> str:
    begin = time.perf_counter()
    module = _module(folder / "hello", _HELLO if with_packs else _PLAIN)
    building = [*command, "build", "-v", "-o", "hello", "."]
    result = subprocess.run(building, env=environment, cwd=module, check=False, capture_output=True, timeout=_PATIENCE)
    if result.returncode:
        raise Wrong(f"it cannot build a program: {result.stderr.decode()}")
    if with_packs and result.stderr.decode().split() != ["example.com/hello"]:
        raise Wrong(f"its packs do not hold all that a program with fmt needs: {result.stderr.decode()}")
    took = time.perf_counter() - begin
    ran = subprocess.run([module / "hello"], check=False, capture_output=True, timeout=_PATIENCE)
    if ran.stdout + ran.stderr != b"hello\n":
        raise Wrong(f"the program that it builds prints {ran.stdout + ran.stderr!r}")
    return f"first build of a program {'with fmt' if with_packs else 'without packs'} in {took:.1f} s"


if __name__ == "__main__":
    sys.exit(main())

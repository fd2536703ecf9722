"""Makes the packages of the extension, one .vsix per platform, with the server in them.

    python scripts/make_vsix.py WHEEL [--out FOLDER] [--platform NAME]... [--python FOLDER_OR_ARCHIVE]

vsce packs the extension itself for the platform. Into `extension/bundled` of that go

    bindery.py    starts the server (it is in the extension's own folder)
    bundle.json   what this package is; extension/src/bundle.ts reads it
    site/         the wheel of Go Bindery, with the standard library's packs, and the wheels that it needs
    python/       a CPython, when one is given

The compiled modules of the wheel go into the package of the platform that they were made on; elsewhere the same modules
run interpreted. Invariant: the same inputs give the same bytes.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bundled_wheels import BundleError, Member, fetch, merged
from compile_modules import ROOT
from platforms import PLATFORMS, PYTHONS, Platform
from python_tree import PythonTree, TreeError, open_tree

EXTENSION = ROOT / "extension"
BUNDLED = "extension/bundled/"
_MOMENT = (1980, 1, 1, 0, 0, 0)  # of all files
_TYPES = "[Content_Types].xml"
_COMPILED = (".so", ".pyd")
_LEVEL = 6  # of compression: the highest makes packages half a per cent smaller, in twice the time
_DENSE = (".pack", ".xz", ".png")  # they are compressed


@dataclass(frozen=True)
class Item:
    """A file of the package."""

    name: str
    read: Callable[[], bytes]
    executable: bool = False


def main() -> int:
    """Make them, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--platform", action="append", choices=PLATFORMS, dest="platforms")
    parser.add_argument("--python", type=Path, help="a CPython for the one platform that is chosen")
    options = parser.parse_args()
    chosen = options.platforms or list(PLATFORMS)
    if options.python and len(chosen) != 1:
        parser.error("--python needs one --platform, the one that it runs on")
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        try:
            python = open_tree(options.python, Path(scratch, "python")) if options.python else None
            for name in chosen:
                made = make(PLATFORMS[name], options.wheel, options.out, Path(scratch), python)
                print(f"{made.name}: {made.stat().st_size / 1e6:.1f} MB", flush=True)
        except (BundleError, TreeError) as err:
            print(f"make_vsix: {err}", file=sys.stderr)
            return 1
    return 0


def make(platform: Platform, wheel: Path, out: Path, scratch: Path, python: PythonTree | None = None) -> Path:
    """Make one package; its path. Raises BundleError."""
    if python is not None and python.version not in PYTHONS:
        raise BundleError(f"there are no wheels for Python {python.version}, only for {', '.join(PYTHONS)}")
    shell = _shell(platform, scratch)
    final = out / f"go-bindery-{platform.name}-{_version()}.vsix"
    making = out / f".{final.name}.new"
    with zipfile.ZipFile(shell) as archive:
        items = [_given(name, archive.read(name)) for name in sorted(archive.namelist()) if name != _TYPES]
        types = archive.read(_TYPES)
    items.append(
        _given(f"{BUNDLED}bundle.json", json.dumps(_facts(platform, wheel, python), indent=2).encode() + b"\n")
    )
    items += _of_wheels(wheel, platform, python)
    items += (_of_file(f"{BUNDLED}python/{name}", path) for name, path in (python.files() if python else ()))
    items.insert(0, _given(_TYPES, _with_types(types, items)))
    with zipfile.ZipFile(making, "w", zipfile.ZIP_DEFLATED) as made:
        for item in items:
            made.writestr(_info(item), item.read(), compresslevel=_LEVEL)
    making.replace(final)
    return final


def host() -> str:
    """The platform that we run on, as VS Code names it."""
    system, _, processor = sysconfig.get_platform().partition("-")
    names = {"linux": "linux", "macosx": "darwin", "win": "win32"}
    processors = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
    return f"{names.get(system, system)}-{processors.get(processor.rpartition('-')[2], processor)}"


def _shell(platform: Platform, scratch: Path) -> Path:
    """The extension without the server, as vsce packs it."""
    shell = scratch / f"{platform.name}.vsix"
    command = ["npm", "run", "--silent", "package", "--", "--target", platform.name, "--out", str(shell)]
    result = subprocess.run(command, cwd=EXTENSION, check=False, capture_output=True, text=True)
    if result.returncode:
        raise BundleError(f"vsce: {result.stdout}{result.stderr}")
    return shell


def _version() -> str:
    return str(json.loads((EXTENSION / "package.json").read_text("utf-8"))["version"])


def _facts(platform: Platform, wheel: Path, python: PythonTree | None) -> dict[str, object]:
    """bundle.json."""
    pythons = list(PYTHONS) if python is None else [python.version]
    compiled = compiled_for(wheel) if platform.name == host() else ""
    return {
        "platform": platform.name,
        "served": sorted(PLATFORMS),
        "pythons": pythons,
        "compiled": compiled if compiled in pythons else "",
        "glibc": platform.glibc,
        "python": "" if python is None else f"python/{python.interpreter}",
    }


def compiled_for(wheel: Path) -> str:
    """The version of Python that a wheel's modules are compiled for; empty when none are."""
    found = re.search(r"-cp3(\d+)-cp3\d+-", wheel.name)
    return f"3.{found[1]}" if found else ""


def _is_wanted(name: str, ours: bool, platform: Platform, python: PythonTree | None) -> bool:
    """Whether a file of a wheel goes into a package."""
    if not name.endswith(_COMPILED):
        return True
    if ours and platform.name != host():
        return False
    found = re.search(r"\.(?:cpython-|cp)3(\d+)-", name)
    return python is None or found is None or python.version == f"3.{found[1]}"


def _of_wheels(wheel: Path, platform: Platform, python: PythonTree | None) -> Iterator[Item]:
    for member in merged([wheel, *fetch(platform)]):
        if _is_wanted(member.name, member.wheel == wheel, platform, python):
            yield _of_wheel(member)


def _of_wheel(member: Member) -> Item:
    def read() -> bytes:
        with zipfile.ZipFile(member.wheel) as archive:
            return archive.read(member.name)

    return Item(f"{BUNDLED}site/{member.name}", read)


def _of_file(name: str, path: Path) -> Item:
    return Item(name, path.read_bytes, os.access(path, os.X_OK))


def _given(name: str, data: bytes) -> Item:
    return Item(name, lambda: data)


def _info(item: Item) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(item.name, _MOMENT)
    info.compress_type = zipfile.ZIP_STORED if item.name.endswith(_DENSE) else zipfile.ZIP_DEFLATED
    info.create_system = 3  # Unix, wherever this runs: the modes below are Unix's
    info.external_attr = (0o100755 if item.executable else 0o100644) << 16
    return info


def _with_types(types: bytes, items: list[Item]) -> bytes:
    """The list of types, which must name each ending of the package's files. Raises BundleError."""
    text = types.decode()
    endings = {Path(item.name).suffix.lower() for item in items} - {""}
    missing = sorted(ending for ending in endings if f'Extension="{ending}"' not in text)
    rest = "".join(f'<Default Extension="{ending}" ContentType="application/octet-stream"/>' for ending in missing)
    if "</Types>" not in text:
        raise BundleError("vsce's list of types is not as it was")
    return text.replace("</Types>", rest + "</Types>").encode()


if __name__ == "__main__":
    sys.exit(main())

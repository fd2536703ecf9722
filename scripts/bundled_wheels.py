"""The wheels that go into a package of the extension: which, fetched, and as one tree of files.

Versions and digests are those of `requirements.lock`; a wheel with another digest is refused by pip. What is fetched
stays in `build-out/wheels`, one folder per platform, until the list of requirements changes.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import requires
from pathlib import Path

from compile_modules import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from platforms import PYTHONS, Platform

LOCK = ROOT / "requirements.lock"
STORE = ROOT / "build-out/wheels"
# One wheel serves all versions of Python, for its library has no symbol of Python's; this version has it everywhere.
_ANY_VERSION = {"llvmlite": "3.13"}
_LEFT_OUT = re.compile(
    r"(^|/)tests/|\.(pyi|a|lib|h|c|pyx|pxd)$|\.dist-info/(RECORD|WHEEL|entry_points\.txt)$|\.data/"
    # of numpy: what is not imported with it, and nobody here asks for
    r"|^numpy/(random|fft|f2py)/|^numpy/_core/_(simd|[a-z_]*tests)\."
)
# Files of numpy and of packages' descriptions that tell with which Python they were made.
_MAY_DIFFER = re.compile(r"^numpy/__config__\.py$|\.dist-info/")


class BundleError(Exception):
    """The wheels cannot be had or do not fit together; the text says why."""


@dataclass(frozen=True)
class Member:
    """A file of a wheel."""

    wheel: Path
    name: str  # its path in the wheel, and in the package


def fetch(platform: Platform) -> list[Path]:
    """The wheels of a platform, for all versions of Python. Raises BundleError."""
    needed = {version: _requirements(platform, version) for version in PYTHONS}
    digest = hashlib.sha256("\n".join(needed.values()).encode()).hexdigest()
    folder, stamp = STORE / platform.name, STORE / platform.name / "complete"
    if not stamp.exists() or stamp.read_text() != digest:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for version, text in needed.items():
            _download(platform, version, text, folder)
        stamp.write_text(digest)
    return sorted(folder.glob("*.whl"))


def merged(wheels: list[Path]) -> Iterator[Member]:
    """The files of wheels as one tree, sorted by wheel and name. Raises BundleError when two want one place."""
    places: dict[str, int] = {}  # path: CRC
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for info in sorted(archive.infolist(), key=lambda info: info.filename):
                name = info.filename
                if info.is_dir() or _LEFT_OUT.search(name):
                    continue
                if name not in places:
                    places[name] = info.CRC
                    yield Member(wheel, name)
                elif places[name] != info.CRC and not _MAY_DIFFER.search(name):
                    raise BundleError(f"{wheel.name} has another {name} than the wheel before it")


def _download(platform: Platform, version: str, requirements: str, folder: Path) -> None:
    listed = folder / "requirements.txt"
    listed.write_text(requirements)
    tags = [word for tag in platform.tags for word in ("--platform", tag)]
    command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--require-hashes", "--implementation", "cp", "--python-version", version]
    result = subprocess.run([*command, *tags, "-d", folder, "-r", listed], check=False, capture_output=True, text=True)
    listed.unlink()
    if result.returncode:
        raise BundleError(f"wheels for {platform.name}, Python {version}: {result.stderr.strip()}")


def _requirements(platform: Platform, version: str) -> str:
    """What pip is asked for, one version of Python."""
    locked = _locked()
    names = sorted(_closure({**platform.markers, "python_version": version, "python_full_version": f"{version}.0"}))
    wanted = (name for name in names if name not in platform.without and _ANY_VERSION.get(name, version) == version)
    return "\n".join(platform.pins.get(name) or locked[name] for name in wanted) + "\n"


def _locked() -> dict[str, str]:
    """The lock's requirements, with their digests, by name."""
    blocks = re.findall(r"^([a-z0-9-]+)(==\S+(?: \\\n +--hash=\S+)+)", LOCK.read_text("utf-8"), re.MULTILINE)
    return {name: name + rest for name, rest in blocks}


def _closure(markers: Mapping[str, str]) -> set[str]:
    """The names of all packages that the server needs."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        todo = [Requirement(line) for line in tomllib.load(file)["project"]["dependencies"]]
    found: set[str] = set()
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({**markers, "extra": ""})):
            continue
        found.add(name)
        todo += (Requirement(line) for line in requires(name) or ())
    return found

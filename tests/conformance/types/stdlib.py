"""An importer for packages of the oracle's standard library, checked from source without their bodies."""

import json
import os
import subprocess
from functools import lru_cache
from pathlib import Path

from server.compiler.syntax.parse import parse_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.compiler.types.objects import Package
from server.compiler.types.sizes import Sizes
from server.diagnostics.collector import Collector
from tests.conformance.oracle import go_command, goroot

_TARGET = {"CGO_ENABLED": "0", "GOOS": "linux", "GOARCH": "amd64", "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}


@lru_cache(maxsize=1)
def listing() -> dict[str, dict[str, object]]:
    """`go list -json std`, by import path."""
    root = goroot()
    command = [go_command(), "list", "-e", "-json=ImportPath,Dir,GoFiles,ImportMap,Imports", "std"]
    env = {**os.environ, **_TARGET, "GOROOT": ""}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=env, cwd=root / "src")
    decoder, text, at = json.JSONDecoder(), done.stdout, 0
    packages: dict[str, dict[str, object]] = {}
    while at < len(text.rstrip()):
        package, at = decoder.raw_decode(text, at)
        at += len(text[at:]) - len(text[at:].lstrip())
        packages[package["ImportPath"]] = package
    return packages


class StandardLibrary:
    """Packages, each checked when first imported."""

    def __init__(self) -> None:
        self._done: dict[str, Package | None] = {}

    def __call__(self, path: str) -> Package | None:
        """The package of an import path."""
        if path not in self._done:
            self._done[path] = self._load(path)
        return self._done[path]

    def _load(self, path: str) -> Package | None:
        entry = listing().get(path)
        if entry is None:
            return None
        names, mapping = entry["GoFiles"], entry.get("ImportMap") or {}
        assert isinstance(names, list)
        assert isinstance(mapping, dict)
        folder = Path(str(entry["Dir"]))
        trees = [parse_file(str(folder / name), (folder / name).read_bytes(), skim=True) for name in names]
        config = CheckConfig(Sizes(8), lambda one: self(mapping.get(one, one)), ignore_bodies=True)
        return check_package(path, trees, config, Collector()).package

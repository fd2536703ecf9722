"""The GODEBUG settings that a program starts with: those that restore what its Go version is used to.

The `godebug` lines of the main module and `//go:debug` lines of package main come on top. Source: "Go, Backwards
Compatibility, and GODEBUG"; the settings and since when they changed are read from package internal/godebugs.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from server.build.modules.modfile import DEFAULT_GO
from server.build.modules.moduleset import ModuleSet
from server.build.stdlib import LANGUAGE, StandardLibrary
from server.compiler.syntax.nodes import FileTree

_ROW: Final = re.compile(r'^\s*\{Name: "(\w+)",.*\bChanged: (\d+), Old: "([^"]*)"', re.M)
_VERSION: Final = re.compile(r"(?:go)?1\.(\d+)")
_TABLE: Final = "internal/godebugs"


def default_godebug(trees: Iterable[FileTree], modules: ModuleSet | None, std: StandardLibrary | None) -> str:
    """The settings of a program as `name=value,...`, sorted by name; `trees` are the files of its package main."""
    version = _go_version(modules)
    settings = {**_of_modules(modules), **_of_files(trees)}
    chosen = settings.pop("default", "")
    if _VERSION.match(chosen):
        version = chosen
    match = _VERSION.match(version)
    minor = int(match[1]) if match else 0
    table = _read_table(std.directory(_TABLE) / "table.go") if std is not None else ()
    found = {name: old for name, changed, old in table if minor < changed}
    return ",".join(f"{name}={value}" for name, value in sorted({**found, **settings}.items()))


def _go_version(modules: ModuleSet | None) -> str:
    if modules is None:
        return LANGUAGE  # as in go: without a module, the Go version at hand
    return (modules.work or modules.files[0]).go or DEFAULT_GO


def _of_modules(modules: ModuleSet | None) -> Mapping[str, str]:
    return (modules.work or modules.files[0]).godebug if modules is not None else {}


def _of_files(trees: Iterable[FileTree]) -> dict[str, str]:
    """What `//go:debug name=value` lines above package clauses say."""
    found: dict[str, str] = {}
    for tree in trees:
        for directive in tree.header.directives:
            name, equals, value = directive.args.strip().partition("=")
            if directive.name == "go:debug" and equals:
                found[name] = value
    return found


@lru_cache(4)
def _read_table(path: Path) -> tuple[tuple[str, int, str], ...]:
    """Name, minor version since which a setting is different, and its value before."""
    try:
        text = path.read_text("utf-8")
    except OSError:
        return ()
    return tuple((name, int(changed), old) for name, changed, old in _ROW.findall(text))

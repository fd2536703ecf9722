"""Which modules a command works in: finds go.work and go.mod, and reads what stands beside them.

Source: Go Modules Reference, "Module-aware commands" and "Workspaces".
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from server.build.environment import Environment
from server.build.module import Module, parse_module
from server.build.modules.hashes import GoSum
from server.build.modules.modcache import ModuleCache
from server.build.modules.modfile import ModFile, ModuleError, parse_modfile, parse_workfile
from server.build.modules.moduleset import Fetcher, ModuleSet
from server.build.modules.vendored import inconsistencies, read_vendor

_ON_DISK: Final[Mapping[str, bytes]] = {}  # an overlay without text
_VENDORED_SINCE: Final = (1, 14)  # the go line from which on a vendor folder is used unasked


class DiscoveryError(Exception):
    """The modules cannot be used together; the text says why."""


OpenFetcher = Callable[[GoSum], Fetcher]


def find_modules(
    directory: Path,
    environment: Environment,
    mode: str = "",
    fetcher: OpenFetcher | None = None,
    overlay: Mapping[str, bytes] = _ON_DISK,
) -> ModuleSet | None:
    """The modules that a command in `directory` works in; None outside of any.

    `mode` is the value of -mod: "readonly", "mod", "vendor", or "" to choose as go does. `fetcher` makes the one that
    downloads what is missing. `overlay` is text that replaces go.work and go.mod files, by absolute path.
    Raises ModuleError, DiscoveryError or OSError.
    """
    cache = ModuleCache(Path(environment["GOMODCACHE"]))
    work_path = _find_work(directory, environment["GOWORK"])
    if work_path is not None:
        return _workspace(work_path, directory, cache, fetcher, overlay)
    mod_path = find_upwards(directory, "go.mod")
    if mod_path is None:
        return None
    data = _text(mod_path, overlay)
    main, file = parse_module(mod_path, data), parse_modfile(mod_path, data)
    sums = GoSum.read([mod_path.with_name("go.sum")])
    modules = ModuleSet((main,), (file,), None, cache, sums, fetcher=fetcher(sums) if fetcher else None)
    if mode == "vendor" or (mode == "" and file.language >= _VENDORED_SINCE):
        return _with_vendor(modules, mod_path.with_name("vendor"), asked=mode == "vendor")
    return modules


def find_upwards(directory: Path, name: str) -> Path | None:
    """The nearest file of that name in a folder or above it."""
    for parent in (directory, *directory.parents):
        if (parent / name).is_file():
            return parent / name
    return None


def sum_file(modules: ModuleSet) -> Path:
    """The go.sum that new hashes are added to."""
    return modules.work.file.with_name("go.work.sum") if modules.work else modules.files[0].file.with_name("go.sum")


def _find_work(directory: Path, setting: str) -> Path | None:
    if setting == "off":
        return None
    if setting and setting != "auto":
        if not Path(setting).is_absolute():
            raise DiscoveryError(f"invalid GOWORK: not an absolute path: {setting}")
        return Path(setting)
    return find_upwards(directory, "go.work")


def _text(path: Path, overlay: Mapping[str, bytes]) -> bytes:
    unsaved = overlay.get(str(path))
    return path.read_bytes() if unsaved is None else unsaved


def _workspace(
    path: Path, directory: Path, cache: ModuleCache, fetcher: OpenFetcher | None, overlay: Mapping[str, bytes]
) -> ModuleSet:
    work = parse_workfile(path, _text(path, overlay))
    mains: list[Module] = []
    files: list[ModFile] = []
    for folder, line in work.uses:
        mod_path = Path(os.path.normpath(path.parent / folder)) / "go.mod"
        if not mod_path.is_file():
            message = f"cannot load module {folder} listed in go.work file: open {mod_path}: no such file or directory"
            raise ModuleError(path, line, message)
        data = _text(mod_path, overlay)
        mains.append(parse_module(mod_path, data))
        files.append(parse_modfile(mod_path, data))
    own = find_upwards(directory, "go.mod")
    if own is not None and all(file.file != own for file in files):
        raise DiscoveryError(
            "current directory is contained in a module that is not one of the workspace modules listed in go.work."
            f" You can add the module to the workspace using:\n\tgo work use {os.path.relpath(own.parent, directory)}"
        )
    sums = GoSum.read([path.with_name("go.work.sum"), *(file.file.with_name("go.sum") for file in files)])
    fetching = fetcher(sums) if fetcher else None
    return ModuleSet(tuple(mains), tuple(files), work, cache, sums, fetcher=fetching)


def _with_vendor(modules: ModuleSet, directory: Path, asked: bool) -> ModuleSet:
    vendor = read_vendor(directory)
    if vendor is None:
        if asked or (directory.is_dir() and modules.roots):
            raise DiscoveryError(f"inconsistent vendoring in {directory.parent}: vendor/modules.txt is missing")
        return modules
    differing = inconsistencies(vendor, modules.files, modules.replaces)
    if differing:
        raise DiscoveryError(
            f"inconsistent vendoring in {directory.parent}:\n\t"
            + "\n\t".join(differing)
            + "\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod."
            "\n\tTo sync the vendor directory, run:\n\t\tgo mod vendor"
        )
    return ModuleSet(modules.mains, modules.files, modules.work, modules.cache, modules.sums, vendor)

"""Which modules a command works in: finds go.work and go.mod, and reads what stands beside them.

Source: Go Modules Reference, "Module-aware commands" and "Workspaces".
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from server.build.environment import Environment
from server.build.module import Module, parse_module
from server.build.modules.hashes import GoSum
from server.build.modules.modcache import ModuleCache
from server.build.modules.modfile import ModFile, ModuleError, parse_modfile, parse_workfile
from server.build.modules.moduleset import Fetcher, ModuleSet
from server.build.modules.vendored import Stated, Vendor, inconsistencies, read_vendor

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
    modfile: str = "",
    adds_sums: bool = True,
) -> ModuleSet | None:
    """The modules that a command in `directory` works in; None outside of any.

    `mode` is the value of -mod: "readonly", "mod", "vendor", or "" to choose as go does. `fetcher` makes the one that
    downloads what is missing, with `adds_sums` also what go.sum does not state. `overlay` is text that replaces go.work
    and go.mod files, by absolute path. `modfile` is the value of -modfile: a file that is read in the place of go.mod,
    relative to `directory`.
    Raises ModuleError, DiscoveryError or OSError.
    """
    cache = ModuleCache(Path(environment["GOMODCACHE"]))
    work_path = _find_work(directory, environment["GOWORK"])
    if work_path is not None:
        _check_workspace_flags(mode, modfile)
        modules = replace(_workspace(work_path, directory, cache, fetcher, overlay), adds_sums=adds_sums)
        return _with_vendor(modules, work_path.with_name("vendor"), mode, directory)
    mod_path = find_upwards(directory, "go.mod")
    if mod_path is None:
        if modfile:
            hint = "-modfile cannot be used to set the module root directory."
            raise DiscoveryError(f"cannot find main module, but -modfile was set.\n\t{hint}")
        return None
    read_path = _alternative(directory, modfile) if modfile else mod_path
    data = _text(read_path, overlay)
    file = parse_modfile(read_path, data)
    main = replace(parse_module(read_path, data), directory=mod_path.parent)
    sums = GoSum.read([read_path.with_suffix(".sum")])
    fetching = fetcher(sums) if fetcher else None
    modules = ModuleSet((main,), (file,), None, cache, sums, fetcher=fetching, adds_sums=adds_sums)
    return _with_vendor(modules, mod_path.with_name("vendor"), mode, directory)


def find_upwards(directory: Path, name: str) -> Path | None:
    """The nearest file of that name in a folder or above it."""
    for parent in (directory, *directory.parents):
        if (parent / name).is_file():
            return parent / name
    return None


def sum_file(modules: ModuleSet) -> Path:
    """The go.sum that new hashes are added to."""
    return modules.work.file.with_name("go.work.sum") if modules.work else modules.files[0].file.with_suffix(".sum")


def _alternative(directory: Path, modfile: str) -> Path:
    """The file of -modfile; its go.sum has its name and the suffix `.sum`."""
    if not modfile.endswith(".mod"):
        raise DiscoveryError(f"-modfile={modfile}: file does not have .mod extension")
    return Path(os.path.normpath(directory / modfile))


def _check_workspace_flags(mode: str, modfile: str) -> None:
    if modfile:
        raise DiscoveryError("-modfile cannot be used in workspace mode")
    if mode == "mod":
        raise DiscoveryError(
            '-mod may only be set to readonly or vendor when in workspace mode, but it is set to "mod"'
            "\n\tRemove the -mod flag to use the default readonly value, "
            "\n\tor set GOWORK=off to disable workspace mode."
        )


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


def _stated(file: ModFile, folder: Path, working: Path) -> Stated:
    """A file; its path is shown from where the command runs, when that is shorter."""
    relative = os.path.relpath(file.file, working)
    return Stated(file, folder, relative if len(relative) < len(str(file.file)) else str(file.file))


def _with_vendor(modules: ModuleSet, directory: Path, mode: str, working: Path) -> ModuleSet:
    """The modules with a vendor folder, if it is asked for or to be used unasked. Raises DiscoveryError."""
    file = modules.work or modules.files[0]
    asked = mode == "vendor"
    if not asked and (mode or file.language < _VENDORED_SINCE or not file.go):
        return modules
    vendor = read_vendor(directory)
    if vendor is None and not asked and (modules.work or not (directory.is_dir() and modules.roots)):
        return modules
    vendor = vendor or Vendor(directory, workspace=modules.work is not None)  # without its list it holds nothing
    if vendor.workspace != (modules.work is not None) and not asked:
        return modules  # as in go: it was made for the other way of working
    mains = [_stated(file, main.directory, working) for file, main in zip(modules.files, modules.mains)]
    work = _stated(modules.work, directory.parent, working) if modules.work else None
    differing = inconsistencies(vendor, mains, work)
    if differing:
        raise DiscoveryError(
            f"inconsistent vendoring in {directory.parent}:\n\t"
            + "\n\t".join(differing)
            + "\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod."
            f"\n\tTo sync the vendor directory, run:\n\t\tgo {'work' if modules.work else 'mod'} vendor"
        )
    return replace(modules, vendor=vendor)

"""Package patterns: folders, import paths, both with `...`, `all`, `std`, `work`, `tool`, lists of .go files.

Source: `go help packages`. `load_patterns` is the way from a request to loaded packages.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from server.build.module import Module, ModuleError, find_module
from server.build.packages import Loader, reason
from server.build.wildcard import wildcard
from server.diagnostics.codes import build as codes
from server.diagnostics.collector import Collector
from server.diagnostics.data import Diagnostic

_TESTS_OF_MAINS_ONLY: Final = (1, 16)  # the go line from which on `all` leaves out tests of dependencies


def module_for(directory: Path, patterns: Sequence[str], diagnostics: Collector) -> Module | None:
    """The module that a command in `directory` works in; its absence is an error unless only files are named."""
    try:
        module = find_module(directory)
    except ModuleError as err:
        diagnostics.report(codes.BAD_GO_MOD, None, err.path, err.line, err.message)
        return None
    except OSError as err:
        diagnostics.report(codes.UNREADABLE, None, f"open {err.filename}", reason(err))
        return None
    if module is None and not all(pattern.endswith(".go") for pattern in patterns or (".",)):
        diagnostics.report(codes.NO_MODULE, None)
    return module


def needs_module(pattern: str) -> bool:
    """Whether a pattern can only be understood inside a module."""
    return not pattern.endswith(".go") and (is_local(pattern) or pattern == "all" or "." in pattern.partition("/")[0])


def load_patterns(loader: Loader, directory: Path, patterns: Sequence[str]) -> None:
    """Load what the patterns name; the packages are then marked `named` in `loader.packages`."""
    if patterns and patterns[0].endswith(".go"):
        _load_files(loader, directory, patterns)
        return
    for pattern in patterns or (".",):
        loader.pattern = pattern
        _load_pattern(loader, directory, pattern)
    loader.pattern = ""


def _load_files(loader: Loader, directory: Path, patterns: Sequence[str]) -> None:
    report = loader.diagnostics.report
    paths = []
    for pattern in patterns:
        path = _absolute(directory, pattern)
        if not pattern.endswith(".go"):
            report(codes.NOT_GO_SOURCE, None, pattern)
        elif path.is_dir():
            report(codes.IS_DIRECTORY, None, pattern)
        elif not path.exists() and str(path) not in loader.config.overlay:
            report(codes.NO_SUCH_FILE, None, pattern)
        else:
            paths.append(path)
    parents = sorted({os.path.relpath(path.parent, directory) for path in paths})
    if len(parents) > 1:
        report(codes.NAMED_FILES_APART, None, " and ".join(parents))
    elif len(paths) == len(patterns):
        loader.load_files(paths)


def is_local(pattern: str) -> bool:
    """Whether a pattern names folders, as opposed to import paths."""
    return pattern in (".", "..", "", "...") or pattern.startswith(("./", "../", "/"))


def _load_pattern(loader: Loader, directory: Path, pattern: str) -> None:
    if pattern == "std" and loader.config.std is None:
        loader.diagnostics.report(codes.PATTERN_UNSUPPORTED, None, pattern)
    elif pattern in _COLLECTIONS:
        found = [load_path(loader, path, quiet=True) for path in list(_COLLECTIONS[pattern](loader))]
        if pattern == "all":
            _load_tests(loader)
            # Beyond this point no package is added: what is there becomes named.
            found += [load_path(loader, path, quiet=True) for path in list(loader.packages)]
        if not any(found):
            loader.diagnostics.report(codes.NO_MATCH, None, pattern)
    elif is_local(pattern):
        _load_local(loader, directory, pattern)
    elif "..." in pattern:
        fits = wildcard(pattern)
        found = [load_path(loader, path, quiet=True) for path in _import_paths(loader, pattern) if fits(path)]
        if not any(found):
            loader.diagnostics.report(codes.NO_MATCH, None, pattern)
    else:
        load_path(loader, pattern.rstrip("/"))


def _load_tests(loader: Loader) -> None:
    """What tests of the main modules' packages import is of `all`, too; before Go 1.16, also of those that they import.

    Source: `go help packages`; Go Modules Reference, "Module graph pruning" on lazy loading.
    """
    mains = _mains(loader)
    deep = any(module.language_version < _TESTS_OF_MAINS_ONLY for module in mains)
    done: set[str] = set()
    while waiting := [package for path, package in loader.packages.items() if path not in done]:
        for package in waiting:
            done.add(package.import_path)
            if package.module in mains or (deep and not package.standard):
                loader.load_tests(package)


def load_path(loader: Loader, path: str, quiet: bool = False) -> bool:
    """Load the package of an import path; False when there is none. `quiet` as for `Loader.load_directory`."""
    known = loader.packages.get(path)
    if known is not None:
        return loader.load_directory(known.directory, path, named=True, quiet=quiet)
    if path == "unsafe":
        return False
    place = loader.locator.find(path)
    if isinstance(place, Diagnostic):
        if not quiet:
            unsupported = place.row is codes.IMPORT_STD
            loader.diagnostics.items.append(
                Diagnostic(codes.PATTERN_UNSUPPORTED, None, (path,)) if unsupported else place
            )
        return False
    return loader.load_directory(place.directory, path, named=True, quiet=quiet)


def _load_local(loader: Loader, directory: Path, pattern: str) -> None:
    report = loader.diagnostics.report
    fixed, dots, _ = pattern.partition("...")
    base = _absolute(directory, fixed[: fixed.rfind("/") + 1] or "." if dots else pattern)
    std = loader.config.std
    modules = loader.config.modules
    module = modules.main_of(base) if modules else loader.config.module
    if not base.exists():
        report(codes.NO_SUCH_DIRECTORY, None, base)
    elif not base.is_dir():
        report(codes.NOT_A_DIRECTORY, None, base)
    elif std is not None and base.is_relative_to(std.source):
        loader.load_directory(base, base.relative_to(std.source).as_posix(), named=True)
    elif module is None or not base.is_relative_to(module.directory) or _inner_module(base, module):
        if modules is not None or loader.config.module is not None:  # otherwise reported by module_for
            report(codes.OUTSIDE_MODULE, None, base)
    elif dots:
        ignored, fits = _ignored(loader, module), wildcard(str(_absolute(directory, pattern)))
        found = [load_directory(loader, module, d, quiet=True) for d in _walk(base, ignored) if fits(str(d))]
        if not any(found):
            report(codes.NO_MATCH, None, pattern)
    else:
        load_directory(loader, module, base)


def load_directory(loader: Loader, module: Module, directory: Path, quiet: bool = False) -> bool:
    """Load the package of a folder of a main module."""
    return loader.load_directory(directory, module.import_path(directory), named=True, quiet=quiet)


def _absolute(directory: Path, name: str) -> Path:
    """Absolute and without `..`, symbolic links kept as the user wrote them."""
    return Path(os.path.normpath(directory / name))


# What the words and wildcards stand for


def _mains(loader: Loader) -> Sequence[Module]:
    if loader.config.modules is not None:
        return loader.config.modules.mains
    return [loader.config.module] if loader.config.module else []


def _of_mains(loader: Loader) -> Iterator[str]:
    """The import paths of all folders of the main modules."""
    for module in _mains(loader):
        for directory in _walk(module.directory, _ignored(loader, module)):
            yield module.import_path(directory)


def _of_std(loader: Loader) -> Iterator[str]:
    yield from loader.config.std.packages() if loader.config.std else ()


def _of_tools(loader: Loader) -> Iterator[str]:
    for file in loader.config.modules.files if loader.config.modules else ():
        yield from file.tools


_COLLECTIONS: Final[Mapping[str, Callable[[Loader], Iterator[str]]]] = {
    "all": _of_mains,
    "std": _of_std,
    "tool": _of_tools,
    "work": _of_mains,
}


def _import_paths(loader: Loader, pattern: str) -> Iterator[str]:
    """The import paths that a wildcard may match: of main modules, of dependencies on disk, of std."""
    yield from _of_mains(loader)
    if loader.config.std is not None:
        yield from loader.config.std.packages()
    fixed = pattern.partition("...")[0]
    for path, directory in loader.config.modules.dependencies() if loader.config.modules else ():
        if path.startswith(fixed) or fixed.startswith(path):
            for folder in _walk(directory, _ignore_nothing):
                rest = folder.relative_to(directory).as_posix()
                yield path if rest == "." else f"{path}/{rest}"


def _ignored(loader: Loader, module: Module) -> Callable[[Path], bool]:
    """Which folders the ignore lines of go.mod exclude from `...`: `./a/b` that one, `a/b` all that end so."""
    modules = loader.config.modules
    lines = modules.files[modules.mains.index(module)].ignores if modules and module in modules.mains else []
    rooted = {Path(os.path.normpath(module.directory / line)) for line in lines if line.startswith("./")}
    tails = tuple(f"/{line.strip('/')}" for line in lines if not line.startswith("./"))
    return lambda path: path in rooted or path.as_posix().endswith(tails)


def _ignore_nothing(path: Path) -> bool:  # noqa: ARG001  # the folders of a dependency: nothing is ignored
    return False


def _inner_module(directory: Path, module: Module) -> bool:
    """Whether a directory belongs to another module inside this one."""
    while directory != module.directory:
        if (directory / "go.mod").is_file():
            return True
        directory = directory.parent
    return False


def _walk(base: Path, ignored: Callable[[Path], bool]) -> Iterator[Path]:
    """`base` and the directories below it that `...` matches, in order."""
    for current, names, _ in os.walk(base):
        path = Path(current)
        yield path
        names[:] = sorted(
            name
            for name in names
            if name[0] not in "_."
            and name not in ("testdata", "vendor")
            and not ignored(path / name)
            and not (path / name / "go.mod").is_file()
        )

"""Package patterns: `.`, `./dir`, `./...`, import paths of the module, lists of .go files. Source: `go help packages`.

`load_patterns` is the way from a request to loaded packages.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from server.build.module import Module, ModuleError, find_module
from server.build.packages import Loader, reason
from server.diagnostics.codes import build as codes
from server.diagnostics.collector import Collector


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


def load_patterns(loader: Loader, directory: Path, patterns: Sequence[str]) -> None:
    """Load what the patterns name; the packages are then marked `named` in `loader.packages`."""
    if patterns and patterns[0].endswith(".go"):
        _load_files(loader, directory, patterns)
        return
    for pattern in patterns or (".",):
        _load_pattern(loader, directory, pattern)


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


def _load_pattern(loader: Loader, directory: Path, pattern: str) -> None:
    report = loader.diagnostics.report
    module = loader.config.module
    if module is None:
        return  # reported by module_for
    base = _base(directory, module, pattern.removesuffix("..."))
    if base is None or "..." in pattern.removesuffix("..."):
        report(codes.PATTERN_UNSUPPORTED, None, pattern)
    elif not base.exists():
        report(codes.NO_SUCH_DIRECTORY, None, base)
    elif not base.is_dir():
        report(codes.NOT_A_DIRECTORY, None, base)
    elif not base.is_relative_to(module.directory) or _inner_module(base, module):
        report(codes.OUTSIDE_MODULE, None, base)
    elif pattern.endswith("..."):
        found = [loader.load_directory(d, module.import_path(d), named=True, quiet=True) for d in _walk(base)]
        if not any(found):
            report(codes.NO_MATCH, None, pattern)
    else:
        loader.load_directory(base, module.import_path(base), named=True)


def _base(directory: Path, module: Module, pattern: str) -> Path | None:
    """The directory that a pattern without its final `...` stands for."""
    if pattern in (".", "..", "") or pattern.startswith(("./", "../", "/")):
        return _absolute(directory, pattern)
    return module.directory_of(pattern.rstrip("/"))


def _absolute(directory: Path, name: str) -> Path:
    """Absolute and without `..`, symbolic links kept as the user wrote them."""
    return Path(os.path.normpath(directory / name))


def _inner_module(directory: Path, module: Module) -> bool:
    """Whether a directory belongs to another module inside this one."""
    while directory != module.directory:
        if (directory / "go.mod").is_file():
            return True
        directory = directory.parent
    return False


def _walk(base: Path) -> Iterator[Path]:
    """`base` and the directories below it that `...` matches, in order."""
    for current, names, _ in os.walk(base):
        path = Path(current)
        yield path
        names[:] = sorted(
            name
            for name in names
            if name[0] not in "_." and name not in ("testdata", "vendor") and not (path / name / "go.mod").is_file()
        )

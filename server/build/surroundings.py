"""What a command or an editor window finds around it: the environment, the modules, the standard library.

`find_surroundings` looks these up for one folder; what is wrong with them goes into the collector, and loading goes on
with what is left.
"""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from server.build.bundle import BundleError
from server.build.environment import Environment
from server.build.goroot import Goroot, find_goroot
from server.build.module import Module, ModuleError
from server.build.modules.credentials import CredentialsError
from server.build.modules.discover import DiscoveryError, find_modules, sum_file
from server.build.modules.errors import DownloadError
from server.build.modules.hashes import GoSum
from server.build.modules.modfile import ModuleVersion
from server.build.modules.moduleset import Fetcher, ModuleSet
from server.build.packages import reason
from server.build.patterns import needs_module
from server.build.progress import Downloading, Events, ignore_events
from server.build.stdlib import StandardLibrary
from server.diagnostics.codes import build as codes
from server.diagnostics.codes import modules as module_codes
from server.diagnostics.collector import Collector


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where packages may come from."""

    environment: Environment  # with the defaults that GOROOT's go.env gives
    module: Module | None  # the main module of the folder
    modules: ModuleSet | None
    goroot: Goroot | None
    std: StandardLibrary | None


def find_surroundings(
    directory: Path,
    environment: Environment,
    diagnostics: Collector,
    mode: str = "",
    goroot: str = "",
    overlay: Mapping[str, bytes] | None = None,
    modfile: str = "",
    download: bool = False,
    events: Events = ignore_events,
) -> Surroundings:
    """What there is around a folder; `mode` is the value of -mod, `modfile` of -modfile, `goroot` the user's setting.

    `overlay` is text that replaces files, by absolute path: go.mod and go.work as an editor holds them. `download`
    says that the user asked for missing modules to be fetched; in the mode "mod" go.sum gets their hashes, and
    `keep_sums` is to follow.
    """
    opening = partial(_open_fetcher, environment, goroot, events)
    find = partial(
        find_modules,
        directory,
        environment,
        mode,
        fetcher=(lambda sums: _OnDemand(partial(opening, sums))) if download else None,
        overlay=overlay or {},
        modfile=modfile,
        adds_sums=mode == "mod",
    )
    modules = _modules(find, diagnostics)
    module = modules.main_of(directory) if modules else None
    found: Goroot | None = None
    try:
        found = find_goroot(environment, modules.toolchain if modules else "", goroot)
    except BundleError as err:
        diagnostics.report(module_codes.STD_UNUSABLE, None, err)
    std = StandardLibrary(found.directory / "src", found.source) if found else None
    return Surroundings(environment, module, modules, found, std)


def require_module(around: Surroundings, patterns: Sequence[str], diagnostics: Collector) -> None:
    """Outside of modules only files and packages of the standard library can be named."""
    unusable = diagnostics.has_errors
    if around.modules is None and not unusable and any(map(needs_module, patterns or (".",))):
        diagnostics.report(codes.NO_MODULE, None)


def keep_sums(around: Surroundings, diagnostics: Collector) -> None:
    """Add the hashes of modules that were downloaded to go.sum."""
    if around.modules is None or not around.modules.sums.added:
        return
    file = sum_file(around.modules)
    try:
        around.modules.sums.write(file)
    except OSError as err:
        diagnostics.report(codes.UNREADABLE, None, f"write {file}", reason(err))


class _OnDemand:
    """A fetcher that is opened when something is missing: most builds have everything, and need not load a network."""

    def __init__(self, opened: Callable[[], Fetcher]) -> None:
        self._open = opened
        self._fetcher: Fetcher | None = None
        self._lock = threading.Lock()  # several modules are asked for at once

    def go_mod(self, module: ModuleVersion) -> bytes:
        """See Fetcher."""
        return self._opened().go_mod(module)

    def tree(self, module: ModuleVersion) -> Path:
        """See Fetcher."""
        return self._opened().tree(module)

    def _opened(self) -> Fetcher:
        with self._lock:
            if self._fetcher is None:
                try:
                    self._fetcher = self._open()
                except (BundleError, CredentialsError) as err:
                    raise DownloadError(str(err)) from err
            return self._fetcher


def _open_fetcher(environment: Environment, goroot: str, events: Events, sums: GoSum) -> Fetcher:
    """A downloader with the defaults that GOROOT's go.env gives. Raises BundleError or CredentialsError."""
    from server.build.modules.download import open_downloader  # the network: not needed unless it is asked for

    found = find_goroot(environment, "", goroot)
    found.source()

    def notice(module: ModuleVersion) -> None:
        events(Downloading(f"{module.path} {module.version}"))

    return open_downloader(environment.with_goroot(found.directory, found.describe()), os.environ, sums, notice)


def _modules(find: Callable[[], ModuleSet | None], diagnostics: Collector) -> ModuleSet | None:
    try:
        return find()
    except ModuleError as err:
        diagnostics.report(codes.BAD_GO_MOD, None, err.path, err.line, err.message)
    except (DiscoveryError, CredentialsError, BundleError) as err:
        diagnostics.report(module_codes.MODULES_UNUSABLE, None, err)
    except OSError as err:
        diagnostics.report(codes.UNREADABLE, None, f"open {err.filename}", reason(err))
    return None

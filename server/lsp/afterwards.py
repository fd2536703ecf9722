"""What waits until diagnostics are out: the code of the other features, export data for the next process, garbage.

A new server has to import thousands of lines that diagnostics do not need; a feature's module is imported by the thread
that first runs it, or here, when the first diagnostics have been published. Export data of the standard library that
the cache lacks is written by a process of its own, with low priority, so that typing does not feel it; it ends with the
server at the latest.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import pkgutil
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import server
import server.features
from server.build.interpreter import python_command
from server.build.surfaces import Library
from server.build.workers import worker_environment
from server.target import TARGETS

if TYPE_CHECKING:
    from server.lsp.server import BinderyServer

logger = logging.getLogger(__name__)

DELAY: Final = 3.0  # seconds between diagnostics and the process: lenses come first
# The folder that holds `server` comes last on the path: found from a checkout too, and in nobody's way.
BOOT: Final = "import sys; sys.path.append(sys.argv[1]); from server.cli import main; sys.exit(main(sys.argv[2:]))"


def late(module: str, name: str, package: str = "server.features") -> Callable[..., Any]:
    """A function of a feature's module, which is imported when the function is first called."""

    def call(*args: Any, **keywords: Any) -> Any:
        return getattr(import_module(f"{package}.{module}"), name)(*args, **keywords)

    return call


class Afterwards:
    """The later work of one server."""

    def __init__(self, owner: BinderyServer) -> None:
        self._owner = owner
        self._warm = False
        self._replaced = False  # whether views were replaced since diagnostics were published
        self._tasks: dict[tuple[str, ...], asyncio.Task[None]] = {}  # by target and what is written for it

    def begin(self) -> None:
        """Diagnostics have been published."""
        if not self._warm:
            self._warm = True
            self._owner.worker.submit(_import_features)
        elif self._replaced:
            self._owner.worker.submit(_collect_garbage)
        self._replaced = False
        for library in self._owner.views.libraries:
            wanted = (library.target.name, *library.filling[0])
            if wanted not in self._tasks and library.target in TARGETS and library.missing:
                self._tasks[wanted] = asyncio.get_running_loop().create_task(self._fill_later(library))

    def forget(self) -> None:
        """Views were replaced: what was known for them is garbage once the new ones have been computed."""
        self._replaced = True

    async def _fill_later(self, library: Library) -> None:
        await asyncio.sleep(DELAY)
        await fill(library)

    def close(self) -> None:
        """The server ends."""
        for task in self._tasks.values():
            task.cancel()


async def fill(library: Library) -> int:
    """Have a process write the export data that the cache lacks of a library; its exit code."""
    root = str(Path(server.__file__).resolve().parents[1])
    arguments, variables = library.filling
    process = await asyncio.create_subprocess_exec(
        *python_command(BOOT, root, "cache", "fill", "-background", *arguments),
        stdin=DEVNULL,
        stdout=DEVNULL,
        env={**worker_environment(), **variables},
        cwd=os.sep,
    )
    try:
        code = await process.wait()
    except asyncio.CancelledError:
        _end(process)
        raise
    if code:
        logger.warning("cannot write export data: exit code %d", code)
    return code


def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()


def _collect_garbage(_: Callable[[], bool]) -> None:
    gc.collect()  # left to itself, Python would wait for a quarter more of what there is


def _import_features(cancelled: Callable[[], bool]) -> None:
    import_module("server.build.functions")
    for module in pkgutil.iter_modules(server.features.__path__):
        if cancelled():
            return
        import_module(f"server.features.{module.name}")

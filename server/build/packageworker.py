"""The front half of a build in a worker process: compiles packages into the cache for the driver.

The worker loads the program as the driver did, and knows the packages that others compiled by their artefacts; it
declares them from export data. The driver finds the artefact under the key that it is told, if it has read the same
sources.
"""

from __future__ import annotations

import gc
import pickle
from collections.abc import Mapping
from typing import TYPE_CHECKING

from server.build.driver import open_build
from server.build.worker import PackageTask
from server.garbage import collect_garbage, forget_all

if TYPE_CHECKING:
    from server.build.compilation import Compilation
    from server.build.packages import LoadedPackage


class PackageCompiler:
    """Compiles packages of the build that was asked for last."""

    def __init__(self) -> None:
        self._opened = b""
        self._packages: Mapping[str, LoadedPackage] = {}
        self._compilation: Compilation | None = None
        gc.disable()  # it looks when a package is done
        forget_all()

    def compile(self, task: PackageTask) -> bytes:
        """The key of the package's artefact, which is in the cache now; b"" for a package that has problems.

        Raises KeyError when the driver's packages are not here: somebody changed the sources just now.
        """
        if self._compilation is None or task.build != self._opened:
            if self._compilation is not None:
                self._compilation, self._packages = None, {}
                forget_all()
            self._compilation, self._packages = open_build(pickle.loads(task.build))
            self._opened = task.build
        for path, key in task.keys.items():
            self._compilation.recall(self._packages[path], key)
        self._compilation.compile(self._packages[task.path])
        collect_garbage()
        return self._compilation.key_of(task.path).encode()

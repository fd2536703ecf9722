"""A copy of the product and its tests in which the hot modules are compiled by mypyc, as in the wheel.

The extension modules are kept in the user's cache directory under a digest of the sources, so that they are made again
only when one of them changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import platformdirs

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from compile_modules import compile_modules, has_compiler

FRONT = ("server/compiler/syntax", "server/compiler/types", "server/diagnostics", "server/source", "scripts")
WHOLE = ("server/compiler", "server/diagnostics", "server/source", "server/symbol.py", "server/target", "scripts")
CAN_COMPILE = has_compiler()  # without a C compiler the wheel would not be compiled either
KEPT = 3  # builds that stay in the cache beside a new one


def compiled_copy(folder: Path, optimise: bool = False, back: bool = False) -> dict[str, str]:
    """Lay the copy into `folder`; the environment for running it, with `folder` as working directory.

    back: with the stages behind the type checker, as in the wheel; parser and checker alone are made in less time.
    Raises subprocess.CalledProcessError when a module does not compile, RuntimeError when the copy runs interpreted.
    """
    modules = _extension_modules(optimise, back)
    shutil.copytree(ROOT / "server", folder / "server", ignore=shutil.ignore_patterns("__pycache__", "_std"))
    shutil.copytree(modules, folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__", "e2e"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    show = "from server.compiler.{} import {} as it; print(it.__file__)"
    modules_of_back = (("ssa", "passes"), ("codegen", "emit")) if back else ()
    for package, module in (("syntax", "engine"), ("types", "checker"), *modules_of_back):
        command = [sys.executable, "-c", show.format(package, module)]
        used = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout
        if not used.startswith(str(folder)) or used.rstrip().endswith(".py"):
            raise RuntimeError(f"{package}/{module} is not compiled: {used}")
    return environment


def _extension_modules(optimise: bool, back: bool) -> Path:
    """A folder that holds the compiled modules, where they belong beside `server/`."""
    digest = hashlib.sha256(f"{sys.version} {version('mypy')} {optimise} {back}".encode())
    places = [ROOT / name for name in (WHOLE if back else FRONT)]
    for path in [file for place in places for file in (sorted(place.rglob("*.py")) if place.is_dir() else [place])]:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    cache = Path(platformdirs.user_cache_dir("gobindery-tests"))
    kept = cache / f"compiled-{digest.hexdigest()[:32]}"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        for old in sorted(cache.glob("compiled-*"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix="making-") as making:
            for made in compile_modules(Path(making) / "whole", optimise, back):
                target = Path(making) / "modules" / made.relative_to(Path(making) / "whole")
                target.parent.mkdir(parents=True, exist_ok=True)
                made.rename(target)
            try:
                (Path(making) / "modules").rename(kept)
            except OSError:
                if not kept.exists():  # otherwise another process was first
                    raise
    return kept

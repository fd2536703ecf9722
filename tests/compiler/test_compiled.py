"""The tests of parser and checker once more, with the hot modules compiled by mypyc as in the wheel.

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
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from compile_modules import compile_modules, has_compiler  # noqa: E402

SOURCES = ("server/compiler/syntax", "server/diagnostics", "server/source")  # what the compiled modules read


def extension_modules() -> Path:
    """A folder that holds the compiled modules, where they belong beside `server/`."""
    digest = hashlib.sha256(f"{sys.version} {version('mypy')}".encode())
    paths = [path for folder in SOURCES for path in sorted((ROOT / folder).rglob("*.py"))]
    for path in [ROOT / "scripts/compile_modules.py", *paths]:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    cache = Path(platformdirs.user_cache_dir("gobindery-tests"))
    kept = cache / f"compiled-{digest.hexdigest()[:32]}"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        for old in cache.glob("compiled-*"):
            shutil.rmtree(old)
        with tempfile.TemporaryDirectory(dir=cache, prefix="making-") as making:
            for made in compile_modules(Path(making) / "whole", optimise=False):
                target = Path(making) / "modules" / made.relative_to(Path(making) / "whole")
                target.parent.mkdir(parents=True, exist_ok=True)
                made.rename(target)
            (Path(making) / "modules").rename(kept)
    return kept


@pytest.mark.skipif(not has_compiler(), reason="no C compiler, so the wheel would not be compiled either")
def test_parser_and_checker_compiled(tmp_path: Path) -> None:
    modules = extension_modules()
    shutil.copytree(ROOT / "server", tmp_path / "server", ignore=shutil.ignore_patterns("__pycache__", "_std"))
    shutil.copytree(modules, tmp_path, dirs_exist_ok=True)
    shutil.copytree(ROOT / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__", "e2e"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, "-c", "from server.compiler.syntax import engine; print(engine.__file__)"]
    used = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert used.stdout.startswith(str(tmp_path))
    assert not used.stdout.rstrip().endswith(".py")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/compiler/syntax"]
    command.append("tests/compiler/types")
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]

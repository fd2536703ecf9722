"""Compiles the hot modules of the compiler and the linker to C extensions with mypyc.

    python scripts/compile_modules.py FOLDER

copies `server/` into FOLDER and puts the extension modules beside the sources there; a compiled module goes before the
source of the same name, and everything else runs as it is. The build hook (`hatch_build.py`) takes the modules from
such a copy into the wheel, and `tests/compiler/test_compiled.py` runs tests against one of parser and checker alone,
which is made in a fraction of the time.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMPILER = ROOT / "server/compiler"
SYNTAX = COMPILER / "syntax"
NOT_COMPILED = (
    "__init__.py",
    "export_format.py",  # msgspec's classes take arguments that mypyc drops
    "compile.py",  # calls of LLVM, which takes all of the time
)


def _modules(*folders: Path) -> list[Path]:
    found = (path for folder in folders for path in sorted(folder.rglob("*.py")))
    return [path for path in found if path.name not in NOT_COMPILED]


FRONT = [
    ROOT / "server/source/span.py",
    *(SYNTAX / f"{name}.py" for name in ("nodes", "context", "literals", "lexer", "engine", "cut", "walk", "print")),
    *_modules(SYNTAX / "actions", COMPILER / "types"),
]
LINKER = [
    ROOT / f"server/linker/{name}.py"
    for name in (
        *("amd64", "arm64", "constants", "debuginlines", "debuglines", "debugsections", "descriptors", "dwarf"),
        *("faultmap", "fold", "functab", "functionlines", "functionvalues", "keepgraph", "keeplog", "layout"),
        *("linkmap", "memory"),
        *("methods", "objectfile", "reachability", "reader", "relocate", "relocation", "symbols", "symtab"),
        *("synthetic", "tracenames", "typelinks", "writer"),
    )
]
BACK = _modules(*(COMPILER / stage for stage in ("ir", "decide", "irbuild", "ssa", "codegen"))) + LINKER


def has_compiler() -> bool:
    """Whether this Python's C compiler is installed."""
    command = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    return shutil.which(str(command).split()[0]) is not None


def compile_modules(folder: Path, optimise: bool = True, back: bool = True) -> list[Path]:
    """Copy the package into `folder` and compile the hot modules there; the extension modules made.

    back: with those that decide, optimise, write LLVM IR and link, not parser and checker alone.
    Without `optimise` the C compiler takes a third of its time, which is what tests want. Raises
    subprocess.CalledProcessError, with the compiler's output, when one does not compile.
    """
    shutil.copytree(
        ROOT / "server",
        folder / "server",
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("__pycache__", "_std", "_pack"),
    )
    files = [str(path.relative_to(ROOT)) for path in (FRONT + BACK if back else FRONT)]
    script = ROOT / "scripts/build_extensions.py"
    command = [sys.executable, str(script), "2" if optimise else "0", *files, "--", "-q", "build_ext", "--inplace"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    shutil.rmtree(folder / "build")
    return compiled_modules(folder)


def compiled_modules(folder: Path) -> list[Path]:
    """The extension modules that were made in a folder."""
    return sorted(folder.rglob(f"*{sysconfig.get_config_var('EXT_SUFFIX')}"))


if __name__ == "__main__":
    for made in compile_modules(Path(sys.argv[1])):
        print(made)

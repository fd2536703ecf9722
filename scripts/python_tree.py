"""A relocatable CPython for a package of the extension: which files of it go there.

Takes a folder, or an archive of one, as python-build-standalone makes them ("install_only"): `bin/python3` and `lib/`,
or `python.exe` and `Lib/`, perhaps below a folder `python`. Editors unpack no links, so what a link leads to is taken
in the link's place, the interpreter once. Left out is what a server does not need: tests, headers, pip, Tcl/Tk.
"""

import os
import re
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_LEFT_OUT = re.compile(
    r"(^|/)(__pycache__|test|tests|idlelib|tkinter|turtledemo|ensurepip|lib2to3|site-packages|dist-packages|pydoc_data)/"
    r"|^(include|share|libs|tcl|Scripts|Doc|Tools|lib/(tcl|tk|itcl|thread|pkgconfig)[^/]*)/|^lib/lib(tcl|tk)[^/]*$"
    r"|/config-[^/]*/|\.(a|lib|pdb)$|_tkinter|(^|/)(tcl|tk)[0-9]+t?\.dll$"
)
_INTERPRETERS = ("bin/python3", "python.exe")


class TreeError(Exception):
    """It is no CPython that can be taken along; the text says why."""


@dataclass(frozen=True)
class PythonTree:
    """A CPython below a folder."""

    root: Path
    interpreter: str  # its path below the root, with slashes
    version: str  # such as 3.12

    def files(self) -> Iterator[tuple[str, Path]]:
        """The files that are needed: path below the root, with slashes, and where its content is; sorted."""
        for folder, names, found in os.walk(self.root):
            names.sort()
            for name in sorted(found):
                path = Path(folder, name)
                inside = path.relative_to(self.root).as_posix()
                if inside != self.interpreter and (_LEFT_OUT.search(inside) or _is_spare(path, inside)):
                    continue
                yield inside, path.resolve(strict=True)


def open_tree(source: Path, scratch: Path) -> PythonTree:
    """The tree in a folder or an archive, which is unpacked into `scratch`. Raises TreeError."""
    if not source.is_dir():
        _unpack(source, scratch)
        source = scratch
    root = source / "python" if (source / "python").is_dir() else source
    interpreter = next((name for name in _INTERPRETERS if (root / name).is_file()), None)
    if interpreter is None:
        raise TreeError(f"neither {' nor '.join(_INTERPRETERS)} in {source}")
    return PythonTree(root, interpreter, _version_of(root))


def _is_spare(path: Path, inside: str) -> bool:
    """Whether a file is another program than the interpreter, or another name of a library."""
    return inside.startswith("bin/") or (path.is_symlink() and path.suffix in (".so", ".dylib"))


def _unpack(source: Path, scratch: Path) -> None:
    try:
        if source.suffix == ".zip":
            with zipfile.ZipFile(source) as archive:
                archive.extractall(scratch)
        else:
            with tarfile.open(source) as archive:
                archive.extractall(scratch, filter="data")
    except (OSError, tarfile.TarError, zipfile.BadZipFile) as err:
        raise TreeError(f"cannot unpack {source}: {err}") from err


def _version_of(root: Path) -> str:
    """Of the standard library's folder, which on Windows has no number: there the library's name has one."""
    for pattern, name in ((root / "lib", r"python(3\.\d+)"), (root, r"python(3)(\d\d+)\.dll")):
        for entry in sorted(pattern.iterdir() if pattern.is_dir() else ()):
            found = re.fullmatch(name, entry.name)
            if found is not None:
                return ".".join(found.groups())
    raise TreeError(f"{root} does not say which version of Python it is")

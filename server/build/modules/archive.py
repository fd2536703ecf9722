"""Module zips: checking and unpacking them.

Source: Go Modules Reference, "Module zip files". Every name in the zip begins with `path@version/`; names that lead out
of the folder, that differ only in case, or that are not plain files make the zip bad as a whole. A tree gets its final
name only when all of it is there.
"""

import shutil
import stat
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from server.build.modules.modcache import ModuleCache
from server.build.modules.modfile import ModuleVersion

_SIZE_LIMIT: Final = 500 << 20  # bytes, unpacked, as in go
_FORBIDDEN: Final = frozenset("\"'*<>?`|\\:")
_RESERVED: Final = frozenset(
    ("con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10)))
)


class ArchiveError(Exception):
    """A zip that cannot be a module's; the text says why."""


def check_names(archive: zipfile.ZipFile, module: ModuleVersion) -> dict[zipfile.ZipInfo, str]:
    """The files of a zip and their names below the module's folder. Raises ArchiveError."""
    prefix = f"{module}/"
    found: dict[zipfile.ZipInfo, str] = {}
    seen: dict[str, str] = {}  # folded names of files and folders -> as written
    total = 0
    for info in archive.infolist():
        name = info.filename
        if not name.startswith(prefix):
            raise ArchiveError(f"{module}: unexpected file name {name!r} in its zip: it does not begin with {prefix}")
        rest = name[len(prefix) :]
        if info.is_dir():
            continue
        total += info.file_size
        if total > _SIZE_LIMIT:
            raise ArchiveError(f"{module}: the files in its zip are larger than {_SIZE_LIMIT} bytes")
        kind = stat.S_IFMT(info.external_attr >> 16)
        problem = _name_problem(rest) or ("not a regular file" if kind not in (0, stat.S_IFREG) else "")
        if problem:
            raise ArchiveError(f"{module}: bad file name {rest!r} in its zip: {problem}")
        parts = rest.split("/")
        for spelled in (*("/".join(parts[:count]) + "/" for count in range(1, len(parts))), rest):
            folded = spelled.rstrip("/").casefold()
            if folded in seen and (spelled == rest or seen[folded] != spelled):
                raise ArchiveError(f"{module}: {rest!r} and {seen[folded]!r} in its zip have the same name")
            seen[folded] = spelled
        found[info] = rest
    return found


def unpack(data: Path, module: ModuleVersion, cache: ModuleCache) -> None:
    """Unpack a verified zip into the cache. Raises ArchiveError or OSError."""
    final = cache.tree(module)
    final.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            zipfile.ZipFile(data) as archive,
            tempfile.TemporaryDirectory(
                dir=final.parent, prefix=f"{final.name}.tmp-", ignore_cleanup_errors=True
            ) as made,
        ):
            tree = Path(made) / "tree"
            tree.mkdir()
            for info, name in check_names(archive, module).items():
                _write(archive, info, tree / name)
            if final.is_dir() and not cache.has_tree(module):
                shutil.rmtree(final)  # what an interrupted extraction left
            if not final.is_dir():
                tree.rename(final)
            cache.download(module, "partial").unlink(missing_ok=True)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as err:
        raise ArchiveError(f"{module}: its zip cannot be read: {err}") from err


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with archive.open(info) as source, path.open("xb") as target:
        while chunk := source.read(1 << 16):
            written += len(chunk)
            if written > info.file_size:
                raise ArchiveError(f"{info.filename}: larger than its zip says")
            target.write(chunk)
    path.chmod(0o444)


def _name_problem(name: str) -> str:
    for part in name.split("/"):
        if part in ("", ".", ".."):
            return f"path element {part!r}"
        if any(c in _FORBIDDEN or not c.isprintable() for c in part):
            return "a character that file systems do not take"
        if part.endswith((".", " ")):
            return "an element that ends in a dot or blank"
        if part.partition(".")[0].lower() in _RESERVED:
            return "a name that Windows reserves"
    return ""

"""Where a program of the editor goes: the setting's text with its variables replaced.

bin/${name}-${goos}-${goarch}     ${name} is what go would call the program
bin/                              a folder: the program is called ${name}
app                               with builds for several targets: app-linux-arm64
"""

import os
import re
from pathlib import Path
from typing import Final

from server.build.images import name_of_path
from server.build.module import ModuleError, find_module
from server.target import Target

_VARIABLE: Final = re.compile(r"\$\{(\w+)\}")
_TARGET: Final = "-${goos}-${goarch}"


class OutputError(Exception):
    """A text that names no file; the message says why."""


def output_path(text: str, package: Path, base: Path, target: Target, per_target: bool) -> Path | None:
    """The program's path; None: where go puts it. `package` is a folder or a file. Raises OutputError.

    A relative text starts from `base`, no text from the package's folder.
    """
    if not text and not per_target:
        return None
    folder = package if package.is_dir() else package.parent
    values = {"name": _name(package, folder), "goos": target.goos, "goarch": target.goarch}
    template = text or "${name}"
    if template.endswith(("/", os.sep)):
        template += "${name}"
    if per_target and not {"goos", "goarch"} <= set(_VARIABLE.findall(template)):
        template += _TARGET

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise OutputError(f"unknown variable {found[0]}; there are {', '.join(f'${{{name}}}' for name in values)}")
        return values[found[1]]

    return (base if text else folder) / _VARIABLE.sub(value, template)


def _name(package: Path, folder: Path) -> str:
    """What go calls the program of a package."""
    try:
        module = find_module(folder)
    except (ModuleError, OSError):
        module = None  # the build says what is wrong with it
    if module is not None:
        return name_of_path(module.import_path(folder))
    return package.stem if package.is_file() else folder.name

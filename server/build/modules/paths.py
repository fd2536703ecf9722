"""Module paths: which are well formed, which versions fit them, how the module cache spells them.

Sources: Go Modules Reference, "Module paths and versions" and "Module cache"; the escape is for file systems that do
not tell `A` from `a`.
"""

import re
from fnmatch import fnmatchcase
from typing import Final

from server.build.modules import semver

_ELEMENT: Final = re.compile(r"[A-Za-z0-9._~-]+\Z")
_FIRST_ELEMENT: Final = re.compile(r"[a-z0-9.-]+\Z")
_MAJOR_SUFFIX: Final = re.compile(r"(.*)/v([2-9]|[1-9]\d+)\Z")
_GOPKG_IN: Final = re.compile(r"(gopkg\.in/.*)\.v(0|[1-9]\d*)(-unstable)?\Z")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)", re.I)  # on Windows


def path_problem(path: str) -> str:
    """What is wrong with a module path that can be fetched, or ""."""
    if not path:
        return "malformed module path: empty string"
    for number, element in enumerate(path.split("/")):
        problem = _element_problem(element, number == 0)
        if problem:
            return f'malformed module path "{path}": {problem}'
    first = path.partition("/")[0]
    if "." not in first:
        return f'malformed module path "{path}": missing dot in first path element'
    return ""


def version_problem(path: str, version: str) -> str:
    """Why a version cannot be one of that module, or ""."""
    if not semver.is_canonical(version):
        return f'invalid version "{version}": must be of the form v1.2.3'
    wanted = path_major(path)
    found = semver.major(version)
    if path.startswith("gopkg.in/"):
        fits = wanted == found or (wanted == "v1" and found == "v0")
    elif wanted:
        fits = wanted == found
    else:
        fits = found in ("v0", "v1") or version.endswith("+incompatible")
    return "" if fits else f"version {version} invalid: should be {wanted or 'v0 or v1'}, not {found}"


def path_major(path: str) -> str:
    """The major version that a path names: `v2` of `example.com/m/v2`; "" when it names none."""
    if match := _GOPKG_IN.match(path):
        return f"v{match[2]}"
    match = _MAJOR_SUFFIX.match(path)
    return f"v{match[2]}" if match else ""


def without_major(path: str) -> str:
    """The path without its major version: `example.com/m` of `example.com/m/v2`."""
    match = _GOPKG_IN.match(path) or _MAJOR_SUFFIX.match(path)
    return match[1] if match else path


def escape(text: str) -> str:
    """A path or version as the module cache and proxies spell it: `!azure` for `Azure`."""
    return re.sub(r"[A-Z]", lambda match: "!" + match[0].lower(), text)


def matches_globs(globs: str, path: str) -> bool:
    """Whether a comma-separated list of patterns (GOPRIVATE) has one that matches a prefix of whole elements."""
    elements = path.split("/")
    for glob in filter(None, (part.strip().rstrip("/") for part in globs.split(","))):
        count = glob.count("/") + 1
        parts = zip(glob.split("/"), elements)
        if len(elements) >= count and all(fnmatchcase(element, part) for part, element in parts):
            return True
    return False


def prefixes(path: str) -> list[str]:
    """The path and its parents, longest first."""
    found = [path]
    while "/" in path:
        path = path.rpartition("/")[0]
        found.append(path)
    return found


def _element_problem(element: str, first: bool) -> str:
    if not element:
        return "empty path element"
    if not (_FIRST_ELEMENT if first else _ELEMENT).match(element):
        bad = next(c for c in element if not (_FIRST_ELEMENT if first else _ELEMENT).match(c))
        return f"invalid char {bad!r}"
    if element.startswith(".") or element.endswith("."):
        return f"{'leading' if element[0] == '.' else 'trailing'} dot in path element"
    if first and element[0] == "-":
        return "leading dash in first path element"
    if _RESERVED.match(element):
        return f'"{element}" disallowed as path element component on Windows'
    return ""

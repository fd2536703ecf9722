"""Versions of modules: order, canonical form, pseudo-versions.

Sources: semver.org 2.0.0, with Go's leading `v` and its short forms `v1` and `v1.2`; Go Modules Reference,
"Pseudo-versions". Build metadata does not count in the order; Go gives `+incompatible` a meaning of its own.
"""

import re
from functools import lru_cache
from typing import Final, TypeAlias

Key: TypeAlias = tuple[int, int, int, tuple[tuple[int, int, str], ...]]

_NUMBER: Final = r"(0|[1-9]\d*)"
_VERSION: Final = re.compile(
    rf"v{_NUMBER}(?:\.{_NUMBER}(?:\.{_NUMBER}"
    r"(?:-((?:[0-9A-Za-z-]+)(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?)?)?\Z",
    re.ASCII,
)
_PSEUDO: Final = re.compile(
    r"v[0-9]+\.(?:0\.0-|\d+\.\d+-(?:[^+]*\.)?0\.)(\d{14})-([A-Za-z0-9]+)(\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?\Z",
    re.ASCII,
)
# A release stands above its pre-releases.
_RELEASE: Final = ((2, 0, ""),)


def is_valid(version: str) -> bool:
    """Whether it is a semantic version with Go's leading v: `v1.2.3`, `v1.2.3-rc.1+incompatible`, `v1`."""
    return _parse(version) is not None


def is_canonical(version: str) -> bool:
    """Whether it is written in full, as go.mod files want it: `v1.2.3`, with `+incompatible` at most."""
    match = _VERSION.match(version)
    return match is not None and match[3] is not None and match[5] in (None, "incompatible")


def sort_key(version: str) -> Key:
    """A key that orders versions; what is no version comes first, and "" before anything."""
    return _parse(version) or (-1, 0, 0, ())


def newer(one: str, other: str) -> str:
    """The higher of two versions, the first if they are equal."""
    return other if sort_key(other) > sort_key(one) else one


def major(version: str) -> str:
    """`v2` of `v2.1.0`; "" for what is no version."""
    return version.partition(".")[0] if is_valid(version) else ""


def is_prerelease(version: str) -> bool:
    """Whether a `-suffix` makes it come before the release of its number."""
    parsed = _parse(version)
    return parsed is not None and parsed[3] != _RELEASE


def is_pseudo(version: str) -> bool:
    """Whether the version names a revision: `v0.0.0-20170915032832-14c0d48ead0c`."""
    return is_valid(version) and _PSEUDO.match(version) is not None


def pseudo_revision(version: str) -> str:
    """The abbreviated revision that a pseudo-version names."""
    match = _PSEUDO.match(version)
    return match[2] if match else ""


def pseudo_time(version: str) -> str:
    """The commit time in a pseudo-version, UTC: `20170915032832`."""
    match = _PSEUDO.match(version)
    return match[1] if match else ""


@lru_cache(maxsize=4096)
def _parse(version: str) -> Key | None:
    match = _VERSION.match(version)
    if match is None:
        return None
    numbers = [int(part or 0) for part in match.groups()[:3]]
    prerelease: tuple[tuple[int, int, str], ...] = _RELEASE
    if match[4] is not None:
        identifiers = match[4].split(".")
        if any(len(part) > 1 and part[0] == "0" and part.isdigit() for part in identifiers):
            return None
        # Numbers compare as numbers and stand below words; a longer list stands above its beginning.
        prerelease = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in identifiers)
    return (numbers[0], numbers[1], numbers[2], prerelease)

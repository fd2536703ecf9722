"""GOPROXY: the list of places that modules come from, and what happens when one fails.

Source: Go Modules Reference, "Communicating with proxies". After a comma the next entry is tried when this one answers
404 or 410, after a bar on any error. `direct` means version control, `off` forbids.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from server.build.modules.modfile import ModuleVersion
from server.build.modules.paths import escape, matches_globs
from server.build.modules.transport import LARGE, SMALL, FetchError, NotThereError, Transport

_T = TypeVar("_T")
DIRECT: Final = "direct"
OFF: Final = "off"


@dataclass(frozen=True, slots=True)
class ProxyEntry:
    """One entry of the list."""

    url: str  # or "direct" or "off"
    any_error: bool  # whether the next entry is tried after any error


def parse_proxies(setting: str) -> list[ProxyEntry]:
    """The entries of GOPROXY. Raises FetchError for what is none."""
    entries: list[ProxyEntry] = []
    for text, separator in re.findall(r"([^,|]*)([,|]?)", setting):
        url = text.strip().rstrip("/")
        if not url:
            continue
        if url not in (DIRECT, OFF) and "://" not in url:
            url = f"https://{url}"
        entries.append(ProxyEntry(url, separator == "|"))
        if url in (DIRECT, OFF):
            break  # as in go: nothing after these is looked at
    if not entries:
        raise FetchError("GOPROXY list is not the empty string, but contains no entries")
    return entries


def entries_for(module: str, proxies: str, noproxy: str) -> list[ProxyEntry]:
    """The entries to try for a module; those of GONOPROXY come from version control."""
    return [ProxyEntry(DIRECT, False)] if matches_globs(noproxy, module) else parse_proxies(proxies)


def try_each(entries: list[ProxyEntry], fetch: Callable[[ProxyEntry], _T]) -> _T:
    """The result of the first entry that has one. Raises the first error that says more than "not there"."""
    telling: FetchError | None = None
    for entry in entries:
        try:
            return fetch(entry)
        except FetchError as err:
            if telling is None or isinstance(telling, NotThereError):
                telling = err
            if not entry.any_error and not isinstance(err, NotThereError):
                break
    assert telling is not None
    raise telling


@dataclass(frozen=True, slots=True)
class ModuleProxy:
    """One proxy."""

    url: str
    transport: Transport

    def info(self, module: ModuleVersion) -> bytes:
        """The JSON text about a version."""
        return self._get(module, "info", SMALL)

    def go_mod(self, module: ModuleVersion) -> bytes:
        """A version's go.mod."""
        return self._get(module, "mod", SMALL)

    def zip(self, module: ModuleVersion) -> bytes:
        """A version's files."""
        return self._get(module, "zip", LARGE)

    def _get(self, module: ModuleVersion, suffix: str, limit: int) -> bytes:
        return self.transport.get(f"{self.url}/{escape(module.path)}/@v/{escape(module.version)}.{suffix}", limit)


def database_urls(name: str, proxies: str, transport: Transport) -> Iterator[str]:
    """The proxies that pass on a checksum database, as its base URLs; Source: "Checksum database" in the reference."""
    for entry in parse_proxies(proxies):
        if entry.url in (DIRECT, OFF):
            return
        base = f"{entry.url}/sumdb/{name}"
        try:
            transport.get(f"{base}/supported")
        except FetchError:
            continue
        yield base

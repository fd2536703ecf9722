"""Fetching over https, http and from `file:` folders, as proxies and checksum databases are reached.

Credentials come from `.netrc` and go to that host over https alone; a redirect to another host does not take them
along, and none leads from https to http. Sizes are bounded. Source: `go help goproxy`, `go help goauth`.
"""

import base64
import netrc
import os
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http.client import responses
from pathlib import Path
from typing import Final

import urllib3

from server import __version__

_TIMEOUT: Final = 60.0  # seconds without a byte
SMALL: Final = 16 << 20  # bytes; go.mod files, lists, proofs
LARGE: Final = 500 << 20  # bytes; zips, as in go
_MISSING: Final = (404, 410)
_REDIRECTS: Final = 10
_AT_ONCE: Final = 8  # connections kept per host


class FetchError(Exception):
    """A fetch failed; the text says how."""


class NotThereError(FetchError):
    """The other side says that it does not have it: 404, 410, or no such file."""


@dataclass(frozen=True, slots=True)
class Transport:
    """How bytes are fetched; `netrc_file` holds credentials, None: none are sent."""

    netrc_file: Path | None = None

    def get(self, url: str, limit: int = SMALL) -> bytes:
        """The bytes behind a URL. Raises NotThereError or FetchError."""
        parts = urllib.parse.urlsplit(url)
        if parts.scheme == "file":
            return _read_file(url, limit)
        if parts.scheme not in ("https", "http"):
            raise FetchError(f"{url}: scheme {parts.scheme or 'missing'} is not supported")
        return self._read_http(url, limit)

    def _read_http(self, url: str, limit: int) -> bytes:
        first = urllib.parse.urlsplit(url)
        user = urllib.parse.unquote(first.netloc.rpartition("@")[0]) or self._credentials(first.hostname or "")
        parts = first._replace(netloc=first.netloc.rpartition("@")[2])
        for _ in range(_REDIRECTS):
            headers = {"User-Agent": f"go-bindery/{__version__}"}
            if user and parts.scheme == "https" and parts.hostname == first.hostname:
                headers["Authorization"] = "Basic " + base64.b64encode(user.encode()).decode("ascii")
            status, location, data = _request(parts.geturl(), headers, limit)
            if status == 200:
                return data
            if status not in (301, 302, 303, 307, 308) or not location:
                text = f"reading {parts.geturl()}: {status} {responses.get(status, '')}".rstrip()
                raise (NotThereError if status in _MISSING else FetchError)(text)
            target = urllib.parse.urlsplit(urllib.parse.urljoin(parts.geturl(), location))
            if target.scheme not in ("https", parts.scheme):
                raise FetchError(f"{parts.geturl()}: redirected to {target.scheme}, which is not followed")
            parts = target
        raise FetchError(f"{url}: more than {_REDIRECTS} redirects")

    def _credentials(self, host: str) -> str:
        if self.netrc_file is None:
            return ""
        try:
            found = netrc.netrc(str(self.netrc_file)).authenticators(host)
        except (OSError, netrc.NetrcParseError):
            return ""
        return f"{found[0]}:{found[2]}" if found else ""


@cache
def _pool(proxy: str) -> urllib3.PoolManager:
    """Connections, kept open; through a proxy of the user's environment when there is one."""
    timeout = urllib3.Timeout(connect=_TIMEOUT, read=_TIMEOUT)
    retries = urllib3.Retry(total=3, backoff_factor=0.5, redirect=False, status=0)
    if proxy:
        return urllib3.ProxyManager(proxy, timeout=timeout, retries=retries, maxsize=_AT_ONCE)
    return urllib3.PoolManager(timeout=timeout, retries=retries, maxsize=_AT_ONCE)


def _request(url: str, headers: dict[str, str], limit: int) -> tuple[int, str, bytes]:
    """Status, Location header and body of one request. Raises FetchError."""
    parts = urllib.parse.urlsplit(url)
    bypass = urllib.request.proxy_bypass(parts.hostname or "")
    proxy = "" if bypass else urllib.request.getproxies().get(parts.scheme, "")
    try:
        answer = _pool(proxy).request("GET", url, headers=headers, redirect=False, preload_content=False)
        try:
            data = bytearray()
            for chunk in answer.stream(1 << 16):
                data += chunk
                if len(data) > limit:
                    answer.close()  # the rest is of no use, nor is the connection
                    raise FetchError(f"reading {url}: larger than {limit} bytes")
            return answer.status, answer.headers.get("Location", ""), bytes(data)
        finally:
            answer.release_conn()
    except urllib3.exceptions.HTTPError as err:
        raise FetchError(f"reading {url}: {_cause(err)}") from err


def _cause(err: urllib3.exceptions.HTTPError) -> str:
    reason = getattr(err, "reason", None)
    return str(reason or err)


def netrc_path(environ: Mapping[str, str]) -> Path | None:
    """The user's netrc file: NETRC, or `.netrc` (`_netrc` on Windows) in the home folder."""
    if environ.get("NETRC"):
        return Path(environ["NETRC"])
    home = environ.get("HOME") or environ.get("USERPROFILE")
    return Path(home) / ("_netrc" if os.name == "nt" else ".netrc") if home else None


def _read_file(url: str, limit: int) -> bytes:
    path = Path(urllib.request.url2pathname(urllib.parse.urlsplit(url).path))
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError) as err:
        raise NotThereError(f"open {path}: no such file or directory") from err
    except OSError as err:
        raise FetchError(f"open {path}: {(err.strerror or str(err)).lower()}") from err
    if len(data) > limit:
        raise FetchError(f"open {path}: larger than {limit} bytes")
    return data

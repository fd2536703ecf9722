"""Fetching over https, http and from `file:` folders, as proxies and checksum databases are reached.

Credentials go to their host over https alone; a redirect to another host does not take them along, and none leads from
https to http. Sizes are bounded. Where GOINSECURE allows it, certificates are not looked at and http is tried after
https. Source: `go help goproxy`, `go help goauth`, Go Modules Reference on GOINSECURE.
"""

import base64
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from functools import cache
from http.client import responses
from pathlib import Path
from typing import Final

import urllib3

from server import __version__
from server.build.modules.credentials import Credentials

_TIMEOUT: Final = 60.0  # seconds without a byte
SMALL: Final = 16 << 20  # bytes; go.mod files, lists, proofs
LARGE: Final = 500 << 20  # bytes; zips, as in go
_NO_ENTRY: Final = (401, 403, 404)  # what servers answer to those whom they do not know
_MISSING: Final = (404, 410)
_REDIRECTS: Final = 10
_AT_ONCE: Final = 8  # connections kept per host


class FetchError(Exception):
    """A fetch failed; the text says how."""


class NotThereError(FetchError):
    """The other side says that it does not have it: 404, 410, or no such file."""


class RefusedError(FetchError):
    """The other side may have it, but not for somebody whom it does not know."""


class RefusedNotThereError(RefusedError, NotThereError):
    """404, which hides from strangers what there is."""


_REFUSALS: Final = {FetchError: RefusedError, NotThereError: RefusedNotThereError}


@dataclass(frozen=True, slots=True)
class Transport:
    """How bytes are fetched."""

    credentials: Credentials = field(default_factory=Credentials)

    def get(self, url: str, limit: int = SMALL, insecure: bool = False) -> bytes:
        """The bytes behind a URL; `insecure` does not ask who answers. Raises NotThereError or FetchError."""
        parts = urllib.parse.urlsplit(url)
        if parts.scheme == "file":
            return _read_file(url, limit)
        if parts.scheme not in ("https", "http"):
            raise FetchError(f"{url}: scheme {parts.scheme or 'missing'} is not supported")
        if not insecure or parts.scheme == "http":
            return self._read_known(url, limit, insecure)
        try:
            return self._read_known(url, limit, insecure)
        except FetchError:
            return self._read_http(parts._replace(scheme="http").geturl(), limit, "", insecure)

    def _read_known(self, url: str, limit: int, insecure: bool) -> bytes:
        """Read with the credentials at hand, and after a refusal with those that git is asked for."""
        parts = urllib.parse.urlsplit(url)
        own = urllib.parse.unquote(parts.netloc.rpartition("@")[0])
        may_ask = parts.scheme == "https" and not own and not insecure  # nobody unknown gets a password
        try:
            known = self.credentials.known(parts.hostname or "") if may_ask else own
            return self._read_http(url, limit, known, insecure)
        except RefusedError:
            asked = self.credentials.asked(url) if may_ask else ""
            if not asked:
                raise
            return self._read_http(url, limit, asked, insecure)

    def _read_http(self, url: str, limit: int, user: str, insecure: bool) -> bytes:
        first = urllib.parse.urlsplit(url)
        parts = first._replace(netloc=first.netloc.rpartition("@")[2])
        for _ in range(_REDIRECTS):
            headers = {"User-Agent": f"go-bindery/{__version__}"}
            if user and parts.scheme == "https" and parts.hostname == first.hostname:
                headers["Authorization"] = "Basic " + base64.b64encode(user.encode()).decode("ascii")
            status, location, data = _request(parts.geturl(), headers, limit, verify=not insecure)
            if status == 200:
                return data
            if status not in (301, 302, 303, 307, 308) or not location:
                text = f"reading {parts.geturl()}: {status} {responses.get(status, '')}".rstrip()
                kind = NotThereError if status in _MISSING else FetchError
                raise (_REFUSALS[kind] if status in _NO_ENTRY else kind)(text)
            target = urllib.parse.urlsplit(urllib.parse.urljoin(parts.geturl(), location))
            if target.scheme not in ("https", parts.scheme) and not insecure:
                raise FetchError(f"{parts.geturl()}: redirected to {target.scheme}, which is not followed")
            parts = target
        raise FetchError(f"{url}: more than {_REDIRECTS} redirects")


@cache
def _pool(proxy: str, verify: bool) -> urllib3.PoolManager:
    """Connections, kept open; through a proxy of the user's environment when there is one."""
    timeout = urllib3.Timeout(connect=_TIMEOUT, read=_TIMEOUT)
    retries = urllib3.Retry(total=3, backoff_factor=0.5, redirect=False, status=0)
    required = "CERT_REQUIRED" if verify else "CERT_NONE"
    if proxy:
        return urllib3.ProxyManager(proxy, timeout=timeout, retries=retries, maxsize=_AT_ONCE, cert_reqs=required)
    return urllib3.PoolManager(timeout=timeout, retries=retries, maxsize=_AT_ONCE, cert_reqs=required)


def _request(url: str, headers: dict[str, str], limit: int, verify: bool) -> tuple[int, str, bytes]:
    """Status, Location header and body of one request. Raises FetchError."""
    parts = urllib.parse.urlsplit(url)
    bypass = urllib.request.proxy_bypass(parts.hostname or "")
    proxy = "" if bypass else urllib.request.getproxies().get(parts.scheme, "")
    try:
        answer = _pool(proxy, verify).request("GET", url, headers=headers, redirect=False, preload_content=False)
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

"""Fetching over https, http and from `file:` folders, as proxies and checksum databases are reached.

Credentials come from `.netrc` and go to that host over https alone; a redirect to another host does not take them
along, and none leads from https to http. Sizes are bounded. Source: `go help goproxy`, `go help goauth`.
"""

import base64
import netrc
import os
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Final

from server import __version__

_TIMEOUT: Final = 60.0  # seconds without a byte
SMALL: Final = 16 << 20  # bytes; go.mod files, lists, proofs
LARGE: Final = 500 << 20  # bytes; zips, as in go
_MISSING: Final = (404, 410)


class FetchError(Exception):
    """A fetch failed; the text says how."""


class NotThereError(FetchError):
    """The other side says that it does not have it: 404, 410, or no such file."""


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects without giving credentials away."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if new.scheme not in ("https", "http") or (old.scheme == "https" and new.scheme != "https"):
            raise FetchError(f"{req.full_url}: redirected to {new.scheme}, which is not followed")
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request is not None and new.netloc != old.netloc:
            request.headers.pop("Authorization", None)
        return request


@cache
def _opener() -> urllib.request.OpenerDirector:
    """Made once, because reading the system's certificates takes longer than a request."""
    return urllib.request.build_opener(_Redirects, urllib.request.HTTPSHandler(context=ssl.create_default_context()))


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
        return self._read_http(parts, limit)

    def _read_http(self, parts: urllib.parse.SplitResult, limit: int) -> bytes:
        user, _, _ = parts.netloc.rpartition("@")
        plain = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        request = urllib.request.Request(plain, headers={"User-Agent": f"go-bindery/{__version__}"})
        credentials = urllib.parse.unquote(user) if user else self._credentials(parts.hostname or "")
        if credentials and parts.scheme == "https":
            request.add_header("Authorization", "Basic " + base64.b64encode(credentials.encode()).decode("ascii"))
        try:
            with _opener().open(request, timeout=_TIMEOUT) as answer:
                data: bytes = answer.read(limit + 1)
        except urllib.error.HTTPError as err:
            with err:
                text = f"reading {plain}: {err.code} {err.reason}"
            raise (NotThereError if err.code in _MISSING else FetchError)(text) from err
        except (OSError, HTTPException) as err:
            raise FetchError(f"reading {plain}: {getattr(err, 'reason', err)}") from err
        if len(data) > limit:
            raise FetchError(f"reading {plain}: larger than {limit} bytes")
        return data

    def _credentials(self, host: str) -> str:
        if self.netrc_file is None:
            return ""
        try:
            found = netrc.netrc(str(self.netrc_file)).authenticators(host)
        except (OSError, netrc.NetrcParseError):
            return ""
        return f"{found[0]}:{found[2]}" if found else ""


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

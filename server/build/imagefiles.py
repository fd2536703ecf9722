"""A container image on disk: the optional files that it holds, and writing it.

Time zones come from package time/tzdata of the standard library, which holds them all as a zip archive in one string
constant; so images hold the same zones wherever they are made. Certificates are a file of the user's, or those of this
machine.
"""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from typing import Final

from server.build.container import Contents, ImageError, make_image
from server.build.imageoptions import ImageOptions
from server.build.packages import reason
from server.compiler.types.litvalue import string_value
from server.target import Target

SYSTEM: Final = "system"
# Where crypto/x509 looks for them on Linux, and macOS's file for OpenSSL.
_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_BEGIN: Final = b"-----BEGIN CERTIFICATE-----"
_EPOCH: Final = "SOURCE_DATE_EPOCH"
_ZONES: Final = Path("time", "tzdata", "zzipdata.go")
_CONSTANT: Final = re.compile(r'^const zipdata = ("(?:[^"\\\n]|\\.)*")', re.MULTILINE)


def write_image(
    name: str,
    program: bytes,
    options: ImageOptions,
    target: Target,
    base: Path,
    std: Path | None,
    environ: Mapping[str, str],
) -> Path:
    """Make the image of a program and write it; the path of the archive. Raises ImageError.

    Relative paths in the options start from `base`; `std` is the source of the standard library.
    """
    path = base / (options.output or f"{name}.tar")
    contents = Contents(
        name,
        program,
        _certificates(options.certificates, base),
        _time_zones(std) if options.time_zones else {},
        _time(environ),
    )
    _write(path, make_image(contents, options, target))
    return path


def _certificates(wanted: str, base: Path) -> bytes:
    """Certificates in PEM; none if none are wanted."""
    if not wanted:
        return b""
    candidates = [Path(name) for name in _BUNDLES] if wanted == SYSTEM else [base / wanted]
    path = next((path for path in candidates if path.is_file()), None)
    if path is None:
        where = "this machine has no certificates where Go looks for them; name a file" if wanted == SYSTEM else wanted
        raise ImageError(f"no certificates: {where}")
    try:
        data = path.read_bytes()
    except OSError as err:
        raise ImageError(f"open {path}: {reason(err)}") from err
    if _BEGIN not in data:
        raise ImageError(f"{path} holds no certificates in PEM")
    return data


def _time_zones(std: Path | None) -> dict[str, bytes]:
    """The files of all time zones."""
    if std is None:
        raise ImageError("no time zones: there is no standard library")
    try:
        found = _CONSTANT.search((std / _ZONES).read_text("utf-8"))
    except OSError as err:
        raise ImageError(f"open {std / _ZONES}: {reason(err)}") from err
    data = string_value(found[1]) if found else None
    try:
        with zipfile.ZipFile(io.BytesIO(data or b"")) as archive:
            return {name: archive.read(name) for name in archive.namelist() if _is_zone(name)}
    except zipfile.BadZipFile as err:
        raise ImageError(f"{std / _ZONES} holds no time zones") from err


def _is_zone(name: str) -> bool:
    """Whether a name of the archive is that of a file below its folder."""
    return not name.endswith("/") and not any(part in ("", ".", "..") for part in name.split("/"))


def _time(environ: Mapping[str, str]) -> int:
    text = environ.get(_EPOCH, "")
    if text and (not text.isdecimal() or int(text) >= 1 << 33):
        raise ImageError(f"{_EPOCH} is not a number of seconds: {text}")
    return int(text or 0)


def _write(path: Path, data: bytes) -> None:
    """Replace the file in one step; what is there and is no archive stays. Raises ImageError."""
    try:
        if path.exists() and not (path.is_file() and (path.stat().st_size == 0 or tarfile.is_tarfile(path))):
            raise ImageError(f"{path} already exists and is not an image")
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".bindery-{token_hex(8)}")
        try:
            with beside.open("xb") as file:
                file.write(data)
            beside.replace(path.resolve())
        except BaseException:  # also when interrupted: nothing is left behind
            beside.unlink(missing_ok=True)
            raise
    except OSError as err:
        raise ImageError(f"cannot write {path}: {reason(err)}") from err

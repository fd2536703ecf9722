"""A container image of one static program, as one archive that tools load: `skopeo`, `podman load`, `docker load`.

The archive is an OCI image layout (oci-layout, index.json, blobs by digest) with one manifest, one configuration and
one layer; `manifest.json` beside them is what `docker load` reads. The layer begins on nothing and holds the program,
an empty /tmp, /etc/passwd and /etc/group with one user, and on request certificates and time zones.

Reproducible: names are sorted, owners are zero, times are those of SOURCE_DATE_EPOCH or zero, and gzip is told no time.
The digest of the layer's content (its diff id) is the same everywhere, that of the compressed layer where zlib is.
Source: OCI Image Format Specification 1.1; "docker image save" for manifest.json.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from server.build.imageoptions import ImageOptions
from server.target import Target

CERTIFICATES: Final = "etc/ssl/certs/ca-certificates.crt"  # where crypto/x509 looks first
TIME_ZONES: Final = "usr/share/zoneinfo"  # where package time looks first
_MANIFEST: Final = "application/vnd.oci.image.manifest.v1+json"
_CONFIG: Final = "application/vnd.oci.image.config.v1+json"
_LAYER: Final = "application/vnd.oci.image.layer.v1.tar+gzip"
_INDEX: Final = "application/vnd.oci.image.index.v1+json"
_LEVEL: Final = 6  # of gzip
_USER: Final = re.compile(r"(\d{1,10})(?::(\d{1,10}))?")
_PORT: Final = re.compile(r"(\d{1,5})(?:/(tcp|udp|sctp))?")
_TAG: Final = re.compile(r"[a-z0-9]+(?:[._:/-]+[A-Za-z0-9_.-]+)*")
_VARIANTS: Final = {"arm64": "v8", "arm": "v7"}  # of processors, as the specification's table has them


class ImageError(Exception):
    """An image that cannot be made as asked for; the message says why."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into the layer. `time` is in seconds since 1970."""

    name: str  # of the program
    program: bytes
    certificates: bytes = b""
    time_zones: Mapping[str, bytes] = field(default_factory=dict)  # by name, such as Europe/Vienna
    time: int = 0


def make_image(contents: Contents, options: ImageOptions, target: Target) -> bytes:
    """The archive. Raises ImageError."""
    if target.goos != "linux":
        raise ImageError(f"container images hold programs for linux, not for {target.goos}")
    user, group = _user(options.user)
    path = (options.entrypoint or f"/{contents.name}").removeprefix("/")
    if not path or any(part in ("", ".", "..") for part in path.split("/")):
        raise ImageError(f"the entry point is not the path of a file: {options.entrypoint}")
    layer = _layer(contents, path, user, group)
    packed = gzip.compress(layer, _LEVEL, mtime=0)
    created = datetime.fromtimestamp(contents.time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    config = _encoded(_config(options, target, f"/{path}", f"{user}:{group}", _digest(layer), created))
    manifest = _encoded(
        {
            "schemaVersion": 2,
            "mediaType": _MANIFEST,
            "config": _descriptor(_CONFIG, config),
            "layers": [_descriptor(_LAYER, packed)],
        }
    )
    tag = _tag(options.tag or f"{_as_tag(contents.name)}:latest")
    return _archive(tag, manifest, config, packed, contents.time)


def _user(text: str) -> tuple[int, int]:
    found = _USER.fullmatch(text)
    if found is None:
        raise ImageError(
            f"the user is not UID or UID:GID in numbers: {text} (the image has no list to look names up in)"
        )
    return int(found[1]), int(found[2] or found[1])


def _as_tag(name: str) -> str:
    """A program's name in the letters that names of images may have."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("._-") or "program"


def _tag(text: str) -> str:
    if _TAG.fullmatch(text) is None:
        raise ImageError(f"not a name of an image: {text}")
    return text if ":" in text.rpartition("/")[2] else f"{text}:latest"


def _layer(contents: Contents, path: str, user: int, group: int) -> bytes:
    """The file system, as a tar archive."""
    files = {path: (contents.program, 0o755)}
    files["etc/passwd"] = (
        _accounts(user, f"{user}:{group}:program:/:/sbin/nologin", "0:0:root:/:/sbin/nologin"),
        0o644,
    )
    files["etc/group"] = (_accounts(group, f"{group}:", "0:"), 0o644)
    if contents.certificates:
        files[CERTIFICATES] = (contents.certificates, 0o644)
    files |= {f"{TIME_ZONES}/{name}": (data, 0o644) for name, data in contents.time_zones.items()}
    folders = {"tmp": 0o1777}
    for name in files:
        parts = name.split("/")[:-1]
        folders |= {"/".join(parts[: end + 1]): 0o755 for end in range(len(parts))}
    rows = [(name, b"", mode, tarfile.DIRTYPE) for name, mode in folders.items()]
    rows += [(name, data, mode, tarfile.REGTYPE) for name, (data, mode) in files.items()]
    return _tar(sorted(rows), contents.time)


def _accounts(number: int, own: str, root: str) -> bytes:
    """Lines of /etc/passwd or /etc/group for root and the program's user."""
    lines = [f"root:x:{root}", *([f"program:x:{own}"] if number else [])]
    return "".join(f"{line}\n" for line in lines).encode()


def _tar(rows: Sequence[tuple[str, bytes, int, bytes]], time: int) -> bytes:
    """An archive of name, content, mode and type of each member."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data, mode, kind in rows:
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.type, member.mtime = len(data), mode, kind, time
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def _config(
    options: ImageOptions, target: Target, entrypoint: str, user: str, layer: str, created: str
) -> dict[str, Any]:
    variant = _VARIANTS.get(target.goarch)
    settings: dict[str, Any] = {"User": user, "Entrypoint": [entrypoint], "WorkingDir": "/"}
    if options.arguments:
        settings["Cmd"] = list(options.arguments)
    if options.ports:
        settings["ExposedPorts"] = {_port(port): {} for port in options.ports}
    if options.labels:
        settings["Labels"] = dict(options.labels)
    return {
        "created": created,
        "architecture": target.goarch,
        **({"variant": variant} if variant else {}),
        "os": target.goos,
        "config": settings,
        "rootfs": {"type": "layers", "diff_ids": [layer]},
        "history": [{"created": created, "created_by": "bindery image"}],
    }


def _port(text: str) -> str:
    found = _PORT.fullmatch(text)
    if found is None or not 0 < int(found[1]) < 1 << 16:
        raise ImageError(f"not a port: {text}")
    return f"{found[1]}/{found[2] or 'tcp'}"


def _archive(tag: str, manifest: bytes, config: bytes, layer: bytes, time: int) -> bytes:
    """The image layout around the blobs."""
    entry = _descriptor(_MANIFEST, manifest)
    entry["annotations"] = {
        "io.containerd.image.name": tag,
        "org.opencontainers.image.ref.name": tag.rpartition(":")[2],
    }
    index = _encoded({"schemaVersion": 2, "mediaType": _INDEX, "manifests": [entry]})
    loaded = [{"Config": _blob(config), "RepoTags": [tag], "Layers": [_blob(layer)]}]
    files = {
        "oci-layout": _encoded({"imageLayoutVersion": "1.0.0"}),
        "index.json": index,
        "manifest.json": _encoded(loaded),
        **{_blob(data): data for data in (config, layer, manifest)},
    }
    folders = [(name, b"", 0o755, tarfile.DIRTYPE) for name in ("blobs", "blobs/sha256")]
    rows = [(name, data, 0o644, tarfile.REGTYPE) for name, data in files.items()]
    return _tar(sorted([*folders, *rows]), time)


def _descriptor(kind: str, data: bytes) -> dict[str, Any]:
    return {"mediaType": kind, "digest": _digest(data), "size": len(data)}


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _blob(data: bytes) -> str:
    return f"blobs/sha256/{hashlib.sha256(data).hexdigest()}"


def _encoded(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()

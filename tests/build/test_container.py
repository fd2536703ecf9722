"""Container images: read back by the rules of the specification, and by skopeo where it is installed."""

import gzip
import hashlib
import io
import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from server.build.container import CERTIFICATES, TIME_ZONES, Contents, ImageError, make_image
from server.build.environment import resolve_environment
from server.build.goroot import find_goroot
from server.build.imagefiles import write_image
from server.build.imageoptions import NOBODY, ImageOptions
from server.target import Target, find_port, find_target

PROGRAM = b"\x7fELF, more or less"
PEM = b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"


def target(name: str = "linux/amd64") -> Target:
    """A target by name."""
    found = find_target(*name.split("/")) or find_port(*name.split("/"))
    assert found is not None
    return found


def members(archive: bytes) -> dict[str, tuple[tarfile.TarInfo, bytes]]:
    """The files and folders of a tar archive."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {member.name: (member, _content(tar, member)) for member in tar}


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    return file.read() if file else b""


class Layout:
    """An image layout, followed from its index; every digest and size on the way is checked."""

    def __init__(self, archive: bytes) -> None:
        self.files = members(archive)
        assert json.loads(self.files["oci-layout"][1]) == {"imageLayoutVersion": "1.0.0"}
        [self.entry] = json.loads(self.files["index.json"][1])["manifests"]
        self.manifest = json.loads(self.blob(self.entry))
        self.config = json.loads(self.blob(self.manifest["config"]))
        [layer] = self.manifest["layers"]
        assert layer["mediaType"] == "application/vnd.oci.image.layer.v1.tar+gzip"
        unpacked = gzip.decompress(self.blob(layer))
        assert self.config["rootfs"] == {
            "type": "layers",
            "diff_ids": [f"sha256:{hashlib.sha256(unpacked).hexdigest()}"],
        }
        self.layer = members(unpacked)

    def blob(self, descriptor: dict[str, Any]) -> bytes:
        """What a descriptor names."""
        algorithm, _, digest = descriptor["digest"].partition(":")
        data = self.files[f"blobs/{algorithm}/{digest}"][1]
        assert (len(data), hashlib.sha256(data).hexdigest()) == (descriptor["size"], digest)
        return data


def test_the_program_and_nothing_else() -> None:
    image = Layout(make_image(Contents("app", PROGRAM), ImageOptions(), target()))
    assert sorted(image.layer) == ["app", "etc", "etc/group", "etc/passwd", "tmp"]
    assert image.layer["app"][1] == PROGRAM
    assert {name: entry.mode for name, (entry, _) in image.layer.items() if name in ("app", "tmp", "etc")} == {
        "app": 0o755,
        "tmp": 0o1777,
        "etc": 0o755,
    }
    assert image.layer["etc/passwd"][1] == b"root:x:0:0:root:/:/sbin/nologin\n" + (
        b"program:x:65532:65532:program:/:/sbin/nologin\n"
    )
    assert image.config["architecture"] == "amd64"
    assert image.config["os"] == "linux"
    assert image.config["config"] == {"User": NOBODY, "Entrypoint": ["/app"], "WorkingDir": "/"}
    assert image.config["created"] == "1970-01-01T00:00:00Z"


def test_what_options_add() -> None:
    options = ImageOptions(
        tag="registry.example.com/tools/app",
        user="7",
        entrypoint="/usr/bin/app",
        arguments=("serve", "-v"),
        labels={"a": "b"},
        ports=("8080", "53/udp"),
    )
    contents = Contents("app", PROGRAM, PEM, {"Europe/Vienna": b"TZif2"}, time=1_000_000_000)
    image = Layout(make_image(contents, options, target("linux/arm64")))
    assert image.layer["usr/bin/app"][1] == PROGRAM
    assert image.layer[CERTIFICATES][1] == PEM
    assert image.layer[f"{TIME_ZONES}/Europe/Vienna"][1] == b"TZif2"
    assert {entry.mtime for entry, _ in image.layer.values()} == {1_000_000_000}
    assert image.config["variant"] == "v8"
    assert image.config["created"] == "2001-09-09T01:46:40Z"
    assert image.config["config"] == {
        "User": "7:7",
        "Entrypoint": ["/usr/bin/app"],
        "WorkingDir": "/",
        "Cmd": ["serve", "-v"],
        "ExposedPorts": {"8080/tcp": {}, "53/udp": {}},
        "Labels": {"a": "b"},
    }
    [loaded] = json.loads(image.files["manifest.json"][1])
    assert loaded["RepoTags"] == ["registry.example.com/tools/app:latest"]
    assert loaded["Config"] in image.files
    assert image.entry["annotations"]["org.opencontainers.image.ref.name"] == "latest"


def test_the_same_inputs_give_the_same_bytes() -> None:
    contents = Contents("app", PROGRAM, PEM)
    assert make_image(contents, ImageOptions(), target()) == make_image(contents, ImageOptions(), target())


@pytest.mark.parametrize(
    ("options", "name", "reason"),
    [
        (ImageOptions(user="nobody"), "linux/amd64", "the user is not UID or UID:GID in numbers: nobody"),
        (ImageOptions(entrypoint="/../app"), "linux/amd64", "the entry point is not the path of a file"),
        (ImageOptions(entrypoint="/"), "linux/amd64", "the entry point is not the path of a file"),
        (ImageOptions(ports=("70000",)), "linux/amd64", "not a port: 70000"),
        (ImageOptions(tag="No Name"), "linux/amd64", "not a name of an image: No Name"),
        (ImageOptions(), "windows/amd64", "for linux, not for windows"),
    ],
)
def test_what_cannot_be_made(options: ImageOptions, name: str, reason: str) -> None:
    with pytest.raises(ImageError, match=reason):
        make_image(Contents("app", PROGRAM), options, target(name))


def test_time_zones_are_those_of_the_library(tmp_path: Path) -> None:
    std = find_goroot(resolve_environment({"HOME": str(tmp_path)}, tmp_path)).source()
    options = ImageOptions(time_zones=True)
    path = write_image("app", PROGRAM, options, target(), tmp_path, std, {"SOURCE_DATE_EPOCH": "7"})
    layer = Layout(path.read_bytes()).layer
    zones = [name for name in layer if name.startswith(f"{TIME_ZONES}/") and layer[name][1]]
    assert len(zones) > 500
    assert all(layer[name][1].startswith(b"TZif") for name in zones)
    assert f"{TIME_ZONES}/Europe/Vienna" in zones


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (ImageOptions(certificates="absent.pem"), "no certificates: absent.pem"),
        (ImageOptions(certificates="main.go"), "holds no certificates in PEM"),
        (ImageOptions(output="main.go"), "already exists and is not an image"),
        (ImageOptions(time_zones=True), "there is no standard library"),
    ],
)
def test_what_cannot_be_written(options: ImageOptions, reason: str, tmp_path: Path) -> None:
    (tmp_path / "main.go").write_text("package main\n")
    with pytest.raises(ImageError, match=reason):
        write_image("app", PROGRAM, options, target(), tmp_path, None, {})
    assert [path.name for path in tmp_path.iterdir()] == ["main.go"]


def test_skopeo_reads_it(tmp_path: Path) -> None:
    skopeo = shutil.which("skopeo")
    if skopeo is None:
        pytest.skip("skopeo is not installed")
    (tmp_path / "ca.pem").write_bytes(PEM)
    options = ImageOptions(certificates="ca.pem", labels={"a": "b"})
    path = write_image("app", PROGRAM, options, target("linux/arm64"), tmp_path, None, {})
    for transport in ("oci-archive", "docker-archive"):
        command = [skopeo, "inspect", "--override-os=linux", "--override-arch=arm64", f"{transport}:{path}"]
        described = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        assert (described["Architecture"], described["Os"], described["Labels"]) == ("arm64", "linux", {"a": "b"})
    copied = tmp_path / "copied"
    command = [skopeo, "copy", "--override-arch=arm64", "--insecure-policy", f"oci-archive:{path}", f"dir:{copied}"]
    subprocess.run(command, capture_output=True, check=True)
    assert len(list(copied.iterdir())) == 4  # manifest, version, configuration, layer

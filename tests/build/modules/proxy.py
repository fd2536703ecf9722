"""Modules for tests: a folder that serves as a GOPROXY (`file://`), filled from texts, and the oracle."""

import hashlib
import io
import json
import os
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

from server.build.environment import Environment, resolve_environment
from server.build.modules.paths import escape

Tree = Mapping[str, str]  # file name -> text


def fill_proxy(folder: Path, modules: Mapping[str, Tree]) -> str:
    """Write modules (`example.com/a@v1.0.0` -> files) as a proxy's folder; its URL."""
    for name, files in modules.items():
        path, _, version = name.partition("@")
        base = folder / escape(path) / "@v"
        base.mkdir(parents=True, exist_ok=True)
        (base / f"{escape(version)}.info").write_text(json.dumps({"Version": version, "Time": "2026-01-01T00:00:00Z"}))
        (base / f"{escape(version)}.mod").write_text(files.get("go.mod", f"module {path}\n"))
        (base / f"{escape(version)}.zip").write_bytes(module_zip(name, files))
        with (base / "list").open("a") as listing:
            listing.write(f"{version}\n")
    return folder.as_uri()


def module_zip(name: str, files: Tree) -> bytes:
    """The zip of a module; every name in it begins with `path@version/`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for file, text in files.items():
            archive.writestr(f"{name}/{file}", text)
    return out.getvalue()


def write_tree(folder: Path, files: Tree) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def settings(folder: Path, proxy: str, **more: str) -> dict[str, str]:
    """Go's variables for a test: all state below `folder`, nothing from the network but the proxy."""
    return {
        "GOENV": "off",
        "GOFLAGS": "",
        "GOMODCACHE": str(folder / "modcache"),
        "GOPATH": str(folder / "gopath"),
        "GOPROXY": proxy,
        "GOSUMDB": "off",
        "GOTOOLCHAIN": "local",
        "GOWORK": "",
        **more,
    }


def environment(variables: Mapping[str, str], directory: Path) -> Environment:
    """The same variables for us."""
    return resolve_environment(variables, directory)


def run_go(go: Path, args: list[str], directory: Path, variables: Mapping[str, str]) -> str:
    """What the oracle prints; it must succeed."""
    env = {**os.environ, **variables, "GOCACHE": str(directory.parent / "gocache"), "CGO_ENABLED": "0"}
    done = subprocess.run([go, *args], cwd=directory, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def sha256(data: bytes) -> str:
    """In hex."""
    return hashlib.sha256(data).hexdigest()

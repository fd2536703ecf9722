"""Modules straight from version control: `direct` in GOPROXY. Git alone is supported.

Sources: Go Modules Reference, "Finding a repository for a module path", "Mapping versions to commits", "Module
directories within a repository" and "Module zip files". Git runs without hooks, without prompts, and with the protocols
https, ssh and file only (http and git where GOINSECURE allows them); what it gets goes into a bare repository that is
thrown away.
"""

import datetime
import html
import io
import json
import os
import re
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.build.modules import semver
from server.build.modules.modfile import ModuleVersion
from server.build.modules.paths import path_major, without_major
from server.build.modules.transport import FetchError, NotThereError, Transport

_TIMEOUT: Final = 600  # seconds for one git command
_HOSTS: Final = frozenset(("github.com", "bitbucket.org"))  # repositories are the first two elements below
_META: Final = re.compile(r"<meta\s+[^>]*name=[\"']?go-import[\"']?[^>]*>", re.I)
_CONTENT: Final = re.compile(r"content=(?:\"([^\"]*)\"|'([^']*)')", re.I)
_SCHEMES: Final = ("https://", "ssh://", "git+ssh://")
_INSECURE_SCHEMES: Final = ("http://", "git://")  # with GOINSECURE


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, and the part of the module path that stands for its root."""

    root: str
    url: str


@dataclass(frozen=True, slots=True)
class Checkout:
    """A module as version control has it."""

    info: bytes
    go_mod: bytes
    zip: bytes


def find_repository(path: str, transport: Transport, insecure: bool = False) -> Repository:
    """The repository of a module path; `insecure` as GOINSECURE allows it. Raises FetchError."""
    parts = path.split("/")
    for count, part in enumerate(parts, 1):
        if part.endswith(".git"):
            root = "/".join(parts[:count])
            return Repository(root, f"https://{root}")
    if parts[0] in _HOSTS and len(parts) >= 3:
        root = "/".join(parts[:3])
        return Repository(root, f"https://{root}")
    page = transport.get(f"https://{path}?go-get=1", insecure=insecure).decode("utf-8", "replace")
    for root, vcs, url in go_imports(page):
        if vcs == "mod" or not (path == root or path.startswith(f"{root}/")):
            continue
        if vcs != "git":
            raise FetchError(f"{path}: not supported: version control system {vcs}; set GOPROXY to a proxy that has it")
        if not url.startswith(_SCHEMES) and not (insecure and url.startswith(_INSECURE_SCHEMES)):
            raise FetchError(f"{path}: repository URL {url} is neither https nor ssh; to use it, set GOINSECURE")
        return Repository(root, url)
    raise NotThereError(f"unrecognized import path {path!r}: no go-import meta tags")


def go_imports(page: str) -> Iterator[tuple[str, str, str]]:
    """The `<meta name="go-import" content="root vcs url">` tags of a page."""
    for tag in _META.findall(page):
        match = _CONTENT.search(tag)
        words = html.unescape(match[1] or match[2] or "").split() if match else []
        if len(words) == 3:
            yield words[0], words[1], words[2]


def check_out(module: ModuleVersion, repository: Repository, insecure: bool = False) -> Checkout:
    """Fetch a version of a module with git. Raises FetchError."""
    with tempfile.TemporaryDirectory(prefix="bindery-git-", ignore_cleanup_errors=True) as folder:
        git = _Git(Path(folder), insecure)
        git.run("init", "--bare", "--quiet", ".")
        # Attributes of the repository must not change what is archived.
        (Path(folder) / "info").mkdir(exist_ok=True)
        (Path(folder) / "info" / "attributes").write_text("* -export-subst -export-ignore\n")
        inside = without_major(module.path).removeprefix(repository.root).strip("/")
        commit = _fetch_commit(git, module, repository, inside)
        time = git.run("log", "-1", "--format=%ct", commit).decode().strip()
        folder_inside = _module_folder(git, commit, module, inside)
        info = {"Version": module.version, "Time": _rfc3339(int(time))}
        return Checkout(json.dumps(info).encode(), *_pack(git, commit, module, folder_inside))


@dataclass(frozen=True, slots=True)
class _Git:
    folder: Path
    insecure: bool  # whether the network may be used without encryption

    def run(self, *args: str) -> bytes:
        env = {
            **os.environ,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ALLOW_PROTOCOL": "https:ssh:file" + (":http:git" if self.insecure else ""),
            "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", "ssh -oBatchMode=yes -oControlMaster=no"),
            "GIT_DIR": ".",
        }
        command = [
            "git",
            "-c",
            f"core.hooksPath={os.devnull}",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "protocol.ext.allow=never",
        ]
        try:
            done = subprocess.run(
                [*command, *args],
                cwd=self.folder,
                env=env,
                capture_output=True,
                timeout=_TIMEOUT,
                stdin=subprocess.DEVNULL,
            )
        except FileNotFoundError as err:
            raise FetchError("git is not installed; it is needed for modules that come from version control") from err
        except subprocess.TimeoutExpired as err:
            raise FetchError(f"git {args[0]}: no answer within {_TIMEOUT} s") from err
        if done.returncode:
            raise FetchError(f"git {args[0]}: {done.stderr.decode('utf-8', 'replace').strip()}")
        return done.stdout


def _fetch_commit(git: _Git, module: ModuleVersion, repository: Repository, inside: str) -> str:
    revision = semver.pseudo_revision(module.version)
    if revision:
        git.run("fetch", "--quiet", "--", repository.url, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        try:
            return (
                git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
                .decode()
                .strip()
            )
        except FetchError as err:
            raise NotThereError(f"{module}: unknown revision {revision}") from err
    version = module.version.removesuffix("+incompatible")
    tag = f"refs/tags/{inside}/{version}" if inside else f"refs/tags/{version}"
    try:
        git.run("fetch", "--quiet", "--depth=1", "--", repository.url, f"+{tag}:{tag}")
    except FetchError as err:
        if "couldn't find remote ref" in str(err):
            raise NotThereError(f"{module}: unknown revision {tag.removeprefix('refs/tags/')}") from err
        raise
    return git.run("rev-parse", "--verify", f"{tag}^{{commit}}").decode().strip()


def _module_folder(git: _Git, commit: str, module: ModuleVersion, inside: str) -> str:
    """The folder of the repository that holds the module: with the major version as its last element, or without."""
    major = path_major(module.path)
    with_major = f"{inside}/{major}".strip("/") if major and not module.path.startswith("gopkg.in/") else inside
    for folder in dict.fromkeys((with_major, inside)):
        text = _show(git, commit, f"{folder}/go.mod".lstrip("/"))
        declared = re.search(rb"^\s*module\s+\"?([^\s\"]+)", text, re.M) if text is not None else None
        if declared is not None and declared[1].decode("utf-8", "replace") == module.path:
            return folder
        if text is None and folder == inside and not major:
            return folder
    raise FetchError(f"{module}: no go.mod of the repository declares module {module.path}")


def _show(git: _Git, commit: str, name: str) -> bytes | None:
    try:
        return git.run("cat-file", "blob", f"{commit}:{name}")
    except FetchError:
        return None


def _pack(git: _Git, commit: str, module: ModuleVersion, folder: str) -> tuple[bytes, bytes]:
    """go.mod and zip of the module in a folder of a commit."""
    tree = git.run("archive", "--format=tar", commit, *(["--", folder] if folder else []))
    prefix = f"{folder}/" if folder else ""
    out = io.BytesIO()
    go_mod = f"module {module.path}\n".encode()
    with tarfile.open(fileobj=io.BytesIO(tree)) as tar, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        members = {member.name: member for member in tar if member.isfile()}
        nested = {n.removesuffix("go.mod") for n in members if n.endswith("/go.mod") and n != f"{prefix}go.mod"}
        for name, member in sorted(members.items()):
            rest = name.removeprefix(prefix)
            if not name.startswith(prefix) or _in_vendor(rest) or any(name.startswith(other) for other in nested):
                continue
            file = tar.extractfile(member)
            assert file is not None
            data = file.read()
            go_mod = data if rest == "go.mod" else go_mod
            archive.writestr(f"{module}/{rest}", data)
        if folder and f"{prefix}LICENSE" not in members:
            licence = _show(git, commit, "LICENSE")
            if licence is not None:
                archive.writestr(f"{module}/LICENSE", licence)
    return go_mod, out.getvalue()


def _in_vendor(name: str) -> bool:
    """Packages of vendor folders are not part of a module; `vendor/modules.txt` is."""
    _, found, below = f"/{name}".partition("/vendor/")
    return bool(found) and "/" in below


def _rfc3339(seconds: int) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

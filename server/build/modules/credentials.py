"""GOAUTH: where user names and passwords for https come from.

`netrc` (the default) reads the user's netrc file, `git dir` asks `git credential fill` in that folder, `off` sends
nothing; several are separated by `;` and tried in order. Other commands are refused, because they would be programs of
somebody's choice. Source: `go help goauth`.
"""

import netrc
import os
import subprocess
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TIMEOUT: Final = 60  # seconds for git


class CredentialsError(Exception):
    """GOAUTH cannot be understood; the text says why."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The sources, in order: the path of a netrc file, or the folder that git is asked in."""

    netrc_file: Path | None = None
    git_folders: tuple[Path, ...] = ()

    def known(self, host: str) -> str:
        """`user:password` for a host without asking anybody; "" when there is none."""
        if self.netrc_file is None:
            return ""
        try:
            found = netrc.netrc(str(self.netrc_file)).authenticators(host)
        except (OSError, netrc.NetrcParseError):
            return ""
        return f"{found[0]}:{found[2]}" if found else ""

    def asked(self, url: str) -> str:
        """`user:password` that git has for an https URL, asked after a refusal; "" when it has none."""
        return next(filter(None, (_ask_git(folder, url) for folder in self.git_folders)), "")


def parse_goauth(setting: str, environ: Mapping[str, str]) -> Credentials:
    """What GOAUTH says. Raises CredentialsError."""
    commands = [command.split() for command in (setting or "netrc").split(";")]
    file: Path | None = None
    folders: list[Path] = []
    for words in commands:
        if not words:
            raise CredentialsError(f"GOAUTH encountered an empty command (GOAUTH={setting})")
        if words[0] == "off":
            if len(commands) != 1:
                text = f"GOAUTH=off cannot be combined with other authentication commands (GOAUTH={setting})"
                raise CredentialsError(text)
        elif words[0] == "netrc":
            file = netrc_path(environ)
        elif words[0] == "git":
            folders.append(_git_folder(words))
        else:
            raise CredentialsError(f"not supported: GOAUTH={' '.join(words)}; supported: off, netrc and git dir")
    return Credentials(file, tuple(folders))


def netrc_path(environ: Mapping[str, str]) -> Path | None:
    """The user's netrc file: NETRC, or `.netrc` (`_netrc` on Windows) in the home folder."""
    if environ.get("NETRC"):
        return Path(environ["NETRC"])
    home = environ.get("HOME") or environ.get("USERPROFILE")
    return Path(home) / ("_netrc" if os.name == "nt" else ".netrc") if home else None


def _git_folder(words: list[str]) -> Path:
    needed = "GOAUTH=git dir method requires an absolute path to the git working directory"
    if len(words) != 2:
        raise CredentialsError(needed)
    folder = Path(words[1])
    if not folder.is_absolute():
        raise CredentialsError(f"{needed}, dir is not absolute")
    if not folder.exists():
        raise CredentialsError(f"GOAUTH=git encountered an error; cannot stat {folder}: no such file or directory")
    if not folder.is_dir():
        raise CredentialsError(f"{needed}, dir is not a directory")
    return folder


def _ask_git(folder: Path, url: str) -> str:
    try:
        done = subprocess.run(
            ["git", "credential", "fill"],
            cwd=folder,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
            input=f"url={url}\n\n",
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    if done.returncode:
        return ""
    answer = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    asked = urllib.parse.urlsplit(url)
    if (answer.get("protocol"), answer.get("host")) != (asked.scheme, asked.netloc):
        return ""  # git means another server
    return f"{answer['username']}:{answer['password']}" if {"username", "password"} <= answer.keys() else ""

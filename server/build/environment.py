"""The environment of a build: each variable with its value and where that came from.

As in go: the process environment comes first, then the user's `go env -w` file (GOENV), then the default. The variables
are Go's own, so that a shell set up for go works here; BINDERY_CACHE names the cache in the place of GOCACHE, because
two toolchains must not share one.
"""

import os
import platform
import shlex
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server import GO_VERSION
from server.target import MACHINES

_HOST_GOOS: Final = {"linux": "linux", "darwin": "darwin", "win32": "windows", "cygwin": "windows"}
# The oldest processor that a program may meet, by GOARCH: the variable that names it, and what we compile for.
LEVELS: Final = {machine.goarch: machine.level for machine in MACHINES.values()}
_HOST_GOARCH: Final = {
    "x86_64": "amd64",
    "AMD64": "amd64",
    "aarch64": "arm64",
    "arm64": "arm64",
    "riscv64": "riscv64",
    "i386": "386",
    "i686": "386",
    "armv7l": "arm",
    "ppc64le": "ppc64le",
    "s390x": "s390x",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable: value and provenance ("environment", "default", or the file that sets it)."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Environment:
    """All variables that a build looks at."""

    settings: Mapping[str, Setting]

    def __getitem__(self, name: str) -> str:
        return self.settings[name].value

    def with_goroot(self, directory: Path, origin: str) -> "Environment":
        """The environment with GOROOT known: its go.env gives the defaults of what nothing else sets."""
        defaults = _read_env_file(directory / "go.env")
        settings = dict(self.settings)
        for name, setting in settings.items():
            if setting.origin == "default" and defaults.get(name):
                settings[name] = Setting(name, defaults[name], str(directory / "go.env"))
        settings["GOROOT"] = Setting("GOROOT", str(directory), origin)
        return Environment(settings)

    def for_target(self, goos: str, goarch: str) -> "Environment":
        """The environment of a build for another target."""
        chosen = {name: Setting(name, value, "-target") for name, value in (("GOOS", goos), ("GOARCH", goarch))}
        return Environment({**self.settings, **chosen})

    @property
    def flags(self) -> list[str]:
        """GOFLAGS cut into words; raises ValueError for an open quote."""
        return shlex.split(self["GOFLAGS"])


def resolve_environment(environ: Mapping[str, str], directory: Path) -> Environment:
    """The variables in force for a command that runs in `directory`."""
    goenv = environ.get("GOENV") or str(_config_directory(environ) / "go" / "env")
    written = {} if goenv == "off" else _read_env_file(Path(goenv))
    defaults = _defaults(environ)
    settings = {}
    for name, default in defaults.items():
        if environ.get(name):
            settings[name] = Setting(name, environ[name], "environment")
        elif written.get(name):
            settings[name] = Setting(name, written[name], goenv)
        else:
            settings[name] = Setting(name, default, "default")
    for name, origin, derived in _derived(settings):
        if not settings[name].value:
            settings[name] = Setting(name, derived, origin)
    settings["GOENV"] = Setting("GOENV", goenv, "environment" if environ.get("GOENV") else "default")
    settings["GOMOD"] = Setting("GOMOD", _go_mod(directory), "current directory")
    return Environment(dict(sorted(settings.items())))


def tags_of_flags(environment: Environment) -> list[str]:
    """The tags that GOFLAGS sets; its flags are written `-tags=a,b`, and the last one counts."""
    try:
        found = [flag.partition("=")[2] for flag in environment.flags if flag.lstrip("-").startswith("tags=")]
    except ValueError:
        return []  # an open quote: said by whoever builds
    return [tag for tag in found[-1].split(",") if tag] if found else []


def host_platform() -> tuple[str, str]:
    """GOOS and GOARCH of the machine we run on."""
    machine = platform.machine()
    return _HOST_GOOS.get(sys.platform, sys.platform), _HOST_GOARCH.get(machine, machine)


def _defaults(environ: Mapping[str, str]) -> dict[str, str]:
    host_goos, host_goarch = host_platform()
    return {
        "BINDERY_CACHE": _default_cache(environ),
        "BINDERY_CACHE_LIMIT": "2G",
        "BINDERY_PACK": "",
        "GO111MODULE": "",
        "CGO_ENABLED": "0",
        "GOARCH": host_goarch,
        "GOAUTH": "netrc",
        "GODEBUG": "",
        "GOEXE": "",
        "GOEXPERIMENT": "",
        "GOFIPS140": "off",
        "GOFLAGS": "",
        "GOHOSTARCH": host_goarch,
        "GOHOSTOS": host_goos,
        "GOINSECURE": "",
        "GOMODCACHE": "",
        "GONOPROXY": "",
        "GONOSUMDB": "",
        "GOOS": host_goos,
        "GOPATH": _default_gopath(environ),
        "GOPRIVATE": "",
        "GOPROXY": "",
        "GOROOT": "",
        "GOSUMDB": "",
        "GOTOOLCHAIN": "auto",
        "GOVCS": "",
        "GOVERSION": GO_VERSION,
        "GOWORK": "",
        **dict(LEVELS.values()),
    }


def _default_gopath(environ: Mapping[str, str]) -> str:
    home = environ.get("HOME") or environ.get("USERPROFILE")
    return str(Path(home) / "go") if home else ""


def _derived(settings: Mapping[str, Setting]) -> Iterator[tuple[str, str, str]]:
    """Variables whose default is another one's value: name, that of the other, value."""
    gopath = settings["GOPATH"].value
    yield "GOMODCACHE", "GOPATH", str(Path(gopath.split(os.pathsep)[0], "pkg", "mod")) if gopath else ""
    yield "GONOPROXY", "GOPRIVATE", settings["GOPRIVATE"].value
    yield "GONOSUMDB", "GOPRIVATE", settings["GOPRIVATE"].value


def _default_cache(environ: Mapping[str, str]) -> str:
    import platformdirs  # imported late: `bindery version` does not need it

    # platformdirs falls back to a relative "~" when there is no home; a build then goes without a cache.
    has_home = bool(environ.get("HOME") or environ.get("XDG_CACHE_HOME") or os.name == "nt")
    return platformdirs.user_cache_dir("go-bindery", appauthor=False) if has_home else "off"


def _config_directory(environ: Mapping[str, str]) -> Path:
    if environ.get("XDG_CONFIG_HOME"):
        return Path(environ["XDG_CONFIG_HOME"])
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or "/")
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    return home / ".config"


def _read_env_file(path: Path) -> dict[str, str]:
    """NAME=value lines; what cannot be read counts as empty, as in go."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return {}
    lines = (line.partition("=") for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {name.strip(): value for name, equals, value in lines if equals}


def _go_mod(directory: Path) -> str:
    for parent in (directory, *directory.parents):
        if (parent / "go.mod").is_file():
            return str(parent / "go.mod")
    return os.devnull

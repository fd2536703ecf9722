"""`bindery mod`: downloading and verifying the modules that go.mod requires."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from server.build.bundle import BundleError
from server.build.environment import Environment, resolve_environment
from server.build.goroot import find_goroot
from server.build.module import ModuleError
from server.build.modules.credentials import CredentialsError
from server.build.modules.discover import DiscoveryError, find_modules, sum_file
from server.build.modules.download import Downloader, open_downloader
from server.build.modules.hashes import GoSum
from server.build.modules.modfile import ModuleVersion
from server.build.modules.moduleset import MissingModuleError, ModuleSet
from server.cli.flags import Flag, FlagKind, UsageError, parse_flags
from server.cli.help import flag_table

_FLAGS: Final = (
    Flag("json", FlagKind.BOOL, "print one JSON object per module"),
    Flag("x", FlagKind.BOOL, "name the modules as they arrive"),
)


def run(args: Sequence[str]) -> int:
    """Run `mod download`."""
    if not args or args[0] != "download":
        raise UsageError("bindery mod: the subcommand is download")
    flags = parse_flags(args[1:], _FLAGS)
    directory = Path.cwd()
    environment = _environment(directory)
    opened: list[Downloader] = []

    def fetcher(sums: GoSum) -> Downloader:
        opened.append(open_downloader(environment, os.environ, sums))
        return opened[0]

    try:
        modules = find_modules(directory, environment, "readonly", fetcher)
        if modules is None:
            print("go.mod file not found in current directory or any parent directory", file=sys.stderr)
            return 1
        wanted = [_named(arg) for arg in flags.args] or _wanted(modules)
        failed = _download(opened[0], wanted, flags.on("json"), flags.on("x"))
        modules.sums.write(sum_file(modules))
        return 1 if failed else 0
    except ModuleError as err:
        print(f"{err.path}:{err.line}: {err.message}", file=sys.stderr)
    except (CredentialsError, DiscoveryError, MissingModuleError) as err:
        print(err, file=sys.stderr)
    except OSError as err:
        print(f"{err.filename}: {(err.strerror or str(err)).lower()}", file=sys.stderr)
    return 1


def _environment(directory: Path) -> Environment:
    """The environment; GOPROXY and GOSUMDB have their defaults from GOROOT's go.env."""
    environment = resolve_environment(os.environ, directory)
    try:
        goroot = find_goroot(environment)
        goroot.source()
    except BundleError as err:
        raise UsageError(str(err)) from err
    return environment.with_goroot(goroot.directory, goroot.describe())


def _named(text: str) -> ModuleVersion:
    path, at, version = text.partition("@")
    if not at or not version.startswith("v"):
        raise UsageError(f"mod download: need path@version: {text}")
    return ModuleVersion(path, version)


def _wanted(modules: ModuleSet) -> list[ModuleVersion]:
    """As in go: what go.mod names when it names everything, otherwise the whole build list."""
    selected = modules.graph.build_list()  # reads, and thereby fetches, every go.mod of the graph
    chosen = [module for module in selected if module.path in modules.roots] if modules.names_all else selected
    return [actual for actual in map(modules.actual, chosen) if actual is not None]


def _download(
    downloader: Downloader, wanted: list[ModuleVersion], as_json: bool, verbose: bool
) -> dict[ModuleVersion, str]:
    def done(module: ModuleVersion) -> None:
        if verbose:
            print(f"downloaded {module}", file=sys.stderr)

    failed = downloader.trees(wanted, done)
    for module in sorted(wanted):
        if as_json:
            print(json.dumps(_described(downloader, module, failed.get(module, "")), indent="\t"))
        elif module in failed:
            print(failed[module], file=sys.stderr)
    return failed


def _described(downloader: Downloader, module: ModuleVersion, error: str) -> dict[str, str]:
    if error:
        return {"Path": module.path, "Version": module.version, "Error": error}
    cache = downloader.cache
    return {
        "Path": module.path,
        "Version": module.version,
        "Info": str(cache.download(module, "info")),
        "GoMod": str(cache.download(module, "mod")),
        "Zip": str(cache.download(module, "zip")),
        "Dir": str(cache.tree(module)),
        "Sum": cache.zip_hash(module),
    }


def describe() -> str:
    """The long help."""
    return (
        "Mod download fetches the modules that go.mod requires, or the named ones (path@version), into the module\n"
        "cache. Build, run and test fetch what they need of it, as far as go.sum states it; other commands download\n"
        "nothing unasked. With -mod=mod all of them fetch what go.sum does not state, too. GOPROXY, GOPRIVATE,\n"
        "GONOPROXY, GOSUMDB and GONOSUMDB mean what they mean in go; every module is verified with go.sum or the\n"
        f"checksum database, and its hash is added to go.sum.\n\nThe flags are:\n\n{flag_table(_FLAGS)}\n"
    )

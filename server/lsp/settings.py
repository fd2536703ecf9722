"""What the client told us about itself: trust and settings.

Source of the names: `extension/src/protocol.ts`. Whatever is missing or of another type keeps its default: a wrong
setting must not take the server down. Trust is the exception: a `trusted` that is not plainly true means no.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """Defaults of a build; an empty string leaves the choice to the driver."""

    output: str = ""
    goos: str = ""
    goarch: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings in force. A client that knows nothing of trust (no `trusted`) is trusted, as its user is."""

    trusted: bool = True
    client_handles_commands: bool = False  # the client registers goBindery.buildStatic and goBindery.restart itself
    diagnostics: bool = True  # False: another extension shows errors and plain type information
    lens: bool = True
    build: BuildSettings = field(default_factory=BuildSettings)
    targets: tuple[tuple[str, str], ...] = ()  # pattern of files, GOOS/GOARCH that they are looked at for
    goroot: str = ""


def initial_settings(options: object) -> Settings:
    """Settings from `initializationOptions`.

    Only our own extension sends `trusted`, and it registers the commands itself.
    """
    known = _mapping(options)
    ours = "trusted" in known
    settings = Settings(
        trusted=known["trusted"] is True if ours else True,
        client_handles_commands=known.get("clientHandlesCommands", ours) is True,
    )
    return changed_settings(settings, options)


def changed_settings(settings: Settings, section: object) -> Settings:
    """The settings after a `goBindery` section arrived; trust is not a setting and stays."""
    known = _mapping(section)
    diagnostics = _mapping(known.get("diagnostics")).get("enable")
    lens = known.get("lens")
    build = _mapping(known.get("build"))
    texts = {name: build[name] for name in ("output", "goos", "goarch") if isinstance(build.get(name), str)}
    goroot = known.get("goroot")
    targets = known.get("targets")
    return replace(
        settings,
        diagnostics=diagnostics != "off" if isinstance(diagnostics, str) else settings.diagnostics,
        lens=lens != "off" if isinstance(lens, str) else settings.lens,
        build=replace(settings.build, **texts, tags=_tags(build.get("tags"), settings.build.tags)),
        targets=tuple(_texts(targets)) if isinstance(targets, dict) else settings.targets,
        goroot=goroot if isinstance(goroot, str) else settings.goroot,
    )


def _tags(value: object, before: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(tag for tag in value if isinstance(tag, str)) if isinstance(value, list) else before


def _texts(table: Mapping[object, object]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(name, str) and isinstance(value, str):
            yield name, value


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}

"""What the client told us about itself: trust and settings.

Source of the names: `extension/src/protocol.ts`. Whatever is missing or of another type keeps its default: a wrong
setting must not take the server down. Trust is the exception: a `trusted` that is not plainly true means no.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

LENSES: Final = ("all", "changed", "cursor", "off")


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """Defaults of a build; an empty string leaves the choice to the driver."""

    output: str = ""
    goos: str = ""
    goarch: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InlaySettings:
    """Which inlay hints are wanted."""

    heap: bool = False
    padding: bool = False


@dataclass(frozen=True, slots=True)
class LensSettings:
    """Where there are lenses (one of LENSES), and what they are compared with: "saved", or a git revision."""

    where: str = "all"
    baseline: str = "saved"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings in force. A client that knows nothing of trust (no `trusted`) is trusted, as its user is."""

    trusted: bool = True
    client_handles_commands: bool = False  # the client registers goBindery.buildStatic and goBindery.restart itself
    diagnostics: bool = True  # False: another extension shows errors and plain type information
    lens: LensSettings = field(default_factory=LensSettings)
    inlay: InlaySettings = field(default_factory=InlaySettings)
    decisions: tuple[str, ...] = ()  # kinds that are shown as hints
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
    build = _mapping(known.get("build"))
    texts = {name: build[name] for name in ("output", "goos", "goarch") if isinstance(build.get(name), str)}
    goroot = known.get("goroot")
    targets = known.get("targets")
    return replace(
        settings,
        diagnostics=diagnostics != "off" if isinstance(diagnostics, str) else settings.diagnostics,
        lens=_lens(known, settings.lens),
        inlay=_inlay(known.get("inlayHints"), settings.inlay),
        decisions=_words(_mapping(known.get("decisions")).get("show"), settings.decisions),
        build=replace(settings.build, **texts, tags=_words(build.get("tags"), settings.build.tags)),
        targets=tuple(_texts(targets)) if isinstance(targets, dict) else settings.targets,
        goroot=goroot if isinstance(goroot, str) else settings.goroot,
    )


def _lens(section: Mapping[str, Any], before: LensSettings) -> LensSettings:
    # Clients nest dotted names, and `lens` is a word: there could be no `lens.baseline` beside it.
    where, baseline = section.get("lens"), section.get("lensBaseline")
    if isinstance(where, str):
        before = replace(before, where=where if where in LENSES else "all")
    return replace(before, baseline=baseline.strip() or "saved") if isinstance(baseline, str) else before


def _inlay(value: object, before: InlaySettings) -> InlaySettings:
    known = _mapping(value)
    return replace(before, **{name: known[name] for name in ("heap", "padding") if isinstance(known.get(name), bool)})


def _words(value: object, before: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, list) else before


def _texts(table: Mapping[object, object]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(name, str) and isinstance(value, str):
            yield name, value


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}

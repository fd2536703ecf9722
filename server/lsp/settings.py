"""What the client told us about itself: trust and settings.

Source of the names: `extension/src/protocol.ts`. Whatever is missing or of another type keeps its default: a wrong
setting must not take the server down. Trust is the exception: a `trusted` that is not plainly true means no.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import msgspec

from server.build.imageoptions import NOBODY, ImageOptions
from server.features.build import BuildDefaults

LENSES: Final = ("all", "changed", "cursor", "off")
_BUILD_TEXTS: Final = ("output", "goos", "goarch", "ldflags", "strip")
_HINTS: Final = ("heap", "padding", "imports")
_IMAGE_TEXTS: Final = ("tag", "certificates", "user")


@dataclass(frozen=True, slots=True)
class InlaySettings:
    """Which inlay hints are wanted."""

    heap: bool = False
    padding: bool = False
    imports: bool = True  # what an import costs, after a build


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
    size_marks: bool = True  # mark what keeps code that nobody calls, after a build
    build: BuildDefaults = field(default_factory=BuildDefaults)
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
    goroot, marks = known.get("goroot"), known.get("sizeMarks")
    targets = known.get("targets")
    return replace(
        settings,
        diagnostics=diagnostics != "off" if isinstance(diagnostics, str) else settings.diagnostics,
        lens=_lens(known, settings.lens),
        inlay=_inlay(known.get("inlayHints"), settings.inlay),
        decisions=_words(_mapping(known.get("decisions")).get("show"), settings.decisions),
        size_marks=marks if isinstance(marks, bool) else settings.size_marks,
        build=_build(build, _mapping(known.get("image")), settings.build),
        targets=tuple(_texts(targets)) if isinstance(targets, dict) else settings.targets,
        goroot=goroot if isinstance(goroot, str) else settings.goroot,
    )


def _build(section: Mapping[str, Any], image: Mapping[str, Any], before: BuildDefaults) -> BuildDefaults:
    texts = {name: section[name] for name in _BUILD_TEXTS if isinstance(section.get(name), str)}
    tags = _words(section.get("tags"), before.tags)
    return replace(before, **texts, tags=tags, image=_image(image, before.image))


def _image(section: Mapping[str, Any], before: ImageOptions) -> ImageOptions:
    given: dict[str, Any] = {name: section[name] for name in _IMAGE_TEXTS if isinstance(section.get(name), str)}
    if not given.get("user", NOBODY):
        given["user"] = NOBODY
    zones, labels = section.get("timeZones"), section.get("labels")
    if isinstance(zones, bool):
        given["time_zones"] = zones
    if isinstance(labels, dict):
        given["labels"] = dict(_texts(labels))
    return msgspec.structs.replace(before, **given, ports=_words(section.get("ports"), before.ports))


def _lens(section: Mapping[str, Any], before: LensSettings) -> LensSettings:
    # Clients nest dotted names, and `lens` is a word: there could be no `lens.baseline` beside it.
    where, baseline = section.get("lens"), section.get("lensBaseline")
    if isinstance(where, str):
        before = replace(before, where=where if where in LENSES else "all")
    return replace(before, baseline=baseline.strip() or "saved") if isinstance(baseline, str) else before


def _inlay(value: object, before: InlaySettings) -> InlaySettings:
    known = _mapping(value)
    return replace(before, **{name: known[name] for name in _HINTS if isinstance(known.get(name), bool)})


def _words(value: object, before: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, list) else before


def _texts(table: Mapping[object, object]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(name, str) and isinstance(value, str):
            yield name, value


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}

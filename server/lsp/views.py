"""The settings of views in the compiler's terms."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from server.build.environment import host_platform
from server.build.workspace import TargetRule, ViewSettings
from server.lsp.settings import Settings
from server.target import TARGETS, Target, find_port

logger = logging.getLogger(__name__)


def view_settings(settings: Settings) -> ViewSettings:
    """What the editor looks at: the target of builds, or this machine; the first of all where Go has no such port."""
    goos, goarch = host_platform()
    target = find_port(settings.build.goos or goos, settings.build.goarch or goarch) or TARGETS[0]
    return ViewSettings(target, tuple(_rules(settings)), settings.goroot, settings.build.tags)


def _rules(settings: Settings) -> Iterator[TargetRule]:
    for pattern, name in settings.targets:
        target = _named(name)
        if target is None:
            logger.warning("goBindery.targets: %s is not a GOOS/GOARCH of Go", name)
        else:
            yield TargetRule(pattern, target)


def _named(name: str) -> Target | None:
    goos, _, goarch = name.partition("/")
    return find_port(goos, goarch)

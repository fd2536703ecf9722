"""Which targets a command is for: GOOS and GOARCH, or the list of -target."""

from collections.abc import Iterable

from server.build.environment import Environment
from server.cli.flags import UsageError
from server.diagnostics.codes import build as codes
from server.target import TARGETS, Target, find_target


def target_of(environment: Environment) -> Target:
    """The target that GOOS and GOARCH name. Raises UsageError."""
    return _named(environment["GOOS"], environment["GOARCH"])


def listed_targets(values: Iterable[str]) -> list[Target]:
    """The targets of all occurrences of -target, `linux/amd64,linux/arm64`, each once. Raises UsageError."""
    found: dict[str, Target] = {}
    for text in (text.strip() for value in values for text in value.split(",")):
        goos, slash, goarch = text.partition("/")
        if not slash:
            raise UsageError(f'-target: want GOOS/GOARCH, not "{text}"')
        target = _named(goos, goarch)
        if target.name in found:
            raise UsageError(f"-target: {target.name} is named twice")
        found[target.name] = target
    return list(found.values())


def _named(goos: str, goarch: str) -> Target:
    target = find_target(goos, goarch)
    if target is not None:
        return target
    from server.build.constraints import KNOWN_GOARCH, KNOWN_GOOS

    if goos not in KNOWN_GOOS or goarch not in KNOWN_GOARCH:
        raise UsageError(codes.UNKNOWN_TARGET.template.format(f"{goos}/{goarch}"))
    supported = ", ".join(target.name for target in TARGETS)
    raise UsageError(codes.TARGET_UNSUPPORTED.template.format(f"{goos}/{goarch}", supported))

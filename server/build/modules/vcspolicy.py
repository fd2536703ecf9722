"""GOVCS: which version control systems may be run for which modules.

Source: `go help vcs`. A rule `pattern:systems` holds for modules that the pattern matches (`public` and `private` are
patterns, too); the first one that does decides, behind the user's rules the default `private:all,public:git|hg`.
"""

from dataclasses import dataclass
from typing import Final

from server.build.modules.paths import matches_globs
from server.build.modules.transport import FetchError

_DEFAULT: Final = "private:all,public:git|hg"


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: str
    systems: tuple[str, ...]


def check_allowed(system: str, root: str, setting: str, private_globs: str) -> None:
    """Raise FetchError when GOVCS keeps a system away from the module or repository `root`."""
    private = matches_globs(private_globs, root)
    for rule in [*_rules(setting), *_rules(_DEFAULT)]:
        fits = private == (rule.pattern == "private") if rule.pattern in ("private", "public") else None
        if matches_globs(rule.pattern, root) if fits is None else fits:
            if rule.systems == ("all",) or system in rule.systems:
                return
            break
    what = "private" if private else "public"
    raise FetchError(f"GOVCS disallows using {system} for {what} {root}; see 'go help vcs'")


def _rules(setting: str) -> list[_Rule]:
    rules: list[_Rule] = []
    seen: dict[str, str] = {}
    for item in (part.strip() for part in setting.split(",")) if setting else ():
        pattern, colon, listed = (part.strip() for part in item.partition(":"))
        systems = tuple(part.strip() for part in listed.split("|"))
        problem = ""
        if not item:
            problem = "empty entry in GOVCS"
        elif not colon:
            problem = f'malformed entry in GOVCS (missing colon): "{item}"'
        elif not pattern:
            problem = f'empty pattern in GOVCS: "{item}"'
        elif not listed:
            problem = f'empty VCS list in GOVCS: "{item}"'
        elif pattern.startswith(("./", "../", "/")) or pattern in (".", ".."):
            problem = f'relative pattern not allowed in GOVCS: "{pattern}"'
        elif pattern in seen:
            problem = f'unreachable pattern in GOVCS: "{item}" after "{seen[pattern]}"'
        elif "" in systems:
            problem = f'empty VCS name in GOVCS: "{item}"'
        if problem:
            raise FetchError(problem)
        seen[pattern] = item
        rules.append(_Rule(pattern, systems))
    return rules

"""`-gcflags`: what the compiler is told, package by package.

A rule holds for the packages that its pattern matches; without a pattern, for those that the command names. Of several
that match, the last one holds alone. Source: `go help build` on [pattern=]arg list, `go help packages` on patterns.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from server.build.wildcard import wildcard

_RELATIVE: Final = ("./", "../")


@dataclass(frozen=True, slots=True)
class CompilerFlags:
    """The flags of one package."""

    no_optimisation: bool = False  # -N
    inline_level: int = 1  # 0: -l; 4: -l=4, calls cost next to nothing
    all_errors: bool = False  # -e: no limit on the number of errors
    print_decisions: int = 0  # -m, -m=2
    debug: frozenset[str] = frozenset()  # -d=nil,ssa/check_bce: names of keys (debugflags.py)
    passes_off: frozenset[str] = frozenset()  # -d=ssa/cse/off: names of passes that are left out
    print_assembly: bool = False  # -S
    log_folder: Path | None = None  # -json=0,DIR: where the optimisation log goes

    @property
    def no_inlining(self) -> bool:
        """Whether no call is inlined."""
        return self.inline_level == 0

    @property
    def wants_decisions(self) -> bool:
        """Whether anything that the optimiser decides is to be shown."""
        printed = self.print_decisions > 0 or self.print_assembly
        return printed or bool(self.debug) or self.log_folder is not None


class Matched(Protocol):
    """A package that a rule may match."""

    import_path: str
    directory: Path
    named: bool
    standard: bool


@dataclass(frozen=True, slots=True)
class FlagRule:
    """`pattern=flags`; the pattern "" is that of the packages which the command names."""

    pattern: str
    flags: CompilerFlags
    words: tuple[str, ...] = ()  # as written, for the build info


@dataclass(frozen=True, slots=True)
class PackageFlags:
    """All rules of a command, in the order in which they were given; relative patterns start from `directory`."""

    rules: tuple[FlagRule, ...] = ()
    directory: Path = Path()

    def of(self, package: Matched) -> CompilerFlags:
        """The flags that hold for a package."""
        rule = self.rule_of(package)
        return rule.flags if rule else CompilerFlags()

    def rule_of(self, package: Matched) -> FlagRule | None:
        """The last rule that matches a package."""
        fitting = (rule for rule in reversed(self.rules) if self._matcher(rule.pattern)(package))
        return next(fitting, None)

    def _matcher(self, pattern: str) -> Callable[[Matched], bool]:
        if pattern == "":
            return lambda package: package.named
        if pattern == "all":
            return lambda _: True
        if pattern == "std":
            return lambda package: package.standard
        if pattern in (".", "..") or pattern.startswith(_RELATIVE):
            return self._below(pattern)
        fits = wildcard(pattern)
        return lambda package: fits(package.import_path)

    def _below(self, pattern: str) -> Callable[[Matched], bool]:
        """A pattern of folders: `./a`, `./a/...`."""
        fixed, dots, _ = pattern.partition("...")
        if not dots:
            folder = Path(os.path.normpath(self.directory / pattern))
            return lambda package: package.directory == folder
        base = Path(os.path.normpath(self.directory / fixed.rpartition("/")[0]))
        fits = wildcard(pattern[fixed.rfind("/") + 1 :])

        def matches(package: Matched) -> bool:
            return package.directory.is_relative_to(base) and fits(package.directory.relative_to(base).as_posix())

        return matches

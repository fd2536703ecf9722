"""`-gcflags`: what the compiler is told, package by package.

A rule holds for the packages that its pattern matches; without a pattern, for those that the command names. Of several
that match, the last one holds alone. Source: `go help build` on [pattern=]arg list, `go help packages` on patterns.
"""

from dataclasses import dataclass
from pathlib import Path

from server.build.packagematch import Matched, matcher


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


@dataclass(frozen=True, slots=True)
class FlagRule:
    """`pattern=flags`; the pattern "" is that of the packages which the command names."""

    pattern: str
    flags: CompilerFlags


@dataclass(frozen=True, slots=True)
class PackageFlags:
    """All rules of a command, in the order in which they were given; relative patterns start from `directory`."""

    rules: tuple[FlagRule, ...] = ()
    directory: Path = Path()
    written: str = ""  # the last -gcflags as it was given, for the build info

    def of(self, package: Matched) -> CompilerFlags:
        """The flags that hold for a package."""
        rule = self._rule_of(package)
        return rule.flags if rule else CompilerFlags()

    def _rule_of(self, package: Matched) -> FlagRule | None:
        """The last rule that matches a package."""
        fitting = (rule for rule in reversed(self.rules) if matcher(rule.pattern, self.directory)(package))
        return next(fitting, None)

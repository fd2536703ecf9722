"""Everything that the compiler can say about one function: its decisions and its IR after each pass.

Function literals belong to the function around them; a generic function has one explanation per instance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from server.build.artefact import PlacedDecision
from server.build.result import place_decisions
from server.compiler.ir.decisions import DecisionLog
from server.compiler.ir.func import Func
from server.compiler.ir.print import print_func
from server.compiler.irbuild.build import build_function
from server.compiler.pipeline import BackEnd, CompiledPackage
from server.compiler.ssa.passes import optimise
from server.compiler.types.info import TypedPackage
from server.compiler.types.typestring import type_string
from server.diagnostics.collector import Collector
from server.diagnostics.render import NOWHERE, Place, locate
from server.source.file import FileSet

_INSIDE: Final = (".func", "-range", ".gowrap", ".deferwrap")  # how names of what is inside a function go on


@dataclass(frozen=True, slots=True)
class PassText:
    """The IR of a function after a pass; "build" is before the first."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One function."""

    symbol: str  # link name
    signature: str  # "func New(x int) *T"
    place: Place
    source: str  # its text
    decisions: tuple[PlacedDecision, ...]
    passes: tuple[PassText, ...]

    def with_pass(self, name: str, text: str) -> "Explanation":
        """The same with one more column."""
        return replace(self, passes=(*self.passes, PassText(name, text)))


@dataclass(slots=True)
class Watch:
    """Watches a compilation for the functions of one name."""

    wanted: str  # as a person writes it: "New", "(*T).Area", "T.Area", "Map[int]", "New.func1"
    files: FileSet
    passes: dict[str, list[PassText]] = field(default_factory=dict)  # by link name
    names: dict[str, None] = field(default_factory=dict)  # all functions met, in order

    def watching(self, back: BackEnd) -> BackEnd:
        """The same back end, observed."""
        return replace(back, passes=replace(back.passes, on_pass=self._observe))

    def _observe(self, pass_name: str, func: Func) -> None:
        self.names[func.name] = None
        if self._is_wanted(func):
            self.passes.setdefault(func.symbol, []).append(PassText(pass_name, print_func(func, self.files)))

    def _is_wanted(self, func: Func) -> bool:
        plain = func.name.replace("(*", "").replace(")", "")
        generic = func.name.partition("[")[0]
        return self.wanted in (func.name, func.symbol, plain, generic)

    def explanations(self, compiled: CompiledPackage) -> Iterator[Explanation]:
        """What was seen, with the decisions."""
        return self._explained(compiled.ir.funcs, compiled.log)

    def alone(self, typed: TypedPackage, back: BackEnd) -> Iterator[Explanation]:
        """The functions of that name in a package that cannot be compiled as a whole: other functions have errors.

        What is not known of those, and of callees that are not built for this, is assumed to be the worst.
        """
        passes, log = self.watching(back).passes, DecisionLog()
        found: list[Func] = []
        for body in typed.functions:
            if body.broken or body.tree.errors or body.obj.name not in self.wanted:
                continue
            funcs = build_function(typed, body, Collector(), back.build)
            for func in funcs if any(map(self._is_wanted, funcs)) else ():
                optimise(func, log, passes)
                found.append(func)
        return self._explained(found, log)

    def _explained(self, funcs: Sequence[Func], log: DecisionLog) -> Iterator[Explanation]:
        decisions = place_decisions(log.items, self.files)
        for func in funcs:
            if func.symbol not in self.passes:
                continue
            yield Explanation(
                func.symbol,
                f"func {func.name}{type_string(func.signature).removeprefix('func')}",
                locate(func.span, self.files) if func.span else NOWHERE,
                next((text.decode("utf-8", "replace") for text in func.sources.values()), ""),
                tuple(item for item in decisions if _belongs(item.func, func.symbol)),
                tuple(self.passes[func.symbol]),
            )


def _belongs(symbol: str, function: str) -> bool:
    """Whether a function is that one, or a literal inside it."""
    inside = symbol.removeprefix(function) if symbol.startswith(function) else ""
    return symbol == function or inside.startswith(_INSIDE)

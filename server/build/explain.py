"""Everything that the compiler can say about one function: its decisions and its IR after each pass.

Function literals belong to the function around them; a generic function has one explanation per instance.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from server.build.artefact import PlacedDecision
from server.build.result import place_decisions
from server.compiler.decide.bodies import Bodies
from server.compiler.ir.decisions import DecisionKind, DecisionLog
from server.compiler.ir.func import Func
from server.compiler.ir.print import print_func
from server.compiler.irbuild.build import open_package
from server.compiler.irbuild.function import build_routine
from server.compiler.irbuild.instances import is_shared
from server.compiler.pipeline import BackEnd, CompiledPackage, decide_unit
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
        """The same back end, observed; it also builds what has no code because it is inlined everywhere."""
        build = replace(back.build, every_instance=True)
        return replace(back, build=build, passes=replace(back.passes, on_pass=self._observe))

    def _observe(self, pass_name: str, func: Func) -> None:
        self.names[func.name] = None
        if self._is_wanted(func):
            self.passes.setdefault(func.symbol, []).append(PassText(pass_name, print_func(func, self.files)))

    def _is_wanted(self, func: Func) -> bool:
        return self.wanted == func.symbol or self.wanted in _spellings(func.name)

    def explanations(self, compiled: CompiledPackage) -> Iterator[Explanation]:
        """What was seen, with the decisions."""
        return self._explained(compiled.ir.funcs, compiled.log)

    def alone(self, part: TypedPackage, bodies: Bodies, back: BackEnd) -> Iterator[Explanation]:
        """The functions of that name among those without errors in a package that cannot be compiled as a whole.

        Of the others the worst is assumed.
        """
        log = DecisionLog()
        plan = decide_unit(part, bodies, back, log)
        context = open_package(part, back.build, bodies, plan, log)
        found: list[Func] = []
        for frame in plan.frames.values():
            if is_shared(frame.routine) or not self._may_hold(frame.routine.name):
                continue
            before = len(context.literals)
            func = build_routine(context, frame.routine, Collector())
            funcs = [func, *context.literals[before:]] if func is not None else []
            for one in funcs if any(map(self._is_wanted, funcs)) else ():
                optimise(one, log, back.passes)
                found.append(one)
        return self._explained(found, log)

    def _may_hold(self, name: str) -> bool:
        """Whether a function, or a literal in it, can be what is wanted."""
        return any(one.startswith(self.wanted) or self.wanted.startswith(one) for one in _spellings(name))

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
                _about(func.symbol, decisions),
                tuple(self.passes[func.symbol]),
            )


def _spellings(name: str) -> tuple[str, str, str]:
    """What a person may write: the name, without the marks of a pointer receiver, without type arguments."""
    return name, name.replace("(*", "").replace(")", ""), name.partition("[")[0]


def _about(symbol: str, decisions: Iterable[PlacedDecision]) -> tuple[PlacedDecision, ...]:
    """The decisions about a function, each once.

    In gc an instance of a generic function calls a body that instances share, and both are decided about. Here the
    instance has the body: what is said about that call is left out.
    """
    own = [item for item in decisions if _belongs(item.func, symbol)]
    places = {_start(item) for item in own if item.kind == DecisionKind.INLINE.value and item.func == symbol}
    once = {
        (item.kind, item.place, item.subject, item.verdict): item
        for item in reversed(own)
        if not (item.kind == DecisionKind.CALL.value and _start(item) in places)
    }
    return tuple(reversed(once.values()))


def _start(item: PlacedDecision) -> tuple[str, int, int]:
    return item.place.path, item.place.line, item.place.column


def _belongs(symbol: str, function: str) -> bool:
    """Whether a function is that one, or a literal inside it."""
    inside = symbol.removeprefix(function) if symbol.startswith(function) else ""
    return symbol == function or inside.startswith(_INSIDE)

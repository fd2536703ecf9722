"""The inliner: verdicts about functions, frames of functions with their inlines, and the record of both.

`verdict` says what a function costs and whether it can be inlined; `expand` carries out the inlines of one function;
`report` and `expand` with a log record what gc would print about it. Everything is computed once, on demand, and holds
as long as the bodies do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from server.compiler.decide.bodies import Bodies
from server.compiler.decide.inline.breakdown import Breakdown, breakdown, breakdown_steps
from server.compiler.decide.inline.expand import Expander, Expansion, Inlined, Judged, Passed, Refused, Site, outermost
from server.compiler.decide.inline.facts import Measure
from server.compiler.decide.inline.instances import Instance
from server.compiler.decide.inline.names import qualified, routine_name
from server.compiler.decide.inline.shapes import is_shape
from server.compiler.decide.inline.verdicts import Options, Verdicts, forbidden
from server.compiler.decide.plan import Verdict
from server.compiler.decide.routine import Frame, Routine
from server.compiler.ir.decisions import Decision, DecisionKind, DecisionLog, Step
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.print import expression_text
from server.compiler.types.info import Initializer, TypedPackage
from server.compiler.types.linkname import function_symbol, written_name
from server.compiler.types.objects import Func, Package
from server.compiler.types.sizes import Sizes
from server.compiler.types.symbols import pragmas
from server.compiler.types.typestring import type_string
from server.source.span import Span


class Inliner:
    """Decides about inlining for one program on one target architecture."""

    def __init__(
        self,
        bodies: Bodies,
        sizes: Sizes,
        arch: str,
        options: Options | None = None,
        known: Callable[[Routine], Verdict | None] = lambda _: None,
    ) -> None:
        """`known` gives the verdicts about functions of other packages, where these were decided about."""
        self.verdicts = Verdicts(bodies, Measure(sizes, arch), options or Options(), known)
        self._expansions: dict[Routine | Initializer, Expansion] = {}
        self._numbers: dict[TypedPackage, Counter[str]] = {}

    @property
    def is_on(self) -> bool:
        """Whether anything may be inlined."""
        return self.verdicts.options.level > 0

    def verdict(self, routine: Routine) -> Verdict:
        """Whether calls of a function can be replaced by its body."""
        return self.verdicts.verdict(routine, routine.decl)

    def literal_verdict(self, frame: Frame) -> Verdict:
        """The same for the function of a literal, loop body, or go or defer statement."""
        return self.verdicts.verdict(frame.routine, frame.node)

    def breakdown(self, routine: Routine) -> Breakdown:
        """What consumed the budget of a function."""
        return breakdown(self.verdicts, routine)

    def expand(self, routine: Routine, log: DecisionLog | None = None, home: Package | None = None) -> Frame:
        """The frame of a declared function, inlines carried out.

        What was inlined goes into `log`; functions are named as in the package `home`, else the function's own.
        """
        known = self._expansion(routine)
        if log is not None:
            self._recorder(log, routine, home).events(known)
        return known.frame

    def _recorder(self, log: DecisionLog, routine: Routine, home: Package | None) -> _Recorder:
        return _Recorder(log, routine, home or routine.typed.package, self.verdicts)

    def _expansion(self, routine: Routine) -> Expansion:
        key = routine.initializer or routine
        known = self._expansions.get(key)
        if known is None:
            known = self._expansions[key] = self._expander(routine).expand()
        return known

    def _expander(self, routine: Routine) -> Expander:
        if routine.initializer is None:
            return Expander(self.verdicts, routine, routine_name(routine))
        # All initialisers of a package are one function, which numbers the literals in them.
        numbers = self._numbers.setdefault(routine.typed, Counter())
        return Expander(self.verdicts, routine, routine.name, numbers)

    def judge(self, routine: Routine) -> None:
        """Decide about a function, the literals in it, and its calls."""
        for function in self._expansion(routine).functions:
            if not isinstance(function.node, ast.FuncDecl) or routine.initializer is None:
                self.literal_verdict(function)

    def report(self, frame: Frame, log: DecisionLog, home: Package | None = None) -> None:
        """Record the verdicts about a function that was expanded and about the literals in it."""
        routine = frame.routine
        recorder = self._recorder(log, routine, home)
        for function in self._expansion(routine).functions:
            if not isinstance(function.node, ast.FuncDecl):
                recorder.verdict(function, self.literal_verdict(function))
            elif routine.initializer is None:
                steps = breakdown_steps(self.breakdown(routine), routine)
                recorder.verdict(function, self.literal_verdict(function), steps)

    def report_bodyless(self, func: Func, tree: ast.DeclTree, log: DecisionLog) -> None:
        """Record that a function without a body cannot be inlined."""
        decl = tree.decl
        assert isinstance(decl, ast.FuncDecl)
        name = written_name(func)
        reason = forbidden(pragmas(tree)) or "no function body"
        text = f"cannot inline {name}: {reason}"
        span = Span(tree.anchor, decl.recv.start if decl.recv is not None else decl.name.start, decl.end)
        symbol = function_symbol(func, ())
        log.add(Decision(DecisionKind.INLINE, symbol, span, name, "cannot be inlined", reason, message=text, level=2))

    def report_instance(self, instance: Instance, log: DecisionLog, home: Package) -> None:
        """Record verdict and calls of an instance that package `home` compiles."""
        routine = instance.routine
        if instance.shaped:
            self.report(self.expand(routine, log, home), log, home)
            return
        recorder = self._recorder(log, routine, home)
        frame = Frame(routine, routine.decl, routine.name)
        recorder.verdict(frame, self.verdicts.wrapper(routine))
        recorder.events(self._wrapper(frame))

    def report_wrapper(self, frame: Frame, log: DecisionLog, home: Package) -> None:
        """Record the calls that are inlined into the wrapper of a method."""
        routine = frame.routine
        recorder = self._recorder(log, routine, home)
        recorder.generated = True
        if routine.type_args and not all(map(is_shape, routine.type_args)):
            if not self.verdicts.wrapper(routine).can_inline:
                return
            recorder.inlined(qualified(routine.name, routine.typed.package, home))
        recorder.events(self._wrapper(frame))

    def wrapper_frame(self, frame: Frame) -> Frame:
        """The frame of a wrapper with what is inlined into it; it is the same in every package that compiles it."""
        return self._wrapper(frame).frame

    def _wrapper(self, frame: Frame) -> Expansion:
        expander = Expander(self.verdicts, frame.routine, frame.name)
        expander.outcome.frame.generated = frame.generated
        return expander.expand_wrapper(_declared_at(frame).start)


@dataclass(slots=True, eq=False)
class _Recorder:
    """Turns outcomes into decisions."""

    log: DecisionLog
    routine: Routine
    home: Package
    verdicts: Verdicts
    generated: bool = False  # whether the function is the wrapper of a method

    def verdict(self, frame: Frame, verdict: Verdict, steps: tuple[Step, ...] = ()) -> None:
        """`can inline f`"""
        name = self._named(frame)
        message = f"can inline {name}" if verdict.can_inline else f"cannot inline {name}: {verdict.reason}"
        self.log.add(
            Decision(
                DecisionKind.INLINE,
                self.routine.symbol,
                _declared_at(frame),
                name,
                "can be inlined" if verdict.can_inline else "cannot be inlined",
                verdict.reason or f"cost {verdict.cost} within budget {verdict.budget}",
                steps,
                message=message,
                level=1 if verdict.can_inline else 2,
            )
        )

    def events(self, outcome: Expansion) -> None:
        """`inlining call to g`, and what else happened to calls."""
        for frame in outcome.big:
            text = f"function {self._named(frame)} considered 'big'; reducing max cost of inlinees"
            self._call(_declared_at(frame), DecisionKind.CALL, self._named(frame), "big", text, 2)
        for event in outcome.events:
            match event:
                case Inlined(site=site, frame=inlined):
                    self.inlined(self._named(inlined), _call_place(site))
                case Refused(site=site, name=name):
                    into = outermost(site)[0].function().name
                    text = f"cannot inline {name} into {into}: repeated recursive cycle"
                    self._call(_call_place(site), DecisionKind.CALL, name, "not inlined", text, 2)
                case Passed(site=site, routine=routine):
                    self.inlined(qualified(routine.name, routine.typed.package, self.home), _call_place(site))
                case Judged(frame=copy):
                    self.verdict(copy, self.verdicts.verdict(copy.routine, copy.node))
                case Site() as site:
                    self._direct(site)

    def inlined(self, name: str, span: Span | None = None) -> None:
        """`inlining call to g`"""
        self._call(span, DecisionKind.CALL, name, "inlined", f"inlining call to {name}", 1)

    def _direct(self, site: Site) -> None:
        selector = site.callee.selector
        assert selector is not None
        typ = type_string(site.frame.receivers[site.call], self._qualifier)
        text = f"devirtualizing {expression_text(selector)} to {typ}"
        subject = expression_text(selector)
        self._call(_call_place(site), DecisionKind.DEVIRTUAL, subject, "direct", text, 1)

    def _qualifier(self, package: Package) -> str:
        return "" if package is self.home else package.name

    def _call(
        self, span: Span | None, kind: DecisionKind, subject: str, verdict: str, message: str, level: int
    ) -> None:
        place = None if self.generated else span
        self.log.add(
            Decision(
                kind, self.routine.symbol, place, subject, verdict, "", (), message, level, generated=self.generated
            )
        )

    def _named(self, frame: Frame) -> str:
        return qualified(frame.name, frame.routine.typed.package, self.home)


def _declared_at(frame: Frame) -> Span:
    """Where gc says a function is: at the receiver or name of a declaration, at the beginning of anything else."""
    node, anchor = frame.node, frame.routine.tree.anchor
    start = node.start
    if isinstance(node, ast.FuncDecl):
        start = node.recv.start if node.recv is not None else node.name.start
    return Span(anchor, start, max(start, node.end))


def _call_place(site: Site) -> Span:
    """Where gc says a call is: at its opening parenthesis; for inlined code, that of the outermost call."""
    frame, call = outermost(site)
    start = call.start if isinstance(call, ast.RangeStmt) else call.lparen
    return Span(frame.routine.tree.anchor, start, start + 1)

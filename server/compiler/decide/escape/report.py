"""Says what was found out: gc's lines about variables, allocations and parameters, with the way on which they escape.

        x.go:3:2: moved to heap: x          flow: {heap} ← &x:   from &x (address-of) at ...
        x.go:9:8: leaking param: p to result ~r0 level=1

Inlined source is reported at the outermost call, as gc does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from server.compiler.decide.bodies import type_parameters
from server.compiler.decide.escape.conversions import is_bytes
from server.compiler.decide.escape.exprtext import ExprText, literal_text, result_name
from server.compiler.decide.escape.functions import parameter_variables
from server.compiler.decide.escape.graph import ESCAPES, MUTATES, Location, Owner, PathStep, Site
from server.compiler.decide.escape.limits import builtin_name, makes_variable
from server.compiler.decide.escape.loops import NEXT
from server.compiler.decide.escape.places import is_explicit_box, offset_of, place_of_site
from server.compiler.decide.escape.stmttext import statement_text
from server.compiler.decide.escape.values import static_constant, static_length
from server.compiler.decide.escape.walker import Batch
from server.compiler.decide.escape.ways import Ways
from server.compiler.decide.inline.shapes import Shapes
from server.compiler.decide.plan import Leaks
from server.compiler.decide.routine import CallNode, Frame, Routine
from server.compiler.decide.wrapped import wrapped_body
from server.compiler.ir.decisions import Decision, DecisionKind, DecisionLog, Step
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Slice, underlying
from server.compiler.types.objects import Package, Var
from server.compiler.types.predicates import is_string, is_uintptr
from server.compiler.types.view import BodyView, instance_view
from server.source.span import Span

_SHAPE: Final = "go.shape."
_UINTPTR_ESCAPES: Final = "uintptrescapes"
_TEMPORARY: Final = ".autotmp"  # a variable that gc makes, without its number
_SILENT: Final = frozenset({Site.TEMPORARY, Site.WRAPPER})


class Reporter:
    """Writes the decisions about one batch. `package` is the one being compiled: its names are not qualified."""

    def __init__(self, batch: Batch, package: Package, log: DecisionLog, explain: bool) -> None:
        self._batch = batch
        self._package = package
        self._log = log
        self._explain = explain
        self._texts: dict[Frame, ExprText] = {}
        self._views: dict[Routine, BodyView] = {}
        self._ways = Ways(batch.graph, self._text, self.span, self._variable_text, self._site_text)

    def report(self) -> None:
        """All decisions about the batch."""
        for owner in list(self._batch.owners.values()):
            self._report_parameters(owner)
        for location in self._batch.graph.locations:
            if location.site is Site.VARIABLE:
                self._report_variable(location)
            elif location.site not in _SILENT:
                self._report_site(location)
        for ignored in self._batch.ignored:
            text = statement_text(self._text(ignored.frame), ignored.stmt)
            owner = ignored.owner
            name = owner.name  # of a wrapper, as its package sees it
            if not owner.frame.generated:
                name = self._text(ignored.frame).types.qualified(name, owner.frame.routine.obj.package)
            message = f"{name} ignoring self-assignment in {text}"
            span = self.span(ignored.frame, ignored.stmt)
            self._add(DecisionKind.LEAK, ignored.frame, span, text, "ignored", "nothing new is stored", (), message)

    # One kind each

    def _report_parameters(self, owner: Owner) -> None:
        frame = owner.frame
        if frame.generated:
            return
        silent = bool(_outermost(frame).routine.type_args)  # gc says nothing about the parameters of instances
        marks = _UINTPTR_ESCAPES in frame.routine.pragmas and isinstance(frame.node, ast.FuncDecl)
        for var, location in zip(parameter_variables(frame), owner.params):
            if marks and var.type is not None:
                self._report_marked(frame, var)
            if location is None or location.attrs & ESCAPES:
                continue
            if location.type is None or not self._batch.facts.has_pointers(location.type):
                continue
            span = self._span_of_variable(location)
            for verdict, where in parameter_verdicts(owner, location, var.name):
                message = "" if silent else verdict
                steps = self._steps(location.leak_paths.get(where, []))
                self._add(DecisionKind.LEAK, frame, span, var.name, verdict, "", steps, message)

    def _report_marked(self, frame: Frame, var: Var) -> None:
        """`//go:uintptrescapes`: pointers passed as uintptr escape."""
        assert var.type is not None
        under = underlying(var.type)
        element = under.element if isinstance(under, Slice) else None
        shown = "uintptr" if is_uintptr(var.type) else "...uintptr" if element and is_uintptr(element) else ""
        if shown:
            message = f"marking {var.name} as escaping {shown}"
            self._add(DecisionKind.LEAK, frame, var.span, var.name, message, "//go:uintptrescapes", (), message)

    def _report_variable(self, location: Location) -> None:
        if not location.attrs & ESCAPES or location.frame is None or location.var is None:
            return
        name = self._variable_text(location)
        span = self._span_of_variable(location)
        self._add(
            DecisionKind.MOVE,
            location.frame,
            span,
            name,
            "moved to heap",
            self._reason(location),
            self._steps(location.cause),
            f"moved to heap: {name}",
        )

    def _report_site(self, location: Location) -> None:
        frame, node = location.frame, location.node
        assert frame is not None
        assert node is not None
        text = self._site_text(location)
        escapes = bool(location.attrs & ESCAPES)
        verdict = "escapes to heap" if escapes else "does not escape"
        span = self.span(frame, place_of_site(location))
        reason = self._reason(location) if escapes else "its address stays in the function"
        steps = self._steps(location.cause) if escapes else ()
        message = f"{self._shown_text(location, text)} {verdict}"
        if location.site is Site.VALUE and isinstance(node, ast.CallExpr) and makes_variable(frame, node):
            message = f"moved to heap: {_TEMPORARY}" if escapes else ""
        self._add(DecisionKind.ESCAPE, frame, span, text, verdict, reason, steps, message)
        if not location.attrs & MUTATES and is_bytes_of_string(frame, location):
            message = "zero-copy string->[]byte conversion"
            self._add(DecisionKind.ESCAPE, frame, span, text, "no copy", "the bytes are only read", (), message)

    # Texts

    def _text(self, frame: Frame) -> ExprText:
        if frame not in self._texts:
            self._texts[frame] = ExprText(frame, self._package, self._shown_view(frame.routine))
        return self._texts[frame]

    def _variable_text(self, location: Location) -> str:
        name = variable_name(location)
        if location.frame is None or location.var is None:
            return name
        return self._text(location.frame).types.qualified(name, location.var.package)

    def _shown_view(self, routine: Routine) -> BodyView:
        """What messages read: of instances, the body for the shapes of their type arguments."""
        if not routine.type_args or is_shaped(routine):
            return routine.view
        known = self._views.get(routine)
        if known is None:
            params = type_parameters(routine.obj)
            shapes = Shapes().of_arguments(params, routine.type_args)
            known = instance_view(routine.typed.info, routine.decl, params, shapes)
            self._views[routine] = known
        return known

    def _shown_text(self, location: Location, text: str) -> str:
        """What a verdict calls an allocation: appends are all alike, and constants have their values."""
        if location.site is Site.APPEND:
            return "append"
        frame, node = location.frame, location.node
        if location.site is Site.BOX and frame is not None and node is not None and node in frame.view.info.types:
            return self._box_text(self._text(frame), frame, node, True)
        return text

    def _site_text(self, location: Location) -> str:
        frame, node = location.frame, location.node
        assert frame is not None
        assert node is not None
        text = self._text(frame)
        if location.site is Site.VARIADIC:
            return "... argument"
        if location.site is Site.CLOSURE:
            return "func literal"
        if location.site is Site.BOX and node not in frame.view.info.types:
            return _TEMPORARY  # one of several values of a call
        if location.site is Site.BOX:
            return self._box_text(text, frame, node, False)
        if isinstance(node, ast.CallExpr) and builtin_name(frame, node) == "make":
            return self._make_text(text, frame, node)
        if location.site is Site.LITERAL_ADDRESS and isinstance(node, ast.CompositeLit):
            return text(node)
        return text(node)

    def _box_text(self, text: ExprText, frame: Frame, node: ast.Node, by_value: bool) -> str:
        operand, shown = node, "{}"
        if isinstance(node, ast.CallExpr) and is_explicit_box(frame, node):
            operand = node.args[0]
            typ = frame.view.type_of(node.fun)
            name = text.types(typ)
            shown = f"({name})({{}})" if name.startswith("interface {") else f"{name}({{}})"
        value = static_constant(self._batch, frame, operand) if by_value else None  # type: ignore[arg-type]  # only expressions are boxed
        typ = frame.view.type_of(operand)  # type: ignore[arg-type]  # only expressions are boxed
        known = frame.view.info.types.get(operand)
        if value is not None and typ is not None and (known is None or known.value is None):
            return shown.replace("{}", literal_text(value, typ, text.types), 1)
        inner = text(operand)
        return inner if shown == "{}" else shown[: shown.index("{}")] + inner + shown[shown.index("{}") + 2 :]

    def _make_text(self, text: ExprText, frame: Frame, call: ast.CallExpr) -> str:
        typ = text.view.type_of(call)
        parts = [text.types(typ), *(text(arg) for arg in call.args[1:])]
        if len(call.args) > 1:
            found = frame.view.info.types.get(call.args[-1])
            if found is None or found.value is None:
                known = static_length(self._batch, frame, call.args[-1])
                if known is not None and parts[0][:1] == "[":
                    parts[-1] = str(known)
        return f"make({', '.join(parts)})"

    def _reason(self, location: Location) -> str:
        if not location.cause:
            return ""
        note = location.cause[-1].notes
        return note.why if note is not None else ""

    def _steps(self, path: Sequence[PathStep]) -> tuple[Step, ...]:
        return self._ways.steps(path) if self._explain else ()

    # Places

    def span(self, frame: Frame, node: ast.Node) -> Span | None:
        """Where gc says that something happens: at the outermost call if the source is inlined."""
        if frame.function().generated:
            return None
        outermost = outermost_call(frame)
        if outermost is not None:
            frame, node = outermost
        offset = offset_of(node)
        return Span(frame.routine.tree.anchor, offset, max(node.end, offset + 1))

    def _span_of_variable(self, location: Location) -> Span | None:
        frame = location.frame
        assert frame is not None
        assert location.var is not None
        outermost = outermost_call(frame)
        if outermost is not None:
            return self.span(frame, frame.node)
        if location.node is not None and location.var.span is None:
            # gc gives what a loop over a function needs for leaving it no place.
            return None if location.var.name == NEXT else self.span(frame, location.node)
        return location.var.span

    def _add(
        self,
        kind: DecisionKind,
        frame: Frame,
        span: Span | None,
        subject: str,
        verdict: str,
        reason: str,
        steps: tuple[Step, ...],
        message: str,
    ) -> None:
        function = frame.function()
        around = _outermost(function)
        routine = function.routine
        if around.routine.type_args and not is_shaped(around.routine) and wrapped_body(around) is None:
            message = ""  # gc speaks of the body that instances share, and of what is inlined into their wrappers
        within = (
            "" if function.lexical is None else self._text(frame).types.qualified(function.name, routine.obj.package)
        )
        self._log.add(
            Decision(
                kind,
                routine.symbol,
                span,
                subject,
                verdict,
                reason,
                steps,
                message,
                within=within,
                generated=function.generated,
            )
        )


def _outermost(frame: Frame) -> Frame:
    """The function, no literal, in whose text a frame ended up."""
    function = frame.function()
    while function.lexical is not None:
        function = function.lexical.function()
    return function


def is_shaped(routine: Routine) -> bool:
    """Whether it is the body that instances of a generic function share."""
    return _SHAPE in routine.symbol


def outermost_call(frame: Frame) -> tuple[Frame, CallNode] | None:
    """The call through which an inlined frame was reached, in the text of the function that it became part of."""
    path = frame.call_path()
    return (frame.function(), path[0]) if path else None


def is_bytes_of_string(frame: Frame, location: Location) -> bool:
    """Whether an allocation is the copy that a conversion of a string to a slice of bytes makes."""
    node = location.node
    if location.site is not Site.VALUE or not isinstance(node, ast.CallExpr) or not frame.view.is_type(node.fun):
        return False
    source, target = frame.view.type_of(node.args[0]), frame.view.type_of(node)
    if source is None or target is None or not is_string(source) or is_string(target):
        return False
    return is_bytes(target) and location.type is None


def variable_name(location: Location) -> str:
    """The name of a variable as messages show it."""
    assert location.var is not None
    name = location.var.name
    if location.result_index >= 0 and location.attrs & ESCAPES and name in ("", "_"):
        return f"#rv{location.result_index + 1}"  # returned from inside a loop over a function
    if location.var.role == "result variable" or name in ("", "_"):
        return result_name(name, max(location.result_index, 0))
    return name


def parameter_verdicts(owner: Owner, location: Location, name: str) -> list[tuple[str, int]]:
    """gc's lines about a parameter, each with the place (a result, -1 for the heap) that it is about."""
    leaks = leaks_of(location)
    found: list[tuple[str, int]] = []
    if leaks.heap is not None:
        found.append((f"leaking param: {name}" if leaks.heap == 0 else f"leaking param content: {name}", -1))
    for index, level in leaks.results:
        result = owner.results[index]
        assert result.var is not None
        shown = result_name(result.var.name, index)
        found.append((f"leaking param: {name} to result {shown} level={level}", index))
    return found or [(f"{name} does not escape", -1)]


def leaks_of(location: Location) -> Leaks:
    """The summary of a parameter: a way that another one covers is left out."""
    heap = location.heap_level if location.heap_level >= 0 else None

    def kept(level: int) -> bool:
        return level >= 0 and (heap is None or level < heap)

    results = tuple((index, level) for index, level in sorted(location.result_levels.items()) if kept(level))
    mutates = location.mutates_level if kept(location.mutates_level) else None
    calls = location.calls_level if kept(location.calls_level) else None
    return Leaks(heap, results, mutates, calls)

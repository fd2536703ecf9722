"""The ways on which things escape, step by step, in gc's words.

        flow: p ← &{storage for new(int)}:         one edge of the graph
          from new(int) (spill) at x.go:3:8        what the value went through on it
          from p, n := new(int), 2 (assign-pair)   a call that is replaced by its body assigns its arguments

Nodes that gc makes for what stands nowhere in the source are written as gc writes them: the slice of variadic
arguments, the assignments of inlined calls, the variable that a closure captures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from server.compiler.decide.escape.exprtext import ExprText, result_name
from server.compiler.decide.escape.functions import parameter_variables, signature_of
from server.compiler.decide.escape.graph import Graph, Location, Note, PathStep, Site
from server.compiler.decide.escape.places import place_of_site
from server.compiler.decide.escape.stmttext import statement_text
from server.compiler.decide.routine import Frame
from server.compiler.ir.decisions import Step
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Signature
from server.source.span import Span

_CAPTURES = frozenset({"captured by a closure", "reference"})
_OF_VARIADIC = frozenset({"spill", "slice-literal-element"})
_TOO_LARGE = "too large for stack"
_PACKED = "... argument"


class Ways:
    """Writes ways. text: of expressions in a frame; span: of a node; name: of a variable; site: of an allocation."""

    def __init__(
        self,
        graph: Graph,
        text: Callable[[Frame], ExprText],
        span: Callable[[Frame, ast.Node], Span | None],
        name: Callable[[Location], str],
        site: Callable[[Location], str],
    ) -> None:
        self._heap = graph.heap
        self._text = text
        self._span = span
        self._name = name
        self._site = site

    def steps(self, path: Sequence[PathStep]) -> tuple[Step, ...]:
        """A way from its end, where the thing is kept, to the thing itself."""
        return tuple(step for one in path for step in self._flow(one))

    def _flow(self, step: PathStep) -> Iterator[Step]:
        operators = "&" if step.derefs < 0 else "*" * step.derefs
        yield Step(None, f"flow: {self._location(step.dst)} ← {operators}{self._location(step.src)}:")
        note = step.notes
        while note is not None:
            span = self._span(note.frame, _place(note, step.src))
            if note.why == _TOO_LARGE and step.src.var is not None:
                span = step.src.var.span
            yield Step(span, f"from {self._note(note, step.src)} ({note.why})")
            note = note.next

    def _location(self, location: Location) -> str:
        if location is self._heap:
            return "{heap}"
        if location.site is Site.VARIABLE:
            return self._name(location)
        if location.site is Site.TEMPORARY or location.node is None:
            return "{temp}"
        if location.site is Site.WRAPPER:
            return "{storage for func literal}"
        return f"{{storage for {self._site(location)}}}"

    def _note(self, note: Note, source: Location) -> str:
        """What the value went through."""
        node, why, frame = note.node, note.why, note.frame
        text = self._text(frame)
        if why == _TOO_LARGE and source.site is Site.VARIABLE:
            return self._name(source)
        if why in _CAPTURES and source.site is Site.VARIABLE and not isinstance(node, ast.Expr):
            return self._name(source)
        if why in _OF_VARIADIC and isinstance(node, ast.CallExpr) and (why != "spill" or source.site is Site.VARIADIC):
            return _PACKED
        if why == "address-of" and isinstance(node, ast.SliceExpr):
            return text(node.x)
        if why == "address-of" and isinstance(node, ast.SelectorExpr) and _is_method(frame, node):
            return text(node.x)
        if why == "assign-pair" and isinstance(node, ast.CallExpr) and node in frame.inlined:
            return self._arguments(text, frame, node, frame.inlined[node])
        if why == "assign-pair" and isinstance(node, ast.ReturnStmt):
            return f"{', '.join(_result_names(frame))} = {text.list(node.results)}"
        return statement_text(text, node)

    def _arguments(self, text: ExprText, frame: Frame, call: ast.CallExpr, callee: Frame) -> str:
        """`p, q := x, y`"""
        names = [var.name or "_" for var in parameter_variables(callee)]
        values = [*_receiver(text, frame, call), *map(text, call.args)]
        signature = signature_of(callee)
        if signature is not None and signature.variadic and call.ellipsis < 0:
            fixed = len(names) - 1
            values = [*values[:fixed], _PACKED if len(values) > fixed else "nil"]
        return f"{', '.join(names)} := {', '.join(values)}" if names else ""


def _place(note: Note, source: Location) -> ast.Node:
    """The node whose place stands for a step."""
    node = note.node
    if isinstance(node, ast.RangeStmt) and note.why.startswith("range") and node.tok:
        keyword = note.frame.routine.tree.text.find(b"range", node.tok_pos)
        return ast.Ident(keyword, keyword + len("range"), "range")
    return place_of_site(source) if note.why == "spill" and source.node is node else node


def _is_method(frame: Frame, node: ast.SelectorExpr) -> bool:
    selection = frame.view.selection(node)
    return selection is not None and selection.kind == "method"


def _result_names(frame: Frame) -> list[str]:
    signature = signature_of(frame)
    results = signature.results.vars if isinstance(signature, Signature) else []
    return [result_name(var.name, index) for index, var in enumerate(results)]


def _receiver(text: ExprText, frame: Frame, call: ast.CallExpr) -> Iterator[str]:
    """The receiver; its address or the value that it points to, where the call takes them, goes without saying."""
    fun = call.fun
    while isinstance(fun, ast.ParenExpr):
        fun = fun.x
    if isinstance(fun, ast.SelectorExpr) and _is_method(frame, fun):
        yield text(fun.x)

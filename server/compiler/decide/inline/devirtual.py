"""Interface calls whose method is known because all values that the interface can hold have one type.

The interface operand is followed through conversions, assertions, parameters and results of inlined bodies to local
variables; every assignment to a variable counts, nil apart. Spec: "Calls", "Method values".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from server.compiler.decide.inline.callee import Callee, is_abstract, is_conversion, unparen
from server.compiler.decide.inline.values import Argument, Values, home_of, parameter_index, text_frame
from server.compiler.decide.routine import Frame
from server.compiler.syntax import nodes as ast
from server.compiler.types.identical import identical
from server.compiler.types.info import Mode
from server.compiler.types.lookup import find
from server.compiler.types.model import Interface, Tuple, Type, underlying
from server.compiler.types.objects import Func, Var
from server.compiler.types.typeset import type_set


class _Nothing:
    """No value but nil."""


_NOTHING: Final = _Nothing()
_Found: TypeAlias = Type | _Nothing | None  # None: not known, or several


@dataclass(slots=True, eq=False)
class Devirtualiser:
    """Finds the methods of interface calls in frames."""

    values: Values

    def method(self, frame: Frame, callee: Callee) -> tuple[Func, Type] | None:
        """The concrete method that an interface call runs, and the type of the value in the interface."""
        assert callee.selector is not None
        assert callee.func is not None
        assert callee.selection is not None
        if len(callee.selection.path) > 1:
            return None
        typ = self._type(text_frame(frame), callee.selector.x, set())
        if typ is None or isinstance(typ, _Nothing) or frame.routine.type_args:
            return None
        static = frame.view.type_of(callee.selector.x)
        if static is None or not _implements(typ, static):
            return None
        found = find(typ, True, callee.func.package, callee.func.name).obj
        return (found, typ) if isinstance(found, Func) and not is_abstract(found) else None

    def _type(self, frame: Frame, expr: ast.Expr, seen: set[tuple[Frame, Var]]) -> _Found:
        """The one type of the values that an operand can have."""
        while True:
            expr = unparen(expr)
            found = frame.view.of(expr)
            if found is not None and found.mode is Mode.NIL:
                return _NOTHING
            typ = frame.view.type_of(expr)
            if typ is None:
                return None
            if not isinstance(underlying(typ), Interface):
                return typ
            step = self._step(frame, expr)
            if step is not None:
                if step.expr is None:
                    return None
                frame, expr = step.frame, step.expr
                continue
            if isinstance(expr, ast.Ident):
                obj = frame.view.object_of(expr)
                return self._variable(frame, obj, seen) if isinstance(obj, Var) and not obj.is_global else None
            if isinstance(expr, ast.CallExpr):
                return self._results(frame, expr, seen)
            return None

    def _step(self, frame: Frame, expr: ast.Expr) -> Argument | None:
        """What a conversion or assertion is made of."""
        if isinstance(expr, ast.TypeAssertExpr):
            return Argument(frame, expr.x)
        if isinstance(expr, ast.CallExpr) and is_conversion(frame.view, expr):
            return Argument(frame, expr.args[0])
        return None

    def _results(self, frame: Frame, call: ast.CallExpr, seen: set[tuple[Frame, Var]], index: int = 0) -> _Found:
        """The values of a result of an inlined call."""
        inlined = frame.inlined.get(call)
        if inlined is None or not isinstance(inlined.node, ast.FuncDecl | ast.FuncLit):
            return None
        facts = self.values.verdicts.facts(inlined.routine, inlined.node)
        found: _Found = _NOTHING
        for stmt in facts.returns:
            found = _joined(found, self._returned(inlined, stmt, index, seen))
            if found is None:
                return None
        return found

    def _returned(self, frame: Frame, stmt: ast.ReturnStmt, index: int, seen: set[tuple[Frame, Var]]) -> _Found:
        only = unparen(stmt.results[0]) if len(stmt.results) == 1 else None
        if only is not None and isinstance(frame.view.type_of(only), Tuple):
            return self._part(frame, only, index, seen)
        return self._type(frame, stmt.results[index], seen) if index < len(stmt.results) else None

    def _part(self, frame: Frame, call: ast.Expr, index: int, seen: set[tuple[Frame, Var]]) -> _Found:
        """One of the values of a call."""
        types = frame.view.type_of(call)
        if not isinstance(call, ast.CallExpr) or not isinstance(types, Tuple):
            return None
        typ = types.vars[index].type
        if typ is not None and not isinstance(underlying(typ), Interface):
            return typ
        return self._results(frame, call, seen, index)

    def _variable(self, frame: Frame, var: Var, seen: set[tuple[Frame, Var]]) -> _Found:
        home = home_of(frame, var)
        if home is None:
            return None
        statics = self.values.verdicts.statics(home.routine)
        if var in statics.addressed:
            return None
        if (home, var) in seen:
            return _NOTHING
        seen.add((home, var))
        found: _Found = _NOTHING
        if parameter_index(home, var) is not None or var.role == "result variable":
            argument = self.values.argument(home, var)
            if argument is None or argument.expr is None:
                return None
            found = self._type(argument.frame, argument.expr, seen)
        elif var in statics.definitions:
            found = self._type(home, statics.definitions[var], seen)
        elif var in statics.guarded:
            found = self._type(home, statics.guarded[var], seen)
        elif var in statics.ranged:
            return None
        assigned = statics.assigned.get(var, ())
        if var in statics.parts:
            found = self._part(home, unparen(statics.parts[var][0]), statics.parts[var][1], seen)
            assigned = assigned[1:]
        for value in assigned:
            if found is None or value is None:
                return None
            found = _joined(found, self._type(home, value, seen))
        return found


def _joined(a: _Found, b: _Found) -> _Found:
    """The type of values of either kind."""
    if isinstance(a, _Nothing):
        return b
    if isinstance(b, _Nothing) or a is None or b is None:
        return a if b is not None else None
    return a if identical(a, b) else None


def _implements(typ: Type, interface: Type) -> bool:
    under = underlying(interface)
    if not isinstance(under, Interface):
        return False
    return all(isinstance(find(typ, False, m.package, m.name).obj, Func) for m in type_set(under).methods)

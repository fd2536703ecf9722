"""range clauses. Spec: "For statements with range clause"."""

from __future__ import annotations

from dataclasses import dataclass

from server.compiler.syntax import nodes as ast
from server.compiler.types.assignment import assign_operand, assign_var, init_var
from server.compiler.types.channels import common_underlying
from server.compiler.types.checker import Checker
from server.compiler.types.identical import identical
from server.compiler.types.info import Mode
from server.compiler.types.model import (
    Array,
    Basic,
    Chan,
    Map,
    Pointer,
    Signature,
    Slice,
    Type,
    unalias,
    underlying,
)
from server.compiler.types.modes import value_expr
from server.compiler.types.objects import Var
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import is_boolean, is_integer, is_string, is_valid
from server.compiler.types.stmtlist import BREAK_OK, CONTINUE_OK, nested
from server.compiler.types.universe import BOOL, INT, INVALID, RUNE
from server.compiler.types.version import GO1_22, GO1_23
from server.diagnostics.codes import types as rows


@dataclass(slots=True)
class Iteration:
    """The types of the iteration variables (None: there is none), or why there are none at all."""

    key: Type | None = None
    value: Type | None = None
    cause: str | None = None  # set for what cannot be ranged over


def range_stmt(c: Checker, context: int, stmt: ast.RangeStmt) -> None:
    """`for key, value := range x { ... }`"""
    inner = nested(context) | BREAK_OK | CONTINUE_OK
    x = Operand()
    c.env.has_call_or_recv = False
    value_expr(c, x, stmt.x)
    if x.is_valid() and stmt.value is None and not c.env.has_call_or_recv:
        _note_constant_length(c, x, stmt.x)
    iteration = _check_operand(c, x, stmt) if x.is_valid() else Iteration()
    c.open_scope()
    if stmt.tok == ":=":
        _declare_variables(c, stmt, x, iteration)
    elif stmt.key is not None:
        _assign_variables(c, stmt, x, iteration)
    elif x.is_valid() and is_integer(x.type):
        assign_operand(c, x, None, "range clause")
    c.stmt(inner, stmt.body)
    c.close_scope()


def _note_constant_length(c: Checker, x: Operand, expr: ast.Expr) -> None:
    """Without a value variable only the length of an array counts, which is a constant: x is not evaluated."""
    array = _array_of(underlying(x.type))
    if isinstance(array, Array):
        while isinstance(expr, ast.ParenExpr):
            expr = expr.x
        c.info.not_evaluated.add(expr)


def _array_of(typ: Type) -> Type:
    """The array behind a pointer to one."""
    bare = unalias(typ)
    if isinstance(bare, Pointer):
        base = underlying(bare.element)
        if isinstance(base, Array):
            return base
    return typ


def _check_operand(c: Checker, x: Operand, stmt: ast.RangeStmt) -> Iteration:
    iteration = iteration_types(c, x.type)
    if iteration.cause is not None:
        c.error(rows.CANNOT_RANGE, x, x, f": {iteration.cause}" if iteration.cause else "")
        return Iteration(INVALID, INVALID)
    if iteration.key is None and stmt.key is not None:
        c.error(rows.RANGE_NO_VARIABLES, stmt.key, x)
    elif iteration.value is None and stmt.value is not None:
        c.error(rows.RANGE_ONE_VARIABLE, stmt.value, x)
    return iteration


def iteration_types(c: Checker, typ: Type) -> Iteration:
    """What ranging over a value of the type yields."""

    def condition(member: Type | None, under: Type | None) -> str | None:
        if isinstance(under, Chan) and under.dir == "send":
            return f"receive from send-only channel {c.show(member)}"
        return None

    under, cause = common_underlying(c, typ, condition)
    if under is None:
        return Iteration(cause=cause)
    match _array_of(under):
        case Basic() as basic if is_string(basic):
            return Iteration(INT, RUNE)
        case Basic() as basic if is_integer(basic):
            return Iteration(typ) if c.allows(GO1_22) else Iteration(cause="requires go1.22 or later")
        case Array(element=element) | Slice(element=element):
            return Iteration(INT, element)
        case Map(key=key, element=element):
            return Iteration(key, element)
        case Chan(element=element):
            return Iteration(element)
        case Signature() as function:
            if not c.allows(GO1_23):
                return Iteration(cause="requires go1.23 or later")
            return _function_iteration(c, function)
    return Iteration(cause="")


_FORM = "func must be func(yield func(...) bool): "


def _function_iteration(c: Checker, function: Signature) -> Iteration:
    if len(function.params.vars) != 1:
        return Iteration(cause=_FORM + "wrong argument count")
    if function.results.vars:
        return Iteration(cause=_FORM + "unexpected results")
    param = function.params.vars[0].type or INVALID
    under, cause = common_underlying(c, param)
    if not isinstance(under, Signature):
        if cause:
            return Iteration(cause=f"{_FORM}in yield type, {cause}")
        return Iteration(cause=_FORM + "argument is not func")
    if len(under.params.vars) > 2:
        return Iteration(cause=_FORM + "yield func has too many parameters")
    results = [var.type or INVALID for var in under.results.vars]
    if len(results) != 1 or not identical(results[0], BOOL):
        if len(results) == 1 and is_boolean(results[0]):
            return Iteration(cause=_FORM + "yield func returns user-defined boolean, not bool")
        return Iteration(cause=_FORM + "yield func does not return bool")
    if under.variadic:
        return Iteration(cause=f"yield func of type {c.show(under)} cannot be variadic")
    types = [var.type for var in under.params.vars]
    return Iteration(types[0] if types else None, types[1] if len(types) > 1 else None)


def _declare_variables(c: Checker, stmt: ast.RangeStmt, x: Operand, iteration: Iteration) -> None:
    new: list[Var] = []
    for left, typ in ((stmt.key, iteration.key), (stmt.value, iteration.value)):
        if left is None:
            continue
        name = left.name if isinstance(left, ast.Ident) else "_"
        var = Var(name, c.package, c.span_of(left))
        if isinstance(left, ast.Ident):
            c.info.defs[left] = var
            if name != "_":
                new.append(var)
        else:
            c.error(rows.NON_NAME_IN_SHORT_DECL, left, left)
        if typ is None or typ is INVALID:
            var.type, var.used = INVALID, True
        elif is_integer(x.type):
            init_var(c, var, x, "range clause")
        else:
            init_var(c, var, Operand(Mode.VALUE, left, typ), "assignment")
    if not new:
        c.error(rows.NO_NEW_VARIABLES, stmt)
    for var in new:
        other = c.env.scope.names.get(var.name)
        if other is not None:
            c.error(rows.REDECLARED, var, var.name, related=c.other_declaration(other))
            continue
        c.env.scope.names[var.name] = var
        c.env.locals.append(var)


def _assign_variables(c: Checker, stmt: ast.RangeStmt, x: Operand, iteration: Iteration) -> None:
    for left, typ in ((stmt.key, iteration.key), (stmt.value, iteration.value)):
        if left is None or typ is None or typ is INVALID:
            continue
        if x.is_valid() and is_integer(x.type):
            assign_var(c, left, None, x, "range clause")
            if x.is_valid() and is_valid(x.type) and not is_integer(x.type):
                c.error(rows.RANGE_VARIABLE_TYPE, left, x.type)
        else:
            assign_var(c, left, None, Operand(Mode.VALUE, left, typ), "assignment")

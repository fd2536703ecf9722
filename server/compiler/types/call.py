"""Calls and conversions, type assertions. Spec: "Calls", "Conversions", "Type assertions"."""

from __future__ import annotations

from server.compiler.syntax import nodes as ast
from server.compiler.types.arguments import argument_list, check_arguments
from server.compiler.types.assignment import target_of
from server.compiler.types.builtins import check_builtin
from server.compiler.types.channels import common_underlying
from server.compiler.types.checker import Checker, Kind, Target
from server.compiler.types.conversion import convert
from server.compiler.types.cycles import is_complete
from server.compiler.types.implements import assertion_cause
from server.compiler.types.index import check_index
from server.compiler.types.infer import mentions
from server.compiler.types.info import Mode
from server.compiler.types.instances import instantiated_signature, require_version, type_arguments
from server.compiler.types.model import Interface, Signature, Type, underlying
from server.compiler.types.modes import expr_or_type, use, value_expr
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import is_interface, is_type_param, is_valid
from server.compiler.types.typeset import type_set
from server.compiler.types.typexpr import variable_type
from server.compiler.types.universe import BUILTINS, INVALID, UNSAFE_BUILTINS
from server.compiler.types.version import GO1_18
from server.diagnostics.codes import types as rows


def call_expr(c: Checker, x: Operand, call: ast.CallExpr, _target: Target | None, _hint: Type | None) -> Kind:
    """`f(args)`: a call of a function or built-in, or a conversion"""
    inst: ast.IndexExpr | None = None
    if isinstance(call.fun, ast.IndexExpr):
        if check_index(c, x, call.fun):
            inst = call.fun
        x.expr = call.fun
        c.record(x)
    else:
        expr_or_type(c, x, call.fun, allow_generic=True)
    if not x.is_valid():
        use(c, *call.args)
        return Kind.STATEMENT
    if x.mode is Mode.TYPE:
        _conversion(c, x, call)
        return Kind.CONVERSION
    if x.mode is Mode.BUILTIN:
        return _builtin_call(c, x, call)
    _function_call(c, x, call, inst)
    return Kind.STATEMENT


def _conversion(c: Checker, x: Operand, call: ast.CallExpr) -> None:
    c.rules.non_generic(c, None, x)
    if not x.is_valid():
        return
    typ = x.type
    x.invalidate()
    if not is_complete(c, typ):
        return
    if len(call.args) != 1:
        use(c, *call.args)
        if call.args:
            c.error(rows.CONVERSION_EXTRA, call.args[-1], typ)
        else:
            c.error(rows.CONVERSION_MISSING, call, typ)
        return
    value_expr(c, x, call.args[0], target_of(c, typ, "conversion"))
    if not x.is_valid():
        return
    under = underlying(typ)
    if isinstance(under, Interface):
        types = type_set(under)
        if types.comparable or types.terms is not None:
            c.error(rows.CONVERSION_TO_CONSTRAINT, call, typ)
            x.invalidate()
            return
    if call.ellipsis >= 0:
        c.error(rows.CONVERSION_DOTS, call.args[0], typ)
        x.invalidate()
        return
    convert(c, x, typ)


def _builtin_call(c: Checker, x: Operand, call: ast.CallExpr) -> Kind:
    builtin = x.builtin
    assert builtin is not None
    rule = (UNSAFE_BUILTINS if builtin.package is not None else BUILTINS)[builtin.name]
    x.invalidate()
    if not check_builtin(c, x, call, builtin, rule):
        x.invalidate()
    elif x.mode is not Mode.CONSTANT:
        c.env.has_call_or_recv = True
    return Kind.STATEMENT if rule.statement else Kind.EXPRESSION


def _function_call(c: Checker, x: Operand, call: ast.CallExpr, inst: ast.IndexExpr | None) -> None:
    def condition(member: Type | None, under: Type | None) -> str | None:
        if under is not None and not isinstance(under, Signature):
            return f"{c.show(member)} is not a function"
        return None

    under, cause = common_underlying(c, x.type, condition)
    if not isinstance(under, Signature):
        use(c, *call.args)
        c.error(rows.CANNOT_CALL, x, x, cause)
        x.invalidate()
        return
    signature: Signature = under
    was_generic = bool(signature.type_params)
    args: list[Type] = []
    arg_exprs: list[ast.Expr] = []
    if inst is not None:
        explicit = _explicit_arguments(c, call, inst, signature)
        if explicit is None:
            x.invalidate()
            return
        if len(explicit) == len(signature.type_params):
            require_version(c, inst, GO1_18, "function instantiation")
            signature = instantiated_signature(c, inst, inst, signature, explicit, inst.indices)
        else:
            args, arg_exprs = explicit, inst.indices
    operands, partial = argument_list(c, call.args)
    signature = check_arguments(c, call, signature, args, arg_exprs, operands, partial)
    if was_generic and not signature.type_params:
        c.record_type(call.fun, Mode.VALUE, signature)
    _set_result(c, x, signature)


def _explicit_arguments(c: Checker, call: ast.CallExpr, inst: ast.IndexExpr, signature: Signature) -> list[Type] | None:
    args = type_arguments(c, inst.indices)
    wanted = len(signature.type_params)
    if args is not None and len(args) > wanted:
        c.error(rows.WRONG_TYPE_ARG_COUNT, inst.indices[wanted], len(args), wanted)
        args = None
    if args is None:
        use(c, *call.args)
    return args


def _set_result(c: Checker, x: Operand, signature: Signature) -> None:
    results = signature.results.vars
    c.env.has_call_or_recv = True
    x.value = None
    if not results:
        x.mode = Mode.NO_VALUE  # the type stays the function's: messages about arguments show it
        return
    x.mode = Mode.VALUE
    if len(results) == 1:
        x.type = results[0].type or INVALID
        if not is_complete(c, x.type):
            x.invalidate()
            return
    else:
        x.type = signature.results
    if signature.type_params and mentions(signature.type_params, x.type):
        x.invalidate()  # inference has failed: the result would be a type parameter of the callee


def type_assert_expr(
    c: Checker, x: Operand, expr: ast.TypeAssertExpr, _target: Target | None, _hint: Type | None
) -> Kind:
    """`x.(T)`"""
    value_expr(c, x, expr.x)
    if not x.is_valid():
        return Kind.STATEMENT
    typ: Type = INVALID
    if expr.type is None:
        c.error(rows.TYPE_SWITCH_GUARD_OUTSIDE, expr)
    elif is_type_param(x.type):
        c.error(rows.ASSERT_ON_PARAM, x, x)
    elif not is_interface(x.type):
        c.error(rows.ASSERT_NOT_INTERFACE, x, x)
    else:
        typ = variable_type(c, expr.type)
    if expr.type is None or not is_valid(typ) or not is_complete(c, typ):
        x.invalidate()
        return Kind.STATEMENT
    cause = assertion_cause(c, x.type, typ)
    if cause is not None:
        c.error(rows.IMPOSSIBLE_ASSERTION, expr, expr, typ, x.type, cause)
    x.mode, x.type = Mode.COMMA_OK, typ
    return Kind.EXPRESSION

"""Instances of generic functions and types: explicit, inferred from a target, and checked against constraints.

Spec: "Instantiations", "Satisfying a type constraint".
"""

from __future__ import annotations

from collections.abc import Sequence

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker, Target
from server.compiler.types.implements import implements_cause
from server.compiler.types.infer import Inference, InferenceError
from server.compiler.types.info import Instance, Mode
from server.compiler.types.model import Alias, Named, Signature, Tuple, Type, TypeParam
from server.compiler.types.objects import Var
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import is_generic, is_valid
from server.compiler.types.subst import (
    instantiate_alias,
    instantiate_named,
    instantiate_signature,
    rename_type_params,
    substitute,
    substitution,
)
from server.compiler.types.typeset import constraint_interface
from server.compiler.types.universe import INVALID
from server.compiler.types.version import GO1_18, GO1_21, Version, version_string
from server.diagnostics.codes import types as rows
from server.source.span import Span


def is_generic_function(typ: Type) -> bool:
    """A function type with type parameters of its own"""
    return isinstance(typ, Signature) and bool(typ.type_params)


def require_version(c: Checker, at: ast.Node | Operand, version: Version, what: str) -> bool:
    """Report a feature that the language version in force does not have."""
    if c.allows(version):
        return True
    c.error(rows.UNSUPPORTED_FEATURE, at, what, version_string(version))
    return False


def non_generic(c: Checker, target: Target | None, x: Operand) -> None:
    """Refuse a generic type or function that is not instantiated; a function may be by the target's type."""
    typ = x.type
    if not x.is_valid() or x.mode is Mode.NO_VALUE:
        return
    if type(typ) is Signature:
        if not typ.type_params:
            return
        if target is not None:
            instantiate_function(c, target, x, None, infer=True)
            return
        what = "function"
    elif type(typ) in (Named, Alias) and is_generic(typ):
        what = "type"
    else:
        return
    c.error(rows.GENERIC_WITHOUT_INSTANCE, x, what, x.expr)
    x.invalidate()
    x.type = INVALID


def instantiate_type(c: Checker, expr: ast.IndexExpr, generic: Type, args: list[Type]) -> Type:
    """`G[args]`; the constraints are verified when all types are complete."""
    assert isinstance(generic, Named | Alias)
    params = generic.type_params
    wanted, got = len(params), len(args)
    if wanted != got:
        row = rows.NOT_ENOUGH_TYPE_ARGS if got < wanted else rows.TOO_MANY_TYPE_ARGS
        if isinstance(generic, Alias):
            c.error(row, c.operator_span(expr.x), generic.obj.name, got, wanted)
            return INVALID
        c.later(lambda: c.error(row, c.operator_span(expr.x), generic.obj.name, got, wanted))
        return instantiate_named(generic, args)
    inst: Type
    if isinstance(generic, Named):
        inst = instantiate_named(generic, args)
        c.instance_spans.setdefault(inst, c.span_of(expr))
    else:
        inst = instantiate_alias(generic, args)
    ident = _instantiated_name(expr.x)
    if ident is not None:
        c.info.instances[ident] = Instance(args, inst)
    spans = [c.span_of(index) for index in expr.indices]
    c.later(lambda: _verify(c, params, args, spans, c.span_of(expr.x)))
    return inst


def _instantiated_name(expr: ast.Expr | None) -> ast.Ident | None:
    while isinstance(expr, ast.ParenExpr | ast.IndexExpr):
        expr = expr.x
    if isinstance(expr, ast.SelectorExpr):
        return expr.sel
    return expr if isinstance(expr, ast.Ident) else None


def _verify(
    c: Checker, params: Sequence[TypeParam], args: Sequence[Type], spans: Sequence[Span | None], at: Span | None
) -> None:
    """Report the first argument that does not satisfy its constraint."""
    mapping = substitution(params, args)
    for i, (param, arg) in enumerate(zip(params, args)):
        constraint_interface(param)  # wraps a constraint that is not an interface
        if param.constraint is None or not is_valid(arg):
            continue
        cause = implements_cause(c, arg, substitute(param.constraint, mapping), constraint=True)
        if cause is not None:
            c.error(rows.TYPE_ARG, spans[i] if i < len(spans) else at, cause)
            return
    places = [spans[i] if i < len(spans) else at for i in range(len(args))]
    c.instances.add_instance(c.package, params, args, places)


def instantiated_signature(
    c: Checker,
    at: ast.Expr,
    expr: ast.Expr | None,
    generic: Signature,
    args: list[Type],
    arg_exprs: Sequence[ast.Expr] = (),
) -> Signature:
    """The signature of an instance of a generic function; the constraints are verified later."""
    inst = instantiate_signature(generic, args)
    ident = _instantiated_name(expr)
    if ident is not None:
        c.info.instances[ident] = Instance(args, inst)
    spans = [c.span_of(one) for one in arg_exprs]
    c.later(lambda: _verify(c, generic.type_params, args, spans, c.operator_span(at)))
    return inst


def type_arguments(c: Checker, exprs: Sequence[ast.Expr]) -> list[Type] | None:
    """The types written between brackets, or None if one is wrong."""
    args = [c.rules.variable_type(c, expr) for expr in exprs]
    return args if all(is_valid(arg) for arg in args) else None


def instantiate_function(
    c: Checker, target: Target | None, x: Operand, inst: ast.IndexExpr | None, infer: bool
) -> list[Type] | None:
    """Instantiate generic function x with the arguments of `inst`, inferring the rest from the target.

    Without `infer`, too few arguments are handed back: the call that x is an argument of infers the others.
    """
    at = inst if inst is not None else x.expr
    assert at is not None
    if inst is not None:
        x.expr = inst
    require_version(c, at, GO1_18, "function instantiation")
    arg_exprs = inst.indices if inst is not None else []
    args = type_arguments(c, arg_exprs)
    if args is None:
        x.invalidate()
        return None
    signature = x.type
    assert isinstance(signature, Signature)
    wanted = len(signature.type_params)
    if len(args) > wanted:
        c.error(rows.WRONG_TYPE_ARG_COUNT, arg_exprs[-1], len(args), wanted)
        x.invalidate()
        return None
    if len(args) < wanted:
        if not infer:
            return args
        inferred = _infer_from_target(c, target, x, signature, args, inst)
        if inferred is None:
            x.invalidate()
            return None
        args = inferred
    x.type = instantiated_signature(c, at, x.expr, signature, args, arg_exprs)
    x.mode = Mode.VALUE
    return None


def _infer_from_target(
    c: Checker,
    target: Target | None,
    x: Operand,
    signature: Signature,
    args: list[Type],
    inst: ast.IndexExpr | None,
) -> list[Type] | None:
    params: list[Var] = []
    operands: list[Operand] = []
    assert x.expr is not None
    if target is not None:
        how = "partially" if inst is not None else "implicitly"
        if c.allows(GO1_18):  # else reported already
            require_version(c, x, GO1_21, f"{how} instantiated function in assignment")
        plain = Signature(signature.params, signature.results, signature.variadic)
        params = [Var("", c.package, None, plain)]
        name = ast.Ident(x.expr.start, x.expr.end, target.description)
        operands = [Operand(Mode.VALUE, name, target.signature)]
    fresh, renaming = rename_type_params(signature.type_params)
    renamed = substitute(Tuple(params), renaming)
    assert isinstance(renamed, Tuple)
    inference = Inference(c, fresh, list(args), reverse=target is not None)
    try:
        return inference.run(renamed, operands, c.operator_span(inst or x.expr))
    except InferenceError as error:
        c.error(rows.CANNOT_INFER, error.at, error.message)
        return None

"""Arguments of calls: counts, variadic parameters, inference, assignability.

Spec: "Calls", "Passing arguments to ... parameters", "Type inference".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.print import expression_text
from server.compiler.types.assignlist import types_summary
from server.compiler.types.assignment import assign_operand
from server.compiler.types.checker import Checker
from server.compiler.types.index import check_index
from server.compiler.types.infer import Inference, InferenceError
from server.compiler.types.info import Mode
from server.compiler.types.instances import (
    instantiate_function,
    instantiated_signature,
    is_generic_function,
    require_version,
)
from server.compiler.types.model import Signature, Slice, Tuple, Type, TypeParam
from server.compiler.types.modes import exclude_non_values, generic_expr
from server.compiler.types.objects import Var
from server.compiler.types.operand import Operand
from server.compiler.types.subst import rename_type_params, substitute, substitution
from server.compiler.types.universe import INVALID
from server.compiler.types.version import GO1_18, GO1_21
from server.diagnostics.codes import types as rows

Partial = dict[int, list[Type]]  # explicit type arguments of generic function arguments, by argument


def argument_list(c: Checker, exprs: Sequence[ast.Expr]) -> tuple[list[Operand], Partial]:
    """Check the arguments of a call; they may be generic functions, partly instantiated."""
    partial: Partial = {}
    infer = not c.allows(GO1_21)
    operands: list[Operand] = []
    for i, expr in enumerate(exprs):
        x = Operand()
        if isinstance(expr, ast.IndexExpr):
            if check_index(c, x, expr):
                given = instantiate_function(c, None, x, expr, infer)
                if given is not None:
                    partial[i] = given
            x.expr = expr
            if i not in partial:
                c.record(x)
            exclude_non_values(c, x)
        elif len(exprs) == 1:
            return _single_argument(c, expr), partial
        else:
            generic_expr(c, x, expr)
        operands.append(x)
    return operands, partial


def _single_argument(c: Checker, expr: ast.Expr) -> list[Operand]:
    """The only argument; a call with several results stands for all arguments."""
    x = Operand()
    c.raw_expr(None, x, expr, None, allow_generic=True)
    exclude_non_values(c, x)
    if x.is_valid() and isinstance(x.type, Tuple):
        return [Operand(Mode.VALUE, expr, var.type or INVALID) for var in x.type.vars]
    return [x]


def check_arguments(
    c: Checker,
    call: ast.CallExpr,
    signature: Signature,
    type_args: Sequence[Type],
    type_arg_exprs: Sequence[ast.Expr],
    operands: list[Operand],
    partial: Partial,
) -> Signature:
    """Check operands against parameters; the signature, instantiated if it was generic."""
    params = _expand_variadic(c, call, signature, operands)
    if params is None:
        return signature
    if signature.type_params or any(is_generic_function(x.type) for x in operands):
        matching = _Matching(c, call, signature, type_args, type_arg_exprs, operands)
        result = matching.infer(params, partial)
        if result is None:
            return signature
        signature, params = result
    context = f"argument to {expression_text(call.fun)}" if operands else ""
    for x, param in zip(operands, params):
        assign_operand(c, x, param.type, context)
    return signature


def _expand_variadic(
    c: Checker, call: ast.CallExpr, signature: Signature, operands: Sequence[Operand]
) -> list[Var] | None:
    """One parameter per operand, or None after reporting that the counts differ."""
    params = list(signature.params.vars)
    given, wanted = len(operands), len(params)
    dots = call.ellipsis >= 0
    if signature.variadic and dots:
        if len(call.args) == 1 and given > 1:
            c.error(rows.DOTS_WITH_MULTI_VALUE, call, given, call.args[0])
            return None
    elif signature.variadic:
        if given >= wanted - 1:
            last = params.pop()
            element = last.type.element if isinstance(last.type, Slice) else INVALID
            params += [Var(last.name, last.package, last.span, element) for _ in range(given - wanted + 1)]
            wanted = given
        else:
            wanted -= 1
    elif dots:
        c.error(rows.DOTS_NON_VARIADIC, call, call.fun)
        return None
    if given == wanted:
        return params
    _report_count(c, call, signature, operands, wanted)
    return None


def _report_count(
    c: Checker, call: ast.CallExpr, signature: Signature, operands: Sequence[Operand], wanted: int
) -> None:
    have = types_summary(c, [x.type for x in operands], dots=call.ellipsis >= 0)
    want = types_summary(c, [v.type or INVALID for v in signature.params.vars], variadic=signature.variadic)
    if len(operands) > wanted:
        c.error(rows.TOO_MANY_ARGUMENTS, operands[wanted], call.fun, have, want)
    else:
        c.error(rows.NOT_ENOUGH_ARGUMENTS, operands[-1] if operands else call, call.fun, have, want)


class _Matching:
    """The inference of one call's type arguments, and of those of generic functions among its arguments."""

    def __init__(
        self,
        c: Checker,
        call: ast.CallExpr,
        signature: Signature,
        type_args: Sequence[Type],
        type_arg_exprs: Sequence[ast.Expr],
        operands: list[Operand],
    ) -> None:
        self.c = c
        self.call = call
        self.signature = signature
        self.arg_exprs = type_arg_exprs
        self.operands = operands
        self.params: list[TypeParam] = []
        self.args: list[Type | None] = list(type_args)
        self.generic_operands: list[tuple[Operand, int]] = []  # with the number of their type parameters

    def infer(self, params: list[Var], partial: Partial) -> tuple[Signature, list[Var]] | None:
        """The instantiated signature and parameters, or None after reporting that something is not inferable."""
        c = self.c
        count = len(self.signature.type_params)
        renamed: Type = Tuple(params)
        if count:
            require_version(c, self.call, GO1_18, "implicit function instantiation")
            self.params, renaming = rename_type_params(self.signature.type_params)
            renamed = substitute(renamed, renaming)
            self.args += [None] * (count - len(self.args))
        assert isinstance(renamed, Tuple)
        self._add_generic_operands(partial)
        try:
            found = Inference(c, self.params, self.args).run(renamed, self.operands, c.operator_span(self.call))
        except InferenceError as error:
            if error.message:
                c.error(rows.CANNOT_INFER_IN_CALL, error.at, self.call.fun, error.message)
            return None
        self._instantiate_operands(found, count)
        return self._instantiated(renamed, found, count)

    def _add_generic_operands(self, partial: Partial) -> None:
        for i, x in enumerate(self.operands):
            if not isinstance(x.type, Signature) or not x.type.type_params:
                continue
            if not self.generic_operands:
                require_version(self.c, x, GO1_21, "implicitly instantiated function as argument")
            fresh, renaming = rename_type_params(x.type.type_params)
            plain = substitute(replace(x.type, type_params=[]), renaming)
            assert isinstance(plain, Signature)
            x.type = replace(plain, type_params=fresh)
            given = partial.get(i, [])
            self.params = [*self.params, *fresh]
            self.args += [*given, *([None] * (len(fresh) - len(given)))]
            self.generic_operands.append((x, len(fresh)))

    def _instantiate_operands(self, found: Sequence[Type], at: int) -> None:
        for x, count in self.generic_operands:
            assert isinstance(x.type, Signature)
            assert x.expr is not None
            x.type = instantiated_signature(self.c, x.expr, x.expr, x.type, list(found[at : at + count]))
            self.c.record(x)
            at += count

    def _instantiated(self, renamed: Tuple, found: Sequence[Type], count: int) -> tuple[Signature, list[Var]]:
        signature = self.signature
        if count:
            fun = self.call.fun
            args = list(found[:count])
            signature = instantiated_signature(self.c, self.call, fun, signature, args, self.arg_exprs)
        params = substitute(renamed, substitution(self.params, found))
        assert isinstance(params, Tuple)
        return signature, params.vars

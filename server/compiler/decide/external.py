"""Functions without a Go body: what their declarations promise about their parameters.

Whoever implements such a function may do anything with a pointer, unless `//go:noescape` promises that it does not
keep it.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.compiler.decide.escape.memory import TypeFacts
from server.compiler.decide.plan import Leaks
from server.compiler.ir.decisions import Decision, DecisionKind, DecisionLog
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import TypedPackage
from server.compiler.types.objects import Func, Var
from server.compiler.types.predicates import is_uintptr
from server.compiler.types.symbols import pragmas

_KEPT = Leaks(heap=0)
_NOT_KEPT = Leaks(mutates=0, calls=0)


def bodyless(typed: TypedPackage) -> Iterator[tuple[Func, ast.DeclTree]]:
    """The functions of a package that are declared without a body."""
    for file in typed.files:
        for tree in file.decls:
            if tree.keyword not in ("func", ""):
                continue
            decl = tree.decl
            if isinstance(decl, ast.FuncDecl) and decl.body is None:
                obj = typed.info.defs.get(decl.name)
                if isinstance(obj, Func):
                    yield obj, tree


def promised_leaks(func: Func, tree: ast.DeclTree, facts: TypeFacts) -> tuple[Leaks, ...]:
    """What becomes of the parameters of a function without a body."""
    keeps = "noescape" not in pragmas(tree)
    return tuple(_promised(var, facts, keeps) for var in _parameters(func))


def _promised(var: Var, facts: TypeFacts, keeps: bool) -> Leaks:
    if var.type is None or not facts.has_pointers(var.type):
        return Leaks()
    return _KEPT if keeps else _NOT_KEPT


def harmless_leaks(func: Func, facts: TypeFacts) -> tuple[Leaks, ...] | None:
    """What becomes of the parameters of a function that gets no pointers: nothing. None for other functions."""
    parameters = _parameters(func)
    if any(var.type is None or facts.has_pointers(var.type) for var in parameters):
        return None
    return (Leaks(),) * len(parameters)


def report_promises(func: Func, tree: ast.DeclTree, symbol: str, facts: TypeFacts, log: DecisionLog) -> None:
    """gc's lines about such a function."""
    keeps = "noescape" not in pragmas(tree)
    for var in _parameters(func):
        if var.type is None or var.name == "":
            continue
        if is_uintptr(var.type):
            message = f"assuming {var.name} is unsafe uintptr"
        elif not facts.has_pointers(var.type):
            continue
        else:
            message = f"leaking param: {var.name}" if keeps else f"{var.name} does not escape"
        reason = "the function has no body"
        log.add(Decision(DecisionKind.LEAK, symbol, var.span, var.name, message, reason, (), message))


def _parameters(func: Func) -> list[Var]:
    signature = func.type
    if signature is None:
        return []
    receiver = [signature.recv] if signature.recv is not None else []
    return [*receiver, *signature.params.vars]

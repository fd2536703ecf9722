"""Function bodies: one at a time, each in an environment of its own.

Spec: "Function declarations", "Terminating statements"; unused variables are an implementation restriction that gc
makes.
"""

from __future__ import annotations

from collections.abc import Sequence

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker, DeclInfo, Env
from server.compiler.types.labels import check_labels
from server.compiler.types.model import Signature
from server.compiler.types.objects import Scope, Var
from server.compiler.types.stmtlist import check_statements
from server.compiler.types.terminating import is_terminating
from server.diagnostics.codes import types as rows


def check_body(
    c: Checker, outer: Env, decl: DeclInfo | None, signature: Signature, body: ast.BlockStmt, iota: int | None
) -> None:
    """Check the body of a declared function or of a function literal found in `outer`."""
    c.poll()
    before = c.env
    # A copy: the body may be checked again, after an edit, with the parameters alone in scope.
    parameters = c.function_scopes.get(signature)
    c.env = Env(
        outer.tree,
        Scope(parameters.parent, dict(parameters.names)) if parameters is not None else Scope(outer.scope),
        outer.version,
        decl=decl,
        iota=iota,
        error_span=outer.error_span,
        signature=signature,
    )
    try:
        check_statements(c, 0, body.stmts)
        if c.env.has_label:
            check_labels(c, body)
        if signature.results.vars and not is_terminating(body, c.env.panics):
            c.error(rows.MISSING_RETURN, c.at_offset(body.rbrace))
        report_unused(c, c.env.locals)
    finally:
        c.env = before


def report_unused(c: Checker, variables: Sequence[Var]) -> None:
    """Report the local variables that nothing reads."""
    unused = [var for var in variables if not var.used and var.name != "_"]
    for var in sorted(unused, key=lambda one: one.span.start if one.span else 0):
        c.error(rows.UNUSED_VARIABLE, var, var.name)

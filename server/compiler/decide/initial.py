"""The initialisers of package-level variables as bodies.

gc collects them in a function `init`. What they assign lives for ever, so each one can be looked at alone: a routine
whose body is the initialiser's expression, evaluated in the declaration that it stands in.
"""

from __future__ import annotations

from server.compiler.decide.routine import Routine
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Initializer, TypedPackage
from server.compiler.types.linkname import package_prefix
from server.compiler.types.model import Signature, Tuple
from server.compiler.types.objects import Func
from server.compiler.types.view import BodyView

INIT = "init"


def initializer_routines(typed: TypedPackage) -> list[Routine]:
    """One routine per initialiser, in the order in which they run."""
    view = BodyView(typed.info)
    symbol = f"{package_prefix(typed.package)}.{INIT}"
    return [_routine(typed, view, symbol, initializer) for initializer in typed.init_order]


def _routine(typed: TypedPackage, view: BodyView, symbol: str, initializer: Initializer) -> Routine:
    rhs = initializer.rhs
    start, end = rhs.start, rhs.end
    params = ast.FieldList(start, start, [])
    body = ast.BlockStmt(start, end, [ast.ExprStmt(start, end, rhs)], end)
    decl = ast.FuncDecl(
        start, end, None, ast.Ident(start, start, INIT), ast.FuncType(start, start, start, None, params, None), body
    )
    func = Func(INIT, typed.package, None, Signature(Tuple([]), Tuple([])), decl)
    language = typed.language_of(initializer.tree)
    return Routine(INIT, symbol, func, decl, initializer.tree, typed, view, language=language, initializer=initializer)

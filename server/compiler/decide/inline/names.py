"""How gc's messages call functions.

A declared function goes by its name within its package; a literal by the function around it and a number; a function of
another package has that package's name before it. An instance of a generic function is named after the shapes of its
type arguments, which is what gc compiles.
"""

from __future__ import annotations

from server.compiler.decide.routine import Frame, Routine
from server.compiler.syntax import nodes as ast
from server.compiler.types.linkname import link_name
from server.compiler.types.model import Interface, Pointer, Type, TypeParam, unalias, underlying
from server.compiler.types.objects import Func, Package
from server.compiler.types.typeset import type_set


def shape_of(typ: Type, param: TypeParam) -> str:
    """The name of a type argument's shape: its underlying type; where only methods count all pointers are alike."""
    under = underlying(typ)
    if isinstance(under, Pointer) and isinstance(unalias(typ), Pointer) and _is_basic(param):
        return "go.shape.*uint8"
    return f"go.shape.{link_name(under)}"


def _is_basic(param: TypeParam) -> bool:
    """Whether a constraint has methods only."""
    constraint = underlying(param.constraint) if param.constraint is not None else None
    if not isinstance(constraint, Interface):
        return False
    found = type_set(constraint)
    return found.terms is None and not found.comparable


def shapes(func: Func, type_args: tuple[Type, ...]) -> tuple[str, ...]:
    """The shapes of an instance's type arguments, its receiver's first."""
    signature = func.type
    params = [*signature.recv_type_params, *signature.type_params] if signature is not None else []
    return tuple(shape_of(arg, param) for arg, param in zip(type_args, params))


def routine_name(routine: Routine) -> str:
    """`f`, `T.M`, `(*T).M`, `f[go.shape.int]`, `(*T[go.shape.int]).M`, `init.0`"""
    func = routine.obj
    if not routine.type_args:
        return (
            routine.name
            if func.name != "init"
            else routine.symbol.rsplit(".", 2)[-2] + "." + routine.symbol.rsplit(".", 1)[-1]
        )
    names = shapes(func, routine.type_args)
    signature = func.type
    assert signature is not None
    own = len(signature.recv_type_params)
    name = func.name + (f"[{','.join(names[own:])}]" if names[own:] else "")
    if signature.recv is None or signature.recv.type is None:
        return name
    recv = unalias(signature.recv.type)
    pointer = isinstance(recv, Pointer)
    base = unalias(recv.element) if isinstance(recv, Pointer) else recv
    text = getattr(getattr(base, "obj", None), "name", "?") + (f"[{','.join(names[:own])}]" if own else "")
    return f"(*{text}).{name}" if pointer else f"{text}.{name}"


def qualified(name: str, package: Package | None, home: Package | None) -> str:
    """A function's name as messages about package `home` have it."""
    if package is None or package is home or home is None or package.path == home.path:
        return name
    return f"{package.name}.{name}"


def literal_name(outer: str, inside_literal: bool, number: int) -> str:
    """The name of the function literal with this number in `outer`."""
    return f"{outer}.{number}" if inside_literal else f"{outer}.func{number}"


def loop_name(outer: str, number: int) -> str:
    """The name of the body of a range-over-func loop."""
    return f"{outer}-range{number}"


def wrapper_name(outer: str, stmt: ast.GoStmt | ast.DeferStmt, number: int) -> str:
    """The name of the function that a go or defer statement starts."""
    return f"{outer}.{'gowrap' if isinstance(stmt, ast.GoStmt) else 'deferwrap'}{number}"


def is_literal(frame: Frame) -> bool:
    """Whether a frame is compiled as a function without a name of its own."""
    return not isinstance(frame.function().node, ast.FuncDecl)

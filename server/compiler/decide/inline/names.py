"""How gc's messages call functions.

A declared function goes by its name within its package; a literal by the function around it and a number; a function of
another package has that package's name before it. An instance of a generic function is named after the shapes of its
type arguments, which is what gc compiles.
"""

from __future__ import annotations

from collections.abc import Sequence

from server.compiler.decide.bodies import type_parameters
from server.compiler.decide.inline.shapes import shape_name
from server.compiler.decide.routine import Frame, Routine
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Pointer, Type, unalias
from server.compiler.types.objects import Func, Package


def shapes(func: Func, type_args: Sequence[Type]) -> tuple[str, ...]:
    """The names of the shapes of an instance's type arguments, its receiver's first."""
    return tuple(shape_name(arg, param) for arg, param in zip(type_args, type_parameters(func)))


def routine_name(routine: Routine) -> str:
    """`f`, `T.M`, `(*T).M`, `f[go.shape.int]`, `(*T[go.shape.int]).M`, `init.0`"""
    func = routine.obj
    if not routine.type_args:
        is_init = func.name == "init" and routine.initializer is None
        return ".".join(routine.symbol.rsplit(".", 2)[-2:]) if is_init else routine.name
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


def link_name(frame: Frame) -> str:
    """What traces call the function of a frame: `main.f`, `main.f.func1`, `sync.OnceFunc.1`."""
    symbol, routine = frame.routine.symbol, frame.routine
    return (
        symbol if isinstance(frame.node, ast.FuncDecl) else f"{symbol}{frame.name.removeprefix(routine_name(routine))}"
    )


def literal_name(outer: str, inside_literal: bool, number: int) -> str:
    """The name of the function literal with this number in `outer`."""
    return f"{outer}.{number}" if inside_literal else f"{outer}.func{number}"


def loop_name(outer: str, number: int) -> str:
    """The name of the body of a range-over-func loop."""
    return f"{outer}-range{number}"


def wrapper_name(outer: str, stmt: ast.GoStmt | ast.DeferStmt, number: int) -> str:
    """The name of the function that a go or defer statement starts."""
    return f"{outer}.{'gowrap' if isinstance(stmt, ast.GoStmt) else 'deferwrap'}{number}"

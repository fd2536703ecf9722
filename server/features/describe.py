"""A name or an expression in one declaration-like line of Go: `var x int`, `const c int = 42`, `func f(a int) bool`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from server.build.snapshot import CheckedPackage
from server.compiler.syntax import nodes as ast
from server.compiler.types.constformat import constant_string
from server.compiler.types.info import Info, Mode
from server.compiler.types.model import (
    Alias,
    Array,
    Basic,
    Named,
    Signature,
    Struct,
    Type,
    TypeParam,
    unalias,
    underlying,
)
from server.compiler.types.objects import (
    Builtin,
    Const,
    Func,
    Label,
    Nil,
    Object,
    Package,
    PkgName,
    TypeName,
    Var,
)
from server.compiler.types.predicates import is_untyped, is_valid
from server.compiler.types.sizes import Sizes
from server.compiler.types.typestring import type_string

Write = Callable[[Type | None], str]


def describe_node(package: CheckedPackage, path: Sequence[ast.Node]) -> str:
    """What the innermost node is; "" for syntax that is neither a name nor an expression."""

    def qualify(other: Package) -> str:
        return "" if other is package.typed.package else other.name

    def write(typ: Type | None) -> str:
        return type_string(typ, qualify)

    node, info = path[-1], package.typed.info
    if isinstance(node, ast.Ident):
        obj = object_of(info, node)
        if obj is not None:
            return describe_object(obj, write)
    found = info.types.get(node)
    if found is None or found.mode is Mode.NO_VALUE:
        return ""
    value = f" = {constant_string(found.value)}" if found.value is not None else ""
    return f"{write(found.type)}{value}"


def object_of(info: Info, name: ast.Ident) -> Object | None:
    """What a name declares or means."""
    return info.defs.get(name) or info.uses.get(name)


def describe_object(obj: Object, write: Write) -> str:
    """The object as its declaration would begin."""
    match obj:
        case Var():
            kind = "field" if obj.is_field else "var"
            return f"{kind} {obj.name} {write(obj.type)}"
        case Const():
            value = f" = {constant_string(obj.value)}" if obj.value is not None else ""
            return f"const {obj.name} {write(obj.type)}{value}"
        case Func():
            return _function(obj, write)
        case TypeName():
            return _type_name(obj, write)
        case PkgName():
            return f'package {obj.imported.name} ("{obj.imported.path}")'
        case Builtin():
            return f"func {obj.name} (built-in)"
        case Label():
            return f"label {obj.name}"
        case Nil():
            return "nil"


def layout_text(obj: Object | None, sizes: Sizes) -> str:
    """`16 bytes, aligned to 8` of a type, variable or field; "" where the target does not decide it."""
    typ = obj.type if isinstance(obj, TypeName | Var) else None
    if typ is None or isinstance(typ, TypeParam) or not is_valid(typ) or _is_generic(typ):
        return ""
    if isinstance(typ, Basic) and is_untyped(typ):
        return ""
    size, alignment = sizes.size_of(typ), sizes.align_of(typ)
    if size < 0:
        return ""
    return f"{size:,} {'byte' if size == 1 else 'bytes'}, aligned to {alignment}"


def _is_generic(typ: Type) -> bool:
    """Whether its size depends on type parameters."""
    seen: set[int] = set()
    waiting = [typ]
    while waiting:
        one = unalias(waiting.pop())
        if id(one) in seen:
            continue
        seen.add(id(one))
        match one:
            case TypeParam():
                return True
            case Named() if one.type_params and not one.type_args:
                return True
            case Named():
                waiting += [*one.type_args, underlying(one)]
            case Array():
                waiting.append(one.element)
            case Struct():
                waiting += [field.type for field in one.fields if field.type is not None]
    return False


def _function(obj: Func, write: Write) -> str:
    if not isinstance(obj.type, Signature):
        return f"func {obj.name}"
    recv = obj.type.recv
    receiver = f"({recv.name} {write(recv.type)}) ".replace("( ", "(") if recv is not None else ""
    return f"func {receiver}{obj.name}{write(obj.type).removeprefix('func')}"


def _type_name(obj: TypeName, write: Write) -> str:
    match obj.type:
        case Named() if obj.type.obj is obj and obj.package is not None:
            return f"type {write(obj.type)} {write(obj.type.underlying)}"
        case Alias():
            return f"type {obj.name} = {write(obj.type.actual)}"
    return f"type {obj.name}"

"""Link names: how types, functions and variables are called in the whole program.

gc's scheme: `path.name`, `path.T.Method`, `path.(*T).Method`, instances with their type arguments by full path,
`path.F[int,other/path.T]`; the package main is called `main` whatever its path. A type declared inside a function
carries the place of its declaration, and inside a generic one the type arguments of that.

`runtime_name` is the text that the program itself prints for a type: package names instead of paths, in the spacing of
`reflect.Type.String`. The texts differ only in how a name is qualified, so one writer makes both.

Invariant: two types are identical (Spec, "Type identity") exactly if their link names are equal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Final

from server.compiler.types.model import (
    Array,
    Basic,
    Chan,
    Interface,
    Kind,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    Union,
    unalias,
)
from server.compiler.types.objects import Func, Package, TypeName, Var
from server.compiler.types.typeset import type_set

_BASIC_NAMES: Final = {Kind.UNSAFE_POINTER: "unsafe.Pointer", Kind.UINT8: "uint8", Kind.INT32: "int32"}
_CHAN: Final = {"both": "chan ", "send": "chan<- ", "recv": "<-chan "}


def package_prefix(package: Package | None) -> str:
    """How symbols of a package begin, without the dot."""
    if package is None:
        return ""
    return "main" if package.name == "main" and not package.library else package.path


def link_name(typ: Type) -> str:
    """The text that identifies a type in the whole program."""
    return _write(typ, _link_qualified, full=True)


def runtime_name(typ: Type) -> str:
    """The text as `reflect.Type.String` gives it: `main.T`, `[]int`, `map[string]interface {}`."""
    return _write(typ, _package_qualified, full=False)


def _arguments(args: Sequence[Type]) -> str:
    return f"[{','.join(map(link_name, args))}]" if args else ""


def _receiver(typ: Type) -> str:
    typ = unalias(typ)
    if isinstance(typ, Pointer):
        return f"(*{_receiver(typ.element)})"
    if not isinstance(typ, Named):
        return "?"
    declared = any(isinstance(arg, TypeParam) for arg in typ.type_args)  # the receiver of the generic method itself
    return _local(typ.obj) + ("" if declared else _arguments(typ.type_args))


def written_name(func: Func, type_args: Sequence[Type] = ()) -> str:
    """`f`, `T.Get`, `(*T).Get`, `f[int]`, `(*T[int]).Get`: the link name without the package."""
    recv = func.type.recv if func.type is not None else None
    name = f"{func.name}{_arguments(type_args)}"
    return name if recv is None or recv.type is None else f"{_receiver(recv.type)}.{name}"


def function_symbol(func: Func, type_args: Sequence[Type] = ()) -> str:
    """The link name of a function or concrete method that no directive renames.

    A method of an instantiated type says so in its receiver; `type_args` are those of the function itself.
    """
    return f"{package_prefix(func.package)}.{written_name(func, type_args)}"


def _local(obj: TypeName) -> str:
    return f"{obj.name}·{obj.place}" if obj.local else obj.name


def _link_qualified(obj: TypeName) -> str:
    return _local(obj) if obj.package is None else f"{package_prefix(obj.package)}.{_local(obj)}"


def _package_qualified(obj: TypeName) -> str:
    return obj.name if obj.package is None else f"{obj.package.name}.{obj.name}"


def _write(typ: Type, qualified: Callable[[TypeName], str], full: bool) -> str:
    return _Writer(qualified, full).write(typ)


class _Writer:
    """Writes one name. `full`: with what identity needs and printing omits (packages of unexported names)."""

    def __init__(self, qualified: Callable[[TypeName], str], full: bool) -> None:
        self.qualified = qualified
        self.full = full

    def write(self, typ: Type | None) -> str:
        typ = unalias(typ) if typ is not None else None
        match typ:
            case Basic(kind=kind, name=name):
                return _BASIC_NAMES.get(kind, name)
            case Named(obj=obj, type_args=args):
                return self.qualified(obj) + _arguments(args)
            case TypeParam(obj=obj):
                return self.qualified(obj)
            case Pointer(element=element):
                return "*" + self.write(element)
            case Slice(element=element):
                return "[]" + self.write(element)
            case Array(element=element, length=length):
                return f"[{length}]{self.write(element)}"
            case Map(key=key, element=element):
                return f"map[{self.write(key)}]{self.write(element)}"
            case Chan():
                return self._chan(typ)
            case Signature():
                return "func" + self._signature(typ)
            case Struct(fields=fields, tags=tags):
                padded = [*tags, *[""] * (len(fields) - len(tags))]
                return _braces("struct", [self._field(var, tag) for var, tag in zip(fields, padded)])
            case Interface():
                return _braces("interface", [self._method(func) for func in type_set(typ).methods])
            case Tuple(vars=parts):
                return f"({', '.join(self.write(var.type) for var in parts)})"
            case Union(terms=terms):
                return " | ".join(("~" if term.tilde else "") + self.write(term.type) for term in terms)
        return "invalid"

    def _chan(self, typ: Chan) -> str:
        element = unalias(typ.element)
        text = self.write(element)
        wrap = typ.dir == "both" and isinstance(element, Chan) and element.dir == "recv"
        return _CHAN[typ.dir] + (f"({text})" if wrap else text)

    def _signature(self, sig: Signature) -> str:
        params = [self.write(var.type) for var in sig.params.vars]
        if sig.variadic and params:
            params[-1] = "..." + params[-1].removeprefix("[]")
        results = [self.write(var.type) for var in sig.results.vars]
        text = f"({', '.join(params)})"
        if len(results) == 1:
            return f"{text} {results[0]}"
        return f"{text} ({', '.join(results)})" if results else text

    def _field(self, var: Var, tag: str) -> str:
        if var.embedded:
            name = "embedded " if self.full else ""
        else:
            name = self._member(var.name, var.package) + " "
        return f"{name}{self.write(var.type)}" + (f" {json.dumps(tag, ensure_ascii=False)}" if tag else "")

    def _method(self, func: Func) -> str:
        name = self._member(func.name, func.package)
        if not self.full and not func.name[:1].isupper() and func.package is not None:
            name = f"{func.package.name}.{name}"
        return name + (self._signature(func.type) if func.type else "()")

    def _member(self, name: str, package: Package | None) -> str:
        """A field or method; unexported names of different packages are different."""
        exported = name[:1].isupper()
        return name if exported or not self.full or package is None else f"{package_prefix(package)}.{name}"


def _braces(word: str, parts: list[str]) -> str:
    return f"{word} {{ {'; '.join(parts)} }}" if parts else f"{word} {{}}"

"""Names of types in symbols and descriptors.

`link_name` names a type by its full package paths, aliases resolved, so that identical types have one descriptor
symbol in the whole program and different types never share one. `runtime_name` is the text that the program itself
prints: package names instead of paths, in the spacing of `reflect.Type.String`. The texts differ only in how a name is
qualified, so one writer makes both.

Invariant: two types are identical (Spec, "Type identity") exactly if their link names are equal.
"""

from __future__ import annotations

import json
from collections.abc import Callable

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
from server.source.file import FileSet

_BASIC_NAMES = {Kind.UNSAFE_POINTER: "unsafe.Pointer", Kind.UINT8: "uint8", Kind.INT32: "int32"}
_CHAN = {"both": "chan ", "send": "chan<- ", "recv": "<-chan "}


class TypeNames:
    """Writes the names of types; the file set tells apart types of one name declared inside functions."""

    def __init__(self, files: FileSet) -> None:
        self._files = files
        self._link_names: dict[Type, str] = {}

    def link_name(self, typ: Type) -> str:
        """The text that identifies a type in the whole program."""
        name = self._link_names.get(typ)
        if name is None:
            name = self._link_names[typ] = _write(typ, self._link_qualified, full=True)
        return name

    def runtime_name(self, typ: Type) -> str:
        """The text as `reflect.Type.String` gives it: `main.T`, `[]int`, `map[string]interface {}`."""
        return _write(typ, _package_qualified, full=False)

    def descriptor_symbol(self, typ: Type) -> str:
        """The link name of a type's descriptor."""
        return f"type:{self.link_name(typ)}"

    def _link_qualified(self, obj: TypeName) -> str:
        if obj.package is None:
            return obj.name
        if not obj.local or obj.span is None:
            return f"{_path(obj.package)}.{obj.name}"
        place = self._files.locate(obj.span)
        file = place.path.replace("\\", "/").rpartition("/")[2]
        return f"{_path(obj.package)}.{obj.name}·{file}:{place.start}"


def _path(package: Package) -> str:
    """The prefix of link names: the package main is called so whatever its path."""
    return "main" if package.name == "main" else package.path


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
                inner = ",".join(self.write(arg) for arg in args)
                return self.qualified(obj) + (f"[{inner}]" if inner else "")
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
        return self._member(func.name, func.package) + (self._signature(func.type) if func.type else "()")

    def _member(self, name: str, package: Package | None) -> str:
        """A field or method; unexported names of different packages are different."""
        exported = name[:1].isupper()
        return name if exported or not self.full or package is None else f"{_path(package)}.{name}"


def _braces(word: str, parts: list[str]) -> str:
    return f"{word} {{ {'; '.join(parts)} }}" if parts else f"{word} {{}}"

"""Types as gc's back end prints them in its messages about decisions.

        interface {}      any      struct { X int; y string }      func(int) (string, error)

They differ from the type checker's messages in spaces, and names of the package being compiled are not qualified.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from server.compiler.types.linkname import link_name
from server.compiler.types.model import (
    Alias,
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
    Type,
    TypeParam,
)
from server.compiler.types.objects import Func, Package, TypeName, Var
from server.compiler.types.typeset import type_set
from server.compiler.types.universe import ANY

_CHANNELS: Final = {"both": "chan ", "send": "chan<- ", "recv": "<-chan "}


class TypeText:
    """Writes types for messages about one package."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def __call__(self, typ: Type | None) -> str:
        """The text of a type."""
        while isinstance(typ, Alias) and typ is not ANY and typ.actual is not None:
            typ = typ.actual
        if typ is None:
            return "<T>"
        rule = _WRITERS.get(type(typ))
        return rule(self, typ) if rule is not None else "<T>"

    def qualified(self, name: str, package: Package | None) -> str:
        """A name of a package as messages show it."""
        if package is None or package is self._package or package.path == self._package.path:
            return name
        return f"{package.name}.{name}"

    def signature(self, sig: Signature) -> str:
        """`(int, ...string) error`"""
        params = self._list(sig.params.vars, sig.variadic)
        results = sig.results.vars
        if not results:
            return params
        if len(results) == 1:
            return f"{params} {self(results[0].type)}"
        return f"{params} {self._list(results, False)}"

    def _list(self, variables: Sequence[Var], variadic: bool) -> str:
        parts = [self(var.type) for var in variables]
        if variadic and parts:
            last = variables[-1].type
            parts[-1] = f"...{self(last.element)}" if isinstance(last, Slice) else parts[-1]
        return f"({', '.join(parts)})"


def _named(text: TypeText, typ: Named) -> str:
    args = f"[{','.join(map(link_name, typ.type_args))}]" if typ.type_args else ""
    return text.qualified(_declared(typ.obj) + args, typ.obj.package)


def _declared(obj: TypeName) -> str:
    return obj.name


def _basic(_text: TypeText, typ: Basic) -> str:
    return "unsafe.Pointer" if typ.kind is Kind.UNSAFE_POINTER else typ.name


def _chan(text: TypeText, typ: Chan) -> str:
    element = text(typ.element)
    if typ.dir == "both" and isinstance(typ.element, Chan) and typ.element.dir == "recv":
        element = f"({element})"
    return _CHANNELS[typ.dir] + element


def _interface(text: TypeText, typ: Interface) -> str:
    methods = type_set(typ).methods
    if not methods:
        return "interface {}"
    return f"interface {{ {'; '.join(_method(text, method) for method in methods)} }}"


def _method(text: TypeText, method: Func) -> str:
    signature = text.signature(method.type) if method.type is not None else "()"
    if method.name[:1].isupper() or method.package is None:
        return method.name + signature
    return f"{method.package.path}.{method.name}{signature}"


def _struct(text: TypeText, typ: Struct) -> str:
    if not typ.fields:
        return "struct {}"
    parts = []
    for field, tag in zip(typ.fields, typ.tags or [""] * len(typ.fields)):
        part = text(field.type) if field.embedded else f"{field.name} {text(field.type)}"
        parts.append(f"{part} {json.dumps(tag)}" if tag else part)
    return f"struct {{ {'; '.join(parts)} }}"


_WRITERS: Final[dict[type, Callable[[TypeText, Any], str]]] = {
    Alias: lambda _text, typ: str(typ.obj.name),
    Named: _named,
    Basic: _basic,
    TypeParam: lambda _text, typ: str(typ.obj.name),
    Pointer: lambda text, typ: f"*{text(typ.element)}",
    Slice: lambda text, typ: f"[]{text(typ.element)}",
    Array: lambda text, typ: f"[{typ.length}]{text(typ.element)}",
    Map: lambda text, typ: f"map[{text(typ.key)}]{text(typ.element)}",
    Chan: _chan,
    Signature: lambda text, typ: "func" + text.signature(typ),
    Interface: _interface,
    Struct: _struct,
}

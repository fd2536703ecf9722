"""Types as gc prints them in messages.

Names are qualified with the package's name unless it is the package being checked; two packages of one name are
qualified with their quoted paths.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from server.compiler.types.constformat import quote
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
    Term,
    Tuple,
    Type,
    TypeParam,
    Union,
    unalias,
    underlying,
)
from server.compiler.types.objects import Package, TypeName
from server.compiler.types.universe import COMPARABLE, UNIVERSE

Qualifier = Callable[[Package], str]


def by_name(package: Package) -> str:
    """The qualifier for text that no package is the home of."""
    return package.name


def by_path(package: Package) -> str:
    """The qualifier that tells packages of one name apart."""
    return package.path


def type_string(typ: Type | None, qualifier: Qualifier = by_name, param_names: bool = True) -> str:
    """The type as text."""
    writer = _Writer(qualifier, param_names)
    writer.write(typ)
    return "".join(writer.out)


def term_string(term: Term) -> str:
    """`~int`, `p.T`: a term of a constraint; gc qualifies names in it always."""
    return ("~" if term.tilde else "") + type_string(term.type, by_path)


def signature_string(sig: Signature, qualifier: Qualifier = by_name) -> str:
    """`(int, string) error`: the signature without `func` and without parameter names."""
    writer = _Writer(qualifier, param_names=False)
    writer.signature(sig)
    return "".join(writer.out)


def composite_kind(typ: Type) -> str:
    """`struct`, `map`, ... for a type whose underlying type is composite, else ""."""
    if isinstance(unalias(typ), TypeParam):
        return "interface"
    match underlying(typ):
        case Array():
            return "array"
        case Slice():
            return "slice"
        case Struct():
            return "struct"
        case Pointer():
            return "pointer"
        case Signature():
            return "func"
        case Interface():
            return "interface"
        case Map():
            return "map"
        case Chan():
            return "chan"
        case Tuple():
            return "tuple"
        case Union():
            return "union"
    return ""


class _Writer:
    """Collects the pieces of one type's text."""

    def __init__(self, qualifier: Qualifier, param_names: bool) -> None:
        self.out: list[str] = []
        self._qualifier = qualifier
        self._param_names = param_names
        self._inside: set[int] = set()  # ids of the types being written: a cycle through an unnamed type ends there

    def write(self, typ: Type | None) -> None:
        if typ is None:
            self.out.append("<nil>")
            return
        if id(typ) in self._inside:
            self.out.append("...")
            return
        self._inside.add(id(typ))
        self._type(typ)
        self._inside.discard(id(typ))

    def _type(self, typ: Type) -> None:
        out = self.out
        match typ:
            case Basic():
                out.append("unsafe.Pointer" if typ.kind is Kind.UNSAFE_POINTER else typ.name)
            case Named():
                self._name(typ.obj)
                if typ.origin is not None:
                    self._list(typ.type_args)
                elif typ.type_params:
                    self._type_params(typ.type_params)
            case Alias():
                self._name(typ.obj)
                if typ.type_args:
                    self._list(typ.type_args)
                elif typ.type_params and typ.origin is None:
                    self._type_params(typ.type_params)
            case TypeParam():
                out.append(typ.obj.name)
                if typ.obj.name in UNIVERSE.names:
                    out.append(f" /* with {typ.obj.name} declared as a type parameter */")
            case Pointer():
                out.append("*")
                self.write(typ.element)
            case Slice():
                out.append("[]")
                self.write(typ.element)
            case Array():
                out.append(f"[{typ.length}]")
                self.write(typ.element)
            case Map():
                out.append("map[")
                self.write(typ.key)
                out.append("]")
                self.write(typ.element)
            case Chan():
                self._chan(typ)
            case Struct():
                self._struct(typ)
            case Signature():
                out.append("func")
                self.signature(typ)
            case Tuple():
                self._tuple(typ, False)
            case Union():
                self._union(typ)
            case Interface():
                self._interface(typ)

    def _name(self, obj: TypeName) -> None:
        if obj.package is not None:
            prefix = self._qualifier(obj.package)
            if prefix:
                self.out.append(prefix + ".")
        self.out.append(obj.name)

    def _list(self, types: Sequence[Type]) -> None:
        self.out.append("[")
        for i, typ in enumerate(types):
            if i:
                self.out.append(", ")
            self.write(typ)
        self.out.append("]")

    def _type_params(self, params: Sequence[TypeParam]) -> None:
        self.out.append("[")
        previous: Type | None = None
        for i, param in enumerate(params):
            if i:
                if param.constraint is not previous:
                    self.out.append(" ")
                    self.write(previous)
                self.out.append(", ")
            previous = param.constraint
            self.write(param)
        if previous is not None:
            self.out.append(" ")
            self.write(previous)
        self.out.append("]")

    def _chan(self, typ: Chan) -> None:
        self.out.append({"both": "chan ", "send": "chan<- ", "recv": "<-chan "}[typ.dir])
        parens = typ.dir == "both" and isinstance(typ.element, Chan) and typ.element.dir == "recv"
        if parens:
            self.out.append("(")
        self.write(typ.element)
        if parens:
            self.out.append(")")

    def _struct(self, typ: Struct) -> None:
        self.out.append("struct{")
        for i, field in enumerate(typ.fields):
            if i:
                self.out.append("; ")
            if not field.embedded:
                self.out.append(field.name + " ")
            self.write(field.type)
            tag = typ.tags[i] if i < len(typ.tags) else ""
            if tag:
                self.out.append(" " + quote(tag.encode("utf-8", "surrogateescape")))
        self.out.append("}")

    def _union(self, typ: Union) -> None:
        for i, term in enumerate(typ.terms):
            if i:
                self.out.append(" | ")
            if term.tilde:
                self.out.append("~")
            self.write(term.type)

    def _interface(self, typ: Interface) -> None:
        if typ is COMPARABLE.underlying:
            self.out.append("interface{comparable}")
            return
        if typ.implicit and not typ.methods and len(typ.embeddeds) == 1:
            self.write(typ.embeddeds[0])
            return
        self.out.append("interface{")
        first = True
        for method in typ.methods:
            self.out.append("" if first else "; ")
            first = False
            self.out.append(method.name)
            if method.type is not None:
                self.signature(method.type)
        for embedded in typ.embeddeds:
            self.out.append("" if first else "; ")
            first = False
            self.write(embedded)
        self.out.append("}")

    def _tuple(self, typ: Tuple, variadic: bool) -> None:
        self.out.append("(")
        for i, var in enumerate(typ.vars):
            if i:
                self.out.append(", ")
            if var.name and self._param_names:
                self.out.append(var.name + " ")
            if variadic and i == len(typ.vars) - 1:
                self._final_parameter(var.type)
            else:
                self.write(var.type)
        self.out.append(")")

    def _final_parameter(self, typ: Type | None) -> None:
        if isinstance(typ, Slice):
            self.out.append("...")
            self.write(typ.element)
        else:  # append([]byte, string...) is the only such function
            self.write(typ)
            self.out.append("...")

    def signature(self, sig: Signature) -> None:
        """`[type params](params) results`"""
        if sig.type_params:
            self._type_params(sig.type_params)
        self._tuple(sig.params, sig.variadic)
        results = sig.results.vars
        if not results:
            return
        self.out.append(" ")
        if len(results) == 1 and not results[0].name:
            self.write(results[0].type)
        else:
            self._tuple(sig.results, False)

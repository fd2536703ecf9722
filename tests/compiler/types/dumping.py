"""All that importers can learn of a package, as text: two packages that say the same are equal."""

from __future__ import annotations

from collections.abc import Iterator

from server.compiler.types.lookup import find
from server.compiler.types.model import (
    Alias,
    Array,
    Chan,
    Interface,
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
)
from server.compiler.types.objects import Const, Func, Object, Package, TypeName, Var
from server.compiler.types.typeset import type_set
from server.source.file import FileSet
from server.source.span import Span


def dump(package: Package, files: FileSet) -> str:
    """Every package-level declaration, in the order of the sources."""
    return "\n".join(line for obj in package.members().values() for line in _Dump(files).declaration(obj))


class _Dump:
    """The text of one declaration."""

    def __init__(self, files: FileSet) -> None:
        self._files = files
        self._params: dict[TypeParam, int] = {}
        self._around: list[Interface] = []

    def declaration(self, obj: Object) -> Iterator[str]:
        """The declaration, and the methods of a type."""
        assert isinstance(obj, Const | Var | TypeName | Func)
        if obj.type is None and obj.package is not None and obj.package.resolve is not None:
            obj.package.resolve(obj)
        head = f"{type(obj).__name__} {obj.name} {self.place(obj.span)}"
        match obj:
            case Const():
                yield f"{head} {self.type(obj.type)} = {type(obj.value).__name__} {obj.value}"
            case Var():
                yield f"{head} {self.var(obj)}"
            case Func():
                yield f"{head} {self.type(obj.type)} {obj.pointer_receiver}"
            case TypeName(type=Named() as named):
                params = self.declare(named.type_params)
                yield f"{head} {obj.local} [{params}] {self.type(named.underlying)}, written {self.type(named.rhs)}"
                yield from (f"  {line}" for line in self.methods(named))
            case TypeName(type=Alias() as alias):
                yield f"{head} {obj.local} alias [{self.declare(alias.type_params)}] {self.type(alias.actual)}"

    def methods(self, named: Named) -> Iterator[str]:
        """The declared methods, and what a selector finds, through embedded fields too."""
        for method in named.methods:
            yield from self.declaration(method)
        under = named.underlying
        fields = under.fields if isinstance(under, Struct) else []
        promoted = (field.type for field in fields if field.embedded)
        for typ in promoted:
            base = typ.element if isinstance(typ, Pointer) else typ
            names = base.methods if isinstance(base, Named) else []
            for inner in names:
                found = find(named, True, inner.package, inner.name)
                yield f"promoted {inner.name} {found.path} {found.indirect} {type(found.obj).__name__}"
        if isinstance(under, Interface):
            yield "method set " + ", ".join(method.name for method in type_set(under).methods)

    def declare(self, params: list[TypeParam]) -> str:
        """Type parameters, which have numbers from here on."""
        for param in params:
            self._params[param] = len(self._params)
        return ", ".join(
            f"{one.obj.name} {one.index} {self.place(one.obj.span)} {one.obj.local} {self.type(one.constraint)}"
            for one in params
        )

    def type(self, typ: Type | None) -> str:
        """A type with everything in it, down to the names of others."""
        match typ:
            case Named() | Alias():
                args = ", ".join(map(self.type, typ.type_args))
                path = typ.obj.package.path if typ.obj.package else "universe"
                return f"{type(typ).__name__}({path}.{typ.obj.name}[{args}])"
            case Pointer() | Slice():
                return f"{type(typ).__name__}({self.type(typ.element)})"
            case Array():
                return f"Array({typ.length}, {self.type(typ.element)})"
            case Map():
                return f"Map({self.type(typ.key)}, {self.type(typ.element)})"
            case Chan():
                return f"Chan({typ.dir}, {self.type(typ.element)})"
            case Struct():
                fields = (f"{self.var(one)} {tag!r}" for one, tag in zip(typ.fields, typ.tags, strict=True))
                return f"Struct({'; '.join(fields)})"
            case Tuple():
                return f"({', '.join(map(self.var, typ.vars))})"
            case Signature():
                return self.signature(typ)
            case Interface():
                return self.interface(typ)
            case Union():
                return " | ".join(f"{'~' * term.tilde}{self.type(term.type)}" for term in typ.terms)
            case TypeParam():
                return f"param {self._params[typ]}"
        return "None" if typ is None else f"{typ.kind.name} {typ.name}"

    def signature(self, typ: Signature) -> str:
        """Receiver, type parameters, parameters and results."""
        before = dict(self._params)
        heads = f"[{self.declare(typ.recv_type_params)}][{self.declare(typ.type_params)}]"
        recv = self.var(typ.recv) if typ.recv else "none"
        text = f"func{heads} recv {recv} {self.type(typ.params)} {self.type(typ.results)} {typ.variadic}"
        self._params = before
        return text

    def interface(self, typ: Interface) -> str:
        """Methods and embedded types as written; one that stands in itself as the receiver of its methods is `self`."""
        if typ in self._around:
            return f"self {len(self._around) - self._around.index(typ)}"
        self._around.append(typ)
        methods = "; ".join(
            f"{one.name} {one.package.path if one.package else ''} {self.place(one.span)} {self.type(one.type)}"
            for one in typ.methods
        )
        embedded = ", ".join(map(self.type, typ.embeddeds)) + " at " + ", ".join(map(self.place, typ.embed_spans))
        self._around.pop()
        return f"interface({methods} | {embedded} | {typ.implicit})"

    def var(self, var: Var) -> str:
        """A variable with its flags."""
        flags = f"{var.is_field:d}{var.embedded:d}{var.is_global:d} {var.role}"
        path = var.package.path if var.package else ""
        return f"{var.name} {path} {self.place(var.span)} {flags} {self.type(var.type)}"

    def place(self, span: Span | None) -> str:
        """A place in its file."""
        if span is None:
            return "nowhere"
        where = self._files.locate(span)
        return f"{where.path}:{where.start}-{where.end}"

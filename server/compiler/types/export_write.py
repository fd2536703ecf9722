"""Writes a checked package as export data; see export_format.py for the form and export_read.py for the way back.

Only a package without errors can be written: what it says must hold for every importer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

import msgspec

from server.compiler.types.constant import ComplexValue, Constant
from server.compiler.types.export_format import (
    NOWHERE,
    AliasEntry,
    ConstEntry,
    Entry,
    ExportData,
    Form,
    FuncEntry,
    MethodEntry,
    Number,
    ParamEntry,
    Place,
    TypeEntry,
    VarEntry,
    integer_bytes,
    predeclared,
    var_flags,
)
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
from server.compiler.types.universe import INVALID
from server.source.file import FileSet
from server.source.span import Span

_MESSAGEPACK_BITS: Final = 63
_encode: Final = msgspec.msgpack.Encoder().encode


class NotExportable(Exception):
    """The package holds something that export data cannot say, such as an error."""


def write_package(package: Package, files: FileSet, poll: Callable[[], None] = lambda: None) -> bytes:
    """The export data of a package whose sources are `files`; a package that is looked at on demand is looked at whole.

    `poll` is called once per declaration and may raise. Raises NotExportable.
    """
    writer = _Writer(package, files)
    entries: dict[str, msgspec.Raw] = {}
    try:
        for name, obj in package.members().items():
            poll()
            entries[name] = msgspec.Raw(_encode(writer.entry(obj)))
        behind = sorted((path, name) for path, name in _behind(package).items())
        return _encode(ExportData(package.path, package.name, writer.imports, behind, writer.files, entries))
    except (RecursionError, ValueError) as err:  # types nested beyond what Python or MessagePack can follow
        raise NotExportable(str(err)) from err


def _behind(package: Package) -> dict[str, str]:
    """Name by path of every package that a package needs."""
    found: dict[str, str] = {}
    waiting = list(package.imports)
    while waiting:
        one = waiting.pop()
        if one.path not in found:
            found[one.path] = one.name
            found.update(one.behind)
            waiting += one.imports
    return found


class _Writer:
    """The parts of one package's export data, as far as they are written."""

    def __init__(self, package: Package, files: FileSet) -> None:
        self.imports: list[str] = []
        self.files: list[tuple[int, str]] = []
        self._package = package
        self._sources = files
        self._import_numbers: dict[str, int] = {package.path: -1}
        self._file_numbers: dict[str, int] = {}
        self._params: dict[TypeParam, int] = {}  # type parameters in scope
        self._interfaces: list[Interface] = []  # being written, outermost first

    def entry(self, obj: Object) -> Entry:
        """A package-level declaration."""
        if isinstance(obj, Const | Var | TypeName) and obj.type is None and self._package.resolve is not None:
            self._package.resolve(obj)
        match obj:
            case Const() if obj.value is not None:
                return ConstEntry(self._place(obj.span, obj.package), self._type(obj.type), _constant(obj.value))
            case Var():
                return VarEntry(self._place(obj.span, obj.package), self._type(obj.type))
            case Func():
                return FuncEntry(self._place(obj.span, obj.package), self._signature_alone(obj.type))
            case TypeName(type=Named() as named) if named.obj is obj:
                return self._defined(obj, named)
            case TypeName(type=Alias() as alias) if alias.obj is obj:
                with_params = self._declare(alias.type_params)
                entry = AliasEntry(self._place(obj.span, obj.package), with_params, self._type(alias.actual))
                self._forget(alias.type_params)
                return entry
        raise NotExportable(f"{obj.name} is not fully known")

    def _defined(self, obj: TypeName, named: Named) -> TypeEntry:
        params = self._declare(named.type_params)
        under = named.underlying  # made now, if it is made on demand
        rhs = msgspec.Raw(_encode(self._type(named.rhs or under)))
        methods = [
            MethodEntry(
                method.name,
                self._place(method.span, method.package),
                method.pointer_receiver,
                self._signature_alone(method.type),
            )
            for method in named.methods
        ]
        self._forget(named.type_params)
        return TypeEntry(self._place(obj.span, obj.package), params, rhs, methods)

    def _signature_alone(self, signature: Signature | None) -> msgspec.Raw:
        return msgspec.Raw(_encode(self._type(signature)))

    # Type parameters

    def _declare(self, params: Sequence[TypeParam]) -> list[ParamEntry]:
        for param in params:
            self._params[param] = len(self._params)
        return [
            ParamEntry(
                param.obj.name,
                self._place(param.obj.span, param.obj.package),
                None if param.constraint is None else self._type(param.constraint),
            )
            for param in params
        ]

    def _forget(self, params: Sequence[TypeParam]) -> None:
        for param in params:
            del self._params[param]

    # Types

    def _type(self, typ: Type | None) -> Any:
        if typ is None or typ is INVALID:
            raise NotExportable("a type is not known")
        number = predeclared(typ)
        if number is not None:
            return number
        match typ:
            case Pointer():
                return [Form.POINTER, self._type(typ.element)]
            case Slice():
                return [Form.SLICE, self._type(typ.element)]
            case Named() | Alias():
                return self._name(typ)
            case Signature():
                return self._signature(typ)
            case Struct():
                return [Form.STRUCT, self._vars(typ.fields), typ.tags if any(typ.tags) else []]
            case Array() if typ.length >= 0:
                return [Form.ARRAY, self._type(typ.element), typ.length]
            case Map():
                return [Form.MAP, self._type(typ.key), self._type(typ.element)]
            case Chan():
                return [Form.CHAN, self._type(typ.element), typ.dir]
            case Interface():
                return self._interface(typ)
            case TypeParam() if typ in self._params:
                return [Form.PARAM, self._params[typ]]
            case Union():
                return [Form.UNION, *([term.tilde, self._type(term.type)] for term in typ.terms)]
            case Tuple():
                return [Form.TUPLE, self._vars(typ.vars)]
        raise NotExportable(f"a {type(typ).__name__} out of place")

    def _name(self, typ: Named | Alias) -> Any:
        """A defined type or alias by its name; an instance with its arguments."""
        obj = typ.obj
        if obj.package is None or obj.local:
            raise NotExportable(f"{obj.name} is not declared at package level")
        number = self._import(obj.package)
        ref: Any = obj.name if number < 0 else [Form.IMPORTED, number, obj.name]
        return [Form.INSTANCE, ref, [self._type(arg) for arg in typ.type_args]] if typ.origin is not None else ref

    def _signature(self, typ: Signature) -> list[Any]:
        receivers, params = self._declare(typ.recv_type_params), self._declare(typ.type_params)
        recv = self._var(typ.recv) if typ.recv is not None else None
        form = [
            Form.SIGNATURE,
            receivers,
            params,
            recv,
            self._vars(typ.params.vars),
            self._vars(typ.results.vars),
            typ.variadic,
        ]
        self._forget(typ.type_params)
        self._forget(typ.recv_type_params)
        return form

    def _interface(self, typ: Interface) -> list[Any]:
        if typ in self._interfaces:
            return [Form.ENCLOSING, len(self._interfaces) - 1 - self._interfaces.index(typ)]
        self._interfaces.append(typ)
        methods = [
            [
                method.name,
                self._place(method.span, method.package),
                self._type(method.type),
                self._import(method.package),
            ]
            for method in typ.methods
        ]
        places = [self._place(span, self._package) for span in typ.embed_spans]
        form = [Form.INTERFACE, methods, [self._type(one) for one in typ.embeddeds], places, typ.implicit]
        self._interfaces.pop()
        return form

    # Variables and places

    def _vars(self, variables: Sequence[Var]) -> list[list[Any]]:
        return [self._var(var) for var in variables]

    def _var(self, var: Var) -> list[Any]:
        flags = var_flags(var.role, var.is_field, var.embedded, var.is_global)
        form = [var.name, self._type(var.type), *self._place(var.span, var.package), flags]
        number = self._import(var.package)
        return [*form, number] if number >= 0 else form

    def _import(self, package: Package | None) -> int:
        """The number of a package; -1 for the one that is written."""
        if package is None or package.fake:
            raise NotExportable("a package is not known")
        if package.path not in self._import_numbers:
            self._import_numbers[package.path] = len(self.imports)
            self.imports.append(package.path)
        return self._import_numbers[package.path]

    def _place(self, span: Span | None, package: Package | None) -> Place:
        if span is None:
            return NOWHERE
        path = span.anchor.path
        if path not in self._file_numbers:
            self._file_numbers[path] = len(self.files)
            self.files.append((self._import(package), path.replace("\\", "/").rpartition("/")[2]))
        where = self._sources.locate(span)
        return self._file_numbers[path], where.start, where.end - where.start


def _constant(value: Constant) -> Any:
    if isinstance(value, bool | bytes):
        return value
    if isinstance(value, int):
        return value if value.bit_length() <= _MESSAGEPACK_BITS else [Number.INTEGER, integer_bytes(value)]
    if isinstance(value, ComplexValue):
        return [Number.COMPLEX, *_parts(value.real), *_parts(value.imag)]
    return [Number.RATIONAL, *_parts(value)]


def _parts(value: Fraction) -> Iterator[bytes]:
    yield integer_bytes(value.numerator)
    yield integer_bytes(value.denominator)

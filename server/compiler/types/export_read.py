"""Reads export data: a package whose declarations come into being when somebody looks at them.

A name of the package is decoded when it is looked up; what lies behind a defined type (its underlying type, its
methods) when that is asked for. Types of other packages are found through the importer, by name, when a type that is
decoded mentions them; so one package's data opens another's only as far as a program goes.

Invariants: a package-level name is one object for the life of the package, and so is its type, in whichever order
things are looked at, because an object is entered under its name before anything that it mentions is decoded. Whoever
decodes holds `lazy.LOCK`, the one lock under which all packages complete their types.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, KeysView, Sequence, ValuesView
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, Final

import msgspec

from server.compiler.types.constant import ComplexValue, Constant
from server.compiler.types.export_format import (
    PREDECLARED,
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
    bytes_integer,
    flags_of_var,
)
from server.compiler.types.lazy import LOCK
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
    Term,
    Tuple,
    Type,
    TypeParam,
    Union,
    underlying,
)
from server.compiler.types.objects import Const, Func, Object, Package, Scope, TypeName, Var
from server.compiler.types.subst import instantiate_alias, instantiate_named
from server.compiler.types.universe import INVALID, UNIVERSE
from server.source.span import Anchor, Span

Importer = Callable[[str], Package | None]
Declare = Callable[[str, dict[str, Object]], None]
Anchors = Callable[[str, str], Anchor]  # import path of a package, base name of a file -> what its offsets count from

_header: Final = msgspec.msgpack.Decoder(ExportData).decode
_entry: Final = msgspec.msgpack.Decoder(Entry).decode
_form: Final = msgspec.msgpack.Decoder().decode
# What data that is not of the form can lead to.
_FAULTS: Final = (
    msgspec.MsgspecError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class DamagedExportError(Exception):
    """The data is not what the format says, or what it refers to is not there."""


def read_package(data: bytes, importer: Importer, anchors: Anchors, decoding: Decoding) -> Package:
    """The package of some export data. Raises DamagedExportError, also later, when a name is looked at.

    `decoding` is one for all packages that refer to each other.
    """
    try:
        header = _header(data)
    except _FAULTS as err:
        raise DamagedExportError(str(err)) from err
    reader = _Reader(header, importer, anchors)
    package = reader.package
    package.scope.names = LazyNames(reader.declare, list(header.entries), decoding)
    package.behind = tuple(header.behind)
    return package


class Decoding:
    """What one library of packages is decoding.

    Objects that mention each other become visible to other threads together, when the outermost is complete.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._touched: list[LazyNames] = []

    @contextmanager
    def of(self, names: LazyNames) -> Iterator[None]:
        """Declare a name; called with the lock held."""
        self._depth += 1
        self._touched.append(names)
        complete = False
        try:
            yield
            complete = True
        finally:
            self._depth -= 1
            if self._depth == 0:
                for one in self._touched if complete else ():
                    one.update(one.begun)
                for one in self._touched:
                    one.begun.clear()
                self._touched.clear()


class LazyNames(dict[str, Object]):
    """The names of a package: a mapping from all of them that holds those which were looked at."""

    def __init__(self, declare: Declare, known: Sequence[str], decoding: Decoding) -> None:
        """`declare` makes the object of one of the `known` names."""
        super().__init__()
        self._declare = declare
        self._order = dict.fromkeys(known)
        self._decoding = decoding
        self.begun: dict[str, Object] = {}  # made, but what they mention is not: for the thread alone that makes them

    def __missing__(self, name: str) -> Object:
        if name not in self._order:
            raise KeyError(name)
        with LOCK:
            made = super().get(name) or self.begun.get(name)
            if made is None:
                with self._decoding.of(self):
                    self._declare(name, self.begun)
                    made = self.begun[name]
            return made

    def get(self, name: str, default: Any = None) -> Any:
        """The object of a name."""
        return self[name] if name in self._order else default

    def __contains__(self, name: object) -> bool:
        return name in self._order

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)

    def keys(self) -> KeysView[str]:  # type: ignore[override]  # dict's own type cannot be made
        """All names."""
        return KeysView(self)

    def items(self) -> ItemsView[str, Object]:  # type: ignore[override]  # as keys
        """All names with their objects."""
        return ItemsView(self)

    def values(self) -> ValuesView[Object]:  # type: ignore[override]  # as keys
        """All objects."""
        return ValuesView(self)


class _Reader:
    """Decodes the declarations of one package."""

    def __init__(self, header: ExportData, importer: Importer, anchors: Anchors) -> None:
        self.package = Package(header.path, header.name, Scope(UNIVERSE))
        self._header = header
        self._importer = importer
        self._make_anchor = anchors
        self._anchors: dict[int, Anchor] = {}  # by number of the file
        self._packages: dict[int, Package] = {}  # by number of the import

    def declare(self, name: str, names: dict[str, Object]) -> None:
        """Enter the object of a name; called with the lock held."""
        try:
            self._declare(name, names, _entry(self._header.entries[name]))
        except _FAULTS as err:
            raise DamagedExportError(f"{self.package.path}.{name}: {err}") from err

    def _declare(self, name: str, names: dict[str, Object], entry: Entry) -> None:
        package, span = self.package, self._span(entry.place)
        match entry:
            case ConstEntry():
                names[name] = Const(name, package, span, self._type(entry.type, []), _constant(entry.value))
            case VarEntry():
                var = names[name] = Var(name, package, span, is_global=True)
                var.type = self._type(entry.type, [])
            case FuncEntry():
                names[name] = func = Func(name, package, span)
                func.expand_type = lambda: self._signature_of(func, entry.type, [])
            case TypeEntry():
                names[name] = obj = TypeName(name, package, span)
                obj.type = self._defined(obj, entry)
            case AliasEntry():
                names[name] = obj = TypeName(name, package, span)
                alias = obj.type = Alias(obj)
                alias.type_params += self._params(entry.params, [])
                alias.actual = self._type(entry.actual, alias.type_params)

    def _defined(self, obj: TypeName, entry: TypeEntry) -> Named:
        named = Named(obj)
        obj.type = named  # known from here on: what follows may mention it
        named.type_params += self._params(entry.params, [])

        def expand() -> Type:
            with LOCK:
                named.rhs = self._read(entry.rhs, named.type_params)
                return underlying(named.rhs)

        def expand_methods() -> list[Func]:
            return [self._method(named, method) for method in entry.methods]

        if entry.methods:
            named.expand_methods = expand_methods
        if named.type_params:
            named.rhs = self._read(entry.rhs, named.type_params)  # asked for directly when an instance is examined
        else:
            named.expand_underlying = expand
        return named

    def _method(self, named: Named, entry: MethodEntry) -> Func:
        method = Func(entry.name, self.package, self._span(entry.place), pointer_receiver=entry.pointer_receiver)
        method.expand_type = lambda: self._signature_of(method, entry.type, named.type_params)
        return method

    def _signature_of(self, func: Func, raw: msgspec.Raw, params: list[TypeParam]) -> Signature:
        with LOCK:
            if func.expand_type is None and func.type is not None:
                return func.type  # another thread was faster
            signature = self._read(raw, params)
            assert isinstance(signature, Signature)
            func.type, func.expand_type = signature, None
            return signature

    def _read(self, raw: msgspec.Raw, params: list[TypeParam]) -> Type:
        try:
            return self._type(_form(raw), list(params))
        except _FAULTS as err:
            raise DamagedExportError(f"{self.package.path}: {err}") from err

    # Type parameters

    def _params(self, entries: Sequence[ParamEntry], scope: list[TypeParam]) -> list[TypeParam]:
        """Declare type parameters behind those of `scope`."""
        made = []
        for index, entry in enumerate(entries):
            obj = TypeName(entry.name, self.package, self._span(entry.place), local=True)
            param = TypeParam(obj, index, INVALID)
            obj.type = param
            made.append(param)
        inner = [*scope, *made]
        for entry, param in zip(entries, made):
            param.constraint = None if entry.constraint is None else self._type(entry.constraint, inner)
        return made

    # Types

    def _type(self, form: Any, scope: list[TypeParam], around: tuple[Interface, ...] = ()) -> Type:
        """A type; `around` holds the interfaces that it stands in, innermost first."""
        if isinstance(form, str):
            return self._declared(self.package, form)
        if isinstance(form, int):
            return PREDECLARED[form]
        match form:
            case [Form.POINTER, element]:
                return Pointer(self._type(element, scope, around))
            case [Form.SLICE, element]:
                return Slice(self._type(element, scope, around))
            case [Form.IMPORTED, number, name]:
                return self._declared(self._import(number), name)
            case [Form.SIGNATURE, *parts]:
                return self._signature(parts, scope, around)
            case [Form.STRUCT, fields, tags]:
                return Struct(self._vars(fields, scope, around), tags or [""] * len(fields))
            case [Form.ARRAY, element, length]:
                return Array(self._type(element, scope, around), length)
            case [Form.MAP, key, element]:
                return Map(self._type(key, scope, around), self._type(element, scope, around))
            case [Form.CHAN, element, direction]:
                return Chan(direction, self._type(element, scope, around))
            case [Form.INTERFACE, *parts]:
                return self._interface(parts, scope, around)
            case [Form.PARAM, int() as number]:
                return scope[number]
            case [Form.INSTANCE, generic, args]:
                return self._instance(generic, [self._type(arg, scope, around) for arg in args])
            case [Form.UNION, *terms]:
                return Union([Term(tilde, self._type(term, scope, around)) for tilde, term in terms])
            case [Form.ENCLOSING, int() as level]:
                return around[level]
            case [Form.TUPLE, variables]:
                return Tuple(self._vars(variables, scope, around))
        raise ValueError(f"no type has the form {form!r}")

    def _declared(self, package: Package, name: str) -> Type:
        obj = package.members().get(name)
        if isinstance(obj, TypeName) and obj.type is None and package.resolve is not None:
            package.resolve(obj)
        if not isinstance(obj, TypeName) or obj.type is None:
            raise LookupError(f"no type {package.path}.{name}")
        return obj.type

    def _instance(self, generic: Any, args: list[Type]) -> Type:
        origin = self._type(generic, [])
        if isinstance(origin, Alias):
            return instantiate_alias(origin, args)
        if not isinstance(origin, Named):
            raise ValueError(f"{generic!r} is not generic")
        return instantiate_named(origin, args)

    def _signature(self, parts: list[Any], scope: list[TypeParam], around: tuple[Interface, ...]) -> Signature:
        receivers, own, recv, params, results, variadic = parts
        recv_type_params = self._params(msgspec.convert(receivers, list[ParamEntry]), scope) if receivers else []
        inner = [*scope, *recv_type_params] if receivers else scope
        type_params = self._params(msgspec.convert(own, list[ParamEntry]), inner) if own else []
        inner = [*inner, *type_params] if own else inner
        return Signature(
            Tuple(self._vars(params, inner, around)),
            Tuple(self._vars(results, inner, around)),
            variadic,
            self._var(recv, inner, around) if recv is not None else None,
            type_params,
            recv_type_params,
        )

    def _interface(self, parts: list[Any], scope: list[TypeParam], around: tuple[Interface, ...]) -> Interface:
        methods, embeddeds, places, implicit = parts
        made = Interface([], [], implicit)
        inner = (made, *around)
        for name, place, form, number in methods:
            signature = self._type(form, scope, inner)
            assert isinstance(signature, Signature)
            made.methods.append(Func(name, self._import(number), self._span(place), signature))
        made.embeddeds += [self._type(one, scope, inner) for one in embeddeds]
        made.embed_spans += [self._span(place) for place in places]
        return made

    # Variables and places

    def _vars(self, forms: list[Any], scope: list[TypeParam], around: tuple[Interface, ...]) -> list[Var]:
        return [self._var(form, scope, around) for form in forms]

    def _var(self, form: list[Any], scope: list[TypeParam], around: tuple[Interface, ...]) -> Var:
        name, typ, file, offset, length, flags, *owner = form
        role, is_field, embedded, is_global = flags_of_var(flags)
        return Var(
            name,
            self._import(owner[0]) if owner else self.package,
            self._span((file, offset, length)),
            self._type(typ, scope, around),
            is_field=is_field,
            embedded=embedded,
            is_global=is_global,
            role=role,
        )

    def _import(self, number: int) -> Package:
        if number < 0:
            return self.package
        if number not in self._packages:
            path = self._header.imports[number]
            found = self._importer(path)
            if found is None:
                raise LookupError(f"no package {path}")
            self._packages[number] = found
        return self._packages[number]

    def _span(self, place: Place | list[int]) -> Span | None:
        file, offset, length = place
        if file < 0:
            return None
        anchor = self._anchors.get(file)
        if anchor is None:
            number, name = self._header.files[file]
            path = self.package.path if number < 0 else self._header.imports[number]
            anchor = self._anchors[file] = self._make_anchor(path, name)
        return Span(anchor, offset, offset + length)


def _constant(form: Any) -> Constant:
    match form:
        case bool() | bytes() | int():
            return form
        case [Number.INTEGER, data]:
            return bytes_integer(data)
        case [Number.RATIONAL, *parts]:
            return _fraction(parts)
        case [Number.COMPLEX, *parts]:
            return ComplexValue(_fraction(parts[:2]), _fraction(parts[2:]))
    raise ValueError(f"no constant has the form {form!r}")


def _fraction(parts: Sequence[bytes]) -> Fraction:
    numerator, denominator = parts
    return Fraction(bytes_integer(numerator), bytes_integer(denominator))

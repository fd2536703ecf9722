"""Substitution of type arguments for type parameters, and instances of generic types.

A type that mentions no substituted parameter is returned as it is, the very same object. Instances of a generic type
are shared per origin, so that equal arguments usually give one object; `identical` does not rely on that.

A type declared inside a generic function has one copy per instance of the function: a substitution may map it, like a
type parameter, to such a copy.

Spec: "Instantiations".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from server.compiler.types.model import (
    Alias,
    Array,
    Basic,
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
    unalias,
)
from server.compiler.types.objects import Func, TypeName, Var
from server.compiler.types.universe import INVALID

Substitution = Mapping[Type, Type]
_T = TypeVar("_T")


def substitution(params: Sequence[TypeParam], args: Sequence[Type | None]) -> dict[Type, Type]:
    """The map from params to args; an argument that is not known yet is left out."""
    return {param: arg for param, arg in zip(params, args) if arg is not None}


def substitute(typ: Type, mapping: Substitution) -> Type:
    """`typ` with the parameters in `mapping` replaced."""
    if not mapping:
        return typ
    rule = _RULES.get(type(typ))
    return rule(typ, mapping) if rule else typ


def instantiate_named(origin: Named, args: Sequence[Type]) -> Named:
    """`origin[args]`; its underlying type and methods are made when first asked for."""
    inst, is_new = _instance(origin, args)
    if is_new:
        inst.expand_underlying = lambda: _expand_underlying(inst)
        inst.expand_methods = lambda: [_instance_method(inst, method) for method in origin.methods]
    return inst


def instantiate_local(origin: Named, args: Sequence[Type], mapping: Substitution) -> Named:
    """The copy of a type declared in a generic function that belongs to the function's instance for `args`."""
    inst, is_new = _instance(origin, args)
    if is_new:
        inst.expand_underlying = lambda: _substituted_underlying(inst, origin, mapping)
    return inst


def _instance(origin: Named, args: Sequence[Type]) -> tuple[Named, bool]:
    key = tuple(_coarse_key(arg) for arg in args)
    bucket = origin.instances.setdefault(key, [])
    for known in bucket:
        if all(_surely_same(a, b) for a, b in zip(known.type_args, args)):
            return known, False
    bucket.append(Named(origin.obj, origin=origin, type_args=list(args)))
    return bucket[-1], True


def instantiate_alias(origin: Alias, args: Sequence[Type]) -> Alias:
    """`origin[args]` of a generic alias."""
    actual = substitute(origin.actual, substitution(origin.type_params, args)) if origin.actual else None
    return Alias(origin.obj, actual, origin=origin, type_args=list(args))


def instantiate_signature(generic: Signature, args: Sequence[Type]) -> Signature:
    """The signature of a generic function for the given type arguments."""
    mapping = substitution(generic.type_params, args)
    params, results = substitute(generic.params, mapping), substitute(generic.results, mapping)
    assert isinstance(params, Tuple)
    assert isinstance(results, Tuple)
    return Signature(params, results, generic.variadic, generic.recv)


def rename_type_params(params: Sequence[TypeParam]) -> tuple[list[TypeParam], dict[Type, Type]]:
    """Fresh copies of type parameters, and the map that leads to them."""
    fresh = [TypeParam(TypeName(p.obj.name, p.obj.package, p.obj.span), p.index) for p in params]
    for copy in fresh:
        copy.obj.type = copy
    mapping: dict[Type, Type] = dict(zip(params, fresh))
    for param, copy in zip(params, fresh):
        copy.constraint = substitute(param.constraint, mapping) if param.constraint is not None else None
    return fresh, mapping


def _expand_underlying(inst: Named) -> Type | None:
    origin = inst.origin
    assert origin is not None
    if origin.underlying is None:
        return None
    if len(inst.type_args) != len(origin.type_params):
        return INVALID  # reported where it is written
    return _substituted_underlying(inst, origin, substitution(origin.type_params, inst.type_args))


def _substituted_underlying(inst: Named, origin: Named, mapping: Substitution) -> Type | None:
    if origin.underlying is None:
        return None
    under = substitute(origin.underlying, mapping)
    if isinstance(under, Interface):
        under = _with_receiver(under, origin, inst)
    return under


def _with_receiver(iface: Interface, old: Named, new: Named) -> Interface:
    """Methods of a named interface have the named type as receiver; an instance's have the instance."""
    methods = []
    for method in iface.methods:
        sig = method.type
        if sig is not None and sig.recv is not None and sig.recv.type is old:
            sig = replace(sig, recv=replace(sig.recv, type=new))
            method = Func(method.name, method.package, method.span, sig, origin=method.origin or method)
        methods.append(method)
    return replace(iface, methods=methods, type_set=None)


def _instance_method(inst: Named, generic: Func) -> Func:
    method = Func(
        generic.name,
        generic.package,
        generic.span,
        decl=generic.decl,
        pointer_receiver=generic.pointer_receiver,
        origin=generic,
    )

    def expand() -> Signature | None:
        sig = generic.type
        if sig is None or sig.recv is None or len(sig.recv_type_params) != len(inst.type_args):
            return sig
        mapping = substitution(sig.recv_type_params, inst.type_args)
        new = substitute(sig, mapping)
        assert isinstance(new, Signature)
        receiver: Type = Pointer(inst) if isinstance(unalias(sig.recv.type or inst), Pointer) else inst
        return replace(new, recv=replace(sig.recv, type=receiver), recv_type_params=[])

    method.expand_type = expand
    return method


def _coarse_key(typ: Type) -> object:
    """Equal for identical types; unequal types may share a key."""
    typ = unalias(typ)
    match typ:
        case Basic():
            return typ.kind
        case Named() if typ.origin is not None:
            return id(typ.origin), tuple(_coarse_key(arg) for arg in typ.type_args)
        case Named() | TypeParam():
            return id(typ)
        case Pointer() | Slice() | Array() | Chan():
            return type(typ).__name__, _coarse_key(typ.element)
        case Map():
            return "map", _coarse_key(typ.key), _coarse_key(typ.element)
        case _:
            return type(typ).__name__


def _surely_same(a: Type, b: Type) -> bool:
    """A cheap test that never calls different types the same."""
    if a is b:
        return True
    a, b = unalias(a), unalias(b)
    match a, b:
        case Basic(), Basic():
            return a.kind == b.kind
        case Named(), Named():
            if a.origin is None or a.origin is not b.origin:
                return a is b
            return all(_surely_same(x, y) for x, y in zip(a.type_args, b.type_args))
        case Pointer(), Pointer():
            return _surely_same(a.element, b.element)
        case Slice(), Slice():
            return _surely_same(a.element, b.element)
        case Map(), Map():
            return _surely_same(a.key, b.key) and _surely_same(a.element, b.element)
    return a is b


def _list(items: Sequence[_T], change: Callable[[_T], _T]) -> list[_T] | None:
    """The changed list, or None when nothing changed."""
    changed = [change(item) for item in items]
    return None if all(new is old for new, old in zip(changed, items)) else changed


def _var(var: Var, mapping: Substitution) -> Var:
    if var.type is None:
        return var
    typ = substitute(var.type, mapping)
    return var if typ is var.type else replace(var, type=typ)


def _element(typ: Array | Slice | Pointer | Chan, mapping: Substitution) -> Type:
    element = substitute(typ.element, mapping)
    return typ if element is typ.element else replace(typ, element=element)


def _map(typ: Map, mapping: Substitution) -> Type:
    key, element = substitute(typ.key, mapping), substitute(typ.element, mapping)
    return typ if key is typ.key and element is typ.element else Map(key, element)


def _struct(typ: Struct, mapping: Substitution) -> Type:
    fields = _list(typ.fields, lambda field: _var(field, mapping))
    return typ if fields is None else Struct(fields, typ.tags)


def _tuple(typ: Tuple, mapping: Substitution) -> Type:
    variables = _list(typ.vars, lambda var: _var(var, mapping))
    return typ if variables is None else Tuple(variables)


def _signature(typ: Signature, mapping: Substitution) -> Type:
    type_params = typ.type_params
    if type_params and type_params[0] not in mapping:
        # A generic method of an instance: its own parameters get bounds in terms of the arguments.
        fresh, renaming = rename_type_params(type_params)
        mapping = {**mapping, **renaming}
        for old, new in zip(type_params, fresh):
            new.constraint = substitute(old.constraint, mapping) if old.constraint is not None else None
        type_params = fresh
    params, results = substitute(typ.params, mapping), substitute(typ.results, mapping)
    if params is typ.params and results is typ.results and type_params is typ.type_params:
        return typ
    assert isinstance(params, Tuple)
    assert isinstance(results, Tuple)
    return replace(typ, params=params, results=results, type_params=type_params)


def _union(typ: Union, mapping: Substitution) -> Type:
    def term(old: Term) -> Term:
        new = substitute(old.type, mapping)
        return old if new is old.type else Term(old.tilde, new)

    terms = _list(typ.terms, term)
    return typ if terms is None else Union(terms)


def _interface(typ: Interface, mapping: Substitution) -> Type:
    def method(old: Func) -> Func:
        if old.type is None:
            return old
        new = substitute(old.type, mapping)
        if new is old.type:
            return old
        assert isinstance(new, Signature)
        return Func(old.name, old.package, old.span, new, origin=old.origin or old)

    methods = _list(typ.methods, method)
    embeddeds = _list(typ.embeddeds, lambda embedded: substitute(embedded, mapping))
    if methods is None and embeddeds is None:
        return typ
    return Interface(
        typ.methods if methods is None else methods,
        typ.embeddeds if embeddeds is None else embeddeds,
        typ.implicit,
        embed_spans=typ.embed_spans,
    )


def _named(typ: Named, mapping: Substitution) -> Type:
    if typ.origin is None:
        return mapping.get(typ, typ)
    args = _list(typ.type_args, lambda arg: substitute(arg, mapping))
    return typ if args is None else instantiate_named(typ.origin, args)


def _alias(typ: Alias, mapping: Substitution) -> Type:
    if typ.origin is None:
        return mapping.get(typ, typ)
    args = _list(typ.type_args, lambda arg: substitute(arg, mapping))
    return typ if args is None else instantiate_alias(typ.origin, args)


_RULES: dict[type, Callable[..., Type]] = {
    Alias: _alias,
    Array: _element,
    Slice: _element,
    Pointer: _element,
    Chan: _element,
    Map: _map,
    Struct: _struct,
    Tuple: _tuple,
    Signature: _signature,
    Union: _union,
    Interface: _interface,
    Named: _named,
    TypeParam: lambda typ, mapping: mapping.get(typ, typ),
}

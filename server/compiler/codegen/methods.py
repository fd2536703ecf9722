"""The code behind the methods of a type: what itabs and type descriptors point to.

A method called through an interface gets the data word as its receiver. That fits a method declared on the type as it
is when the receiver is a pointer, or travels as the word itself; otherwise a wrapper stands between:

- `T` with a value method M: `(*T).M`, which loads the receiver (gc has the same wrapper, of the same name);
- promoted methods: a function of the outer type that follows the embedded fields;
- a type held in the word itself that travels through memory (an array of one pointer): `T.M-word`.

Wrappers are weak and stand beside the type's descriptor.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.compiler.codegen.function import emit_function
from server.compiler.codegen.module import Module
from server.compiler.codegen.signature import lower_signature
from server.compiler.ir.func import Callee
from server.compiler.ir.types import UNSAFE_POINTER
from server.compiler.irbuild.interface import is_pointer_shaped
from server.compiler.irbuild.methodset import is_abstract, is_exported, method_set
from server.compiler.irbuild.wrappers import Wrapped, build_wrapper
from server.compiler.types.linkname import function_symbol, package_prefix
from server.compiler.types.lookup import Found
from server.compiler.types.model import Interface, Named, Pointer, Type, unalias, underlying
from server.compiler.types.objects import Func


@dataclass(frozen=True, slots=True)
class MethodCode:
    """One method of a type, and the operands of its code."""

    method: Func
    data_word: str  # takes the data word of an interface that holds the type
    receiver: str  # takes a value of the type


def method_codes(module: Module, typ: Type) -> list[MethodCode]:
    """The methods of a type, in the order of descriptors; wrappers that are missing are added to the module."""
    if isinstance(underlying(typ), Interface):
        return []
    return [_code(module, unalias(typ), found) for found in method_set(typ)]


def data_word_code(module: Module, typ: Type, found: Found) -> str:
    """The operand of the code that takes the data word, for an itab; wrappers are where the type's descriptor is."""
    return _data_word(module, unalias(typ), found, define=False)


def _code(module: Module, typ: Type, found: Found) -> MethodCode:
    method = found.obj
    assert isinstance(method, Func)
    return MethodCode(method, _data_word(module, typ, found, define=True), _function(module, typ, found, define=True))


def _data_word(module: Module, typ: Type, found: Found, define: bool) -> str:
    method = found.obj
    assert isinstance(method, Func)
    if not isinstance(typ, Pointer) and not is_pointer_shaped(typ):
        return _function(module, Pointer(typ), found, define)
    if not isinstance(typ, Pointer) and module.layouts.of(typ).big:
        return _wrapper(module, f"{_symbol(module, typ, method)}-word", typ, found, define, as_word=True)
    return _function(module, typ, found, define)


def _function(module: Module, typ: Type, found: Found, define: bool) -> str:
    """The function whose first parameter is a value of the type: the declared method, or a wrapper."""
    method = found.obj
    assert isinstance(method, Func)
    if len(found.path) == 1 and method.pointer_receiver == isinstance(typ, Pointer):
        return _refer(module, function_symbol(method), typ, method)
    return _wrapper(module, _symbol(module, typ, method), typ, found, define)


def _symbol(module: Module, typ: Type, method: Func) -> str:
    """`main.S.M`, `main.(*S).M`; an unexported method of another package carries that package's path."""
    base = unalias(typ.element) if isinstance(typ, Pointer) else typ
    name = module.names.link_name(base)
    home = base.obj.package if isinstance(base, Named) else None
    if isinstance(typ, Pointer):
        path, dot, last = _split(name) if isinstance(base, Named) else ("", "", name)
        name = f"{path}{dot}(*{last})"
    foreign = not is_exported(method.name) and method.package is not home
    return f"{name}.{package_prefix(method.package)}.{method.name}" if foreign else f"{name}.{method.name}"


def _split(name: str) -> tuple[str, str, str]:
    """A type's link name cut after the package path, which may hold dots itself."""
    plain = name.partition("[")[0]
    start = plain.rfind("/") + 1
    cut = plain.find(".", start)
    return (name[:cut], ".", name[cut + 1 :]) if cut >= 0 else ("", "", name)


def _refer(module: Module, symbol: str, first: Type, method: Func) -> str:
    assert method.type is not None
    params = [first, *[var.type for var in method.type.params.vars if var.type is not None]]
    results = [var.type for var in method.type.results.vars if var.type is not None]
    convention = lower_signature(module.layouts, params, results)
    return module.function(symbol, convention.result, convention.parameter_types())


def _wrapper(module: Module, symbol: str, typ: Type, found: Found, define: bool, as_word: bool = False) -> str:
    method = found.obj
    assert isinstance(method, Func)
    if define and not module.is_defined(symbol):
        assert method.type is not None
        callee = None if is_abstract(method) else Callee(function_symbol(method), method.type)
        wrapped = Wrapped(method, found.path, callee, _nil_text(module, typ, method))
        func = build_wrapper(symbol, typ, wrapped, as_word)
        func.weak = True
        emit_function(module, func)
    return _refer(module, symbol, UNSAFE_POINTER if as_word else typ, method)


def _nil_text(module: Module, typ: Type, method: Func) -> str:
    """What gc's run-time says when a value method is called through a nil pointer."""
    if not isinstance(typ, Pointer):
        return ""
    name = module.names.link_name(unalias(typ.element))
    return f"value method {name}.{method.name} called using nil *{_split(name)[2]} pointer"

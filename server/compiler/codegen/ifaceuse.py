"""What a function does with interfaces, for the linker: it keeps only the methods that somebody can call.

A type descriptor that is an argument of a function of package runtime (which allocates, or moves memory) or that is
compared gives nobody an interface of the type; every other use of it is taken for a conversion, and so are the
functions of package runtime that look for the methods of an interface.

    t1 = typeaddr T unsafe.Pointer
    t2 = ifacemake t1, t0 any          converts: type:main.T
    t4 = callmethod t3.Read(t5) int    calls: Read, type:func([]uint8) int
"""

from __future__ import annotations

from typing import Final, cast

from server.compiler.codegen.typenames import TypeNames
from server.compiler.ir.func import Callee, Func, Method, Value
from server.compiler.ir.ops import Op
from server.compiler.types.model import Signature, Type
from server.symbol import ANY_EXPORTED

_RUNTIME: Final = "runtime."
_MAKES_ITABS: Final = frozenset({"runtime.assertE2I", "runtime.assertE2I2", "runtime.convI2I"})
_REFLECT: Final = "reflect."  # looks up for others
# Methods that look methods up, of reflect.Type and reflect.Value. True: by name.
_LOOKS_UP: Final = {
    ("Method", "type:func(int) reflect.Method"): False,
    ("MethodByName", "type:func(string) (reflect.Method, bool)"): True,
}
_FUNCTIONS_LOOK_UP: Final = {
    "reflect.Value.Method": False,
    "reflect.Value.MethodByName": True,
    "reflect.(*rtype).Method": False,  # what a call of reflect.Type's is when the type behind it is known
    "reflect.(*rtype).MethodByName": True,
}
_COMPARISONS: Final = frozenset((Op.EQ, Op.NE))


def converted_types(func: Func, names: TypeNames) -> tuple[str, ...]:
    """The descriptors of the types whose values a function makes interfaces of."""
    values = [value for block in func.blocks for value in block.values]
    descriptors = [value for value in values if value.op is Op.TYPE_ADDR]
    if not descriptors:
        return ()
    controls = (value for block in func.blocks for value in block.controls)
    used = {arg for value in values if not _only_looks(value) for arg in value.args} | set(controls)
    types = (cast(Type, value.aux) for value in descriptors if value in used)
    return tuple(dict.fromkeys(map(names.descriptor_symbol, types)))


def _only_looks(value: Value) -> bool:
    """Whether an operation makes nothing of the type descriptors that are its operands."""
    if isinstance(value.aux, Callee):
        return value.aux.symbol.startswith(_RUNTIME) and value.aux.symbol not in _MAKES_ITABS
    return value.op in _COMPARISONS


def called_methods(func: Func, names: TypeNames) -> tuple[tuple[str, str], ...]:
    """The methods that a function calls through interfaces: their names, and the descriptors of their signatures.

    A method that reflection looks up by a constant name has no signature.
    """
    found: dict[tuple[str, str], None] = {}
    for value in (value for block in func.blocks for value in block.values):
        call = None
        if isinstance(value.aux, Method):
            call = value.aux.name, names.descriptor_symbol(bare_signature(value.aux.signature))
        looks_up = _LOOKS_UP.get(call) if call is not None else _looked_up(value)
        if looks_up is not None and not func.symbol.startswith(_REFLECT):
            found[_constant_name(value, looks_up) or ANY_EXPORTED, ""] = None
        if call is not None:
            found[call] = None
    return tuple(found)


def _looked_up(value: Value) -> bool | None:
    """Whether a function of reflect is referred to that looks a method up; True: by name."""
    symbol = value.aux.symbol if isinstance(value.aux, Callee) else value.aux
    return _FUNCTIONS_LOOK_UP.get(symbol) if isinstance(symbol, str) else None


def _constant_name(value: Value, by_name: bool) -> str:
    """The name that a call looks a method up by, if it is a constant."""
    name = value.args[-1] if by_name and value.op in (Op.CALL, Op.CALL_METHOD) else None
    if name is None or name.op is not Op.CONST or not isinstance(name.aux, bytes):
        return ""
    return name.aux.decode("utf-8", "replace")


def bare_signature(signature: Signature) -> Signature:
    """A method's signature as a type: without receiver."""
    return Signature(signature.params, signature.results, signature.variadic)

"""Constants as the IR holds them: rounded and tagged as the type wants.

Spec, "Constants": the value of a typed constant is exactly representable in its type, floats after rounding.
"""

from typing import Final

from server.compiler.types.constant import Constant
from server.compiler.types.model import Basic, Type, underlying
from server.compiler.types.predicates import is_unsafe_pointer
from server.compiler.types.representable import represent
from server.compiler.types.sizes import Sizes
from server.compiler.types.universe import UINTPTR

_WORD: Final = 8


def constant_for(value: Constant, typ: Type) -> Constant:
    """The constant in the form that CONST of that type has: int, Fraction, ComplexValue, bool or bytes."""
    under = underlying(typ)
    if is_unsafe_pointer(typ):
        under = UINTPTR
    assert isinstance(under, Basic)
    exact = represent(value, under, Sizes(_WORD))
    assert exact is not None, "the checker has found the constant representable"
    return exact

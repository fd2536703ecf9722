"""Constant values: exact, of any size. Spec: "Constants".

bool, str (bytes of the Go string, as Python bytes), int, Fraction and a pair of Fractions for complex values.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class ComplexValue:
    """real + imag*i, both exact"""

    real: Fraction
    imag: Fraction


# A Go string constant is bytes: it need not be valid UTF-8.
Constant: TypeAlias = bool | bytes | int | Fraction | ComplexValue

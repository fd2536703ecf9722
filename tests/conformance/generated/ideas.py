"""What generated programs are about; a program's number says which idea it follows."""

from collections.abc import Callable
from typing import Final

from tests.conformance.generated.closures import write_closures
from tests.conformance.generated.control import write_control
from tests.conformance.generated.conversions import write_conversions
from tests.conformance.generated.corners import write_corners
from tests.conformance.generated.defers import write_defers
from tests.conformance.generated.generic import write_generic
from tests.conformance.generated.goroutines import write_concurrent
from tests.conformance.generated.iterators import write_iterators
from tests.conformance.generated.numeric import write_numbers
from tests.conformance.generated.order import write_order
from tests.conformance.generated.program import Program
from tests.conformance.generated.reads import write_reads
from tests.conformance.generated.sequences import write_sequences
from tests.conformance.generated.standard import write_library
from tests.conformance.generated.statements import write_mixed
from tests.conformance.generated.structures import write_structures

IDEAS: Final[dict[str, Callable[[Program], None]]] = {
    "mixed": write_mixed,
    "conversions": write_conversions,
    "sequences": write_sequences,
    "structures": write_structures,
    "closures": write_closures,
    "control": write_control,
    "defers": write_defers,
    "generic": write_generic,
    "order": write_order,
    "numbers": write_numbers,
    "concurrent": write_concurrent,
    "library": write_library,
    "corners": write_corners,
    "reads": write_reads,
    "iterators": write_iterators,
}

"""The functions of the run-time that compiled code calls by name.

Each row is a Go declaration; `tests/compiler/ir/test_runtime_calls.py` proves that runtime/*.go declares the same.
Pointers to the run-time's own types are unsafe.Pointer in the IR; TYPE_ADDR gives a type descriptor (`*_type`).
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from server.compiler.ir.func import Callee
from server.compiler.ir.types import (
    BOOL,
    BYTES,
    INT,
    INT32,
    INT64,
    STRING,
    UINT,
    UINT32,
    UINT64,
    UINTPTR,
    UNSAFE_POINTER,
)
from server.compiler.types.model import Kind, Pointer, Signature, Slice, Tuple, Type
from server.compiler.types.objects import Var
from server.compiler.types.universe import EMPTY_INTERFACE, TYP


@dataclass(frozen=True, slots=True)
class RuntimeCall:
    """One function: parameter types and result types as Go text."""

    params: str
    results: str = ""
    no_return: bool = False
    borrows: bool = False  # what arguments point to, however far, is not looked at after the caller has returned
    in_maps: bool = False  # internal/runtime/maps declares it, not package runtime
    keeps: bool = False  # an argument may be reachable after the call; what it points to may be in any case


_BOUNDS: Final = RuntimeCall("int, int", no_return=True)
_BOUNDS_UNSIGNED: Final = RuntimeCall("uint, int", no_return=True)
_BOUNDS_NAMES: Final = (
    "Index",
    "SliceAlen",
    "SliceAcap",
    "SliceB",
    "Slice3Alen",
    "Slice3Acap",
    "Slice3B",
    "Slice3C",
)

_MAP_KEYS: Final = {"": "unsafe.Pointer", "_fast32": "uint32", "_fast64": "uint64", "_faststr": "string"}
_MAP_ASSIGN_KEYS: Final = {**_MAP_KEYS, "_fast32ptr": "unsafe.Pointer", "_fast64ptr": "unsafe.Pointer"}
_MAP_FUNCTIONS: Final = {
    **{
        f"mapaccess1{kind}": RuntimeCall(f"*_type, *Map, {key}", "unsafe.Pointer", borrows=True, in_maps=True)
        for kind, key in _MAP_KEYS.items()
    },
    **{
        f"mapaccess2{kind}": RuntimeCall(f"*_type, *Map, {key}", "unsafe.Pointer, bool", borrows=True, in_maps=True)
        for kind, key in _MAP_KEYS.items()
    },
    **{
        f"mapassign{kind}": RuntimeCall(f"*_type, *Map, {key}", "unsafe.Pointer", in_maps=True)
        for kind, key in _MAP_ASSIGN_KEYS.items()
    },
    **{
        f"mapdelete{kind}": RuntimeCall(f"*_type, *Map, {key}", borrows=True, in_maps=True)
        for kind, key in _MAP_KEYS.items()
        if kind
    },
}

RUNTIME_CALLS: Final[dict[str, RuntimeCall]] = {
    # Printing
    "printlock": RuntimeCall(""),
    "printunlock": RuntimeCall(""),
    "printbool": RuntimeCall("bool"),
    "printint": RuntimeCall("int64"),
    "printuint": RuntimeCall("uint64"),
    "printuintptr": RuntimeCall("uintptr"),
    "printfloat32": RuntimeCall("float32"),
    "printfloat64": RuntimeCall("float64"),
    "printcomplex64": RuntimeCall("complex64"),
    "printcomplex128": RuntimeCall("complex128"),
    "printstring": RuntimeCall("string"),
    "printpointer": RuntimeCall("unsafe.Pointer"),
    "printslice": RuntimeCall("[]byte"),
    "printeface": RuntimeCall("any"),
    "printnl": RuntimeCall(""),
    "printsp": RuntimeCall(""),
    # Memory
    "newobject": RuntimeCall("*_type", "unsafe.Pointer"),
    "mallocgc": RuntimeCall("uintptr, *_type, bool", "unsafe.Pointer"),
    "makeslice": RuntimeCall("*_type, int, int", "unsafe.Pointer"),
    "panicmakeslice": RuntimeCall("int", no_return=True),
    "growslice": RuntimeCall("unsafe.Pointer, int, int, int, *_type", "[]byte"),
    "unsafeslice": RuntimeCall("uintptr, unsafe.Pointer, int"),
    "unsafestring": RuntimeCall("uintptr, unsafe.Pointer, int"),
    "memmove": RuntimeCall("unsafe.Pointer, unsafe.Pointer, uintptr"),
    "memclrNoHeapPointers": RuntimeCall("unsafe.Pointer, uintptr"),
    "typedarraymove": RuntimeCall("*_type, unsafe.Pointer, unsafe.Pointer, int"),
    "typedarrayclear": RuntimeCall("*_type, unsafe.Pointer, int"),
    "typedmemmove": RuntimeCall("*_type, unsafe.Pointer, unsafe.Pointer"),
    "typedmemclr": RuntimeCall("*_type, unsafe.Pointer"),
    "gcWriteBarrier": RuntimeCall("unsafe.Pointer, unsafe.Pointer"),
    "memequal": RuntimeCall("unsafe.Pointer, unsafe.Pointer, uintptr", "bool"),
    # Strings
    "concatstrings": RuntimeCall("unsafe.Pointer, []string", "string"),
    "cmpstring": RuntimeCall("string, string", "int"),
    "intstring": RuntimeCall("unsafe.Pointer, int64", "string"),
    "slicebytetostring": RuntimeCall("unsafe.Pointer, []byte", "string"),
    "stringtoslicebyte": RuntimeCall("unsafe.Pointer, string", "[]byte"),
    "stringtoslicerune": RuntimeCall("unsafe.Pointer, string", "[]rune"),
    "slicerunetostring": RuntimeCall("unsafe.Pointer, []rune", "string"),
    "decoderune": RuntimeCall("string, int", "rune, int"),
    # Maps
    "makemap_small": RuntimeCall("", "*Map"),
    "makemap": RuntimeCall("*_type, int, *Map", "*Map"),
    "mapdelete": RuntimeCall("*_type, *Map, unsafe.Pointer", borrows=True),
    "mapclear": RuntimeCall("*_type, *Map", borrows=True),
    "mapIterStart": RuntimeCall("*_type, *Map, *Iter"),
    "mapIterNext": RuntimeCall("*Iter"),
    **_MAP_FUNCTIONS,
    # Interfaces
    "convI2I": RuntimeCall("*_type, *_type", "unsafe.Pointer"),
    "assertE2I": RuntimeCall("*_type, *_type", "unsafe.Pointer"),
    "assertE2I2": RuntimeCall("*_type, *_type", "unsafe.Pointer"),
    "efaceequal": RuntimeCall("any, any", "bool"),
    "panicdottype": RuntimeCall("*_type, *_type, *_type", no_return=True),
    "panicnildottype": RuntimeCall("*_type", no_return=True),
    "panicwrap": RuntimeCall("string", no_return=True),
    # Deferred calls
    "deferenter": RuntimeCall("unsafe.Pointer", borrows=True),
    "deferprocstack": RuntimeCall("unsafe.Pointer, unsafe.Pointer, func()", borrows=True),
    "deferproc": RuntimeCall("unsafe.Pointer, func()", keeps=True),
    "deferreturn": RuntimeCall("unsafe.Pointer", borrows=True),
    "setjmp": RuntimeCall("unsafe.Pointer", "int", borrows=True),
    "deferwrap": RuntimeCall("uintptr, uintptr"),
    "getg": RuntimeCall("", "*g"),
    "getframe": RuntimeCall("", "uintptr"),
    "getcallerframe": RuntimeCall("", "uintptr"),
    "gorecover": RuntimeCall("uintptr", "any"),
    # Goroutines and channels
    "newproc": RuntimeCall("func()", keeps=True),
    "makechan": RuntimeCall("*chantype, int", "*hchan"),
    "chansend1": RuntimeCall("*hchan, unsafe.Pointer"),
    "chanrecv1": RuntimeCall("*hchan, unsafe.Pointer"),
    "chanrecv2": RuntimeCall("*hchan, unsafe.Pointer", "bool"),
    "closechan": RuntimeCall("*hchan"),
    "chanlen": RuntimeCall("*hchan", "int"),
    "chancap": RuntimeCall("*hchan", "int"),
    "selectnbsend": RuntimeCall("*hchan, unsafe.Pointer", "bool"),
    "selectnbrecv": RuntimeCall("unsafe.Pointer, *hchan", "bool, bool"),
    "selectgo": RuntimeCall("*scase, unsafe.Pointer, int, int, bool", "int, bool"),
    "block": RuntimeCall("", no_return=True),
    # Panics
    "panicrangestate": RuntimeCall("int", no_return=True),
    **{f"panic{name}": _BOUNDS for name in _BOUNDS_NAMES},
    **{f"panic{name}U": _BOUNDS_UNSIGNED for name in _BOUNDS_NAMES},
    "panicSliceConvert": _BOUNDS,
    "panicdivide": RuntimeCall("", no_return=True),
    "panicshift": RuntimeCall("", no_return=True),
    "sigpanic": RuntimeCall("", no_return=True),
    "gopanic": RuntimeCall("any", no_return=True, keeps=True),
}

_TYPES: Final[dict[str, Type]] = {
    "bool": BOOL,
    "int": INT,
    "int64": INT64,
    "uint": UINT,
    "uint32": UINT32,
    "uint64": UINT64,
    "uintptr": UINTPTR,
    "float32": TYP[Kind.FLOAT32],
    "float64": TYP[Kind.FLOAT64],
    "complex64": TYP[Kind.COMPLEX64],
    "complex128": TYP[Kind.COMPLEX128],
    "string": STRING,
    "rune": INT32,
    "unsafe.Pointer": UNSAFE_POINTER,
    **dict.fromkeys(("*_type", "*chantype", "*hchan", "*scase", "*Map", "*Iter"), UNSAFE_POINTER),
    "*g": Pointer(UNSAFE_POINTER),  # to its first word, the innermost panic
    "any": EMPTY_INTERFACE,
    "func()": Signature(Tuple([]), Tuple([])),
    "[]byte": BYTES,
    "[]rune": Slice(INT32),
    "[]string": Slice(STRING),
}
_PREFIX: Final = "runtime."


def _tuple(text: str) -> Tuple:
    return Tuple([Var("", None, None, _TYPES[name.strip()]) for name in text.split(",") if name.strip()])


@cache
def runtime_callee(name: str) -> Callee:
    """The callee of a run-time function, by its name without the package."""
    row = RUNTIME_CALLS[name]
    return Callee(_PREFIX + name, Signature(_tuple(row.params), _tuple(row.results)), row.no_return)


def find_runtime_call(symbol: str) -> RuntimeCall | None:
    """The row of a link name, or None when it is not one of these functions."""
    return RUNTIME_CALLS.get(symbol.removeprefix(_PREFIX)) if symbol.startswith(_PREFIX) else None

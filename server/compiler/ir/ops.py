"""The ops of the IR and every fact about them that a pass may ask for.

Each op quotes its printed form. Operand types are Go types (`compiler.types.model`). `aux` is the part of a value that
is not an operand; OpInfo says of which Python type it is.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Op(Enum):
    """All ops, grouped by language area."""

    __hash__ = object.__hash__  # Enum's own is written in Python, and every table of ops asks for it

    # Constants, parameters, addresses of symbols
    CONST = "const"
    """t1 = const 42 int            aux: bool | int | Fraction | bytes | ComplexValue; bytes for a string"""
    ZERO = "zero"
    """t1 = zero T                  the zero value of any type; nil for pointers, slices, maps, funcs, interfaces"""
    PARAM = "param"
    """t1 = param x int             aux: Param"""
    GLOBAL = "global"
    """t1 = global main.x *int      aux: symbol; the variable's address"""
    FUNC = "func"
    """t1 = func main.f func(int)   aux: symbol; a function value without captured variables"""
    CODE = "code"
    """t1 = code main.f.func1 unsafe.Pointer    aux: Callee; where a function's code begins, first word of a closure"""
    CONTEXT = "context"
    """t1 = context *struct { ... }   the closure that this function was called through, never nil there"""

    # Memory
    LOCAL = "local"
    """t1 = local x *int            aux: Variable; address of a stack slot, zeroed each time the op is executed;
    lifted to values where possible"""
    NEW = "new"
    """t1 = new x *int              aux: Variable; address of zeroed memory on the heap"""
    LOAD = "load"
    """t1 = load t0 int             the pointer is valid: nil was checked before"""
    STORE = "store"
    """store t0, t1                 *t0 = t1"""
    STORE_BARRIER = "storewb"
    """storewb t0, t1 both          aux: Barrier; a store of which the garbage collector hears while it marks"""
    FIELD_ADDR = "fieldaddr"
    """t1 = fieldaddr t0 .1 *int    aux: field index; &t0.f, t0 a valid pointer to a struct"""
    INDEX_ADDR = "indexaddr"
    """t2 = indexaddr t0, t1 *int   t0 a pointer to the first element, t1 an int in range"""

    # Checks: each panics as the Go run-time does, or does nothing; no result
    NIL_CHECK = "nilcheck"
    """nilcheck t0 implicit         aux: whether the access behind it carries it out; None before that is known"""
    BOUNDS_CHECK = "boundscheck"
    """boundscheck t0, t1 index     aux: BoundsKind; panics unless t0 is in range of t1. t1 is an int; t0 is an int,
    or a uint when the index has an unsigned type of full width (the panic then prints it as unsigned)"""
    DIV_CHECK = "divcheck"
    """divcheck t0                  panics when t0 == 0"""
    SHIFT_CHECK = "shiftcheck"
    """shiftcheck t0                panics when t0 < 0"""

    # Aggregates
    SLICE_MAKE = "slicemake"
    """t3 = slicemake t0, t1, t2 []int      pointer to the first element, length, capacity"""
    SLICE_PTR = "sliceptr"
    """t1 = sliceptr t0 *int"""
    SLICE_LEN = "slicelen"
    """t1 = slicelen t0 int"""
    SLICE_CAP = "slicecap"
    """t1 = slicecap t0 int"""
    STRING_MAKE = "stringmake"
    """t2 = stringmake t0, t1 string        pointer to the first byte, length"""
    STRING_PTR = "stringptr"
    """t1 = stringptr t0 *uint8"""
    STRING_LEN = "stringlen"
    """t1 = stringlen t0 int"""
    STRUCT_MAKE = "structmake"
    """t2 = structmake t0, t1 T             one operand per field"""
    FIELD = "field"
    """t1 = field t0 .1 int                 aux: field index of a struct value"""
    ARRAY_MAKE = "arraymake"
    """t2 = arraymake t0, t1 [2]int         one operand per element (small arrays only)"""
    EXTRACT = "extract"
    """t1 = extract t0 #1 int               aux: index into a call's several results"""
    COMPLEX_MAKE = "complexmake"
    """t2 = complexmake t0, t1 complex128"""
    REAL = "real"
    """t1 = real t0 float64"""
    IMAG = "imag"
    """t1 = imag t0 float64"""

    # Interfaces: a type word (type descriptor, or itab for an interface with methods) and a data word
    TYPE_ADDR = "typeaddr"
    """t1 = typeaddr []int unsafe.Pointer   aux: Type; address of its type descriptor"""
    ITAB = "itab"
    """t1 = itab *main.T main.I unsafe.Pointer   aux: Itab; address of the table of a concrete type's methods"""
    IFACE_MAKE = "ifacemake"
    """t2 = ifacemake t0, t1 any            type word, data word (pointer-shaped values directly, others boxed)"""
    IFACE_TAB = "ifacetab"
    """t1 = ifacetab t0 unsafe.Pointer"""
    IFACE_DATA = "ifacedata"
    """t1 = ifacedata t0 unsafe.Pointer"""

    # Arithmetic: both operands have the result's type, except shifts (any unsigned or checked count) and comparisons.
    # Integers wrap; division and remainder truncate, the divisor is not 0 (DIV_CHECK), MIN / -1 wraps to MIN.
    ADD = "add"
    """t2 = add t0, t1 int                  also floats and complex numbers (strings: a runtime call)"""
    SUB = "sub"
    """t2 = sub t0, t1 int"""
    MUL = "mul"
    """t2 = mul t0, t1 int"""
    DIV = "div"
    """t2 = div t0, t1 int"""
    REM = "rem"
    """t2 = rem t0, t1 int"""
    AND = "and"
    """t2 = and t0, t1 int                  also bool"""
    OR = "or"
    """t2 = or t0, t1 int                   also bool"""
    XOR = "xor"
    """t2 = xor t0, t1 int"""
    AND_NOT = "andnot"
    """t2 = andnot t0, t1 int               t0 &^ t1"""
    SHL = "shl"
    """t2 = shl t0, t1 int                  a count of the width or more gives 0"""
    SHR = "shr"
    """t2 = shr t0, t1 int                  arithmetic for signed; a large count gives 0 or -1"""
    NEG = "neg"
    """t1 = neg t0 int"""
    COM = "com"
    """t1 = com t0 int                      ^t0"""
    NOT = "not"
    """t1 = not t0 bool"""

    # Comparisons of booleans, numbers, pointers (strings and aggregates: a runtime call or field by field)
    EQ = "eq"
    """t2 = eq t0, t1 bool"""
    NE = "ne"
    """t2 = ne t0, t1 bool"""
    LT = "lt"
    """t2 = lt t0, t1 bool"""
    LE = "le"
    """t2 = le t0, t1 bool"""
    GT = "gt"
    """t2 = gt t0, t1 bool"""
    GE = "ge"
    """t2 = ge t0, t1 bool"""

    # Conversions
    CONVERT = "convert"
    """t1 = convert t0 float64              between numeric types; Spec, "Conversions between numeric types\""""
    CHANGE_TYPE = "changetype"
    """t1 = changetype t0 T                 same representation (also unsafe.Pointer, uintptr)"""

    # Calls
    CALL = "call"
    """t2 = call main.f(t0, t1) int         aux: Callee; a function known by its symbol"""
    CALL_VALUE = "callvalue"
    """t2 = callvalue t0(t1) int            first operand: the function value (nil was checked)"""
    CALL_METHOD = "callmethod"
    """t2 = callmethod t0.Read(t1) int      aux: Method; first operand: an interface value (its itab is not nil)"""

    # SSA
    PHI = "phi"
    """t2 = phi [b0: t0, b1: t1] int        operand i comes from predecessor i"""
    COPY = "copy"
    """t1 = copy t0 int                     left by passes, removed by copy elimination"""


class BoundsKind(Enum):
    """Which check of Go's run-time a BOUNDS_CHECK is; decides the comparison and the panic's text.

    Signed negative operands fail every check (compare as unsigned).
    """

    INDEX = "index"  # t0 < t1: index out of range [%x] with length %y
    SLICE_ALEN = "slice_alen"  # t0 <= t1, s[?:x] of an array or string of length y
    SLICE_ACAP = "slice_acap"  # t0 <= t1, s[?:x] of a slice of capacity y
    SLICE_B = "slice_b"  # t0 <= t1, s[x:y]: slice bounds out of range [%x:%y]
    SLICE3_ALEN = "slice3_alen"  # s[::x], x against length y
    SLICE3_ACAP = "slice3_acap"  # s[::x], x against capacity y
    SLICE3_B = "slice3_b"  # s[:x:y]
    SLICE3_C = "slice3_c"  # s[x:y:]
    CONVERT = "convert"  # slice of length x to an array of length y: t1 <= t0


class Barrier(Enum):
    """What the garbage collector must hear of at a STORE_BARRIER."""

    BOTH = "both"  # the pointers that are overwritten and those that are stored
    OLD = "old"  # what is stored does not point to the heap
    NEW = "new"  # the memory is known to be zero


@dataclass(frozen=True, slots=True)
class OpInfo:
    """Facts about one op."""

    arity: int | None  # number of operands; None: any
    aux: str = ""  # what aux holds; "" nothing
    result: bool = True  # whether it has a value
    pure: bool = True  # no effect and no dependence on memory: may be removed, moved, shared
    reads: bool = False  # depends on memory
    writes: bool = False  # changes memory
    panics: bool = False  # may leave the function
    commutative: bool = False


_CHECK = OpInfo(1, result=False, pure=False, panics=True)
_BINARY = OpInfo(2)
_COMMUTATIVE = OpInfo(2, commutative=True)
_UNARY = OpInfo(1)
_LEAF = OpInfo(0, aux="value")
_CALL = OpInfo(None, aux="callee", pure=False, reads=True, writes=True, panics=True)

OP_INFO: Final[dict[Op, OpInfo]] = {
    Op.CONST: _LEAF,
    Op.ZERO: OpInfo(0),
    Op.PARAM: OpInfo(0, aux="param"),
    Op.GLOBAL: OpInfo(0, aux="symbol"),
    Op.FUNC: OpInfo(0, aux="symbol"),
    Op.CODE: OpInfo(0, aux="callee"),
    Op.CONTEXT: OpInfo(0),
    Op.LOCAL: OpInfo(0, aux="variable", pure=False),
    Op.NEW: OpInfo(0, aux="variable", pure=False),
    Op.LOAD: OpInfo(1, pure=False, reads=True),
    Op.STORE: OpInfo(2, result=False, pure=False, writes=True),
    Op.STORE_BARRIER: OpInfo(2, aux="barrier", result=False, pure=False, writes=True),
    Op.FIELD_ADDR: OpInfo(1, aux="index"),
    Op.INDEX_ADDR: _BINARY,
    Op.NIL_CHECK: OpInfo(1, aux="implicit", result=False, pure=False, panics=True),
    Op.BOUNDS_CHECK: OpInfo(2, aux="bounds", result=False, pure=False, panics=True),
    Op.DIV_CHECK: _CHECK,
    Op.SHIFT_CHECK: _CHECK,
    Op.SLICE_MAKE: OpInfo(3),
    Op.SLICE_PTR: _UNARY,
    Op.SLICE_LEN: _UNARY,
    Op.SLICE_CAP: _UNARY,
    Op.STRING_MAKE: _BINARY,
    Op.STRING_PTR: _UNARY,
    Op.STRING_LEN: _UNARY,
    Op.STRUCT_MAKE: OpInfo(None),
    Op.FIELD: OpInfo(1, aux="index"),
    Op.ARRAY_MAKE: OpInfo(None),
    Op.EXTRACT: OpInfo(1, aux="index"),
    Op.COMPLEX_MAKE: _BINARY,
    Op.REAL: _UNARY,
    Op.IMAG: _UNARY,
    Op.TYPE_ADDR: OpInfo(0, aux="type"),
    Op.ITAB: OpInfo(0, aux="itab"),
    Op.IFACE_MAKE: _BINARY,
    Op.IFACE_TAB: _UNARY,
    Op.IFACE_DATA: _UNARY,
    Op.ADD: _COMMUTATIVE,
    Op.SUB: _BINARY,
    Op.MUL: _COMMUTATIVE,
    Op.DIV: _BINARY,
    Op.REM: _BINARY,
    Op.AND: _COMMUTATIVE,
    Op.OR: _COMMUTATIVE,
    Op.XOR: _COMMUTATIVE,
    Op.AND_NOT: _BINARY,
    Op.SHL: _BINARY,
    Op.SHR: _BINARY,
    Op.NEG: _UNARY,
    Op.COM: _UNARY,
    Op.NOT: _UNARY,
    Op.EQ: _COMMUTATIVE,
    Op.NE: _COMMUTATIVE,
    Op.LT: _BINARY,
    Op.LE: _BINARY,
    Op.GT: _BINARY,
    Op.GE: _BINARY,
    Op.CONVERT: _UNARY,
    Op.CHANGE_TYPE: _UNARY,
    Op.CALL: _CALL,
    Op.CALL_VALUE: OpInfo(None, pure=False, reads=True, writes=True, panics=True),
    Op.CALL_METHOD: OpInfo(None, aux="method", pure=False, reads=True, writes=True, panics=True),
    Op.PHI: OpInfo(None),
    Op.COPY: _UNARY,
}

assert OP_INFO.keys() == set(Op), "every op has a row"

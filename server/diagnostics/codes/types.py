"""Diagnostics of the type checker. Codes are the names of gc's own (internal/types/errors), texts agree with gc's.

Each example is a program that shows the row and no other error.
"""

from typing import Final

from server.diagnostics.data import Row


def _row(code: str, template: str, body: str, unnecessary: bool = False) -> Row:
    return Row(code, template, f"package p\n\n{body}\n" if body else "", unnecessary=unnecessary)


_OP: Final = "invalid operation: "
_ARG: Final = "invalid argument: "

# Names

UNDECLARED_NAME: Final = _row("UndeclaredName", "undefined: {0}", "var x = nope")
BLANK_VALUE: Final = _row("InvalidBlank", "cannot use _ as value or type", "var x = _")
NAME_NOT_A_TYPE: Final = _row("NotAType", "{0} ({1}) is not a type", "var v int\nvar x v")
NOT_A_TYPE: Final = _row("NotAType", "{0} is not a type", 'import "unsafe"\n\nvar x unsafe.Sizeof')
EXPR_NOT_A_TYPE: Final = _row("NotAType", "{0} is not a type", "type G[P any] struct{}\n\nvar x G[1]")
SELECTOR_NOT_A_TYPE: Final = _row("NotAType", "{0} is not a type", "type S struct{ f int }\n\nvar s S\nvar x s.f")
PACKAGE_NOT_IN_SELECTOR: Final = _row(
    "InvalidPkgUse", "use of package {0} not in selector", 'import "unsafe"\n\nvar x = unsafe\nvar y unsafe.Pointer'
)
IOTA_OUTSIDE: Final = _row("InvalidIota", "cannot use iota outside constant declaration", "var x = iota")
UNDECLARED_IMPORTED: Final = _row("UndeclaredImportedName", "undefined: {0}", 'import "unsafe"\n\nvar x = unsafe.Nope')
UNDECLARED_IMPORTED_CASE: Final = _row(
    "UndeclaredImportedName", "undefined: {0} (but have {1})", 'import "unsafe"\n\nvar x = unsafe.sizeof(0)'
)
BUILTIN_IN_SELECTOR: Final = _row("UncalledBuiltin", "invalid use of {0} in selector expression", "var x = len.y")
REDECLARED: Final = _row("DuplicateDecl", "{0} redeclared in this block", "var x int\nvar x string")
DECLARED_THROUGH_IMPORT: Final = _row(
    "DuplicateDecl",
    "{0} already declared through import of {1}",
    'import "unsafe"\n\nvar unsafe int\nvar x unsafe.Pointer',
)
DECLARED_THROUGH_DOT_IMPORT: Final = _row(
    "DuplicateDecl",
    "{0} already declared through dot-import of {1}",
    'import . "unsafe"\n\ntype Pointer int\n\nvar n = Sizeof(0)',
)
UNSUPPORTED_FEATURE: Final = _row("UnsupportedFeature", "{0} requires {1} or later", "")
NOT_SUPPORTED_YET: Final = _row("NotSupportedYet", "not supported yet: {0}", "")

# Packages and imports

BLANK_PACKAGE_NAME: Final = Row("BlankPkgName", "invalid package name _", "package _\n")
PACKAGE_NAME_DIFFERS: Final = _row("MismatchedPkgName", "package {0}; expected package {1}", "")
INVALID_IMPORT_PATH: Final = _row("BadImportPath", "invalid import path ({0})", 'import "a b"')
BROKEN_IMPORT: Final = _row("BrokenImport", "could not import {0} ({1})", 'import "nope/nope"')
RENAMED_C: Final = _row("ImportCRenamed", 'cannot rename import "C"', 'import c "C"')
IMPORT_AS_INIT: Final = _row(
    "InvalidInitDecl", "cannot import package as init - init must be a func", 'import init "unsafe"'
)
UNUSED_IMPORT: Final = _row("UnusedImport", '"{0}" imported and not used', 'import "unsafe"', unnecessary=True)
UNUSED_NAMED_IMPORT: Final = _row(
    "UnusedImport", '"{0}" imported as {1} and not used', 'import u "unsafe"', unnecessary=True
)
INIT_NOT_FUNC: Final = _row("InvalidInitDecl", "cannot declare init - must be func", "var init int")
MAIN_NOT_FUNC: Final = Row("InvalidMainDecl", "cannot declare main - must be func", "package main\n\nvar main int\n")
INIT_TYPE_PARAMS: Final = _row("InvalidInitDecl", "func {0} must have no type parameters", "func init[P any]() {}")
MAIN_TYPE_PARAMS: Final = Row(
    "InvalidMainDecl", "func {0} must have no type parameters", "package main\n\nfunc main[P any]() {}\n"
)
INIT_SIGNATURE: Final = _row(
    "InvalidInitDecl", "func {0} must have no arguments and no return values", "func init(x int) {}"
)
MAIN_SIGNATURE: Final = Row(
    "InvalidMainDecl",
    "func {0} must have no arguments and no return values",
    "package main\n\nfunc main() int { return 0 }\n",
)
INIT_WITHOUT_BODY: Final = _row("MissingInitBody", "func init must have a body", "func init()")
GENERIC_WITHOUT_BODY: Final = _row("BadDecl", "generic function is missing function body", "func f[P any](x P)")

# Cycles

INIT_REFERS_TO_ITSELF: Final = _row("InvalidInitCycle", "initialization cycle: {0} refers to itself", "var x int = x")
INIT_CYCLE: Final = _row(
    "InvalidInitCycle", "initialization cycle for {0}", "var x int = f()\n\nfunc f() int { return x }"
)
TYPE_REFERS_TO_ITSELF: Final = _row("InvalidDeclCycle", "invalid recursive type: {0} refers to itself", "type T T")
RECURSIVE_TYPE: Final = _row(
    "InvalidDeclCycle", "invalid recursive type {0}", "type A struct{ b B }\n\ntype B struct{ a A }"
)
DECL_REFERS_TO_ITSELF: Final = _row(
    "InvalidDeclCycle",
    "invalid cycle in declaration: {0} refers to itself",
    "",
)
DECL_CYCLE: Final = _row("InvalidDeclCycle", "invalid cycle in declaration of {0}", "var b T\n\ntype T [len(b)]int")
METHOD_CYCLE: Final = _row("InvalidDeclCycle", "illegal cycle in method declaration", "")
INSTANCE_CYCLE: Final = _row("InvalidInstanceCycle", "instantiation cycle:", "func f[P any]() { f[*P]() }")

# Constants

INVALID_CONSTANT_TYPE: Final = _row("InvalidConstType", "invalid constant type {0}", "const c []int = nil")
NOT_CONSTANT: Final = _row("InvalidConstInit", "{0} is not constant", "var v = 1\n\nconst c = v")
EXTRA_INIT: Final = _row("WrongAssignCount", "extra init expr {0}", "const a = 1, 2")
EXTRA_INHERITED: Final = _row("WrongAssignCount", "extra init expr at {0}", "const (\n\ta, b = 1, 2\n\tc\n)")
MISSING_INIT: Final = _row("WrongAssignCount", "missing init expr for {0}", "const a, b = 1")
MALFORMED_CONSTANT: Final = _row("InvalidConstVal", "malformed constant: {0}", "const c = 1e999999999")
CONSTANT_TOO_LONG: Final = _row(
    "InvalidConstVal", "excessively long constant: {0}... ({1} chars)", f"const c = {'1' * 10_001}"
)
CONSTANT_OVERFLOW: Final = _row("InvalidConstVal", "constant {0}overflow", "const c = 1 << 600")
CONSTANT_STRING_TOO_LONG: Final = _row("InvalidConstVal", "constant string too long ({0} bytes > {1} bytes)", "")
CANNOT_CONVERT_CONSTANT: Final = _row("InvalidConstVal", "cannot convert {0} to type {1}", 'var x = 1 << "a"')
TRUNCATED: Final = _row("TruncatedFloat", "{0} truncated to {1}", "var i int\nvar x = i + 1.5")
OVERFLOWS: Final = _row("NumericOverflow", "{0} overflows {1}", "const c = uint8(255) + 1")
CONSTANT_OVERFLOWS: Final = _row("InvalidConversion", "constant {0} overflows {1}", "var x = uint8(256)")
CANNOT_CONVERT_UNTYPED: Final = _row(
    "InvalidUntypedConversion", "cannot convert {0} to type {1}", "func f(a []int) { switch a { case 0: } }"
)

# Operators

OPERATOR_NOT_DEFINED: Final = _row("UndefinedOp", _OP + "operator {0} not defined on {1}", 'var x = -"a"')
MISMATCHED_TYPES: Final = _row(
    "MismatchedTypes", _OP + "{0} (mismatched types {1} and {2})", "var a int\nvar b uint\nvar x = a + b"
)
MISMATCHED_ASSIGN_OP: Final = _row(
    "MismatchedTypes",
    _OP + "{0} {1}= {2} (mismatched types {3} and {4})",
    "func f(a int, b uint) { a += b }",
)
COMPARE_MISMATCHED: Final = _row("MismatchedTypes", _OP + "{0} {1} {2} ({3})", "var a int\nvar b uint\nvar x = a == b")
COMPARE_UNDEFINED: Final = _row("UndefinedOp", _OP + "{0} {1} {2} ({3})", "var a, b []int\nvar x = a == b")
DIVISION_BY_ZERO: Final = _row("DivByZero", _OP + "division by zero", "var a int\nvar x = a / 0")
UNADDRESSABLE: Final = _row("UnaddressableOperand", _OP + "cannot take address of {0}", "var x = &1")
TILDE_OUTSIDE: Final = _row("UndefinedOp", "cannot use ~ outside of interface or type constraint", 'var x = ~"a"')
TILDE_BITWISE: Final = _row(
    "UndefinedOp",
    "cannot use ~ outside of interface or type constraint (use ^ for bitwise complement)",
    "var x = ~1",
)
CANNOT_INDIRECT: Final = _row("InvalidIndirection", _OP + "cannot indirect {0}", "var a int\nvar x = *a")
POINTERS_DIFFER: Final = _row(
    "InvalidIndirection",
    _OP + "pointers of {0} must have identical base types",
    "func f[P *int | *string](p P) { _ = *p }",
)
SHIFTED_OPERAND: Final = _row("InvalidShiftOperand", _OP + "shifted operand {0} must be integer", "var x = 1.5 << 1")
SHIFTED_OPERAND_TYPE: Final = _row(
    "InvalidShiftOperand",
    _OP + "shifted operand {0} (type {1}) must be integer",
    "var s uint\nvar x float64 = 1 << s",
)
NEGATIVE_SHIFT: Final = _row("InvalidShiftCount", _OP + "negative shift count {0}", "var x = 1 << -1")
SHIFT_COUNT_TYPE: Final = _row(
    "InvalidShiftCount", _OP + "shift count {0} must be integer", "var s float64\nvar x = 1 << s"
)
INVALID_SHIFT_COUNT: Final = _row("InvalidShiftCount", _OP + "invalid shift count {0}", "const c = 0 << 10000")
CANNOT_RECEIVE: Final = _row("InvalidReceive", _OP + "cannot receive from {0} {1}", "var a int\nvar x = <-a")
RECEIVE_FROM_PARAM: Final = _row("InvalidReceive", _OP + "cannot receive from {0}: {1}", "func f[P any](p P) { <-p }")
CANNOT_SEND: Final = _row("InvalidSend", _OP + "cannot send to {0} {1}", "func f(a int) { a <- 1 }")
SEND_TO_PARAM: Final = _row("InvalidSend", _OP + "cannot send to {0}: {1}", "func f[P any](p P) { p <- 1 }")

# Operands

NO_VALUE: Final = _row("TooManyValues", "{0} used as value", "func f() {}\n\nvar x = f()")
NO_VALUE_OR_TYPE: Final = _row("TooManyValues", "{0} used as value or type", "func f() {}\n\nvar x = f().y")
MULTIPLE_VALUES: Final = _row(
    "TooManyValues",
    "multiple-value {0} in single-value context",
    "func f() (int, int) { return 0, 0 }\n\nvar x = f() + 1",
)
BUILTIN_NOT_CALLED: Final = _row("UncalledBuiltin", "{0} must be called", "var x = len")
TYPE_NOT_EXPRESSION: Final = _row("NotAnExpr", "{0} is not an expression", "var x = int")
UNUSED_EXPRESSION: Final = _row("UnusedExpr", "{0} is not used", "func f(x int) { x + 1 }")
GENERIC_WITHOUT_INSTANCE: Final = _row(
    "WrongTypeArgCount",
    "cannot use generic {0} {1} without instantiation",
    "func g[P any](P) {}\n\nvar x = g",
)

# Selectors, indices, slices

AMBIGUOUS_SELECTOR: Final = _row(
    "AmbiguousSelector",
    "ambiguous selector {0}.{1}",
    "type A struct{ f int }\n\ntype B struct{ f int }\n\ntype C struct {\n\tA\n\tB\n}\n\nvar c C\nvar x = c.f",
)
METHOD_EXPR_NEEDS_POINTER: Final = _row(
    "InvalidMethodExpr",
    "invalid method expression {0}.{1} (needs pointer receiver (*{2}).{3})",
    "type T int\n\nfunc (*T) m() {}\n\nvar x = T.m",
)
POINTER_METHOD_ON_VALUE: Final = _row(
    "InvalidMethodExpr",
    "cannot call pointer method {0} on {1}",
    "type T int\n\nfunc (*T) m() {}\n\nfunc f() { T(0).m() }",
)
MISSING_FIELD_OR_METHOD: Final = _row("MissingFieldOrMethod", "{0}.{1} undefined ({2})", "var a int\nvar x = a.nope")
FIELD_OF_TYPE: Final = _row(
    "MissingFieldOrMethod",
    "operand for field selector {0} must be value of type {1}",
    "type T struct{ f int }\n\nvar x = T.f",
)
CANNOT_INDEX: Final = _row("NonSliceableOperand", "cannot index {0}", "var a int\nvar x = a[0]")
MORE_THAN_ONE_INDEX: Final = _row("InvalidIndex", _OP + "more than one index", "var a []int\nvar x = a[0, 1]")
INDEX_NOT_INTEGER: Final = _row(
    "InvalidIndex", _ARG + "{0} {1} must be integer", "var a []int\nvar s string\nvar x = a[s]"
)
INDEX_NEGATIVE: Final = _row("InvalidIndex", _ARG + "{0} {1} must not be negative", "var a []int\nvar x = a[-1]")
INDEX_OVERFLOW: Final = _row("InvalidIndex", _ARG + "{0} {1} overflows int", "var a []int\nvar x = a[uint64(1<<63)]")
INDEX_OUT_OF_BOUNDS: Final = _row(
    "InvalidIndex", _ARG + "index {0} out of bounds [0:{1}]", "var a [2]int\nvar x = a[2]"
)
CANNOT_SLICE: Final = _row("NonSliceableOperand", "cannot slice {0}", "var a int\nvar x = a[:]")
CANNOT_SLICE_NO_TYPE: Final = _row(
    "NonSliceableOperand", "cannot slice {0}: no specific type in {1}", "func f[P any](p P) { _ = p[:] }"
)
CANNOT_SLICE_DIFFERENT: Final = _row(
    "NonSliceableOperand",
    "cannot slice {0}: {1} and {2} have different underlying types",
    "func f[P []int | []string](p P) { _ = p[:] }",
)
CANNOT_SLICE_VALUE: Final = _row(
    "NonSliceableOperand",
    "cannot slice unaddressable value {0}",
    "func f() [2]int { return [2]int{} }\n\nvar x = f()[:]",
)
THREE_INDEX_STRING: Final = _row("InvalidSliceExpr", _OP + "3-index slice of string", "var a string\nvar x = a[0:1:2]")
SWAPPED_SLICE_INDICES: Final = _row(
    "SwappedSliceIndices", "invalid slice indices: {0} < {1}", "var a []int\nvar x = a[2:1]"
)

# Assignability and conversions

CANNOT_USE: Final = _row("IncompatibleAssign", "cannot use {0} as {1} value in {2}{3}", 'var x int = "a"')
CANNOT_USE_INTERFACE: Final = _row(
    "InvalidIfaceAssign", "cannot use {0} as {1} value in {2}{3}", "var a int\nvar x interface{ m() } = a"
)
CANNOT_USE_CHAN: Final = _row(
    "InvalidChanAssign",
    "cannot use {0} as {1} value in {2}{3}",
    "type A chan int\n\ntype B <-chan int\n\nvar a A\nvar b B = a",
)
CANNOT_USE_TRUNCATED: Final = _row("TruncatedFloat", "cannot use {0} as {1} value in {2}{3}", "var x int = 1.5")
CANNOT_USE_OVERFLOWS: Final = _row("NumericOverflow", "cannot use {0} as {1} value in {2}{3}", "var x int8 = 300")
CANNOT_ASSIGN_TO_CONTEXT: Final = _row("IncompatibleAssign", "cannot assign {0} to {1} in {2}", "")
UNTYPED_NIL: Final = _row("UntypedNilUse", "use of untyped nil in {0}", "var x = nil")
CANNOT_CONVERT: Final = _row("InvalidConversion", "cannot convert {0} to type {1}{2}", 'var x = int("a")')
CONVERSION_MISSING: Final = _row("WrongArgCount", "missing argument in conversion to {0}", "var x = int()")
CONVERSION_EXTRA: Final = _row("WrongArgCount", "too many arguments in conversion to {0}", "var x = int(1, 2)")
CONVERSION_DOTS: Final = _row(
    "BadDotDotDotSyntax", "invalid use of ... in conversion to {0}", "var a []int\nvar x = []int(a...)"
)
CONVERSION_TO_CONSTRAINT: Final = _row(
    "MisplacedConstraintIface",
    "cannot use interface {0} in conversion (contains specific type constraints or is comparable)",
    "type C interface{ int }\n\nvar x = C(1)",
)

# Assignments

ASSIGNMENT_MISMATCH: Final = _row(
    "WrongAssignCount", "assignment mismatch: {0} but {1}", "func f(a, b int) { a, b = 1, 2, 3 }"
)
ASSIGNMENT_MISMATCH_CALL: Final = _row(
    "WrongAssignCount",
    "assignment mismatch: {0} but {1} returns {2}",
    "func g() int { return 0 }\n\nvar a, b = g()",
)
UNASSIGNABLE: Final = _row(
    "UnassignableOperand",
    "cannot assign to {0} (neither addressable nor a map index expression)",
    "func g() int { return 0 }\n\nfunc f() { g() = 1 }",
)
CANNOT_ASSIGN_NAME: Final = _row(
    "UnassignableOperand", "cannot assign to {0}", "func f() {\n\tconst c = 1\n\tc, d := 2, 3\n\t_ = d\n}"
)
STRUCT_FIELD_IN_MAP: Final = _row(
    "UnaddressableFieldAssign",
    "cannot assign to struct field {0} in map",
    "type T struct{ f int }\n\nfunc f(m map[int]T) { m[0].f = 1 }",
)
NO_NEW_VARIABLES: Final = _row(
    "NoNewVar", "no new variables on left side of :=", "func f(x int) {\n\t_ = x\n\t_ := 1\n}"
)
NON_NAME_IN_SHORT_DECL: Final = _row(
    "BadDecl", "non-name {0} on left side of :=", "type T struct{ f int }\n\nfunc g(t T) {\n\tt.f := 1\n}"
)
REPEATED_IN_SHORT_DECL: Final = _row(
    "RepeatedDecl", "{0} repeated on left side of :=", "func f() {\n\ta, a := 1, 2\n\t_ = a\n}"
)
NON_NUMERIC_INC_DEC: Final = _row("NonNumericIncDec", _OP + "{0}{1} (non-numeric type {2})", "func f(s string) { s++ }")

# Calls

CANNOT_CALL: Final = _row("InvalidCall", _OP + "cannot call {0}: {1}", "var a int\nvar x = a()")
NOT_ENOUGH_ARGUMENTS: Final = _row(
    "WrongArgCount",
    "not enough arguments in call to {0}\n\thave {1}\n\twant {2}",
    "func f(a, b int) {}\n\nfunc g() { f(1) }",
)
TOO_MANY_ARGUMENTS: Final = _row(
    "WrongArgCount",
    "too many arguments in call to {0}\n\thave {1}\n\twant {2}",
    "func f(a int) {}\n\nfunc g() { f(1, 2) }",
)
DOTS_WITH_MULTI_VALUE: Final = _row(
    "InvalidDotDotDot",
    "cannot use ... with {0}-valued {1}",
    "func f(a ...int) {}\n\nfunc h() (int, []int) { return 0, nil }\n\nfunc g() { f(h()...) }",
)
DOTS_NON_VARIADIC: Final = _row(
    "NonVariadicDotDotDot",
    "cannot use ... in call to non-variadic {0}",
    "func f(a []int) {}\n\nfunc g() { f(nil...) }",
)
IMPOSSIBLE_ASSERTION: Final = _row(
    "ImpossibleAssert",
    "impossible type assertion: {0}\n\t{1} does not implement {2} {3}",
    "var a interface{ m() }\nvar x = a.(int)",
)
ASSERT_NOT_INTERFACE: Final = _row("InvalidAssert", _OP + "{0} is not an interface", "var a int\nvar x = a.(int)")
ASSERT_ON_PARAM: Final = _row(
    "InvalidAssert",
    _OP + "cannot use type assertion on type parameter value {0}",
    "func f[P any](p P) { _ = p.(int) }",
)
TYPE_SWITCH_GUARD_OUTSIDE: Final = _row("InvalidSyntaxTree", "use of .(type) outside type switch", "")

# Predeclared functions

BUILTIN_DOTS: Final = _row(
    "InvalidDotDotDot", _OP + "invalid use of ... with built-in {0}", "var a []int\nvar x = len(a...)"
)
BUILTIN_NOT_ENOUGH: Final = _row(
    "WrongArgCount", _OP + "not enough arguments for {0} (expected {1}, found {2})", "var x = len()"
)
BUILTIN_TOO_MANY: Final = _row(
    "WrongArgCount", _OP + "too many arguments for {0} (expected {1}, found {2})", 'var x = len("a", "b")'
)
INVALID_APPEND: Final = _row("InvalidAppend", "invalid append: {0}", "var a int\nvar x = append(a, 1)")
INVALID_LEN: Final = _row("InvalidLen", _ARG + "{0} for built-in {1}", "var x = len(1)")
INVALID_CAP: Final = _row("InvalidCap", _ARG + "{0} for built-in {1}", 'var x = cap("a")')
INVALID_CLEAR: Final = _row(
    "InvalidClear",
    _ARG + "cannot clear {0}: argument must be (or constrained by) map or slice",
    "func f(a int) { clear(a) }",
)
CLOSE_NON_CHANNEL: Final = _row("InvalidClose", _OP + "cannot close non-channel {0}", "func f(a int) { close(a) }")
CLOSE_RECEIVE_ONLY: Final = _row(
    "InvalidClose", _OP + "cannot close receive-only channel {0}", "func f(a <-chan int) { close(a) }"
)
COMPLEX_MISMATCHED: Final = _row(
    "InvalidComplex",
    _OP + "{0} (mismatched types {1} and {2})",
    "var a float32\nvar b float64\nvar x = complex(a, b)",
)
COMPLEX_ARGUMENTS: Final = _row(
    "InvalidComplex", _ARG + "arguments have type {0}, expected floating-point", "var a int\nvar x = complex(a, a)"
)
COMPLEX_OF_PARAM: Final = _row(
    "InvalidComplex",
    "{0} not supported as argument to built-in {1} for go1.18 (see go.dev/issue/50937)",
    "func f[P float32 | float64](p P) { _ = complex(p, p) }",
)
REAL_OF_PARAM: Final = _row(
    "InvalidReal",
    "{0} not supported as argument to built-in {1} for go1.18 (see go.dev/issue/50937)",
    "func f[P complex64 | complex128](p P) { _ = real(p) }",
)
IMAG_OF_PARAM: Final = _row(
    "InvalidImag",
    "{0} not supported as argument to built-in {1} for go1.18 (see go.dev/issue/50937)",
    "func f[P complex64 | complex128](p P) { _ = imag(p) }",
)
INVALID_REAL: Final = _row(
    "InvalidReal", _ARG + "argument has type {0}, expected complex type", "var a int\nvar x = real(a)"
)
INVALID_IMAG: Final = _row(
    "InvalidImag", _ARG + "argument has type {0}, expected complex type", "var a int\nvar x = imag(a)"
)
INVALID_COPY: Final = _row("InvalidCopy", "invalid copy: {0}", "func f(a []int, b int) { copy(a, b) }")
COPY_ELEMENTS_DIFFER: Final = _row(
    "InvalidCopy",
    "invalid copy: arguments {0} and {1} have different element types {2} and {3}",
    "func f(a []int, b []string) { copy(a, b) }",
)
DELETE_NOT_MAP: Final = _row("InvalidDelete", _ARG + "{0} is not a map", "func f(a []int) { delete(a, 0) }")
DELETE_KEYS_DIFFER: Final = _row(
    "InvalidDelete",
    _ARG + "maps of {0} must have identical key types",
    "func f[M map[int]int | map[string]int](m M) { delete(m, 0) }",
)
CANNOT_MAKE: Final = _row("InvalidMake", _ARG + "cannot make {0}: {1}", "var x = make(int)")
MAKE_ARGUMENTS: Final = _row(
    "WrongArgCount", _OP + "{0} expects {1} or {2} arguments; found {3}", "var x = make([]int)"
)
SWAPPED_MAKE_ARGUMENTS: Final = _row(
    "SwappedMakeArgs", _ARG + "length and capacity swapped", "var x = make([]int, 2, 1)"
)
NOT_ORDERED: Final = _row("InvalidMinMaxOperand", _ARG + "{0} cannot be ordered", "var x = min(true)")
EXTREMUM_MISMATCHED: Final = _row(
    "MismatchedTypes",
    _ARG + "mismatched types {0} (previous argument) and {1} (type of {2})",
    "var a int\nvar b uint\nvar x = min(a, b)",
)

# Package unsafe

_UNSAFE: Final = 'import "unsafe"\n\n'
ADD_NOT_INTEGER: Final = _row(
    "InvalidUnsafeAdd", _ARG + "{0} {1} must be integer", _UNSAFE + "var s string\nvar x = unsafe.Add(nil, s)"
)
ADD_OVERFLOW: Final = _row(
    "InvalidUnsafeAdd", _ARG + "{0} {1} overflows int", _UNSAFE + "var x = unsafe.Add(nil, uint64(1<<63))"
)
TYPE_TOO_LARGE: Final = _row(
    "TypeTooLarge", "{0} is too large", _UNSAFE + "var a [1 << 40][1 << 40]int\nvar x = unsafe.Sizeof(a)"
)
OFFSETOF_NOT_SELECTOR: Final = _row(
    "BadOffsetofSyntax", _ARG + "{0} is not a selector expression", _UNSAFE + "var x = unsafe.Offsetof(1)"
)
OFFSETOF_NO_FIELD: Final = _row(
    "MissingFieldOrMethod",
    _ARG + "{0} has no single field {1}",
    _UNSAFE + "type T struct{}\n\nvar t T\nvar x = unsafe.Offsetof(t.f)",
)
OFFSETOF_METHOD: Final = _row(
    "InvalidOffsetof",
    _ARG + "{0} is a method value",
    _UNSAFE + "type T struct{}\n\nfunc (T) m() {}\n\nvar t T\nvar x = unsafe.Offsetof(t.m)",
)
OFFSETOF_THROUGH_POINTER: Final = _row(
    "InvalidOffsetof",
    _ARG + "field {0} is embedded via a pointer in {1}",
    _UNSAFE + "type A struct{ f int }\n\ntype T struct{ *A }\n\nvar t T\nvar x = unsafe.Offsetof(t.f)",
)
UNSAFE_SLICE_NOT_POINTER: Final = _row(
    "InvalidUnsafeSlice", _ARG + "{0} is not a pointer", _UNSAFE + "var a int\nvar x = unsafe.Slice(a, 1)"
)
SLICE_LENGTH_NOT_INTEGER: Final = _row(
    "InvalidUnsafeSlice",
    _ARG + "{0} {1} must be integer",
    _UNSAFE + "var p *int\nvar s string\nvar x = unsafe.Slice(p, s)",
)
SLICE_LENGTH_NEGATIVE: Final = _row(
    "InvalidUnsafeSlice", _ARG + "{0} {1} must not be negative", _UNSAFE + "var p *int\nvar x = unsafe.Slice(p, -1)"
)
SLICE_LENGTH_OVERFLOW: Final = _row(
    "InvalidUnsafeSlice",
    _ARG + "{0} {1} overflows int",
    _UNSAFE + "var p *int\nvar x = unsafe.Slice(p, uint64(1<<63))",
)
SLICE_DATA_NOT_SLICE: Final = _row(
    "InvalidUnsafeSliceData", _ARG + "{0} is not a slice", _UNSAFE + "var x = unsafe.SliceData(1)"
)
STRING_LENGTH_NOT_INTEGER: Final = _row(
    "InvalidUnsafeString",
    _ARG + "{0} {1} must be integer",
    _UNSAFE + "var p *byte\nvar s string\nvar x = unsafe.String(p, s)",
)
STRING_LENGTH_NEGATIVE: Final = _row(
    "InvalidUnsafeString",
    _ARG + "{0} {1} must not be negative",
    _UNSAFE + "var p *byte\nvar x = unsafe.String(p, -1)",
)
STRING_LENGTH_OVERFLOW: Final = _row(
    "InvalidUnsafeString",
    _ARG + "{0} {1} overflows int",
    _UNSAFE + "var p *byte\nvar x = unsafe.String(p, uint64(1<<63))",
)

# Composite literals

UNTYPED_LITERAL: Final = _row("UntypedLit", "missing type in composite literal", "")
INVALID_LITERAL: Final = _row("InvalidLit", "invalid composite literal{0} type {1}{2}", "var x = int{1}")
MIXED_STRUCT_LITERAL: Final = _row(
    "MixedStructLit",
    "mixture of field:value and value elements in struct literal",
    "var x = struct{ a, b int }{a: 1, 2}",
)
INVALID_FIELD_NAME: Final = _row(
    "InvalidLitField", "invalid field name {0} in struct literal", "var x = struct{ a int }{1: 1}"
)
UNKNOWN_FIELD: Final = _row("MissingLitField", "{0}", "var x = struct{ a int }{b: 1}")
NOT_A_FIELD: Final = _row(
    "MissingLitField",
    "{0} is not a field",
    "type A int\n\nfunc (A) m() {}\n\nvar x = struct{ A }{m: nil}",
)
POINTER_TO_REACH_FIELD: Final = _row(
    "InvalidLitField",
    "invalid implicit pointer indirection to reach {0}",
    "type A struct{ f int }\n\nvar x = struct{ *A }{f: 1}",
)
DUPLICATE_FIELD: Final = _row(
    "DuplicateLitField", "duplicate field name {0} in struct literal", "var x = struct{ a int }{a: 1, a: 2}"
)
PROMOTED_AND_ENCLOSING: Final = _row(
    "DuplicateLitField",
    "cannot specify promoted field {0} and enclosing embedded field {1}",
    "type A struct{ f int }\n\nvar x = struct{ A }{A: A{}, f: 1}",
)
EMBEDDED_AND_PROMOTED: Final = _row(
    "DuplicateLitField",
    "cannot specify embedded field {0} and enclosed promoted field {1}",
    "type A struct{ f int }\n\nvar x = struct{ A }{f: 1, A: A{}}",
)
TOO_MANY_VALUES: Final = _row(
    "InvalidStructLit", "too many values in struct literal of type {0}", "var x = struct{ a int }{1, 2}"
)
TOO_FEW_VALUES: Final = _row(
    "InvalidStructLit", "too few values in struct literal of type {0}{1}", "var x = struct{ a, b int }{1}"
)
UNEXPORTED_FIELD_LITERAL: Final = _row(
    "UnexportedLitField", "implicit assignment to unexported field {0} in struct literal of type {1}", ""
)
MISSING_KEY: Final = _row("MissingLitKey", "missing key in map literal", "var x = map[int]int{1}")
DUPLICATE_KEY: Final = _row("DuplicateLitKey", "duplicate key {0} in map literal", "var x = map[int]int{1: 1, 1: 2}")
DUPLICATE_INDEX: Final = _row(
    "DuplicateLitKey", "duplicate index {0} in array or slice literal", "var x = []int{0: 1, 0: 2}"
)
INDEX_NOT_CONSTANT: Final = _row(
    "InvalidLitIndex", "index {0} must be integer constant", "var i int\nvar x = []int{i: 1}"
)
ARRAY_LITERAL_BOUNDS: Final = _row("OversizeArrayLit", "index {0} is out of bounds (>= {1})", "var x = [1]int{1, 2}")

# Types

OPEN_ARRAY: Final = _row(
    "BadDotDotDotSyntax", "invalid use of [...] array (outside a composite literal)", "var x [...]int"
)
UNDEFINED_ARRAY_LENGTH: Final = _row(
    "InvalidArrayLen", "undefined array length {0} or missing type constraint", "var x [nope]int"
)
INVALID_ARRAY_LENGTH_NAME: Final = _row("InvalidArrayLen", "invalid array length {0}", "var n = 1\nvar x [n]int")
INVALID_ARRAY_LENGTH: Final = _row("InvalidArrayLen", "invalid array length {0}", "var x [-1]int")
ARRAY_LENGTH_NOT_CONSTANT: Final = _row(
    "InvalidArrayLen", "array length {0} must be constant", "func f() int { return 1 }\n\nvar x [f()]int"
)
ARRAY_LENGTH_NOT_INTEGER: Final = _row("InvalidArrayLen", "array length {0} must be integer", "var x [1.5]int")
INVALID_MAP_KEY: Final = _row("IncomparableMapKey", "invalid map key type {0}{1}", "var x map[[]int]int")
FIELD_REDECLARED: Final = _row("DuplicateDecl", "{0} redeclared", "type T struct{ a, a int }")
FIELD_AND_METHOD: Final = _row(
    "DuplicateFieldAndMethod", "field and method with the same name {0}", "type T struct{ m int }\n\nfunc (T) m() {}"
)
INVALID_EMBEDDED: Final = _row("InvalidSyntaxTree", "invalid embedded field type {0}", "")
EMBEDDED_UNSAFE_POINTER: Final = _row(
    "InvalidPtrEmbed",
    "embedded field type cannot be unsafe.Pointer",
    _UNSAFE + "type T struct{ unsafe.Pointer }",
)
EMBEDDED_POINTER: Final = _row(
    "InvalidPtrEmbed", "embedded field type cannot be a pointer", "type P *int\n\ntype T struct{ P }"
)
EMBEDDED_INTERFACE_POINTER: Final = _row(
    "InvalidPtrEmbed",
    "embedded field type cannot be a pointer to an interface",
    "type I interface{ m() }\n\ntype T struct{ *I }",
)
EMBEDDED_TYPE_PARAM: Final = _row(
    "MisplacedTypeParam",
    "embedded field type cannot be a (pointer to a) type parameter",
    "type T[P any] struct{ P }",
)
BLANK_METHOD: Final = _row("BlankIfaceMethod", "methods must have a unique non-blank name", "type T interface{ _() }")
DUPLICATE_INTERFACE_METHOD: Final = _row("DuplicateDecl", "duplicate method {0}", "type T interface{ m(); m() }")
DUPLICATE_METHOD: Final = _row(
    "DuplicateMethod",
    "method {0}.{1} already declared at {2}",
    "type T int\n\nfunc (T) m() {}\n\nfunc (T) m() {}",
)
CONSTRAINT_COMPARABLE: Final = _row(
    "MisplacedConstraintIface",
    "cannot use type {0} outside a type constraint: interface is (or embeds) comparable",
    "var x comparable",
)
CONSTRAINT_TYPES: Final = _row(
    "MisplacedConstraintIface",
    "cannot use type {0} outside a type constraint: interface contains type constraints",
    "type C interface{ int }\n\nvar x C",
)

# Receivers

METHOD_ON_NON_LOCAL: Final = _row("InvalidRecv", "cannot define new methods on non-local type {0}", "func (int) m() {}")
INVALID_RECEIVER: Final = _row("InvalidRecv", "invalid receiver type {0}", "func ([]int) m() {}")
INVALID_RECEIVER_CAUSE: Final = _row("InvalidRecv", "invalid receiver type {0} ({1})", "type P *int\n\nfunc (P) m() {}")
METHOD_ON_INSTANCE: Final = _row(
    "InvalidRecv",
    "cannot define new methods on instantiated type {0}",
    "type G[P any] struct{}\n\ntype A = G[int]\n\nfunc (A) m() {}",
)
METHOD_ON_GENERIC_ALIAS: Final = _row(
    "InvalidRecv",
    "cannot define new methods on generic alias type {0}",
    "type G[P any] struct{}\n\ntype A[P any] = G[P]\n\nfunc (A[P]) m() {}",
)
RECEIVER_NOT_GENERIC: Final = _row("InvalidRecv", "{0}", "type T int\n\nfunc (T[P]) m() {}")
RECEIVER_PARAM_COUNT: Final = _row(
    "BadRecv",
    "receiver declares {0}, but receiver base type declares {1}",
    "type G[P any] struct{}\n\nfunc (G[P, Q]) m() {}",
)
RECEIVER_PARAM_NOT_NAME: Final = _row(
    "BadDecl", "receiver type parameter {0} must be an identifier", "type G[P any] struct{}\n\nfunc (G[*int]) m() {}"
)

# Generics

GENERIC_TYPE: Final = _row(
    "WrongTypeArgCount",
    "cannot use generic type {0} without instantiation",
    "type G[P any] struct{}\n\nvar x G",
)
NOT_GENERIC: Final = _row("NotAGenericType", _OP + "{0}{1} ({2})", "type T int\n\nvar x T[int]")
NOT_ENOUGH_TYPE_ARGS: Final = _row(
    "WrongTypeArgCount",
    "not enough type arguments for type {0}: have {1}, want {2}",
    "type G[P, Q any] struct{}\n\nvar x G[int]",
)
TOO_MANY_TYPE_ARGS: Final = _row(
    "WrongTypeArgCount",
    "too many type arguments for type {0}: have {1}, want {2}",
    "type G[P any] struct{}\n\nvar x G[int, int]",
)
WRONG_TYPE_ARG_COUNT: Final = _row(
    "WrongTypeArgCount",
    "got {0} type arguments but want {1}",
    "func g[P any](P) {}\n\nfunc f() { g[int, int](1) }",
)
TYPE_ARG: Final = _row("InvalidTypeArg", "{0}", "type G[P interface{ m() }] struct{}\n\nvar x G[int]")
CANNOT_INFER: Final = _row(
    "CannotInferTypeArgs", "{0}", "func g[P any]() {}\n\nfunc f() {\n\tvar h func()\n\th = g\n\th()\n}"
)
CANNOT_INFER_IN_CALL: Final = _row(
    "CannotInferTypeArgs", "in call to {0}, {1}", "func g[P any]() {}\n\nfunc f() { g() }"
)
TYPE_PARAM_AS_TYPE: Final = _row(
    "MisplacedTypeParam", "cannot use a type parameter as RHS in type declaration", "type T[P any] P"
)
TYPE_PARAM_AS_ALIAS: Final = _row(
    "MisplacedTypeParam", "cannot use type parameter declared in alias declaration as RHS", "type A[P any] = P"
)
TYPE_PARAM_CONSTRAINT: Final = _row(
    "MisplacedTypeParam", "cannot use a type parameter as constraint", "func f[P any, Q P]() {}"
)
TYPE_PARAM_IN_TILDE: Final = _row(
    "MisplacedTypeParam", "type in term {0} cannot be a type parameter", "func f[P any, Q ~P]() {}"
)
TYPE_PARAM_TERM: Final = _row("MisplacedTypeParam", "term cannot be a type parameter", "func f[P any, Q int | P]() {}")
TILDE_INTERFACE: Final = _row("InvalidUnion", "invalid use of ~ ({0} is an interface)", "type C interface{ ~error }")
TILDE_UNDERLYING: Final = _row(
    "InvalidUnion",
    "invalid use of ~ (underlying type of {0} is {1})",
    "type T int\n\ntype C interface{ ~T }",
)
UNION_WITH_METHODS: Final = _row(
    "InvalidUnion", "cannot use {0} in union ({1} contains methods)", "type C interface{ int | error }"
)
UNION_COMPARABLE: Final = _row("InvalidUnion", "cannot use comparable in union", "type C interface{ int | comparable }")
UNION_EMBEDS_COMPARABLE: Final = _row(
    "InvalidUnion",
    "cannot use {0} in union ({1} embeds comparable)",
    "type D interface{ comparable }\n\ntype C interface{ int | D }",
)
OVERLAPPING_TERMS: Final = _row("InvalidUnion", "overlapping terms {0} and {1}", "type C interface{ int | ~int }")
TOO_MANY_TERMS: Final = _row(
    "InvalidUnion",
    "cannot handle more than {0} union terms (implementation limitation)",
    "type C interface{ " + " | ".join(f"[{i}]int" for i in range(101)) + " }",
)

# Statements

UNUSED_VARIABLE: Final = _row("UnusedVar", "declared and not used: {0}", "func f() { x := 1 }", unnecessary=True)
MISSING_RETURN: Final = _row("MissingReturn", "missing return", "func f() int {}")
NOT_ENOUGH_RESULTS: Final = _row(
    "WrongResultCount",
    "not enough return values\n\thave {0}\n\twant {1}",
    "func f() (int, int) { return 1 }",
)
TOO_MANY_RESULTS: Final = _row(
    "WrongResultCount", "too many return values\n\thave {0}\n\twant {1}", "func f() int { return 1, 2 }"
)
RESULT_NOT_IN_SCOPE: Final = _row(
    "OutOfScopeResult",
    "result parameter {0} not in scope at return",
    "func f() (r int) {\n\t{\n\t\tr := 1\n\t\t_ = r\n\t\treturn\n\t}\n}",
)
NON_BOOLEAN_IF: Final = _row("InvalidCond", "non-boolean condition in if statement", "func f() { if 1 {} }")
NON_BOOLEAN_FOR: Final = _row("InvalidCond", "non-boolean condition in for statement", "func f() { for 1 {} }")
GO_NOT_CALL: Final = _row("InvalidGo", "expression in go must be function call", "func f(x int) { go x }")
DEFER_NOT_CALL: Final = _row("InvalidDefer", "expression in defer must be function call", "func f(x int) { defer x }")
GO_CONVERSION: Final = _row("InvalidGo", "go requires function call, not conversion {0}", "func f(x int) { go int(x) }")
DEFER_CONVERSION: Final = _row(
    "InvalidDefer", "defer requires function call, not conversion {0}", "func f(x int) { defer int(x) }"
)
SUSPENDED_RESULT: Final = _row("UnusedResults", "{0} discards result of {1}", "func f(x []int) { go len(x) }")
MISPLACED_BREAK: Final = _row("MisplacedBreak", "break is not in a loop, switch, or select", "func f() { break }")
MISPLACED_CONTINUE: Final = _row("MisplacedContinue", "continue is not in a loop", "func f() { continue }")
FALLTHROUGH_MISPLACED: Final = _row(
    "MisplacedFallthrough", "fallthrough statement out of place", "func f() { fallthrough }"
)
FALLTHROUGH_FINAL: Final = _row(
    "MisplacedFallthrough",
    "cannot fallthrough final case in switch",
    "func f(x int) {\n\tswitch x {\n\tcase 1:\n\t\tfallthrough\n\t}\n}",
)
FALLTHROUGH_TYPE_SWITCH: Final = _row(
    "MisplacedFallthrough",
    "cannot fallthrough in type switch",
    "func f(x any) {\n\tswitch x.(type) {\n\tcase int:\n\t\tfallthrough\n\tcase string:\n\t}\n}",
)
UNDECLARED_LABEL: Final = _row("UndeclaredLabel", "label {0} not defined", "func f() { goto L }")
UNUSED_LABEL: Final = _row("UnusedLabel", "label {0} defined and not used", "func f() {\nL:\n}", unnecessary=True)
DUPLICATE_LABEL: Final = _row("DuplicateLabel", "label {0} already defined at {1}", "func f() {\nL:\nL:\n\tgoto L\n}")
JUMP_INTO_BLOCK: Final = _row(
    "JumpIntoBlock", "goto {0} jumps into block starting at {1}", "func f() {\n\tgoto L\n\t{\n\tL:\n\t}\n}"
)
JUMP_OVER_DECLARATION: Final = _row(
    "JumpOverDecl",
    "goto {0} jumps over declaration of {1} at {2}",
    "func f() {\n\tgoto L\n\tvar x int\n\t_ = x\nL:\n}",
)
INVALID_BREAK_LABEL: Final = _row(
    "MisplacedLabel", "invalid break label {0}", "func f() {\nL:\n\t_ = 1\n\tfor {\n\t\tbreak L\n\t}\n\tgoto L\n}"
)
INVALID_CONTINUE_LABEL: Final = _row(
    "MisplacedLabel",
    "invalid continue label {0}",
    "func f() {\nL:\n\tswitch {\n\tdefault:\n\t\tfor {\n\t\t\tcontinue L\n\t\t}\n\t}\n\tgoto L\n}",
)
UNDEFINED_BREAK_LABEL: Final = _row(
    "UndeclaredLabel", "break label not defined: {0}", "func f() {\n\tfor {\n\t\tbreak L\n\t}\n}"
)
UNDEFINED_CONTINUE_LABEL: Final = _row(
    "UndeclaredLabel", "continue label not defined: {0}", "func f() {\n\tfor {\n\t\tcontinue L\n\t}\n}"
)
CANNOT_SWITCH: Final = _row(
    "InvalidExprSwitch",
    "cannot switch on {0} ({1} is not comparable)",
    "func f(x [1]func()) {\n\tswitch x {\n\t}\n}",
)
DUPLICATE_DEFAULT: Final = _row(
    "DuplicateDefault",
    "multiple defaults (first at {0})",
    "func f() {\n\tswitch {\n\tdefault:\n\tdefault:\n\t}\n}",
)
INVALID_CASE_TYPES: Final = _row(
    "MismatchedTypes",
    "invalid case {0} in switch on {1} ({2})",
    "func f(x int, y uint) {\n\tswitch x {\n\tcase y:\n\t}\n}",
)
INVALID_CASE_OPERATOR: Final = _row(
    "UndefinedOp",
    "invalid case {0} in switch on {1} ({2})",
    "func f(x, y []int) {\n\tswitch x {\n\tcase y:\n\t}\n}",
)
DUPLICATE_CASE: Final = _row(
    "DuplicateCase",
    "duplicate case {0} in expression switch",
    "func f(x int) {\n\tswitch x {\n\tcase 1:\n\tcase 1:\n\t}\n}",
)
DUPLICATE_TYPE_CASE: Final = _row(
    "DuplicateCase",
    "duplicate case {0} in type switch",
    "func f(x any) {\n\tswitch x.(type) {\n\tcase int:\n\tcase int:\n\t}\n}",
)
IMPOSSIBLE_CASE: Final = _row(
    "ImpossibleAssert",
    "impossible type switch case: {0}\n\t{1} cannot have dynamic type {2} {3}",
    "func f(x error) {\n\tswitch x.(type) {\n\tcase int:\n\t}\n}",
)
TYPE_SWITCH_ON_PARAM: Final = _row(
    "InvalidTypeSwitch",
    "cannot use type switch on type parameter value {0}",
    "func f[P any](x P) {\n\tswitch x.(type) {\n\t}\n}",
)
TYPE_SWITCH_NOT_INTERFACE: Final = _row(
    "InvalidTypeSwitch", "{0} is not an interface", "func f(x int) {\n\tswitch x.(type) {\n\t}\n}"
)
NO_NEW_TYPE_SWITCH_VARIABLE: Final = _row(
    "NoNewVar", "no new variable on left side of :=", "func f(x any) {\n\tswitch _ := x.(type) {\n\t}\n}"
)
UNUSED_TYPE_SWITCH_VARIABLE: Final = _row(
    "UnusedVar",
    "{0} declared and not used",
    "func f(x any) {\n\tswitch y := x.(type) {\n\tcase int:\n\t}\n}",
    unnecessary=True,
)
INVALID_SELECT_CASE: Final = _row(
    "InvalidSelectCase",
    "select case must be send or receive (possibly with assignment)",
    "",
)
CANNOT_RANGE: Final = _row("InvalidRangeExpr", "cannot range over {0}{1}", "func f() {\n\tfor range 1.5 {\n\t}\n}")
RANGE_NO_VARIABLES: Final = _row(
    "InvalidIterVar",
    "range over {0} permits no iteration variables",
    "func f(g func(func() bool)) {\n\tfor x := range g {\n\t\t_ = x\n\t}\n}",
)
RANGE_ONE_VARIABLE: Final = _row(
    "InvalidIterVar",
    "range over {0} permits only one iteration variable",
    "func f() {\n\tfor i, j := range 3 {\n\t\t_, _ = i, j\n\t}\n}",
)
RANGE_VARIABLE_TYPE: Final = _row(
    "InvalidRangeExpr",
    "cannot use iteration variable of type {0}",
    "func f(x float64) {\n\tfor x = range 3 {\n\t}\n}",
)

"""Expressions and statements as gc's back end prints them: constants by value, literals without their elements.

        &T{...}      []int{...}      func literal      ... argument      make([]int, n)      ([]byte)(s)      a + b

Parentheses of the source are gone; where precedence needs them they are put back. Conversions that the source does
not write are not shown. Source: the forms were measured with -m=2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from server.compiler.decide.escape.functions import signature_of
from server.compiler.decide.escape.memory import depends_on_shape, is_interface_type
from server.compiler.decide.escape.typetext import TypeText
from server.compiler.decide.routine import Frame
from server.compiler.syntax import nodes as ast
from server.compiler.types.constant import Constant
from server.compiler.types.constformat import constant_string
from server.compiler.types.info import Mode, Selection
from server.compiler.types.model import Alias, Basic, Kind, Named, Pointer, Signature, Struct, Type, underlying
from server.compiler.types.objects import Builtin, Func, Package, Var
from server.compiler.types.predicates import is_string
from server.compiler.types.universe import RUNE
from server.compiler.types.view import BodyView

_PRIMARY: Final = 8
_UNARY: Final = 7
_PRECEDENCE: Final = {
    **dict.fromkeys(("*", "/", "%", "<<", ">>", "&", "&^"), 6),
    **dict.fromkeys(("+", "-", "|", "^"), 5),
    **dict.fromkeys(("==", "<", "<=", ">=", ">", "!="), 4),
    "&&": 2,
    "||": 1,
}
_DEFAULT_KINDS: Final = {
    bool: (Kind.BOOL, Kind.UNTYPED_BOOL),
    bytes: (Kind.STRING, Kind.UNTYPED_STRING),
    int: (Kind.INT, Kind.UNTYPED_INT),
}
_LARGEST_RUNE: Final = 0x10FFFF
_RUNE_ESCAPES: Final = {
    7: "\\a",
    8: "\\b",
    9: "\\t",
    10: "\\n",
    11: "\\v",
    12: "\\f",
    13: "\\r",
    39: "\\'",
    92: "\\\\",
}


class ExprText:
    """Prints the expressions of one frame, for messages about one package."""

    def __init__(self, frame: Frame, package: Package, view: BodyView | None = None) -> None:
        """view: what to read instead of the frame's own facts, to show an instance by its shapes."""
        self.frame = frame
        self.view = view or frame.view
        self.types = TypeText(package)

    def __call__(self, x: ast.Node, prec: int = 0) -> str:
        """The text of an expression, in parentheses if it binds less than `prec`."""
        while isinstance(x, ast.ParenExpr):
            x = x.x
        found = self.view.info.types.get(x)
        if found is not None:
            typ = self.view.concrete(found.type)
            if found.value is not None:
                return literal_text(found.value, typ, self.types)
            if found.mode is Mode.NIL:
                return "nil"
            if found.mode is Mode.TYPE:
                own = _UNARY if isinstance(typ, Pointer) else _PRIMARY
                return f"({self.types(typ)})" if prec > own else self.types(typ)
        rule = _PRINTERS.get(x.__class__)
        if rule is None:
            return f"<{type(x).__name__}>"
        own = _binding(x)
        text = rule(self, x)
        return f"({text})" if prec > own else text

    def list(self, nodes: Sequence[ast.Node]) -> str:
        """Expressions with commas between them."""
        return ", ".join(self(node) for node in nodes)

    def shift_count(self, x: ast.Expr, prec: int = 0) -> str:
        """The right operand of a shift: a constant without a type of its own is a uint."""
        while isinstance(x, ast.ParenExpr):
            x = x.x
        return f"uint({self(x)})" if isinstance(x, ast.BasicLit) else self(x, prec)

    def operand(self, x: ast.Expr, prec: int) -> str:
        """An operand of an operator; what is left of an inlined call stands in parentheses."""
        while isinstance(x, ast.ParenExpr):
            x = x.x
        return f"({self(x)})" if isinstance(x, ast.CallExpr) and x in self.frame.inlined else self(x, prec)

    def name(self, ident: ast.Ident) -> str:
        """An identifier; what other packages declare is qualified, variables of their functions included."""
        obj = self.view.object_of(ident)
        if isinstance(obj, Func | Var):
            return self.types.qualified(ident.name, obj.package)
        return ident.name


def _binding(x: ast.Node) -> int:
    if isinstance(x, ast.BinaryExpr):
        return _PRECEDENCE.get(x.op, 0)
    if isinstance(x, ast.StarExpr):
        return _UNARY
    if isinstance(x, ast.UnaryExpr):
        operand = x.x
        while isinstance(operand, ast.ParenExpr):
            operand = operand.x
        return _PRIMARY if x.op == "&" and isinstance(operand, ast.CompositeLit) else _UNARY
    return _PRIMARY


def literal_text(value: Constant, typ: Type, types: TypeText) -> str:
    """A constant; its type is shown unless it is what the value has by default."""
    bare = typ
    while isinstance(bare, Alias) and bare.actual is not None:
        bare = bare.actual
    is_rune = bare is RUNE or _is_kind(bare, Kind.UNTYPED_RUNE)
    if is_rune and isinstance(value, int) and 0 <= value <= _LARGEST_RUNE:
        return _rune_text(value)
    text = constant_string(value)
    if _is_default(value, bare):
        return text
    return f"{types(typ)}({text})"


def _is_default(value: Constant, typ: Type) -> bool:
    if not isinstance(typ, Basic):
        return False
    kinds = _DEFAULT_KINDS.get(type(value))
    if kinds is not None:
        return typ.kind in kinds
    return typ.kind in (Kind.FLOAT64, Kind.UNTYPED_FLOAT, Kind.COMPLEX128, Kind.UNTYPED_COMPLEX)


def _is_kind(typ: Type, kind: Kind) -> bool:
    return isinstance(typ, Basic) and typ.kind is kind


def _rune_text(value: int) -> str:
    """As strconv.QuoteRune writes it."""
    if value in _RUNE_ESCAPES:
        return f"'{_RUNE_ESCAPES[value]}'"
    if 0xD800 <= value <= 0xDFFF:
        value = 0xFFFD
    char = chr(value)
    if char == " " or char.isprintable():
        return f"'{char}'"
    if value < 0x20 or value == 0x7F:
        return f"'\\x{value:02x}'"
    return f"'\\u{value:04x}'" if value < 0x10000 else f"'\\U{value:08x}'"


def _ident(text: ExprText, x: ast.Ident) -> str:
    return text.name(x)


def _selector(text: ExprText, x: ast.SelectorExpr) -> str:
    selection = text.view.selection(x)
    if selection is None:
        return text.name(x.sel)
    embedded = "".join(f".{name}" for name in _embedded_names(selection))
    return f"{text(x.x, _PRIMARY)}{embedded}.{x.sel.name}"


def _embedded_names(selection: Selection) -> list[str]:
    """The embedded fields on the way to what is selected; gc writes them out."""
    names: list[str] = []
    typ: Type | None = selection.recv
    for index in selection.path[:-1]:
        under = underlying(typ) if typ is not None else None
        if isinstance(under, Pointer):
            under = underlying(under.element)
        if not isinstance(under, Struct):
            break
        names.append(under.fields[index].name)
        typ = under.fields[index].type
    return names


def _index(text: ExprText, x: ast.IndexExpr) -> str:
    return f"{text(x.x, _PRIMARY)}[{text.list(x.indices)}]"


def _slice(text: ExprText, x: ast.SliceExpr) -> str:
    low, high = (text(part) if part is not None else "" for part in (x.low, x.high))
    most = f":{text(x.max)}" if x.max is not None else ""
    return f"{text(x.x, _PRIMARY)}[{low}:{high}{most}]"


def _assertion(text: ExprText, x: ast.TypeAssertExpr) -> str:
    typ = text.view.type_of(x.type) if x.type is not None else None
    return f"{text(x.x, _PRIMARY)}.({text.types(typ)})"


def _star(text: ExprText, x: ast.StarExpr) -> str:
    return f"*{text(x.x, _UNARY + 1)}"


def _unary(text: ExprText, x: ast.UnaryExpr) -> str:
    operand = x.x
    while isinstance(operand, ast.ParenExpr):
        operand = operand.x
    if x.op == "&" and isinstance(operand, ast.CompositeLit):
        return f"&{text(operand)}"
    space = " " if isinstance(operand, ast.UnaryExpr) and operand.op == x.op else ""
    return f"{x.op}{space}{text(operand, _UNARY + 1)}"


def _binary(text: ExprText, x: ast.BinaryExpr) -> str:
    found = text.view.info.types.get(x)
    own = _PRECEDENCE.get(x.op, 0)
    if x.op == "+" and found is not None and is_string(text.view.concrete(found.type)):
        return " + ".join(text(part, own) for part in _summands(text, x))
    parts: list[str] = []
    left: ast.Expr = x
    while isinstance(left, ast.BinaryExpr):  # along a chain of operators without recursion
        own = _PRECEDENCE.get(left.op, 0)
        right = text.shift_count(left.y, own + 1) if left.op in ("<<", ">>") else text.operand(left.y, own + 1)
        parts.append(f" {left.op} {right}")
        inner = left.x
        known = text.view.info.types.get(inner)
        is_link = isinstance(inner, ast.BinaryExpr) and _PRECEDENCE.get(inner.op, 0) >= own
        if not is_link or (known is not None and known.value is not None):
            parts.append(text.operand(inner, own))
            break
        left = inner
    return "".join(reversed(parts))


def _summands(text: ExprText, x: ast.BinaryExpr) -> list[ast.Expr]:
    found: list[ast.Expr] = []
    todo: list[ast.Expr] = [x]
    while todo:
        part = todo.pop()
        while isinstance(part, ast.ParenExpr):
            part = part.x
        known = text.view.info.types.get(part)
        if isinstance(part, ast.BinaryExpr) and part.op == "+" and (known is None or known.value is None):
            todo += [part.y, part.x]
        else:
            found.append(part)
    return found


def _composite(text: ExprText, x: ast.CompositeLit) -> str:
    found = text.view.info.types.get(x)
    typ = text.view.concrete(found.type) if found is not None else None
    address = ""
    if isinstance(typ, Pointer) and x.type is None:
        address, typ = "&", typ.element
    return f"{address}{text.types(typ)}{{{'...' if x.elements else ''}}}"


def _call(text: ExprText, x: ast.CallExpr) -> str:
    inlined = text.frame.inlined.get(x)
    if inlined is not None:
        return _results_text(inlined)
    fun = x.fun
    while isinstance(fun, ast.ParenExpr):
        fun = fun.x
    if text.view.is_type(fun):
        typ = text.view.type_of(fun)
        shown = text.types(typ)
        return f"{shown}({text(x.args[0])})" if _has_name(typ) else f"({shown})({text(x.args[0])})"
    dots = "..." if x.ellipsis >= 0 else ""
    if _is_builtin(text, fun):
        name = f"unsafe.{fun.sel.name}" if isinstance(fun, ast.SelectorExpr) else text(fun)
        if name == "new" and _is_dynamic(text, x.args[0]):
            return "new(<node DYNAMICTYPE>)"
        return f"{name}({text.list(x.args)}{dots})"
    if isinstance(fun, ast.SelectorExpr):
        method = _method_call(text, x, fun, dots)
        if method is not None:
            return method
    packed = _packed_arguments(text, x, fun)
    return f"{text(fun, _PRIMARY)}({packed}{dots})"


def _is_dynamic(text: ExprText, x: ast.Expr) -> bool:
    """Whether the type of `new(T)` is known only when the program runs: it depends on type arguments."""
    return text.view.is_type(x) and depends_on_shape(text.view.type_of(x))


def _has_name(typ: Type | None) -> bool:
    return isinstance(typ, Basic | Named | Alias)


def _is_builtin(text: ExprText, fun: ast.Expr) -> bool:
    name = fun if isinstance(fun, ast.Ident) else fun.sel if isinstance(fun, ast.SelectorExpr) else None
    return name is not None and isinstance(text.view.object_of(name), Builtin)


def _method_call(text: ExprText, x: ast.CallExpr, fun: ast.SelectorExpr, dots: str) -> str | None:
    """`(*T).m(x, a)`: a method of a known type is called as a function of its receiver."""
    selection = text.view.selection(fun)
    if selection is None or selection.kind != "method" or not isinstance(selection.obj, Func):
        return None
    signature = selection.obj.type
    recv = signature.recv.type if signature is not None and signature.recv is not None else None
    known = text.frame.direct.get(x)
    if known is not None:
        return _direct_call(text, x, fun, known, dots)
    if recv is None or is_interface_type(recv):
        return None
    receiver = text.types(text.view.concrete(recv))
    shown = f"({receiver})" if isinstance(recv, Pointer) else receiver
    args = [text(fun.x)]
    rest = _packed_arguments(text, x, fun)
    if rest:
        args.append(rest)
    return f"{shown}.{fun.sel.name}({', '.join(args)}{dots})"


def _direct_call(text: ExprText, x: ast.CallExpr, fun: ast.SelectorExpr, method: Func, dots: str) -> str:
    """`(*T).m(x.(*T), a)`: a method called through an interface that is known to hold a T."""
    typ = text.frame.receivers.get(x)
    receiver = text.types(typ)
    shown = f"({receiver})" if isinstance(typ, Pointer) else receiver
    args = [f"{text(fun.x, _PRIMARY)}.({receiver})"]
    rest = _packed_arguments(text, x, fun)
    if rest:
        args.append(rest)
    return f"{shown}.{method.name}({', '.join(args)}{dots})"


def _packed_arguments(text: ExprText, x: ast.CallExpr, fun: ast.Expr) -> str:
    """The arguments; those of a variadic parameter are one `... argument...`."""
    typ = text.view.type_of(fun)
    signature = underlying(typ) if typ is not None else None
    if not isinstance(signature, Signature) or not signature.variadic or x.ellipsis >= 0:
        return text.list(x.args)
    fixed = len(signature.params.vars) - 1
    last = "... argument..." if len(x.args) > fixed else "nil..."
    return ", ".join([*(text(arg) for arg in x.args[:fixed]), last])


def _results_text(frame: Frame) -> str:
    signature = signature_of(frame)
    names = [
        result_name(var.name, index)
        for index, var in enumerate(signature.results.vars if signature is not None else ())
    ]
    return names[0] if len(names) == 1 else f"(.{'; '.join(names)})"


def result_name(name: str, index: int) -> str:
    """`~r0` for a result without a name."""
    return f"~r{index}" if name in ("", "_") else name


_PRINTERS: Final[dict[type, Callable[[ExprText, Any], str]]] = {
    ast.Ident: _ident,
    ast.BasicLit: lambda _text, x: str(x.value),
    ast.SelectorExpr: _selector,
    ast.IndexExpr: _index,
    ast.SliceExpr: _slice,
    ast.TypeAssertExpr: _assertion,
    ast.StarExpr: _star,
    ast.UnaryExpr: _unary,
    ast.BinaryExpr: _binary,
    ast.CompositeLit: _composite,
    ast.FuncLit: lambda _text, _x: "func literal",
    ast.CallExpr: _call,
}

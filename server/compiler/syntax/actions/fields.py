"""Builds fields, parameters, results, type parameters and interface elements. Spec, "Struct types", "Function types".

A parameter list is read entry by entry; whether `a` in `(a, b int)` is a name or a type is known only at the end of
the list, when `_group` gives the lone names the type that follows them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from server.compiler.syntax.actions.malformed import MalformedError
from server.compiler.syntax.nodes import (
    ArrayType,
    BadExpr,
    BasicLit,
    BinaryExpr,
    Ellipsis,
    Expr,
    Field,
    FieldList,
    FuncType,
    Ident,
    StarExpr,
    UnaryExpr,
)
from server.diagnostics.codes import syntax as codes
from server.diagnostics.data import Row

Op = tuple[int, str]
Signature: TypeAlias = tuple[FieldList, FieldList | None]  # parameters, results


@dataclass(slots=True, eq=False)
class Entry:
    """One comma-separated entry of a parameter list: `T`, `name T`, or `name`, which looks like a type."""

    name: Ident | None
    type: Expr


def embedded_field(type_: Expr) -> Field:
    """`T` alone in a struct or interface"""
    return Field(type_.start, type_.end, [], type_)


def embedded_pointer(star: Op, base: Expr) -> Field:
    """`*T` alone in a struct"""
    return Field(star[0], base.end, [], StarExpr(star[0], base.end, base))


def named_field(name: Ident, type_: Expr) -> Field:
    """`name T`"""
    return Field(name.start, type_.end, [name], type_)


def named_fields(names: list[Ident], type_: Expr) -> Field:
    """`a, b T`"""
    return Field(names[0].start, type_.end, names, type_)


def named_slice(name: Ident, lbrack: int, _rbrack: int, element: Expr) -> Field:
    """`name []T`"""
    return named_field(name, ArrayType(lbrack, element.end, lbrack, None, element))


def named_open_array(name: Ident, lbrack: int, dots: int, _rbrack: int, element: Expr) -> Field:
    """`name [...]T`, which the checker refuses"""
    return named_field(name, _open_array(lbrack, dots, element))


def named_array(name: Ident, lbrack: int, lengths: list[Expr], _rbrack: int, element: Expr) -> Field:
    """`name [N]T`"""
    field = named_field(name, ArrayType(lbrack, element.end, lbrack, lengths[0], element))
    _check_one(lengths, field)
    return field


def tagged_field(field: Field, tag: BasicLit) -> Field:
    """`name T "tag"`"""
    field.tag = tag
    field.end = tag.end
    return field


def method(name: Ident, signature: Signature) -> Field:
    """`name(params) results` in an interface"""
    params, results = signature
    end = (results or params).end
    return Field(name.start, end, [name], FuncType(params.start, end, -1, None, params, results))


def _open_array(lbrack: int, dots: int, element: Expr) -> ArrayType:
    return ArrayType(lbrack, element.end, lbrack, Ellipsis(dots, dots + 3, None), element)


def generic_method(name: Ident, _lbrack: int, params: list[Expr], _rbrack: int, signature: Signature) -> Field:
    """`name[P](params) results`, which an interface may not hold; a parameter with constraint is reported already."""
    field = method(name, signature)
    if any(isinstance(param, BadExpr) for param in params):
        return field
    at = signature[0].start
    where = " in interface type; possibly missing semicolon or newline or }"
    raise MalformedError(codes.UNEXPECTED, ("(", where), at, at + 1, field)


def _check_one(lengths: list[Expr], value: object) -> None:
    """An array has one length; `value` is the node that holds it."""
    if len(lengths) > 1:
        extra = lengths[1]
        raise MalformedError(codes.UNEXPECTED, ("comma", "; expected ]"), lengths[0].end, extra.start, value)


def parameter(type_: Expr) -> Entry:
    """`T`, or a name whose type follows later"""
    return Entry(None, type_)


def variadic_parameter(dots: int, element: Expr) -> Entry:
    """`...T`"""
    return Entry(None, Ellipsis(dots, element.end, element))


def named_parameter(name: Ident, type_: Expr) -> Entry:
    """`name T`"""
    return Entry(name, type_)


def named_slice_parameter(name: Ident, lbrack: int, _rbrack: int, element: Expr) -> Entry:
    """`name []T`"""
    return Entry(name, ArrayType(lbrack, element.end, lbrack, None, element))


def named_open_array_parameter(name: Ident, lbrack: int, dots: int, _rbrack: int, element: Expr) -> Entry:
    """`name [...]T`, which the checker refuses"""
    return Entry(name, _open_array(lbrack, dots, element))


def named_array_parameter(name: Ident, lbrack: int, lengths: list[Expr], _rbrack: int, element: Expr) -> Entry:
    """`name [N]T`"""
    entry = Entry(name, ArrayType(lbrack, element.end, lbrack, lengths[0], element))
    _check_one(lengths, entry)
    return entry


def named_variadic_parameter(name: Ident, dots: int, element: Expr) -> Entry:
    """`name ...T`"""
    return Entry(name, Ellipsis(dots, element.end, element))


def no_parameters(lparen: int, rparen: int) -> FieldList:
    """`()`"""
    return FieldList(lparen, rparen + 1, [])


def parameters(lparen: int, entries: list[Entry], rparen: int) -> FieldList:
    """`(entries)`"""
    result = FieldList(lparen, rparen + 1, [])
    if all(entry.name is None for entry in entries):
        # Spec, "Function types": names are all present or all absent; here all are absent.
        result.fields = [Field(e.type.start, e.type.end, [], e.type) for e in entries]
    else:
        _group(entries, rparen, result, _PARAMETER_ROWS)
    for entry in entries[:-1]:
        if isinstance(entry.type, Ellipsis):
            raise MalformedError(codes.DOTS_NOT_FINAL, (), entry.type.start, entry.type.end, result)
    return result


def parameters_trailing(lparen: int, entries: list[Entry], _comma: int, rparen: int) -> FieldList:
    """`(entries,)`"""
    return parameters(lparen, entries, rparen)


def type_parameters(lbrack: int, entries: list[Entry], rbrack: int) -> FieldList:
    """`[entries]`, the type parameters of a declaration"""
    result = FieldList(lbrack, rbrack + 1, [])
    _group(entries, rbrack, result, _TYPE_PARAMETER_ROWS if len(entries) > 1 else _SINGLE_ROWS)
    return result


def no_type_parameters(lbrack: int, rbrack: int) -> FieldList:
    """`[]` where type parameters stand"""
    result = FieldList(lbrack, rbrack + 1, [])
    raise MalformedError(codes.NO_TYPE_PARAMETERS, (), rbrack, rbrack + 1, result)


def type_parameters_trailing(lbrack: int, entries: list[Entry], _comma: int, rbrack: int) -> FieldList:
    """`[entries,]`"""
    return type_parameters(lbrack, entries, rbrack)


_PARAMETER_ROWS: Final = (codes.MISSING_PARAMETER_NAME, codes.MISSING_PARAMETER_TYPE)
_SINGLE_ROWS: Final = (codes.MISSING_NAME_OR_LENGTH, codes.MISSING_CONSTRAINT)
_TYPE_PARAMETER_ROWS: Final = (codes.MISSING_TYPE_PARAMETER_NAME, codes.MISSING_CONSTRAINT)


def _group(entries: list[Entry], closing: int, result: FieldList, rows: tuple[Row, Row]) -> None:
    """Turn entries of which at least one has a name into fields: lone names share the type that follows them.

    `rows` tell that a name and that a type is missing; the latter is reported at the offset `closing`.
    """
    waiting: list[Ident] = []  # names whose type follows
    nameless: Expr | None = None
    for entry in entries:
        if entry.name is None and isinstance(entry.type, Ident):
            waiting.append(entry.type)
            continue
        if entry.name is None:
            nameless = nameless or entry.type
        names = waiting if entry.name is None else [*waiting, entry.name]
        waiting = []
        start = names[0].start if names else entry.type.start
        result.fields.append(Field(start, entry.type.end, names, entry.type))
    if waiting:
        at = waiting[-1].end
        result.fields.append(Field(waiting[0].start, at, waiting, BadExpr(at, at)))
    if nameless is not None:
        raise MalformedError(rows[0], (), nameless.start, nameless.end, result)
    if waiting:
        raise MalformedError(rows[1], (), closing, closing + 1, result)


def misplaced_dots(fields: FieldList, value: object) -> MalformedError | None:
    """The error of a `...` in results or a receiver, whose node is `value`."""
    for field in fields.fields:
        if isinstance(field.type, Ellipsis):
            return MalformedError(codes.DOTS_INVALID, (), field.type.start, field.type.end, value)
    return None


def signature(params: FieldList) -> Signature:
    """`(params)`"""
    return params, None


def signature_results(params: FieldList, results: FieldList) -> Signature:
    """`(params) (results)`"""
    error = misplaced_dots(results, (params, results))
    if error is not None:
        raise error
    return params, results


def signature_result(params: FieldList, type_: Expr) -> Signature:
    """`(params) T`"""
    return params, FieldList(type_.start, type_.end, [Field(type_.start, type_.end, [], type_)])


def tilde_parameter(tilde: Op, type_: Expr) -> Entry:
    """`~T`, a type parameter that lacks a name"""
    return Entry(None, UnaryExpr(tilde[0], type_.end, "~", type_))


def named_tilde_parameter(name: Ident, tilde: Op, type_: Expr) -> Entry:
    """`P ~T`"""
    return Entry(name, UnaryExpr(tilde[0], type_.end, "~", type_))


def union_parameter(entry: Entry, bar: Op, term: Expr) -> Entry:
    """`P A | B`"""
    entry.type = BinaryExpr(entry.type.start, term.end, entry.type, "|", bar[0], term)
    return entry


ACTIONS: Final[dict[str, Callable[..., Any]]] = {
    "embedded_field": embedded_field,
    "embedded_pointer": embedded_pointer,
    "named_field": named_field,
    "named_fields": named_fields,
    "named_slice": named_slice,
    "named_open_array": named_open_array,
    "named_array": named_array,
    "tagged_field": tagged_field,
    "method": method,
    "generic_method": generic_method,
    "parameter": parameter,
    "variadic_parameter": variadic_parameter,
    "named_parameter": named_parameter,
    "named_slice_parameter": named_slice_parameter,
    "named_open_array_parameter": named_open_array_parameter,
    "named_array_parameter": named_array_parameter,
    "named_variadic_parameter": named_variadic_parameter,
    "no_parameters": no_parameters,
    "parameters": parameters,
    "parameters_trailing": parameters_trailing,
    "signature": signature,
    "signature_results": signature_results,
    "signature_result": signature_result,
    "tilde_parameter": tilde_parameter,
    "named_tilde_parameter": named_tilde_parameter,
    "union_parameter": union_parameter,
    "no_type_parameters": no_type_parameters,
    "type_parameters": type_parameters,
    "type_parameters_trailing": type_parameters_trailing,
}

"""Struct, interface and function types, and unions. Spec: "Struct types", "Interface types", "Function types"."""

from __future__ import annotations

from collections.abc import Sequence

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker
from server.compiler.types.identical import identical
from server.compiler.types.info import Mode
from server.compiler.types.litvalue import string_value
from server.compiler.types.model import (
    Basic,
    Interface,
    Kind,
    Named,
    Pointer,
    Signature,
    Struct,
    Term,
    Type,
    Union,
    underlying,
)
from server.compiler.types.objects import Func, TypeName, Var
from server.compiler.types.predicates import dereference, is_interface, is_type_param, is_valid
from server.compiler.types.structural import same_package
from server.compiler.types.typeset import (
    MAX_TERMS,
    SetReporter,
    disjoint,
    method_key,
    type_set,
)
from server.compiler.types.typestring import term_string
from server.compiler.types.typexpr import plain_type, variable_type
from server.compiler.types.universe import COMPARABLE, INVALID
from server.compiler.types.version import GO1_14, GO1_18, version_string
from server.diagnostics.codes import types as rows
from server.diagnostics.data import Related
from server.source.span import Span


def struct_type(c: Checker, expr: ast.StructType, _owner: TypeName | None) -> Type:
    """`struct { fields }`"""
    struct = Struct([], [])
    seen: dict[str, Var] = {}
    fields: list[Var] = []
    tags: list[str] = []

    def add(ident: ast.Ident, typ: Type, tag: str, embedded: bool) -> None:
        field = Var(ident.name, c.package, c.span_of(ident), typ, is_field=True, embedded=embedded)
        other = seen.get(ident.name)
        if ident.name != "_" and other is not None and same_package(other.package, c.package):
            c.error(rows.FIELD_REDECLARED, field, ident.name, related=c.other_declaration(other))
            return
        seen[ident.name] = field
        fields.append(field)
        tags.append(tag)
        c.info.defs[ident] = field

    for node in expr.fields.fields:
        typ = variable_type(c, node.type)
        tag = _tag(node)
        for ident in node.names:
            add(ident, typ, tag, embedded=False)
        if not node.names:
            embedded_name = _embedded_name(node.type)
            if embedded_name is None:
                c.error(rows.INVALID_EMBEDDED, node.type, node.type)
                continue
            add(embedded_name, typ, tag, embedded=True)
            _check_embedded(c, node.type, typ)
    struct.fields, struct.tags = fields, tags
    return struct


def _tag(node: ast.Field) -> str:
    if node.tag is None:
        return ""
    data = string_value(node.tag.value)
    return data.decode("utf-8", "surrogateescape") if data is not None else ""


def _embedded_name(expr: ast.Expr) -> ast.Ident | None:
    """The name of the field that embedding a type declares."""
    if isinstance(expr, ast.StarExpr):
        expr = expr.x
    while isinstance(expr, ast.ParenExpr | ast.IndexExpr):
        expr = expr.x
    if isinstance(expr, ast.SelectorExpr):
        return expr.sel
    return expr if isinstance(expr, ast.Ident) else None


def _check_embedded(c: Checker, expr: ast.Expr, typ: Type) -> None:
    """Spec: an embedded field is a type name T, or *T for a type that is neither an interface nor a pointer."""

    def check() -> None:
        base, is_pointer = dereference(typ)
        under = underlying(base)
        if not is_valid(base):
            return
        if isinstance(under, Basic) and under.kind is Kind.UNSAFE_POINTER:
            c.error(rows.EMBEDDED_UNSAFE_POINTER, expr)
        elif isinstance(under, Pointer):
            c.error(rows.EMBEDDED_POINTER, expr)
        elif is_type_param(base):
            c.error(rows.EMBEDDED_TYPE_PARAM, expr)
        elif is_pointer and is_interface(base):
            c.error(rows.EMBEDDED_INTERFACE_POINTER, expr)

    c.later(check)


def interface_type(c: Checker, expr: ast.InterfaceType, owner: TypeName | None) -> Type:
    """`interface { methods; elements }`"""
    iface = Interface([], [], complete=False)
    receiver: Type = iface
    if owner is not None and isinstance(owner.type, Named):
        receiver = owner.type
    for node in expr.methods.fields:
        if not node.names:
            iface.embeddeds.append(union_type(c, node.type))
            iface.embed_spans.append(c.span_of(node.type))
            continue
        name = node.names[0]
        if name.name == "_":
            c.error(rows.BLANK_METHOD, name)
            continue
        signature = plain_type(c, node.type)
        if not isinstance(signature, Signature):
            continue
        signature.recv = Var("", c.package, c.span_of(name), receiver, role="receiver")
        method = Func(name.name, c.package, c.span_of(name), signature)
        c.info.defs[name] = method
        iface.methods.append(method)
    iface.methods.sort(key=method_key)
    iface.complete = True
    iface.reporter = _set_reporter(c)
    c.later(lambda: _compute(iface))
    return iface


def _compute(iface: Interface) -> None:
    type_set(iface)


def _set_reporter(c: Checker) -> SetReporter:
    """Reports what is wrong with an interface, in the environment that it stands in."""

    def duplicate(span: Span | None, method: Func, other: Func, other_span: Span | None, explicit: bool) -> None:
        def report() -> None:
            related = [Related(other_span, f"other declaration of method {method.name}")] if other_span else []
            if explicit or not c.allows(GO1_14) or not identical(method.type, other.type):
                c.error(rows.DUPLICATE_INTERFACE_METHOD, span, method.name, related=related)

        if explicit:
            report()
        else:
            c.later(report)

    def too_many(span: Span | None) -> None:
        c.error(rows.TOO_MANY_TERMS, span, MAX_TERMS)

    def allows_element(span: Span | None, element: Type) -> bool:
        if c.allows(GO1_18):
            return True
        kind = "interface element" if isinstance(element, Union) else "non-interface type"
        c.error(rows.UNSUPPORTED_FEATURE, span, f"embedding {kind} {c.show(element)}", version_string(GO1_18))
        return False

    return SetReporter(duplicate, too_many, allows_element)


def union_type(c: Checker, expr: ast.Expr) -> Type:
    """An element of a constraint: a type, `~T`, or a union `A | ~B`."""
    parts: list[ast.Expr] = []
    joints: list[ast.BinaryExpr] = []
    left = expr
    while isinstance(left, ast.BinaryExpr) and left.op == "|":
        joints.append(left)
        parts.append(left.y)
        left = left.x
    parts.append(left)
    parts.reverse()
    joints.reverse()
    terms: list[Term] = []
    for i, part in enumerate(parts):
        term = _term(c, part)
        if len(parts) == 1 and not term.tilde:
            return term.type
        if len(terms) >= MAX_TERMS:
            c.error(rows.TOO_MANY_TERMS, part, MAX_TERMS)
            return INVALID
        terms.append(term)
        if i > 0:
            c.record_type(joints[i - 1], Mode.TYPE, Union(list(terms)))
    c.later(lambda: _check_terms(c, parts, terms))
    return Union(terms)


def _term(c: Checker, expr: ast.Expr) -> Term:
    tilde = isinstance(expr, ast.UnaryExpr) and expr.op == "~"
    inner = expr.x if isinstance(expr, ast.UnaryExpr) and tilde else expr
    typ = plain_type(c, inner)
    if is_type_param(typ):
        if tilde:
            c.error(rows.TYPE_PARAM_IN_TILDE, inner, expr)
        else:
            c.error(rows.TYPE_PARAM_TERM, inner)
        typ = INVALID
    if tilde:
        c.record_type(expr, Mode.TYPE, Union([Term(True, typ)]))
    return Term(tilde, typ)


def _check_terms(c: Checker, parts: Sequence[ast.Expr], terms: Sequence[Term]) -> None:
    for i, (part, term) in enumerate(zip(parts, terms)):
        if not is_valid(term.type):
            continue
        under = underlying(term.type)
        text = term_string(term)
        if term.tilde and isinstance(under, Interface):
            c.error(rows.TILDE_INTERFACE, part, term.type)
        elif term.tilde and not identical(under, term.type):
            c.error(rows.TILDE_UNDERLYING, part, term.type, under)
        elif isinstance(under, Interface):
            types = type_set(under)
            if types.methods:
                c.error(rows.UNION_WITH_METHODS, part, text, text)
            elif term.type is COMPARABLE:
                c.error(rows.UNION_COMPARABLE, part)
            elif types.comparable:
                c.error(rows.UNION_EMBEDS_COMPARABLE, part, text, text)
        else:
            for other in terms[:i]:
                if is_valid(other.type) and not is_interface(other.type) and not disjoint(other, term):
                    c.error(rows.OVERLAPPING_TERMS, part, text, term_string(other))
                    break

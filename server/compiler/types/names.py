"""Identifiers and selectors as expressions. Spec: "Operands", "Qualified identifiers", "Selectors"."""

from __future__ import annotations

from dataclasses import replace

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker, Kind, Target
from server.compiler.types.cycles import is_complete
from server.compiler.types.implements import interface_pointer_text
from server.compiler.types.info import Mode, Selection
from server.compiler.types.lookup import Found, find
from server.compiler.types.model import Pointer, Signature, Tuple, Type, underlying
from server.compiler.types.modes import expr_or_type
from server.compiler.types.objects import Builtin, Const, Func, Label, Nil, Object, PkgName, TypeName, Var
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import is_interface_pointer, is_valid
from server.compiler.types.structural import is_exported
from server.compiler.types.universe import ANY, COMPARABLE, INVALID, IOTA, UNTYPED_NIL
from server.compiler.types.version import GO1_18, version_string
from server.diagnostics.codes import types as rows


def kind_of_object(obj: Object) -> str:
    """What messages call an object."""
    match obj:
        case PkgName():
            return "package name"
        case Const():
            return "constant"
        case TypeName():
            return "type"
        case Var():
            return "package-level variable" if obj.is_global else "struct field" if obj.is_field else obj.role
        case Func():
            return "method" if obj.type is not None and obj.type.recv is not None else "function"
        case Label():
            return "label"
        case Builtin():
            return "built-in function"
    return "untyped nil"


def ident_expr(c: Checker, x: Operand, expr: ast.Ident, _target: Target | None, _hint: Type | None) -> Kind:
    """`name` as an expression"""
    resolve_ident(c, x, expr, want_type=False)
    return Kind.EXPRESSION if x.is_valid() else Kind.STATEMENT


def resolve_ident(c: Checker, x: Operand, expr: ast.Ident, want_type: bool) -> None:
    """Find what an identifier denotes."""
    x.invalidate()
    x.expr = expr
    scope, obj = c.lookup_scope(expr.name)
    if obj is None:
        if expr.name == "_":
            c.error(rows.BLANK_VALUE, expr)
        else:
            c.error(rows.UNDECLARED_NAME, expr, expr.name)
        return
    if (obj is ANY.obj or obj is COMPARABLE.obj) and not c.allows(GO1_18):
        c.error(rows.UNSUPPORTED_FEATURE, expr, f"predeclared {expr.name}", version_string(GO1_18))
        return
    c.info.uses[expr] = obj
    if want_type and not isinstance(obj, TypeName):
        c.error(rows.NAME_NOT_A_TYPE, expr, obj.name, kind_of_object(obj))
        if isinstance(obj, Var) and obj.package is c.package:
            obj.used = True
        return
    _make_declared(c, obj, want_type)
    dot_import = c.dot_imports.get((scope, obj.name)) if scope is not None and c.dot_imports else None
    if dot_import is not None:
        c.used_imports.add(dot_import)
    _fill(c, x, expr, obj)


def _make_declared(c: Checker, obj: Object, want_type: bool) -> None:
    if not isinstance(obj, Const | Var | Func | TypeName):
        return
    if obj.type is None or (want_type and isinstance(obj, TypeName) and obj.package is c.package):
        c.declare_object(obj)


def _fill(c: Checker, x: Operand, expr: ast.Ident, obj: Object) -> None:
    match obj:
        case Var():
            if obj.package is c.package:
                obj.used = True
            c.add_dependency(obj)
            if obj.type is None or not is_valid(obj.type):
                return
            x.mode, x.type = Mode.VARIABLE, obj.type
        case Func():
            c.add_dependency(obj)
            if obj.type is not None:
                x.mode, x.type = Mode.VALUE, obj.type
        case TypeName():
            x.mode, x.type = Mode.TYPE, obj.type or INVALID
            if x.type is INVALID:
                x.invalidate()
        case Const():
            _fill_constant(c, x, expr, obj)
        case Builtin():
            x.mode, x.builtin = Mode.BUILTIN, obj
        case Nil():
            x.mode, x.type = Mode.NIL, UNTYPED_NIL
        case PkgName():
            c.error(rows.PACKAGE_NOT_IN_SELECTOR, expr, obj.name)


def _fill_constant(c: Checker, x: Operand, expr: ast.Ident, obj: Const) -> None:
    c.add_dependency(obj)
    if obj.type is None or not is_valid(obj.type):
        return
    x.value = obj.value
    if obj is IOTA:
        if c.env.iota is None:
            c.error(rows.IOTA_OUTSIDE, expr)
            return
        x.value = c.env.iota
    x.mode, x.type = Mode.CONSTANT, obj.type


def selector_expr(c: Checker, x: Operand, expr: ast.SelectorExpr, _target: Target | None, _hint: Type | None) -> Kind:
    """`x.sel` as an expression"""
    resolve_selector(c, x, expr, want_type=False)
    return Kind.EXPRESSION if x.is_valid() else Kind.STATEMENT


def resolve_selector(c: Checker, x: Operand, expr: ast.SelectorExpr, want_type: bool) -> None:
    """A qualified identifier, a field, a method value or a method expression."""
    if isinstance(expr.x, ast.Ident):
        package = c.lookup(expr.x.name)
        if isinstance(package, PkgName):
            c.info.uses[expr.x] = package
            c.used_imports.add(package)
            _qualified(c, x, expr, package)
            x.expr = expr
            return
    expr_or_type(c, x, expr.x)
    _select(c, x, expr, want_type)
    if not x.is_valid():
        x.type = INVALID
    x.expr = expr


def _qualified(c: Checker, x: Operand, expr: ast.SelectorExpr, package: PkgName) -> None:
    x.invalidate()
    name = expr.sel.name
    names = package.imported.members()
    # What is not exported, gc does not see: its export data lacks it.
    obj = names.get(name) if is_exported(name) else None
    if obj is None and package.imported.fake:
        return
    if obj is None:
        other = next((n for n in names if n.casefold() == name.casefold() and is_exported(n)), None)
        if other is not None:
            c.error(rows.UNDECLARED_IMPORTED_CASE, expr.sel, expr, other)
        elif name != "_":
            c.error(rows.UNDECLARED_IMPORTED, expr.sel, expr)
        return
    c.info.uses[expr.sel] = obj
    _make_declared(c, obj, want_type=False)
    match obj:
        case Const(type=typ) if typ is not None:
            x.mode, x.type, x.value = Mode.CONSTANT, typ, obj.value
        case TypeName(type=typ) if typ is not None:
            x.mode, x.type = Mode.TYPE, typ
        case Var(type=typ) if typ is not None:
            x.mode, x.type = Mode.VARIABLE, typ
        case Func(type=signature) if signature is not None:
            x.mode, x.type = Mode.VALUE, signature
        case Builtin():
            x.mode, x.builtin = Mode.BUILTIN, obj


def _select(c: Checker, x: Operand, expr: ast.SelectorExpr, want_type: bool) -> None:
    """Replace the operand x by its field or method."""
    if not x.is_valid():
        return
    if x.mode is Mode.BUILTIN:
        c.error(rows.BUILTIN_IN_SELECTOR, c.operator_span(expr), x)
        x.invalidate()
        return
    if not is_complete(c, x.type):
        x.invalidate()
        return
    if want_type:
        c.error(rows.SELECTOR_NOT_A_TYPE, expr.sel, expr)
        x.invalidate()
        return
    under = underlying(x.type)
    if isinstance(under, Pointer) and not is_complete(c, under.element):
        x.invalidate()
        return
    found = find(x.type, x.mode is Mode.VARIABLE, c.package, expr.sel.name)
    if found.obj is None:
        _report_missing(c, x, expr, found)
        x.invalidate()
    elif isinstance(found.obj, Var):
        _select_field(c, x, expr, found, found.obj)
    else:
        _select_method(c, x, expr, found, found.obj)


def _report_missing(c: Checker, x: Operand, expr: ast.SelectorExpr, found: Found) -> None:
    name = expr.sel.name
    if underlying(x.type) is INVALID:
        return
    if found.path:
        c.error(rows.AMBIGUOUS_SELECTOR, expr.sel, expr.x, name)
    elif found.indirect and x.mode is Mode.TYPE:
        c.error(rows.METHOD_EXPR_NEEDS_POINTER, expr.sel, x.type, name, x.type, name)
    elif found.indirect:
        c.error(rows.POINTER_METHOD_ON_VALUE, expr.sel, name, x.type)
    else:
        if is_interface_pointer(x.type):
            why = interface_pointer_text(c, x.type)
        else:
            other = find(x.type, x.mode is Mode.VARIABLE, c.package, name, fold_case=True).obj
            why = missing_text(c, x.type, name, other, struct_literal=False)
        c.error(rows.MISSING_FIELD_OR_METHOD, expr.sel, expr.x, name, why)


def missing_text(c: Checker, typ: Type, name: str, other: Var | Func | None, struct_literal: bool) -> str:
    """Why there is no field or method of that name; `other` is one that differs in case or visibility."""
    shown = c.show(typ)
    what = "field" if isinstance(other, Var) else "method"
    if struct_literal:
        missing = f"unknown field {name} in struct literal of type {shown}"
    else:
        missing = f"type {shown} has no field or method {name}"
    if other is None:
        return missing
    label = "" if struct_literal else what + " "
    spelled = f"{missing}, but does have {label}{other.name}"
    if other.package is c.package:
        return spelled
    same_tail = name[1:] == other.name[1:]
    if is_exported(other.name):
        return spelled if is_exported(name) or same_tail else missing
    if is_exported(name):
        return f"{missing}, but does have unexported {label}{other.name}" if same_tail else missing
    if other.name != name:
        return missing
    where = f" in struct literal of type {shown}" if struct_literal else ""
    return f"cannot refer to unexported {what} {other.name}{where}"


def _record_selection(c: Checker, expr: ast.SelectorExpr, kind: str, recv: Type, found: Found) -> None:
    assert found.obj is not None
    c.info.uses[expr.sel] = found.obj
    c.info.selections[expr] = Selection(kind, recv, found.obj, found.path, found.indirect)


def _select_field(c: Checker, x: Operand, expr: ast.SelectorExpr, found: Found, field: Var) -> None:
    if x.mode is Mode.TYPE:
        c.error(rows.FIELD_OF_TYPE, expr.x, expr.sel.name, x.type)
        x.invalidate()
        return
    _record_selection(c, expr, "field", x.type, found)
    x.mode = Mode.VARIABLE if x.mode is Mode.VARIABLE or found.indirect else Mode.VALUE
    x.type = field.type or INVALID


def _select_method(c: Checker, x: Operand, expr: ast.SelectorExpr, found: Found, method: Func) -> None:
    c.declare_object(method)
    c.add_dependency(method.origin or method)
    signature = method.type
    if signature is None:
        x.invalidate()
        return
    if x.mode is Mode.TYPE:
        _record_selection(c, expr, "method expr", x.type, found)
        if signature.recv is None:
            c.error(rows.METHOD_CYCLE, expr)
            x.invalidate()
            return
        x.type = _method_expression(signature, signature.recv, x.type)
    else:
        _record_selection(c, expr, "method", x.type, found)
        x.type = replace(signature, recv=None, recv_type_params=[])
    x.mode = Mode.VALUE


def _method_expression(signature: Signature, recv: Var, typ: Type) -> Signature:
    """Spec, "Method expressions": a function with the receiver as its first parameter."""
    params = signature.params.vars
    name = (recv.name or "_") if params and params[0].name else ""
    first = Var(name, recv.package, recv.span, typ)
    return Signature(Tuple([first, *params]), signature.results, signature.variadic, type_params=signature.type_params)

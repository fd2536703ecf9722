"""Declarations: the types of package-level objects, found when first asked for, and declarations in functions.

An object on `Checker.path` is being declared; meeting it again closes a cycle (cycles.py). Spec: "Declarations and
scope", "Constant declarations", "Type declarations", "Variable declarations", "Method declarations".
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.assignlist import init_vars
from server.compiler.types.assignment import init_const, init_var, target_of
from server.compiler.types.checker import BodyJob, Checker, DeclInfo, Env
from server.compiler.types.constgroup import ConstLine, const_lines, report_arity
from server.compiler.types.cycles import check_finite, is_valid_cycle, pop, push
from server.compiler.types.instances import require_version
from server.compiler.types.model import Alias, Named, Pointer, Signature, Struct, Tuple, TypeParam, underlying
from server.compiler.types.modes import value_expr
from server.compiler.types.objects import Const, Func, Object, Scope, TypeName, Var
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import is_constant_type, is_type_param, is_valid
from server.compiler.types.signature import check_signature, declare, declare_type_params
from server.compiler.types.typexpr import plain_type, variable_type
from server.compiler.types.universe import INVALID
from server.compiler.types.version import GO1_9, GO1_18, GO1_23
from server.diagnostics.codes import types as rows


def declare_object(c: Checker, obj: Object) -> None:
    """Give an object its type, if it has none yet."""
    if obj in c.path_index:
        _close_cycle(c, obj)
        return
    if isinstance(obj, Func) and obj.origin is not None:
        declare_object(c, obj.origin)
        return
    if not isinstance(obj, Const | Var | TypeName | Func) or obj.type is not None:
        return
    decl = c.decls.get(obj)
    if decl is None:
        if obj.package is not None and obj.package.resolve is not None:
            obj.package.resolve(obj)
        return
    c.poll()
    push(c, obj)
    before = c.env
    # What the body of a function mentions counts as a dependency, what its signature mentions does not.
    deps = decl if isinstance(obj, Const | Var) else None
    c.env = Env(decl.tree, decl.scope, decl.version, decl=deps)
    try:
        match obj:
            case Const():
                _declare_const(c, obj, decl)
            case Var():
                _declare_var(c, obj, decl)
            case TypeName():
                assert decl.tdecl is not None
                declare_type(c, obj, decl.tdecl)
                collect_methods(c, obj)
            case Func():
                _declare_func(c, obj, decl)
    finally:
        c.env = before
        pop(c)


def _close_cycle(c: Checker, obj: Object) -> None:
    if isinstance(obj, Const | Var):
        if not is_valid_cycle(c, obj) or obj.type is None:
            obj.type = INVALID
    elif isinstance(obj, TypeName):
        if not is_valid_cycle(c, obj):
            obj.type = INVALID
    else:
        is_valid_cycle(c, obj)


# Constants and variables


def _declare_const(c: Checker, obj: Const, decl: DeclInfo) -> None:
    check_const(c, obj, decl.type, decl.init, decl.iota, decl.inherited)


def check_const(
    c: Checker, obj: Const, type_expr: ast.Expr | None, init: ast.Expr | None, iota: int, inherited: bool
) -> None:
    """Type and value of one constant."""
    env = c.env
    iota_before, span_before = env.iota, env.error_span
    env.iota, env.error_span = iota, None
    try:
        if type_expr is not None:
            typ = plain_type(c, type_expr)
            if not is_constant_type(typ):
                if is_valid(underlying(typ)):
                    c.error(rows.INVALID_CONSTANT_TYPE, type_expr, typ)
                obj.type = INVALID
                return
            obj.type = typ
        x = Operand()
        if init is not None:
            if inherited:
                # The expression stands in an earlier line: its errors are reported at the constant's name.
                env.error_span = obj.span
            value_expr(c, x, init)
        init_const(c, obj, x)
    finally:
        env.iota, env.error_span = iota_before, span_before


def _declare_var(c: Checker, obj: Var, decl: DeclInfo) -> None:
    shown = _shown_type(decl) if c.config.trusted else None
    if shown is None:
        check_var(c, obj, decl.lhs, decl.type, decl.init)
        return
    expr, is_pointer = shown
    typ = variable_type(c, expr)
    obj.type = Pointer(typ) if is_pointer else typ


def _shown_type(decl: DeclInfo) -> tuple[ast.Expr, bool] | None:
    """The type that a variable's declaration names, by itself or in a literal `T{...}`; and whether it is `&T{...}`."""
    if decl.type is not None:
        return decl.type, False
    init = decl.init if decl.lhs is None or len(decl.lhs) == 1 else None
    is_pointer = isinstance(init, ast.UnaryExpr) and init.op == "&"
    literal = init.x if isinstance(init, ast.UnaryExpr) and is_pointer else init
    if not isinstance(literal, ast.CompositeLit) or literal.type is None:
        return None
    is_counted = isinstance(literal.type, ast.ArrayType) and isinstance(literal.type.length, ast.Ellipsis)
    return None if is_counted else (literal.type, is_pointer)


def check_var(
    c: Checker, obj: Var, lhs: Sequence[Var] | None, type_expr: ast.Expr | None, init: ast.Expr | None
) -> None:
    """The type of one variable; of all of `lhs`, if one call initialises them."""
    if type_expr is not None:
        obj.type = variable_type(c, type_expr)
    if init is None:
        if type_expr is None:
            obj.type = INVALID
        return
    if lhs is None or len(lhs) == 1:
        x = Operand()
        value_expr(c, x, init, target_of(c, obj.type, obj.name))
        init_var(c, obj, x, "variable declaration")
        return
    if type_expr is not None:
        for var in lhs:
            var.type = obj.type
    init_vars(c, lhs, [init], None)


# Types


def declare_type(c: Checker, obj: TypeName, spec: ast.TypeSpec) -> None:
    """`type T ...` and `type T = ...`"""
    if spec.assign_pos >= 0:
        _declare_alias(c, obj, spec)
        return
    if spec.type_params is not None:
        require_version(c, spec.type_params, GO1_18, "type parameter")
    named = Named(obj)
    obj.type = named
    c.later(lambda: _check_named(c, obj, named))
    scope = c.env.scope
    if spec.type_params is not None:
        c.open_scope()
        declare_type_params(c, spec.type_params.fields, named.type_params)
    rhs = plain_type(c, spec.type, obj)
    c.env.scope = scope
    if is_type_param(rhs):
        c.error(rows.TYPE_PARAM_AS_TYPE, spec.type)
        rhs = INVALID
    named.rhs = rhs
    if named.underlying is None and rhs is INVALID:
        named.underlying = INVALID


def _check_named(c: Checker, obj: TypeName, named: Named) -> None:
    if obj.type is named:
        check_finite(c, named)
        if named.underlying is None:
            named.underlying = INVALID


def _declare_alias(c: Checker, obj: TypeName, spec: ast.TypeSpec) -> None:
    if spec.type_params is not None:
        require_version(c, spec.type_params, GO1_23, "generic type alias")
    else:
        require_version(c, spec, GO1_9, "type alias")
    alias = Alias(obj)
    obj.type = alias
    scope = c.env.scope
    if spec.type_params is not None:
        c.open_scope()
        declare_type_params(c, spec.type_params.fields, alias.type_params)
    rhs = plain_type(c, spec.type, obj)
    c.env.scope = scope
    if isinstance(rhs, TypeParam) and rhs in alias.type_params:
        c.error(rows.TYPE_PARAM_AS_ALIAS, spec.type)
        rhs = INVALID
    if alias.actual is None:
        alias.actual = rhs


def collect_methods(c: Checker, obj: TypeName) -> None:
    """Attach the methods declared for a type; their signatures are found later."""
    methods = c.methods.pop(obj, None)
    if methods is None:
        return
    base = obj.type if isinstance(obj.type, Named) else None
    seen: dict[str, Func] = {}
    for method in methods:
        other = seen.get(method.name)
        if other is not None:
            place = c.place_of(other.span)
            c.error(rows.DUPLICATE_METHOD, method, obj.name, method.name, place)
            continue
        seen[method.name] = method
        if base is not None:
            base.methods.append(method)
    if base is not None:
        named = base
        c.later(lambda: _check_unique_fields(c, named))


def _check_unique_fields(c: Checker, base: Named) -> None:
    struct = base.underlying
    if not isinstance(struct, Struct):
        return
    methods = {method.name: method for method in base.methods}
    for field in struct.fields:
        method = methods.get(field.name)
        if method is not None and field.name != "_":
            c.error(rows.FIELD_AND_METHOD, method, field.name, related=c.other_declaration(field))


# Functions


def _declare_func(c: Checker, obj: Func, decl: DeclInfo) -> None:
    node = decl.fdecl
    assert node is not None
    signature = Signature(Tuple([]), Tuple([]))
    obj.type = signature
    check_signature(c, signature, node.recv, node.type)
    if node.body is None:
        if node.type.type_params is not None:
            c.error(rows.GENERIC_WITHOUT_BODY, node.recv or node.name)
        return
    if not c.config.ignore_bodies:
        c.bodies.append(BodyJob(obj, decl, c.env, signature, node.body))


# Declarations in functions


def decl_stmt(c: Checker, _context: int, stmt: ast.DeclStmt) -> None:
    """const, var and type declarations inside a function"""
    if stmt.decl.tok == "const":
        _local_consts(c, stmt.decl)
        return
    for spec in stmt.decl.specs:
        if isinstance(spec, ast.ValueSpec):
            _local_vars(c, spec)
        elif isinstance(spec, ast.TypeSpec):
            _local_type(c, spec)


def _local_consts(c: Checker, decl: ast.GenDecl) -> None:
    for line in const_lines(decl):
        top = len(c.delayed)
        constants = []
        for i, ident in enumerate(line.spec.names):
            obj = Const(ident.name, c.package, c.span_of(ident))
            init = line.values[i] if i < len(line.values) else None
            check_const(c, obj, line.type, init, line.spec.iota, line.inherited)
            constants.append(obj)
        report_arity(c, line)
        c.process_delayed(top)
        for ident, obj in zip(line.spec.names, constants):
            declare(c, c.env.scope, ident, obj)


def _local_vars(c: Checker, spec: ast.ValueSpec) -> None:
    top = len(c.delayed)
    variables = [Var(ident.name, c.package, c.span_of(ident)) for ident in spec.names]
    values = spec.values
    if len(values) == 1 and len(variables) > 1:
        check_var(c, variables[0], variables, spec.type, values[0])
    else:
        for i, var in enumerate(variables):
            check_var(c, var, None, spec.type, values[i] if i < len(values) else None)
    if spec.type is None or values:
        report_arity(c, ConstLine(spec, spec.type, values, False, constant=False))
    c.process_delayed(top)
    for ident, var in zip(spec.names, variables):
        if declare(c, c.env.scope, ident, var):
            c.env.locals.append(var)


def _local_place(tree: ast.DeclTree, offset: int) -> str:
    """The place of a local declaration, so that text above the function that it stands in does not change it."""
    decl = tree.decl
    if isinstance(decl, ast.FuncDecl) and decl.name.name not in ("init", "_"):
        receiver = decl.recv.fields[0].type if decl.recv is not None and decl.recv.fields else None
        names = [node.name for node in preorder(receiver) if isinstance(node, ast.Ident)] if receiver else []
        return f"{'.'.join([*names[:1], decl.name.name])}:{offset}"
    # There may be several of these; their texts tell them apart.
    file = tree.anchor.path.replace("\\", "/").rpartition("/")[2]
    return f"{file}:{crc32(tree.text):08x}:{offset}"


def _local_type(c: Checker, spec: ast.TypeSpec) -> None:
    place = _local_place(c.env.tree, spec.name.start)
    obj = TypeName(spec.name.name, c.package, c.span_of(spec.name), local=True, place=place)
    declare(c, c.env.scope, spec.name, obj)
    ambient: list[TypeParam] = []
    scope: Scope | None = c.env.scope
    while scope is not None:
        for known in scope.names.values():
            if isinstance(known, TypeName) and isinstance(known.type, TypeParam):
                ambient.append(known.type)
        scope = scope.parent
    c.instances.declare_local(obj, ambient)
    push(c, obj)
    declare_type(c, obj, spec)
    pop(c)

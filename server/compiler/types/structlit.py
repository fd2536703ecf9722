"""Elements of struct literals, promoted fields as keys included. Spec: "Composite literals"."""

from __future__ import annotations

from server.compiler.syntax import nodes as ast
from server.compiler.types.assignment import assign_operand
from server.compiler.types.checker import Checker
from server.compiler.types.lookup import Found, find
from server.compiler.types.model import Struct, Type, underlying
from server.compiler.types.modes import generic_expr
from server.compiler.types.names import missing_text
from server.compiler.types.objects import Var
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import dereference_struct
from server.compiler.types.structural import is_exported, same_name
from server.compiler.types.universe import INVALID
from server.compiler.types.version import GO1_27, version_string
from server.diagnostics.codes import types as rows


def check_struct_literal(c: Checker, expr: ast.CompositeLit, struct: Struct, base: Type) -> None:
    """Check the elements of a literal of struct type `base`."""
    if not expr.elements:
        return
    if isinstance(expr.elements[0], ast.KeyValueExpr):
        _KeyedFields(c, struct, base).check(expr)
    else:
        _positional_fields(c, expr, struct, base)


class _KeyedFields:
    """`T{f: x, g: y}`; the paths of fields already given are remembered."""

    def __init__(self, c: Checker, struct: Struct, base: Type) -> None:
        self.c = c
        self.struct = struct
        self.base = base
        self._given: dict[tuple[int, ...], Var] = {}  # fields given so far, by path
        self._around: dict[tuple[int, ...], Var] = {}  # a field given inside each embedded field on its path
        self._direct = {field.name: i for i, field in enumerate(struct.fields) if field.name != "_"}

    def check(self, expr: ast.CompositeLit) -> None:
        for element in expr.elements:
            if isinstance(element, ast.KeyValueExpr):
                self._field(element)
            else:
                self.c.error(rows.MIXED_STRUCT_LITERAL, element)

    def _field(self, element: ast.KeyValueExpr) -> None:
        c, key = self.c, element.key
        x = Operand()
        generic_expr(c, x, element.value)
        if not isinstance(key, ast.Ident):
            c.error(rows.INVALID_FIELD_NAME, element, key)
            return
        found = self._find(key.name)
        if found.obj is None:
            other = find(self.struct, False, c.package, key.name, fold_case=True).obj
            c.error(rows.UNKNOWN_FIELD, key, missing_text(c, self.base, key.name, other, struct_literal=True))
            return
        field = found.obj
        if not isinstance(field, Var):
            c.error(rows.NOT_A_FIELD, key, key)
            return
        if len(found.path) > 1 and not c.allows(GO1_27):
            what = f"use of promoted field {self._path_text(found.path)} in struct literal of type {c.show(self.base)}"
            c.error(rows.UNSUPPORTED_FEATURE, key, what, version_string(GO1_27))
            return
        if found.indirect:
            c.error(rows.POINTER_TO_REACH_FIELD, key, key)
            return
        c.info.uses[key] = field
        assign_operand(c, x, field.type, "struct literal")
        self._note(element, found.path, field)

    def _path_text(self, path: tuple[int, ...]) -> str:
        names = []
        typ: Type = self.struct
        for index in path:
            struct = underlying(dereference_struct(typ))
            assert isinstance(struct, Struct)
            names.append(struct.fields[index].name)
            typ = struct.fields[index].type or INVALID
        return ".".join(names)

    def _find(self, name: str) -> Found:
        index = self._direct.get(name)
        if index is not None and same_name(self.struct.fields[index], self.c.package, name):
            return Found(self.struct.fields[index], (index,))
        return find(self.struct, False, self.c.package, name)

    def _note(self, element: ast.KeyValueExpr, path: tuple[int, ...], field: Var) -> None:
        """No field may be given twice, nor together with the embedded field that contains it."""
        outer = [path[:i] for i in range(1, len(path))]
        enclosing = next((self._given[one] for one in outer if one in self._given), None)
        if path in self._given:
            self.c.error(rows.DUPLICATE_FIELD, element, field.name)
        elif enclosing is not None:
            self.c.error(rows.PROMOTED_AND_ENCLOSING, element, field.name, enclosing.name)
        elif path in self._around:
            self.c.error(rows.EMBEDDED_AND_PROMOTED, element, field.name, self._around[path].name)
        else:
            self._given[path] = field
            for one in outer:
                self._around.setdefault(one, field)


def _positional_fields(c: Checker, expr: ast.CompositeLit, struct: Struct, base: Type) -> None:
    fields = struct.fields
    for i, element in enumerate(expr.elements):
        if isinstance(element, ast.KeyValueExpr):
            c.error(rows.MIXED_STRUCT_LITERAL, element)
            continue
        x = Operand()
        generic_expr(c, x, element)
        if i >= len(fields):
            c.error(rows.TOO_MANY_VALUES, x, base)
            break
        field = fields[i]
        if not is_exported(field.name) and field.package is not c.package:
            c.error(rows.UNEXPORTED_FIELD_LITERAL, x, field.name, base)
            continue
        assign_operand(c, x, field.type, "struct literal")
    if len(expr.elements) < len(fields):
        hidden = any(not is_exported(f.name) and f.package is not c.package for f in fields)
        hint = " (type has unexported fields - use key:value pairs)" if hidden else ""
        c.error(rows.TOO_FEW_VALUES, c.at_offset(expr.rbrace), base, hint)

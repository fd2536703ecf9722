"""Builds the nodes of declarations. Spec, "Declarations and scope" and "Packages"."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from server.compiler.syntax.actions.fields import Signature, misplaced_dots
from server.compiler.syntax.actions.malformed import MalformedError
from server.compiler.syntax.nodes import (
    BasicLit,
    BlockStmt,
    Decl,
    Expr,
    FieldList,
    FuncDecl,
    FuncType,
    GenDecl,
    Ident,
    ImportSpec,
    PackageClause,
    Spec,
    TypeSpec,
    ValueSpec,
)
from server.diagnostics.codes import syntax as codes

Op = tuple[int, str]
Unit: TypeAlias = PackageClause | Decl
Rest: TypeAlias = tuple[FieldList | None, Signature, BlockStmt | None]  # what follows a function's name


def unit(content: Unit, _semicolon: int) -> Unit:
    """The whole of what is parsed at once"""
    return content


def package_clause(keyword: int, name: Ident) -> PackageClause:
    """`package name`"""
    return PackageClause(keyword, name.end, name)


def single_declaration(keyword: Op, spec: Spec) -> GenDecl:
    """`var x T`, without parentheses"""
    return GenDecl(keyword[0], spec.end, keyword[1], -1, [spec], -1)


def group_declaration(keyword: Op, lparen: int, specs: list[Spec], rparen: int) -> GenDecl:
    """`var ( specs )`"""
    return GenDecl(keyword[0], rparen + 1, keyword[1], lparen, specs, rparen)


def const_declaration(keyword: Op, spec: Spec) -> GenDecl:
    """`const x = 1`"""
    return single_declaration(keyword, spec)


def const_group(keyword: Op, lparen: int, specs: list[ValueSpec], rparen: int) -> GenDecl:
    """`const ( specs )`. Spec, "Iota": the value is the index of the spec."""
    for number, spec in enumerate(specs):
        spec.iota = number
    return GenDecl(keyword[0], rparen + 1, keyword[1], lparen, list(specs), rparen)


def import_spec(path: BasicLit) -> ImportSpec:
    """`"path"`"""
    return ImportSpec(path.start, path.end, None, path)


def named_import(name: Ident, path: BasicLit) -> ImportSpec:
    """`name "path"`"""
    return ImportSpec(name.start, path.end, name, path)


def dot_import(dot: int, path: BasicLit) -> ImportSpec:
    """`. "path"`"""
    return ImportSpec(dot, path.end, Ident(dot, dot + 1, "."), path)


def bare_spec(names: list[Ident]) -> ValueSpec:
    """`a, b`, which repeats the constant before it"""
    return ValueSpec(names[0].start, names[-1].end, names, None, [], 0)


def typed_spec(names: list[Ident], type_: Expr) -> ValueSpec:
    """`a, b T`"""
    return ValueSpec(names[0].start, type_.end, names, type_, [], 0)


def valued_spec(names: list[Ident], _equal: int, values: list[Expr]) -> ValueSpec:
    """`a, b = x, y`"""
    return ValueSpec(names[0].start, values[-1].end, names, None, values, 0)


def full_spec(names: list[Ident], type_: Expr, _equal: int, values: list[Expr]) -> ValueSpec:
    """`a, b T = x, y`"""
    return ValueSpec(names[0].start, values[-1].end, names, type_, values, 0)


def two(first: Ident, _comma: int, second: Ident) -> list[Ident]:
    """`a, b`"""
    return [first, second]


def type_definition(name: Ident, type_: Expr) -> TypeSpec:
    """`name T`"""
    return TypeSpec(name.start, type_.end, name, None, -1, type_)


def type_alias(name: Ident, equal: int, type_: Expr) -> TypeSpec:
    """`name = T`"""
    return TypeSpec(name.start, type_.end, name, None, equal, type_)


def generic_type(name: Ident, params: FieldList, type_: Expr) -> TypeSpec:
    """`name[params] T`"""
    return TypeSpec(name.start, type_.end, name, params, -1, type_)


def generic_alias(name: Ident, params: FieldList, equal: int, type_: Expr) -> TypeSpec:
    """`name[params] = T`"""
    return TypeSpec(name.start, type_.end, name, params, equal, type_)


def rest(signature: Signature) -> Rest:
    """`(params) results`"""
    return None, signature, None


def rest_body(signature: Signature, body: BlockStmt) -> Rest:
    """`(params) results { body }`"""
    return None, signature, body


def rest_generic(params: FieldList, signature: Signature) -> Rest:
    """`[type params](params) results`"""
    return params, signature, None


def rest_generic_body(params: FieldList, signature: Signature, body: BlockStmt) -> Rest:
    """`[type params](params) results { body }`"""
    return params, signature, body


def function(keyword: int, name: Ident, tail: Rest) -> FuncDecl:
    """`func name...`"""
    return _function(keyword, None, name, tail)


def method_declaration(keyword: int, recv: FieldList, name: Ident, tail: Rest) -> FuncDecl:
    """`func (recv) name...`; Spec, "Method declarations": exactly one receiver."""
    decl = _function(keyword, recv, name, tail)
    count = sum(max(1, len(field.names)) for field in recv.fields)
    if count != 1:
        row = codes.MANY_RECEIVERS if count else codes.NO_RECEIVER
        raise MalformedError(row, (), name.start, name.end, decl)
    error = misplaced_dots(recv, decl)
    if error is not None:
        raise error
    return decl


def _function(keyword: int, recv: FieldList | None, name: Ident, tail: Rest) -> FuncDecl:
    type_params, (params, results), body = tail
    type_ = FuncType(keyword, (results or params).end, keyword, type_params, params, results)
    return FuncDecl(keyword, type_.end if body is None else body.end, recv, name, type_, body)


ACTIONS: Final[dict[str, Callable[..., Any]]] = {
    "unit": unit,
    "package_clause": package_clause,
    "single_declaration": single_declaration,
    "group_declaration": group_declaration,
    "const_declaration": const_declaration,
    "const_group": const_group,
    "import_spec": import_spec,
    "named_import": named_import,
    "dot_import": dot_import,
    "bare_spec": bare_spec,
    "typed_spec": typed_spec,
    "valued_spec": valued_spec,
    "full_spec": full_spec,
    "two": two,
    "type_definition": type_definition,
    "type_alias": type_alias,
    "generic_type": generic_type,
    "generic_alias": generic_alias,
    "rest": rest,
    "rest_body": rest_body,
    "rest_generic": rest_generic,
    "rest_generic_body": rest_generic_body,
    "function": function,
    "method_declaration": method_declaration,
}

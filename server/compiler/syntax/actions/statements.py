"""Builds the nodes of statements. Spec, "Statements"."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from server.compiler.syntax.actions.malformed import MalformedError
from server.compiler.syntax.nodes import (
    AssignStmt,
    BadExpr,
    BinaryExpr,
    BlockStmt,
    BranchStmt,
    CaseClause,
    CommClause,
    DeclStmt,
    DeferStmt,
    EmptyStmt,
    Expr,
    ExprStmt,
    ForStmt,
    GenDecl,
    GoStmt,
    Ident,
    IfStmt,
    IncDecStmt,
    LabeledStmt,
    ParenExpr,
    RangeStmt,
    ReturnStmt,
    SelectStmt,
    SendStmt,
    Stmt,
    SwitchStmt,
    TypeAssertExpr,
    TypeSwitchStmt,
)
from server.compiler.syntax.print import expression_text
from server.diagnostics.codes import syntax as codes

Op = tuple[int, str]
Header: TypeAlias = tuple[Stmt | None, Stmt | None, int]  # before and behind the ";", offset of the ";" or -1


def block(lbrace: int, stmts: list[Stmt], rbrace: int) -> BlockStmt:
    """`{ stmts }`"""
    return BlockStmt(lbrace, rbrace + 1, stmts, rbrace)


def declaration_statement(decl: GenDecl) -> DeclStmt:
    """A declaration inside a function"""
    return DeclStmt(decl.start, decl.end, decl)


def labeled(label: Ident, colon: int, stmt: Stmt | int) -> LabeledStmt:
    """`label: stmt`"""
    if isinstance(stmt, int):
        # Nothing: the offset of the "}" behind it, complemented when it is a clause instead.
        at = stmt if stmt >= 0 else ~stmt
        value = LabeledStmt(label.start, at, label, colon, EmptyStmt(at, at, True))
        if stmt < 0:
            raise MalformedError(codes.MISSING_STATEMENT, (), colon, colon + 1, value)
        return value
    return LabeledStmt(label.start, stmt.end, label, colon, stmt)


def go_statement(keyword: int, call: Expr) -> GoStmt:
    """`go call`"""
    stmt = GoStmt(keyword, call.end, call)
    if isinstance(call, ParenExpr):
        raise MalformedError(codes.PARENTHESISED_CALL, ("go",), call.start, call.end, stmt)
    return stmt


def defer_statement(keyword: int, call: Expr) -> DeferStmt:
    """`defer call`"""
    stmt = DeferStmt(keyword, call.end, call)
    if isinstance(call, ParenExpr):
        raise MalformedError(codes.PARENTHESISED_CALL, ("defer",), call.start, call.end, stmt)
    return stmt


def return_nothing(keyword: int) -> ReturnStmt:
    """`return`"""
    return ReturnStmt(keyword, keyword + 6, [])


def return_statement(keyword: int, results: list[Expr]) -> ReturnStmt:
    """`return results`"""
    return ReturnStmt(keyword, results[-1].end, results)


def branch(keyword: Op) -> BranchStmt:
    """`break`, `continue`, `fallthrough`"""
    offset, text = keyword
    return BranchStmt(offset, offset + len(text), text, None)


def branch_label(keyword: Op, label: Ident) -> BranchStmt:
    """`break L`, `continue L`, `goto L`"""
    return BranchStmt(keyword[0], label.end, keyword[1], label)


def expression_statement(x: Expr) -> ExprStmt:
    """`x`"""
    return ExprStmt(x.start, x.end, x)


def send(chan: Expr, arrow: int, value: Expr) -> SendStmt:
    """`chan <- value`"""
    return SendStmt(chan.start, value.end, chan, arrow, value)


def inc_dec(x: Expr, op: Op) -> IncDecStmt:
    """`x++`, `x--`"""
    return IncDecStmt(x.start, op[0] + 2, x, op[1], op[0])


def assign(lhs: list[Expr], equal: int, rhs: list[Expr]) -> AssignStmt:
    """`lhs = rhs`"""
    return AssignStmt(lhs[0].start, rhs[-1].end, lhs, "=", equal, rhs)


def define(lhs: list[Expr], sign: int, rhs: list[Expr]) -> AssignStmt:
    """`lhs := rhs`"""
    return AssignStmt(lhs[0].start, rhs[-1].end, lhs, ":=", sign, rhs)


def assign_operation(lhs: Expr, op: Op, rhs: Expr) -> AssignStmt:
    """`x += y`"""
    return AssignStmt(lhs.start, rhs.end, [lhs], op[1], op[0], [rhs])


def header_only(stmt: Stmt) -> Header:
    """`cond` of an `if` or `switch`"""
    return None, stmt, -1


def header(init: Stmt | None, semicolon: int, stmt: Stmt | None) -> Header:
    """`init; cond`"""
    return init, stmt, semicolon


def _not_a_value(stmt: Stmt, build: Callable[[Expr], Stmt]) -> MalformedError:
    """The error of a statement other than an expression that stands for a condition."""
    value = build(BadExpr(stmt.start, stmt.end))
    start = stmt.start
    match stmt:
        case AssignStmt():
            start, text = stmt.tok_pos, _assignment_text(stmt)
        case IncDecStmt():
            start, text = stmt.tok_pos, expression_text(stmt.x) + stmt.tok
        case SendStmt():
            start, text = stmt.arrow, f"{expression_text(stmt.chan)} <- {expression_text(stmt.value)}"
        case _:
            text = "this statement"
    return MalformedError(codes.NOT_A_VALUE, (text,), start, stmt.end, value)


def _assignment_text(stmt: AssignStmt) -> str:
    """How gc quotes an assignment; `=` for `==` is a common slip, so the sides of `=` are set off."""
    if stmt.tok == "=":
        return f"assignment {_emphasised(stmt.lhs)} = {_emphasised(stmt.rhs)}"
    return f"{_list_text(stmt.lhs)} {stmt.tok} {_list_text(stmt.rhs)}"


def _list_text(exprs: list[Expr]) -> str:
    return ", ".join(expression_text(x) for x in exprs)


def _emphasised(exprs: list[Expr]) -> str:
    text = _list_text(exprs)
    return f"({text})" if len(exprs) == 1 and isinstance(exprs[0], BinaryExpr) else text


def if_statement(keyword: int, head: Header, body: BlockStmt) -> IfStmt:
    """`if init; cond body`"""
    return _if(keyword, head, body, None)


def if_else(keyword: int, head: Header, body: BlockStmt, _else: int, other: Stmt) -> IfStmt:
    """`if init; cond body else other`"""
    return _if(keyword, head, body, other)


def _if(keyword: int, head: Header, body: BlockStmt, other: Stmt | None) -> IfStmt:
    init, stmt, semicolon = head
    end = body.end if other is None else other.end
    if isinstance(stmt, ExprStmt):
        return IfStmt(keyword, end, init, stmt.x, body, other)
    if stmt is None:
        bad = IfStmt(keyword, end, init, BadExpr(semicolon, semicolon), body, other)
        raise MalformedError(codes.MISSING_CONDITION, (), semicolon, semicolon + 1, bad)
    raise _not_a_value(stmt, lambda cond: IfStmt(keyword, end, init, cond, body, other))


def switch_bare(keyword: int, lbrace: int, clauses: list[CaseClause], rbrace: int) -> SwitchStmt:
    """`switch { clauses }`"""
    return SwitchStmt(keyword, rbrace + 1, None, None, clauses, lbrace, rbrace)


def switch_statement(
    keyword: int, head: Header, lbrace: int, clauses: list[CaseClause], rbrace: int
) -> SwitchStmt | TypeSwitchStmt:
    """`switch init; tag { clauses }`; a type switch when the tag is `x.(type)` or `v := x.(type)`."""
    init, stmt, _semicolon = head
    end = rbrace + 1
    if stmt is None:
        return SwitchStmt(keyword, end, init, None, clauses, lbrace, rbrace)
    if _is_guard(stmt):
        return TypeSwitchStmt(keyword, end, init, stmt, clauses, lbrace, rbrace)
    if isinstance(stmt, ExprStmt):
        return SwitchStmt(keyword, end, init, stmt.x, clauses, lbrace, rbrace)
    raise _not_a_value(stmt, lambda tag: SwitchStmt(keyword, end, init, tag, clauses, lbrace, rbrace))


def _is_guard(stmt: Stmt) -> bool:
    if isinstance(stmt, ExprStmt):
        x = stmt.x
    elif isinstance(stmt, AssignStmt) and stmt.tok == ":=" and len(stmt.lhs) == len(stmt.rhs) == 1:
        if not isinstance(stmt.lhs[0], Ident):
            return False
        x = stmt.rhs[0]
    else:
        return False
    return isinstance(x, TypeAssertExpr) and x.type is None


def case_clause(keyword: int, exprs: list[Expr], colon: int, body: list[Stmt]) -> CaseClause:
    """`case exprs: body`"""
    return CaseClause(keyword, body[-1].end if body else colon + 1, exprs, colon, body)


def default_clause(keyword: int, colon: int, body: list[Stmt]) -> CaseClause:
    """`default: body`"""
    return CaseClause(keyword, body[-1].end if body else colon + 1, None, colon, body)


def select_statement(keyword: int, lbrace: int, clauses: list[CommClause], rbrace: int) -> SelectStmt:
    """`select { clauses }`"""
    return SelectStmt(keyword, rbrace + 1, clauses, lbrace, rbrace)


def comm_clause(keyword: int, comm: Stmt, colon: int, body: list[Stmt]) -> CommClause:
    """`case comm: body`"""
    return CommClause(keyword, body[-1].end if body else colon + 1, comm, colon, body)


def comm_default(keyword: int, colon: int, body: list[Stmt]) -> CommClause:
    """`default: body`"""
    return CommClause(keyword, body[-1].end if body else colon + 1, None, colon, body)


def for_ever(keyword: int, body: BlockStmt) -> ForStmt:
    """`for body`"""
    return ForStmt(keyword, body.end, None, None, None, body)


def for_condition(keyword: int, stmt: Stmt, body: BlockStmt) -> ForStmt:
    """`for cond body`"""
    return _for(keyword, None, stmt, None, body)


def for_clause(
    keyword: int,
    init: Stmt | None,
    _semicolon: int,
    cond: Stmt | None,
    _semicolon2: int,
    post: Stmt | None,
    body: BlockStmt,
) -> ForStmt:
    """`for init; cond; post body`"""
    if isinstance(post, AssignStmt) and post.tok == ":=":
        value = _for(keyword, init, cond, post, body)
        raise MalformedError(codes.DECLARE_IN_POST, (), post.tok_pos, post.end, value)
    return _for(keyword, init, cond, post, body)


def _for(keyword: int, init: Stmt | None, stmt: Stmt | None, post: Stmt | None, body: BlockStmt) -> ForStmt:
    if stmt is None:
        return ForStmt(keyword, body.end, init, None, post, body)
    if isinstance(stmt, ExprStmt):
        return ForStmt(keyword, body.end, init, stmt.x, post, body)
    raise _not_a_value(stmt, lambda cond: ForStmt(keyword, body.end, init, cond, post, body))


Range: TypeAlias = tuple[list[Expr], str, int, Expr]  # variables, ":=" or "=" or "", its offset, operand


def range_only(_keyword: int, x: Expr) -> Range:
    """`range x`"""
    return [], "", -1, x


def range_assign(lhs: list[Expr], equal: int, _keyword: int, x: Expr) -> Range:
    """`k, v = range x`"""
    return lhs, "=", equal, x


def range_define(lhs: list[Expr], sign: int, _keyword: int, x: Expr) -> Range:
    """`k, v := range x`"""
    return lhs, ":=", sign, x


def for_range(keyword: int, clause: Range, body: BlockStmt) -> RangeStmt:
    """`for k, v := range x body`"""
    lhs, tok, tok_pos, x = clause
    key = lhs[0] if lhs else None
    value = lhs[1] if len(lhs) > 1 else None
    stmt = RangeStmt(keyword, body.end, key, value, tok, tok_pos, x, body)
    if len(lhs) > 2:
        raise MalformedError(codes.RANGE_VARIABLES, (), lhs[2].start, lhs[2].end, stmt)
    return stmt


ACTIONS: Final[dict[str, Callable[..., Any]]] = {
    "block": block,
    "declaration_statement": declaration_statement,
    "labeled": labeled,
    "go_statement": go_statement,
    "defer_statement": defer_statement,
    "return_nothing": return_nothing,
    "return_statement": return_statement,
    "branch": branch,
    "branch_label": branch_label,
    "expression_statement": expression_statement,
    "send": send,
    "inc_dec": inc_dec,
    "assign": assign,
    "define": define,
    "assign_operation": assign_operation,
    "header_only": header_only,
    "header": header,
    "if_statement": if_statement,
    "if_else": if_else,
    "switch_bare": switch_bare,
    "switch_statement": switch_statement,
    "case_clause": case_clause,
    "default_clause": default_clause,
    "select_statement": select_statement,
    "comm_clause": comm_clause,
    "comm_default": comm_default,
    "for_ever": for_ever,
    "for_condition": for_condition,
    "for_clause": for_clause,
    "for_range": for_range,
    "range_only": range_only,
    "range_assign": range_assign,
    "range_define": range_define,
}

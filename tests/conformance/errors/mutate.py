"""Type errors put into programs: each mutation is a row that turns a syntax tree into edits to choose from.

A mutation looks at one node and yields replacements of parts of the file's text; which one is made is for the caller's
random generator. Edits keep the syntax correct, and most break a typing rule; whether they do is for gc to say.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.nodes import DeclTree, Node
from server.compiler.syntax.parse import parse_file
from server.compiler.syntax.walk import preorder


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes `start` to `end` of the declaration become `text`."""

    start: int
    end: int
    text: str


Mutation = Callable[[Node, str], Iterator[Edit]]


def insert(at: int, text: str) -> Edit:
    """New text at an offset."""
    return Edit(at, at, text)


def rename_use(node: Node, _source: str) -> Iterator[Edit]:
    """`x` -> `xZz` in an expression"""
    if isinstance(node, ast.BinaryExpr | ast.IndexExpr) and isinstance(node.x, ast.Ident):
        yield insert(node.x.end, "Zz")
    if isinstance(node, ast.CallExpr):
        yield from (insert(arg.end, "Zz") for arg in node.args if isinstance(arg, ast.Ident))


def rename_selector(node: Node, _source: str) -> Iterator[Edit]:
    """`x.f` -> `x.fZz`, or with the case of its first letter changed"""
    if isinstance(node, ast.SelectorExpr):
        yield insert(node.sel.end, "Zz")
        yield Edit(node.sel.start, node.sel.start + 1, node.sel.name[0].swapcase())


def change_literal(node: Node, _source: str) -> Iterator[Edit]:
    """A literal of another kind, or one too large"""
    if isinstance(node, ast.BasicLit):
        for text in ('"text"', "1.5", "1 << 70", "2i", "nil", "true", "-1"):
            yield Edit(node.start, node.end, text)


def drop_result(node: Node, _source: str) -> Iterator[Edit]:
    """`return a, b` -> `return a`, or a result more"""
    if isinstance(node, ast.ReturnStmt) and node.results:
        last = node.results[-1]
        yield Edit(node.results[-2].end if len(node.results) > 1 else last.start, last.end, "")
        yield insert(last.end, ", 1")


def drop_return(node: Node, _source: str) -> Iterator[Edit]:
    """The last statement of a body is gone"""
    if isinstance(node, ast.FuncDecl | ast.FuncLit) and node.body and node.body.stmts:
        last = node.body.stmts[-1]
        if isinstance(last, ast.ReturnStmt):
            yield Edit(last.start, last.end, "")


def change_arguments(node: Node, source: str) -> Iterator[Edit]:
    """`f(a, b)` -> `f(a)`, `f(a, b, b)`, `f(b, a)`, `f(a, b...)`"""
    if not isinstance(node, ast.CallExpr) or not node.args:
        return
    last = node.args[-1]
    yield Edit(node.args[-2].end if len(node.args) > 1 else last.start, node.rparen, "")
    yield insert(node.rparen, ", 0")
    if node.ellipsis < 0:
        yield insert(last.end, "...")
    if len(node.args) == 2 and node.ellipsis < 0:
        first = node.args[0]
        swapped = f"{source[last.start : last.end]}, {source[first.start : first.end]}"
        yield Edit(first.start, last.end, swapped)


def change_assignment(node: Node, _source: str) -> Iterator[Edit]:
    """`:=` <-> `=`, a variable more on the left, another operator"""
    if isinstance(node, ast.AssignStmt) and node.tok in ("=", ":="):
        yield Edit(node.tok_pos, node.tok_pos + len(node.tok), "=" if node.tok == ":=" else ":=")
        yield insert(node.lhs[0].start, "_, ")
        yield insert(node.rhs[-1].end, ", 0")
    elif isinstance(node, ast.AssignStmt):
        yield Edit(node.tok_pos, node.tok_pos + len(node.tok), "<<=" if node.tok == "+=" else "%=")


def insert_statement(node: Node, _source: str) -> Iterator[Edit]:
    """A wrong statement at the start of a body"""
    if isinstance(node, ast.FuncDecl) and node.body is not None:
        for text in _STATEMENTS:
            yield insert(node.body.start + 1, f"\n\t{text}\n")


def insert_in_block(node: Node, _source: str) -> Iterator[Edit]:
    """A variable that nobody uses, inside an inner block"""
    if isinstance(node, ast.IfStmt | ast.ForStmt | ast.RangeStmt):
        yield insert(node.body.start + 1, " var spare int; ")
        yield insert(node.body.end - 1, "; fallthrough; ")


_STATEMENTS: Final = (
    "unused := 0",
    "break",
    "continue",
    "goto nowhere",
    "label:\n\tfor {\n\t}",
    "x := nil; _ = x",
    "const k = 1; k = 2",
    "1 + 2",
    "var p *int; p.x = 1",
    "go 1",
    "defer recover",
    "for i := range 3.5 { _ = i }",
    "var c <-chan int; c <- 1",
    "switch 1 {\n\tcase 1:\n\tcase 1:\n\t}",
    'var a [2]int; a[5] = 1; _ = a["x"]',
    "type T struct { a int; a string }",
    "type I interface { m(); m() }",
    "var i interface { Missing() } = 1; _ = i",
    '_ = map[string]int{"a": 1, "a": 2}',
    "_ = struct{ a int }{b: 1}",
    "var e error = struct{}{}; _ = e",
    "func(x int) { return x }(1)",
    "var f func(); _ = f == f",
    "_ = [...]int{1, 2, 0: 3}",
    '_ = []int("abc") ',
    "_ = *5",
    "_ = &1",
    "var u uint8 = 256; _ = u",
    "_ = 1 / 0",
    "_ = len(5)",
    "_ = append(1, 2)",
    "_ = make(int)",
    "var s []int; s.x()",
    "type G[P any] struct{ p P }; var _ G",
    "type N[P interface{ ~int }] struct{}; var _ N[string]",
    "func() int {}()",
    "if x := 1; x { }",
    "var z, w = 1; _, _ = z, w",
    "switch x := any(1).(type) {\n\tcase int:\n\t}",
    "var q int; _ = q.(string)",
    "select {\n\tcase 1:\n\t}",
    "import_ := 1; import_()",
    "for {\n\t}\n\treturn 1, 2, 3, 4",
    "delete([]int{}, 0)",
    "copy(1, 2)",
    "close(5)",
    "_ = new(1, 2)",
    '_ = min(1, "a")',
    "clear(1)",
)


def change_operator(node: Node, _source: str) -> Iterator[Edit]:
    """An operator that the operands do not have"""
    if isinstance(node, ast.BinaryExpr):
        for operator in ("&&", "<<", "%", "-", "==", "<", "&^"):
            if operator != node.op:
                yield Edit(node.op_pos, node.op_pos + len(node.op), operator)
    if isinstance(node, ast.UnaryExpr) and node.op in "!-^+&":
        for operator in "!-^&":
            if operator != node.op:
                yield Edit(node.start, node.start + len(node.op), operator)


def wrap_operand(node: Node, source: str) -> Iterator[Edit]:
    """`x` -> `*x`, `!x`, `x()`, `x[0]`, `x.(int)`, `[]string(x)`, where x is an operand or an argument"""
    operands: list[Node] = []
    if isinstance(node, ast.BinaryExpr):
        operands = [node.x, node.y]
    elif isinstance(node, ast.CallExpr):
        operands = list(node.args)
    elif isinstance(node, ast.AssignStmt):
        operands = list(node.rhs)
    for operand in operands:
        if isinstance(operand, ast.Ident | ast.SelectorExpr | ast.CallExpr):
            text = source[operand.start : operand.end]
            for form in (
                "*%s",
                "!%s",
                "%s()",
                "%s[0]",
                "%s.(int)",
                "[]string(%s)",
                "&%s",
                "<-%s",
                "%s[1:2:1]",
                "int(%s)",
            ):
                yield Edit(operand.start, operand.end, form % text)


def change_type(node: Node, _source: str) -> Iterator[Edit]:
    """Another type for a field, parameter, variable or conversion"""
    if isinstance(node, ast.Field | ast.ValueSpec) and isinstance(node.type, ast.Ident):
        for text in ("chan int", "Missing", "*[]string", "struct{}"):
            yield Edit(node.type.start, node.type.end, text)
    if isinstance(node, ast.CallExpr) and isinstance(node.fun, ast.Ident) and node.fun.name in _BASIC:
        for text in ("bool", "[]string", "map[string]int", "func()"):
            yield Edit(node.fun.start, node.fun.end, text if text != "func()" else "(func())")


_BASIC: Final = frozenset(("int", "uint", "byte", "string", "rune", "int64", "uint64", "uint32", "float64", "uint16"))


def duplicate(node: Node, source: str) -> Iterator[Edit]:
    """A case, field, method, function or key twice"""
    if isinstance(node, ast.FuncDecl):
        yield insert(node.end, "\n\n" + source[node.start : node.end])
    elif isinstance(node, ast.CaseClause) and node.exprs:
        yield insert(node.exprs[-1].end, f", {source[node.exprs[0].start : node.exprs[0].end]}")
    elif isinstance(node, ast.Field) and node.names and "\n" not in source[node.start : node.end]:
        yield insert(node.names[-1].end, f", {node.names[0].name}")
    elif isinstance(node, ast.CompositeLit) and node.elements:
        first = node.elements[0]
        yield insert(first.start, f"{source[first.start : first.end]}, ")
        yield insert(first.start, "zz: 1, ")


def drop_method(node: Node, _source: str) -> Iterator[Edit]:
    """A method is gone"""
    if isinstance(node, ast.FuncDecl) and node.recv is not None:
        yield Edit(node.start, node.end, "")


def change_generics(node: Node, _source: str) -> Iterator[Edit]:
    """Type arguments where none belong, too many, none; another constraint"""
    if isinstance(node, ast.CallExpr) and isinstance(node.fun, ast.Ident | ast.SelectorExpr):
        yield insert(node.fun.end, "[int, string]")
    if isinstance(node, ast.IndexExpr) and isinstance(node.x, ast.Ident):
        yield insert(node.rbrack, ", int")
        yield Edit(node.lbrack, node.end, "")
    if isinstance(node, ast.FuncType) and node.type_params is not None:
        for field in node.type_params.fields:
            yield Edit(field.type.start, field.type.end, "interface{ ~chan int }")


def change_condition(node: Node, source: str) -> Iterator[Edit]:
    """A condition, tag or range that is not one"""
    if isinstance(node, ast.IfStmt | ast.ForStmt) and node.cond is not None:
        yield Edit(node.cond.start, node.cond.end, f"len({source[node.cond.start : node.cond.end]})")
        yield Edit(node.cond.start, node.cond.end, "1")
    if isinstance(node, ast.RangeStmt):
        yield Edit(node.x.start, node.x.end, "1.5")
        if node.key is not None and node.value is None:
            yield insert(node.key.end, ", spare")
    if isinstance(node, ast.SwitchStmt) and node.tag is not None:
        yield Edit(node.tag.start, node.tag.end, "nil")


def add_import(node: Node, _source: str) -> Iterator[Edit]:
    """An import that nothing uses"""
    if isinstance(node, ast.GenDecl) and node.tok == "import":
        yield insert(node.end, '\nimport "container/ring"\n')
        yield insert(node.end, '\nimport other "container/ring"\n')


MUTATIONS: Final[tuple[Mutation, ...]] = (
    rename_use,
    rename_selector,
    change_literal,
    drop_result,
    drop_return,
    change_arguments,
    change_assignment,
    insert_statement,
    insert_statement,  # twice as often: it has the most forms
    insert_in_block,
    change_operator,
    wrap_operand,
    change_type,
    duplicate,
    drop_method,
    change_generics,
    change_condition,
    add_import,
)


def mutate(data: bytes, rng: random.Random, count: int) -> tuple[bytes, list[str]]:
    """A file with up to `count` mutations in different declarations, and what they are called."""
    tree = parse_file("x.go", data)
    places = list(zip(tree.decls, tree.bases))
    rng.shuffle(places)
    chosen: list[tuple[int, Edit]] = []
    names = []
    for decl, base in places:
        if len(chosen) == count:
            break
        mutation = rng.choice(MUTATIONS)
        edits = edits_of(decl, mutation)
        if edits:
            chosen.append((base, rng.choice(edits)))
            names.append(mutation.__name__)
    for base, edit in sorted(chosen, key=lambda one: -one[0]):
        data = data[: base + edit.start] + edit.text.encode("latin-1") + data[base + edit.end :]
    return data, names


def edits_of(decl: DeclTree, mutation: Mutation) -> list[Edit]:
    """What a mutation can do to one declaration."""
    if decl.keyword == "import" and mutation is not add_import:
        return []  # what is wrong with import paths, the go command says before gc runs
    source = decl.text.decode("latin-1")  # offsets are bytes
    return [edit for node in preorder(decl.decl) for edit in mutation(node, source)]

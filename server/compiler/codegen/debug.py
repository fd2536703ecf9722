"""Debug information as LLVM metadata: which source line each instruction comes from, and which variables there are.

One compile unit per chunk, one subprogram per function, one location per line, column and function. From these LLVM
writes DWARF 5 line tables. Code of an inlined body has the location in that body, and that of the call beside it.
Metadata nodes are numbered in the order in which they are asked for. As in gc, a call stands at its parenthesis.

Variables are described in packages outside of the standard library; variables.py says which values they have. Those
that share a name in one function get a lexical block each, from where the name means them to where it ceases to. The
package's own stand in the unit of the chunk that holds them all.

Source: LLVM Language Reference, "Specialized Metadata Nodes".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from server.compiler.codegen.debugtypes import DebugTypes
from server.compiler.codegen.spelling import escape
from server.compiler.ir.func import Func, Global, Variable
from server.source.file import FileSet
from server.source.span import Anchor, Inlined, Span

# Brackets, and what may hold some that are none: comments, strings, runes.
_BRACKETS: Final = re.compile(
    rb"""//[^\n]*|/\*.*?\*/|`[^`]*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|(?P<open>[\[({])|(?P<close>[\])}])""",
    re.DOTALL,
)
_STATEMENT: Final = re.compile(rb"(?:go|defer|return)\b")

# gdb and Delve choose Go's conventions by this text.
PRODUCER: Final = "Go cmd/compile go1.27.3"


def opening(text: bytes) -> int:
    """The offset of the parenthesis that the last character of a call closes; 0 if the text is no call."""
    if not text.endswith(b")") or _STATEMENT.match(text):
        return 0
    opened: list[int] = []
    found = 0
    for token in _BRACKETS.finditer(text):
        if token["open"]:
            opened.append(token.start())
        elif token["close"]:
            found = opened.pop() if opened else 0
    return found


@dataclass(frozen=True, slots=True)
class LexicalBlock:
    """Where the name of a variable can be used: a range of offsets in one body."""

    anchor: Anchor
    begin: int
    end: int
    body: Inlined | None  # the call that brought the body


class DebugInfo:
    """The metadata nodes of one module."""

    def __init__(self, files: FileSet) -> None:
        self.types: DebugTypes | None = None  # set if variables are described
        self.nodes: list[str] = []
        self._files = files
        self._blocks: dict[tuple[Anchor, Inlined | None], list[LexicalBlock]] = {}  # of one function, outer first
        self._block_nodes: dict[tuple[int, int, int], int] = {}  # by the scope around and the range
        self._variables: dict[tuple[int, str, int, int, int], int] = {}  # by scope, name, line, type and number
        self._retained: dict[int, list[int]] = {}  # variables by subprogram: LLVM forgets those without a value
        self._file_nodes: dict[str, int] = {}
        self._locations: dict[tuple[int, int, int, int], int] = {}  # by scope, line, column, and place of the call
        self._inlined: dict[tuple[str, str], int] = {}  # by symbol and path
        self._paths: dict[int, str] = {}  # of subprograms
        self._parts: dict[tuple[int, str], int] = {}  # by subprogram and path
        self._globals: list[int] = []  # package-level variables with their places
        self._unit = -1
        self._subroutine_type = -1

    def add(self, text: str) -> int:
        """A fresh node; the number by which others refer to it."""
        self.nodes.append(text)
        return len(self.nodes) - 1

    def place(self, span: Span | None) -> tuple[str, int, int]:
        """Path, line and column of a span's start; ("", 0, 0) where no source is known."""
        if span is None:
            return "", 0, 0
        location = self._files.locate(span)
        file = self._files.file(location.path)
        if file is None:
            return "", 0, 0
        path, line, column = file.printed(location.start)
        return (file.recorded or path) if path == file.path else path, line, column

    def subprogram(self, func: Func) -> int | None:
        """The node of a function, or None for one that stands in no source file."""
        path, line, _ = self.place(func.span)
        if not path:
            return None
        if self._unit < 0:
            self._begin_unit(self._file(path))
        return self._subprogram(func.title or func.symbol, path, line)

    def _subprogram(self, symbol: str, path: str, line: int) -> int:
        file, name = self._file(path), escape(symbol.encode())
        node = self.add(
            f'distinct !DISubprogram(name: "{name}", scope: !{file}, file: !{file}, line: {line}, '
            f"type: !{self._subroutine_type}, scopeLine: {line}, spFlags: DISPFlagDefinition | DISPFlagOptimized, "
            f"unit: !{self._unit})"
        )
        self._paths[node] = path
        return node

    def _begin_unit(self, file: int) -> None:
        """The compile unit is named after the file of its first function."""
        kind = "FullDebug" if self.types is not None else "LineTablesOnly"
        self._unit = self.add(
            f'distinct !DICompileUnit(language: DW_LANG_Go, file: !{file}, producer: "{PRODUCER}", '
            f"isOptimized: true, runtimeVersion: 0, emissionKind: {kind}, nameTableKind: None)"
        )
        self._subroutine_type = self.add("!DISubroutineType(types: !{})")

    def _file(self, path: str) -> int:
        node = self._file_nodes.get(path)
        if node is None:
            text = f'!DIFile(filename: "{escape(path.encode())}", directory: "")'
            node = self._file_nodes[path] = self.add(text)
        return node

    def location(self, subprogram: int, span: Span | None, calls: bool = False) -> int:
        """The node of a place within a function, perhaps of a call there; line 0 where the span is unknown."""
        path, line, column = self.place(self._parenthesis(span) if calls and span is not None else span)
        scope, at = self._scope_of(subprogram, path, span)
        key = (scope, line, min(column, 0xFFFF), at)  # LLVM keeps 16 bits of the column
        node = self._locations.get(key)
        if node is None:
            inlined = f", inlinedAt: !{at}" if at >= 0 else ""
            text = f"!DILocation(line: {line}, column: {key[2]}, scope: !{scope}{inlined})"
            node = self._locations[key] = self.add(text)
        return node

    def nowhere(self, subprogram: int) -> int:
        """The node of what belongs to a function and to no line of it."""
        key = (subprogram, 0, 0, -1)
        if key not in self._locations:
            self._locations[key] = self.add(f"!DILocation(line: 0, scope: !{subprogram})")
        return self._locations[key]

    def _scope_of(self, subprogram: int, path: str, span: Span | None) -> tuple[int, int]:
        """The node of the innermost scope around a place in a function, and that of the call that brought it, or -1."""
        scope, at = subprogram, -1
        if span is not None and span.inlined is not None:
            scope = self._inlined_subprogram(span.inlined.callee, path, span)
            at = self.location(subprogram, span.inlined.call, calls=True)
        elif path and path != self._paths[subprogram]:
            scope = self._part(subprogram, path)
        return self._block_at(scope, span), at

    def open_blocks(self, blocks: Iterable[LexicalBlock]) -> None:
        """Say which variables of the next function share their names. Blocks of one body do not cross."""
        self._blocks = {}
        for block in sorted(dict.fromkeys(blocks), key=lambda block: block.begin - block.end):
            self._blocks.setdefault((block.anchor, block.body), []).append(block)

    def _block_at(self, scope: int, span: Span | None) -> int:
        """The node of the innermost lexical block around a place in a body, which is itself a scope."""
        if span is None:
            return scope
        for block in self._blocks.get((span.anchor, span.inlined), ()):
            if block.begin <= span.start < block.end:
                key = scope, block.begin, block.end
                node = self._block_nodes.get(key)
                if node is None:
                    path, line, column = self.place(Span(span.anchor, block.begin, block.begin))
                    where = f"file: !{self._file(path)}, line: {line}, column: {min(column, 0xFFFF)}"
                    node = self._block_nodes[key] = self.add(f"distinct !DILexicalBlock(scope: !{scope}, {where})")
                scope = node
        return scope

    def variable(self, subprogram: int, variable: Variable) -> tuple[int, int]:
        """The nodes of a variable in a function, and of the place of its declaration; only where `types` is set."""
        assert self.types is not None
        assert variable.span is not None
        path, line, column = self.place(variable.span)
        if variable.visible is not None:
            # The declaration itself stands in front of where the name can be used.
            inside = Span(variable.span.anchor, variable.visible[0], variable.visible[1], variable.span.inlined)
            scope, at = self._scope_of(subprogram, path, inside)
        else:
            scope, at = self._scope_of(subprogram, path, variable.span)
        typ = self.types.node(variable.type)
        key = scope, variable.name, line, typ, variable.number
        node = self._variables.get(key)
        if node is None:
            number = f"arg: {variable.number}, " if variable.number else ""
            node = self._variables[key] = self.add(
                f'!DILocalVariable(name: "{escape(variable.name.encode())}", {number}scope: !{scope}, '
                f"file: !{self._file(path)}, line: {line}, type: !{typ})"
            )
            call = variable.span.inlined
            function = self._inlined_subprogram(call.callee, path, variable.span) if call is not None else subprogram
            self._retained.setdefault(function, []).append(node)
        inlined = f", inlinedAt: !{at}" if at >= 0 else ""
        return node, self.add(f"!DILocation(line: {line}, column: {min(column, 0xFFFF)}, scope: !{scope}{inlined})")

    def attachment(self, variable: Global) -> str:
        """What the definition of a package-level variable ends with; "" where variables are not described."""
        path, line, _ = self.place(variable.span)
        if self.types is None or not path:
            return ""
        file = self._file(path)
        if self._unit < 0:
            self._begin_unit(file)
        node = self.add(
            f'distinct !DIGlobalVariable(name: "{escape(variable.symbol.encode())}", scope: !{self._unit}, '
            f"file: !{file}, line: {line}, type: !{self.types.node(variable.type)}, isLocal: false, isDefinition: true)"
        )
        self._globals.append(self.add(f"!DIGlobalVariableExpression(var: !{node}, expr: !DIExpression())"))
        return f", !dbg !{self._globals[-1]}"

    def _parenthesis(self, span: Span) -> Span:
        """Where the operands of a call begin, if it extends over several lines: there gc says that it stands."""
        file = self._files.file(span.anchor.path)
        if file is None:
            return span
        where = self._files.locate(span)
        if file.data.find(b"\n", where.start, where.end) < 0:
            return span
        start = span.start + opening(file.data[where.start : where.end])
        return Span(span.anchor, start, span.end, span.inlined)

    def _part(self, subprogram: int, path: str) -> int:
        """The node of what a function has of another file than its own: initialisers of variables stand in several."""
        node = self._parts.get((subprogram, path))
        if node is None:
            text = f"!DILexicalBlockFile(scope: !{subprogram}, file: !{self._file(path)}, discriminator: 0)"
            node = self._parts[subprogram, path] = self.add(text)
        return node

    def _inlined_subprogram(self, symbol: str, path: str, span: Span) -> int:
        """The node of a function whose body stands in others; its line is that of its declaration."""
        node = self._inlined.get((symbol, path))
        if node is None:
            _, line, _ = self.place(Span(span.anchor, 0, 0))
            node = self._inlined[symbol, path] = self._subprogram(symbol, path, line)
        return node

    def text(self) -> str:
        """All nodes, and the named metadata that makes LLVM read them."""
        if self.types is not None:
            self.types.finish()
        for function, variables in self._retained.items():
            kept = ", ".join(f"!{node}" for node in variables)
            self.nodes[function] = f"{self.nodes[function][:-1]}, retainedNodes: !{{{kept}}})"
        if self._globals:
            held = ", ".join(f"!{node}" for node in self._globals)
            self.nodes[self._unit] = f"{self.nodes[self._unit][:-1]}, globals: !{{{held}}})"
        lines = [f"!{number} = {node}\n" for number, node in enumerate(self.nodes)]
        if self._unit >= 0:
            dwarf, debug = len(self.nodes), len(self.nodes) + 1
            lines.append(f'!{dwarf} = !{{i32 7, !"Dwarf Version", i32 5}}\n')
            lines.append(f'!{debug} = !{{i32 2, !"Debug Info Version", i32 3}}\n')
            lines.append(f"!llvm.dbg.cu = !{{!{self._unit}}}\n!llvm.module.flags = !{{!{dwarf}, !{debug}}}\n")
        return "".join(lines)

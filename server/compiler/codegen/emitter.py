"""The LLVM text of one function under construction: operands of values, blocks, slots, instructions.

Every IR value has operands, one per leaf of its type (or one address, for a big type). The files by language area
(`arithmetic`, `memory`, `calls`, ...) turn values into instructions through this class alone.

Invariant: a slot is reserved in the entry block, so that it exists once per call however often its value is computed.
"""

from __future__ import annotations

from server.compiler.codegen.layout import Layout, Layouts, Leaf
from server.compiler.codegen.module import FUNCTION_ATTRIBUTES, PANIC_ATTRIBUTES, Module
from server.compiler.codegen.signature import NO_CONTEXT, Convention, lower_signature
from server.compiler.ir.func import Func, Value
from server.compiler.types.model import Type
from server.source.span import Span

Operands = tuple[str, ...]


class Emitter:
    """One function in the making."""

    def __init__(self, module: Module, func: Func) -> None:
        self.module = module
        self.func = func
        self.layouts: Layouts = module.layouts
        self.convention: Convention = lower_signature(
            self.layouts, [var.type for var in func.params], [var.type for var in func.results]
        )
        self.results: dict[Value, list[Operands]] = {}  # of a call with several results: operands of each
        self._operands: dict[Value, Operands] = {}
        self._slots: list[str] = []
        self._lines: list[str] = []
        self._temporaries = 0
        self._labels = 0
        self._location = ""
        self._placed = False  # whether it is that of something in the block under construction
        self.subprogram = module.debug.subprogram(func)  # the node of its debug information, if it has some
        self.recovery: Value | None = None  # the LOCAL that setjmp was given, which holds the results of the function
        self.calls = False  # whether it calls functions, other than those that do not return
        self.slot_bytes = 0
        self.label = "entry"  # of the LLVM block that is being written

    # Operands

    def layout(self, value: Value) -> Layout:
        """The layout of a value's type."""
        return self.layouts.of(self.type_of(value))

    def type_of(self, value: Value) -> Type:
        """The type of a value that has one."""
        assert value.type is not None, f"{value.op} has no result"
        return value.type

    def leaves(self, value: Value) -> tuple[Leaf, ...]:
        """The leaves of a small value."""
        return self.layout(value).leaves

    def define(self, value: Value, operands: Operands) -> None:
        """Say what stands for a value from here on."""
        self._operands[value] = operands

    def is_defined(self, value: Value) -> bool:
        """Whether something stands for a value by now."""
        return value in self._operands

    def operands(self, value: Value) -> Operands:
        """What stands for a value."""
        return self._operands[value]

    def operand(self, value: Value) -> str:
        """What stands for a value of one leaf, or the address of a big one."""
        (operand,) = self._operands[value]
        return operand

    def typed_operands(self, value: Value) -> list[str]:
        """Operands with their LLVM types, as a call passes them."""
        operands = self.operands(value)
        layout = self.layout(value)
        if layout.big:
            return [f"ptr {operands[0]}"]
        return [
            f"{'i1 zeroext' if leaf.llvm == 'i1' else leaf.llvm} {operand}"
            for leaf, operand in zip(layout.leaves, operands)
        ]

    # Instructions and blocks

    def emit(self, text: str) -> None:
        """Add an instruction."""
        self._lines.append(f"  {text}{self._location}\n")

    def let(self, text: str) -> str:
        """Add an instruction with a result; the result's operand."""
        self._temporaries += 1
        name = f"%x{self._temporaries}"
        self._lines.append(f"  {name} = {text}{self._location}\n")
        return name

    def record(self, text: str) -> int:
        """Add a debug record, which is no instruction; the place at which `replace_record` finds it."""
        self._lines.append(f"    {text}\n")
        return len(self._lines) - 1

    def replace_record(self, place: int, text: str) -> None:
        """Put another record in the place of one, or none."""
        self._lines[place] = f"    {text}\n" if text else ""

    def slot(self, layout: Layout) -> str:
        """Reserve memory in the frame, with unknown content; its address."""
        self._temporaries += 1
        name = f"%s{self._temporaries}"
        self.slot_bytes += layout.size
        self._slots.append(f"  {name} = alloca [{layout.size} x i8], align {layout.align}\n")
        return name

    def slot_of(self, llvm: str) -> str:
        """The same for a value of an LLVM type of the convention."""
        self._temporaries += 1
        name = f"%s{self._temporaries}"
        self.slot_bytes += self.layouts.word_size * (llvm.count(",") + 1)
        self._slots.append(f"  {name} = alloca {llvm}\n")
        return name

    def fresh_label(self, hint: str) -> str:
        """A label that no block of the IR has."""
        self._labels += 1
        return f"{hint}.{self._labels}"

    def begin_block(self, label: str) -> None:
        """Start what a block of the IR becomes."""
        self._placed = False
        self.begin(label)

    def begin(self, label: str) -> None:
        """Start an LLVM block."""
        self.label = label
        self._lines.append(f"{label}:\n")

    def place(self, span: Span | None, calls: bool = False) -> None:
        """What is emitted next, perhaps a call, belongs to this place in the source; without one, to the function.

        Where variables are described somebody may step through: what has no place then belongs to what precedes it.
        """
        if self.subprogram is not None and (span is not None or not self._placed):
            node = self.module.debug.location(self.subprogram, span or self.func.span, calls)
            self._location = f", !dbg !{node}"
            self._placed = span is not None and self.module.debug.types is not None

    def place_exit(self, span: Span | None) -> None:
        """The same for the way out of a block; somebody who steps through does not stop at one without a place."""
        if span is not None or self.module.debug.types is None:
            self.place(span)
        elif self.subprogram is not None and not self._placed:
            self._location = f", !dbg !{self.module.debug.nowhere(self.subprogram)}"

    def unplace(self) -> None:
        """What is emitted next belongs to what the function does before its first statement."""
        self._location = ""

    def location_of_function(self) -> str:
        """What an instruction ends with that belongs to the function as a whole."""
        if self.subprogram is None:
            return ""
        return f", !dbg !{self.module.debug.location(self.subprogram, self.func.span)}"

    def insertion_point(self) -> int:
        """Where the next line goes; for `insert`."""
        return len(self._lines)

    def insert(self, point: int, lines: list[str]) -> None:
        """Put lines without location at an earlier point. Later points shift, so insert from the last to the first."""
        self._lines[point:point] = lines

    # Runtime calls

    def word(self) -> str:
        """LLVM's type of int and uintptr."""
        return self.layouts.word

    def call_runtime(self, name: str, result: str, *arguments: str) -> str:
        """Call a function of package runtime with arguments like `i64 3`; the result's operand."""
        self.calls = True
        types = [argument.split(" ", 1)[0] for argument in arguments]
        callee = self.module.runtime(name, result, *types)
        text = f"call {result} {callee}({', '.join((NO_CONTEXT, *arguments))})"
        if result == "void":
            self.emit(text)
            return ""
        return self.let(text)

    def panic_unless(self, good: str, name: str, *arguments: str, implicit: bool = False) -> None:
        """Continue if the i1 `good` holds, else call a runtime function that does not return."""
        passed, failed = self.fresh_label("ok"), self.fresh_label("fail")
        metadata = f", !prof !{self.module.unlikely}"
        if implicit:
            metadata += f", !make.implicit !{self.module.implicit}"
        self._lines.append(f"  br i1 {good}, label %{passed}, label %{failed}{metadata}{self._location}\n")
        self.begin(failed)
        types = [argument.split(" ", 1)[0] for argument in arguments]
        callee = self.module.runtime(name, "void", *types, no_return=True)
        self.emit(f"call void {callee}({', '.join((NO_CONTEXT, *arguments))}) {PANIC_ATTRIBUTES}")
        self.emit("unreachable")
        self.begin(passed)

    # The whole

    def text(self, parameters: list[str], symbol: str, section: str) -> str:
        """The definition, once all blocks are written."""
        debug = f" !dbg !{self.subprogram}" if self.subprogram is not None else ""
        linkage = "weak_odr " if self.func.weak else ""
        name = f"{symbol}({', '.join(parameters)})"
        head = f"define {linkage}dso_local {self.convention.result} {name} {FUNCTION_ATTRIBUTES} {section}"
        return "".join((f"{head}{debug} {{\nentry:\n", *self._slots, *self._lines, "}\n"))

"""One function in LLVM IR, written line by line, with what hardware's functions have in common.

Variables are places in the frame, which LLVM turns into registers; so loops need no PHIs here. The functions call
nothing, and their frames fit below every stack's limit: they do not check it. Vectors are of 16 bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from server.compiler.codegen.module import Module, function_attributes
from server.compiler.codegen.signature import NEST_TYPE
from server.compiler.codegen.spelling import code_section, symbol
from server.symbol import SymbolKind, SymbolRecord

BYTES: Final = "<16 x i8>"
WORDS: Final = "<4 x i32>"
DOUBLES: Final = "<2 x i64>"


class Writer:
    """A function under construction. Values are operands without their types."""

    def __init__(self, module: Module, name: str, parameters: str, features: str, result: str = "void") -> None:
        """`parameters`: their list as LLVM writes it, without the context; `features`: what the processor has."""
        self._result = result
        self.module = module
        self.arch = module.target.goarch
        self._name = name
        self._parameters = parameters
        self._features = features
        self._places: list[str] = []
        self._lines: list[str] = []
        self._count = 0

    def _fresh(self) -> int:
        self._count += 1
        return self._count

    def emit(self, text: str) -> None:
        """Add an instruction without a result."""
        self._lines.append(f"  {text}\n")

    def let(self, text: str) -> str:
        """Add an instruction; its result."""
        name = f"%v{self._fresh()}"
        self.emit(f"{name} = {text}")
        return name

    def call(self, result: str, name: str, *operands: tuple[str, str]) -> str:
        """Call one of LLVM's own functions with types and operands; LLVM wants some constants as `immarg`."""
        callee = self.module.intrinsic(name, result, ", ".join(llvm for llvm, _ in operands))
        arguments = ", ".join(f"{llvm.removesuffix(' immarg')} {operand}" for llvm, operand in operands)
        return self.let(f"call {result} {callee}({arguments})")

    # Places

    def room(self, llvm: str) -> str:
        """Room in the frame, for a variable or for bytes; its address."""
        name = f"%p{self._fresh()}"
        self._places.append(f"  {name} = alloca {llvm}, align 16\n")
        return name

    def variable(self, llvm: str, value: str) -> str:
        """A variable with its first value."""
        place = self.room(llvm)
        self.emit(f"store {llvm} {value}, ptr {place}")
        return place

    def at(self, pointer: str, offset: int | str) -> str:
        """The address so many bytes further."""
        return self.let(f"getelementptr i8, ptr {pointer}, i64 {offset}")

    def load(self, llvm: str, pointer: str, offset: int | str = 0) -> str:
        """Read memory that need not be aligned."""
        return self.let(f"load {llvm}, ptr {self.at(pointer, offset)}, align 1")

    def store(self, llvm: str, value: str, pointer: str, offset: int | str = 0) -> None:
        """Write memory that need not be aligned."""
        self.emit(f"store {llvm} {value}, ptr {self.at(pointer, offset)}, align 1")

    # Control

    def loop(self, condition: Callable[[], str], body: Callable[[], None]) -> None:
        """While a condition holds."""
        number = self._fresh()
        self.emit(f"br label %head{number}")
        self._lines.append(f"head{number}:\n")
        self.emit(f"br i1 {condition()}, label %body{number}, label %behind{number}")
        self._lines.append(f"body{number}:\n")
        body()
        self.emit(f"br label %head{number}")
        self._lines.append(f"behind{number}:\n")

    def march(self, index: str, end: str, size: int, body: Callable[[str], None]) -> None:
        """While a variable leaves so many bytes to the end: do something with its value, and let it go on by them."""

        def step() -> None:
            at = self.load("i64", index)
            body(at)
            self.store("i64", self.let(f"add i64 {at}, {size}"), index)

        def more() -> str:
            left = self.let(f"sub i64 {end}, {self.load('i64', index)}")
            return self.let(f"icmp sge i64 {left}, {size}")

        self.loop(more, step)

    def once(self, condition: str, body: Callable[[], None]) -> None:
        """If a condition holds."""
        number = self._fresh()
        self.emit(f"br i1 {condition}, label %then{number}, label %behind{number}")
        self._lines.append(f"then{number}:\n")
        body()
        self.emit(f"br label %behind{number}")
        self._lines.append(f"behind{number}:\n")

    def choose(self, value: str, cases: Sequence[tuple[int, Callable[[], None]]]) -> None:
        """Do what belongs to a number of 64 bits; nothing for others."""
        number = self._fresh()
        table = " ".join(f"i64 {case}, label %case{number}.{case}" for case, _ in cases)
        self.emit(f"switch i64 {value}, label %behind{number} [ {table} ]")
        for case, body in cases:
            self._lines.append(f"case{number}.{case}:\n")
            body()
            self.emit(f"br label %behind{number}")
        self._lines.append(f"behind{number}:\n")

    # Vectors

    def cast(self, value: str, old: str, new: str) -> str:
        """The same bits as another vector."""
        return value if old == new else self.let(f"bitcast {old} {value} to {new}")

    def xor(self, x: str, y: str, llvm: str = DOUBLES) -> str:
        """Exclusive or."""
        return self.let(f"xor {llvm} {x}, {y}")

    def shuffle(self, llvm: str, x: str, y: str, *lanes: int) -> str:
        """A vector of lanes out of two, numbered through."""
        mask = ", ".join(f"i32 {lane}" for lane in lanes)
        return self.let(f"shufflevector {llvm} {x}, {llvm} {y}, <{len(lanes)} x i32> <{mask}>")

    def reverse(self, value: str) -> str:
        """The bytes of two doubles from the last to the first."""
        data = self.cast(value, DOUBLES, BYTES)
        return self.cast(self.shuffle(BYTES, data, "poison", *range(15, -1, -1)), BYTES, DOUBLES)

    def finish(self, value: str = "") -> None:
        """Return from the function, and give it to the module."""
        self.emit(f"ret {self._result} {value}".rstrip())
        place = code_section(self.module.package, self._name)
        head = f"define dso_local {self._result} {symbol(self._name)}({NEST_TYPE} %context, {self._parameters})"
        attributes = function_attributes(self.module.target, self._features)
        body = "".join(self._places + self._lines)
        record = SymbolRecord(self._name, SymbolKind.FUNC)
        self.module.define(record, f"{head} {attributes} {place} {{\n{body}}}\n")

"""One LLVM module under construction: the text of a chunk.

Holds what functions and data of a chunk share: declarations of what other chunks define, string literals, function
descriptors, attribute groups and metadata. Everything is kept in the order of first use, so equal input gives equal
text.
"""

from __future__ import annotations

import hashlib
from typing import Final

from server.compiler.codegen.debug import DebugInfo
from server.compiler.codegen.debugtypes import DebugTypes
from server.compiler.codegen.layout import Layouts
from server.compiler.codegen.signature import NEST_TYPE
from server.compiler.codegen.spelling import escape, section, symbol
from server.compiler.codegen.typenames import TypeNames
from server.compiler.ir.func import Itab
from server.compiler.types.model import Type
from server.source.file import FileSet
from server.symbol import SymbolKind, SymbolRecord
from server.target import Target

# strlen is none of our functions; noinline keeps LLVM's inliner out; nounwind avoids .eh_frame; tail calls would remove
# frames from tracebacks.
_FUNCTION: Final = 'noinline nounwind noredzone "frame-pointer"="all" "no-builtin-strlen" "disable-tail-calls"="true"'
_TEXT: Final = "go:string."  # the bytes of string literals
_TEXT_OPERAND: Final = symbol(_TEXT)[:-1]
FUNCTION_ATTRIBUTES: Final = "#0"
PANIC_ATTRIBUTES: Final = "#1"  # on calls; nomerge keeps the line of each panic
STUB_ATTRIBUTES: Final = "#2"
NO_RETURN_ATTRIBUTES: Final = "#3"  # on declarations of functions that do not return
CALL_ATTRIBUTES: Final = "#4"  # of Go's calls: each keeps its line


def function_attributes(target: Target, features: str) -> str:
    """The attributes of functions that use more of the processor than the target's others: `+aes,+sha`."""
    return _FUNCTION + _features(",".join(filter(None, (target.machine.features, features))))


def _features(names: str) -> str:
    return f' "target-features"="{names}"' if names else ""


class Module:
    """The text of one chunk, and the symbols it defines."""

    def __init__(
        self,
        package: str,
        target: Target,
        layouts: Layouts,
        files: FileSet,
        names: TypeNames | None = None,
        variables: bool = False,
        optimised: bool = True,
    ) -> None:
        self.package = package  # import path
        self.target = target
        self.layouts = layouts
        self.debug = DebugInfo(files)
        self.names = names or TypeNames()  # shared by the modules of a package
        self.keeps_variables = not optimised  # each in one place of the frame, so that debuggers find it
        if variables:
            self.debug.types = DebugTypes(self.debug.nodes, layouts, self.names, package)
        self.records: list[SymbolRecord] = []
        self.types: dict[str, Type] = {}  # descriptor symbol -> type, for those that are referred to
        self.itabs: dict[str, Itab] = {}  # likewise
        self.unlikely = self.debug.add('!{!"branch_weights", i32 100000, i32 1}')  # of the second way
        self.implicit = self.debug.add("!{}")
        self._odds: dict[tuple[int, int], int] = {}
        self._definitions: dict[str, str] = {}  # by symbol
        self._declarations: dict[str, str] = {}
        self._strings: dict[bytes, str] = {}

    def odds(self, first: int, second: int) -> int:
        """The metadata that says how often each way out of a branch is taken."""
        if (first, second) not in self._odds:
            self._odds[first, second] = self.debug.add(f'!{{!"branch_weights", i32 {first}, i32 {second}}}')
        return self._odds[first, second]

    def define(self, record: SymbolRecord, text: str) -> None:
        """Add a definition."""
        self.records.append(record)
        self._definitions[record.name] = text

    def amend(self, name: str, text: str) -> None:
        """Give the text of a definition that was announced before it was written."""
        self._definitions[name] = text

    def is_defined(self, name: str) -> bool:
        """Whether the symbol's definition is already in this module."""
        return name in self._definitions

    def function(self, name: str, result: str, params: str, no_return: bool = False) -> str:
        """Refer to a function, here or elsewhere; its operand text."""
        operand = symbol(name)
        if name not in self._declarations:
            attributes = f" {NO_RETURN_ATTRIBUTES}" if no_return else ""
            self._declarations[name] = f"declare dso_local {result} {operand}({params}){attributes}\n"
        return operand

    def runtime(self, name: str, result: str, *params: str, no_return: bool = False) -> str:
        """Refer to a Go function of package runtime by its LLVM parameter types."""
        return self.function(f"runtime.{name}", result, ", ".join((NEST_TYPE, *params)), no_return)

    def intrinsic(self, name: str, result: str, params: str) -> str:
        """Refer to one of LLVM's own functions."""
        self._declarations.setdefault(name, f"declare {result} @{name}({params})\n")
        return f"@{name}"

    def data(self, name: str) -> str:
        """Refer to a datum, here or elsewhere."""
        operand = symbol(name)
        self._declarations.setdefault(name, f"{operand} = external dso_local global i8\n")
        return operand

    def type_descriptor(self, typ: Type) -> str:
        """Refer to the descriptor of a type."""
        name = self.names.descriptor_symbol(typ)
        self.types.setdefault(name, typ)
        return self.data(name)

    def itab(self, itab: Itab) -> str:
        """Refer to the table of a concrete type's methods for an interface."""
        name = f"go:itab.{self.names.link_name(itab.concrete)},{self.names.link_name(itab.interface)}"
        self.itabs.setdefault(name, itab)
        return self.data(name)

    def string(self, data: bytes) -> str:
        """The address of the bytes of a string literal; equal literals are one symbol in the whole program."""
        if not data:
            return "null"
        operand = self._strings.get(data)
        if operand is None:
            name = f"{_TEXT}{hashlib.sha256(data).hexdigest()[:24]}"
            operand = self._strings[data] = symbol(name)
            self.define(
                SymbolRecord(name, SymbolKind.STRING),
                f"{operand} = linkonce_odr dso_local constant [{len(data)} x i8] "
                f'c"{escape(data)}", {section(".rodata", name)}, align 1\n',
            )
        return operand

    def is_text(self, operand: str) -> bool:
        """Whether an operand is the address of a string literal's bytes."""
        return operand.startswith(_TEXT_OPERAND)

    def function_value(self, name: str, result: str, params: str) -> str:
        """The address of the closure object of a function that captures nothing."""
        descriptor = f"{name}·f"
        operand = symbol(descriptor)
        if descriptor not in self._definitions:
            code = self.function(name, result, params)
            self.define(
                SymbolRecord(descriptor, SymbolKind.RODATA),
                f"{operand} = linkonce_odr dso_local constant ptr {code}, "
                f"{section('.rodata', descriptor)}, align {self.layouts.word_size}\n",
            )
        return operand

    def text(self) -> str:
        """The module as LLVM IR."""
        head = f'target triple = "{self.target.triple}"\n\n'
        declarations = [t for name, t in self._declarations.items() if name not in self._definitions]
        return "".join(
            (head, *self._definitions.values(), "\n", *declarations, "\n", self._attributes(), self.debug.text())
        )

    def _attributes(self) -> str:
        features = _features(self.target.machine.features)
        return (
            f"attributes #0 = {{ {_FUNCTION}{features} }}\n"
            "attributes #1 = { nomerge cold noreturn }\n"
            f"attributes #2 = {{ naked noinline nounwind{features} }}\n"
            "attributes #3 = { cold noreturn }\n"
            "attributes #4 = { nomerge }\n"
        )

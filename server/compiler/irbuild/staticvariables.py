"""The variables of a package that start as data, as far as they were found, and what is known of their content.

They are found in the order of initialisation. What one of them holds is known to those behind it as long as no code
has run that may have changed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from server.compiler.ir.func import Block, Global, StaticData, Value
from server.compiler.irbuild.execution import Execution
from server.compiler.irbuild.staticmemory import DataMaker, Object, Ref, Shapes, Unknown, fill, store
from server.compiler.types.model import Basic, Type, underlying
from server.compiler.types.objects import Var
from server.compiler.types.sizes import Sizes


class StaticVariables:
    """The package-level variables that need no code to start with their value."""

    def __init__(self, sizes: Sizes) -> None:
        self.values: Final[dict[Var, StaticData | None]] = {}
        self.held: Final[dict[Var, Sequence[Global]]] = {}  # what their values lead to
        self.described: Final[list[Type]] = []  # types of which the data mentions descriptors or itabs
        self.unchanged = True  # no code of the package can have run that changes a variable
        self._shapes = Shapes(sizes)
        self._contents: dict[str, tuple[Type, StaticData | None]] = {}  # by symbol
        self._objects: dict[str, Object] = {}

    def keep(self, var: Var, symbol: str, value: StaticData | None, held: Sequence[Global]) -> None:
        """A variable starts with a value."""
        self.values[var], self.held[var] = value, held
        # A string may be another one when the linker has been told so.
        if var.type is not None and not isinstance(underlying(var.type), Basic):
            self._contents[symbol] = var.type, value
        self._contents.update((item.symbol, (item.type, item.data)) for item in held)

    def changed(self) -> None:
        """Code runs that may change what variables hold."""
        self.unchanged = False
        self._contents.clear()
        self._objects.clear()

    def carry_out(self, var: Var, symbol: str, first: Block, last: Block, value: Value) -> bool:
        """Whether the IR between two blocks, which computes a variable's value, can be replaced by data."""
        assert var.type is not None
        run = Execution(self._shapes, self._variable, self._look_into)
        maker = DataMaker(symbol, self._shapes, [])
        made = Object(var.type)
        try:
            run.run(first, last)
            store(Ref(made), self._shapes.slots(var.type), run.operand(value))
            data = maker.value(made)
        except Unknown:
            return False
        if var.name != "_":
            self.described.extend(maker.described)
            self.keep(var, symbol, data, maker.held)
        return True

    def _variable(self, symbol: str) -> Object:
        """The object that a variable of package level is."""
        found = self._objects.get(symbol)
        if found is None:
            found = self._objects[symbol] = Object(None, symbol, readable=False, writable=False)
        return found

    def _look_into(self, item: Object) -> None:
        """Find out what an object holds if it is a variable that is data."""
        if item.readable or item.symbol not in self._contents:
            return
        typ, data = self._contents[item.symbol]
        if data is not None:
            fill(item, typ, data, self._shapes, self._variable)
        item.readable = True

"""Loops: the nest of strongly connected regions of the block graph.

Algorithm: natural loops found from back edges to dominators (Muchnick, 7.4); blocks of irreducible regions, which only
goto makes, count as inside one loop of their own.
"""

from server.compiler.ir.dominators import Dominators
from server.compiler.ir.func import Block, Func


class LoopNest:
    """For each block the headers of the loops around it, valid until the graph changes."""

    def __init__(self, func: Func, tree: Dominators | None = None) -> None:
        self.tree = tree or Dominators(func)
        self.bodies: dict[Block, set[Block]] = {}  # header -> blocks of its loop, the header included
        self.irreducible = False
        position = {block: index for index, block in enumerate(self.tree.order)}
        for block in self.tree.order:
            for succ in block.succs:
                if self.tree.dominates(succ, block):
                    self._collect(succ, block)
                elif position[succ] <= position[block]:
                    self.irreducible = True

    def _collect(self, header: Block, latch: Block) -> None:
        body = self.bodies.setdefault(header, {header})
        stack = [latch]
        while stack:
            block = stack.pop()
            if block not in body:
                body.add(block)
                stack.extend(pred for pred in block.preds if pred in self.tree)

    def headers(self, block: Block) -> list[Block]:
        """The headers of all loops that contain a block."""
        return [header for header, body in self.bodies.items() if block in body]

    def same_iteration(self, outer: Block, inner: Block) -> bool:
        """Whether every loop around `inner` is also around `outer`; False for irreducible graphs."""
        if outer is inner:
            return True
        if self.irreducible:
            return False
        return all(outer in body for body in self.bodies.values() if inner in body)

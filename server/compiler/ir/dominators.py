"""Dominator tree and dominance frontiers.

Algorithm: Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001): immediate dominators by iteration
in reverse postorder. The tree gets preorder and postorder numbers, so that `dominates` takes constant time.
Only blocks that the entry reaches are in the tree.
"""

from server.compiler.ir.func import Block, Func
from server.compiler.ir.graph import reverse_postorder


class Dominators:
    """The dominator tree of one function, valid until its graph changes."""

    def __init__(self, func: Func) -> None:
        self.order = reverse_postorder(func)
        self._number = {block: index for index, block in enumerate(self.order)}
        self._idom = self._immediate_dominators()
        self.children: dict[Block, list[Block]] = {block: [] for block in self.order}
        for index, block in enumerate(self.order[1:], 1):
            self.children[self.order[self._idom[index]]].append(block)
        self._enter: dict[Block, int] = {}
        self._leave: dict[Block, int] = {}
        self._number_tree()

    def _immediate_dominators(self) -> list[int]:
        number = self._number
        preds = [[number[pred] for pred in block.preds if pred in number] for block in self.order]
        idom = [-1] * len(self.order)
        idom[0] = 0
        changed = True
        while changed:
            changed = False
            for index in range(1, len(idom)):
                new = -1
                for pred in preds[index]:
                    if idom[pred] >= 0:
                        new = pred if new < 0 else _intersect(idom, pred, new)
                if idom[index] != new:
                    idom[index] = new
                    changed = True
        return idom

    def _number_tree(self) -> None:
        clock = 0
        stack = [(self.order[0], False)]
        while stack:
            block, done = stack.pop()
            clock += 1
            if done:
                self._leave[block] = clock
                continue
            self._enter[block] = clock
            stack.append((block, True))
            stack.extend((child, False) for child in reversed(self.children[block]))

    def __contains__(self, block: Block) -> bool:
        return block in self._number

    def idom(self, block: Block) -> Block | None:
        """The immediate dominator; None for the entry."""
        index = self._number[block]
        return self.order[self._idom[index]] if index else None

    def dominates(self, above: Block, below: Block) -> bool:
        """Whether every path to `below` passes `above`; a block dominates itself."""
        return self._enter[above] <= self._enter[below] and self._leave[below] <= self._leave[above]

    def preorder(self) -> list[Block]:
        """The blocks so that each comes after its dominators."""
        return sorted(self.order, key=self._enter.__getitem__)

    def depth_first(self) -> list[tuple[Block, bool]]:
        """Each block twice: (block, True) on entering its subtree, (block, False) on leaving it."""
        events = [(time, block, True) for block, time in self._enter.items()]
        events += [(time, block, False) for block, time in self._leave.items()]
        events.sort(key=lambda event: event[0])
        return [(block, entering) for _, block, entering in events]

    def frontiers(self) -> dict[Block, list[Block]]:
        """For each block the blocks where its dominance ends."""
        result: dict[Block, list[Block]] = {block: [] for block in self.order}
        for index, block in enumerate(self.order):
            if len(block.preds) < 2:
                continue
            for pred in block.preds:
                runner = self._number.get(pred, -1)
                while runner >= 0 and runner != self._idom[index]:
                    found = result[self.order[runner]]
                    if not found or found[-1] is not block:
                        found.append(block)
                    runner = self._idom[runner]
        return result


def _intersect(idom: list[int], a: int, b: int) -> int:
    while a != b:
        while a > b:
            a = idom[a]
        while b > a:
            b = idom[b]
    return a

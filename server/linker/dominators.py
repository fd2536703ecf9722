"""Dominators of a graph: through which node every path from the root to another one leads.

Semi-dominators by depth-first numbers with path compression, then one pass over them for the immediate dominators.
Nothing recurses, for chains of a program are thousands of calls deep.

Source: L. Georgiadis, R. Tarjan, R. Werneck, "Finding Dominators in Practice" (Semi-NCA).
"""

from collections.abc import Sequence


def immediate_dominators(successors: Sequence[Sequence[int]], root: int = 0) -> list[int]:
    """Of each node its immediate dominator; -1 for the root and for nodes that are not reached."""
    order, parents = _depth_first(successors, root)
    place = [-1] * len(successors)  # of a node: its number in `order`
    for number, node in enumerate(order):
        place[node] = number
    predecessors: list[list[int]] = [[] for _ in order]
    for number, node in enumerate(order):
        for target in successors[node]:
            predecessors[place[target]].append(number)
    dominators = _semi_nca(parents, predecessors)
    found = [-1] * len(successors)
    for number in range(1, len(order)):
        found[order[number]] = order[dominators[number]]
    return found


def _depth_first(successors: Sequence[Sequence[int]], root: int) -> tuple[list[int], list[int]]:
    """The reached nodes in preorder, and of each the number of its parent in the tree."""
    order: list[int] = []
    parents: list[int] = []
    seen = bytearray(len(successors))
    waiting = [(root, 0)]
    while waiting:
        node, parent = waiting.pop()
        if seen[node]:
            continue
        seen[node] = 1
        number = len(order)
        order.append(node)
        parents.append(parent)
        waiting += [(target, number) for target in successors[node] if not seen[target]]
    return order, parents


def _semi_nca(parents: list[int], predecessors: Sequence[Sequence[int]]) -> list[int]:
    """Immediate dominators by preorder numbers. `ancestor` is the forest of what was looked at, compressed."""
    count = len(parents)
    semi, label = list(range(count)), list(range(count))
    ancestor = [-1] * count
    for node in range(count - 1, 0, -1):
        best = node
        for one in predecessors[node]:
            best = min(best, semi[_lowest(one, ancestor, label, semi)])
        semi[node] = best
        ancestor[node] = parents[node]
    dominators = list(parents)
    for node in range(1, count):
        above = dominators[node]
        while above > semi[node]:
            above = dominators[above]
        dominators[node] = above
    return dominators


def _lowest(node: int, ancestor: list[int], label: list[int], semi: list[int]) -> int:
    """The node of the lowest semi-dominator on the way up through the forest."""
    if ancestor[node] < 0:
        return node
    path = []
    while ancestor[ancestor[node]] >= 0:
        path.append(node)
        node = ancestor[node]
    top = ancestor[node]
    # `node` hangs directly below its root; from there down, every node takes over the best of what is above.
    for below in reversed(path):
        if semi[label[node]] < semi[label[below]]:
            label[below] = label[node]
        ancestor[below] = top
        node = below
    return label[node]


def subtree_sums(
    dominators: Sequence[int], weights: Sequence[int], successors: Sequence[Sequence[int]], root: int = 0
) -> list[int]:
    """Of each node that is reached the weight of everything that it dominates, itself included."""
    sums = list(weights)
    order, _ = _depth_first(successors, root)
    # A dominator precedes in preorder what it dominates.
    for node in reversed(order[1:]):
        sums[dominators[node]] += sums[node]
    return sums

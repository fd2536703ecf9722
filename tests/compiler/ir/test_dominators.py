"""Dominators against the definition, on seeded random graphs, and on graphs too deep for recursion."""

import random

import pytest

from server.compiler.ir import graph
from server.compiler.ir.dominators import Dominators
from server.compiler.ir.func import Block, Exit, Func
from server.compiler.ir.loops import LoopNest
from server.compiler.types.model import Signature, Tuple


def make_graph(succs: list[list[int]]) -> Func:
    func = Func("m.f", "f", Signature(Tuple([]), Tuple([])), [], [], None)
    blocks = [func.new_block("b") for _ in succs]
    for block, numbers in zip(blocks, succs):
        block.exit = (Exit.RETURN, Exit.JUMP, Exit.IF)[len(numbers)]
        for number in numbers:
            block.succs.append(blocks[number])
            blocks[number].preds.append(block)
    return func


def reaches(func: Func, target: Block, without: Block | None) -> bool:
    stack, seen = [func.blocks[0]], set()
    while stack:
        block = stack.pop()
        if block is without or block in seen:
            continue
        if block is target:
            return True
        seen.add(block)
        stack.extend(block.succs)
    return False


def random_graph(seed: int) -> Func:
    source = random.Random(seed)
    count = source.randint(2, 14)
    return make_graph([[source.randint(1, count - 1) for _ in range(source.randint(0, 2))] for _ in range(count)])


@pytest.mark.parametrize("seed", range(60))
def test_dominance_is_every_path(seed: int) -> None:
    func = random_graph(seed)
    tree = Dominators(func)
    blocks = [block for block in func.blocks if reaches(func, block, None)]
    assert set(tree.order) == set(blocks)
    for above in blocks:
        for below in blocks:
            expected = above is below or not reaches(func, below, above)
            assert tree.dominates(above, below) == expected
    frontiers = tree.frontiers()
    for block in blocks:
        expected_frontier = {
            other
            for other in blocks
            if any(pred in tree and tree.dominates(block, pred) for pred in other.preds)
            and not (block is not other and tree.dominates(block, other))
        }
        joins = {other for other in expected_frontier if len(other.preds) > 1}
        assert set(frontiers[block]) == joins


def test_deep_graphs() -> None:
    count = 100_000
    func = make_graph([[i + 1] for i in range(count)] + [[]])
    tree = Dominators(func)
    assert tree.dominates(func.blocks[1], func.blocks[-1])
    assert not graph.remove_unreachable(func)


def test_loop_nest() -> None:
    # 0 -> 1 -> 2 -> 2, 2 -> 1, 1 -> 3
    func = make_graph([[1], [2, 3], [2, 1], []])
    nest = LoopNest(func)
    b = func.blocks
    assert nest.headers(b[2]) == [b[2], b[1]] or nest.headers(b[2]) == [b[1], b[2]]
    assert nest.same_iteration(b[2], b[1])
    assert not nest.same_iteration(b[1], b[2])
    assert not nest.irreducible


def test_irreducible() -> None:
    assert LoopNest(make_graph([[1, 2], [2], [1, 3], []])).irreducible


def test_removing_an_edge_keeps_phis_in_step() -> None:
    func = make_graph([[1, 1], []])
    assert graph.pred_index(func.blocks[0], 1) == 1
    graph.fix_branch(func.blocks[0], 0)
    assert func.blocks[1].preds == [func.blocks[0]]

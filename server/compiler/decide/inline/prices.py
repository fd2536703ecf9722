"""What the inliner counts, as data: limits, and the price of the nodes that do not simply cost one.

A body is counted in nodes of gc's intermediate tree: one per operation, name and constant. Two counts are made of it,
the cost that decides about inlining, which has surcharges and discounts, and the plain number of nodes, which decides
whether a function is "big". They are rows of one type, so that one walk makes either.

Source: measured against gc 1.27; the figures are those of its inliner's parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

BUDGET: Final = 80  # the most that a function may cost
CLOSURE_FACTOR: Final = 2  # by which the budget of a call is greater if it is a closure that is called
CALLED_ONCE: Final = 800  # the most that a closure may cost that is called once
IN_RUNTIME: Final = 20  # what functions of package runtime count, whatever is in them, that say `//go:inline`
BIG_NODES: Final = 5000  # a function of so many nodes is big
BIG_BUDGET: Final = 20  # the most that a callee may cost in a big function


@dataclass(frozen=True, slots=True)
class Prices:
    """What counts how much, in nodes beyond the one that each node is."""

    call: int  # a call that is not inlined
    parameter_call: int  # a call of a parameter or captured variable
    panic: int
    closure: int
    slice_literal: int
    method_value: int
    conversion: int  # one that needs no code, node included
    method_name: int  # the name of the method in a static call or method expression, node included
    type_name: int  # a type among the operands, node included
    fallthrough: int  # node included
    discounts: bool  # whether `&x.first`, `*(*T)(&x)`, `x[0:]`, ... cost less than their nodes
    bodies: bool  # whether a call that would be inlined counts the body in place of `call`


COST: Final = Prices(
    call=57,
    parameter_call=17,
    panic=1,
    closure=15,
    slice_literal=1,
    method_value=1,
    conversion=0,
    method_name=0,
    type_name=0,
    fallthrough=0,
    discounts=True,
    bodies=True,
)
CHEAP_LEVEL: Final = 4  # of the -l flag, at which calls cost next to nothing
CHEAP_CALLS: Final = replace(COST, call=1, parameter_call=1)
NODES: Final = Prices(
    call=0,
    parameter_call=0,
    panic=0,
    closure=0,
    slice_literal=0,
    method_value=0,
    conversion=1,
    method_name=2,
    type_name=1,
    fallthrough=1,
    discounts=False,
    bodies=False,
)

# Nodes of what gc adds to the text.
DECLARATION: Final = 2  # of a variable, beside the assignment to it
STORED: Final = 5  # keeping a value in a temporary: declaration, assignment, the variable assigned, and used
SPREAD: Final = 4  # per value of `f(g())` or `return g()`: declaration, the variable assigned, and used
DICTIONARY_WORD: Final = 4  # reading a word of the type arguments' dictionary
DICTIONARY: Final = 2  # the address of a dictionary known when compiling
METHOD_WORD: Final = 5  # a type argument's method, out of the dictionary
TYPE_WORD: Final = 2  # the address of a type descriptor

"""Escape summaries of a package's functions, callees first.

Algorithm: postorder over the call graph; inside a cycle of calls a function that has no summary yet counts as keeping
its arguments. The functions must be in naive IR, as escape analysis itself sees them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from server.compiler.ir.func import Callee, Func
from server.compiler.ssa.escape import parameter_leaks
from server.compiler.ssa.options import Leak, Leaks, PassOptions

# What a function's callees let go of when it was looked at, and what it then let go of itself.
Known: TypeAlias = dict[Func, tuple[tuple[tuple[Leak, ...] | None, ...], tuple[Leak, ...]]]


def summarise(funcs: Iterable[Func], options: PassOptions, known: Known | None = None) -> Leaks:
    """The summaries of these functions, added to those that `options` already has.

    A function that `known` holds is analysed again only if the summaries of its callees have changed; what is found
    goes into `known`.
    """
    by_symbol = {func.symbol: func for func in funcs}
    leaks: dict[str, tuple[Leak, ...]] = dict(options.leaks)
    seeing = replace(options, leaks=leaks)
    known = {} if known is None else known
    for func in _callees_first(by_symbol):
        seen = tuple(leaks.get(callee.symbol) for callee in _callees(func, by_symbol))
        if func not in known or known[func][0] != seen:
            known[func] = seen, parameter_leaks(func, seeing)
        leaks[func.symbol] = known[func][1]
    return leaks


def _callees_first(funcs: dict[str, Func]) -> Iterator[Func]:
    seen: set[str] = set()
    for root in funcs.values():
        if root.symbol in seen:
            continue
        seen.add(root.symbol)
        stack = [(root, _callees(root, funcs))]
        while stack:
            func, rest = stack[-1]
            callee = next((f for f in rest if f.symbol not in seen), None)
            if callee is None:
                stack.pop()
                yield func
            else:
                seen.add(callee.symbol)
                stack.append((callee, _callees(callee, funcs)))


def _callees(func: Func, funcs: dict[str, Func]) -> Iterator[Func]:
    for block in func.blocks:
        for value in block.values:
            if isinstance(value.aux, Callee) and value.aux.symbol in funcs:
                yield funcs[value.aux.symbol]

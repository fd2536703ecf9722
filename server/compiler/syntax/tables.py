"""The LALR(1) tables of `go.lark`, as flat integer lists.

Lark computes the tables; loading them again takes a millisecond, so they are kept in the user's cache directory under
a name that contains the digest of the grammar, of this file and of Lark's version. A missing, truncated or foreign
cache file is recomputed, an unwritable cache directory is no error. Lark is imported only to compute.

Invariant: every alternative of the grammar with other than one symbol names an action.
"""

import hashlib
import os
import tempfile
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec
import platformdirs

GRAMMAR: Final = Path(__file__).with_name("go.lark")
END: Final = "$END"


class Tables(msgspec.Struct, frozen=True):
    """The automaton. States, terminals, nonterminals and rules are numbers."""

    terminals: list[str]  # Lark's name of each terminal, END last
    literals: dict[str, int]  # keyword or operator -> terminal
    nonterminals: list[str]
    rules: list[tuple[int, int, str]]  # left side, length of the right side, action
    actions: list[list[int]]  # [state][terminal]: s > 0 shift to s - 1, r < 0 reduce by rule -r - 1, 0 error
    gotos: list[list[int]]  # [state][nonterminal]: state, or -1
    accessing: list[str]  # the symbol that leads into each state, a terminal by its text; "" for the first
    start: int
    accept: int  # the state behind the whole unit

    def expects(self, state: int, nonterminal: str) -> bool:
        """Whether the construct `nonterminal` may begin in a state."""
        return self.gotos[state][self.nonterminals.index(nonterminal)] >= 0


@lru_cache(maxsize=1)
def load_tables() -> Tables:
    """The tables of the grammar, from the cache or computed."""
    grammar = GRAMMAR.read_bytes()
    digest = hashlib.sha256(grammar + Path(__file__).read_bytes() + version("lark").encode()).hexdigest()
    path = Path(platformdirs.user_cache_dir("gobindery")) / f"grammar-{digest[:32]}.msgpack"
    cached = _read(path)
    if cached is not None:
        return cached
    tables = compute_tables(grammar.decode())
    _write(path, tables)
    return tables


def _read(path: Path) -> Tables | None:
    """The tables in a cache file: 32 bytes SHA-256, then MessagePack; None when absent or damaged."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data[32:]).digest() != data[:32]:
        return None
    return msgspec.msgpack.decode(data[32:], type=Tables)


def _write(path: Path, tables: Tables) -> None:
    payload = msgspec.msgpack.encode(tables)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(payload).digest() + payload)
        Path(name).replace(path)
    except OSError:
        return  # a cache that cannot be written costs the next process its 0.3 s, nothing else


def compute_tables(grammar: str) -> Tables:
    """Let Lark compute the tables of a grammar, and flatten them."""
    from lark import Lark
    from lark.lexer import Lexer
    from lark.parsers.lalr_analysis import Shift

    class NoLexer(Lexer):
        """Lark wants a lexer; the tables do not depend on it."""

        def __init__(self, _conf: Any) -> None:
            pass

        def lex(self, _state: Any, _parser: Any) -> Any:
            return iter(())

    lark = Lark(grammar, parser="lalr", lexer=NoLexer, start="unit", maybe_placeholders=False)
    table: Any = lark.parser.parser._parse_table  # Lark offers no public way to its tables
    quoted = {str(t.pattern.value): str(t.name) for t in lark.terminals if t.pattern is not None}
    used = {str(symbol) for row in table.states.values() for symbol in row if not str(symbol).islower()}
    return _flatten(table, Shift, [*sorted(used - {END}), END], quoted)


def _flatten(table: Any, shift: Any, terminals: list[str], quoted: dict[str, str]) -> Tables:
    """Number everything in an order that does not depend on Lark's, which differs from run to run."""
    texts = {name: text for text, name in quoted.items()}
    terminal = {name: number for number, name in enumerate(terminals)}
    state = {key: number for number, key in enumerate(_ordered(table, shift))}
    reduced = {argument for row in table.states.values() for kind, argument in row.values() if kind is not shift}
    ordered = sorted(reduced, key=lambda rule: (str(rule.origin.name), [str(part.name) for part in rule.expansion]))
    rule_number = {rule: number for number, rule in enumerate(ordered)}
    nonterminals = sorted({str(rule.origin.name) for rule in ordered} | {"unit"})
    nonterminal = {name: number for number, name in enumerate(nonterminals)}
    actions = [[0] * len(terminals) for _ in state]
    gotos = [[-1] * len(nonterminals) for _ in state]
    accessing = [""] * len(state)
    for key, row in table.states.items():
        for symbol, (kind, argument) in row.items():
            if kind is not shift:
                actions[state[key]][terminal[symbol]] = -rule_number[argument] - 1
                continue
            target = state[argument]
            accessing[target] = texts.get(symbol, str(symbol))
            if symbol in terminal:
                actions[state[key]][terminal[symbol]] = target + 1
            else:
                gotos[state[key]][nonterminal[symbol]] = target
    return Tables(
        terminals=terminals,
        literals={text: terminal[name] for text, name in sorted(quoted.items())},
        nonterminals=nonterminals,
        rules=[(nonterminal[rule.origin.name], len(rule.expansion), _action(rule)) for rule in ordered],
        actions=actions,
        gotos=gotos,
        accessing=accessing,
        start=state[table.start_states["unit"]],
        accept=state[table.end_states["unit"]],
    )


def _ordered(table: Any, shift: Any) -> list[Any]:
    """The states in the order of a breadth-first search that takes symbols by name."""
    order = [table.start_states["unit"]]
    seen = set(order)
    for key in order:
        for _, (kind, argument) in sorted(table.states[key].items(), key=lambda item: str(item[0])):
            if kind is shift and argument not in seen:
                seen.add(argument)
                order.append(argument)
    return order


def _action(rule: Any) -> str:
    if rule.alias:
        return str(rule.alias)
    if len(rule.expansion) == 1:
        return "pass"
    if len(rule.expansion) == 2 and rule.expansion[1].is_term:
        return "keep"  # a list with a separator behind it
    raise ValueError(f"an alternative of {rule.origin.name} in go.lark names no action")

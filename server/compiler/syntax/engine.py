"""Runs the LALR(1) automaton over tokens and builds the tree in the reductions.

The loop keeps the stack of states and the stack of values apart and never recurses, so that its depth is bounded by
memory only. Reductions of one symbol that build nothing, and lists, are done in the loop; everything else calls the
rule's action. A problem found by an action is recorded and parsing goes on with the value the action offers; a token
that does not fit ends the run.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from server.compiler.syntax.actions import ACTIONS, Action
from server.compiler.syntax.actions.malformed import MalformedError
from server.compiler.syntax.lexer import Tokens, load_kinds
from server.compiler.syntax.nodes import EmptyStmt, SyntaxProblem
from server.compiler.syntax.tables import Tables, load_tables

# How the loop treats a rule: the engine's own actions, in the order of `_PLAIN`, or a call.
PASS: Final = 0
FIRST: Final = 1
MORE: Final = 2
KEEP: Final = 3
NOTHING: Final = 4
NOTHING_YET: Final = 5
EMPTY: Final = 6
FIRST_STATEMENT: Final = 7
MORE_STATEMENTS: Final = 8
CALL: Final = 9
_PLAIN: Final = (
    "pass", "first", "more", "keep", "nothing", "nothing_yet",
    "empty_statement", "first_statement", "more_statements",
)  # fmt: skip


@dataclass(slots=True)
class Parser:
    """The automaton's stacks and its place in the tokens; `run` works on it until the end or an error."""

    tokens: Tokens
    tables: Tables
    states: list[int]
    values: list[Any] = field(default_factory=list)  # one for each state but the first
    at: int = 0  # index of the next token
    problems: list[SyntaxProblem] = field(default_factory=list)
    result: Any = None
    recovered_at: int = -1  # where parsing last went on after an error
    closed: bool = False  # whether missing closing brackets were supplied at the end of the text

    @property
    def symbols(self) -> list[str]:
        """The grammar symbols on the stack, terminals by their text where they have one."""
        accessing = self.tables.accessing
        return [accessing[state] for state in self.states[1:]]


def start(tokens: Tokens) -> Parser:
    """A parser before the first token."""
    tables = load_tables()
    return Parser(tokens, tables, [tables.start])


def _no_action() -> None:
    """Stands in the row of a rule that the loop treats itself."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules as the loop wants them: indexed by the table's negative numbers, rule r at index -r - 1."""

    rows: list[tuple[int, int, int, Action]]  # left side, length, treatment and action
    passes: list[int]  # the left side of a rule that passes on its only symbol, else -1


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """The rules of the grammar."""
    rows: list[tuple[int, int, int, Action]] = []
    passes = []
    for left, length, name in reversed(load_tables().rules):
        treatment = _PLAIN.index(name) if name in _PLAIN else CALL
        rows.append((left, length, treatment, ACTIONS[name] if treatment == CALL else _no_action))
        passes.append(left if treatment == PASS else -1)
    return Rules(rows, passes)


def run(parser: Parser) -> bool:
    """Parse on; False when the token `parser.at` does not fit (the stacks show what was read before it)."""
    tables, tokens, states, values = parser.tables, parser.tokens, parser.states, parser.values
    actions, gotos = tables.actions, tables.gotos
    rules, passes = load_rules().rows, load_rules().passes
    kinds, inputs = tokens.kinds, tokens.values
    accept, state, at = tables.accept, states[-1], parser.at
    kind = kinds[at]
    while True:
        action = actions[state][kind]
        if action > 0:
            state = action - 1
            states.append(state)
            values.append(inputs[at])
            at += 1
            kind = kinds[at]
            continue
        if action == 0:
            parser.at = at
            return False
        left = passes[action]
        if left >= 0:
            # Most reductions: an operand climbs from identifier to expression, and the symbol below stays the same.
            jumps = gotos[states[-2]]
            while left >= 0:
                state = jumps[left]
                action = actions[state][kind]
                left = passes[action] if action < 0 else -1
            states[-1] = state
            continue
        left, length, treatment, build = rules[action]
        if length == 0:
            values.append(_empty(treatment, tokens, at))
            state = gotos[state][left]
            states.append(state)
            continue
        if treatment == CALL:
            try:
                if length == 3:  # spelt out, since a call with a list of arguments takes twice as long
                    value = build(values[-3], values[-2], values[-1])
                elif length == 2:
                    value = build(values[-2], values[-1])
                elif length == 1:
                    value = build(values[-1])
                else:
                    value = build(*values[-length:])
            except MalformedError as error:
                parser.problems += error.problems
                value = error.value
        elif treatment == FIRST:
            value = [values[-1]]
        elif treatment == FIRST_STATEMENT:
            value = [] if values[-1].__class__ is int else [values[-1]]
        else:
            value = values[-length]
            if treatment == MORE or (treatment == MORE_STATEMENTS and values[-1].__class__ is not int):
                value.append(values[-1])
        del states[-length:]
        del values[-length:]
        state = gotos[states[-1]][left]
        states.append(state)
        values.append(value)
        if state == accept:
            parser.result = value
            return True


def _empty(treatment: int, tokens: Tokens, at: int) -> Any:
    """The value of an empty right side; `at` is the index of the token behind it."""
    if treatment == NOTHING_YET:
        return []
    if treatment == NOTHING:
        return None
    # An empty statement counts only before a semicolon. Elsewhere its place is kept for a label before it:
    # the offset of the "}" that follows, or the complement of the offset of a clause.
    start = tokens.starts[at]
    kinds = load_kinds()
    if tokens.kinds[at] == kinds.semicolon:
        return EmptyStmt(start, start + 1, False)
    return start if tokens.kinds[at] == kinds.rbrace else ~start

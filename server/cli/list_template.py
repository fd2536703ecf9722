"""Templates as `list -f` takes them, read: text, pipelines, if, range, with, variables.

Source: documentation of Go's package text/template. A template is parsed into nested actions; `list_values.py` runs it.

Invariant: nesting is bounded, so that a hostile template gives an error and no deep recursion.
"""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

_NESTING: Final = 100
_ACTION: Final = re.compile(
    r"\{\{(-(?=\s))?\s*(/\*.*?\*/|(?:\"(?:\\.|[^\"\\])*\"|`[^`]*`|[^\"`])*?)\s*((?<=\s)-)?\}\}", re.S
)
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<string>\"(?:\\.|[^\"\\\n])*\"|`[^`]*`)|(?P<char>'(?:\\.|[^'\\\n])+')"
    r"|(?P<number>[-+]?\d+(?:\.\d+)?)|(?P<field>(?:\.[A-Za-z_]\w*)+)|(?P<variable>\$\w*(?:\.[A-Za-z_]\w*)*)"
    r"|(?P<mark>:=|[|(),=.])|(?P<name>[A-Za-z_]\w*))"
)


class TemplateError(Exception):
    """A template that cannot be read or run; the text is worded as in go."""


@dataclass(frozen=True, slots=True)
class Constant:
    """`"text"`, `1`, `true`, `nil`"""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Path:
    """`.Module.Path`, `$x.Name`, `.`; `base` is a pipeline in `(...).Name`, a variable's name, or None for the dot."""

    base: "str | Pipeline | None"
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """`join .Imports ","`: a function and its arguments."""

    name: str
    args: "tuple[Operand, ...]"


Operand: TypeAlias = "Constant | Path | Call | Pipeline"


@dataclass(frozen=True, slots=True)
class Pipeline:
    """`$a, $b := x | f y`: each command's value is the last argument of the next."""

    commands: tuple[Operand, ...]
    variables: tuple[str, ...] = ()
    declares: bool = False  # `:=`, as opposed to `=`


@dataclass(frozen=True, slots=True)
class Text:
    """What is printed as it stands."""

    text: str


@dataclass(slots=True)
class Block:
    """`{{if x}} ... {{else}} ... {{end}}`, likewise range and with; a lone pipeline has the keyword ""."""

    keyword: str
    pipeline: Pipeline
    body: "list[Item]" = field(default_factory=list)
    otherwise: "list[Item]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Jump:
    """`{{break}}` or `{{continue}}`"""

    keyword: str


Item: TypeAlias = "Text | Block | Jump"


def parse_template(text: str, functions: Sequence[str]) -> list[Item]:
    """The items of a template that may call the functions. Raises TemplateError."""
    top: list[Item] = []
    trail: list[tuple[Block, bool]] = []  # open blocks; whether an `else if` opened it, which has no `end` of its own
    here, at, trim = top, 0, False
    for match in _ACTION.finditer(text):
        before = text[at : match.start()]
        before = before.lstrip() if trim else before
        before = before.rstrip() if match[1] else before
        here += [Text(before)] if before else []
        at, trim = match.end(), bool(match[3])
        if not match[2].startswith("/*"):
            line = text.count("\n", 0, match.start()) + 1
            here = _action(_Words(match[2], line, functions), top, here, trail)
    rest = text[at:].lstrip() if trim else text[at:]
    line = text.count("\n") + 1
    if "{{" in rest:
        raise TemplateError(f"template: main:{line}: unclosed action")
    if trail:
        raise TemplateError(f"template: main:{line}: unexpected EOF")
    here += [Text(rest)] if rest else []
    return top


def _action(words: "_Words", top: list[Item], here: list[Item], trail: list[tuple[Block, bool]]) -> list[Item]:
    """Read one action; the list that what follows goes into."""
    keyword = words.kind_of_action()
    if keyword in ("if", "range", "with"):
        return _open(words, keyword, here, trail, chained=False)
    if keyword == "else":
        if not trail or here is trail[-1][0].otherwise:
            raise words.fail("unexpected {{else}}")
        here = trail[-1][0].otherwise
        following = words.kind_of_action()
        if following in ("if", "with"):
            return _open(words, following, here, trail, chained=True)
        words.finish("else")
        return here
    if keyword == "end":
        words.finish("end")
        if not trail:
            raise words.fail("unexpected {{end}}")
        while trail.pop()[1]:
            pass
        return _innermost(top, trail)
    if keyword in ("break", "continue"):
        if not any(block.keyword == "range" for block, _ in trail):
            raise words.fail(f"{{{{{keyword}}}}} outside {{{{range}}}}")
        here.append(Jump(keyword))
        return here
    if keyword:
        raise words.fail(f"not supported: {{{{{keyword}}}}}")
    here.append(Block("", words.whole_pipeline("command")))
    return here


def _open(
    words: "_Words", keyword: str, here: list[Item], trail: list[tuple[Block, bool]], chained: bool
) -> list[Item]:
    if len(trail) >= _NESTING:
        raise words.fail("nested too deeply")
    block = Block(keyword, words.whole_pipeline(keyword))
    here.append(block)
    trail.append((block, chained))
    return block.body


def _innermost(top: list[Item], trail: list[tuple[Block, bool]]) -> list[Item]:
    if not trail:
        return top
    block = trail[-1][0]
    return block.otherwise or block.body


class _Words:
    """The words of one action, read from left to right."""

    def __init__(self, text: str, line: int, functions: Sequence[str]) -> None:
        self.line = line
        self.functions = functions
        self.words: list[tuple[str, str, bool]] = []  # kind, text, whether white space stands before it
        self.at = 0
        self.depth = 0
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                if not text[at:].strip():
                    break
                raise self.fail(f"unexpected {text[at:].strip()[0]!r} in command")
            self.words.append((match.lastgroup, match[match.lastgroup], match[0][:1].isspace()))
            at = match.end()

    def fail(self, message: str) -> TemplateError:
        return TemplateError(f"template: main:{self.line}: {message}")

    def kind_of_action(self) -> str:
        """Pass over a keyword that begins the action."""
        known = ("if", "range", "with", "else", "end", "break", "continue", "define", "template", "block")
        if self._peek()[0] == "name" and self._peek()[1] in known:
            self.at += 1
            return self.words[self.at - 1][1]
        return ""

    def finish(self, where: str) -> None:
        """Nothing more may follow."""
        if self.at < len(self.words):
            raise self.fail(f"unexpected <{self._peek()[1]}> in {where}")

    def whole_pipeline(self, where: str) -> Pipeline:
        """The rest of the action."""
        found = self._pipeline(where)
        self.finish(where)
        return found

    def _peek(self) -> tuple[str, str, bool]:
        return self.words[self.at] if self.at < len(self.words) else ("", "", False)

    def _pipeline(self, where: str) -> Pipeline:
        self.depth += 1
        if self.depth > _NESTING:
            raise self.fail("nested too deeply")
        variables, declares = self._variables()
        commands: list[Operand] = []
        while True:
            operands: list[Operand] = []
            while self._peek()[0] and self._peek()[1] not in (")", "|"):
                operands.append(self._operand(first=not operands))
            if not operands:
                raise self.fail(f"missing value for {where}")
            commands.append(self._command(operands))
            if self._peek()[1] != "|":
                break
            self.at += 1
        self.depth -= 1
        return Pipeline(tuple(commands), variables, declares)

    def _variables(self) -> tuple[tuple[str, ...], bool]:
        """`$a :=`, `$a =` or `$a, $b :=`, if the pipeline begins so."""
        names: list[str] = []
        for offset in (0, 2):
            word = self.words[self.at + offset : self.at + offset + 2]
            if len(word) < 2 or word[0][0] != "variable":
                break
            names.append(word[0][1])
            if word[1][1] in (":=", "="):
                self.at += offset + 2
                return tuple(names), word[1][1] == ":="
            if word[1][1] != ",":
                break
        return (), False

    def _command(self, operands: list[Operand]) -> Operand:
        first = operands[0]
        if isinstance(first, Call):
            return Call(first.name, tuple(operands[1:]))
        if len(operands) > 1:
            raise self.fail("can't give argument to non-function")
        return first

    def _operand(self, first: bool) -> Operand:
        kind, text, _ = self._peek()
        self.at += 1
        if kind == "string":
            return Constant(text[1:-1] if text[0] == "`" else str(ast.literal_eval(text)))
        if kind == "char":
            return Constant(ord(ast.literal_eval(text)))
        if kind == "number":
            return Constant(float(text) if "." in text else int(text))
        if kind == "field":
            return Path(None, tuple(text[1:].split(".")))
        if kind == "variable":
            name, *names = text.split(".")
            return Path(name, tuple(names))
        if text == ".":
            return Path(None, ())
        if text == "(":
            return self._parenthesis()
        if kind == "name":
            return self._name(text)
        raise self.fail(f"unexpected <{text}> in {'command' if first else 'operand'}")

    def _parenthesis(self) -> Operand:
        inner = self._pipeline("parenthesized pipeline")
        if self._peek()[1] != ")":
            raise self.fail("unclosed left paren")
        self.at += 1
        kind, text, apart = self._peek()
        if kind == "field" and not apart:
            self.at += 1
            return Path(inner, tuple(text[1:].split(".")))
        return inner

    def _name(self, text: str) -> Operand:
        constants: dict[str, bool | None] = {"true": True, "false": False, "nil": None}
        if text in constants:
            return Constant(constants[text])
        if text not in self.functions:
            raise self.fail(f'function "{text}" not defined')
        kind, names, apart = self._peek()
        if kind == "field" and not apart:
            self.at += 1
            return Path(Pipeline((Call(text, ()),)), tuple(names[1:].split(".")))
        return Call(text, ())

"""Templates as `list -f` takes them, run: values, fields, functions, printing.

A value is a str, int, float, bool, list, dict, None, or a `Record`: a struct of go with the fields that it has there,
so that a field that says nothing is empty and one that does not exist is an error. Source: documentation of Go's
packages text/template and fmt.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import quote_plus

from server.cli.list_template import Block, Call, Constant, Item, Jump, Operand, Path, Pipeline, TemplateError, Text

Value: TypeAlias = "str | int | float | bool | Sequence[Value] | Mapping[str, Value] | Record | None"
Function: TypeAlias = "Callable[..., Value]"
_VERB: Final = re.compile(r"%([-+# 0]*)(\d+)?(?:\.(\d+))?(.)", re.S)
_HTML: Final = {"\0": "\ufffd", '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ORDERED: Final = (str, int, float)


@dataclass(frozen=True, slots=True)
class Record:
    """A struct: its type as go names it, and all its fields; `text` is what its String method gives."""

    type_name: str
    fields: Mapping[str, Value]
    text: str | None = None


class _Break(Exception):
    """A range ends."""


class _Continue(Exception):
    """The next round of a range begins."""


@dataclass(slots=True)
class Run:
    """One execution of a template."""

    functions: Mapping[str, Function]
    out: list[str] = field(default_factory=list)
    variables: list[tuple[str, Value]] = field(default_factory=list)

    def run(self, items: Sequence[Item], dot: Value) -> None:
        """Execute items. Raises TemplateError."""
        for item in items:
            if isinstance(item, Text):
                self.out.append(item.text)
            elif isinstance(item, Jump):
                raise _Break if item.keyword == "break" else _Continue
            else:
                self._block(item, dot)

    def _block(self, block: Block, dot: Value) -> None:
        depth = len(self.variables)
        value = self._pipeline(block.pipeline, dot)
        if block.keyword == "":
            self.out.append("" if block.pipeline.variables else show(value))
            return  # a variable that it declares lasts to the end of the block around it
        if block.keyword == "range":
            self._range(block, value, dot)
        elif truth(value):
            self.run(block.body, value if block.keyword == "with" else dot)
        else:
            self.run(block.otherwise, dot)
        del self.variables[depth:]

    def _range(self, block: Block, value: Value, dot: Value) -> None:
        pairs = list(_elements(value))
        if not pairs:
            self.run(block.otherwise, dot)
            return
        names = block.pipeline.variables
        for key, element in pairs:
            depth = len(self.variables)
            self.variables += zip(names, (key, element) if len(names) == 2 else (element,))
            try:
                self.run(block.body, element)
            except _Continue:
                pass
            except _Break:
                break
            finally:
                del self.variables[depth:]

    def _pipeline(self, pipeline: Pipeline, dot: Value) -> Value:
        value: Value = None
        for at, command in enumerate(pipeline.commands):
            if isinstance(command, Call):
                args = [self._operand(arg, dot) for arg in command.args]
                value = self._call(command.name, [*args, value] if at else args)
            elif at:
                raise TemplateError("can't give argument to non-function")
            else:
                value = self._operand(command, dot)
        if pipeline.declares:
            self.variables += [(name, value) for name in pipeline.variables[:1]]
        elif pipeline.variables:
            self._assign(pipeline.variables[0], value)
        return value

    def _assign(self, name: str, value: Value) -> None:
        places = [place for place, (known, _) in enumerate(self.variables) if known == name]
        if not places:
            raise TemplateError(f'undefined variable "{name}"')
        self.variables[places[-1]] = (name, value)

    def _operand(self, operand: Operand, dot: Value) -> Value:
        if isinstance(operand, Constant):
            return operand.value
        if isinstance(operand, Call):
            return self._call(operand.name, [self._operand(arg, dot) for arg in operand.args])
        if isinstance(operand, Pipeline):
            return self._pipeline(operand, dot)
        return self._path(operand, dot)

    def _path(self, path: Path, dot: Value) -> Value:
        if isinstance(path.base, Pipeline):
            value = self._pipeline(path.base, dot)
        elif path.base is None:
            value = dot
        else:
            found = [value for name, value in self.variables if name == path.base]
            if not found:
                raise TemplateError(f'undefined variable "{path.base}"')
            value = found[-1]
        shown = path.base if isinstance(path.base, str) else ""
        for name in path.names:
            shown += f".{name}"
            value = _field(value, name, shown)
        return value

    def _call(self, name: str, args: list[Value]) -> Value:
        if name in ("and", "or"):
            return next((arg for arg in args if truth(arg) != (name == "and")), args[-1] if args else None)
        try:
            return self.functions[name](*args)
        except (
            TypeError,
            ValueError,
            KeyError,
            IndexError,
        ) as err:  # what a function says of arguments that do not fit
            raise TemplateError(f"error calling {name}: {err}") from err


def execute(items: Sequence[Item], dot: Value, functions: Mapping[str, Function]) -> str:
    """What a template prints for a value. Raises TemplateError."""
    run = Run({**FUNCTIONS, **functions}, variables=[("$", dot)])
    try:
        run.run(items, dot)
    except TemplateError as err:
        raise TemplateError(f'template: main:1: executing "main": {err}') from err
    return "".join(run.out)


def _field(value: Value, name: str, shown: str) -> Value:
    if isinstance(value, Record):
        if name == "String" and value.text is not None:
            return value.text
        if name not in value.fields:
            raise TemplateError(f"at <{shown}>: can't evaluate field {name} in type {value.type_name}")
        return value.fields[name]
    if isinstance(value, Mapping):
        return value.get(name)
    if value is None:
        raise TemplateError(f"at <{shown}>: nil pointer evaluating {shown}")
    raise TemplateError(f"at <{shown}>: can't evaluate field {name} in type {_type_name(value)}")


def _elements(value: Value) -> Iterator[tuple[Value, Value]]:
    if isinstance(value, Mapping):
        yield from sorted(value.items())
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from ((at, at) for at in range(value))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from enumerate(value)
    elif value is not None:
        raise TemplateError(f"range can't iterate over {show(value)}")


def truth(value: Value) -> bool:
    """Whether a value is not the empty one of its type."""
    return True if isinstance(value, Record) else bool(value)


def show(value: Value) -> str:
    """A value as fmt.Print prints it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if value is None:
        return "<nil>"
    if isinstance(value, Record):
        return value.text if value.text is not None else "&{" + " ".join(map(show, value.fields.values())) + "}"
    if isinstance(value, Mapping):
        return "map[" + " ".join(f"{key}:{show(item)}" for key, item in sorted(value.items())) + "]"
    if isinstance(value, Sequence):
        return "[" + " ".join(map(show, value)) + "]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _type_name(value: Value) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "string"
    return "[]string" if isinstance(value, Sequence) else "int"


# The functions of text/template


def _equal(first: Value, *others: Value) -> bool:
    if not others:
        raise ValueError("missing argument for comparison")
    if any(isinstance(first, str) != isinstance(other, str) for other in others if other is not None):
        raise ValueError("incompatible types for comparison")
    return first in others


def _less(a: Value, b: Value) -> bool:
    if isinstance(a, str) and isinstance(b, str):
        return a < b
    if isinstance(a, _ORDERED) and isinstance(b, _ORDERED) and not isinstance(a, str) and not isinstance(b, str):
        return a < b
    raise ValueError("incompatible types for comparison")


def _index(value: Value, *keys: Value) -> Value:
    for key in keys:
        if isinstance(value, Mapping):
            value = value.get(str(key), "")
        elif isinstance(value, Sequence) and isinstance(key, int):
            if not 0 <= key < len(value):
                raise ValueError(f"index out of range: {key}")
            value = ord(value[key]) if isinstance(value, str) else value[key]
        else:
            raise ValueError(f"cannot index {show(value)}")
    return value


def _slice(value: Value, *bounds: Value) -> Value:
    if not isinstance(value, Sequence) or not all(isinstance(bound, int) for bound in bounds):
        raise ValueError("slice of untyped nil")
    low, high = [*(int(str(bound)) for bound in bounds), *((0, len(value))[len(bounds) :])][:2]
    if not 0 <= low <= high <= len(value):
        raise ValueError(f"index out of range: {low if low > high else high}")
    return value[low:high]


def _length(value: Value) -> int:
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, Sequence | Mapping):
        return len(value)
    raise ValueError(f"len of type {_type_name(value)}")


def _printf(text: str, *args: Value) -> str:
    rest = iter(args)

    def verb(match: re.Match[str]) -> str:
        flags, width, precision, kind = match.groups()
        if kind == "%":
            return "%"
        missing = object()
        value = next(rest, missing)
        shown = f"%!{kind}(MISSING)" if value is missing else _formatted(value, kind, precision)  # type: ignore[arg-type]  # missing was told apart
        pad = int(width or 0)
        return shown.ljust(pad) if "-" in flags else shown.rjust(pad, "0" if "0" in flags else " ")

    out = _VERB.sub(verb, text)
    extra = [f"{_type_name(item)}={show(item)}" for item in rest]
    return out + (f"%!(EXTRA {', '.join(extra)})" if extra else "")


def _formatted(value: Value, kind: str, precision: str | None) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str) and kind in "sqxd":
        return "[" + " ".join(_formatted(item, kind, precision) for item in value) + "]"
    if kind in "vst" and (kind != "s" or not isinstance(value, bool | int | float)):
        return show(value)[: int(precision)] if precision and isinstance(value, str) else show(value)
    if kind == "q" and isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if kind in "xX" and isinstance(value, str):
        return value.encode().hex() if kind == "x" else value.encode().hex().upper()
    if kind in "dxXobc" and isinstance(value, int):
        return chr(value) if kind == "c" else format(value, kind)
    if kind in "feg" and isinstance(value, float):
        return format(value, f".{precision or 6}{kind}" if kind != "g" or precision else "g")
    return f"%!{kind}({_type_name(value)}={show(value)})"


def _print(*args: Value) -> str:
    out = ""
    for at, arg in enumerate(args):
        between = at > 0 and not isinstance(arg, str) and not isinstance(args[at - 1], str)
        out += (" " if between else "") + show(arg)
    return out


def _println(*args: Value) -> str:
    return " ".join(map(show, args)) + "\n"


def _html(*args: Value) -> str:
    return "".join(_HTML.get(char, char) for char in _print(*args))


def _js(*args: Value) -> str:
    escaped = json.dumps(_print(*args))[1:-1].replace("'", "\\'")
    return re.sub(r"[<>&=]", lambda match: f"\\u{ord(match[0]):04X}", escaped)


def _join(items: Value, separator: Value) -> str:
    if isinstance(items, str) or not isinstance(items, Sequence):
        raise ValueError(f"wrong type for value; expected []string; got {_type_name(items)}")
    return str(separator).join(map(str, items))


FUNCTIONS: Final[Mapping[str, Function]] = {
    "and": lambda *args: args[-1],  # these two look no further than they must: see Run._call
    "or": lambda *args: args[-1],
    "eq": _equal,
    "ge": lambda a, b: not _less(a, b),
    "gt": lambda a, b: _less(b, a),
    "html": _html,
    "index": _index,
    "join": _join,
    "js": _js,
    "le": lambda a, b: not _less(b, a),
    "len": _length,
    "lt": _less,
    "ne": lambda a, b: not _equal(a, b),
    "not": lambda value: not truth(value),
    "print": _print,
    "printf": _printf,
    "println": _println,
    "slice": _slice,
    "urlquery": lambda *args: quote_plus(_print(*args)),
}

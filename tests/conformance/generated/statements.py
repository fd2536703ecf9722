"""Statements over typed expressions: every loop counts to a constant, every function ends."""

from __future__ import annotations

from collections.abc import Callable

from tests.conformance.generated.expressions import COMPOSITES, DECLARATIONS, Expressions
from tests.conformance.generated.program import Program
from tests.conformance.generated.values import INTEGERS, NUMBERS, SCALARS, WIDTHS, limits


def write_mixed(program: Program) -> None:
    """Functions that call earlier ones, and a case that calls them all."""
    program.lines(DECLARATIONS)
    functions: list[tuple[str, tuple[str, ...], str]] = []
    for _ in range(program.number(1, 2)):
        params = tuple(program.pick(SCALARS) for _ in range(program.number(1, 5)))
        result = program.pick(SCALARS)
        name = program.fresh("f")
        body = Statements(program, functions)
        body.values.scope = [(f"p{i}", typ) for i, typ in enumerate(params)]
        with program.block(f"func {name}({', '.join(f'{n} {t}' for n, t in body.values.scope)}) (r {result})"):
            body.values.scope.append(("r", result))
            body.write(program.number(2, 4))
            program.line(f"return {body.values.of(result, 3)}")
        functions.append((name, params, result))
    with program.case("mixed"):
        body = Statements(program, functions)
        body.write(program.number(3, 6))
        for name, params, _ in functions:
            program.show(f'"{name}"', f"{name}({', '.join(body.values.of(typ, 2) for typ in params)})")
        shown = [name for name, typ in body.values.scope if typ != "*record"]
        program.show(*shown[:20])
        program.show(*shown[20:])


class Statements:
    """The statements of one function."""

    def __init__(self, program: Program, functions: list[tuple[str, tuple[str, ...], str]]) -> None:
        self.program = program
        self.values = Expressions(program)
        self.values.functions = functions
        self.labels: list[str] = []  # of the loops around

    def write(self, count: int) -> None:
        """Some statements, after a variable of every type."""
        self.values.prepare()
        for _ in range(count):
            self.statement(2)

    def statement(self, depth: int) -> None:
        """One statement, perhaps with statements inside."""
        nested: list[Callable[[int], None]] = [self._if, self._loop, self._range, self._switch, self._type_switch]
        flat: list[Callable[[], None]] = [
            self._assign,
            self._assign,
            self._operate,
            self._operate,
            self._element,
            self._append,
            self._record,
            self._several,
            self._closure,
            self._box,
            self._leave,
        ]
        if depth and self.program.chance(0.45):
            self.program.pick(nested)(depth - 1)
        else:
            self.program.pick(flat)()

    def _inside(self, depth: int, *variables: tuple[str, str]) -> None:
        """The statements of a block; variables are those that its head declares."""
        kept = len(self.values.scope)
        for name, typ in variables:
            self.values.scope.append((name, typ))
            self.values.fixed.add(name)
            self.program.line(f"_ = {name}")
        for _ in range(self.program.number(1, 2)):
            self.statement(depth)
        del self.values.scope[kept:]

    def _if(self, depth: int) -> None:
        with self.program.block(f"if {self.values.of('bool', 2)}"):
            self._inside(depth)
            if self.program.chance(0.5):
                self.program.otherwise()
                self._inside(depth)

    def _loop(self, depth: int) -> None:
        name, typ = self.program.fresh("i"), self.program.pick(INTEGERS)
        low = max(limits(typ)[0], self.program.number(-3, 3))
        steps = self.program.number(1, 6)
        heads = [
            f"for {name} := {typ}({low}); {name} < {low + steps}; {name}++",
            f"for {name} := {typ}({low + steps}); {name} > {low}; {name}--",
            f"for {name} := range {typ}({steps})",
        ]
        label = self.program.fresh("loop")
        self.program.line(f"{label}:")
        self.labels.append(label)
        with self.program.block(self.program.pick(heads)):
            self.program.line(f"if {self.values.of('bool', 1)} {{ {self._jump(label)} }}")
            self._inside(depth, (name, typ))
        self.labels.pop()

    def _jump(self, label: str) -> str:
        return f"{self.program.pick(('break', 'continue'))} {label}"

    def _leave(self) -> None:
        if self.labels:
            self.program.line(f"if {self.values.of('bool', 2)} {{ {self._jump(self.program.pick(self.labels))} }}")

    def _range(self, depth: int) -> None:
        key, value = self.program.fresh("k"), self.program.fresh("w")
        over, key_type, value_type = self.program.pick(
            (
                ("[]int32", "int", "int32"),
                ("[5]int16", "int", "int16"),
                ("string", "int", "int32"),
            )
        )
        source = self.values.known(over)
        if over == "[5]int16" and self.program.chance(0.5):
            source = f"&{source}"
        with self.program.block(f"for {key}, {value} := range {source}"):
            self._inside(depth, (key, key_type), (value, value_type))

    def _switch(self, depth: int) -> None:
        typ = self.program.pick((*INTEGERS, "string"))
        if typ == "string":
            values = ['"a"', '"héllo"', '"Ab"', '"0123456789abcdef"']
            subject = self.values.of("string", 2)
        else:
            values = [str(n) for n in self.program.random.sample(range(8), 4)]
            subject = f"{self.values.of(typ, 2)} & 7" if self.program.chance(0.7) else self.values.of(typ, 2)
        with self.program.block(f"switch {subject}"):
            for number, value in enumerate(values[:3]):
                self.program.line(f"case {value}{', ' + values[3] if number == 1 else ''}:")
                self._inside(depth)
                if number < 2 and self.program.chance(0.3):
                    self.program.line("fallthrough")
            if self.program.chance(0.5):
                self.program.line("default:")
                self._inside(depth)

    def _type_switch(self, depth: int) -> None:
        name = self.program.fresh("x")
        with self.program.block(f"switch {name} := {self.values.known('any')}.(type)"):
            for typ in self.program.random.sample((*SCALARS, "[5]int16", "record"), 3):
                self.program.line(f"case {typ}:")
                self._inside(depth, (name, typ))
            self.program.line("case nil, []int32:")
            self.program.line(f"_ = {name}")

    def _assign(self) -> None:
        typ = self.program.pick(SCALARS)
        self.program.line(f"{self.values.variable(typ, True)} = {self.values.of(typ, 3)}")

    def _operate(self) -> None:
        typ = self.program.pick((*NUMBERS, "string"))
        if typ == "string":
            name = self.values.variable(typ, True)
            self.program.line(f"{name} += {self.values.of(typ, 2)}")
            self.program.line(f"{name} = out.Cut({name})")
            return
        place = self.values.variable(typ, True)
        if typ not in WIDTHS:
            self.program.line(f"{place} {self.program.pick('+-')}= {typ}({self.values.of(typ, 2)})")
        elif self.program.chance(0.3):
            self.program.line(f"{place}{self.program.pick(('++', '--'))}")
        elif self.program.chance(0.3):
            op = self.program.pick(("<<", ">>"))
            self.program.line(f"{place} {op}= {self.values.of('uint8', 2)} & 15")
        else:
            op = self.program.pick(("+", "-", "*", "&", "|", "^", "&^"))
            self.program.line(f"{place} {op}= {self.values.constant_or(typ, 2)}")

    def _element(self) -> None:
        slice_, array = self.values.known("[]int32"), self.values.known("[5]int16")
        table, number = self.values.known("map[int16]int64"), self.values.of("uint8", 2)
        picks = [
            f"{slice_}[int({number})%len({slice_})] = {self.values.of('int32', 3)}",
            f"{slice_}[int({number})%len({slice_})] += {self.values.of('int32', 2)}",
            f"{array}[{number}%5] = {self.values.of('int16', 3)}",
            f"{table}[int16({number})%9] = {self.values.of('int64', 3)}",
            f"{table}[int16({number})%9] += {self.values.of('int64', 2)}",
            f"delete({table}, int16({number})%9)",
            f"{array} = {self.values.known('[5]int16')}",
            f"clear({slice_}[1:2])",
            f"copy({slice_}, {self.values.known('[]int32')}[int({number})%3:])",
        ]
        self.program.line(self.program.pick(picks))

    def _append(self) -> None:
        slice_ = self.values.known("[]int32")
        values = ", ".join(self.values.of("int32", 2) for _ in range(self.program.number(1, 3)))
        self.program.line(f"if len({slice_}) < 50 {{ {slice_} = append({slice_}, {values}) }}")

    def _record(self) -> None:
        record, pointer = self.values.known("record"), self.values.known("*record")
        picks = [
            f"{record}.mix({self.values.of('int32', 2)})",
            f"{pointer}.mix({self.values.of('int32', 2)})",
            f"{record}.c = {self.values.of('string', 2)}",
            f"{pointer}.f = {self.values.of('float32', 2)}",
            f"*{pointer} = {record}",
            f"{record} = *{pointer}",
            f"{pointer} = &{record}",
            f"{record} = record{{b: {self.values.of('uint64', 2)}, d: [3]int32{{2: {self.values.of('int32', 2)}}}}}",
        ]
        self.program.line(self.program.pick(picks))

    def _several(self) -> None:
        typ = self.program.pick(SCALARS)
        one, other = self.values.variable(typ, True), self.values.variable(typ, True)
        if one != other:
            self.program.line(f"{one}, {other} = {other}, {self.values.of(typ, 2)}")

    def _closure(self) -> None:
        typ = self.program.pick(SCALARS)
        place, name = self.values.variable(typ, True), self.program.fresh("c")
        self.program.line(f"{name} := func(q {typ}) {{ {place} = {self.values.of(typ, 3)}; _ = q }}")
        self.program.line(f"{name}({self.values.of(typ, 2)})")

    def _box(self) -> None:
        typ = self.program.pick((*SCALARS, *(name for name in COMPOSITES if name in ("record", "[5]int16"))))
        value = self.values.known(typ) if typ in COMPOSITES else self.values.of(typ, 3)
        self.program.line(f"{self.values.known('any')} = {value}")

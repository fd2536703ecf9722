"""Escape analysis: variables that may outlive their function, or their iteration of a loop, go to the heap.

    t0 = local x *int                t0 = new x *int
    return t0                  =>    return t0

Algorithm: for each value the set of variables whose address it may hold, and for each variable the set of variables
whose addresses may be stored in it, to a fixed point (Andersen-style, on naive IR, flow-insensitive, sets as bit
masks). A variable escapes when its address is returned, passed on, stored through an unknown pointer or into a
variable that itself escapes or lives longer. Arguments of calls escape as the summaries of the callees say; without
a summary they escape, but for run-time functions that keep nothing.

For summaries each parameter stands for two variables: what it points to, and what is reachable from there. The closure
that a function literal is called through counts as one more parameter. What the literal lets go of escapes where the
closure is made, so that calling a closure lets go of nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.func import Block, Callee, Exit, Func, Param, Value, Variable
from server.compiler.ir.loops import LoopNest
from server.compiler.ir.ops import OP_INFO, Op
from server.compiler.ir.runtime_calls import find_runtime_call
from server.compiler.ir.types import UINTPTR
from server.compiler.ssa.options import Leak, PassOptions, Work
from server.compiler.types.model import Array, Basic, Kind, Struct, Type, underlying

_MAX_EXPLICIT: Final = 128 * 1024  # bytes; gc's limits of variables on the stack
_MAX_IMPLICIT: Final = 64 * 1024
_MOST_PARAMETERS: Final = 8  # of a function of the run-time
_ADDRESS_OPS: Final = frozenset({Op.FIELD_ADDR, Op.INDEX_ADDR, Op.CHANGE_TYPE})
_CUTS: Final = frozenset({Op.XOR, Op.SLICE_LEN, Op.SLICE_CAP, Op.STRING_LEN, Op.IFACE_TAB})  # XOR: noescape's idiom


def place_variables(work: Work) -> None:
    """Turn the LOCALs that escape into NEWs, and record what was decided about those that could have."""
    analysis = _Escape(work.func, work.options)
    if analysis.locals:
        analysis.solve()
        analysis.apply(work)


def parameter_leaks(func: Func, options: PassOptions) -> tuple[Leak, ...]:
    """The summary of a function in naive IR, given those of its callees in `options.leaks`."""
    analysis = _Escape(func, options)
    analysis.follow_params()
    analysis.solve()
    return analysis.param_leaks()


def _has_pointers(typ: Type | None) -> bool:
    if typ is None:
        return False
    under = underlying(typ)
    match under:
        case Basic(kind=kind):
            return kind in (Kind.STRING, Kind.UNSAFE_POINTER, Kind.UINTPTR)
        case Array(element=element):
            return _has_pointers(element)
        case Struct(fields=fields):
            return any(_has_pointers(field.type) for field in fields)
    return True


class _Escape:
    def __init__(self, func: Func, options: PassOptions) -> None:
        self.func = func
        self.options = options
        self.locals = [v for block in self.func.blocks for v in block.values if v.op is Op.LOCAL]
        self.number = {value: index for index, value in enumerate(self.locals)}
        self.points: dict[Value, int] = {value: 1 << index for value, index in self.number.items()}
        self.holds = [0] * len(self.locals)  # by variable: the variables whose address may be stored in it
        self.params: dict[int, int] = {}  # parameter -> the first of its two variables
        self.escaped = 0
        self.reasons: dict[int, str] = {}
        self.nest: LoopNest | None = None
        self.pointers: dict[int, bool] = {}  # by identity of a type: whether it has pointers

    def follow_params(self) -> None:
        """Make variables of what the parameters point to."""
        for value in self.func.blocks[0].values:
            is_param = isinstance(value.aux, Param) and self._may_point(value.type)
            if is_param or value.op is Op.CONTEXT:
                first = len(self.holds)
                self.params[value.aux.index if isinstance(value.aux, Param) else len(self.func.params)] = first
                self.points[value] = 1 << first
                self.holds += [1 << (first + 1), 1 << (first + 1)]

    def param_leaks(self) -> tuple[Leak, ...]:
        """What became of the parameters, and of the closure at the end."""
        found = []
        for index in range(len(self.func.params) + 1):
            first = self.params.get(index)
            if first is None or not self.escaped >> first & 3:
                found.append(Leak.NONE)
            else:
                found.append(Leak.DIRECT if self.escaped >> first & 1 else Leak.CONTENT)
        return tuple(found)

    def solve(self) -> None:
        """Iterate to the fixed point; a few rounds over the function suffice in practice."""
        self._place_large()
        before = None
        while before != (state := self._state()):
            before = state
            for block in self.func.blocks:
                for value in block.values:
                    self._flow(value)
                if block.exit is Exit.RETURN:
                    for control in block.controls:
                        self._escape(self.points.get(control, 0), "returned")
            self._outlive()
            self._spread()

    def _state(self) -> tuple[int, int, int]:
        return self.escaped, sum(map(int.bit_count, self.holds)), sum(map(int.bit_count, self.points.values()))

    def _place_large(self) -> None:
        for value, index in self.number.items():
            assert isinstance(value.aux, Variable)
            limit = _MAX_IMPLICIT if value.aux.implicit else _MAX_EXPLICIT
            if self.options.sizes.size_of(value.aux.type) > limit:
                self._escape(1 << index, "too large for stack")

    def _escape(self, mask: int, reason: str) -> None:
        for index in bits(mask & ~self.escaped):
            self.reasons[index] = reason
        self.escaped |= mask

    def _spread(self) -> None:
        """What an escaping variable holds escapes."""
        pending = list(bits(self.escaped))
        seen = self.escaped
        while pending:
            index = pending.pop()
            self._escape(self.holds[index], f"stored in {self._name(index)}, which escapes")
            pending.extend(bits(self.holds[index] & ~seen))
            seen |= self.holds[index]

    def _outlive(self) -> None:
        """A variable made anew by each iteration escapes when one from outside the loop holds its address."""
        for holder, mask in enumerate(self.holds[: len(self.locals)]):
            for held in bits(mask & ~self.escaped):
                if held >= len(self.locals) or held == holder:
                    continue
                if not self._within(self.locals[holder].block, self.locals[held].block):
                    self._escape(1 << held, f"stored in {self._name(holder)}, which outlives the iteration")

    def _within(self, outer: Block, inner: Block) -> bool:
        """Whether a variable made in `outer` is made anew whenever one made in `inner` is."""
        if self.nest is None:
            self.nest = LoopNest(self.func)
        return self.nest.same_iteration(outer, inner)

    def _name(self, index: int) -> str:
        variable = self.locals[index].aux if index < len(self.locals) else None
        if not isinstance(variable, Variable):
            return "memory of the caller"
        return variable.name or "a temporary"

    def _flow(self, value: Value) -> None:
        match value.op:
            case Op.LOCAL:
                return
            case Op.LOAD:
                held = 0
                for index in bits(self.points.get(value.args[0], 0)):
                    held |= self.holds[index]
                self._add(value, held)
            case Op.STORE if value.args[1].op is Op.CODE:
                self._make_closure(value)
            case Op.STORE:
                self._store(value.args[0], self.points.get(value.args[1], 0))
            case Op.CALL | Op.CALL_VALUE | Op.CALL_METHOD:
                self._call(value)
            case _:
                if OP_INFO[value.op].result and value.op not in _CUTS:
                    self._derive(value)

    def _derive(self, value: Value) -> None:
        mask = 0
        for arg in value.args:
            mask |= self.points.get(arg, 0)
        self._add(value, mask)

    def _add(self, value: Value, mask: int) -> None:
        if mask and self._may_point(value.type):
            self.points[value] = self.points.get(value, 0) | mask

    def _may_point(self, typ: Type | None) -> bool:
        key = id(typ)
        if key not in self.pointers:
            self.pointers[key] = typ is UINTPTR or _has_pointers(typ)
        return self.pointers[key]

    def _store(self, pointer: Value, mask: int) -> None:
        if not mask:
            return
        base = pointer
        while base.op in _ADDRESS_OPS:
            base = base.args[0]
        if base.op is Op.LOCAL:
            self.holds[self.number[base]] |= mask
        else:
            self._escape(mask, "stored in a global" if base.op is Op.GLOBAL else "stored through a pointer")

    def _make_closure(self, store: Value) -> None:
        callee = store.args[1].aux
        assert isinstance(callee, Callee)
        leaks = self.options.leaks.get(callee.symbol)
        if leaks is None or leaks[-1] is not Leak.NONE:
            for index in bits(self.points.get(store.args[0], 0)):
                self._escape(self.holds[index], f"captured by {callee.symbol}, which lets go of it")

    def _call(self, call: Value) -> None:
        symbol = call.aux.symbol if isinstance(call.aux, Callee) else ""
        leaks = self._leaks_of(symbol)
        target = symbol or "a function value"
        for position, arg in enumerate(call.args):
            if position == 0 and call.op is Op.CALL_VALUE:
                continue  # the closure; see _make_closure
            mask = self.points.get(arg, 0)
            leak = leaks[position] if position < len(leaks) else Leak.DIRECT
            if leak is Leak.DIRECT:
                self._escape(mask, f"passed to {target}")
            elif leak is Leak.CONTENT:
                for index in bits(mask):
                    self._escape(self.holds[index], f"reachable from what is passed to {target}")

    def _leaks_of(self, symbol: str) -> tuple[Leak, ...]:
        summary = self.options.leaks.get(symbol)
        if summary is not None:
            return summary
        row = find_runtime_call(symbol)
        if row is not None and row.borrows:
            return (Leak.NONE,) * _MOST_PARAMETERS
        # What an argument points to may be copied to memory that is not known here, or be part of the result.
        return () if row is None or row.keeps else (Leak.CONTENT,) * _MOST_PARAMETERS

    def apply(self, work: Work) -> None:
        """Change the ops and record the decisions, in source order."""
        taken = self._address_taken()
        for value, index in self.number.items():
            assert isinstance(value.aux, Variable)
            name = value.aux.name
            escapes = bool(self.escaped >> index & 1)
            if escapes:
                value.op = Op.NEW
            if name and (value.aux.implicit or escapes or value in taken):
                _decide(work, value, value.aux, escapes, self.reasons.get(index, ""))

    def _address_taken(self) -> set[Value]:
        """Variables whose address is used for more than direct loads and stores."""
        taken: set[Value] = set()
        for value, mask in self.points.items():
            if value.op not in _ADDRESS_OPS and value.op is not Op.LOCAL:
                taken.update(self.locals[index] for index in bits(mask) if index < len(self.locals))
        return taken


def _decide(work: Work, value: Value, variable: Variable, escapes: bool, reason: str) -> None:
    if escapes:
        verdict = "escapes to heap" if variable.implicit else "moved to heap"
    else:
        verdict, reason = "does not escape", "its address stays in the function"
    work.decide(DecisionKind.ESCAPE, value.span, verdict, reason, subject=variable.name)


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low

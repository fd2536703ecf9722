"""Splitting of struct variables into their fields, so that lifting can make values of them.

    t0 = local p *main.Point                 t5 = local p.x *int
    t1 = fieldaddr t0 .0 *int         =>     t6 = local p.y *int
    store t1, t2                             store t5, t2
    t3 = load t0 main.Point                  t7 = load t5 int
                                             t8 = load t6 int
                                             t3 = structmake t7, t8 main.Point

A variable is split when it is only loaded and stored, as a whole or by constant paths of fields.
Source: scalar replacement of aggregates, Muchnick, "Advanced Compiler Design and Implementation", 12.2.
"""

from __future__ import annotations

from server.compiler.ir.func import Value, Variable
from server.compiler.ir.graph import replace_values, uses
from server.compiler.ir.ops import Op
from server.compiler.ir.types import field_type, is_ssaable, struct_of
from server.compiler.ssa.options import Work
from server.compiler.types.model import Pointer, Struct, underlying


def split_structs(work: Work) -> None:
    """Split until no variable can be split."""
    while _split_once(work):
        pass


def _split_once(work: Work) -> bool:
    users = uses(work.func, with_exits=True)
    found = [
        value
        for block in work.func.blocks
        for value in block.values
        if value.op is Op.LOCAL and _can_split(value, users)
    ]
    if not found:
        return False
    splitter = _Splitter(work, found)
    splitter.rewrite()
    return True


def _can_split(local: Value, users: dict[Value, list[Value]]) -> bool:
    variable = local.aux
    assert isinstance(variable, Variable)
    if not isinstance(underlying(variable.type), Struct) or not is_ssaable(variable.type):
        return False
    return _only_accessed(local, users)


def _only_accessed(address: Value, users: dict[Value, list[Value]]) -> bool:
    for user in users.get(address, ()):
        if user.op is Op.FIELD_ADDR:
            if not _only_accessed(user, users):
                return False
        elif not is_access(user, address):
            return False
    return True


def is_access(user: Value, address: Value) -> bool:
    """Whether a value loads from an address, or stores something else to it."""
    if user is address:  # it is returned
        return False
    if user.op is Op.LOAD:
        return True
    return user.op is Op.STORE and user.args[0] is address and user.args[1] is not address


class _Splitter:
    def __init__(self, work: Work, found: list[Value]) -> None:
        self.func = work.func
        self.parts: dict[Value, list[Value]] = {}  # struct local -> locals of its fields
        self.replaced: dict[Value, Value] = {}
        self.found = set(found)

    def rewrite(self) -> None:
        for block in self.func.blocks:
            for local in block.values:
                if local in self.found:
                    self.parts[local] = self._make_parts(local)
        for block in self.func.blocks:
            block.values = [new for value in block.values for new in self._rewritten(value)]
        replace_values(self.func, self.replaced)

    def _make_parts(self, local: Value) -> list[Value]:
        variable = local.aux
        assert isinstance(variable, Variable)
        parts = []
        for index, field in enumerate(struct_of(variable.type).fields):
            typ = field_type(struct_of(variable.type), index)
            part = Variable(f"{variable.name}.{field.name}", typ, variable.span, whole=variable, index=index)
            parts.append(self.func.new_value(local.block, Op.LOCAL, Pointer(typ), [], part, local.span))
        return parts

    def _rewritten(self, value: Value) -> list[Value]:
        if value in self.found:
            return self.parts[value]
        if not value.args or value.args[0] not in self.found:
            return [value]
        parts = self.parts[value.args[0]]
        match value.op:
            case Op.FIELD_ADDR:
                assert isinstance(value.aux, int)
                self.replaced[value] = parts[value.aux]
                return []
            case Op.LOAD:
                loads = [self._part_load(value, part) for part in parts]
                value.op, value.args = Op.STRUCT_MAKE, list(loads)
                return [*loads, value]
        return self._part_stores(value, parts)

    def _part_load(self, load: Value, part: Value) -> Value:
        assert isinstance(part.aux, Variable)
        return self.func.new_value(load.block, Op.LOAD, part.aux.type, [part], None, load.span)

    def _part_stores(self, store: Value, parts: list[Value]) -> list[Value]:
        new = []
        stored = store.args[1]
        for index, part in enumerate(parts):
            assert isinstance(part.aux, Variable)
            field = self.func.new_value(store.block, Op.FIELD, part.aux.type, [stored], index, store.span)
            new += [field, self.func.new_value(store.block, Op.STORE, None, [part, field], None, store.span)]
        return new

"""Builds IR through its own interface, for tests that need no front end."""

from __future__ import annotations

from collections.abc import Sequence

from server.compiler.ir.func import Aux, Block, Callee, Exit, Func, IRPackage, Param, Value, Variable
from server.compiler.ir.ops import Op
from server.compiler.types.model import Kind, Pointer, Signature, Tuple, Type
from server.compiler.types.objects import Var
from server.compiler.types.universe import TYP

INT = TYP[Kind.INT]
INT64 = TYP[Kind.INT64]
BOOL = TYP[Kind.BOOL]
UINTPTR = TYP[Kind.UINTPTR]
STRING = TYP[Kind.STRING]
POINTER = TYP[Kind.UNSAFE_POINTER]


def signature(params: Sequence[Type], results: Sequence[Type] = ()) -> Signature:
    """A function type."""
    return Signature(_tuple(params), _tuple(results))


def _tuple(types: Sequence[Type]) -> Tuple:
    return Tuple([Var("", None, None, typ) for typ in types])


class FuncBuilder:
    """One function, block by block."""

    def __init__(self, symbol: str, params: Sequence[Type] = (), results: Sequence[Type] = ()) -> None:
        self.func = Func(
            symbol,
            symbol.rpartition(".")[2],
            signature(params, results),
            [Variable(f"p{i}", typ, None) for i, typ in enumerate(params)],
            [Variable("", typ, None) for typ in results],
            None,
            pragmas=frozenset(("nosplit",)),  # nobody has set up the words in which a goroutine's stack limit is
        )
        self.block = self.func.new_block("entry")

    def add(self, op: Op, typ: Type | None, *args: Value, aux: Aux = None) -> Value:
        """A value at the end of the current block."""
        value = self.func.new_value(self.block, op, typ, list(args), aux)
        self.block.values.append(value)
        return value

    def const(self, constant: Aux, typ: Type = INT) -> Value:
        """A constant."""
        return self.add(Op.CONST, typ, aux=constant)

    def param(self, index: int) -> Value:
        """A parameter."""
        variable = self.func.params[index]
        return self.add(Op.PARAM, variable.type, aux=Param(index, variable.name))

    def local(self, typ: Type) -> Value:
        """A stack slot."""
        return self.add(Op.LOCAL, Pointer(typ), aux=Variable("v", typ, None))

    def call(self, symbol: str, args: Sequence[Value], results: Sequence[Type] = (), no_return: bool = False) -> Value:
        """A call; its type is that of the one result or a tuple."""
        types = [arg.type for arg in args]
        callee = Callee(symbol, signature([t for t in types if t is not None], results), no_return)
        typ = None if not results else results[0] if len(results) == 1 else _tuple(results)
        return self.add(Op.CALL, typ, *args, aux=callee)

    def jump(self, target: Block) -> None:
        """End the block."""
        self._leave(Exit.JUMP, [], [target])

    def branch(self, condition: Value, yes: Block, no: Block) -> None:
        """End the block in two ways."""
        self._leave(Exit.IF, [condition], [yes, no])

    def ret(self, *results: Value) -> None:
        """Return."""
        self._leave(Exit.RETURN, list(results), [])

    def _leave(self, exit_: Exit, controls: list[Value], succs: list[Block]) -> None:
        self.block.exit, self.block.controls, self.block.succs = exit_, controls, succs
        for succ in succs:
            succ.preds.append(self.block)

    def begin(self, block: Block) -> Block:
        """Go on in another block."""
        self.block = block
        return block


def package(path: str, *funcs: Func) -> IRPackage:
    """A package without variables."""
    return IRPackage(path, path, list(funcs), [])

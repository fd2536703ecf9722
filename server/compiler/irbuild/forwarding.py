"""Exported functions that a linkname directive renames, under the names by which importers know them.

    //go:linkname Nanotime runtime.nanotime
    func Nanotime() int64

The package's own code calls runtime.nanotime. Who imports the package sees a function, not its directives, and refers
to p.Nanotime, which is built here:

    func p.Nanotime() int64
        return call runtime.nanotime()
"""

from __future__ import annotations

from collections.abc import Iterator

from server.compiler.ir.func import Aux, Callee, Exit, Func, Param, Value, Variable
from server.compiler.ir.ops import Op
from server.compiler.irbuild.methodset import is_exported
from server.compiler.irbuild.recovering import hand_on
from server.compiler.types import objects
from server.compiler.types.info import TypedPackage
from server.compiler.types.linkname import package_prefix
from server.compiler.types.model import Signature, Type
from server.compiler.types.symbols import Symbols


def forwarding_functions(typed: TypedPackage, symbols: Symbols) -> Iterator[Func]:
    """One function for each that is renamed, in the order of the package's names."""
    for obj in typed.package.scope.names.values():
        if not isinstance(obj, objects.Func) or obj.type is None or obj.type.type_params or not is_exported(obj.name):
            continue
        known, target = f"{package_prefix(typed.package)}.{obj.name}", symbols.of_func(obj)
        if target != known:
            yield _forward(known, target, obj.type)


def _forward(symbol: str, target: str, signature: Signature) -> Func:
    params = [Variable(var.name, var.type, None) for var in signature.params.vars if var.type is not None]
    results = [Variable(var.name, var.type, None) for var in signature.results.vars if var.type is not None]
    func = Func(symbol, symbol, signature, params, results, None)
    block = func.new_block("entry")

    def emit(op: Op, typ: Type | None, *args: Value, aux: Aux = None) -> Value:
        value = func.new_value(block, op, typ, list(args), aux)
        block.values.append(value)
        return value

    arguments = [emit(Op.PARAM, var.type, aux=Param(i, var.name)) for i, var in enumerate(params)]
    block = hand_on(func, block)
    typ = signature.results if len(results) > 1 else results[0].type if results else None
    call = emit(Op.CALL, typ, *arguments, aux=Callee(target, signature))
    if len(results) > 1:
        block.controls = [emit(Op.EXTRACT, var.type, call, aux=i) for i, var in enumerate(results)]
    else:
        block.controls = [call] if results else []
    block.exit = Exit.RETURN
    return func

"""Functions that adapt a receiver: promoted methods, pointer wrappers of value methods, method expressions.

    func main.(*S).M(s *S, n int) int          S embeds *T, M is a method of T with a value receiver
        t0 = param s *S
        nilcheck t0; t1 = fieldaddr t0 .0; t2 = load t1; nilcheck t2; t3 = load t2
        return call main.T.M(t3, n)

A wrapper of a value method panics when it is called through a nil pointer. Spec, "Selectors", "Method expressions".
"""

from __future__ import annotations

from dataclasses import dataclass

from server.compiler.ir import graph
from server.compiler.ir.func import Aux, Callee, Exit, Func, Method, Param, Value, Variable
from server.compiler.ir.ops import Op
from server.compiler.ir.runtime_calls import runtime_callee
from server.compiler.ir.types import BOOL, STRING, UNSAFE_POINTER, field_type, pointee, struct_of
from server.compiler.irbuild.methodset import interface_index, is_abstract
from server.compiler.irbuild.recovering import hand_on
from server.compiler.types.identical import identical
from server.compiler.types.model import Pointer, Signature, Tuple, Type, underlying
from server.compiler.types.objects import Func as FuncObject
from server.compiler.types.objects import Var
from server.compiler.types.predicates import is_interface


@dataclass(frozen=True, slots=True)
class Wrapped:
    """What a wrapper calls, and how its receiver is found."""

    method: FuncObject
    path: tuple[int, ...]  # fields from the wrapper's receiver on, then the method's own index
    callee: Callee | None  # of a concrete method
    nil_text: str = ""  # the panic's text when the receiver is a nil pointer and the method wants its value


def build_wrapper(symbol: str, receiver: Type, wrapped: Wrapped, as_word: bool = False) -> Func:
    """The function `symbol(receiver, parameters...)`; with `as_word` it takes an interface's data word instead."""
    target = wrapped.callee.signature if wrapped.callee is not None else wrapped.method.type
    assert target is not None
    first = Var("", None, None, UNSAFE_POINTER if as_word else receiver)
    signature = Signature(Tuple([first, *target.params.vars]), target.results, target.variadic)
    params = [Variable(var.name, var.type, None) for var in signature.params.vars if var.type is not None]
    results = [Variable(var.name, var.type, None) for var in signature.results.vars if var.type is not None]
    func = Func(symbol, symbol, signature, params, results, None)
    _Wrapper(func, wrapped, target).build(receiver, as_word)
    return func


class _Wrapper:
    """One wrapper under construction."""

    def __init__(self, func: Func, wrapped: Wrapped, target: Signature) -> None:
        self.func = func
        self.wrapped = wrapped
        self.target = target
        self.block = func.new_block("entry")

    def build(self, receiver: Type, as_word: bool) -> None:
        """Parameters, the receiver, the call."""
        params = [self._emit(Op.PARAM, var.type, aux=Param(i, var.name)) for i, var in enumerate(self.func.params)]
        self.block = hand_on(self.func, self.block)
        adapted = params[0] if is_interface(receiver) else self._follow(params[0], receiver, as_word)
        results = self.target.results.vars
        typ = self.target.results if len(results) > 1 else results[0].type if results else None
        if self.wrapped.callee is None:
            call = self._call_abstract(adapted, params[1:], typ)
        else:
            call = self._emit(Op.CALL, typ, adapted, *params[1:], aux=self.wrapped.callee)
        self._return(call)

    def _emit(self, op: Op, typ: Type | None, *args: Value, aux: Aux = None) -> Value:
        value = self.func.new_value(self.block, op, typ, list(args), aux)
        self.block.values.append(value)
        return value

    def _follow(self, param: Value, receiver: Type, as_word: bool) -> Value:
        """The receiver as the method wants it."""
        at, checked = param, False
        if as_word or not isinstance(underlying(receiver), Pointer):
            assert param.type is not None
            at, checked = self._emit(Op.LOCAL, Pointer(param.type), aux=Variable("", param.type, None)), True
            self._emit(Op.STORE, None, at, param)
            at = self._retype(at, Pointer(receiver))
        for index in self.wrapped.path[:-1]:
            self._check(at, checked)
            typ = field_type(struct_of(pointee(at.type)), index)
            at, checked = self._emit(Op.FIELD_ADDR, Pointer(typ), at, aux=index), True
            if isinstance(underlying(typ), Pointer):
                at, checked = self._emit(Op.LOAD, typ, at), False
        return self._operand(at, checked)

    def _operand(self, at: Value, checked: bool) -> Value:
        if is_abstract(self.wrapped.method):
            return self._emit(Op.LOAD, pointee(at.type), at)
        assert self.target.recv is not None
        wanted = self.target.recv.type
        assert wanted is not None
        if isinstance(underlying(wanted), Pointer):
            return self._retype(at, wanted)
        if len(self.wrapped.path) == 1 and not checked and self.wrapped.nil_text:
            self._refuse_nil(at)
        else:
            self._check(at, checked)
        return self._retype(self._emit(Op.LOAD, pointee(at.type), at), wanted)

    def _check(self, pointer: Value, checked: bool) -> None:
        if not checked:
            self._emit(Op.NIL_CHECK, None, pointer)

    def _refuse_nil(self, pointer: Value) -> None:
        bad, good = self.func.new_block("nil"), self.func.new_block("receiver")
        equal = self._emit(Op.EQ, BOOL, pointer, self._emit(Op.ZERO, pointer.type))
        graph.branch(self.block, equal, bad, good)
        self.block = bad
        text = self._emit(Op.CONST, STRING, aux=self.wrapped.nil_text.encode())
        self._emit(Op.CALL, None, text, aux=runtime_callee("panicwrap"))
        bad.exit = Exit.UNREACHABLE
        self.block = good

    def _retype(self, value: Value, typ: Type) -> Value:
        same = value.type is not None and identical(value.type, typ)
        return value if same else self._emit(Op.CHANGE_TYPE, typ, value)

    def _call_abstract(self, value: Value, args: list[Value], typ: Type | None) -> Value:
        assert value.type is not None
        self._emit(Op.NIL_CHECK, None, self._emit(Op.IFACE_TAB, UNSAFE_POINTER, value))
        method = self.wrapped.method
        bare = Signature(self.target.params, self.target.results, self.target.variadic)
        aux = Method(method.name, interface_index(value.type, method), bare)
        return self._emit(Op.CALL_METHOD, typ, value, *args, aux=aux)

    def _return(self, call: Value) -> None:
        results = self.target.results.vars
        if len(results) > 1:
            controls = [self._emit(Op.EXTRACT, var.type, call, aux=i) for i, var in enumerate(results)]
        else:
            controls = [call] if results else []
        self.block.exit, self.block.controls = Exit.RETURN, controls

"""Instantiation cycles: generic code whose instances would go on for ever.

A graph over type parameters: an edge from p to q says that q is instantiated with a type built from p; its weight is
1 if the type is larger than p alone. A cycle of positive weight means that each instance needs a larger one. Search:
relaxation as in Bellman and Ford, a path as long as the number of vertices being a cycle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.compiler.types.model import (
    Array,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    TypeParam,
    unalias,
)
from server.compiler.types.objects import Package, TypeName
from server.compiler.types.typeset import type_set
from server.source.span import Span


@dataclass(slots=True)
class Edge:
    """One instantiation."""

    dst: int
    src: int
    weight: int
    span: Span | None
    type: Type


class InstanceGraph:
    """The graph of one package."""

    def __init__(self) -> None:
        self.edges: list[Edge] = []  # those of each body are kept with the body
        self._vertices: list[TypeName] = []
        self._index: dict[TypeName, int] = {}
        self._canonical: dict[TypeParam, TypeParam] = {}
        self._ambient: dict[TypeName, list[TypeParam]] = {}

    def same_param(self, copy: TypeParam, original: TypeParam) -> None:
        """A receiver's type parameter stands for one of the type's."""
        self._canonical[copy] = original

    def declare_local(self, obj: TypeName, ambient: Sequence[TypeParam]) -> None:
        """A type declared inside a generic function depends on the function's parameters."""
        self._ambient[obj] = list(ambient)

    def add_instance(
        self, package: Package, params: Sequence[TypeParam], args: Sequence[Type], spans: Sequence[Span | None]
    ) -> None:
        """The parameters are instantiated with the arguments; spans[i] is where args[i] is written."""
        for param, arg, span in zip(params, args, spans):
            if param.obj.package is not package:
                continue
            for source, inner in self._sources(arg, set()):
                weight = 0 if inner is arg else 1
                self.edges.append(Edge(self._param_vertex(param), source, weight, span, arg))

    def find_cycle(self) -> list[tuple[TypeName, Type, Span | None]]:
        """The steps of a cycle of growing instances, or an empty list."""
        count = len(self._vertices)
        weight, length, previous = [0] * count, [0] * count, [-1] * count
        again = True
        while again:
            again = False
            for number, edge in enumerate(self.edges):
                through = weight[edge.src] + edge.weight
                if through <= weight[edge.dst]:
                    continue
                previous[edge.dst] = number
                length[edge.dst] = length[edge.src] + 1
                if length[edge.dst] == count:
                    return self._cycle_through(edge.dst, previous)
                weight[edge.dst] = through
                again = True
        return []

    def _cycle_through(self, vertex: int, previous: list[int]) -> list[tuple[TypeName, Type, Span | None]]:
        trail: list[int] = []
        while vertex not in trail:
            trail.append(vertex)
            vertex = self.edges[previous[vertex]].src
        steps = [self.edges[previous[v]] for v in trail[trail.index(vertex) :]]
        return [(self._vertices[edge.dst], edge.type, edge.span) for edge in steps]

    def _param_vertex(self, param: TypeParam) -> int:
        return self._vertex(self._canonical.get(param, param).obj)

    def _vertex(self, obj: TypeName) -> int:
        if obj not in self._index:
            self._index[obj] = len(self._vertices)
            self._vertices.append(obj)
        return self._index[obj]

    def _local_vertex(self, obj: TypeName) -> int | None:
        ambient = self._ambient.get(obj)
        if not ambient:
            return None
        if obj not in self._index:
            vertex = self._vertex(obj)
            for param in ambient:
                self.edges.append(Edge(vertex, self._param_vertex(param), 1, obj.span, param))
        return self._index[obj]

    def _sources(self, typ: Type, seen: set[int]) -> Iterator[tuple[int, Type]]:
        """Type parameters, and local types that depend on some, inside a type argument."""
        typ = unalias(typ)
        if id(typ) in seen:
            return
        seen.add(id(typ))
        if isinstance(typ, TypeParam):
            yield self._param_vertex(typ), typ
            return
        if isinstance(typ, Named):
            vertex = self._local_vertex(typ.obj)
            if vertex is not None:
                yield vertex, typ
        for part in _parts(typ):
            yield from self._sources(part, seen)


def _parts(typ: Type) -> list[Type]:
    match typ:
        case Named():
            return typ.type_args
        case Array() | Slice() | Pointer() | Chan():
            return [typ.element]
        case Map():
            return [typ.key, typ.element]
        case Struct():
            return [f.type for f in typ.fields if f.type is not None]
        case Signature():
            return [v.type for v in (*typ.params.vars, *typ.results.vars) if v.type is not None]
        case Interface():
            return [m.type for m in type_set(typ).methods if m.type is not None]
    return []

"""What all functions of one package share while their IR is built."""

from __future__ import annotations

from dataclasses import dataclass, field

from server.compiler.ir.func import Func, Global
from server.compiler.irbuild.instances import Instances
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import TypedPackage
from server.compiler.types.sizes import Sizes
from server.compiler.types.symbols import Symbols
from server.compiler.types.view import BodyView


@dataclass(slots=True)
class BuildConfig:
    """What the caller decides."""

    sizes: Sizes = field(default_factory=lambda: Sizes(8))
    go_minor: int = 27  # language version 1.N of the module: from 1.22 on loop variables are per iteration


@dataclass(slots=True)
class PackageContext:
    """The typed package, its symbols, and the data that its functions need."""

    typed: TypedPackage
    symbols: Symbols
    config: BuildConfig
    view: BodyView  # of what is no instance
    instances: Instances
    globals: list[Global] = field(default_factory=list)
    literals: list[Func] = field(default_factory=list)  # functions made in the course of others
    bound: set[str] = field(default_factory=set)  # link names of the methods bound to receivers so far


class NotSupported(Exception):
    """Something that is not lowered yet; ends the function under construction, which then has no IR."""

    def __init__(self, what: str, node: ast.Node) -> None:
        super().__init__(what)
        self.what = what
        self.node = node

"""What all functions of one package share while their IR is built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from server.compiler.decide.plan import PackagePlan
from server.compiler.ir.decisions import DecisionLog
from server.compiler.ir.func import Aggregate, Func, Global
from server.compiler.irbuild.instances import Instances
from server.compiler.irbuild.staticvariables import StaticVariables
from server.compiler.syntax import nodes as ast
from server.compiler.types.constant import Constant
from server.compiler.types.info import TypedPackage
from server.compiler.types.linkname import link_name
from server.compiler.types.model import Type
from server.compiler.types.sizes import Sizes
from server.compiler.types.symbols import Symbols
from server.compiler.types.view import BodyView


@dataclass(slots=True)
class BuildConfig:
    """What the caller decides."""

    sizes: Sizes = field(default_factory=lambda: Sizes(8))
    goarch: str = "amd64"  # some calls are operations on one architecture only
    # What go:embed puts into variables: files by the name of the variable, and by their own.
    embeds: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    notes: bool = False  # find out for debuggers where variables are visible and what closures hold
    every_instance: bool = False  # build also instances of generic functions that are inlined wherever they are used


@dataclass(slots=True)
class PackageContext:
    """The typed package, its symbols, and the data that its functions need."""

    typed: TypedPackage
    symbols: Symbols
    config: BuildConfig
    view: BodyView  # of what is no instance
    instances: Instances
    statics: StaticVariables  # those found when the initialisation was built
    plan: PackagePlan = field(default_factory=PackagePlan)  # without a frame a function is built as it stands
    globals: list[Global] = field(default_factory=list)
    literals: list[Func] = field(default_factory=list)  # functions made in the course of others
    shared: dict[str, Global] = field(default_factory=dict)  # read-only data, by symbol
    bound: set[str] = field(default_factory=set)  # link names of the methods bound to receivers so far
    inner: set[str] = field(default_factory=set)  # link names of the functions in `literals` so far
    log: DecisionLog = field(default_factory=DecisionLog)  # of the forms that constructs get

    def shared_data(self, typ: Type, data: Constant | Aggregate) -> str:
        """The symbol of read-only data of that type and content."""
        digest = sha256(f"{link_name(typ)} {data!r}".encode()).hexdigest()
        symbol = f"go:static.{digest[:24]}"
        if symbol not in self.shared:
            self.shared[symbol] = Global(symbol, typ, None, data, shared=True)
        return symbol


class NotSupported(Exception):
    """Something that is not lowered yet; ends the function under construction, which then has no IR."""

    def __init__(self, what: str, node: ast.Node) -> None:
        super().__init__(what)
        self.what = what
        self.node = node

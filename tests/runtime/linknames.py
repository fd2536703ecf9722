"""Which symbols the packages of the standard library define and want, and what a signature is to the machine.

Read from the oracle's GOROOT with our own package runtime in place of gc's.
"""

from dataclasses import dataclass, field
from pathlib import Path

from server.build.constraints import BuildTags
from server.build.frontend import FrontEnd
from server.build.packages import LoadConfig, LoadedPackage, Loader
from server.build.stdlib import StandardLibrary
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import (
    Array,
    Basic,
    Interface,
    Kind,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    underlying,
)
from server.compiler.types.objects import Func, Package, Var
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.target import Target
from server.target.runtime_dir import runtime_sources

RUNTIME = "runtime"
_RENAMING = ("go:linkname", "go:linknamestd")
_SHAPES = {Kind.STRING: ("p", "i64"), Kind.UNSAFE_POINTER: ("p",), Kind.BOOL: ("bool",), Kind.UINTPTR: ("i64",)}
_SHAPES |= {Kind.INT: ("i64",), Kind.UINT: ("i64",), Kind.FLOAT32: ("f32",), Kind.FLOAT64: ("f64",)}
_SHAPES |= {Kind.INT8: ("i8",), Kind.UINT8: ("i8",), Kind.INT16: ("i16",), Kind.UINT16: ("i16",)}
_SHAPES |= {Kind.INT32: ("i32",), Kind.UINT32: ("i32",), Kind.INT64: ("i64",), Kind.UINT64: ("i64",)}
_SHAPES |= {Kind.COMPLEX64: ("f32", "f32"), Kind.COMPLEX128: ("f64", "f64")}


def shape(typ: Type | None) -> tuple[str, ...]:
    """What a value of a type is to the machine: its scalars."""
    assert typ is not None
    match underlying(typ):
        case Basic(kind=kind):
            return _SHAPES[kind]
        case Slice():
            return ("p", "i64", "i64")
        case Interface():
            return ("p", "p")
        case Struct(fields=fields):
            return sum((shape(item.type) for item in fields), ())
        case Array(element=element, length=length):
            return shape(element) * length
        case Tuple(vars=variables):
            return sum((shape(item.type) for item in variables), ())
    return ("p",)


def signature_shape(signature: Signature | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Parameters and results."""
    assert signature is not None
    return shape(signature.params), shape(signature.results)


@dataclass
class World:
    """The standard library for one target. Symbols map to the packages and names that they stand for there."""

    front: FrontEnd
    bodies: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # functions that have one
    bodyless: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    variables: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # those that a directive renames

    def object(self, path: str, name: str) -> Func | Var:
        """What a package-level name denotes."""
        package = self.front.types_of(path)
        assert isinstance(package, Package)
        found = package.scope.names[name]
        assert isinstance(found, (Func, Var))
        return found


def load_world(source: Path, target: Target, ours: bool = True) -> World:
    """All packages of the standard library; with gc's own package runtime unless `ours`."""
    std, files = StandardLibrary(source), FileSet()
    builtin = {RUNTIME: runtime_sources()} if ours else {}
    loader = Loader(LoadConfig(BuildTags.for_target(target), None, builtin, std=std, skim=True), files, Collector())
    for path in std.packages():
        if path not in loader.packages:
            loader.load_directory(builtin.get(path, std.directory(path)), path, quiet=True)
    world = World(FrontEnd(loader.packages, files, target, lambda: False))
    for package in loader.packages.values():
        _collect(world, package)
    return world


def _collect(world: World, package: LoadedPackage) -> None:
    path, trees = package.import_path, [source.tree for source in package.files]
    directives = [item for tree in trees for decl in (tree.header, *tree.decls) for item in decl.directives]
    words = [item.args.split() for item in directives if item.name in _RENAMING]
    renamed = {pair[0]: pair[1] for pair in words if len(pair) == 2}
    for decl in (decl.decl for tree in trees for decl in tree.decls):
        if isinstance(decl, ast.FuncDecl):
            name = decl.name.name if decl.recv is None else _method(decl)
            table = world.bodyless if decl.body is None else world.bodies
            table.setdefault(renamed.get(name, f"{path}.{name}"), []).append((path, name))
        elif isinstance(decl, ast.GenDecl) and decl.tok == "var":
            for spec in decl.specs:
                for ident in spec.names if isinstance(spec, ast.ValueSpec) else ():
                    if ident.name in renamed or path == RUNTIME:
                        symbol = renamed.get(ident.name, f"{path}.{ident.name}")
                        world.variables.setdefault(symbol, []).append((path, ident.name))


def _method(decl: ast.FuncDecl) -> str:
    """`T.M` or `(*T).M`"""
    assert decl.recv is not None
    typ = decl.recv.fields[0].type
    pointer = isinstance(typ, ast.StarExpr)
    base = typ.x if isinstance(typ, ast.StarExpr) else typ
    while isinstance(base, ast.IndexExpr | ast.ParenExpr):
        base = base.x
    receiver = base.name if isinstance(base, ast.Ident) else "?"
    return f"(*{receiver}).{decl.name.name}" if pointer else f"{receiver}.{decl.name.name}"

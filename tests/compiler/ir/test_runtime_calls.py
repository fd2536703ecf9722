"""The compiler's table of run-time functions agrees with what the run-time declares."""

from pathlib import Path

import pytest

from server.build.constraints import BuildTags
from server.build.frontend import FrontEnd
from server.build.packages import RUNTIME, LoadConfig, Loader
from server.build.stdlib import StandardLibrary
from server.compiler.ir.runtime_calls import RUNTIME_CALLS, runtime_callee
from server.compiler.ir.types import UNSAFE_POINTER, type_text
from server.compiler.irbuild.conversion import STRING_BUFFER
from server.compiler.types.model import Named, Pointer, Struct, Type, unalias, underlying
from server.compiler.types.objects import Const, Func, Package, TypeName
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.target import TARGETS
from server.target.runtime_dir import runtime_sources

RECORDS = {"_type", "itab", "deferList", "deferred", "hchan", "chantype", "scase", "Map", "MapType", "Iter"}


@pytest.fixture(scope="module")
def runtime_package(oracle_goroot: Path) -> Package:
    files, own = FileSet(), {RUNTIME: runtime_sources()}
    config = LoadConfig(BuildTags.for_target(TARGETS[0]), None, own, std=StandardLibrary(oracle_goroot / "src"))
    loader = Loader(config, files, Collector())
    loader.load_directory(runtime_sources(), RUNTIME)
    package = FrontEnd(loader.packages, files, TARGETS[0], lambda: False).types_of(RUNTIME)
    assert package is not None
    return package


def as_compiled(typ: Type | None) -> str:
    """A type as compiled code sees it: pointers to what the run-time keeps are plain pointers."""
    assert typ is not None
    bare = unalias(typ)
    pointed = bare.element if isinstance(bare, Pointer) else None
    if isinstance(pointed, Named) and pointed.obj.name in RECORDS:
        return type_text(UNSAFE_POINTER)
    if isinstance(pointed, Named) and pointed.obj.name == "g":
        return type_text(Pointer(UNSAFE_POINTER))
    return type_text(bare).replace("byte", "uint8").replace("rune", "int32")


@pytest.mark.parametrize("name", [name for name, row in RUNTIME_CALLS.items() if not row.in_maps])
def test_declared_alike(name: str, runtime_package: Package) -> None:
    declared = runtime_package.scope.names.get(name)
    assert isinstance(declared, Func), f"runtime.{name} is not declared"
    assert declared.type is not None
    wanted = runtime_callee(name).signature
    for ours, theirs in ((wanted.params, declared.type.params), (wanted.results, declared.type.results)):
        assert [as_compiled(var.type) for var in ours.vars] == [as_compiled(var.type) for var in theirs.vars]


@pytest.mark.parametrize(
    ("name", "first"),
    [("g", ["_", "panics", "stackLimit", "sched", "m"]), ("m", ["_", "g0", "overflow"])],
)
def test_fields_that_stubs_know(name: str, first: list[str], runtime_package: Package) -> None:
    """Assembly stubs and stack checks find them by offset: each is a word, but the first takes no room."""
    declared = runtime_package.scope.names[name]
    assert isinstance(declared, TypeName)
    assert declared.type is not None
    struct = underlying(declared.type)
    assert isinstance(struct, Struct)
    assert [field.name for field in struct.fields[: len(first)]] == first


def test_room_for_short_conversions(runtime_package: Package) -> None:
    """Compiled code reserves what the run-time fills."""
    declared = runtime_package.scope.names["stringBuffer"]
    assert isinstance(declared, Const)
    assert declared.value == STRING_BUFFER

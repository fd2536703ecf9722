"""The compiler's table of run-time functions agrees with what the run-time declares."""

from pathlib import Path

import pytest

from server.compiler.ir.runtime_calls import RUNTIME_CALLS, runtime_callee
from server.compiler.ir.types import UNSAFE_POINTER, type_text
from server.compiler.syntax.parse import parse_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.compiler.types.model import Named, Pointer, Type, unalias
from server.compiler.types.objects import Func, Package
from server.diagnostics.collector import Collector
from tests.compiler.stages import SIZES, only_unsafe

RUNTIME = Path(__file__).parents[3] / "runtime"


@pytest.fixture(scope="module")
def runtime_package() -> Package:
    paths = [path for path in sorted(RUNTIME.glob("*.go")) if not path.stem.endswith("_arm64")]
    trees = [parse_file(path.name, path.read_bytes()) for path in paths]
    return check_package("runtime", trees, CheckConfig(SIZES, only_unsafe), Collector()).package


def as_compiled(typ: Type | None) -> str:
    """A type as compiled code sees it: type descriptors and itabs are plain pointers."""
    assert typ is not None
    bare = unalias(typ)
    pointed = bare.element if isinstance(bare, Pointer) else None
    if isinstance(pointed, Named) and pointed.obj.name in ("_type", "itab", "deferList", "hchan", "chantype", "scase"):
        return type_text(UNSAFE_POINTER)
    return type_text(bare).replace("byte", "uint8").replace("rune", "int32")


@pytest.mark.parametrize("name", [name for name, row in RUNTIME_CALLS.items() if not row.in_maps])
def test_declared_alike(name: str, runtime_package: Package) -> None:
    declared = runtime_package.scope.names.get(name)
    assert isinstance(declared, Func), f"runtime.{name} is not declared"
    assert declared.type is not None
    wanted = runtime_callee(name).signature
    for ours, theirs in ((wanted.params, declared.type.params), (wanted.results, declared.type.results)):
        assert [as_compiled(var.type) for var in ours.vars] == [as_compiled(var.type) for var in theirs.vars]

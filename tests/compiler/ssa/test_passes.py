"""Functions after chosen passes, with the decisions about them, against goldens; and the table's own rules.

The first line of a file names the passes: `// passes: lift, tidy`.
"""

from pathlib import Path

import pytest

from server.compiler.ir.func import Func
from server.compiler.ir.print import print_func
from server.compiler.ssa.passes import PASS_NAMES, PASSES, Pass, check_order
from tests.compiler.stages import build_source, optimise_package

FILES = sorted((Path(__file__).parent / "testdata" / "passes").glob("*.go"))


def wanted_passes(path: Path) -> list[str]:
    first = path.read_text().splitlines()[0]
    names = [name.strip() for name in first.removeprefix("// passes:").split(",")]
    assert set(names) <= set(PASS_NAMES), first
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden(path: Path, update_goldens: bool) -> None:
    names = wanted_passes(path)
    shown: list[str] = []

    def keep(name: str, func: Func) -> None:
        if name in names and func.name not in ("main", "init"):
            shown.append(f"== {name}\n{print_func(func)}")

    package, files = build_source(path)
    log = optimise_package(package, on_pass=keep)
    for item in log.items:
        if item.span is not None:
            place = files.locate(item.span)
            file = files.file(place.path)
            assert file is not None
            line, column = file.lines.line_column(place.start)
            shown.append(f"{line}:{column}: {item.kind.value}: {item.subject}: {item.verdict}: {item.reason}\n")
    golden = path.with_suffix(".golden")
    if update_goldens:
        golden.write_text("".join(shown))
    assert "".join(shown) == golden.read_text()


def test_order_is_checked() -> None:
    late = Pass("late", PASSES[0].run, after=("early",), reason="it reads what early wrote")
    early = Pass("early", PASSES[0].run)
    check_order((early, late))
    with pytest.raises(ValueError, match="late must come after early: it reads what early wrote"):
        check_order((late, early))
    with pytest.raises(ValueError, match="early"):
        check_order((early, early))


def test_every_constraint_has_a_reason() -> None:
    assert all(row.reason for row in PASSES if row.after)


@pytest.mark.parametrize("name", PASS_NAMES)
def test_each_pass_can_be_left_out(name: str) -> None:
    """The verifier runs after every pass that remains."""
    for path in FILES:
        package, _ = build_source(path)
        optimise_package(package, disabled=frozenset({name}))

"""The heap and the collector: programs with a step of collecting at every N-th allocation, under the verifier.

Every `testdata/NAME.go` prints what its golden says, which comes from gc; so do the programs of tests/run, of which a
sample is run here, and all with STRESS=all in the environment.
"""

import os
import platform
import random
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import Target
from tests.pack import PACKED
from tests.run.oracle import Outcome, differing_goldens, lay_out_module

DATA = Path(__file__).parent / "testdata"
PROGRAMS = sorted(DATA.glob("*.go"))
OTHERS = sorted((Path(__file__).parents[1] / "run" / "testdata").glob("*.go"))
SEED: Final = 5
SAMPLE: Final = OTHERS if os.environ.get("STRESS") == "all" else random.Random(SEED).sample(OTHERS, 24)
# Programs with a collection for every few allocations at most: of 20,000 goroutines all stacks are scanned each time.
AT_LEAST: Final = {"goroutines": 101, "many_allocations": 7}
NATIVE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")


@pytest.fixture(scope="module", params=PACKED, ids=lambda target: target.goarch)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, cache: Path) -> tuple[Target, Path]:
    """A target, and the folder of the programs built for it: for this machine also the sample of tests/run."""
    target: Target = request.param
    if target.goarch != NATIVE and shutil.which(target.qemu) is None:
        pytest.skip(f"{target.qemu} is not installed")
    root, out = tmp_path_factory.mktemp("module"), tmp_path_factory.mktemp("bin")
    lay_out_module([*PROGRAMS, *SAMPLE] if target.goarch == NATIVE else PROGRAMS, root)
    result = build(BuildRequest(["./..."], root, target, cache=str(cache), output=f"{out}/", jobs=2))
    assert not result.diagnostics
    return target, out


def _run(target: Target, program: Path, godebug: str, **settings: str) -> str:
    command: list[str | Path] = [program] if target.goarch == NATIVE else [target.qemu, program]
    env = {**os.environ, "GODEBUG": godebug, **settings}
    done = subprocess.run(command, capture_output=True, timeout=300, check=False, env=env)
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode()).golden()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
@pytest.mark.parametrize("settings", [{}, {"GOGC": "1"}, {"GOMAXPROCS": "8"}], ids=str)
def test_verified(built: tuple[Target, Path], program: Path, settings: dict[str, str]) -> None:
    if program.stem == "statistics" and "GOGC" in settings:
        pytest.skip("the program counts collections, and this setting makes more of them")
    target, out = built
    golden = program.with_suffix(".out").read_text()
    assert _run(target, out / program.stem, "gcverify=1", **settings) == golden


@pytest.mark.parametrize("every", [1, 7, 101])
def test_stress(built: tuple[Target, Path], every: int) -> None:
    """A step of a collection at every so many allocations changes nothing that a program prints."""
    target, out = built
    different = {}
    for program in [*PROGRAMS, *SAMPLE]:
        if not (out / program.stem).exists() or program.stem == "statistics":
            continue  # it counts collections
        distance = max(every, AT_LEAST.get(program.stem, 1))
        printed = _run(target, out / program.stem, f"gcstress={distance},gcverify=1", GOMAXPROCS="8")
        if printed != program.with_suffix(".out").read_text():
            different[program.stem] = printed
    assert different == {}


def test_trace(built: tuple[Target, Path]) -> None:
    target, out = built
    printed = _run(target, out / "statistics", "gctrace=1")
    assert "gc 1 @" in printed
    assert "(forced)" in printed


def test_memory_is_sampled_where_the_profile_is_read(built: tuple[Target, Path]) -> None:
    _, out = built
    assert [_byte_at(out / name, "runtime.profileUnread") for name in ("memory_profile", "shared")] == [0, 1]


def _byte_at(program: Path, variable: str) -> int:
    with program.open("rb") as file:
        elf = ELFFile(file)
        table = elf.get_section_by_name(".symtab")
        assert isinstance(table, SymbolTableSection)
        (symbol,) = table.get_symbol_by_name(variable) or []
        section = elf.get_section(symbol["st_shndx"])
        return int(section.data()[symbol["st_value"] - section["sh_addr"]])


def test_goldens_are_those_of_gc(oracle_go: Path, tmp_path: Path, update_goldens: bool) -> None:
    """The oracle agrees with every golden file; with --update it writes them."""
    assert differing_goldens(oracle_go, PROGRAMS, tmp_path, update_goldens) == []

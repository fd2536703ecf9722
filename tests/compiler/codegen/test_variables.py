"""Debug records of variables: each function's, nodes spelled out, against a golden file; and that they make no code.

`pytest --update` rewrites the golden file.
"""

import io
import re
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from server.build.backend import OPTIONAL_PASSES
from server.compiler.codegen.compile import compile_chunk
from server.compiler.codegen.emit import CodegenOptions, emit_package
from server.compiler.ir.decisions import DecisionLog
from server.compiler.irbuild.context import BuildConfig
from server.compiler.ssa.options import PassOptions
from server.compiler.ssa.passes import optimise
from server.diagnostics.collector import Collector
from server.target import Target
from tests.compiler.stages import SIZES, build_typed, check_source

FILES = sorted((Path(__file__).parent / "testdata" / "variables").glob("*.go"))
LEVELS = (0, 2)


def chunks_of(path: Path, target: Target, level: int, variables: bool) -> list[str]:
    """The LLVM IR of a file's functions."""
    typed, files = check_source(path.name, path.read_bytes())
    package = build_typed(typed, Collector(), BuildConfig(SIZES, target.goarch, notes=variables))
    disabled = frozenset() if level else OPTIONAL_PASSES
    for func in package.funcs:
        optimise(func, DecisionLog(), PassOptions(disabled=disabled, verify=True, sizes=SIZES, notes=variables))
    options = CodegenOptions(optimisation=level, variables=variables)
    return [chunk.text for chunk in emit_package(package, files, target, options)]


def records_of(text: str) -> str:
    """The debug records of a chunk by function; of nodes their names, scopes and lines."""
    nodes = dict(re.findall(r"^!(\d+) = (.*)$", text, re.MULTILINE))

    def described(match: re.Match[str]) -> str:
        node = nodes[match[1]]
        name = re.search(r'name: "([^"]*)"', node)
        number = re.search(r"arg: (\d+)", node)
        scope = re.search(r"scope: !(\d+)", node)
        lines = []
        while scope and "DILexicalBlock" in (around := nodes[scope[1]]):
            lines.append(re.search(r"line: (\d+)", around)[1])  # type: ignore[index]  # blocks have lines
            scope = re.search(r"scope: !(\d+)", around)
        kind = nodes[re.search(r"type: !(\d+)", node)[1]]  # type: ignore[index]  # variables have types
        typ = re.search(r'name: "([^"]*)"', kind)
        parts = [name[1] if name else "?", typ[1] if typ else "?"]
        reflected = re.search(r"runtimeLang: (\d+)", kind)
        parts += [f"kind {reflected[1]}"] if reflected else []
        parts += [f"parameter {number[1]}"] if number else []
        parts += [f"block {'<'.join(lines)}"] if lines else []
        return " ".join(parts)

    lines = []
    for line in text.splitlines():
        if line.startswith("define "):
            found = re.search(r'@"([^"]*)"', line)
            lines.append(found[1] if found else "?")
        elif "#dbg_" in line:
            record, _, _ = line.strip().rpartition(", ")
            lines.append("    " + re.sub(r"!(\d+)", described, record.replace("!DIExpression", "")) + ")")
    return "\n".join(lines)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_records(path: Path, request: pytest.FixtureRequest) -> None:
    from server.target import TARGETS

    target = next(target for target in TARGETS if target.goarch == "amd64")
    texts = [f"level {level}\n{records_of(text)}" for level in LEVELS for text in chunks_of(path, target, level, True)]
    got = "\n".join(text for text in texts if "#dbg" in text or "(" in text) + "\n"
    golden = path.with_suffix(".golden")
    if request.config.getoption("--update"):
        golden.write_text(got)
    assert got == golden.read_text()


@pytest.mark.parametrize("level", LEVELS[1:])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_code_depends_on_them(path: Path, level: int, target: Target) -> None:
    def code(variables: bool) -> list[dict[str, bytes]]:
        texts = chunks_of(path, target, level, variables)
        files = [ELFFile(io.BytesIO(compile_chunk(text, target, level))) for text in texts]
        return [
            {s.name: s.data() for s in file.iter_sections() if s.name.startswith((".text", ".rodata", ".data"))}
            for file in files
        ]

    assert code(variables=True) == code(variables=False)

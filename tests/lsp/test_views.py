"""Hover, lenses, definition and outline over the protocol, on saved and unsaved text."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types

from server.compiler.ssa.passes import PASSES
from tests.lsp.conftest import GOOD
from tests.lsp.session import session


def dump(module: Path, function: str) -> str:
    """What `bindery build -dump` prints for a function after the last pass."""
    command = [sys.executable, "-P", "-m", "server", "build", f"-dump={function}:{PASSES[-1].name}"]
    done = subprocess.run(command, cwd=module, capture_output=True, text=True, check=True, env={**os.environ})
    return done.stdout


def fenced(hover: str) -> list[str]:
    """The code blocks of a hover."""
    return [block.partition("\n")[2].rstrip("\n") for block in hover.split("```")[1::2]]


@pytest.mark.parametrize(("function", "line"), [("sum", 2), ("at", 10), ("main", 14)])
async def test_hover_on_a_name_is_the_dump(module: Path, function: str, line: int) -> None:
    async with session(module) as talk:
        talk.open("main.go")
        declaration, ssa = fenced(await talk.hover("main.go", line, 6))
        assert declaration.startswith(f"func {function}(")
        assert ssa == dump(module, function).rstrip("\n")


async def test_hover_of_unsaved_text(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", "package main\n\nfunc f(é int) int {\n\treturn é * 3\n}\n\nfunc main() { f(1) }\n")
        declaration, ssa = fenced(await talk.hover("main.go", 3, 10))
        assert declaration == "int"
        assert "mul" in ssa
        assert fenced(await talk.hover("main.go", 3, 8))[0] == "var é int"


async def test_hover_outside_of_everything_is_empty(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go")
        for line, character in ((1, 0), (0, 3), (99, 0), (2, 4_000_000)):
            assert await talk.hover("main.go", line, character) in ("", await talk.hover("main.go", 2, 9999))
        assert await talk.hover("unknown.go", 0, 0) == ""


async def test_one_lens_per_function(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go")
        lenses = dict(await talk.lenses("main.go"))
        assert sorted(lenses) == [2, 10, 14]
        assert lenses[2] == "inline 25/80"
        assert "1 bounds check" in lenses[10]


async def test_lens_of_a_broken_function_says_what_blocks_it(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", GOOD.replace("return total", "return totl"))
        lenses = dict(await talk.lenses("main.go"))
        assert lenses[2] == "blocked: undefined: totl"
        assert "1 bounds check" in lenses[10]
        talk.change("main.go", GOOD)
        assert dict(await talk.lenses("main.go"))[2] == "inline 25/80"


async def test_a_syntax_error_spoils_one_declaration(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", GOOD.replace("total := 0", "total := ("))
        assert "1 bounds check" in dict(await talk.lenses("main.go"))[10]
        assert all("syntax error" in message for message in await talk.messages("main.go"))


async def test_lenses_can_be_switched_off(module: Path) -> None:
    async with session(module, {"trusted": True, "lens": "off"}) as talk:
        talk.open("main.go")
        assert await talk.lenses("main.go") == []
        settings = {"goBindery": {"lens": "all"}}
        talk.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        assert len(await talk.lenses("main.go")) == 3


async def test_definition_in_this_file_and_another_package(module: Path) -> None:
    (module / "lib").mkdir()
    (module / "lib" / "lib.go").write_text("package lib\n\n// é\nfunc F() int { return 1 }\n")
    text = 'package main\n\nimport "example.com/m/lib"\n\nfunc main() { x := lib.F(); println(x) }\n'
    async with session(module) as talk:
        talk.open("main.go", text)
        for needle, target, line, character in (("x)", "main.go", 4, 14), ("F()", "lib/lib.go", 3, 5)):
            place = types.Position(4, text.splitlines()[4].index(needle))
            params = types.DefinitionParams(talk.document("main.go"), place)
            found = await talk.client.text_document_definition_async(params)
            assert isinstance(found, types.Location)
            assert (found.uri, found.range.start) == (talk.uri(target), types.Position(line, character))


async def test_untrusted_workspaces_get_diagnostics_only(module: Path) -> None:
    async with session(module, {"trusted": False}) as talk:
        talk.open("main.go", GOOD.replace("return total", "return totl"))
        assert await talk.messages("main.go") == ["undefined: totl"]
        assert await talk.hover("main.go", 10, 6) == ""
        assert await talk.lenses("main.go") == []

"""Builds from the editor: in a process of their own, with progress and cancel, refused without trust."""

import asyncio
import re
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.conftest import GOOD
from tests.lsp.session import Session, session


async def build(talk: Session, uri: str, **more: Any) -> Any:
    """The extension's request."""
    params = {"uri": uri, "progressToken": "token", **more}
    return await talk.client.protocol.send_request_async("goBindery/build", params)


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds of these tests share nothing with the user's."""
    monkeypatch.setenv("BINDERY_CACHE", str(tmp_path_factory.getbasetemp() / "bindery-cache"))


async def test_build_gives_a_program_that_runs(module: Path) -> None:
    async with session(module, {"trusted": True}) as talk:
        talk.open("main.go")
        result = await build(talk, talk.uri("main.go"))
        assert result.ok, result
        assert result.diagnostics == []
        assert result.static
        assert Path(result.output).stat().st_size == result.size
        assert subprocess.run([result.output], capture_output=True, check=True).stderr == b"6 4\n"
        assert {note.token for note in talk.build_progress} == {"token"}
        assert talk.build_progress[0].message == "Starting"
        assert all(note.done <= note.total for note in talk.build_progress)


async def test_nothing_of_the_workspace_is_imported(module: Path) -> None:
    for name in ("server.py", "json.py", "msgspec.py", "sitecustomize.py"):
        (module / name).write_text("raise SystemExit('imported from the workspace')\n")
    async with session(module, {"trusted": True}) as talk:
        talk.open("main.go")
        assert await talk.messages("main.go") == []
        assert (await build(talk, talk.uri("main.go"))).ok


async def test_leaving_during_a_build_is_clean(module: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async with session(module, {"trusted": True}) as talk:
        request = asyncio.ensure_future(build(talk, talk.uri("main.go")))
        while not talk.build_progress:
            await talk.news()
    with pytest.raises((JsonRpcException, RuntimeError)):
        await request
    assert "Traceback" not in capfd.readouterr().err


async def test_build_for_another_target_and_output(module: Path) -> None:
    async with session(module, {"trusted": True, "build": {"output": "out.bin"}}) as talk:
        result = await build(talk, module.as_uri(), target={"goos": "linux", "goarch": "arm64"})
        assert result.ok, result
        assert result.output == str(module / "out.bin")
        assert (module / "out.bin").read_bytes()[18:20] == b"\xb7\x00"  # e_machine: AArch64


async def test_settings_of_builds(module: Path) -> None:
    program = 'package main\n\nvar version = "none"\n\nfunc main() { println(version) }\n'
    (module / "main.go").write_text(program)
    settings = {"output": "bin/", "ldflags": "-X main.version=<${date}>", "strip": "all"}
    async with session(module, {"trusted": True, "build": settings, "image": {"user": "0"}}) as talk:
        result = await build(talk, talk.uri("main.go"), perTarget=True, image=True)
        assert result.ok, result
        assert Path(result.output) == module / "bin" / f"m-{result.target.replace('/', '-')}"
        assert re.fullmatch(rb"<\d{4}-[-\d]+T[:\d]+Z>\n", _output(result.output))
        assert b".symtab" not in Path(result.output).read_bytes()
        assert tarfile.is_tarfile(result.image)
        assert result.image == f"{result.output}.tar"


async def test_wrong_settings_are_told(module: Path) -> None:
    for name, text in {"ldflags": "-q", "output": "${user}"}.items():
        async with session(module, {"trusted": True, "build": {name: text}}) as talk:
            result = await build(talk, talk.uri("main.go"))
            assert not result.ok
            assert text in result.diagnostics[0].message
            assert result.diagnostics[0].path == ""


async def test_programs_of_the_workspace(module: Path) -> None:
    files = {
        "cmd/tool/main.go": "package main\n\nfunc main() {}\n",
        "cmd/other/other_windows.go": "package main\n",  # of no program for this machine
        "gen.go": "//go:build ignore\n\npackage main\n",
        "lib/lib.go": "package lib\n",
        "tests/x_test.go": "package main\n",
        "inner/go.mod": "module example.com/inner/v2\n\ngo 1.27\n",
        "inner/main.go": "package main\n",
    }
    for name, text in files.items():
        path = module / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    async with session(module, {"trusted": True}) as talk:
        found = await talk.client.protocol.send_request_async("goBindery/mains", {})
        assert [tuple(one.values()) for one in found] == [
            ("inner", "example.com/inner/v2", (module / "inner").as_uri()),
            ("m", "example.com/m", module.as_uri()),
            ("tool", "example.com/m/cmd/tool", (module / "cmd" / "tool").as_uri()),
        ]


async def test_lenses_on_a_program(module: Path) -> None:
    for options, expected in (({"trusted": True}, ["Build", "Run"]), (None, ["Build"])):
        async with session(module, options) as talk:
            talk.open("main.go")
            found = await talk.first_lenses("main.go")
            commands = [lens.command for lens in found if lens.command and lens.range.start.line == 14]
            programs = [one for one in commands if one.title in ("Build", "Run")]
            assert [one.title for one in programs] == expected
            assert {tuple(one.arguments or ()) for one in programs} == {(talk.uri("main.go"),)}


def _output(program: str) -> bytes:
    return subprocess.run([program], capture_output=True, check=True).stderr


async def test_errors_come_with_places(module: Path) -> None:
    (module / "main.go").write_text(GOOD.replace("return total", "return totl"))
    async with session(module, {"trusted": True}) as talk:
        result = await build(talk, talk.uri("main.go"))
        assert not result.ok
        [problem] = result.diagnostics
        assert (problem.path, problem.line, problem.column) == (str(module / "main.go"), 8, 9)
        assert (problem.severity, problem.code) == ("error", "UndeclaredName")
        assert problem.message == "undefined: totl"


async def test_unsaved_text_is_what_is_built(module: Path) -> None:
    async with session(module, {"trusted": True}) as talk:
        talk.open("main.go", 'package main\n\nfunc main() { println("unsaved") }\n')
        result = await build(talk, talk.uri("main.go"))
        assert subprocess.run([result.output], capture_output=True, check=True).stderr == b"unsaved\n"


@pytest.mark.parametrize(
    ("options", "params", "reason"),
    [
        ({"trusted": False}, {"uri": "file:///"}, "trusted workspace"),
        ({"trusted": True}, {"uri": "file:///no/such/file.go"}, "nothing on disk"),
        ({"trusted": True}, {"uri": "untitled:Untitled-1"}, "nothing on disk"),
        ({"trusted": True}, {}, "needs the URI"),
    ],
)
async def test_refusals_say_why(module: Path, options: Any, params: Any, reason: str) -> None:
    async with session(module, options) as talk:
        with pytest.raises(JsonRpcException, match=reason):
            await talk.client.protocol.send_request_async("goBindery/build", params)


async def test_wrong_target_is_a_diagnostic(module: Path) -> None:
    async with session(module, {"trusted": True}) as talk:
        result = await build(talk, talk.uri("main.go"), target={"goos": "plan9", "goarch": "386"})
        assert not result.ok
        assert "plan9/386" in result.diagnostics[0].message


async def test_command_of_other_clients_shows_progress(module: Path) -> None:
    async with session(module) as talk:
        params = types.ExecuteCommandParams("goBindery.buildStatic", [talk.uri("main.go")])
        result = await talk.client.workspace_execute_command_async(params)
        assert isinstance(result, dict)
        assert result["ok"]
        [reports] = talk.client.progress_reports.values()
        assert isinstance(reports[0], types.WorkDoneProgressBegin)
        assert isinstance(reports[-1], types.WorkDoneProgressEnd)
        [message] = talk.client.messages
        assert message.message.startswith(f"Built {result['output']}")


async def test_cancelled_build_leaves_nothing(module: Path) -> None:
    async with session(module, {"trusted": True}) as talk:
        params = {"uri": talk.uri("main.go"), "progressToken": "token"}
        request = asyncio.ensure_future(
            talk.client.protocol.send_request_async("goBindery/build", params, msg_id="build")
        )
        while not talk.build_progress:
            await talk.news()
        talk.client.cancel_request(types.CancelParams("build"))
        with pytest.raises(JsonRpcException) as refused:
            await request
        assert refused.value.code == types.LSPErrorCodes.RequestCancelled.value
        assert sorted(path.name for path in module.iterdir()) == ["go.mod", "main.go"]
        result = await build(talk, talk.uri("main.go"))
        assert result.ok

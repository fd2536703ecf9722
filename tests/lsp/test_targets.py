"""Views of several targets in one window: files for another target, patterns, tags, and what the status bar says."""

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from tests.lsp.session import Session, session

LINUX: dict[str, Any] = {"trusted": True, "clientHandlesCommands": True, "build": {"goos": "linux", "goarch": "amd64"}}
WINDOWS = 'package main\n\nimport "syscall"\n\nvar handle syscall.Handle\n\nfunc name() string { return "windows" }\n'
OTHERS = '//go:build !windows\n\npackage main\n\nfunc name() string { return "others" }\n'
MAIN = "package main\n\nfunc main() { println(name()) }\n"


@pytest.fixture
def ported(module: Path) -> Path:
    """A program with a file for Windows and one for all others."""
    (module / "main.go").write_text(MAIN)
    (module / "name_windows.go").write_text(WINDOWS)
    (module / "name_others.go").write_text(OTHERS)
    return module


async def view(talk: Session, name: str) -> Any:
    """How the server looks at a file."""
    return await talk.client.protocol.send_request_async("goBindery/view", {"uri": talk.uri(name)})


async def test_a_file_for_another_target_is_checked_for_it(ported: Path) -> None:
    async with session(ported, LINUX) as talk:
        for name in ("main.go", "name_windows.go", "name_others.go"):
            talk.open(name)
        for name in ("main.go", "name_windows.go", "name_others.go"):
            assert await talk.messages(name) == []
        assert "var handle syscall.Handle" in await talk.hover("name_windows.go", 4, 5)
        version = talk.change("name_windows.go", WINDOWS.replace('"windows"', "1"))
        assert len(await talk.messages("name_windows.go", version)) == 1


async def test_what_only_another_target_finds_names_it(ported: Path) -> None:
    async with session(ported, LINUX) as talk:
        talk.open("main.go")
        talk.open("name_windows.go", WINDOWS.replace("func name", "func title"))
        await talk.messages("name_windows.go")
        while not await talk.messages("main.go"):
            await talk.news()
        assert await talk.messages("main.go") == ["undefined: name [windows/amd64]"]


async def test_the_status_bar_is_told_target_and_library(ported: Path) -> None:
    async with session(ported, LINUX) as talk:
        talk.open("name_windows.go")
        found = await view(talk, "name_windows.go")
        assert (found.target, found.reason) == ("windows/amd64", "name_windows.go is not for linux/amd64")
        assert found.buildable is False
        found = await view(talk, "main.go")
        assert (found.target, found.reason, found.buildable) == ("linux/amd64", "", True)
        assert found.goVersion.startswith("go1.27")
        assert (found.module, found.language) == ("example.com/m", "go1.27")
        assert ["linux/arm64", True] in found.targets


async def test_patterns_choose_targets(module: Path) -> None:
    (module / "agent").mkdir()
    text = 'package agent\n\nimport "runtime"\n\nconst OS = runtime.GOOS\n'
    (module / "agent" / "agent.go").write_text(text)
    async with session(module, {**LINUX, "targets": {"agent/**": "darwin/arm64"}}) as talk:
        talk.open("agent/agent.go")
        talk.open("main.go")
        assert 'const OS string = "darwin"' in await talk.hover("agent/agent.go", 4, 7)
        assert (await view(talk, "main.go")).target == "linux/amd64"
        found = await view(talk, "agent/agent.go")
        assert found.target == "darwin/arm64"
        assert "goBindery.targets" in found.reason


async def test_an_excluded_file_gets_one_quiet_remark(module: Path) -> None:
    text = "//go:build integration\n\npackage main\n\nfunc helper() { sum(nope) }\n"
    (module / "slow.go").write_text(text)
    async with session(module, LINUX) as talk:
        talk.open("slow.go")
        [remark] = await talk.diagnostics("slow.go")
        assert remark.severity == types.DiagnosticSeverity.Information
        assert remark.message.startswith("build constraints exclude this file from every build: //go:build integration")
        assert remark.range == types.Range(types.Position(0, 0), types.Position(0, 22))
        assert "func sum" in await talk.hover("slow.go", 4, 17)
        settings = {"goBindery": {"build": {"tags": ["integration"]}}}
        talk.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        while await talk.messages("slow.go") != ["undefined: nope"]:
            await talk.news()


async def test_a_script_marked_ignore_is_a_program_of_its_own(module: Path) -> None:
    text = "//go:build ignore\n\npackage main\n\nfunc main() { println(nope) }\n"
    (module / "script.go").write_text(text)
    async with session(module, LINUX) as talk:
        talk.open("script.go")
        assert await talk.messages("script.go") == ["undefined: nope"]
        talk.open("main.go")
        assert await talk.messages("main.go") == []

"""Errors appear as one types, for the newest text, and vanish when they are gone."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from lsprotocol import types

from server.source.mapper import LineTable
from tests.lsp.conftest import GOOD
from tests.lsp.session import session

BROKEN = GOOD.replace("return total", "return totl")


async def test_unsaved_error_appears_and_vanishes(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go")
        assert await talk.messages("main.go") == []
        version = talk.change("main.go", BROKEN)
        [diagnostic] = await talk.diagnostics("main.go", version)
        assert diagnostic.message == "undefined: totl"
        assert diagnostic.code == "UndeclaredName"
        assert diagnostic.range == types.Range(types.Position(7, 8), types.Position(7, 12))
        assert diagnostic.severity == types.DiagnosticSeverity.Error
        assert await talk.messages("main.go", talk.change("main.go", GOOD)) == []


async def test_columns_are_utf16(module: Path) -> None:
    text = 'package main\n\nfunc main() { println("é😀", nope) }\n'
    async with session(module) as talk:
        talk.open("main.go", text)
        [diagnostic] = await talk.diagnostics("main.go")
        start = text.splitlines()[2].index("nope") + 1  # the emoji is two UTF-16 units, one character of Python
        assert diagnostic.range == types.Range(types.Position(2, start), types.Position(2, start + 4))


async def test_incremental_edits_on_non_ascii_lines(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", 'package main\n\nfunc main() { println("😀é") }\n')
        assert await talk.messages("main.go") == []
        version = talk.insert("main.go", 2, 27, ", ü")
        [diagnostic] = await talk.diagnostics("main.go", version)
        assert diagnostic.message == "undefined: ü"
        assert diagnostic.range.start == types.Position(2, 29)


async def test_quick_edits_end_with_the_newest(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", BROKEN)
        for count in range(30):
            last = talk.insert("main.go", 7, 12, str(count))
        name = "totl" + "".join(str(count) for count in reversed(range(30)))
        assert await talk.messages("main.go", last) == [f"undefined: {name}"]
        await talk.client.text_document_document_symbol_async(types.DocumentSymbolParams(talk.document("main.go")))
        versions = [params.version for params in talk.published]
        assert versions == sorted(versions)
        assert talk.published[-1].version == last


async def test_requests_are_answered_while_a_large_file_is_checked(module: Path) -> None:
    functions = (f"func f{i}(a, b int) int {{ c := a*{i} + b; return c - undefined{i % 7} }}\n" for i in range(4000))
    large = module / "large"
    large.mkdir()
    (large / "large.go").write_text("package large\n\n" + "".join(functions))
    async with session(module) as talk:
        talk.open("main.go")
        await talk.diagnostics("main.go")
        talk.open("large/large.go")
        symbols = await talk.client.text_document_document_symbol_async(
            types.DocumentSymbolParams(talk.document("main.go"))
        )
        assert [symbol.name for symbol in symbols or []] == ["sum", "at", "main"]
        assert "var xs []int" in await talk.hover("main.go", 5, 11)
        assert not any(params.uri == talk.uri("large/large.go") for params in talk.published)
        assert len(await talk.diagnostics("large/large.go")) == 4000


async def test_close_clears_and_the_disk_counts_again(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", BROKEN)
        assert await talk.messages("main.go") == ["undefined: totl"]
        talk.close("main.go")
        assert await talk.messages("main.go", None) == []
        talk.open("main.go")
        await talk.news()
        assert talk.published[-1].diagnostics == []


async def test_files_of_a_package_belong_together(module: Path) -> None:
    (module / "other.go").write_text("package main\n\nvar shared = nope\n")
    async with session(module) as talk:
        talk.open("main.go", "package main\n\nfunc main() { println(shared) }\n")
        assert await talk.messages("main.go") == []
        assert await talk.messages("other.go", None) == ["undefined: nope"]
        talk.close("main.go")
        while talk.published[-1].uri != talk.uri("other.go") or talk.published[-1].diagnostics:
            await talk.news()


async def test_changes_outside_of_the_editor_are_noticed(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", "package main\n\nfunc main() { helper() }\n")
        assert await talk.messages("main.go") == ["undefined: helper"]
        assert [item.method for item in talk.registrations] == [types.WORKSPACE_DID_CHANGE_WATCHED_FILES]
        (module / "helper.go").write_text("package main\n\nfunc helper() {}\n")
        event = types.FileEvent(talk.uri("helper.go"), types.FileChangeType.Created)
        seen = len(talk.published)
        talk.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        while len(talk.published) == seen:
            await talk.news()
        assert talk.published[-1].uri == talk.uri("main.go")
        assert talk.published[-1].diagnostics == []


async def test_a_changed_import_is_seen_by_its_importer(module: Path) -> None:
    (module / "lib").mkdir()
    (module / "lib" / "lib.go").write_text("package lib\n\nfunc F() int { return 1 }\n")
    main = 'package main\n\nimport "example.com/m/lib"\n\nfunc main() { println(lib.F()) }\n'
    async with session(module) as talk:
        talk.open("main.go", main)
        assert await talk.messages("main.go") == []
        talk.open("lib/lib.go")
        await talk.diagnostics("lib/lib.go")
        talk.change("lib/lib.go", "package lib\n\nfunc G() int { return 1 }\n")
        while not await talk.messages("main.go"):
            await talk.news()
        assert await talk.messages("main.go") == ["undefined: lib.F"]


async def test_same_names_in_different_folders_and_modules(module: Path) -> None:
    for folder, text in (("a", "package a\n\nvar X = one\n"), ("b", "package b\n\nvar X = two\n")):
        (module / folder).mkdir()
        (module / folder / "x.go").write_text(text)
    (module / "b" / "go.mod").write_text("module example.com/m\n")
    async with session(module) as talk:
        talk.open("a/x.go")
        talk.open("b/x.go")
        assert await talk.messages("a/x.go") == ["undefined: one"]
        assert await talk.messages("b/x.go") == ["undefined: two"]


async def test_files_outside_of_a_module_stand_alone(tmp_path: Path) -> None:
    for name in ("one.go", "two.go"):
        (tmp_path / name).write_text("package main\n\nfunc main() { println(1) }\n")
    async with session(tmp_path) as talk:
        talk.open("one.go")
        talk.open("two.go")
        assert await talk.messages("one.go") == []
        assert await talk.messages("two.go") == []
        talk.open("untitled:Untitled-1", "package main\n\nfunc main() { nope() }\n")
        assert await talk.messages("untitled:Untitled-1") == ["undefined: nope"]


async def test_go_mod_is_no_go_file(module: Path) -> None:
    async with session(module) as talk:
        talk.open("go.mod", language="go.mod")
        talk.open("main.go")
        assert await talk.messages("main.go") == []
        assert await talk.messages("go.mod") == []


async def test_diagnostics_can_be_left_to_another_extension(module: Path) -> None:
    async with session(module, {"trusted": True, "diagnostics": {"enable": "on"}}) as talk:
        talk.open("main.go", BROKEN)
        assert await talk.messages("main.go") == ["undefined: totl"]
        settings = {"goBindery": {"diagnostics": {"enable": "off"}}}
        talk.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        while talk.published[-1].diagnostics:  # other messages may come first
            await talk.news()
        assert await talk.hover("main.go", 2, 6) == "No SSA: undefined: totl"


async def test_deep_nesting_gives_a_diagnostic(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", f"package main\n\nvar x = {'(' * 10_000}1{')' * 10_000}\n\nfunc main() {{ nope() }}\n")
        messages = await asyncio.wait_for(talk.messages("main.go"), 60)
        assert len(messages) >= 1
        assert "undefined: nope" in messages


async def test_agrees_with_the_command_line(module: Path) -> None:
    text = GOOD.replace("return total", 'return "é" + totl').replace("at([]int{4}, 0)", "at([]int{4})").encode()
    (module / "main.go").write_bytes(text)
    command = (sys.executable, "-P", "-m", "server", "check", "-json")
    done = subprocess.run(command, cwd=module, capture_output=True, text=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    lines = LineTable(text)
    expected = []
    for row in rows:
        start, end = ((row["line"], row["col"]), (row["endLine"], row["endCol"]))
        places = [types.Position(*lines.utf16_position(lines.offset_of_line_column(*at))) for at in (start, end)]
        expected.append((types.Range(*places), row["code"], row["message"]))
    assert len(expected) == 2
    async with session(module) as talk:
        talk.open("main.go")
        found = await talk.diagnostics("main.go")
        assert [(item.range, item.code, item.message) for item in found] == expected


async def test_a_file_with_cgo_says_so(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", 'package main\n\nimport "C"\n\nfunc main() {}\n')
        [message] = await talk.messages("main.go")
        assert "cgo is not supported" in message
        assert await talk.hover("main.go", 4, 6) == ""


async def test_build_constraints_and_tests(module: Path) -> None:
    (module / "x_windows.go").write_text("package main\n\nfunc onWindows() { nope() }\n")
    (module / "y_test.go").write_text("package main\n\nfunc helper() int { return sum(nil) + later }\n")
    (module / "z.go").write_text("//go:build linux &&\n\npackage main\n")
    async with session(module) as talk:
        for name in ("main.go", "x_windows.go", "y_test.go", "z.go"):
            talk.open(name)
        assert await talk.messages("main.go") == []
        assert await talk.messages("x_windows.go") == ["undefined: nope"]
        assert await talk.messages("y_test.go") == ["undefined: later"]
        [message] = await talk.messages("z.go")
        assert message.startswith("parsing //go:build line")


async def test_the_view_follows_the_target(module: Path) -> None:
    (module / "x_arm64.go").write_text("package main\n\nconst word = 1\n")
    (module / "x_amd64.go").write_text("package main\n\nconst word = nope\n")
    async with session(module, {"trusted": True, "build": {"goos": "linux", "goarch": "amd64"}}) as talk:
        talk.open("main.go", "package main\n\nfunc main() { println(word) }\n")
        assert await talk.messages("x_amd64.go", None) == ["undefined: nope"]
        settings = {"goBindery": {"build": {"goarch": "arm64"}}}
        talk.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        while await talk.messages("x_amd64.go", None):
            await talk.news()

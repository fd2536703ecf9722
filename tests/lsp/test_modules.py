"""Several packages and modules in one window: unsaved go.mod, workspaces, tests, files that come and go, references."""

from pathlib import Path

from lsprotocol import types

from tests.lsp.session import Session, session

LIB = """package lib

// T is shared.
type T struct{ Size int }

func New() T { return T{Size: hidden} }

const hidden = 1
"""
USER = 'package main\n\nimport "example.com/m/lib"\n\nfunc main() { println(lib.New().Size) }\n'


def write(root: Path, files: dict[str, str]) -> None:
    """Make files below a folder."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


async def references(talk: Session, name: str, line: int, character: int) -> list[tuple[str, int, int]]:
    """File below the root, line and character of each reference."""
    context = types.ReferenceContext(include_declaration=True)
    params = types.ReferenceParams(context, talk.document(name), types.Position(line, character))
    found = await talk.client.text_document_references_async(params) or []
    prefix = talk.root.as_uri() + "/"
    return [(item.uri.removeprefix(prefix), item.range.start.line, item.range.start.character) for item in found]


async def until_messages(talk: Session, name: str, expected: list[str]) -> None:
    """Wait until the newest diagnostics of a file are these."""
    version = 1 if name in talk._versions else None
    while await talk.messages(name, version) != expected:
        await talk.news()


def tell(talk: Session, kind: types.FileChangeType, *names: str) -> None:
    """Say that files changed outside of the editor."""
    events = [types.FileEvent(talk.uri(name), kind) for name in names]
    talk.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))


async def test_an_unsaved_go_mod_counts(module: Path) -> None:
    text = "package main\n\nfunc main() {\n\tfor i := range 3 {\n\t\tprintln(i)\n\t}\n}\n"
    async with session(module) as talk:
        talk.open("main.go", text)
        assert await talk.messages("main.go") == []
        talk.open("go.mod", "module example.com/m\n\ngo 1.21\n", "go.mod")
        while not await talk.messages("main.go"):
            await talk.news()
        [message] = await talk.messages("main.go")
        assert message.startswith("cannot range over 3 (untyped int constant): requires go1.22 or later")
        talk.close("go.mod")
        await until_messages(talk, "main.go", [])


async def test_an_unsaved_go_work_counts(tmp_path: Path) -> None:
    files = {
        "go.work": "go 1.27\n\nuse ./a\n",
        "a/go.mod": "module example.com/a\n\ngo 1.27\n",
        "a/a.go": 'package a\n\nimport "example.com/b"\n\nvar X = b.Y\n',
        "b/go.mod": "module example.com/b\n\ngo 1.27\n",
        "b/b.go": "package b\n\nconst Y = 1\n",
    }
    write(tmp_path, files)
    async with session(tmp_path) as talk:
        talk.open("a/a.go")
        assert await talk.messages("a/a.go") != []
        talk.open("go.work", "go 1.27\n\nuse (\n\t./a\n\t./b\n)\n", "go.work")
        await until_messages(talk, "a/a.go", [])
        assert await references(talk, "a/a.go", 4, 10) == [("a/a.go", 4, 10), ("b/b.go", 2, 6)]


async def test_a_broken_go_mod_is_told_in_it(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go")
        assert await talk.messages("main.go") == []
        talk.open("go.mod", "module example.com/m\n\ngo 1.27\n\nrequir example.com/x v1.0.0\n", "go.mod")
        [item] = await talk.diagnostics("go.mod")
        assert item.message == "unknown directive: requir"
        assert item.range.start == types.Position(4, 0)
        assert await talk.messages("go.mod", talk.change("go.mod", "module example.com/m\n\ngo 1.27\n")) == []


async def test_modules_side_by_side_have_their_own_world(tmp_path: Path) -> None:
    for name, value in (("one", '"text"'), ("two", "2")):
        lib = f"package lib\n\nvar Value = {value}\n"
        main = 'package main\n\nimport "example.com/m/lib"\n\nvar n int = lib.Value\n\nfunc main() {}\n'
        files = {f"{name}/go.mod": "module example.com/m\n\ngo 1.27\n", f"{name}/lib/lib.go": lib}
        write(tmp_path, {**files, f"{name}/main.go": main})
    async with session(tmp_path) as talk:
        talk.open("one/main.go")
        talk.open("two/main.go")
        assert await talk.messages("one/main.go") == [
            "cannot use lib.Value (variable of type string) as int value in variable declaration"
        ]
        assert await talk.messages("two/main.go") == []


async def test_references_reach_all_packages(module: Path) -> None:
    imports = 'import (\n\t"testing"\n\n\t"example.com/m/lib"\n)'
    tests = f"package lib_test\n\n{imports}\n\nfunc TestNew(t *testing.T) {{ lib.New() }}\n"
    inside = "package lib\n\nvar again = hidden\n"
    files = {"lib/lib.go": LIB, "main.go": USER, "lib/lib_test.go": tests, "lib/in_test.go": inside}
    write(module, {**files, "other/other.go": "package other\n\nfunc New() {}\n"})
    async with session(module) as talk:
        talk.open("lib/lib.go")
        assert await references(talk, "lib/lib.go", 5, 5) == [
            ("lib/lib.go", 5, 5),
            ("lib/lib_test.go", 8, 33),
            ("main.go", 4, 26),
        ]
        assert await references(talk, "lib/lib.go", 3, 15) == [
            ("lib/lib.go", 3, 15),
            ("lib/lib.go", 5, 24),
            ("main.go", 4, 32),
        ]
        assert [name for name, *_ in await references(talk, "lib/lib.go", 7, 6)] == ["lib/in_test.go"] + 2 * [
            "lib/lib.go"
        ]
        talk.open("main.go")
        assert len(await references(talk, "main.go", 4, 26)) == 3


async def test_external_tests_see_what_tests_inside_declare(module: Path) -> None:
    files = {
        "lib/lib.go": LIB,
        "lib/export_test.go": "package lib\n\nvar Hidden = hidden\n",
        "lib/lib_test.go": 'package lib_test\n\nimport "example.com/m/lib"\n\nvar x string = lib.Hidden\n',
    }
    write(module, files)
    async with session(module) as talk:
        talk.open("lib/lib_test.go")
        assert await talk.messages("lib/lib_test.go") == [
            "cannot use lib.Hidden (variable of type int) as string value in variable declaration"
        ]
        talk.open("lib/export_test.go", 'package lib\n\nvar Hidden = "text" + nope\n')
        assert await talk.messages("lib/export_test.go") == ["undefined: nope"]
        talk.open("lib/lib.go")
        assert await talk.messages("lib/lib.go") == []


async def test_files_that_come_and_go_outside_of_the_editor(module: Path) -> None:
    write(module, {"main.go": USER})
    async with session(module) as talk:
        talk.open("main.go")
        assert len(await talk.messages("main.go")) == 1
        write(module, {"lib/lib.go": LIB})
        tell(talk, types.FileChangeType.Created, "lib/lib.go")
        await until_messages(talk, "main.go", [])
        (module / "lib" / "lib.go").rename(module / "lib" / "new.go")
        write(module, {"lib/new.go": LIB.replace("New", "Make")})
        tell(talk, types.FileChangeType.Deleted, "lib/lib.go")
        tell(talk, types.FileChangeType.Created, "lib/new.go")
        await until_messages(talk, "main.go", ["undefined: lib.New"])
        (module / "go.mod").write_text("module example.com/other\n\ngo 1.27\n")
        tell(talk, types.FileChangeType.Changed, "go.mod")
        while await talk.messages("main.go") == ["undefined: lib.New"]:
            await talk.news()
        assert "example.com/m/lib" in (await talk.messages("main.go"))[0]


async def test_a_renamed_document_is_another_one(module: Path) -> None:
    write(module, {"two.go": "package main\n\nvar two = nope\n"})
    async with session(module) as talk:
        talk.open("two.go")
        assert await talk.messages("two.go") == ["undefined: nope"]
        (module / "two.go").rename(module / "three.go")
        talk.close("two.go")
        talk.open("three.go")
        tell(talk, types.FileChangeType.Deleted, "two.go")
        assert await talk.messages("three.go") == ["undefined: nope"]
        assert await talk.messages("two.go", None) == []

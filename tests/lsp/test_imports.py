"""Imports that quick fixes add: of the standard library, of the user's modules, of required modules."""

from pathlib import Path

from lsprotocol import types

from tests.lsp.session import Session, session

GO_MOD = """module example.com/m

go 1.27

require example.com/go-paint v1.0.0

replace example.com/go-paint => ../paint
"""


def write(root: Path, files: dict[str, str]) -> None:
    """Make files below a folder."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


async def titles(talk: Session, use: str) -> list[str]:
    """What is offered for `use` in a program without imports."""
    talk.open("main.go", f"package main\n\nfunc main() {{\n\t_ = {use}\n}}\n")
    await talk.messages("main.go")
    place = types.Position(3, 6)
    params = types.CodeActionParams(talk.document("main.go"), types.Range(place, place), types.CodeActionContext([]))
    found = [action.title for action in await talk.client.text_document_code_action_async(params) or []]
    talk.close("main.go")
    return found


async def test_packages_of_all_origins_can_be_imported(tmp_path: Path) -> None:
    files = {
        "m/go.mod": GO_MOD,
        "m/main.go": "package main\n",
        "m/shapes/shapes.go": "package shapes\n\ntype Square struct{}\n",
        "m/cmd/shapes/main.go": "package main\n\nfunc main() {}\n",
        "m/x/internal/hidden/hidden.go": "package hidden\n\nvar V int\n",
        "m/rand/rand.go": "package rand\n\nvar Own int\n",
        "paint/go.mod": "module example.com/go-paint\n\ngo 1.27\n",
        "paint/paint.go": "package paint\n\nconst Red = 1\n",
        "paint/oil/oil.go": "package oil\n\nfunc Mix() {}\n",
        "stranger/go.mod": "module example.com/stranger\n\ngo 1.27\n",
        "stranger/stranger.go": "package stranger\n\nvar V int\n",
    }
    write(tmp_path, files)
    async with session(tmp_path / "m") as talk:
        assert await titles(talk, "shapes.Square{}") == ['Add import "example.com/m/shapes"']
        assert await titles(talk, "paint.Red") == ['Add import "example.com/go-paint"']
        assert await titles(talk, "oil.Mix") == ['Add import "example.com/go-paint/oil"']
        assert await titles(talk, "rand.Own") == ['Add import "example.com/m/rand"']
        assert await titles(talk, "rand.Int31n") == ['Add import "math/rand"']
        assert await titles(talk, "hidden.V") == []
        assert await titles(talk, "stranger.V") == []

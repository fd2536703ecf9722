"""Imports that bring cgo are errors at the import, and nothing follows from them."""

from pathlib import Path

from server.build.documents import Documents
from server.build.snapshot import Snapshot, Store
from server.target import TARGETS

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.27\n",
    "main.go": """package main

import (
	"example.com/m/both"
	"example.com/m/c"
	"example.com/m/mid"
)

func main() {
	mid.F()
	c.F()
	both.F()
}
""",
    "mid/mid.go": 'package mid\n\nimport "example.com/m/c"\n\nfunc F() { c.F() }\n',
    "c/c.go": 'package c\n\nimport "C"\n\nfunc F() {}\n',
    "both/both.go": 'package both\n\nimport "C"\n\nfunc F() {}\n',
    "both/pure.go": "package both\n\nfunc F() {}\n",
}
TEXT = "which is not supported: with it the binary would need libc on the target; use a pure-Go alternative"


def test_cgo_is_told_where_it_is_imported(tmp_path: Path) -> None:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    main = tmp_path / "main.go"
    documents = Documents()
    documents.open(main.as_uri(), str(main), 1, FILES["main.go"])
    package = Snapshot(documents.current(), Store(TARGETS[0])).package_at(str(main), lambda: False)
    found = []
    for item in package.diagnostics:
        assert item.span is not None
        place = package.files.locate(item.span)
        if place.path == str(main):
            found.append((main.read_bytes()[place.start : place.end].decode(), item.message))
    assert sorted(found) == [
        ('"example.com/m/c"', f'import "example.com/m/c" brings cgo, {TEXT}'),
        ('"example.com/m/mid"', f'import "example.com/m/mid" brings cgo (through example.com/m/c), {TEXT}'),
    ]

"""What the run-time cannot do yet is said at the statement that needs it, also of packages from the cache."""

from pathlib import Path

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import TARGETS

PROGRAM = """package main

import _ "unsafe"

//go:linkname call syscall.cgocaller
func call()

func unused() { call() }

//go:noinline
func stop() { call() }

func main() {
	stop()
	call()
}
"""
EXPECTED = [(11, "calls of C"), (15, "calls of C")]


def test_features_at_their_statements(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module m\n\ngo 1.27\n")
    (tmp_path / "main.go").write_text(PROGRAM)
    request = BuildRequest(["."], tmp_path, TARGETS[0], cache=str(tmp_path / "cache"), output=str(tmp_path / "out"))
    for _ in ("compiled", "from the cache"):
        found = build(request).diagnostics
        assert {item.code for item in found} == {"NotSupportedYet"}
        got = sorted({(item.place.line, item.message.removeprefix("not supported yet: ")) for item in found})
        assert got == EXPECTED
        assert not (tmp_path / "out").exists()

"""Inlay hints, as data: `/*INLAY text*/` stands where a hint has that text; nowhere else is one."""

import re
from pathlib import Path

import pytest
from lsprotocol import types

from server.features.inlay import inlay_hints
from tests.features.test_views import never, opened

MARK = re.compile(r"/\*INLAY (.*?)\*/")

PADDING = """package main

type header struct {
	flag bool/*INLAY +7 bytes padding*/
	size int64
	a, b uint8/*INLAY +2 bytes padding*/
	id   uint32 // é: columns are UTF-16
	ü    bool/*INLAY +7 bytes padding*/
}

type box[T any] struct {
	full bool
	v    T
}

type tight struct{ x, y int32 }

var local = struct {
	n int16/*INLAY +6 bytes padding*/
	p *int
}{}

func main() { _ = []any{header{}, box[int]{}, tight{}, local} }
"""

HEAP = """package main

var keep *int

func moved() {
	x/*INLAY -> heap*/ := 1
	keep = &x
}

func stays() int {
	y := 2
	p := &y
	return *p
}

func main() { moved()/*INLAY -> heap*/; println(stays()) }
"""


def hints(folder: Path, text: str, **kinds: bool) -> list[tuple[int, int, str]]:
    """Line, column in UTF-16 and text of the hints."""
    snapshot, document = opened(folder, text)
    everything = types.Range(types.Position(0, 0), types.Position(text.count("\n"), 0))
    found = inlay_hints(snapshot, types.InlayHintParams(document, everything), never, **kinds)
    return [(item.position.line, item.position.character, str(item.label)) for item in found]


def expected(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text without marks, and the hints that they stand for."""
    places = []
    lines = marked.split("\n")
    for number, line in enumerate(lines):
        while match := MARK.search(line):
            places.append((number, len(line[: match.start()].encode("utf-16-le")) // 2, match[1]))
            line = line[: match.start()] + line[match.end() :]
        lines[number] = line
    return "\n".join(lines), places


@pytest.mark.parametrize(("marked", "kind"), [(PADDING, "padding"), (HEAP, "heap")], ids=["padding", "heap"])
def test_hints(marked: str, kind: str, tmp_path: Path) -> None:
    text, places = expected(marked)
    assert places
    assert hints(tmp_path, text, **{kind: True}) == places


def test_off_by_default(tmp_path: Path) -> None:
    assert hints(tmp_path, expected(PADDING)[0]) == []


def test_only_the_part_that_is_shown(tmp_path: Path) -> None:
    snapshot, document = opened(tmp_path, expected(PADDING)[0])
    part = types.Range(types.Position(3, 0), types.Position(4, 0))
    found = inlay_hints(snapshot, types.InlayHintParams(document, part), never, padding=True)
    assert [str(item.label) for item in found] == ["+7 bytes padding"]

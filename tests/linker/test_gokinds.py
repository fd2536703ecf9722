"""The attribute by which debuggers know Go's kinds: put in where it is an attribute's name, and nowhere else."""

import pytest

from server.linker.gokinds import with_go_kinds

_WRITTEN, _GOS = b"\xe6\x7f", b"\x80\x52"
_STRUCTURE = b"\x13\x01"  # tag, has children
_SIZE = b"\x0b\x0b"  # attribute and form
_DATA = b"\x0b"  # form
_END = b"\0\0"


def _declaration(code: bytes, name: bytes) -> bytes:
    return code + _STRUCTURE + _SIZE + name + _DATA + _END


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_declaration(b"\x04", _WRITTEN) + b"\0", _declaration(b"\x04", _GOS) + b"\0"),
        (
            _declaration(b"\x81\x01", _WRITTEN) + b"\0" + _declaration(b"\x01", _WRITTEN) + b"\0\0",
            _declaration(b"\x81\x01", _GOS) + b"\0" + _declaration(b"\x01", _GOS) + b"\0\0",
        ),
        (b"\x04\x01\x01\x2e\x0b\x49\x13" + _END, b"\x04\x01\x01\x0b\x0b\x49\x13" + _END),
    ],
    ids=["one", "two tables", "array"],
)
def test_names_are_exchanged(before: bytes, after: bytes) -> None:
    assert with_go_kinds(before) == after


@pytest.mark.parametrize(
    "table",
    [
        _declaration(b"\x04", b"\x3e"),
        _declaration(_WRITTEN, b"\x3e"),  # the code of a declaration
        b"\x04" + _STRUCTURE + b"\x3a\x21" + _WRITTEN + _END,  # a constant in the table
        _declaration(b"\x04", _WRITTEN)[:-3],  # it breaks off
        _WRITTEN,
        b"\x01\x2e\x01\x2e\x0b" + _END,  # of something else than an array
        b"\xff" * 9 + _WRITTEN + b"\xff",
        b"",
    ],
    ids=["without", "code", "constant", "broken", "alone", "function", "endless", "empty"],
)
def test_the_rest_stays(table: bytes) -> None:
    assert with_go_kinds(table) == table

"""Functions that only call another one: they pass the dictionary of an instance's type arguments, or adapt a receiver.

gc inlines into them as into others, and says what escapes there: for instances at the place of the function's
declaration, for methods at no place of the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.instances import Instance
from server.compiler.decide.routine import Frame


def wrapper_frames(inliner: Inliner, instances: Iterable[Instance], methods: Iterable[Frame]) -> Iterator[Frame]:
    """The wrappers of instances and those of methods, as far as something is inlined into them."""
    for instance in instances:
        if not instance.shaped:
            routine = instance.routine
            yield from _with_body(inliner.wrapper_frame(Frame(routine, routine.decl, routine.name)))
    for method in methods:
        yield from _with_body(inliner.wrapper_frame(method))


def _with_body(frame: Frame) -> Iterator[Frame]:
    if wrapped_body(frame) is not None:
        yield frame


def wrapped_body(frame: Frame) -> Frame | None:
    """The body that is inlined into a wrapper; None for the frame of any other function."""
    return next((inner for inner in frame.inlined.values() if inner.node is frame.node), None)

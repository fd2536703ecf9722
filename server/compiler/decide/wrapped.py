"""The wrappers of instances: functions that pass the dictionary of their type arguments to the body that they share.

gc inlines into them as into others, and says what escapes there at the place of the function's declaration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.instances import Instance
from server.compiler.decide.routine import Frame
from server.compiler.types.objects import Package


def wrapper_frames(inliner: Inliner, instances: Iterable[Instance], home: Package) -> Iterator[Frame]:
    """The frames of the wrappers into which the shared body is inlined; package `home` compiles them."""
    for instance in instances:
        if not instance.shaped:
            frame = inliner.wrapper_frame(instance.routine, home)
            if wrapped_body(frame) is not None:
                yield frame


def wrapped_body(frame: Frame) -> Frame | None:
    """The body that is inlined into a wrapper; None for the frame of any other function."""
    return next((inner for inner in frame.inlined.values() if inner.node is frame.node), None)

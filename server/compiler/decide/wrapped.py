"""The wrappers of instances: functions that pass the dictionary of their type arguments to the body that they share.

gc inlines into them as into others, and says what escapes there at the place of the function's declaration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from server.compiler.decide.inline.expand import Expander
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.instances import Instance
from server.compiler.decide.routine import Frame


def wrapper_frames(inliner: Inliner, instances: Iterable[Instance]) -> Iterator[Frame]:
    """The frames of the wrappers into which the shared body is inlined."""
    for instance in instances:
        routine = instance.routine
        if instance.shaped:
            continue
        place = routine.decl.recv.start if routine.decl.recv is not None else routine.decl.name.start
        frame = Expander(inliner.verdicts, routine, routine.name).expand_wrapper(place).frame
        if wrapped_body(frame) is not None:
            yield frame


def wrapped_body(frame: Frame) -> Frame | None:
    """The body that is inlined into a wrapper; None for the frame of any other function."""
    return next((inner for inner in frame.inlined.values() if inner.node is frame.node), None)

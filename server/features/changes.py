"""What an edit changed in the decisions about functions, against the saved files or a git revision.

Two versions of a package are compared function by function: those of one name and receiver belong together, of the many
`init` and `_` those in the same place of their file. Both versions are compiled by the rules of the newest one's view.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator

from server.build.baseline import Baseline
from server.build.functions import CompiledFunction
from server.build.snapshot import CheckedPackage, Snapshot
from server.compiler.types.info import FuncBody, TypedPackage
from server.compiler.types.linkname import written_name
from server.features.verdicts import Change, differences, summarise

_NAMELESS = ("init", "_")  # there may be many of them


class Comparison:
    """The functions of an earlier version of a package, to compare those of the newest with."""

    def __init__(self, package: CheckedPackage, newest: CheckedPackage, cancelled: Callable[[], bool]) -> None:
        self._functions, self._newest = package.functions, newest.functions
        self._cancelled = cancelled
        self._earlier = dict(_named(package.typed))
        self._names = {body: name for name, body in _named(newest.typed)}

    def changes(
        self, body: FuncBody, compiled: CompiledFunction, cancelled: Callable[[], bool] | None = None
    ) -> list[Change] | None:
        """What changed about a function of the newest version; None: it is new. Raises Cancelled."""
        earlier = self._earlier.get(self._names[body])
        if earlier is None:
            return None
        if self._newest.unchanged(body, self._functions, earlier):
            return []
        before = self._functions.compiled(earlier, cancelled or self._cancelled)
        return differences(summarise(before), summarise(compiled))


def compare(
    snapshot: Snapshot, newest: CheckedPackage, path: str, baseline: Baseline, cancelled: Callable[[], bool]
) -> Comparison | None:
    """What to compare the functions of a document with; None where there is nothing.

    Raises RevisionError and Cancelled.
    """
    before = baseline.before(snapshot, path)
    return Comparison(before.package_at(path, cancelled), newest, cancelled) if before is not None else None


def _named(typed: TypedPackage) -> Iterator[tuple[Hashable, FuncBody]]:
    """The functions, each with what tells it from all others."""
    seen: Counter[tuple[str, str]] = Counter()
    for body in typed.functions:
        name = body.obj.name
        if name in _NAMELESS:
            place = (body.tree.anchor.path, name)
            seen[place] += 1
            yield (*place, seen[place]), body
        else:
            # A receiver that has become a pointer makes no other method of it.
            yield written_name(body.obj).replace("(*", "").replace(")", ""), body

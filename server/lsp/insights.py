"""What the last builds told about the programs that the documents belong to, until the next build says otherwise.

A program is known by its path and its target. Of several that a file belongs to, the last one for the target counts
that the file is looked at for, or else the last one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from server.build.messages import Insight

if TYPE_CHECKING:
    from server.lsp.server import BinderyServer

LIMIT: Final = 16  # programs; the oldest go first


class Insights:
    """The insights of one server."""

    def __init__(self, owner: BinderyServer) -> None:
        self._owner = owner
        self._known: tuple[Insight, ...] = ()  # the newest first; replaced, for threads read it

    def add(self, insight: Insight) -> None:
        """A program was built."""
        place = insight.output, insight.target
        others = [one for one in self._known if (one.output, one.target) != place]
        self._known = (insight, *others)[:LIMIT]
        self._owner.insight_came()

    def of(self, path: str) -> Insight | None:
        """The insight for the marks in a file; None when no program with it was built."""
        found = [one for one in self._known if path in one.files]
        target = self._owner.current().choice(path).target.name
        return next((one for one in found if one.target == target), found[0] if found else None)

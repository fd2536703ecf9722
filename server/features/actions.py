"""All code actions of a place: quick fixes, other orders of fields, better decisions, why something was decided."""

from __future__ import annotations

from collections.abc import Callable

from lsprotocol import types

from server.build.snapshot import Snapshot
from server.features.actionchoice import ActionChoice
from server.features.fixes import code_actions
from server.features.improve import KIND as IMPROVE
from server.features.improve import improvements
from server.features.reorder import KIND as REORDER
from server.features.reorder import reorder_actions
from server.features.why import KIND as WHY
from server.features.why import why_actions


def all_actions(
    snapshot: Snapshot, params: types.CodeActionParams, cancelled: Callable[[], bool], choice: ActionChoice
) -> list[types.CodeAction]:
    """The actions of the kinds that are asked for."""
    found: list[types.CodeAction] = []
    if choice.fixes and _asked(params, types.CodeActionKind.QuickFix):
        found += code_actions(snapshot, params, cancelled)
    if _asked(params, REORDER):
        reordered = reorder_actions(snapshot, params, cancelled)
        found += [action for action in reordered if choice.disabled or action.disabled is None]
    if _asked(params, IMPROVE):
        found += improvements(snapshot, params, cancelled)
    if choice.why and _asked(params, WHY):
        found += why_actions(snapshot, params, cancelled)
    return found


def _asked(params: types.CodeActionParams, kind: str) -> bool:
    """Whether the client wants actions of a kind: it names none, or one that the kind is below."""
    wanted = params.context.only
    return not wanted or any(kind == one or kind.startswith(f"{getattr(one, 'value', one)!s}.") for one in wanted)

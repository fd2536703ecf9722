"""Types that all members of a type parameter share, and the element type of channels.

Spec: "Receive operator", "Send statements"; core types are what `common_underlying` finds.
"""

from __future__ import annotations

from collections.abc import Callable

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker
from server.compiler.types.identical import identical
from server.compiler.types.model import Chan, Type
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import is_type_param
from server.compiler.types.typeset import members
from server.diagnostics.codes import types as rows

Condition = Callable[[Type | None, Type | None], str | None]


def common_underlying(c: Checker, typ: Type, condition: Condition | None = None) -> tuple[Type | None, str]:
    """The underlying type of a type, or the one shared by all members of a type parameter; else None and why not.

    `condition` may refuse a member by returning a text.
    """
    common: Type | None = None
    first: Type | None = None
    for member, under in members(typ):
        refusal = condition(member, under) if condition is not None else None
        if refusal is not None:
            return None, refusal
        if under is None or member is None:
            return None, "no specific type"
        if common is None:
            first, common = member, under
        elif isinstance(common, Chan) and isinstance(under, Chan):
            if not identical(common.element, under.element):
                return None, f"channels {c.show(first)} and {c.show(member)} have different element types"
            if common.dir == "both":
                first, common = member, under  # the directed channel can do less
            elif under.dir not in ("both", common.dir):
                return None, f"channels {c.show(first)} and {c.show(member)} have conflicting directions"
        elif not identical(common, under):
            return None, f"{c.show(first)} and {c.show(member)} have different underlying types"
    return common, ""


def channel_element(c: Checker, at: ast.Node | Operand, x: Operand, receiving: bool) -> Type | None:
    """The element type of channel x, which must allow the direction; None after reporting that it does not."""

    def condition(member: Type | None, under: Type | None) -> str | None:
        if under is None:
            return "no specific channel type"
        if not isinstance(under, Chan):
            return f"non-channel {c.show(member)}"
        if under.dir == ("send" if receiving else "recv"):
            return f"{'send' if receiving else 'receive'}-only channel {c.show(member)}"
        return None

    under, cause = common_underlying(c, x.type, condition)
    if isinstance(under, Chan):
        return under.element
    if is_type_param(x.type):
        c.error(rows.RECEIVE_FROM_PARAM if receiving else rows.SEND_TO_PARAM, at, x, cause)
    else:
        c.error(rows.CANNOT_RECEIVE if receiving else rows.CANNOT_SEND, at, cause, x)
    return None

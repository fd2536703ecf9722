"""The build from the editor: what the client asks, and the result in the protocol's terms.

Source of the names: `extension/src/protocol.ts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from server.build.documents import Document
from server.build.messages import ChildRequest, Outcome, Problem
from server.features.positions import path_of

SEVERITY: Final = {"error": "error", "warning": "warning", "info": "information", "hint": "hint"}


class BuildRefused(Exception):
    """Why there will be no build, for the user to read."""


def build_request(
    params: object, defaults: Mapping[str, str], documents: Mapping[str, Document], tags: tuple[str, ...] = ()
) -> ChildRequest:
    """The request of `{uri, target?: {goos, goarch}}`; a plain URI does too. Raises BuildRefused.

    `defaults` are the settings `output`, `goos` and `goarch`, `tags` the build tags. Documents that differ from the
    disk go along.
    """
    given = {"uri": params} if isinstance(params, str) else params
    uri = given.get("uri") if isinstance(given, dict) else None
    if not isinstance(uri, str):
        raise BuildRefused("the build needs the URI of a Go file or a folder")
    path = Path(path_of(uri))
    if not path.is_absolute() or not path.exists():
        raise BuildRefused(f"nothing on disk to build: {path}")
    target = given.get("target") if isinstance(given, dict) else None
    chosen = {**defaults, **_texts(target)}
    return ChildRequest(str(path), **chosen, tags=tags, overlay=_unsaved(documents))


def _texts(target: object) -> dict[str, str]:
    if not isinstance(target, dict):
        return {}
    return {name: target[name] for name in ("goos", "goarch") if isinstance(target.get(name), str)}


def _unsaved(documents: Mapping[str, Document]) -> dict[str, bytes]:
    return {path: document.data for path, document in documents.items() if _differs(Path(path), document.data)}


def _differs(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() != data
    except OSError:
        return path.is_absolute()  # not on disk yet, in a folder that may be there


def build_result(outcome: Outcome) -> dict[str, Any]:
    """The `BuildResult` of the protocol."""
    return {
        "ok": outcome.ok,
        "output": outcome.output,
        "size": outcome.size,
        "seconds": outcome.seconds,
        "static": outcome.static,
        "diagnostics": [_diagnostic(problem) for problem in outcome.problems],
    }


def _diagnostic(problem: Problem) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "endLine": problem.end_line,
        "endColumn": problem.end_column,
        "severity": SEVERITY[problem.severity],
        "code": problem.code,
        "message": problem.message,
    }


def build_message(outcome: Outcome) -> str:
    """One line for the user of a client that shows no more."""
    if outcome.ok:
        return f"Built {outcome.output}: {outcome.size:,} bytes in {outcome.seconds:.1f} s"
    errors = [problem for problem in outcome.problems if problem.severity == "error"]
    if not errors:
        return "The build failed"
    place = f"{errors[0].path}:{errors[0].line}:{errors[0].column}: " if errors[0].path else ""
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"The build failed: {place}{errors[0].message}{more}"

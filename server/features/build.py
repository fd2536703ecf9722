"""The build from the editor: what the client asks, and the result in the protocol's terms.

Source of the names: `extension/src/protocol.ts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from server.build.documents import Document
from server.build.imageoptions import ImageOptions
from server.build.messages import STRIPPING, ChildRequest, Outcome, Problem
from server.features.positions import path_of

SEVERITY: Final = {"error": "error", "warning": "warning", "info": "information", "hint": "hint"}


class BuildRefused(Exception):
    """Why there will be no build, for the user to read."""


@dataclass(frozen=True, slots=True)
class BuildDefaults:
    """The settings of builds; empty texts leave the choice to the driver."""

    output: str = ""
    goos: str = ""
    goarch: str = ""
    tags: tuple[str, ...] = ()
    ldflags: str = ""
    strip: str = ""
    image: ImageOptions = field(default_factory=ImageOptions)


def build_request(
    params: object, defaults: BuildDefaults, documents: Mapping[str, Document], roots: Sequence[str] = ()
) -> ChildRequest:
    """The request of `{uri, target?, perTarget?, image?}`; a plain URI does too. Raises BuildRefused.

    A relative output starts from the folder of the workspace (`roots`) that the package lies in. Documents that differ
    from the disk go along.
    """
    given = {"uri": params} if isinstance(params, str) else params
    known: Mapping[str, Any] = given if isinstance(given, dict) else {}
    uri = known.get("uri")
    if not isinstance(uri, str):
        raise BuildRefused("the build needs the URI of a Go file or a folder")
    path = Path(path_of(uri))
    if not path.is_absolute() or not path.exists():
        raise BuildRefused(f"nothing on disk to build: {path}")
    target = {"goos": defaults.goos, "goarch": defaults.goarch, **_texts(known.get("target"))}
    return ChildRequest(
        str(path),
        goos=target["goos"],
        goarch=target["goarch"],
        output=defaults.output,
        base=_root_of(path, roots),
        per_target=known.get("perTarget") is True,
        ldflags=defaults.ldflags,
        strip=defaults.strip if defaults.strip in STRIPPING else "",
        tags=defaults.tags,
        image=defaults.image if known.get("image") is True else None,
        overlay=_unsaved(documents),
    )


def _root_of(path: Path, roots: Sequence[str]) -> str:
    """The innermost of the folders that holds a path; "" for none."""
    return max((root for root in roots if path.is_relative_to(root)), key=len, default="")


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
        "target": outcome.target,
        "image": outcome.image,
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

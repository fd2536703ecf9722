"""The view of a file: for which target it is looked at, with which standard library, in which module, and why.

Source of the names: `extension/src/protocol.ts`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from server.build.workspace import Workspace
from server.diagnostics.collector import Collector
from server.target import PORTS, TARGETS


def describe_view(workspace: Workspace, path: str) -> dict[str, Any]:
    """The `ViewDescription` of the protocol."""
    choice = workspace.choice(path)
    problems = Collector()
    around, _ = workspace.view(path).surroundings(Path(path).parent, problems)
    goroot, modules = around.goroot, around.modules
    return {
        "target": choice.target.name,
        "reason": choice.reason,
        "buildable": choice.target in TARGETS,
        "goVersion": goroot.version if goroot else "",
        "goOrigin": goroot.origin.value if goroot else "",
        "goroot": str(goroot.directory) if goroot else "",
        "skipped": [str(skipped) for skipped in goroot.skipped] if goroot else [],
        "module": around.module.path if around.module else "",
        "language": around.module.language if around.module else "",
        "workFile": str(modules.work.file) if modules and modules.work else "",
        "targets": [[port.name, port in TARGETS] for port in PORTS],
        "problems": [item.message for item in problems.items],
    }

"""Latency and memory of the language server beside gopls: the same client, the same files, the same edits, in one run.

Run: `.venv/bin/python -m tests.bench.bench_gopls [--rounds N] [--seed N] [--starts N] [case...]`. The measures have the
names that gopls gives its own:

- InitialWorkspaceLoad: from the start of the process until the file that is open has its right diagnostics; "first"
  with caches that know nothing of the module (ours finds the standard library in the packs of the installation, or
  where BINDERY_PACK says), then with what that session left.
- DidChange: until a server that was told of an edit answers the next message.
- DiagnoseChange: from an edit until an error that it makes is shown, or one that it mends has gone.
- DiagnoseSave: the same, when the edit is saved at once.
- Hover, Definition, CodeAction: on a name, after an edit. Our hover may leave the SSA of a function to the next one.
- CodeLens (those on a screen with their texts), InlayHint, SSA: what gopls has not, or means something else by.

Edits put a line with a type error at the top of a seeded function and take it away again. gopls keeps its own settings:
it publishes type errors before the pause after which it analyses. Memory is what all processes of the server hold
together (PSS), the highest of the looks after each round. Caches are temporary.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.bench.bench_lsp import SCREEN, figures
from tests.bench.gopls import build_gopls, gopls_command
from tests.bench.lsp_cases import CASES, lay_out_case
from tests.lsp.session import COMMAND, Session, session
from tests.processes import resident, tree

OURS: Final = {
    "trusted": True,
    "clientHandlesCommands": True,
    "lens": "all",
    "inlayHints": {"heap": True, "padding": True},
}
ERROR: Final = '\tvar _ int = "wrong"\n'
NAMES: Final = 2  # asked about after each edit
NOTHING: Final = types.CodeLens(types.Range(types.Position(0, 0), types.Position(0, 0)))
_FUNCTION: Final = re.compile(r"func .*\{$")
_NAME: Final = re.compile(r"[A-Za-z_]\w{3,}")


@dataclass
class Measures:
    """Milliseconds by the name of the measure, and bytes of memory, of one server in one case."""

    times: dict[str, list[float]] = field(default_factory=dict)
    memory: int = 0

    def add(self, name: str, start: float) -> None:
        """What began then has just ended."""
        self.times.setdefault(name, []).append(1000 * (time.perf_counter() - start))

    def look(self, talk: Session) -> None:
        """Note the memory, if it has grown."""
        self.memory = max(self.memory, resident(tree(talk.process)))


class Rounds:
    """The measures on one open file."""

    def __init__(self, talk: Session, name: str, measures: Measures, seed: int, own: bool) -> None:
        self._talk = talk
        self._name = name
        self._measures = measures
        self._rng = random.Random(seed)
        self._own = own  # whether the server is ours
        self._row = 0  # where the last error was put
        self._text = (talk.root / name).read_text()
        self._lines = self._text.splitlines()
        self._places = [row + 1 for row, line in enumerate(self._lines) if _FUNCTION.match(line)]
        self._names = [
            (row, match.start())
            for row, line in enumerate(self._lines)
            if line.startswith("\t") and not line.lstrip().startswith("//")
            for match in _NAME.finditer(line.split("//")[0].split('"')[0])
        ]

    async def run(self, rounds: int) -> None:
        """All measures, so many times."""
        for _ in range(rounds):
            row = self._rng.choice(self._places)
            await self._diagnose(row, saved=False)
            for _ in range(NAMES):
                await self._ask(row, *self._rng.choice(self._names))
            if self._own:
                await self._ask_ours(row)
            await self._diagnose(None, saved=False)
            await self._did_change(row)
            await self._diagnose(row, saved=True)
            await self._diagnose(None, saved=True)
            self._measures.look(self._talk)

    async def _diagnose(self, row: int | None, saved: bool) -> None:
        """Put the error into a row, or (None) take it out."""
        start = time.perf_counter()
        version = self._edit(row)
        if saved:
            text = self._text if row is None else "\n".join([*self._lines[:row], ERROR[:-1], *self._lines[row:], ""])
            (self._talk.root / self._name).write_text(text)
            document = self._talk.document(self._name)
            self._talk.client.text_document_did_save(types.DidSaveTextDocumentParams(document))
            event = types.FileEvent(document.uri, types.FileChangeType.Changed)
            self._talk.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        await shown(self._talk, self._name, version, row)
        self._measures.add("DiagnoseSave" if saved else "DiagnoseChange", start)

    def _edit(self, row: int | None) -> int:
        """The version after the edit."""
        if row is not None:
            self._row = row
            return self._talk.insert(self._name, row, 0, ERROR)
        extent = types.Range(types.Position(self._row, 0), types.Position(self._row + 1, 0))
        return self._talk.edit(self._name, types.TextDocumentContentChangePartial(extent, ""))

    async def _did_change(self, row: int) -> None:
        """An edit and back, each with a question behind it that has nothing to do with the text."""
        for edit in (lambda: self._talk.insert(self._name, row, 0, ERROR), lambda: self._edit(None)):
            self._row = row
            start = time.perf_counter()
            version = edit()
            with suppress(JsonRpcException):  # gopls knows no such question, and says so
                await self._talk.resolved(NOTHING)
            self._measures.add("DidChange", start)
            await self._talk.diagnostics(self._name, version)

    async def _ask(self, edited: int, row: int, column: int) -> None:
        place = types.Position(row + (row >= edited), column + 1)
        client, document = self._talk.client, self._talk.document(self._name)
        context = types.CodeActionContext([])
        requests: dict[str, Callable[[], Any]] = {
            "Hover": lambda: client.text_document_hover_async(types.HoverParams(document, place)),
            "Definition": lambda: client.text_document_definition_async(types.DefinitionParams(document, place)),
            "CodeAction": lambda: client.text_document_code_action_async(
                types.CodeActionParams(document, types.Range(place, place), context)
            ),
        }
        for measure, ask in requests.items():
            start = time.perf_counter()
            await ask()
            self._measures.add(measure, start)

    async def _ask_ours(self, row: int) -> None:
        document = self._talk.document(self._name)
        start = time.perf_counter()
        for lens in await self._talk.first_lenses(self._name):
            if lens.command is None and abs(lens.range.start.line - row) <= SCREEN // 2:
                await self._talk.resolved(lens)
        self._measures.add("CodeLens", start)
        screen = types.Range(types.Position(max(0, row - SCREEN // 2), 0), types.Position(row + SCREEN // 2, 0))
        start = time.perf_counter()
        await self._talk.client.text_document_inlay_hint_async(types.InlayHintParams(document, screen))
        self._measures.add("InlayHint", start)
        start = time.perf_counter()
        question = {"uri": document.uri, "line": row + 2, "character": 1}
        await self._talk.client.protocol.send_request_async("goBindery/ssa", question)
        self._measures.add("SSA", start)


async def shown(talk: Session, name: str, version: int, row: int | None) -> None:
    """Wait until a version is shown with an error in that row, or (None) without an error."""
    uri = talk.uri(name)
    while True:
        for params in reversed(talk.published):
            if params.uri == uri and params.version == version:
                errors = [item for item in params.diagnostics if item.severity is types.DiagnosticSeverity.Error]
                rows = {item.range.start.line for item in errors}
                if (row in rows) if row is not None else not rows:
                    return
                break
        await talk.news()


async def load(root: Path, name: str, command: Sequence[str], options: Any, measures: Measures, kind: str) -> None:
    """A start of the server, until it knows of the error in an unsaved text; it ends again."""
    text = (root / name).read_text()
    lines = text.splitlines(keepends=True)
    row = next(row for row, line in enumerate(lines) if _FUNCTION.match(line.rstrip("\n"))) + 1
    start = time.perf_counter()
    async with session(root, options, command=command) as talk:
        talk.open(name, "".join([*lines[:row], ERROR, *lines[row:]]))
        await shown(talk, name, 1, row)
        measures.add(kind, start)


async def measure(root: Path, name: str, command: Sequence[str], options: argparse.Namespace, own: bool) -> Measures:
    """All measures of one server in one case."""
    measures, settings = Measures(), OURS if own else None
    await load(root, name, command, settings, measures, "InitialWorkspaceLoad, first")
    for _ in range(options.starts):
        await load(root, name, command, settings, measures, "InitialWorkspaceLoad")
    async with session(root, settings, command=command) as talk:
        talk.open(name)
        rounds = Rounds(talk, name, measures, options.seed, own)
        await rounds.run(1)  # code that is loaded by the first question of its kind
        measures.times = {kind: times for kind, times in measures.times.items() if kind.startswith("Initial")}
        await rounds.run(options.rounds)
    return measures


def print_table(ours: Measures, theirs: Measures) -> None:
    """Both, and ours divided by theirs."""
    for name, times in ours.times.items():
        row = f"{name:28} n={len(times):<4} {figures(times)}"
        if other := theirs.times.get(name):
            ratios = (mine / gopls for mine, gopls in zip(percentiles(times), percentiles(other)))
            row += f"   gopls {figures(other)}   ratio " + " ".join(f"{ratio:5.2f}" for ratio in ratios)
        print(row)
    print(f"{'memory, MiB':28} {ours.memory >> 20}, gopls {theirs.memory >> 20}: {ours.memory / theirs.memory:.2f}")


def percentiles(times: list[float]) -> list[float]:
    """Median and 95th percentile, as `figures` prints them."""
    return [float(word) for word in re.findall(r"\d+\.\d+", figures(times))]


def main() -> None:
    """Print a table for each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("cases", nargs="*", default=list(CASES))
    options = parser.parse_args()
    program = build_gopls()
    for case in options.cases:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place).resolve()
            os.environ["BINDERY_CACHE"] = str(folder / "bindery")
            name = lay_out_case(case, folder / case)
            print(f"== {case}: {CASES[case].words}, {name}", flush=True)
            ours = asyncio.run(measure(folder / case, name, COMMAND, options, own=True))
            command = gopls_command(program, folder)
            theirs = asyncio.run(measure(folder / case, name, command, options, own=False))
        print_table(ours, theirs)


if __name__ == "__main__":
    main()

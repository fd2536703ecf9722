"""A seeded user of the editor: types, undoes, saves, asks, opens, closes, changes the target, builds, gives up builds.

Each action is a method that ends when the editor would have let go of the user; builds go on in the background. What
was typed into a file is taken back some time later, so that the module stays what it is.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.conformance.editing.module import PROGRAM
from tests.lsp.session import Session

OPEN: Final = 6  # documents at most
TARGETS: Final = (("linux", "amd64"), ("linux", "arm64"), ("windows", "amd64"))
BUILT: Final = TARGETS[:2]  # targets that are built for
KINDS: Final = ["inline", "escape", "bounds", "nil", "dead"]
LINES: Final = (  # typed at the end of a line; most of them are wrong in most places
    "_ = 1",
    "// nothing",
    "var unused int",
    "undefinedName()",
    'var text int = "é世"',
    "if true {",
    "for i := range 10 { _ = i }",
    "}",
    "return nil, nil, nil",
    "type local struct{ a bool; b int64 }",
    "go func() { select {} }()",
    'import "os"',
)
PAUSES: Final = (0.0, 0.02, 0.05, 0.1, 0.3, 1.0)  # seconds between two actions
ENDED: Final = (types.LSPErrorCodes.RequestCancelled.value, types.LSPErrorCodes.ContentModified.value)


def options_of(target: tuple[str, str], kinds: list[str], output: Path) -> dict[str, Any]:
    """What the extension sends."""
    build = {"goos": target[0], "goarch": target[1], "output": f"{output}/"}
    hints = {"heap": True, "padding": True}
    known = {"trusted": True, "clientHandlesCommands": True, "lens": "all", "inlayHints": hints}
    return {**known, "decisions": {"show": kinds}, "build": build}


class Editor:
    """One user. `texts` are the open documents by name, `target` and `kinds` the settings in force."""

    def __init__(self, talk: Session, names: list[str], rng: random.Random, output: Path) -> None:
        self.talk = talk
        self.texts: dict[str, str] = {}
        self.target, self.kinds = TARGETS[0], KINDS[:1]
        self.done: dict[str, int] = {}  # how often each action, and each way in which builds ended
        self.faults: list[str] = []
        self._names = names
        self._rng = rng
        self._output = output
        self._originals = {name: (talk.root / name).read_text() for name in names}
        self._builds: set[asyncio.Task[None]] = set()
        self._requests = 0
        self._actions: dict[Callable[[], Awaitable[None]], int] = {
            self.type: 12,
            self.ask: 8,
            self.undo: 6,
            self.save: 3,
            self.open: 2,
            self.close: 2,
            self.change_elsewhere: 2,
            self.build: 1,
            self.give_up_build: 1,
            self.set: 1,
        }

    async def act(self) -> None:
        """One action, and a pause."""
        (action,) = self._rng.choices([*self._actions], [*self._actions.values()])
        self._count(getattr(action, "__name__", ""))
        if not self.texts:
            await self.open()
        await action()
        await asyncio.sleep(self._rng.choice(PAUSES))

    async def rest(self) -> None:
        """Wait for the builds."""
        await asyncio.gather(*self._builds)

    def options(self) -> dict[str, Any]:
        """The settings in force, as a server gets them when it starts."""
        return options_of(self.target, self.kinds, self._output)

    def _count(self, what: str) -> None:
        self.done[what] = self.done.get(what, 0) + 1

    def _any(self) -> str:
        return self._rng.choice(sorted(self.texts))

    # Documents

    async def open(self) -> None:
        """Open a document, and close one if there are many."""
        name = self._rng.choice([name for name in self._names if name not in self.texts])
        if len(self.texts) >= OPEN:
            await self.close()
        self.texts[name] = (self.talk.root / name).read_text()
        self.talk.open(name)

    async def close(self) -> None:
        """Close a document; what was not saved is lost."""
        if len(self.texts) > 1:
            name = self._any()
            del self.texts[name]
            self.talk.close(name)

    async def type(self) -> None:
        """Type a line into a document, in several pieces."""
        name = self._any()
        lines = self.texts[name].split("\n")
        row = self._rng.choice([row for row, line in enumerate(lines) if line.startswith("\t")] or [len(lines) - 1])
        column = len(lines[row].encode("utf-16-le")) // 2
        for piece in ("\n\t", *_pieces(self._rng.choice(LINES), self._rng)):
            self.talk.insert(name, row, column, piece)
            lines[row] += piece
            if piece.startswith("\n"):
                lines[row : row + 1] = lines[row].split("\n")
                row, column = row + 1, 1
            else:
                column += len(piece.encode("utf-16-le")) // 2
            await asyncio.sleep(self._rng.choice(PAUSES[:3]))
        self.texts[name] = "\n".join(lines)

    async def undo(self) -> None:
        """Take back all that was typed into a document."""
        name = self._any()
        self.texts[name] = self._originals[name]
        self.talk.change(name, self.texts[name])

    async def save(self) -> None:
        """Save a document."""
        name = self._any()
        self._write(name, self.texts[name])
        params = types.DidSaveTextDocumentParams(self.talk.document(name))
        self.talk.client.text_document_did_save(params)

    async def change_elsewhere(self) -> None:
        """Another program changes a file, or puts back what it was."""
        name = self._rng.choice([name for name in self._names if name not in self.texts])
        original = self._originals[name]
        changed = (self.talk.root / name).read_text() != original
        self._write(name, original if changed else original + "\nvar elsewhere int\n")

    def _write(self, name: str, text: str) -> None:
        (self.talk.root / name).write_text(text)
        event = types.FileEvent(self.talk.uri(name), types.FileChangeType.Changed)
        self.talk.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    # Settings, questions, builds

    async def set(self) -> None:
        """Change the target or the decisions that are shown."""
        if self._rng.random() < 0.7:
            self.target = self._rng.choice(TARGETS)
        else:
            self.kinds = self._rng.sample(KINDS, self._rng.randrange(len(KINDS)))
        settings = {"goBindery": self.options()}
        self.talk.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))

    async def ask(self) -> None:
        """Ask what an editor asks on its own; one question may be given up."""
        name = self._any()
        lines = self.texts[name].split("\n")
        row = self._rng.randrange(len(lines))
        place = types.Position(row, self._rng.randrange(len(lines[row]) + 1))
        document, screen = self.talk.document(name), types.Range(types.Position(row, 0), types.Position(row + 60, 0))
        questions: list[tuple[str, Any]] = [
            (types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensParams(document)),
            (types.TEXT_DOCUMENT_INLAY_HINT, types.InlayHintParams(document, screen)),
            (types.TEXT_DOCUMENT_HOVER, types.HoverParams(document, place)),
            (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, types.DocumentSymbolParams(document)),
            (
                types.TEXT_DOCUMENT_CODE_ACTION,
                types.CodeActionParams(document, types.Range(place, place), types.CodeActionContext([])),
            ),
            ("goBindery/ssa", {"uri": document.uri, "line": row, "character": place.character}),
        ]
        asked = self._rng.sample(questions, 3)
        given_up = self._rng.random() < 0.3
        await asyncio.gather(
            *(self._ask(method, params, given_up and params is asked[0][1]) for method, params in asked)
        )

    async def _ask(self, method: str, params: Any, given_up: bool) -> Any:
        self._requests += 1
        number = f"user{self._requests}"
        request = asyncio.ensure_future(self.talk.client.protocol.send_request_async(method, params, msg_id=number))
        if given_up:
            await asyncio.sleep(self._rng.choice(PAUSES[:4]))
            self.talk.client.cancel_request(types.CancelParams(number))
        try:
            return await request
        except JsonRpcException as refused:
            if not (given_up and refused.code in ENDED):
                self.faults.append(f"{method}: {refused}")
            return None

    async def build(self) -> None:
        """Begin a build, two in three after all has been put back; several may go on at the same time."""
        if self._rng.random() < 2 / 3:
            self._put_back()
        self._start_build(None)

    def _put_back(self) -> None:
        for name, original in self._originals.items():
            if self.texts.get(name, original) != original:
                self.texts[name] = original
                self.talk.change(name, original)
            if (self.talk.root / name).read_text() != original:
                self._write(name, original)

    async def give_up_build(self) -> None:
        """Begin a build and cancel it."""
        self._start_build(self._rng.choice((0.0, 0.1, 0.5, 1.0, 2.0)))

    def _start_build(self, given_up: float | None) -> None:
        task = asyncio.ensure_future(self._build(self._rng.choice(BUILT), given_up))
        self._builds.add(task)
        task.add_done_callback(self._builds.discard)

    async def _build(self, target: tuple[str, str], given_up: float | None) -> None:
        params = {"uri": self.talk.uri(PROGRAM), "progressToken": "build", "perTarget": True}
        params["target"] = {"goos": target[0], "goarch": target[1]}
        self._requests += 1
        number = f"build{self._requests}"
        request = asyncio.ensure_future(
            self.talk.client.protocol.send_request_async("goBindery/build", params, msg_id=number)
        )
        if given_up is not None:
            await asyncio.sleep(given_up)
            self.talk.client.cancel_request(types.CancelParams(number))
        try:
            result = await request
        except JsonRpcException as refused:
            if refused.code not in ENDED:
                self.faults.append(f"build: {refused}")
            self._count("builds given up")
        else:
            self._count("builds that worked" if result.ok else "builds with errors")


def _pieces(text: str, rng: random.Random) -> list[str]:
    """A text in up to four pieces."""
    cuts = sorted({0, len(text), *(rng.randrange(len(text) + 1) for _ in range(3))})
    return [text[start:end] for start, end in itertools.pairwise(cuts)]

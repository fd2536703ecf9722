"""The machine code of a function for a view beside its source: instructions with the lines they come from.

Two steps, because LLVM runs in a process of its own between them: `assembly_source` finds the function and its chunk,
`assembly_listing` reads the object that came back. What costs at run time is marked: checks, with the jumps that lead
to their panics, write barriers, allocations and other calls into the runtime.

Source of the names: `AssemblyListing` in `extension/src/pages.ts`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from server.build.disassembly import SYNTAX, DisassemblyError, Function, Instruction, disassemble
from server.build.machinecode import Chunk, chunk_around
from server.build.snapshot import Snapshot
from server.features.functionat import Question, Shown, choose, find_function, listed
from server.target import TARGETS, Target

Listing: TypeAlias = dict[str, Any]

# What a symbol that an instruction names says about it; the first row that fits counts.
_MARKS: Final = (
    ("runtime.panicIndex", "bounds check"),
    ("runtime.panicSlice", "bounds check"),
    ("runtime.panicdivide", "division check"),
    ("runtime.panicshift", "shift check"),
    ("runtime.sigpanic", "nil check"),
    ("runtime.panicdottype", "type assertion"),
    ("runtime.panic", "panic"),
    ("runtime.gopanic", "panic"),
    ("runtime.morestack", "stack check"),
    ("runtime.writeBarrier", "write barrier"),
    ("runtime.gcWriteBarrier", "write barrier"),
    ("runtime.typedmem", "write barrier"),
    ("runtime.newobject", "allocation"),
    ("runtime.malloc", "allocation"),
    ("runtime.makeslice", "allocation"),
    ("runtime.growslice", "allocation"),
    ("runtime.", "runtime"),
    ("internal/runtime/", "runtime"),
)
_GUARDS: Final = (
    "bounds check",
    "division check",
    "shift check",
    "nil check",
    "type assertion",
    "panic",
    "stack check",
)
_JUMPS: Final = {
    "amd64": re.compile(r"j[a-z]+\t(0x[0-9a-f]+|\d+)$"),
    "arm64": re.compile(r"(?:b|b\.[a-z]+|cbn?z|tbn?z)\t(?:.*, )?#(0x[0-9a-f]+|\d+)$"),
    "riscv64": re.compile(r"(?:c\.)?(?:j|b[a-z]+)\t(?:.*, )?(0x[0-9a-f]+|\d+)$"),
}
_TO_SYMBOL: Final = re.compile(r"(call|jmp|bl|b)\t[^\[]+$")  # relocated: the operand is not known yet
# Control goes elsewhere after these.
_LEAVES: Final = re.compile(r"(?:jmp|ret|b|br|bl|blr|call|ud2|brk|int3|(?:c\.)?(?:j|jr|jal|jalr|unimp|ebreak))\b")
_REACH: Final = 8  # instructions between the beginning of a cold block and its call of a panic


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be compiled. `chunk` is None where there is no code, and the head says why."""

    head: Listing
    chunk: Chunk | None
    target: Target
    path: str  # of the document


def assembly_source(snapshot: Snapshot, question: Question, cancelled: Callable[[], bool]) -> Source | None:
    """The chunk of the function that a question means; None where there is no function. Raises Cancelled."""
    shown = find_function(snapshot, question, cancelled)
    if shown is None:
        return None
    compiled = shown.package.functions.compiled(shown.body, cancelled)
    func = choose(shown, compiled, question)
    obstacle = compiled.obstacle or ("" if func else "no instance of it is used")
    target = snapshot.target
    if target not in TARGETS:
        obstacle = f"not supported yet: machine code for {target.name}"
    head = {
        **_head(shown, question, snapshot.target),
        "functions": listed(compiled),
        "symbol": func.symbol if func else "",
        "name": func.name if func else shown.body.obj.name,
        "obstacle": obstacle,
    }
    chunk = chunk_around(shown.package, shown.body, func, target, cancelled) if func and not obstacle else None
    return Source({**head, "whole": chunk is None or chunk.whole}, chunk, target, shown.file.path)


def _head(shown: Shown, question: Question, target: Target) -> Listing:
    first, last = shown.extent
    return {
        "uri": question.text_document.uri,
        "version": shown.version,
        "target": target.name,
        "syntax": SYNTAX.get(target.goarch, ""),
        "declaration": shown.declaration,
        "firstLine": first,
        "lastLine": last,
        "size": 0,
        "instructions": [],
    }


def assembly_listing(source: Source, data: bytes) -> Listing:
    """The listing of the function in the object that was made of its chunk."""
    try:
        functions = disassemble(data, source.target.goarch)
    except DisassemblyError as error:
        return {**source.head, "obstacle": str(error)}
    function = next((one for one in functions if one.name == source.head["symbol"]), None)
    if function is None:
        return {**source.head, "obstacle": "the object does not have it"}
    return {**source.head, "size": function.size, "instructions": _instructions(function, source)}


def failed_listing(source: Source, reason: str) -> Listing:
    """The listing when there is no object."""
    return {**source.head, "obstacle": reason or source.head["obstacle"]}


def _instructions(function: Function, source: Source) -> list[Listing]:
    items = function.instructions
    numbers = {item.offset: number for number, item in enumerate(items)}
    pattern = _JUMPS.get(source.target.goarch)
    jumps = [_jump(item, pattern, numbers) for item in items]
    marks = [_mark(item) for item in items]
    return [
        {
            "offset": item.offset,
            **_text(item),
            "file": "" if item.file == source.path else Path(item.file).name,
            "line": item.line - 1,
            "jump": jump,
            "mark": mark or (_guarded(items, marks, jump) if jump >= 0 else ""),
        }
        for item, jump, mark in zip(items, jumps, marks)
    ]


def _text(item: Instruction) -> Listing:
    """The instruction, and what a relocation inserts unless the text can say it."""
    found = _TO_SYMBOL.match(item.text) if item.target else None
    if found:
        return {"text": f"{found[1]}\t{item.target}", "target": ""}
    return {"text": item.text, "target": item.target}


def _jump(item: Instruction, pattern: re.Pattern[str] | None, numbers: dict[int, int]) -> int:
    """The number of the instruction that a jump inside the function leads to; -1 for all else."""
    found = pattern.match(item.text) if pattern is not None and not item.target else None
    return numbers.get(int(found[1], 0), -1) if found else -1


def _mark(item: Instruction) -> str:
    return next((mark for prefix, mark in _MARKS if item.target.startswith(prefix)), "")


def _guarded(items: Sequence[Instruction], marks: Sequence[str], start: int) -> str:
    """The check whose failure is reported where a jump leads; "" for any other jump."""
    for number in range(start, min(start + _REACH, len(items))):
        if marks[number] in _GUARDS:
            return marks[number]
        if _LEAVES.match(items[number].text):
            return ""
    return ""

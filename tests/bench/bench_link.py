"""Time of links: of 20,000 synthetic functions in 1,000 objects, of hello with fmt, and of a server over net/http.

Of the programs it says what a first link takes in processor time, and one again after an edit of main in the same
process, as in the resident builder: from the end of compilation to the end of the build, the account of the program's
size included. What such a process does when it has answered (`Memory.settle`) is said apart. Prints; asserts nothing.

Run: python -m tests.bench.bench_link [cache]        a folder that has the standard library; a new one is slow to fill
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from server.build.driver import build
from server.build.memory import Memory
from server.build.progress import Event, PackageDone
from server.build.request import BuildRequest
from server.linker import reachability
from server.linker.interface import ChunkRecord, ChunkRef, LinkOptions, PackageRecord, SymbolKind, SymbolRecord
from server.linker.link import link
from server.target import find_target
from tests.linker.elfbuild import ALLOC, EXEC, ObjectBuilder

_OBJECTS, _FUNCTIONS, _CALLS = 1_000, 20, 12
_SIZE = 256  # bytes of code per function
_CALL = 4  # R_X86_64_PLT32
_RANGES = 10  # R_X86_64_32, as debug sections have it
_ROUNDS = 3  # of warm links
_PROGRAMS = {
    "hello": 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("round", ROUND) }\n',
    "net/http": (
        'package main\n\nimport (\n\t"fmt"\n\t"net/http"\n)\n\nfunc main() {\n'
        '\thttp.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, ROUND) })\n'
        '\tfmt.Println(http.ListenAndServe("127.0.0.1:0", nil))\n}\n'
    ),
}


def _name(index: int) -> str:
    index %= _OBJECTS * _FUNCTIONS
    return "_rt0" if index == 0 else f"example.com/p{index // _FUNCTIONS}.Function{index}"


def _object(number: int) -> bytes:
    """An object of functions that call the next ones, and debug sections with strings and references."""
    builder = ObjectBuilder(62)
    code = bytes(_SIZE)
    known: dict[str, int] = {}

    def symbol(name: str) -> int:
        if name not in known:
            known[name] = builder.symbol(name)
        return known[name]

    for i in range(_FUNCTIONS):
        section = builder.section(f".text.{i}", code, flags=ALLOC | EXEC, align=16)
        index = number * _FUNCTIONS + i
        known[_name(index)] = builder.symbol(_name(index), section, 0, _SIZE, kind=2)
    for i in range(_FUNCTIONS):
        for call in range(_CALLS):
            target = _name(number * _FUNCTIONS + i + 1 + call * call * 7)
            builder.relocate(i + 1, 16 * call, _CALL, symbol(target), -4)
    strings = b"".join(f"name{n}\0".encode() for n in range(number % 50, number % 50 + 60))
    section = builder.section(".debug_str", strings, flags=0x30)
    text = builder.symbol("", section, bind=0, kind=3)
    info = builder.section(".debug_info", bytes(1200), flags=0)
    for i in range(300):
        builder.relocate(info, 4 * i, _RANGES, text, 6 * (i % 40))
    return builder.build()


class _Provider:
    def __init__(self, data: dict[str, bytes]) -> None:
        self.data = data

    def objects(self, wanted: "list[ChunkRef]") -> list[bytes]:
        return [self.data[ref.key] for ref in wanted]


def _seconds(folder: Path, text: str, cache: str, memory: Memory) -> float:
    """Processor time of the link of a program, in seconds."""
    begun = 0.0

    def note(event: Event) -> None:
        nonlocal begun
        if isinstance(event, PackageDone) and event.done == event.total:
            begun = time.process_time()

    target = find_target("linux", "amd64")
    assert target is not None
    (folder / "main.go").write_text(text)
    result = build(BuildRequest(["."], folder, target, cache=cache, write=False), note, memory=memory)
    assert result.outputs, result.diagnostics
    return time.process_time() - begun


def _programs(cache: str) -> None:
    """Links of real programs."""
    print("compiled modules" if reachability.__file__.endswith(".so") else "interpreted")
    for name, text in _PROGRAMS.items():
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "go.mod").write_text("module example.com/bench\n\ngo 1.27\n")
            _seconds(Path(folder), text.replace("ROUND", "-1"), cache, Memory())  # all chunks are compiled then
            memory = Memory()
            times = [_seconds(Path(folder), text.replace("ROUND", str(n)), cache, memory) for n in range(_ROUNDS + 1)]
            begun = time.process_time()
            memory.settle()
            later = time.process_time() - begun
        cold, warm = times[0], min(times[1:])
        print(
            f"{name}: first link {cold:.2f} s, after an edit {warm:.2f} s, {warm / cold:.2f} of it; later {later:.2f} s"
        )


def main() -> None:
    """Link everything a few times, print the best time."""
    _synthetic()
    if len(sys.argv) > 1:
        _programs(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as cache:
            _programs(cache)


def _synthetic() -> None:
    """Build the objects, link them a few times, print the best time."""
    target = find_target("linux", "amd64")
    assert target is not None
    data = {str(n): _object(n) for n in range(_OBJECTS)}
    packages = [
        PackageRecord(
            f"example.com/p{n}",
            (
                ChunkRecord(
                    str(n),
                    tuple(SymbolRecord(_name(n * _FUNCTIONS + i), SymbolKind.FUNC) for i in range(_FUNCTIONS)),
                ),
            ),
        )
        for n in range(_OBJECTS)
    ]
    for label, options in (("with DWARF", LinkOptions()), ("-s", LinkOptions(strip_symbols=True))):
        times = []
        for _ in range(3):
            start = time.perf_counter()
            result = link(packages, _Provider(data), target, options)
            times.append(time.perf_counter() - start)
        size, functions = len(result.image) / 1e6, len(result.reasons)
        print(f"{label}: {functions} functions, {size:.1f} MB image, best of 3: {min(times):.2f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", file=sys.stdout)


if __name__ == "__main__":
    main()

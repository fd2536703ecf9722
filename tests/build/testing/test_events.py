"""The events of `bindery test -json` against those of `go tool test2json` on the same output."""

import json
import subprocess
from pathlib import Path

import pytest

from server.build.testing.events import Converter
from tests.conformance.oracle import oracle_environment

OUTPUTS = {
    "plain": "=== RUN   TestA\nhello\n--- PASS: TestA (0.01s)\nPASS\nok  \tp\t0.1s\n",
    "subtests": "=== RUN   TestA\n=== RUN   TestA/b\n    x.go:1: in b\n--- FAIL: TestA (0.02s)\n"
    "    --- FAIL: TestA/b (0.01s)\n        x.go:1: late\nFAIL\nFAIL\tp\t0.1s\n",
    "paused": "=== RUN   TestA\n=== PAUSE TestA\n=== RUN   TestB\n=== PAUSE TestB\n=== CONT  TestA\nout\n"
    "=== CONT  TestB\n=== NAME  TestA\nmore\n--- SKIP: TestB (0.00s)\n--- PASS: TestA (0.00s)\nPASS\n",
    "marks": "\x16=== RUN   TestA\nout\x16=== NAME  TestA\n    \x0fx.go:1: bad\n        second\x0e\n"
    "\x1b\x16kept \x1b\x0f\n=== RUN   no\n\x16--- FAIL: TestA (0.00s)\n\x16FAIL\nexit status 1\n",
    "attributes": "=== RUN   TestA\n=== ATTR  TestA key a value\n=== ARTIFACTS TestA /a/path\n"
    "--- PASS: TestA (0.00s)\n",
    "benchmarks": "goos: linux\nBenchmarkX-2   \t     100\t  2 ns/op\nBenchmarkY \t1\t2 ns/op\n"
    "--- BENCH: BenchmarkY\n    x.go:1: said\nPASS\n",
    "no tests": "?   \tp\t[no test files]\n",
    "long lines": "=== RUN   TestA\n" + "äx" * 5000 + "\n" + "y" * 1025 + "\n--- PASS: TestA (1.50s)\nPASS\n",
    "no end": "=== RUN   TestA\npanic: <&> no\n\ngoroutine 1",
    "carriage return": "=== RUN   TestA\r\n--- PASS: TestA (0.00s)\r\nPASS\r\n",
    "deeper than it is": "        --- PASS: TestA/b/c (0.00s)\n    text\n=== NAME\nx\n",
}


def oracle_events(go: Path, text: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [go, "tool", "test2json", "-p", "p"],
        input=text.encode(),
        capture_output=True,
        check=True,
        env=oracle_environment(),
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def our_events(text: str, size: int) -> list[dict[str, object]]:
    lines: list[str] = []
    converter = Converter(lines.append, "p", timestamps=False)
    data = text.encode()
    for at in range(0, len(data), size):
        converter.write(data[at : at + size])
    converter.close()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("name", OUTPUTS)
def test_against_the_oracle(name: str, oracle_go: Path) -> None:
    text = OUTPUTS[name]
    assert our_events(text, 1 << 20) == oracle_events(oracle_go, text)


@pytest.mark.parametrize("name", OUTPUTS)
def test_pieces_make_no_difference(name: str) -> None:
    """Output of a framed line may come in any pieces; what is only output may be cut elsewhere."""

    def joined(events: list[dict[str, object]]) -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        for event in events:
            if found and {**event, "Output": ""} == {**found[-1], "Output": ""} and "Output" in event:
                found[-1] = {**event, "Output": f"{found[-1]['Output']}{event['Output']}"}
            else:
                found.append(event)
        return found

    assert joined(our_events(OUTPUTS[name], 7)) == joined(our_events(OUTPUTS[name], 1 << 20))


def test_how_it_ended() -> None:
    lines: list[str] = []
    converter = Converter(lines.append, "p")
    converter.failed_build = "p [p.test]"
    converter.write(b"FAIL\tp [build failed]\n")
    converter.exited(ok=False)
    converter.close()
    events = [json.loads(line) for line in lines]
    assert [event["Action"] for event in events] == ["start", "output", "fail"]
    assert list(events[0]) == ["Time", "Action", "Package"]
    assert events[-1]["FailedBuild"] == "p [p.test]"
    assert events[-1]["Elapsed"] >= 0

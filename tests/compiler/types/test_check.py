"""Programs of testdata/: every line with `// ERROR "re" "re"` has errors that match, and no other line has any."""

import re
from pathlib import Path

import pytest

from tests.compiler.types.checking import check_source

PROGRAMS = sorted((Path(__file__).parent / "testdata").glob("*.go"))


def expected(text: str) -> dict[int, list[str]]:
    """The expressions of each line."""
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        comment = re.search(r"// ERROR (.*)$", line)
        if comment:
            found[number] = [one[1:-1] for one in re.findall(r'"(?:[^"\\]|\\.)*"|`[^`]*`', comment.group(1))]
    return found


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_program(path: Path) -> None:
    """Errors and comments agree."""
    text = path.read_text()
    wanted = expected(text)
    differences = []
    for finding in check_source(text).findings:
        patterns = wanted.get(finding.line, [])
        match = next((p for p in patterns if re.search(p, finding.message)), None)
        if match is None:
            differences.append(f"{finding.line}:{finding.column}: not expected: {finding.message}")
        else:
            patterns.remove(match)
    differences += [f"{line}: missing: {pattern}" for line, patterns in wanted.items() for pattern in patterns]
    assert not differences, "\n".join(differences)


def test_there_are_programs() -> None:
    """The folder was found."""
    assert len(PROGRAMS) > 10

"""What is offered to have the compiler decide better: testdata/improve/*.txt hold a program, the action's title, and
the program after it; the cursor is at the mark `«»`. `none` means that nothing is offered.
"""

from pathlib import Path

import pytest

from server.features.improve import improvements
from tests.features.actions import offered
from tests.features.test_fixes import applied

CASES = sorted((Path(__file__).parent / "testdata" / "improve").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_action(case: Path, tmp_path: Path, update_goldens: bool) -> None:
    before, title, after = case.read_text().split("---\n")
    data, actions = offered(improvements, tmp_path, before)
    if title.strip() == "none":
        assert actions == []
        return
    [action] = actions
    assert action.title == title.strip()
    result = applied(data, action)
    if update_goldens:
        case.write_text("---\n".join((before, title, result)))
    else:
        assert result == after

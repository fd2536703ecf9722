"""What can be wrong with tests before they are compiled. Wording follows cmd/go."""

from typing import Final

from server.diagnostics.data import Row

WRONG_SIGNATURE: Final = Row(
    "WrongTestSignature",
    "wrong signature for {0}, {1}",
    'package p\n\nimport "testing"\n\nfunc TestX(t *testing.B) {}\n',
)
SEVERAL_TEST_MAINS: Final = Row(
    "SeveralTestMains",
    "multiple definitions of TestMain",
    "two test files, of packages p and p_test: `func TestMain(m *testing.M) { m.Run() }`",
)
IMPORT_CYCLE_IN_TEST: Final = Row(
    "ImportCycleInTest",
    "package {0}: import cycle not allowed in test",
    "package p with a p_test.go that says `package p` and imports q, which imports p",
)

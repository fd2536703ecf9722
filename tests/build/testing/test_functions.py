"""Which functions of test files a test program runs, and what examples must print."""

from pathlib import Path

import pytest

from server.build.packages import SourceFile
from server.build.packages import TestFiles as Files
from server.build.testing import testmain
from server.build.testing.functions import EXTERNAL, INSIDE, find_functions, last_comment
from server.build.testing.functions import TestFunction as Found
from server.compiler.syntax.parse import parse_file, to_file
from server.diagnostics.collector import Collector

SOURCE = """package p

func TestA(t *testing.T) {}
func Test(t *T) {}
func Testify(t *testing.T) {}
func TestÄ(*testing.T) {}
func (x X) TestMethod(t *testing.T) {}
func BenchmarkA(b *testing.B) {}
func FuzzA(f *testing.F) {}
func TestMain(m *testing.M) {}
func helper() {}
func ExampleSilent() { f() }
func ExampleX() {
	f("// Output: no", `/* Output: no`, '"') // prints
	// Output: a
	//  b
}
func Example_second() {
	/* Unordered output:
		1
		2   */
}
func ExampleWith(n int) {
	// Output: x
}
func ExampleOther() {
	// Output: x

	// That was it.
}
"""


def sources(text: str) -> list[SourceFile]:
    data = text.encode()
    tree = parse_file("p_test.go", data, skim=True)
    return [SourceFile(to_file(tree, data), tree)]


def test_found() -> None:
    problems = Collector()
    found = find_functions(Files(inside=sources(SOURCE)), problems)
    assert not problems.items
    assert [one.name for one in found.tests] == ["TestA", "Test", "TestÄ"]
    assert [one.name for one in found.benchmarks] == ["BenchmarkA"]
    assert [one.name for one in found.fuzz_targets] == ["FuzzA"]
    assert found.main == Found(INSIDE, "TestMain")
    assert found.examples == [
        Found(INSIDE, "ExampleX", "a\n b\n"),
        Found(INSIDE, "Example_second", "\t\t1\n\t\t2\n", unordered=True),
    ]
    assert found.uses(INSIDE)
    assert not found.uses(EXTERNAL)


@pytest.mark.parametrize(
    ("declaration", "why"),
    [
        ("func TestX(t *testing.B) {}", "must be: func TestX(t *testing.T)"),
        ("func TestX(t testing.T) {}", "must be: func TestX(t *testing.T)"),
        ("func TestX(t, u *testing.T) {}", "must be: func TestX(t *testing.T)"),
        ("func TestX(t *testing.T) error { return nil }", "must be: func TestX(t *testing.T)"),
        ("func TestX[P any](t *testing.T) {}", "test functions cannot have type parameters"),
        ("func FuzzX() {}", "must be: func FuzzX(f *testing.F)"),
        ("func TestMain() {}", "must be: func TestMain(m *testing.M)"),
    ],
)
def test_wrong_signatures(declaration: str, why: str) -> None:
    problems = Collector()
    find_functions(Files(inside=sources(f"package p\n\n{declaration}\n")), problems)
    assert [item.row.code for item in problems.items] == ["WrongTestSignature"]
    assert problems.items[0].message.endswith(f", {why}")


def test_two_test_mains() -> None:
    problems = Collector()
    both = "package p\n\nfunc TestMain(m *testing.M) {}\n"
    find_functions(Files(inside=sources(both), external=sources(both)), problems)
    assert [item.message for item in problems.items] == ["multiple definitions of TestMain"]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("{}", ""),
        ("{ // Output:\n}", "Output:\n"),
        ("{\n// a\n//go:generate x\n// b\n}", "a\nb\n"),
        ("{\n// a\n\n// b\n}", "b\n"),
        ("{\n//\n// a  \n//\n//\n// b\n//\n}", "a\n\nb\n"),
        ("{\nf() // a\n// b\n}", "b\n"),
        ("{\n// a\nf()\n}", "a\n"),
    ],
)
def test_last_comment(code: str, text: str) -> None:
    assert last_comment(code.encode()) == text


def test_main_names_what_it_uses() -> None:
    """An imported package none of whose functions is run is still linked, for what it does when it begins."""
    found = find_functions(Files(external=sources(SOURCE)), Collector())
    text = testmain.test_main(
        testmain.Tested("e.org/p", "e.org", "e.org/p", "e.org/p_test", ["panicnil=1"]), found
    ).decode()
    assert '\t_ "e.org/p"\n\t_xtest "e.org/p_test"\n' in text
    assert text.startswith("//go:debug panicnil=1\n")
    assert '\t{"ExampleX", _xtest.ExampleX, "a\\u000a b\\u000a", false},\n' in text
    assert '\t"reflect"\n' in text
    assert not parse_file(str(Path("_testmain.go")), text.encode()).header.errors


def test_quoted() -> None:
    assert testmain.quoted('a"\\\té\u200b\U0001f600') == '"a\\"\\\\\\u0009é\\u200b\U0001f600"'

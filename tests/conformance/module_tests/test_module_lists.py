"""The lists of the suite belong together; the suite itself needs the network."""

from tests.conformance.module_tests.run import HERE, ROWS, read_modules
from tests.conformance.owntests import Results, read_rows, score


def test_every_package_has_functions_and_the_other_way_round() -> None:
    tested = {path for module in read_modules() for path in module.packages}
    assert tested == read_rows(ROWS).keys()


def test_at_least_twelve_kinds_of_modules_are_pinned() -> None:
    modules = read_modules()
    assert len({module.kind for module in modules}) == len(modules) >= 12
    assert all(module.sum.startswith("h1:") for module in modules)


def test_known_failures_are_functions_that_pass_with_gc() -> None:
    lines = (HERE / "known_failures.txt").read_text().splitlines()
    names = {f"{package}.{one}" for package, found in read_rows(ROWS).items() for one in found}
    assert {line.split()[0] for line in lines if line[:1] not in ("", "#")} <= names


def test_what_did_not_run_has_failed() -> None:
    found = score(["A", "B", "C", "D"], Results({"A"}, {"B"}, {"C": "panic: no"}, said="no build"))
    assert (str(found), found.failed) == (
        "1 of 4 (25.0%)",
        {"B": "skipped", "C": "panic: no", "D": "no build"},
    )

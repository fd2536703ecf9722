"""`bindery explain`: what the compiler decided about a function, and why."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec

from server import GO_VERSION
from server.build.artefact import PlacedDecision
from server.build.compilerflags import CompilerFlags, FlagRule, PackageFlags
from server.build.explain import Explanation
from server.build.passpage import render_page
from server.build.result import BuildResult
from server.cli.build_flags import LOAD_FLAGS, Invocation, make_request, read_invocation
from server.cli.decisions import position
from server.cli.flags import Flag, FlagKind, UsageError, nearest
from server.cli.help import flag_table
from server.cli.present import Presenter
from server.cli.progress_line import progress_line
from server.compiler.ir.decisions import DecisionKind

_FLAGS: Final = (
    *(flag for flag in LOAD_FLAGS if flag.name != "json"),
    Flag("json", FlagKind.BOOL, "print a JSON object per function, with all decisions and all passes"),
    Flag("html", FlagKind.TEXT, "write a page with all passes side by side to this file", "file"),
    Flag("N", FlagKind.BOOL, "explain the function as compiled without optimisation"),
)
# What a person wants to see, each kind somewhere; checks that were removed are counted, not listed.
SECTIONS: Final = (
    ("inlining", (DecisionKind.INLINE,)),
    ("calls", (DecisionKind.CALL, DecisionKind.DEVIRTUAL, DecisionKind.DIRECT_CALL, DecisionKind.INTRINSIC)),
    ("heap and stack", (DecisionKind.MOVE, DecisionKind.ESCAPE)),
    ("parameters", (DecisionKind.LEAK,)),
    ("bounds checks", (DecisionKind.BOUNDS_CHECK,)),
    ("nil checks", (DecisionKind.NIL_CHECK,)),
    ("write barriers", (DecisionKind.WRITE_BARRIER,)),
    ("forms", (DecisionKind.DEFER, DecisionKind.ASSERTION, DecisionKind.APPEND, DecisionKind.SLICE, DecisionKind.PHI)),
    ("removed", (DecisionKind.DEAD_CODE, DecisionKind.DEAD_STORE)),
    ("constants", (DecisionKind.CONSTANT,)),
    ("branches", (DecisionKind.PREDICTION,)),
)
_COUNTED: Final = ("removed",)  # verdicts of checks that are only counted
_SUGGESTED: Final = 20  # names in a message


def run(args: Sequence[str]) -> int:
    """Explain the function that the argument names."""
    invocation = read_invocation(args, _FLAGS)
    flags = invocation.flags
    if len(flags.args) != 1:
        raise UsageError("explain takes one function: PKG.FUNC")
    result, name, presenter = _search(invocation, flags.args[0])
    presenter.show(result)
    if result.explained:
        return _show(result.explained, presenter, flags.on("json"), flags.text("html"))
    if result.ok:
        listed = ", ".join(result.functions[:_SUGGESTED]) or "none"
        hint = nearest(name, result.functions)
        print(f"no function {name}{hint}; functions there: {listed}", file=sys.stderr)
    return 1


def _search(invocation: Invocation, text: str) -> tuple[BuildResult, str, Presenter]:
    """Try what the text may mean; the result that explains something, else the first one that knows functions."""
    from server.build.driver import explain  # the whole compiler: not needed to refuse a command line

    tried: list[tuple[BuildResult, str, Presenter]] = []
    for pattern, name in candidates(text):
        request = make_request(invocation, (pattern,), write=False)
        flags = CompilerFlags(
            print_decisions=2,
            no_optimisation=invocation.flags.on("N"),
            print_assembly=invocation.flags.given("html"),
        )
        request = replace(request, compiler=PackageFlags((FlagRule("", flags),), request.directory))
        with progress_line(invocation.flags.on("v")) as events:
            found = explain(request, name, events)
        found.reports = [replace(report, decisions=()) for report in found.reports]
        tried.append((found, name, Presenter(request, as_json=False)))
        if found.explained:
            return tried[-1]
    return next((one for one in tried if _exists(one[0])), tried[0])


def _exists(result: BuildResult) -> bool:
    """Whether a pattern led to a package: it has functions, or something is said about it."""
    return bool(result.functions) or any(report.import_path for report in result.reports)


def _show(found: Sequence[Explanation], presenter: Presenter, as_json: bool, page: str) -> int:
    if page:
        try:
            Path(page).write_text(render_page(found), "utf-8")
        except OSError as err:
            print(f"open {page}: {(err.strerror or str(err)).lower()}", file=sys.stderr)
            return 1
    if as_json:
        for item in found:
            print(msgspec.json.encode(item).decode())
    elif not page:
        print("\n".join(line for item in found for line in explanation_lines(item, presenter.shown_path)))
    return 0


def candidates(text: str) -> Iterator[tuple[str, str]]:
    """The packages and functions that a text may mean, the likeliest first: `fmt.Println`, `./sub.T.M`, `main.f`."""
    head = min((text.find(mark) for mark in "[(" if mark in text), default=len(text))
    slash = text.rfind("/", 0, head)
    dots = [at for at in range(slash + 1, head) if text[at] == "."]
    if slash < 0:
        dots = [at for at in dots if at]
        if dots:
            name = text[: dots[0]]
            if name != "main":
                yield name, text[dots[0] + 1 :]
            yield ".", text[dots[0] + 1 :]
        yield ".", text
        if dots:
            yield "./...", text[dots[0] + 1 :]
        return
    for at in dots:
        if text[slash + 1 : at].strip("."):
            yield text[:at], text[at + 1 :]
    if not dots:
        raise UsageError(f"explain needs a function: {text}.FUNC")


def explanation_lines(item: Explanation, shown_path: Callable[[str], str]) -> Iterator[str]:
    """The explanation for a person."""
    place = position(item.place, shown_path).removesuffix(": ") or "<autogenerated>"
    yield f"{item.signature}    {place}"
    yield f"as this compiler decides, which follows the rules of {GO_VERSION}"
    for title, kinds in SECTIONS:
        chosen = [one for one in item.decisions if one.kind in {kind.value for kind in kinds}]
        chosen.sort(key=lambda one: (one.place.path, one.place.line, one.place.column))
        lines = [line for one in chosen if one.verdict not in _COUNTED for line in _decision_lines(one)]
        counted = sum(one.verdict in _COUNTED for one in chosen)
        if title in ("bounds checks", "nil checks") and counted:
            lines.append(f"  {counted} removed")
        elif counted:
            lines += [line for one in chosen if one.verdict in _COUNTED for line in _decision_lines(one)]
        if lines:
            yield ""
            yield title
            yield from lines
    if not item.decisions:
        yield ""
        yield "nothing was decided about it: nothing in it allocates or is checked"


def _decision_lines(item: PlacedDecision) -> Iterator[str]:
    where = f"{item.place.line}:{item.place.column}"
    # What is said about a parameter names it.
    verdict = item.verdict if item.kind == DecisionKind.LEAK.value else f"{item.subject}: {item.verdict}"
    yield f"  {where:<8} {verdict}" + (f": {item.reason}" if item.reason else "")
    for step in item.steps:
        deeper = "" if step.text.startswith("flow: ") else "  "
        at = f"  {step.place.line}:{step.place.column}" if step.place.line else ""
        yield f"           {deeper}{step.text}{at}"


def describe() -> str:
    """The long help."""
    return (
        "Explain prints what the compiler decided about a function and why: whether calls of it can be inlined and\n"
        "what that costs, which of its calls are, what lives on the heap and on which way it gets there, which bounds\n"
        "and nil checks remain and what would have to be known to remove them, and what was removed or folded.\n\n"
        "The function is named as PKG.FUNC: fmt.Println, ./sub.New, example.com/m.T.Area, main.(*T).Get. All\n"
        "instances of a generic function are explained. With -html a page shows the SSA after each pass; a click on\n"
        f"a value follows it through the passes.\n\nThe flags are:\n\n{flag_table(_FLAGS)}\n"
    )

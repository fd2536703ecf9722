"""Which files belong to a build: `//go:build` lines and the GOOS and GOARCH in file names.

Source: `go help buildconstraint`, and the behaviour of go/build of Go 1.27. A constraint is evaluated while it is read,
with two stacks instead of recursion, so that nesting is no danger; go/build bounds its size in the same way.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import and_, not_, or_
from typing import Final, Generic, TypeVar

from server.target import MACHINES, Target

_GOOS_NAMES: Final = (
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1"
    " windows zos"
)
_GOARCH_NAMES: Final = (
    "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64"
    " ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm"
)
_UNIX_NAMES: Final = "aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris"
# The experiments that are on in Go 1.27.
_EXPERIMENTS: Final = ("randomizedheapbase64", "greenteagc", "jsonv2", "sizespecializedmalloc")
_REGISTER_ABI: Final = frozenset(("amd64", "arm64", "loong64", "ppc64le", "ppc64", "riscv64", "s390x"))
_WITHOUT_DWARF5: Final = frozenset(("darwin", "ios", "aix"))
KNOWN_GOOS: Final = frozenset(_GOOS_NAMES.split())
KNOWN_GOARCH: Final = frozenset(_GOARCH_NAMES.split())
_UNIX: Final = frozenset(_UNIX_NAMES.split())
_IMPLIED_GOOS: Final = {"android": "linux", "illumos": "solaris", "ios": "darwin"}
_LANGUAGE_MINOR: Final = 27  # newest go1.N tag
_SIZE_LIMIT: Final = 1000  # tokens of one constraint

_TOKEN = re.compile(r"\s*(&&|\|\||!|\(|\)|[\w.]+)")
_VERSION_TAG = re.compile(r"go1\.([0-9]+)")
_PLUS_BUILD_LINE = re.compile(rb"//[ \t]*\+build[ \t]+(.*\S)")
_BUILD_LINE = re.compile(rb"//go:build(?:[ \t]+(.*?))?[ \t\r]*$")


_T = TypeVar("_T")


class ConstraintError(ValueError):
    """A `//go:build` line that cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class BuildTags:
    """The tags that hold in a build."""

    names: frozenset[str]

    @classmethod
    def for_target(cls, target: Target, extra: Iterable[str] = ()) -> "BuildTags":
        """The tags of a target, of the language versions and of the `-tags` flag."""
        names = {target.goos, target.goarch, "gc", *extra}
        names.update(f"go1.{minor}" for minor in range(1, _LANGUAGE_MINOR + 1))
        names.update(f"goexperiment.{name}" for name in _EXPERIMENTS)
        if target.goarch in _REGISTER_ABI:
            names.update(("goexperiment.regabiwrappers", "goexperiment.regabiargs"))
        if target.goos not in _WITHOUT_DWARF5:
            names.add("goexperiment.dwarf5")
        if target.goos in _UNIX:
            names.add("unix")
        if target.goos in _IMPLIED_GOOS:
            names.add(_IMPLIED_GOOS[target.goos])
        if target.goarch in MACHINES:
            names.add(f"{target.goarch}.{MACHINES[target.goarch].level[1]}")
        return cls(frozenset(names))

    def for_unknown_processor(self) -> "BuildTags":
        """The tags without those of the processor: files for all other processors belong to such a build."""
        return BuildTags(frozenset(name for name in self.names if name.partition(".")[0] not in KNOWN_GOARCH))


def name_matches(name: str, tags: BuildTags) -> bool:
    """Whether the GOOS and GOARCH suffixes of a file name hold: `x_linux.go`, `x_arm64.go`, `x_linux_arm64_test.go`."""
    stem = name.partition(".")[0]
    # What precedes the first underscore is never a constraint: linux.go belongs to every build.
    _, underscore, rest = stem.partition("_")
    if not underscore:
        return True
    parts = rest.split("_")
    if parts[-1] == "test":
        parts.pop()
    if len(parts) >= 2 and parts[-2] in KNOWN_GOOS and parts[-1] in KNOWN_GOARCH:
        return parts[-2] in tags.names and parts[-1] in tags.names
    if parts and (parts[-1] in KNOWN_GOOS or parts[-1] in KNOWN_GOARCH):
        return parts[-1] in tags.names
    return True


def admits(name: str, data: bytes, tags: BuildTags) -> bool:
    """Whether the name and the build line of a file let it into a build. Raises ConstraintError."""
    if not name_matches(name, tags):
        return False
    expression = header_constraint(data)
    return expression is None or evaluate(expression, tags)


def header_constraint(data: bytes) -> str | None:
    """The build constraint that stands above the package clause, or None.

    It is the expression of the `//go:build` line; without one, that of the older `// +build` lines, which count only
    with a blank line below them. Raises ConstraintError when there are several `//go:build` lines.
    """
    found: str | None = None
    older: list[str] = []
    waiting: list[str] = []
    for line in _header_lines(data):
        if match := _BUILD_LINE.match(line):
            if found is not None:
                raise ConstraintError("multiple //go:build comments")
            found = (match[1] or b"").decode("utf-8", "replace")
        elif match := _PLUS_BUILD_LINE.match(line):
            waiting.append(_modern(match[1].decode("utf-8", "replace")))
        elif not line:
            older += waiting
            waiting.clear()
    return found if found is not None else " && ".join(older) or None


def _modern(options: str) -> str:
    """The arguments of a `// +build` line as an expression: spaces mean or, commas mean and."""
    return "(" + " || ".join("(" + option.replace(",", " && ") + ")" for option in options.split()) + ")"


def _header_lines(data: bytes) -> Iterable[bytes]:
    """The `//` comment lines and blank lines (as b"") before the first text that is neither."""
    at = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while at < len(data):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        line = data[at:end].strip()
        if line.startswith(b"/*"):
            close = data.find(b"*/", data.index(b"/*", at) + 2)
            if close < 0:
                return
            at = close + 2
            continue
        if line and not line.startswith(b"//"):
            return
        yield line
        at = end + 1


def evaluate(expression: str, tags: BuildTags) -> bool:
    """Whether a constraint holds. Raises ConstraintError when it is malformed."""
    return _fold(expression, _Algebra[bool](lambda tag: tag in tags.names, and_, or_, not_))


def language_version(expression: str) -> tuple[int, int] | None:
    """The oldest Go version that a constraint admits: `go1.18 && linux` -> (1, 18); None when it implies none.

    Raises ConstraintError when it is malformed. Source: the documentation of go/build/constraint.GoVersion.
    """
    # Each value is a pair of minor versions, for the expression and for its negation; -1 is any version.
    algebra = _Algebra[tuple[int, int]](
        lambda tag: (int(match[1]) if (match := _VERSION_TAG.fullmatch(tag)) else -1, -1),
        lambda x, y: (max(x[0], y[0]), min(x[1], y[1])),
        lambda x, y: (min(x[0], y[0]), max(x[1], y[1])),
        lambda x: (x[1], x[0]),
    )
    minor, _ = _fold(expression, algebra)
    return (1, minor) if minor >= 0 else None


@dataclass(frozen=True)
class _Algebra(Generic[_T]):
    """What a constraint is evaluated to: the value of a tag, and the operators."""

    tag: Callable[[str], _T]
    conjunction: Callable[[_T, _T], _T]
    disjunction: Callable[[_T, _T], _T]
    negation: Callable[[_T], _T]


def _fold(expression: str, algebra: _Algebra[_T]) -> _T:
    values: list[_T] = []
    operators: list[str] = []
    want_operand = True
    for count, token in enumerate(_tokens(expression)):
        if count >= _SIZE_LIMIT:
            raise ConstraintError("build expression too large")
        if want_operand is (token in ("&&", "||", ")")):
            raise ConstraintError(f"unexpected token {token}")
        if token in ("!", "("):
            if token == "!" and operators and operators[-1] == "!":
                raise ConstraintError("double negation not allowed")
            operators.append(token)
        elif token == ")":
            _reduce(values, operators, 0, algebra)
            if not operators:
                raise ConstraintError("unexpected token )")
            operators.pop()
            _negate(values, operators, algebra)
        elif token in _PRECEDENCE:
            _reduce(values, operators, _PRECEDENCE[token], algebra)
            operators.append(token)
            want_operand = True
        else:
            values.append(algebra.tag(token))
            _negate(values, operators, algebra)
            want_operand = False
    if want_operand:
        raise ConstraintError("unexpected end of expression")
    _reduce(values, operators, 0, algebra)
    if operators:
        raise ConstraintError("missing close paren")
    return values[0]


_PRECEDENCE: Final = {"||": 1, "&&": 2}


def _tokens(expression: str) -> Iterable[str]:
    at = 0
    text = expression.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ConstraintError(f"invalid syntax at {text[at:].lstrip()[0]}")
        yield match[1]
        at = match.end()


def _negate(values: list[_T], operators: list[str], algebra: _Algebra[_T]) -> None:
    """Apply the negation that waits for the operand just completed."""
    if operators and operators[-1] == "!":
        operators.pop()
        values[-1] = algebra.negation(values[-1])


def _reduce(values: list[_T], operators: list[str], precedence: int, algebra: _Algebra[_T]) -> None:
    """Apply the waiting operators of at least that precedence, up to an open parenthesis."""
    while operators and operators[-1] in _PRECEDENCE and _PRECEDENCE[operators[-1]] >= max(precedence, 1):
        right = values.pop()
        apply = algebra.conjunction if operators.pop() == "&&" else algebra.disjunction
        values[-1] = apply(values[-1], right)

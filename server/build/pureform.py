"""Which form of a package is compiled that has assembly: Go's assembly is not assembled here.

Most packages with assembly can do without it: under a tag (`purego`, `noasm`), or in the form for a processor that
nobody wrote assembly for. The first form is taken in which nothing is declared twice, and every function that the usual
form exports or that these files mention is declared and has a body. Where there is none, the usual form stays, and a
program that reaches a function without a body cannot be linked, which `explain_bodiless` words.

The standard library has a table instead (stdlib.py).
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from server.build.constraints import BuildTags, ConstraintError, admits
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.parse import parse_file
from server.diagnostics.codes.ir import NOT_SUPPORTED
from server.diagnostics.data import Diagnostic
from server.source.span import Span

if TYPE_CHECKING:
    from server.build.packages import LoadedPackage

_ASSEMBLY: Final = (".s", ".S")
# What the maintainers of modules call the form without assembly.
_TAGS: Final = (("purego",), ("noasm",), ("purego", "noasm"), ("appengine",))
_LINKNAME: Final = re.compile(rb"^//go:linkname[ \t]+(\w+)", re.MULTILINE)
_COMMENT: Final = re.compile(rb"(?m)(?:^|\s)//.*$|/\*(?s:.*?)\*/")
_NAME: Final = re.compile(rb"\.?\b[^\W\d]\w*")
_MANY: Final = frozenset(("init", "_"))  # may be declared more than once


@dataclass(frozen=True, slots=True)
class _Facts:
    """What there is to know of a file."""

    declared: tuple[str, ...]  # methods as `T.m`
    bodiless: frozenset[str]  # functions whose bodies are elsewhere, in assembly for all that the file says
    mentioned: Counter[str]  # names outside of comments, `.m` behind a dot; without those of declared functions


def assembly_files(directory: Path) -> list[str]:
    """The names of the files in Go's assembly in a folder."""
    try:
        with os.scandir(directory) as entries:
            return sorted(entry.name for entry in entries if entry.name.endswith(_ASSEMBLY))
    except OSError:
        return []


def explain_bodiless(symbol: str, packages: Mapping[str, LoadedPackage]) -> Diagnostic | None:
    """What to say of an undefined function, when it has its body in assembly; None when it has not."""
    path = next((path for path in _prefixes_of(symbol) if path in packages), "")
    package, name = packages.get(path), symbol[len(path) + 1 :]
    if package is None or package.standard:
        return None
    body = re.compile(
        rb"^TEXT\s+(?:[\w.~/-]|\xc2\xb7|\xe2\x88\x95)*\xc2\xb7" + name.encode() + rb"(?:<|\()", re.MULTILINE
    )
    for file in assembly_files(package.directory):
        if body.search((package.directory / file).read_bytes()):
            where = f"assembly, and {path} has no other form: {name} is in {file}"
            return Diagnostic(NOT_SUPPORTED, _place_of(name, package), (where,))
    return None


def _prefixes_of(symbol: str) -> Iterator[str]:
    """The import paths that a link name may begin with, longest first."""
    end = len(symbol)
    while (end := symbol.rfind(".", 0, end)) > 0:
        yield symbol[:end]


def _place_of(name: str, package: LoadedPackage) -> Span | None:
    for tree in (tree for source in package.files for tree in source.tree.decls if tree.keyword == "func"):
        decl = tree.decl
        if isinstance(decl, ast.FuncDecl) and decl.recv is None and decl.name.name == name:
            return Span(tree.anchor, decl.name.start, decl.name.end)
    return None


def pure_tags(
    directory: Path, names: Sequence[str], tags: BuildTags, read: Callable[[Path], bytes | None]
) -> BuildTags:
    """The tags under which the files of a folder are chosen; `names` are its Go files, `tags` those of the build."""
    texts = {name: read(directory / name) for name in assembly_files(directory)}
    if not any(data is not None and _admits(name, data, tags) for name, data in texts.items()):
        return tags
    forms = _Forms(directory, names, read)
    usual = forms.of(tags)
    if not any(facts.bodiless for facts in usual):
        return tags
    return next((other for other in _other_tags(tags) if _stands_for(forms.of(other), usual)), tags)


def _other_tags(tags: BuildTags) -> Iterator[BuildTags]:
    for added in _TAGS:
        yield BuildTags(tags.names | set(added))
    unknown = tags.for_unknown_processor()
    yield unknown
    yield BuildTags(unknown.names | set(_TAGS[2]))


def _stands_for(form: Sequence[_Facts], usual: Sequence[_Facts]) -> bool:
    """Whether a form is whole, and has what the usual one has."""
    declared = Counter(name for facts in form for name in facts.declared)
    if any(count > 1 and name not in _MANY for name, count in declared.items()):
        return False
    mentioned = sum((facts.mentioned for facts in form), Counter[str]())

    def is_needed(name: str) -> bool:
        return name.lstrip(".")[:1].isupper() or mentioned[name] > 0

    if any(is_needed(_mention(name)) for facts in form for name in facts.bodiless):
        return False
    present = {_mention(name) for name in declared}  # a method may be that of an embedded type
    lost = {_mention(name) for facts in usual for name in facts.declared} - present
    return not any(map(is_needed, lost))


def _mention(name: str) -> str:
    """How a declared name is mentioned: `f`, `.m` for the method T.m."""
    return name[name.find(".") :] if "." in name else name


class _Forms:
    """The files of a folder, each looked at when a form first has it."""

    def __init__(self, directory: Path, names: Sequence[str], read: Callable[[Path], bytes | None]) -> None:
        sources = ((name, read(directory / name)) for name in names if not name.endswith("_test.go"))
        self._texts = {name: data for name, data in sources if data is not None}
        self._facts: dict[str, _Facts] = {}

    def of(self, tags: BuildTags) -> list[_Facts]:
        """The files of one form."""
        return [self._look(name) for name, data in self._texts.items() if _admits(name, data, tags)]

    def _look(self, name: str) -> _Facts:
        if name not in self._facts:
            self._facts[name] = _facts_of(name, self._texts[name])
        return self._facts[name]


def _admits(name: str, data: bytes, tags: BuildTags) -> bool:
    try:
        return admits(name, data, tags)
    except ConstraintError:
        return False  # the loader reports it


def _facts_of(name: str, data: bytes) -> _Facts:
    linked = {found.decode() for found in _LINKNAME.findall(data)}
    declared: list[str] = []
    bodiless: set[str] = set()
    for tree in parse_file(name, data, skim=True).decls:
        decl = tree.decl
        if isinstance(decl, ast.FuncDecl):
            declared.append(_receiver(decl, tree.text) + decl.name.name)
            if decl.body is None and decl.name.name not in linked:
                bodiless.add(declared[-1])
        elif isinstance(decl, ast.GenDecl):
            declared += _names(decl)
    mentioned = Counter(name.decode("utf-8", "replace") for name in _NAME.findall(_COMMENT.sub(b"", data)))
    mentioned.subtract(name for name in declared if "." not in name)
    return _Facts(tuple(declared), frozenset(bodiless), +mentioned)


def _receiver(decl: ast.FuncDecl, text: bytes) -> str:
    """The type of a method and a dot; "" for a function."""
    if decl.recv is None:
        return ""
    found = re.search(rb"(\w+)[ \t]*(?:\[[^\]]*\])?[ \t]*\)$", text[decl.recv.start : decl.recv.end])
    return f"{found[1].decode('utf-8', 'replace')}." if found else "."


def _names(decl: ast.GenDecl) -> Iterator[str]:
    for spec in decl.specs:
        if isinstance(spec, ast.TypeSpec):
            yield spec.name.name
        elif isinstance(spec, ast.ValueSpec):
            yield from (name.name for name in spec.names)

"""What each declaration of a package depends on, as digests that outlast the version they were made for.

What the compiler finds out about a function follows from its own text and from the declarations that it may mean. Which
these are is not known before, but they have names: whatever declaration of the package declares a name that stands in a
function's text may matter to it, and so on from there. A name behind a dot can mean a method (or what another package
has); a name without one can mean anything else. Of a function that only gives others a type, the signature counts; of
one that may be called, the body as well. So there are two nodes for each declaration:

    surface   a function without its body; any other declaration      leads to surfaces
    body      a function with its body                                leads to bodies of functions, surfaces of others

An import is a node too. What it stands for counts by identity: an imported package that has changed is another object.

Cycles of functions depend on more: on the order in which they are met. Whatever leads into a cycle, all of it, is part
of the digests of all that does.

Invariant: with equal digests, everything that the compiler finds out about two versions of a function is equal but for
the identity of types and objects, as long as no imported body of a function leads back into the package.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Final, TypeAlias

from server.compiler.decide.callgraph import cycles
from server.compiler.syntax.nodes import Decl, DeclTree, FuncDecl, GenDecl, ImportSpec, TypeSpec, ValueSpec
from server.compiler.types.info import TypedPackage
from server.compiler.types.objects import Package, PkgName
from server.compiler.types.symbols import LINKNAMES

# A name, and the dot before it. Behind a comment that follows a dot, names count as both.
_NAME: Final = re.compile(rb"(\.?)[ \t\r\n]*([A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*)")
_HIDDEN_DOT: Final = re.compile(rb"\.[ \t\r\n]*/[/*]")
_NAMELESS: Final = ("init", "_")  # functions of which a package may have many
KEPT_IDENTITIES: Final = 4  # packages with one import path: versions that an edit may come back to

Names: TypeAlias = tuple[frozenset[bytes], frozenset[bytes]]  # those without a dot, those behind one


@dataclass(frozen=True, slots=True)
class TreeFacts:
    """What the text of one declaration says, whatever the rest of the package is."""

    surface: bytes  # digest of the text without the body
    text: bytes  # digest of all
    surface_names: Names
    names: Names
    declared: tuple[bytes, ...]  # names without a dot
    methods: tuple[bytes, ...]  # names behind a dot


@dataclass(frozen=True, slots=True)
class Node:
    """A declaration, with or without the body of its function."""

    tree: DeclTree
    body: bool


class Identities:
    """Numbers for imported packages, by identity; digests that are compared come from one of these."""

    def __init__(self) -> None:
        # By import path, the last to be asked for at the end; an object that is forgotten gets a new number.
        self._numbers: dict[str, list[tuple[Package, int]]] = {}
        self._given = 0
        self._guard = threading.Lock()

    def number(self, package: Package) -> int:
        """The number of a package."""
        with self._guard:
            known = self._numbers.setdefault(package.path, [])
            entry = next((one for one in known if one[0] is package), None)
            if entry is None:
                entry = package, self._given
                self._given += 1
            known[:] = [*(one for one in known if one is not entry), entry][-KEPT_IDENTITIES:]
            return entry[1]


class Dependence:
    """The digests of one version of a package."""

    def __init__(
        self,
        typed: TypedPackage,
        blocked: Collection[DeclTree],
        base: bytes,
        identities: Identities,
        before: Dependence | None = None,
    ) -> None:
        """blocked: functions with errors. base: what all depends on. before: an earlier version of the package."""
        self._typed = typed
        self._blocked = blocked
        self._base = base
        known = before.facts if before is not None else {}
        trees = [tree for file in typed.files for tree in file.decls]
        self.anchors = {tree.anchor for tree in (*trees, *(file.header for file in typed.files))}
        self.facts: dict[DeclTree, TreeFacts] = {tree: known.get(tree) or _facts(tree) for tree in trees}
        self._identities = identities
        self._imports = self._imported()
        self._ordinals = _ordinals(typed)
        self._plain, self._methods = self._declaring()
        self._surfaces = self._digest_surfaces()
        self._cyclic: set[DeclTree] = set()
        self._bodies = self._digest_bodies()

    def key(self, tree: DeclTree) -> bytes:
        """The digest of all that what is found out about a function can depend on."""
        return self._bodies[tree]

    def in_cycles(self, tree: DeclTree) -> bool:
        """Whether a function is part of a cycle, or leads to one."""
        return tree in self._cyclic

    @cached_property
    def package(self) -> bytes:
        """The digest of everything."""
        return _digest(*(self._bodies[tree] for tree in self.facts), *self._imports.values())

    # The graph

    def _imported(self) -> dict[bytes, bytes]:
        """The names of the imports, and for each a digest of what it means in any file."""
        found: dict[bytes, list[bytes]] = {}
        for file in self._typed.files:
            for tree in file.decls:
                if isinstance(tree.decl, GenDecl) and tree.decl.tok == "import":
                    for spec in tree.decl.specs:
                        name, package = _import_of(self._typed, spec) if isinstance(spec, ImportSpec) else ("", None)
                        if package is not None:
                            number = self._identities.number(package)
                            found.setdefault(name.encode(), []).append(b"%s %d" % (package.path.encode(), number))
        return {name: _digest(*sorted(meanings)) for name, meanings in found.items()}

    def _declaring(self) -> tuple[dict[bytes, list[DeclTree]], dict[bytes, list[DeclTree]]]:
        """The declarations by the names under which others mention them."""
        plain: dict[bytes, list[DeclTree]] = {}
        methods: dict[bytes, list[DeclTree]] = {}
        for tree, facts in self.facts.items():
            for name in facts.declared:
                plain.setdefault(name, []).append(tree)
            for name in facts.methods:
                methods.setdefault(name, []).append(tree)
        return plain, methods

    def _mentioned(self, names: Names) -> Iterator[DeclTree]:
        plain, selected = names
        for name in sorted(plain & self._plain.keys()):
            yield from self._plain[name]
        for name in sorted(selected & self._methods.keys()):
            yield from self._methods[name]

    def _imports_in(self, names: Names) -> list[bytes]:
        found = [self._imports[name] for name in sorted(names[0] & self._imports.keys())]
        return [*found, self._imports.get(b".", b"")]

    # The digests

    def _digest_surfaces(self) -> dict[DeclTree, bytes]:
        facts = self.facts
        found: dict[DeclTree, bytes] = {}
        for circle in cycles(facts, lambda tree: self._mentioned(facts[tree].surface_names)):
            parts = {item for tree in circle for item in self._surface_parts(tree)}
            below = {
                found[other]
                for tree in circle
                for other in self._mentioned(facts[tree].surface_names)
                if other in found
            }
            found |= dict.fromkeys(circle, _digest(self._base, *sorted(parts), b"", *sorted(below)))
        return found

    def _surface_parts(self, tree: DeclTree) -> Iterator[bytes]:
        facts = self.facts[tree]
        yield facts.surface + repr(self._typed.language_of(tree)).encode()
        yield from self._imports_in(facts.surface_names)

    def _digest_bodies(self) -> dict[DeclTree, bytes]:
        """Of functions, with their bodies; of anything else the surface."""
        facts = self.facts
        functions = {tree: None for tree in facts if isinstance(tree.decl, FuncDecl)}
        found = {tree: digest for tree, digest in self._surfaces.items() if tree not in functions}

        def callees(tree: DeclTree) -> Iterator[DeclTree]:
            return (other for other in self._mentioned(facts[tree].names) if other in functions)

        for circle in cycles(functions, callees):
            if len(circle) > 1 or any(callee in self._cyclic for tree in circle for callee in callees(tree)):
                self._cyclic.update(circle)
            below = {found[other] for tree in circle for other in self._mentioned(facts[tree].names) if other in found}
            parts = {item for tree in circle for item in self._body_parts(tree)}
            found |= dict.fromkeys(circle, _digest(self._base, *sorted(parts), b"", *sorted(below)))
        return found | self._with_order(found)

    def _body_parts(self, tree: DeclTree) -> Iterator[bytes]:
        facts = self.facts[tree]
        marks = (
            bytes([tree in self._blocked]) + repr((self._typed.language_of(tree), self._ordinals.get(tree))).encode()
        )
        yield facts.text + marks
        yield from self._imports_in(facts.names)

    def _with_order(self, digests: Mapping[DeclTree, bytes]) -> dict[DeclTree, bytes]:
        """The digests of what leads to cycles, each together with all of them in their order."""
        order = _digest(*(digests[tree] for tree in self.facts if tree in self._cyclic))
        return {tree: _digest(digests[tree], order) for tree in self._cyclic}


def _digest(*parts: bytes) -> bytes:
    total = sha256()
    for part in parts:
        total.update(len(part).to_bytes(4, "little"))
        total.update(part)
    return total.digest()


def _ordinals(typed: TypedPackage) -> dict[DeclTree, int]:
    """Which of several functions of one name a function is: their link names say so."""
    seen: Counter[str] = Counter()
    found: dict[DeclTree, int] = {}
    for body in typed.functions:
        if body.obj.name in _NAMELESS and body.decl.recv is None:
            found[body.tree] = seen[body.obj.name]
            seen[body.obj.name] += 1
    return found


def _import_of(typed: TypedPackage, spec: ImportSpec) -> tuple[str, Package | None]:
    obj = typed.info.defs.get(spec.name) if spec.name is not None else typed.info.implicits.get(spec)
    return (obj.name, obj.imported) if isinstance(obj, PkgName) else ("", None)


def _facts(tree: DeclTree) -> TreeFacts:
    decl = tree.decl
    end = len(tree.text)
    if isinstance(decl, FuncDecl) and decl.body is not None:
        end = decl.body.start
    surface = tree.text[:end]
    linked = _linked(tree)
    declared, methods = _declared(decl)
    return TreeFacts(
        sha256(surface).digest(),
        sha256(tree.text).digest(),
        _names(surface[decl.start :]),
        _names(tree.text[decl.start :]),
        (*declared, *linked),
        (*methods, *linked),
    )


def _names(text: bytes) -> Names:
    plain: set[bytes] = set()
    selected: set[bytes] = set()
    for dot, name in _NAME.findall(text):
        (selected if dot else plain).add(name)
    if _HIDDEN_DOT.search(text):
        selected |= plain
    return frozenset(plain), frozenset(selected)


def _linked(tree: DeclTree) -> Iterator[bytes]:
    """The names that directives in a declaration's text give other link names: those of anything in the package."""
    for directive in tree.directives:
        words = directive.args.split()
        if directive.name in LINKNAMES and words:
            yield words[0].rpartition(".")[2].encode()


def _declared(decl: Decl) -> tuple[list[bytes], list[bytes]]:
    """The names of functions, variables, constants and types; those of methods."""
    if isinstance(decl, FuncDecl):
        name = [decl.name.name.encode()]
        return ([], name) if decl.recv is not None else (name, [])
    if not isinstance(decl, GenDecl):
        return [], []
    names = [spec.name for spec in decl.specs if isinstance(spec, TypeSpec)]
    names += [name for spec in decl.specs if isinstance(spec, ValueSpec) for name in spec.names]
    return [name.name.encode() for name in names], []

"""`//go:embed`: which files a package embeds, and what is wrong with the patterns that say so.

Sources: documentation of package embed, `go help packages` on modules inside folders. A pattern is a list of path
elements that match as in path.Match; a folder stands for the files below it without those whose names begin with a dot
or an underscore, unless `all:` precedes the pattern.

Invariant: no file outside the package's folder, of another module, or behind a symbolic link is ever embedded.
"""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.print import expression_text
from server.diagnostics.codes import modules as codes
from server.diagnostics.collector import Collector
from server.source.span import Span

DIRECTIVE: Final = b"//go:embed"
_WORD: Final = re.compile(r"\s*(?:\"((?:[^\"\\\n]|\\.)*)\"|`([^`\n]*)`|([^\s\"`]\S*))(?=\s|\Z)")
_ESCAPES: Final = re.compile(r"\\(.)")
_VERSION_CONTROL: Final = frozenset((".bzr", ".hg", ".git", ".svn"))
_FORBIDDEN: Final = frozenset("\"'*<>?`|\\:")


class EmbedError(Exception):
    """A pattern that embeds nothing, or what it must not; the text says which."""


@dataclass(frozen=True, slots=True)
class EmbedPattern:
    """One pattern of a directive."""

    text: str
    span: Span


def patterns_of(tree: ast.FileTree) -> Iterator[tuple[ast.DeclTree, ast.Directive, list[EmbedPattern]]]:
    """The embed directives of a file, with their declarations."""
    for decl in tree.decls:
        if DIRECTIVE not in decl.text:
            continue
        for directive in decl.directives:
            if directive.name == "go:embed":
                at = decl.text.find(directive.args.encode(), directive.start + len(DIRECTIVE)) if directive.args else 0
                yield decl, directive, list(_words(directive.args, Span(decl.anchor, at, at)))


def check_embeds(tree: ast.FileTree, directory: Path, diagnostics: Collector) -> dict[str, list[str]]:
    """Report patterns of a file that embed nothing; the files (with slashes) of each good pattern.

    As for the go command, directives count only in a file that imports embed; their places and the variables are the
    type checker's business.
    """
    found: dict[str, list[str]] = {}
    for decl, directive, patterns in patterns_of(tree) if _imports_embed(tree) else ():
        matched: set[str] = set()
        for pattern in patterns:
            try:
                found[pattern.text] = match_files(directory, pattern.text)
                matched.update(found[pattern.text])
            except EmbedError as err:
                diagnostics.report(codes.EMBED_PATTERN, pattern.span, pattern.text, err)
        if len(matched) > 1:
            _check_single(decl, directive, diagnostics)
    return found


def embedded_files(
    trees: Iterable[ast.FileTree], directory: Path, matched: Mapping[str, list[str]]
) -> dict[str, dict[str, bytes]]:
    """What the directives of a package embed: contents by name, by the name of the variable. Raises OSError.

    `matched`: the files of each good pattern, as check_embeds gives them.
    """
    found: dict[str, dict[str, bytes]] = {}
    for tree in (tree for tree in trees if _imports_embed(tree)):
        for decl, directive, patterns in patterns_of(tree):
            specs = decl.decl.specs if isinstance(decl.decl, ast.GenDecl) else []
            spec = next((spec for spec in specs if isinstance(spec, ast.ValueSpec) and spec.end > directive.end), None)
            names = {name for pattern in patterns for name in matched.get(pattern.text, ())}
            if spec is not None:
                files = found.setdefault(spec.names[0].name, {})
                files.update((name, (directory / name).read_bytes()) for name in sorted(names))
    return found


def _check_single(decl: ast.DeclTree, directive: ast.Directive, diagnostics: Collector) -> None:
    """Several files need an embed.FS: report a string or slice of bytes."""
    specs = decl.decl.specs if isinstance(decl.decl, ast.GenDecl) and decl.keyword == "var" else []
    spec = next((spec for spec in specs if spec.end > directive.end), None)
    if isinstance(spec, ast.ValueSpec) and spec.type is not None:
        shown = expression_text(spec.type)
        if shown in ("string", "[]byte"):
            name = spec.names[0]
            diagnostics.report(codes.EMBED_SEVERAL_FILES, Span(decl.anchor, name.start, name.end), shown)


def match_files(directory: Path, pattern: str) -> list[str]:
    """The files that a pattern embeds, relative to the package's folder, sorted. Raises EmbedError."""
    everything = pattern.startswith("all:")
    glob = pattern.removeprefix("all:")
    elements = glob.split("/")
    if any(part in ("", ".", "..") for part in elements):
        raise EmbedError("invalid pattern syntax")
    try:
        expressions = [re.compile(_element(part) + r"\Z", re.S) for part in elements]
    except re.error as err:
        raise EmbedError("invalid pattern syntax") from err
    named = _expand(directory, expressions)
    files: list[str] = []
    for path in named:
        _check_inside(directory, path)
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            below = list(_below(path, everything))
            if not below:
                raise EmbedError(f"cannot embed directory {_relative(directory, path)}: contains no embeddable files")
            files += [_relative(directory, file) for file in below]
        elif stat.S_ISREG(mode):
            files.append(_relative(directory, path))
        else:
            raise EmbedError(f"cannot embed irregular file {_relative(directory, path)}")
    if not files:
        raise EmbedError("no matching files found")
    return sorted(set(files))


def _words(text: str, at: Span) -> Iterator[EmbedPattern]:
    """The patterns of a directive, up to one that is badly quoted."""
    match = _WORD.match(text)
    while match is not None:
        quoted, raw, plain = match.groups()
        word = _ESCAPES.sub(r"\1", quoted) if quoted is not None else raw if raw is not None else plain
        start = at.start + len(text[: match.end()].encode()) - len(match[0].lstrip().encode())
        yield EmbedPattern(word, Span(at.anchor, start, at.start + len(text[: match.end()].encode())))
        match = _WORD.match(text, match.end())


def _imports_embed(tree: ast.FileTree) -> bool:
    return any(b'"embed"' in decl.text or b"`embed`" in decl.text for decl in tree.decls if b"import" in decl.text)


def _element(part: str) -> str:
    """The regular expression of one element of a pattern, as path.Match reads it. Raises EmbedError."""
    out, at = "", 0
    while at < len(part):
        char = part[at]
        at += 1
        if char == "*":
            out += ".*"
        elif char == "?":
            out += "."
        elif char == "[":
            close = part.find("]", at + 1)
            body = part[at:close]
            if close < 0 or body in ("", "^"):
                raise EmbedError("invalid pattern syntax")
            out += f"[{body.replace('[', chr(92) + '[')}]"
            at = close + 1
        elif char == "\\":
            if at == len(part):
                raise EmbedError("invalid pattern syntax")
            out += re.escape(part[at])
            at += 1
        else:
            out += re.escape(char)
    return out


def _expand(directory: Path, expressions: list[re.Pattern[str]]) -> list[Path]:
    """The paths whose elements match."""
    found = [directory]
    for expression in expressions:
        found = [
            inside
            for path in found
            if path.is_dir()
            for inside in sorted(path.iterdir())
            if expression.match(inside.name)
        ]
    return found


def _check_inside(directory: Path, path: Path) -> None:
    """Nothing on the way to a file may lead out of the package's module."""
    relative = _relative(directory, path)
    parts = path.relative_to(directory).parts
    kind = "directory" if path.is_dir() else "file"
    for count, part in enumerate(parts, 1):
        current = directory.joinpath(*parts[:count])
        if (current / "go.mod").is_file() and current != directory:
            raise EmbedError(f"cannot embed {kind} {relative}: in different module")
        if current.is_symlink() and count < len(parts):
            raise EmbedError(f"cannot embed {kind} {relative}: in non-directory {part}")
        if part in _VERSION_CONTROL or any(char in _FORBIDDEN for char in part):
            raise EmbedError(f"cannot embed {kind} {relative}: invalid name {part}")


def _below(folder: Path, everything: bool) -> Iterator[Path]:
    """The files that a folder stands for."""
    for current, names, files in os.walk(folder):
        path = Path(current)
        names[:] = sorted(
            name
            for name in names
            if (everything or name[0] not in "._")
            and name not in _VERSION_CONTROL
            and not (path / name / "go.mod").exists()
            and not (path / name).is_symlink()
        )
        for name in sorted(files):
            if (everything or name[0] not in "._") and stat.S_ISREG((path / name).lstat().st_mode):
                yield path / name


def _relative(directory: Path, path: Path) -> str:
    return path.relative_to(directory).as_posix()

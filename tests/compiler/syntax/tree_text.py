"""How the tests of this folder write a parsed file: declarations with trees, directives and errors."""

from server.compiler.syntax.dump import dump
from server.compiler.syntax.nodes import DeclTree, FileTree


def file_text(tree: FileTree, data: bytes) -> str:
    """The text of a golden file."""
    parts = [_declaration(tree.header, 0, data)]
    parts += [_declaration(decl, base, data) for decl, base in zip(tree.decls, tree.bases, strict=True)]
    package = tree.package.name.name if tree.package else "none"
    return f"package {package}\n" + "".join(parts)


def _declaration(decl: DeclTree, base: int, data: bytes) -> str:
    lines = [f"declaration {base}-{base + len(decl.text)}{' skimmed' if decl.skimmed else ''}"]
    lines += [f"  directive {d.name} {d.args}".rstrip() for d in decl.directives]
    for error in decl.errors:
        offset = base + error.start
        line = data.count(b"\n", 0, offset) + 1
        column = offset - data.rfind(b"\n", 0, offset)
        lines.append(f"  error {line}:{column}: {error.row.template.format(*error.args)}")
    tree = dump(decl.decl, base)
    return "\n".join(lines) + "\n" + "".join(f"  {line}\n" for line in tree.splitlines())

"""Adding an import to a file."""

from __future__ import annotations

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.nodes import FileTree


def import_edit(tree: FileTree, path: str) -> tuple[int, str]:
    """Where to insert what: in its place by the alphabet in the first group of imports, or as a declaration."""
    last = len(tree.header.text.rstrip())
    for decl, base in zip(tree.decls, tree.bases):
        node = decl.decl
        if not isinstance(node, ast.GenDecl) or node.tok != "import":
            break
        specs = [spec for spec in node.specs if isinstance(spec, ast.ImportSpec)]
        if node.lparen >= 0:
            later = next((spec for spec in specs if spec.path.value[1:-1] > path), None)
            if later is not None:
                return base + later.start, f'"{path}"\n\t'
            end = specs[-1].end if specs else node.lparen + 1
            return base + end, f'\n\t"{path}"' if specs else f'\n\t"{path}"\n'
        if last == len(tree.header.text.rstrip()) and specs and specs[0].path.value[1:-1] > path:
            return base + node.start, f'import "{path}"\n'
        last = base + node.end
    separator = "\n" if last > len(tree.header.text) else "\n\n"
    return last, f'{separator}import "{path}"'

"""What `list -f` can name: the fields of packages, modules and the context, in go's order, with their empty values.

Source: `go help list`. A field that our list never fills is here all the same, so that a template written for go runs.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from server.build.environment import Environment
from server.build.listing import Fields
from server.cli.list_values import Record, Value

_TEXTS: Final = (
    "Dir ImportPath ImportComment Name Doc Target Shlib Root ConflictDir ForTest Export BuildID DefaultGODEBUG"
    " StaleReason"
)
_FLAGS: Final = "Goroot Standard DepOnly BinaryOnly Incomplete Stale"
_ORDER: Final = (
    "Dir ImportPath ImportComment Name Doc Target Shlib Root ConflictDir ForTest Export BuildID Module Match Goroot"
    " Standard DepOnly BinaryOnly Incomplete DefaultGODEBUG Stale StaleReason GoFiles CgoFiles CompiledGoFiles"
    " IgnoredGoFiles InvalidGoFiles IgnoredOtherFiles CFiles CXXFiles MFiles HFiles FFiles SFiles SwigFiles"
    " SwigCXXFiles SysoFiles EmbedPatterns EmbedFiles CgoCFLAGS CgoCPPFLAGS CgoCXXFLAGS CgoFFLAGS CgoLDFLAGS"
    " CgoPkgConfig Imports ImportMap Deps Error DepsErrors TestGoFiles TestImports TestEmbedPatterns TestEmbedFiles"
    " XTestGoFiles XTestImports XTestEmbedPatterns XTestEmbedFiles"
)
_MODULE_TEXTS: Final = "Path Version Query Dir GoMod GoVersion Deprecated Sum GoModSum"
_MODULE_FLAGS: Final = "Main Indirect Reuse"
_MODULE_ORDER: Final = (
    "Path Version Query Versions Replace Time Update Main Indirect Dir GoMod GoVersion Retracted Deprecated Error Sum"
    " GoModSum Origin Reuse"
)
_POINTERS: Final = "Module Error Replace Time Update Origin"


def _empty(order: str, texts: str, flags: str) -> Mapping[str, Value]:
    """Fields in order with their empty values; what is neither text nor flag is a list, unless it is a pointer."""
    found: dict[str, Value] = {}
    for name in order.split():
        in_text, in_flags = name in texts.split(), name in flags.split()
        found[name] = "" if in_text else False if in_flags else None if name in _POINTERS.split() else ()
    return found


PACKAGE: Final = {**_empty(_ORDER, _TEXTS, _FLAGS), "ImportMap": {}}
MODULE: Final = _empty(_MODULE_ORDER, _MODULE_TEXTS, _MODULE_FLAGS)
_RELEASES: Final = tuple(f"go1.{minor}" for minor in range(1, 28))


def package_record(row: Fields) -> Record:
    """A package as templates see it."""
    fields: dict[str, Value] = {**PACKAGE, **row}
    module = row.get("Module")
    if isinstance(module, Mapping):
        fields["Module"] = module_record(dict(module))
    error = row.get("Error")
    if isinstance(error, Mapping):
        fields["Error"] = _error_record(error)
    errors = row.get("DepsErrors")
    if isinstance(errors, Sequence):
        fields["DepsErrors"] = [_error_record(item) for item in errors if isinstance(item, Mapping)]
    return Record("*load.PackagePublic", fields)


def _error_record(error: Mapping[str, Value]) -> Record:
    place = error.get("Pos")
    text = f"{place}: {error.get('Err', '')}" if place else str(error.get("Err", ""))
    return Record("*load.PackageError", {"ImportStack": (), "Pos": "", **error}, text)


def module_record(row: Fields) -> Record:
    """A module as templates see it."""
    fields: dict[str, Value] = {**MODULE, **row}
    replaced = row.get("Replace")
    if isinstance(replaced, Mapping):
        fields["Replace"] = module_record(dict(replaced))
    return Record("*modinfo.ModulePublic", fields, module_text(row))


def module_text(row: Fields) -> str:
    """`path version => path version`"""
    text = f"{row['Path']} {row.get('Version', '')}".strip()
    replaced = row.get("Replace")
    if isinstance(replaced, Mapping):
        text += f" => {replaced['Path']} {replaced.get('Version', '')}".rstrip()
    return text


def context_record(environment: Environment, tags: tuple[str, ...]) -> Record:
    """What the function `context` gives."""
    fields: dict[str, Value] = {
        **{name: environment[name] for name in ("GOARCH", "GOOS", "GOROOT", "GOPATH")},
        "CgoEnabled": False,
        "UseAllFiles": False,
        "Compiler": "gc",
        "BuildTags": tags,
        "ToolTags": (),
        "ReleaseTags": _RELEASES,
        "InstallSuffix": "",
    }
    return Record("*list.Context", fields)


def in_order(row: Fields, known: Mapping[str, Value]) -> Fields:
    """The row with its fields in go's order, those of the modules in it, too."""
    found: Fields = {}
    for name in known:
        if name in row:
            value = row[name]
            if isinstance(value, Mapping) and name in ("Module", "Replace"):
                value = in_order(dict(value), MODULE)
            found[name] = value
    return found

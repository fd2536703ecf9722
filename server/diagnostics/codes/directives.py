"""Diagnostics of compiler directives (`//go:...`), in gc's words."""

from typing import Final

from server.diagnostics.data import Row


def _row(code: str, template: str, body: str) -> Row:
    return Row(code, template, f"package p\n\n{body}\n" if body else "")


_UNSAFE: Final = 'import _ "unsafe"\n\n'
_EMBED: Final = 'import _ "embed"\n\n'

MISPLACED: Final = _row("MisplacedDirective", "misplaced compiler directive", "//go:noinline\nvar x int")
ONLY_IN_RUNTIME: Final = _row("RuntimeDirective", "//{0} only allowed in runtime", "//go:nowritebarrier\nfunc f() {}")
ONLY_IN_STD: Final = _row(
    "StandardLibraryDirective",
    "//{0} is only allowed in the standard library",
    "//go:nosplit\n//go:uintptrkeepalive\nfunc f() {}",
)
ONLY_IN_CGO: Final = _row(
    "CgoDirective", "//{0} only allowed in cgo-generated code", '//go:cgo_ldflag "-lm"\nfunc f() {}'
)

# What a function's directives demand
NOSPLIT_AND_SYSTEMSTACK: Final = _row("NosplitSystemstack", "go:nosplit and go:systemstack cannot be combined", "")
KEEPALIVE_NEEDS_NOSPLIT: Final = _row("KeepaliveNeedsNosplit", "go:uintptrkeepalive requires go:nosplit", "")
EXTERNAL_ONLY: Final = _row(
    "DirectiveOfExternal",
    "can only use //go:{0} with external func implementations",
    "//go:noescape\nfunc f() {}",
)
MISSING_BODY: Final = _row("MissingFunctionBody", "missing function body", "func f()")

# go:linkname, go:linknamestd
LINKNAME_USAGE: Final = _row(
    "LinknameUsage", "usage: //{0} localname [linkname]", f"{_UNSAFE}//go:linkname f a b\nfunc f() {{}}"
)
LINKNAME_NEEDS_UNSAFE: Final = _row(
    "LinknameWithoutUnsafe",
    '//{0} only allowed in Go files that import "unsafe"',
    "//go:linkname f other.f\nfunc f() {}",
)
LINKNAME_OF_INSTANCE: Final = _row(
    "LinknameOfInstance",
    "//{0} reference of an instantiation is not allowed",
    f"{_UNSAFE}//go:linkname f other.f[int]\nfunc f() {{}}",
)
LINKNAME_TARGET: Final = _row(
    "LinknameTarget",
    "//{0} must refer to declared function or variable",
    f"{_UNSAFE}//go:linkname f other.f\ntype f int",
)
DUPLICATE_LINKNAME: Final = _row(
    "DuplicateLinkname",
    "duplicate //{0} for {1}",
    f"{_UNSAFE}//go:linkname f other.f\n//go:linkname f another.f\nfunc f() {{}}",
)

# go:wasmimport, go:wasmexport
WASMIMPORT_USAGE: Final = _row(
    "WasmimportUsage", "usage: //go:wasmimport importmodule importname", "//go:wasmimport env\nfunc f() {}"
)
WASMEXPORT_USAGE: Final = _row(
    "WasmexportUsage", "usage: //go:wasmexport exportname", "//go:wasmexport a b\nfunc f() {}"
)

# go:embed
EMBED_MISPLACED: Final = _row(
    "MisplacedEmbed", "misplaced go:embed directive", f"{_EMBED}//go:embed a.txt\nfunc f() {{}}"
)
EMBED_USAGE: Final = _row("EmbedUsage", "usage: //go:embed pattern...", f"{_EMBED}//go:embed\nvar a string")
EMBED_QUOTING: Final = _row("EmbedQuoting", "invalid quoted string in //go:embed: {0}", "")  # never alone
EMBED_NEEDS_IMPORT: Final = _row(
    "EmbedWithoutImport",
    'go:embed requires import "embed" (or import _ "embed", if package is not used)',
    "//go:embed a.txt\nvar a string",
)
EMBED_SEVERAL: Final = _row(
    "EmbedSeveralVars", "go:embed cannot apply to multiple vars", f"{_EMBED}//go:embed a.txt\nvar a, b string"
)
EMBED_INITIALIZER: Final = _row(
    "EmbedInitializer",
    "go:embed cannot apply to var with initializer",
    f'{_EMBED}//go:embed a.txt\nvar a string = "x"',
)
EMBED_IN_FUNCTION: Final = _row(
    "EmbedInFunction",
    "go:embed cannot apply to var inside func",
    f"{_EMBED}func f() {{\n\t//go:embed a.txt\n\tvar a string\n\t_ = a\n}}",
)
EMBED_VERSION: Final = _row("EmbedVersion", "go:embed requires go1.16 or later", "")
EMBED_TYPE: Final = _row(
    "EmbedType", "go:embed cannot apply to var of type {0}", f"{_EMBED}//go:embed a.txt\nvar a int"
)

"""What can be wrong with modules, the standard library and where packages come from. Wording follows cmd/go."""

from typing import Final

from server.diagnostics.data import Row

# The standard library
IMPORT_NOT_STD: Final = Row(
    "PackageNotInStd",
    "package {0} is not in std ({1})",
    'package main\n\nimport "nosuch"\n\nfunc main() { nosuch.F() }\n',
)
IMPORT_INTERNAL: Final = Row(
    "InternalPackage",
    "use of internal package {0} not allowed",
    'package main\n\nimport "internal/abi"\n\nvar _ abi.Type\n\nfunc main() {}\n',
)
IMPORT_VENDORED: Final = Row(
    "VendoredPackage",
    "use of vendored package not allowed",
    'package main\n\nimport _ "vendor/golang.org/x/net/idna"\n\nfunc main() {}\n',
)
STD_UNUSABLE: Final = Row("StandardLibraryUnusable", "{0}", "BINDERY_CACHE=/proc bindery check .")

# Which module provides a package
_TWO_MODULES: Final = "go.mod requires example.com/a and example.com/a/b, and both have a folder b"
NO_PROVIDER: Final = Row(
    "MissingPackage",
    "no required module provides package {0}; to add it:\n\tgo get {0}",
    'package main\n\nimport _ "example.com/nope"\n\nfunc main() {}\n',
)
AMBIGUOUS_IMPORT: Final = Row(
    "AmbiguousImport", "ambiguous import: found package {0} in multiple modules:{1}", _TWO_MODULES
)
GO_MOD_OUTDATED: Final = Row(
    "GoModOutdated",
    "updates to go.mod needed{0}; to update it:\n\tgo mod tidy",
    "go.mod does not name a module that a dependency imports from",
)
NOT_VENDORED: Final = Row(
    "NotVendored",
    "cannot find module providing package {0}: import lookup disabled by -mod=vendor",
    "an import that vendor/modules.txt does not list",
)
NOT_DOWNLOADED: Final = Row(
    "ModuleNotDownloaded",
    "module {0} is not in the module cache, and nothing is downloaded unasked; to download it:\n\tbindery mod download",
    "go.mod requires a module that was never downloaded",
)
NO_SUM: Final = Row(
    "MissingGoSum",
    "missing go.sum entry for module providing package {0}; to add:\n\tbindery mod download",
    "go.mod requires a module that go.sum does not list",
)
NO_SUM_OF_GO_MOD: Final = Row(
    "MissingGoSum",
    "missing go.sum entry for go.mod file of {0}; to add it:\n\tbindery mod download",
    "go.sum without the line `path version/go.mod h1:...`",
)
CHECKSUM: Final = Row(
    "ChecksumMismatch",
    "{0}\n\nSECURITY ERROR\nThis download does NOT match an earlier download recorded in go.sum.\n"
    "The bits may have been replaced on the origin server, or an attacker may\n"
    "have intercepted the download attempt.\n\nFor more information, see 'go help module-auth'.",
    "go.sum states another hash than the module in the cache has",
)
DOWNLOAD_FAILED: Final = Row("DownloadFailed", "{0}", "GOPROXY=off bindery mod download")
BAD_REPLACEMENT: Final = Row(
    "BadReplacement", "{0} replaced by {1}: {2}", "replace example.com/a => ../a   // there is no such folder"
)
NO_REPLACEMENT: Final = Row(
    "BadReplacement",
    "{0}: replacement directory {1} does not exist",
    "replace example.com/a => ../a   // there is no such folder, and a package of it is imported",
)
BAD_MODULE_FILE: Final = Row("BadGoMod", "{0}:{1}: {2}", "a dependency's go.mod with a malformed line")
MODULES_UNUSABLE: Final = Row("ModulesUnusable", "{0}", "go.mod and vendor/modules.txt differ")

# go:embed
EMBED_PATTERN: Final = Row(
    "EmbedPattern",
    "pattern {0}: {1}",
    'package main\n\nimport _ "embed"\n\n//go:embed nosuch.txt\nvar text string\n\nfunc main() {}\n',
)
EMBED_SEVERAL_FILES: Final = Row(
    "EmbedSeveralFiles",
    "invalid go:embed: multiple files for type {0}",
    'package main\n\nimport _ "embed"\n\n//go:embed *.txt\nvar text string\n\nfunc main() {}\n',
)

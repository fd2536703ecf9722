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

"""What can be wrong with a build before and around the compiler. Wording follows cmd/go where it has the error."""

from typing import Final

from server.diagnostics.data import Row, Severity

# Packages and files
UNREADABLE: Final = Row("UnreadableFile", "{0}: {1}", "bindery build secret.go   # a file without read permission")
NO_SUCH_FILE: Final = Row("NoSuchFile", "stat {0}: no such file or directory", "bindery build nosuch.go")
NO_SUCH_DIRECTORY: Final = Row("NoSuchDirectory", "stat {0}: directory not found", "bindery build ./nosuch")
NOT_A_DIRECTORY: Final = Row("NotADirectory", "{0} is not a directory", "bindery build ./README.md")
NO_GO_FILES: Final = Row("NoGoFiles", "no Go files in {0}", "bindery build ./docs")
ONLY_TEST_FILES: Final = Row("OnlyTestFiles", "{0}: no non-test Go files in {1}", "bindery build ./only_tests")
ALL_EXCLUDED: Final = Row(
    "AllFilesExcluded",
    "package {0}: build constraints exclude all Go files in {1}",
    "//go:build windows\n\npackage main\n\nfunc main() {}\n",
)
SEVERAL_PACKAGES: Final = Row("SeveralPackages", "found packages {0} in {1}", "two files: `package a` and `package b`")
NAMED_FILES_APART: Final = Row(
    "NamedFilesApart", "named files must all be in one directory; have {0}", "bindery build a/a.go b/b.go"
)
MIXED_ARGUMENTS: Final = Row("MixedArguments", "named files must be .go files: {0}", "bindery build main.go ./lib")
NOT_GO_SOURCE: Final = Row("NotGoSource", "named files must be .go files: {0}", "bindery build main.c")
IS_DIRECTORY: Final = Row("IsDirectory", "{0} is a directory, should be a Go file", "bindery build folder.go")
NO_MATCH: Final = Row("NoMatch", '"{0}" matched no packages', "bindery build ./docs/...", severity=Severity.WARNING)
NO_FILES_LISTED: Final = Row("NoFilesListed", "no go files listed", "bindery run")
NOT_MAIN: Final = Row("NotMainPackage", "package {0} is not a main package", "bindery run ./lib")
SEVERAL_MAINS: Final = Row(
    "SeveralMainPackages", "cannot run several packages: {0}", "bindery run ./cmd/...   # two main packages"
)
NO_MAIN_TO_WRITE: Final = Row("NoMainPackages", "no main packages to build", "bindery build -o out/ ./lib")
SEVERAL_TO_ONE_FILE: Final = Row(
    "SeveralToOneFile",
    "cannot write multiple packages to non-directory {0}",
    "bindery build -o out ./cmd/...   # two main packages",
)
PATTERN_UNSUPPORTED: Final = Row(
    "PatternUnsupported", "not supported yet: package pattern {0}", "bindery build example.com/other/tool"
)
BAD_CONSTRAINT: Final = Row(
    "BadBuildConstraint", "parsing //go:build line: {0}", "//go:build linux &&\n\npackage main\n\nfunc main() {}\n"
)
FILE_EXCLUDED: Final = Row(
    "FileExcluded",
    "build constraints exclude this file from every build: {0}; only its syntax is checked",
    "//go:build integration\n\npackage main\n\nfunc main() {}\n",
    severity=Severity.INFO,
)

NO_STAMP: Final = Row(
    "NoStamp",
    "error obtaining VCS status: {0}\n\tUse -buildvcs=false to disable VCS stamping.",
    "bindery build   # in a git repository that belongs to another user",
)

# Modules
NO_MODULE: Final = Row(
    "NoModule", "go.mod file not found in current directory or any parent directory", "bindery build ."
)
OUTSIDE_MODULE: Final = Row(
    "OutsideModule", "directory {0} is outside main module or its selected dependencies", "bindery build /tmp"
)
BAD_GO_MOD: Final = Row("BadGoMod", "{0}:{1}: {2}", "a go.mod with the line `modul example.com/m`")

# Imports
IMPORT_STD: Final = Row(
    "ImportNotSupported",
    "not supported yet: import of the standard library package {0}",
    'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println() }\n',
)
IMPORT_MODULE: Final = Row(
    "ImportNotSupported",
    "not supported yet: import of package {0}, which is in another module",
    'package main\n\nimport "example.com/other"\n\nfunc main() { other.F() }\n',
)
IMPORT_MISSING: Final = Row(
    "MissingPackage",
    "no required module provides package {0}",
    'package main\n\nimport "example.com/m/nope"\n\nfunc main() { nope.F() }\n',
)
IMPORT_NO_MODULE: Final = Row(
    "MissingPackage",
    "no required module provides package {0}: go.mod file not found in current directory or any parent directory",
    'package main\n\nimport "example.com/m/nope"\n\nfunc main() { nope.F() }   // no go.mod\n',
)
IMPORT_RELATIVE: Final = Row(
    "RelativeImport",
    '"{0}" is relative, but relative import paths are not supported in module mode',
    'package main\n\nimport "./lib"\n\nfunc main() { lib.F() }\n',
)
IMPORT_INVALID: Final = Row(
    "InvalidImportPath", "invalid import path: {0}", 'package main\n\nimport "a b"\n\nfunc main() {}\n'
)
IMPORT_MAIN: Final = Row(
    "ImportOfMain",
    'import "{0}" is a program, not an importable package',
    'package main\n\nimport "example.com/m/cmd"\n\nfunc main() {}\n',
)
IMPORT_BROKEN: Final = Row(
    "BrokenImport",
    "could not import {0} ({1})",
    'package main\n\nimport "example.com/m/empty"\n\nfunc main() {}\n',
)
IMPORT_CYCLE: Final = Row(
    "ImportCycle", "package {0}: import cycle not allowed", "two packages of a module that import each other"
)
IMPORT_C: Final = Row(
    "CgoNotSupported",
    'import "C": cgo is not supported: with it the binary would need libc on the target; use a pure-Go alternative{0}',
    'package main\n\nimport "C"\n\nfunc main() {}\n',
)
IMPORT_BRINGS_C: Final = Row(
    "ImportBringsCgo",
    'import "{0}" brings cgo{1}, which is not supported: with it the binary would need libc on the target; '
    "use a pure-Go alternative{2}",
    'package main\n\nimport _ "github.com/mattn/go-sqlite3"\n',
)
IMPORT_C_IGNORED: Final = Row(
    "CgoFileIgnored",
    'file ignored because of import "C": cgo is not supported (CGO_ENABLED=0)',
    'package main\n\nimport "C"\n',
    severity=Severity.WARNING,
)

# Environment and flags
UNKNOWN_TARGET: Final = Row("UnknownTarget", "unsupported GOOS/GOARCH pair {0}", "GOARCH=nope bindery build")
TARGET_UNSUPPORTED: Final = Row(
    "UnsupportedTarget",
    "not supported yet: building for {0}; supported: {1}",
    "GOOS=plan9 GOARCH=386 bindery build",
)
CGO_ENABLED: Final = Row(
    "CgoEnabled",
    "CGO_ENABLED={0} is not supported: with cgo the binary would need libc on the target; set CGO_ENABLED=0",
    "CGO_ENABLED=1 bindery build",
)
BAD_DUMP: Final = Row("BadDump", "-dump={0}: want FUNC:PASS", "bindery build -dump=main")
DUMP_NO_FUNCTION: Final = Row(
    "DumpNoFunction", "-dump: no function {0}; there are: {1}", "bindery build -dump=nosuch:lift"
)
DUMP_NO_PASS: Final = Row("DumpNoPass", "-dump: no pass {0}; there are: {1}", "bindery build -dump=main:nosuch")

NO_MAIN_FUNCTION: Final = Row(
    "MissingMainFunction", "function main is undeclared in the main package", "package main\n\nvar x int\n"
)

# Cache, workers, output
CACHE_UNUSABLE: Final = Row(
    "CacheUnusable",
    "cannot use the cache in {0}: {1}; building without it",
    "BINDERY_CACHE=/proc/x bindery build",
    severity=Severity.WARNING,
)
TEXT_DAMAGED: Final = Row("CacheDamaged", "damaged cache: {0}; build with -a", "a cache written by somebody else")
WORKER_DIED: Final = Row(
    "CodeGeneratorDied",
    "{0}: internal error: the code generator died in chunk {1} ({2})",
    "",
)
COMPILER_DIED: Final = Row("CompilerDied", "internal error: the compiler died in package {0} ({1})", "")
WORKER_FAILED: Final = Row("CodeGeneratorFailed", "{0}: internal error: code generation of chunk {1} failed: {2}", "")
RUNTIME_MISSING: Final = Row("RuntimeMissing", "the runtime's sources are not installed: {0}", "")
RUNTIME_BROKEN: Final = Row("RuntimeBroken", "internal error: the runtime does not compile: {0}", "")
NO_RUNNER: Final = Row(
    "NoRunner",
    "cannot run a {0} program on this machine: {1} is not installed (Debian: apt-get install qemu-user)",
    "GOARCH=arm64 bindery run main.go",
)
NO_ASSEMBLY: Final = Row("NoAssembly", "-S: {0}", "GOARCH=riscv64 bindery build -gcflags=-S .")

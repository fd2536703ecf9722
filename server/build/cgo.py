"""What to use in the place of packages that need cgo: pure Go alternatives by module path."""

from typing import Final

from server.build.modules.paths import prefixes

# Only where the alternative does the same work; the interface may differ.
ALTERNATIVES: Final = {
    "github.com/DataDog/zstd": "github.com/klauspost/compress/zstd",
    "github.com/bytecodealliance/wasmtime-go": "github.com/tetratelabs/wazero",
    "github.com/confluentinc/confluent-kafka-go": "github.com/twmb/franz-go",
    "github.com/go-goracle/goracle": "github.com/sijms/go-ora/v2",
    "github.com/godror/godror": "github.com/sijms/go-ora/v2",
    "github.com/google/brotli": "github.com/andybalholm/brotli",
    "github.com/lestrrat-go/libxml2": "github.com/antchfx/xmlquery",
    "github.com/libgit2/git2go": "github.com/go-git/go-git/v5",
    "github.com/linxGnu/grocksdb": "github.com/cockroachdb/pebble",
    "github.com/mattn/go-oci8": "github.com/sijms/go-ora/v2",
    "github.com/mattn/go-sqlite3": "modernc.org/sqlite",
    "github.com/mutecomm/go-sqlcipher": "modernc.org/sqlite",
    "github.com/pebbe/zmq4": "github.com/go-zeromq/zmq4",
    "github.com/tecbot/gorocksdb": "github.com/cockroachdb/pebble",
    "github.com/valyala/gozstd": "github.com/klauspost/compress/zstd",
    "github.com/wasmerio/wasmer-go": "github.com/tetratelabs/wazero",
}


def alternative(import_path: str) -> str:
    """What a diagnostic adds: ` such as modernc.org/sqlite`, or nothing."""
    known = next((ALTERNATIVES[prefix] for prefix in prefixes(import_path) if prefix in ALTERNATIVES), "")
    return f" such as {known}" if known else ""

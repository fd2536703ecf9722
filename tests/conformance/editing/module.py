"""The module that is edited: a copy of a published one of some 50,000 lines, and a program of its own in it.

Source: github.com/klauspost/compress, at the version of tests/conformance/modules/modules.tsv; it needs no other
module. The oracle fetches it through the module proxy of the Go environment.
"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from tests.conformance.oracle import go_command, oracle_environment

PATH: Final = "github.com/klauspost/compress"
VERSION: Final = "v1.20.3"
PROGRAM: Final = "cmd/pack/main.go"
_MAIN: Final = f"""package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"{PATH}/flate"
	"{PATH}/zstd"
)

func squeeze(data []byte) (int, error) {{
	var out bytes.Buffer
	writer, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {{
		return 0, err
	}}
	if _, err := writer.Write(data); err != nil {{
		return 0, err
	}}
	return out.Len(), writer.Close()
}}

func main() {{
	data, err := io.ReadAll(os.Stdin)
	if err != nil {{
		fmt.Println(err)
		os.Exit(1)
	}}
	encoder, _ := zstd.NewWriter(nil)
	small, err := squeeze(data)
	fmt.Println(len(data), small, len(encoder.EncodeAll(data, nil)), err)
}}
"""


def lay_out(folder: Path) -> int:
    """Copy the module into a folder that does not exist yet; the lines of Go in it, without tests and their data.

    Raises CalledProcessError when the oracle cannot fetch it.
    """
    with tempfile.TemporaryDirectory() as empty:
        command = [go_command(), "mod", "download", "-json", f"{PATH}@{VERSION}"]
        done = subprocess.run(command, cwd=empty, env=oracle_environment(), capture_output=True, text=True, check=True)
    shutil.copytree(json.loads(done.stdout)["Dir"], folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    program = folder / PROGRAM
    program.parent.mkdir(parents=True)
    program.write_text(_MAIN)
    return sum(path.read_bytes().count(b"\n") for path in sources(folder))


def sources(folder: Path) -> list[Path]:
    """The Go files of the module that are no tests, in order."""
    return [
        path
        for path in sorted(folder.rglob("*.go"))
        if not path.name.endswith("_test.go") and "testdata" not in path.parts and "_generate" not in path.parts
    ]

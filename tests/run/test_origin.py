"""What a program says about its own origin, to itself and to `go version -m`, is what gc's build of it says."""

import os
import subprocess
from pathlib import Path

import pytest

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import TARGETS
from tests.run.oracle import run

FILES = {
    "main/go.mod": """module example.com/origin

go 1.21

require example.com/lib v1.2.3

godebug panicnil=0

replace example.com/lib => ../lib
""",
    "main/main.go": """//go:debug httplaxcontentlength=1
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	"example.com/lib"
)

func main() {
	info, ok := debug.ReadBuildInfo()
	fmt.Println(ok, runtime.Version(), lib.Name)
	fmt.Print(info)
	old, _ := os.LookupEnv("GODEBUG")
	fmt.Println(old)
}
""",
    "lib/go.mod": "module example.com/lib\n\ngo 1.22\n",
    "lib/lib.go": 'package lib\n\nconst Name = "lib"\n',
}


def _lines(text: str) -> list[str]:
    """Without what must differ: the compiler."""
    return [line.strip() for line in text.splitlines() if "-compiler=" not in line]


@pytest.mark.parametrize("trimpath", [False, True])
def test_build_info(oracle_go: Path, cache: Path, tmp_path: Path, trimpath: bool) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    root = tmp_path / "main"
    env = {
        **os.environ,
        "GOTOOLCHAIN": "local",
        "GOROOT": "",
        "CGO_ENABLED": "0",
        "GOFLAGS": "-mod=mod",
        "GOARCH": "amd64",
    }
    flags = ["-trimpath"] if trimpath else []
    subprocess.run([oracle_go, "build", *flags, "-buildvcs=false", "-o", "gc", "."], cwd=root, env=env, check=True)
    request = BuildRequest(["."], root, TARGETS[0], cache=str(cache), output="ours", trimpath=trimpath)
    assert not build(request).diagnostics
    listed = [
        subprocess.run(
            [oracle_go, "version", "-m", name], cwd=root, env=env, capture_output=True, text=True, check=True
        )
        for name in ("ours", "gc")
    ]
    ours, theirs = (_lines(done.stdout)[1:] for done in listed)
    assert ours == theirs
    assert _lines(run([root / "ours"]).stdout) == _lines(run([root / "gc"]).stdout)

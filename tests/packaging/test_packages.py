"""What goes into a package of the extension, and that a server starts from what is in it."""

import struct
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from bundled_wheels import BundleError, _closure, merged
from platforms import PLATFORMS, PYTHONS, machines_of
from python_tree import TreeError, open_tree

START = ROOT / "extension/bundled/bindery.py"


def wheel(folder: Path, name: str, files: dict[str, str]) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in files.items():
            archive.writestr(inside, text)
    return path


def test_wheels_of_several_pythons_become_one_tree(tmp_path: Path) -> None:
    common = {"numpy/__init__.py": "same", "numpy/tests/test_x.py": "", "numpy/__init__.pyi": ""}
    old = {**common, "numpy/core.cpython-311-x.so": "a", "numpy/__config__.py": "3.11", "numpy.dist-info/RECORD": "1"}
    new = {**common, "numpy/core.cpython-312-x.so": "b", "numpy/__config__.py": "3.12", "numpy.dist-info/RECORD": "2"}
    wheels = [wheel(tmp_path, "old.whl", old), wheel(tmp_path, "new.whl", new)]
    names = sorted(member.name for member in merged(wheels))
    assert names == [
        *("numpy/__config__.py", "numpy/__init__.py", "numpy/core.cpython-311-x.so", "numpy/core.cpython-312-x.so"),
    ]


def test_wheels_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    wheels = [wheel(tmp_path, f"{text}.whl", {"six.py": text}) for text in ("one", "two")]
    with pytest.raises(BundleError, match=r"two\.whl has another six\.py"):
        list(merged(wheels))


def test_headers_tell_the_processor() -> None:
    elf = b"\x7fELF" + bytes(14) + struct.pack("<H", 183)
    portable = b"MZ" + bytes(0x3A) + struct.pack("<I", 0x40) + b"PE\0\0" + struct.pack("<H", 0xAA64)
    fat = struct.pack(">II5I5I", 0xCAFEBABE, 2, 0x01000007, 0, 0, 0, 0, 0x0100000C, 0, 0, 0, 0)
    assert machines_of(elf) == {PLATFORMS["linux-arm64"].machine}
    assert machines_of(portable) == {PLATFORMS["win32-arm64"].machine}
    assert PLATFORMS["darwin-arm64"].machine in machines_of(fat)
    assert machines_of(Path(sys.executable).read_bytes()[:4096])
    assert machines_of(b"#!/bin/sh\n") == set()


def test_a_python_is_taken_without_what_no_server_needs(tmp_path: Path) -> None:
    tree = tmp_path / "python"
    library = tree / "lib/python3.12"
    wanted = ["bin/python3", "lib/libpython3.12.so.1.0", "lib/python3.12/os.py"]
    for name in (*wanted, "lib/python3.12/test/test_os.py", "lib/python3.12/site-packages/pip/a.py", "include/a.h"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(name)
    (tree / "bin/python3.12").symlink_to("python3")
    (tree / "lib/libpython3.so").symlink_to("libpython3.12.so.1.0")
    found = open_tree(tmp_path, tmp_path)
    assert (found.version, found.interpreter) == ("3.12", "bin/python3")
    assert [name for name, _ in found.files()] == wanted
    (library / "os.py").unlink()
    (tree / "bin/python3").unlink()
    with pytest.raises(TreeError, match="neither bin/python3 nor python"):
        open_tree(tmp_path, tmp_path)


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a package has it, with links to this environment's packages: those that are bundled, no others."""
    folder = tmp_path_factory.mktemp("bundled")
    site = folder / "site"
    site.mkdir()
    (folder / "bindery.py").write_text(START.read_text())
    (site / "server").symlink_to(ROOT / "server")
    (site / "runtime").symlink_to(ROOT / "runtime")
    for name in _closure({"python_version": "3.11", "sys_platform": "linux", "platform_system": "Linux"}):
        installed = distribution(name)
        tops = {file.parts[0] for file in installed.files or () if file.parts[0] not in ("..", "__pycache__")}
        for top in tops:
            (site / top).symlink_to(Path(str(installed.locate_file(top))))
    return folder


def run(folder: Path, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", "-X", "utf8", str(folder / "bindery.py"), *arguments]
    return subprocess.run(command, cwd=cwd or folder, check=False, capture_output=True, text=True)


def test_the_bundle_needs_nothing_of_the_environment(bundled: Path, tmp_path: Path) -> None:
    assert run(bundled, "--objection").returncode == 0
    (tmp_path / "go.mod").write_text("module m\n\ngo 1.27\n")
    (tmp_path / "main.go").write_text("package main\n\nfunc main() { var unused int }\n")
    result = run(bundled, "check", ".", cwd=tmp_path)
    assert "declared and not used: unused" in result.stderr, result.stdout + result.stderr


def test_a_python_that_it_does_not_serve_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "bindery.py").write_text(START.read_text())
    result = run(tmp_path, "--objection")
    version = f"Python {sys.version_info[0]}.{sys.version_info[1]}"
    assert result.returncode == 1
    assert result.stderr.startswith(f"{version} (cpython-")
    assert "is not among those" in result.stderr


def test_every_version_that_is_served_is_new_enough() -> None:
    lines = {line.partition(" = ")[0]: line.partition(" = ")[2] for line in START.read_text().splitlines()}
    oldest = ".".join(lines["OLDEST"].strip("()").split(", "))
    assert PYTHONS[0] == oldest

"""`bindery build` and what follows it: run, nm, size, -dump, -gcflags, reproducibility, the cache at work."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from server.target import TARGETS, Target
from tests.cli.bindery import bindery, environment, write_files
from tests.pack import PACKED

MODULE = {
    "go.mod": "module example.com/hello\n\ngo 1.27\n",
    "main.go": """package main

import "example.com/hello/sum"

var greeting = "hello"

func main() {
	println(greeting, sum.Of([]int{1, 2, 39}))
}
""",
    "sum/sum.go": """package sum

// Of adds up.
func Of(values []int) int {
	total := 0
	for i := 0; i < len(values); i++ {
		total += values[i]
	}
	return total
}

// At is a function with a check that stays.
func At(values []int, i int) int {
	return values[i]
}
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A module of two packages."""
    write_files(tmp_path / "work", MODULE)
    return tmp_path / "work"


def _build(folder: Path, cache: Path | str, *args: str, **extra: str) -> subprocess.CompletedProcess[str]:
    done = bindery(["build", *args], folder, cache, extra)
    assert done.returncode == 0, done.stderr
    return done


def _runner(target: Target) -> list[str]:
    if target.goarch == {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine):
        return []
    emulator = shutil.which(target.qemu)
    if emulator is None:
        pytest.skip(f"{target.qemu} is not installed (Debian: qemu-user)")
    return [emulator]


@pytest.mark.parametrize("target", PACKED, ids=lambda target: target.name)
def test_static_binary(target: Target, folder: Path, cache: Path) -> None:
    done = _build(folder, cache, GOOS=target.goos, GOARCH=target.goarch)
    assert (done.stdout, done.stderr) == ("", "")
    program = folder / "hello"
    with program.open("rb") as file:
        image = ELFFile(file)
        assert image["e_machine"] == {"amd64": "EM_X86_64", "arm64": "EM_AARCH64"}[target.goarch]
        kinds = {segment["p_type"] for segment in image.iter_segments()}
    assert not kinds & {"PT_INTERP", "PT_DYNAMIC"}
    ran = subprocess.run([*_runner(target), program], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "hello 42\n")


def test_where_output_goes(folder: Path, cache: Path) -> None:
    _build(folder, cache, "-o", "bin/")
    _build(folder, cache, "-o", "other", "main.go")
    _build(folder, cache, "-o", os.devnull)
    _build(folder, cache, "./...")
    _build(folder, cache, "./sum")
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found == {*MODULE, "bin/hello", "other"}
    (folder / "sub").mkdir()
    _build(folder, cache, "-C", "sub", "..")
    assert (folder / "sub" / "hello").is_file()


def test_same_bytes_whatever_the_circumstances(folder: Path, tmp_path: Path) -> None:
    """Other folder, jobs, cache, locale, time zone."""
    elsewhere = tmp_path / "else" / "where"
    write_files(elsewhere, MODULE)
    _build(folder, tmp_path / "c1", "-trimpath", "-p", "1", "-o", "../one")
    _build(elsewhere, "off", "-trimpath", "-p", "2", "-o", "../../two", TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="7")
    _build(elsewhere, tmp_path / "c1", "-trimpath", "-a", "-o", "../../three")
    one = (tmp_path / "one").read_bytes()
    assert one == (tmp_path / "two").read_bytes()
    assert one == (tmp_path / "three").read_bytes()
    assert str(tmp_path).encode() not in one
    _build(folder, tmp_path / "c1", "-o", "../four")
    _build(folder / "sum", tmp_path / "c1", "-o", "../../five", "..")
    assert (tmp_path / "four").read_bytes() == (tmp_path / "five").read_bytes()


def test_cache_spares_work(folder: Path, cache: Path) -> None:
    (folder / "sum" / "sum.go").write_text(MODULE["sum/sum.go"] + "\n// not seen by the cache so far\n")
    assert _build(folder, cache, "-v").stderr.splitlines()[-2:] == ["example.com/hello/sum", "example.com/hello"]
    assert _build(folder, cache, "-v").stderr == ""
    main = folder / "main.go"
    main.write_text(main.read_text().replace('"hello"', '"goodbye"'))
    assert _build(folder, cache, "-v").stderr == "example.com/hello\n"
    ran = subprocess.run([folder / "hello"], capture_output=True, text=True, timeout=60, check=False)
    assert ran.stderr == "goodbye 42\n"
    objects = set(cache.glob("object/??/*"))
    (folder / "sum" / "sum.go").write_text(MODULE["sum/sum.go"].replace("total := 0", "total := 1"))
    _build(folder, cache)
    # Of main, into which Sum is inlined; no other chunk needs the function itself.
    assert len(set(cache.glob("object/??/*")) - objects) == 1


def test_linker_flags(folder: Path, cache: Path) -> None:
    _build(folder, cache, "-o", "full")
    _build(folder, cache, "-o", "small", "-ldflags=-s -w")
    _build(folder, cache, "-o", "told", "-ldflags", "-X 'main.greeting=good day' -X=main.nosuch=1 -buildid=abc")
    assert (folder / "small").stat().st_size < (folder / "full").stat().st_size
    assert bindery(["nm", "small"], folder).stdout == ""
    ran = subprocess.run([folder / "told"], capture_output=True, text=True, timeout=60, check=False)
    assert ran.stderr == "good day 42\n"


def test_optimisation_can_be_switched_off(folder: Path, cache: Path) -> None:
    _build(folder, cache, "-gcflags=-N -l", "-o", "slow")
    _build(folder, cache, "-gcflags=all=-N -l", "-o", "slower")
    for name in ("slow", "slower"):
        ran = subprocess.run([folder / name], capture_output=True, text=True, timeout=60, check=False)
        assert (ran.returncode, ran.stderr) == (0, "hello 42\n")


def test_remaining_bounds_checks_in_gc_form(folder: Path, cache: Path, oracle_go: Path) -> None:
    flags = "-gcflags=-d=ssa/check_bce"
    env = environment(cache, {"GOTOOLCHAIN": "local", "GOCACHE": str(cache / "gc"), "GOFLAGS": "-buildvcs=false"})
    done = subprocess.run(
        [oracle_go, "build", flags, "./sum"], cwd=folder, env=env, capture_output=True, text=True, check=True
    )
    assert _build(folder, cache, flags, "./sum").stderr == done.stderr


def test_dump(folder: Path, cache: Path) -> None:
    built = _build(folder, cache, "-dump=Of:build", "./sum").stdout
    lifted = _build(folder, cache, "-dump=example.com/hello/sum.Of:lift", "./sum").stdout
    last = _build(folder, cache, "-dump=Of:tidy", "./sum").stdout
    assert "boundscheck" in built
    assert "phi" not in built
    assert "phi" in lifted
    assert "boundscheck" not in last
    assert not (folder / "hello").exists()


def test_json(folder: Path, cache: Path) -> None:
    done = _build(folder, cache, "-json", "-json-progress")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0] == {"progress": "Loading packages", "done": 0, "total": 0}
    assert rows[-1]["ok"] is True
    [output] = rows[-1]["outputs"]
    assert output["output"] == str(folder / "hello")
    assert output["size"] == (folder / "hello").stat().st_size
    (folder / "main.go").write_text("package main\n\nfunc main() { nope() }\n")
    failed = bindery(["build", "-json"], folder, cache)
    rows = [json.loads(line) for line in failed.stdout.splitlines()]
    assert failed.returncode == 1
    assert [row["code"] for row in rows[:-1]] == ["UndeclaredName"]
    assert rows[-1]["ok"] is False


def test_nm(folder: Path, cache: Path) -> None:
    _build(folder, cache)
    lines = bindery(["nm", "-size", "-sort", "size", "-type", "hello"], folder).stdout.splitlines()
    rows = [re.fullmatch(r" *([0-9a-f]*) +(\d+) (\w) (\S+).*", line) for line in lines]
    assert all(rows)
    sizes = [int(row[2]) for row in rows if row]
    assert sizes == sorted(sizes, reverse=True)
    letters = {row[4]: row[3] for row in rows if row}
    assert letters["main.main"] == "T"
    assert letters["main.greeting"] == "D"
    assert "example.com/hello/sum.At" not in letters  # not reached from main


@pytest.mark.parametrize("flags", [[], ["-ldflags=-s -w"], ["-ldflags=-w"]], ids=str)
def test_sizes_add_up(flags: list[str], folder: Path, cache: Path) -> None:
    _build(folder, cache, *flags)
    size = (folder / "hello").stat().st_size
    exact = json.loads(bindery(["size", "--json", "hello"], folder, cache).stdout)
    assert (exact["size"], exact["estimated"]) == (size, False)
    assert sum(row["size"] for row in exact["symbols"]) == size
    guessed = json.loads(bindery(["size", "-json", "hello"], folder, "off").stdout)
    assert guessed["estimated"] is True
    assert sum(row["size"] for row in guessed["symbols"]) == size
    for by in ("package", "file", "function", "section", "kind"):
        shown = bindery(["size", "--by", by, "--top", "3", "hello"], folder, cache).stdout
        rows = re.findall(r"^ *(\S.*?) +([\d,]+) +[\d.]+% +[\d,]+ *$", shown, re.M)
        *parts, total = [int(number.replace(",", "")) for _, number in rows]
        assert total == size == sum(parts), shown
        assert "estimated" not in shown
    assert "estimated" in bindery(["size", "hello"], folder, "off").stdout


def test_why_and_what_differs(folder: Path, cache: Path) -> None:
    """Chains and prices from the linker's graph, comparisons of two files, a page."""
    _build(folder, cache, "-o", "old")
    main, called = folder / "main.go", folder / "sum/sum.go"
    main.write_text(main.read_text().replace("greeting,", "greeting, sum.At([]int{1}, len(greeting)-5),"))
    called.write_text(called.read_text().replace("func At", "//\n//go:noinline\nfunc At"))
    _build(folder, cache, "-o", "new")
    why = bindery(["size", "-why", "example.com/hello/sum.At", "new"], folder, cache).stdout
    assert re.search(r"sum\.At: (\d+) bytes; without it \1 bytes would go", why), why
    assert [line.strip() for line in why.splitlines() if line.startswith("  main.")] == ["main.main"], why
    gone = bindery(["size", "-why", "example.com/hello/sum.At", "old"], folder, cache)
    assert gone.returncode == 1
    assert gone.stderr.startswith("old has no symbol example.com/hello/sum.At")
    assert "is not in the cache: build it again" in bindery(["size", "-why", "main.main", "old"], folder, "off").stderr
    changes = json.loads(bindery(["size", "-diff", "-json", "-by", "function", "old", "new"], folder, cache).stdout)
    sizes = {row["name"]: (row["old"], row["new"]) for row in changes["rows"]}
    assert sizes["example.com/hello/sum.At"][0] == 0 < sizes["example.com/hello/sum.At"][1]
    difference = (folder / "new").stat().st_size - (folder / "old").stat().st_size
    assert sum(new - old for old, new in sizes.values()) == changes["new_size"] - changes["old_size"] == difference
    defeats = json.loads(bindery(["size", "-json", "new"], folder, cache).stdout)["defeats"]
    assert (defeats["lookups"], defeats["lookups_size"]) == ([], 0)
    assert all(0 < one["size"] < changes["new_size"] for one in defeats["packages"])
    bindery(["size", "-html", "page.html", "new"], folder, cache)
    page = (folder / "page.html").read_text()
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])  # type: ignore[index]
    assert sum(package["size"] for package in data) == changes["new_size"]


@pytest.mark.parametrize(
    ("source", "code", "stderr"),
    [
        ("func main() { println(6 * 7) }", 0, "42\n"),
        (
            "func main() { var x []int; println(x[len(x)]) }",
            2,
            "panic: runtime error: index out of range [0] with length 0",
        ),
        ('func main() { panic("no") }', 2, "panic: no"),
    ],
)
def test_run(source: str, code: int, stderr: str, tmp_path: Path, cache: Path) -> None:
    write_files(tmp_path, {"x.go": f"package main\n\n{source}\n"})
    done = bindery(["run", "x.go", "-flag", "argument"], tmp_path, cache)
    assert done.returncode == code
    assert done.stderr.startswith(stderr)
    assert [path.name for path in tmp_path.iterdir()] == ["x.go"]


def test_run_for_another_processor(tmp_path: Path, cache: Path) -> None:
    write_files(tmp_path, {"x.go": "package main\n\nfunc main() { println(6 * 7) }\n"})
    target = next(t for t in TARGETS if t.goarch != {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine])
    extra = {"GOARCH": target.goarch}
    _runner(target)
    done = bindery(["run", "x.go"], tmp_path, cache, extra)
    assert (done.returncode, done.stderr) == (0, "42\n")
    none = bindery(["run", "x.go"], tmp_path, cache, {**extra, "PATH": str(tmp_path)})
    assert none.returncode == 1
    assert f"{target.qemu} is not installed" in none.stderr


BIG = (
    "package main\n\n"
    + "\n".join(
        f"func f{n}(a []int, b [9]int) (s int) {{\n\tfor i := range a {{\n\t\tfor j := range b {{\n"
        f"\t\t\ts += a[i]*b[j] + b[(i+j)%9]<<{n % 7}\n\t\t}}\n\t}}\n\treturn s\n}}\n"
        for n in range(400)
    )
    + "\nfunc main() {\n"
    + "".join(f"\tprintln(f{n}(nil, [9]int{{}}))\n" for n in range(400))
    + "}\n"
)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted(number: signal.Signals, code: int, tmp_path: Path) -> None:
    """Workers are gone, and nothing half-written is left."""
    write_files(tmp_path, {"big.go": BIG})
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "server", "build", "-json", "-json-progress", "big.go"],
        cwd=tmp_path,
        env=environment(tmp_path / "cache"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["progress"] == "command-line-arguments" and json.loads(line)["total"] > 2:
            break
    workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.killpg(process.pid, number) if number is signal.SIGINT else process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (code, "")
    assert workers
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    assert not list(tmp_path.glob(".bindery-*"))
    assert not (tmp_path / "big").exists()
    assert not list((tmp_path / "cache").rglob(".new-*"))

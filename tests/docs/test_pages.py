"""The pages for users: what they tell to type exists, links lead somewhere, pictures are there and small."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.cli.command import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "extension" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LARGEST = 150_000  # bytes of a picture
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
ANCHOR = re.compile(r"[^\w\- ]")
TOOLS = ("dist", "buildid", "nm")


def commands_of(text: str) -> Iterator[list[str]]:
    """The words of every command line that begins with bindery, in code of any form; quoted text is one word."""
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    for piece in [*inline, *(line for block in fenced for line in block.splitlines())]:
        plain = QUOTED.sub("'...'", piece.replace("\\|", "|"))
        found = re.search(r"(?:^|[|]\s*|run: |\s)bindery ((?:[a-z]|-)[^|;&#]*)", f" {plain.partition('#')[0]}")
        if found and not plain.startswith(("pip ", "cmd", "init_options")) and " = " not in plain:
            yield found[1].split()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands(page: Path) -> None:
    for name, *rest in commands_of(page.read_text()):
        assert name in COMMANDS, (page.name, name)
        command = COMMANDS[name]
        text = f"{command.usage}\n{command.describe()}"
        for word in rest:
            if word.startswith("-") and not re.fullmatch(r"-+|-\d+", word):
                flag = re.sub(r"^--?([\w-]+).*", r"\1", word)
                assert re.search(rf"-{flag}\b", text), (page.name, name, word)
        if name in ("cache", "daemon", "mod", "tool") and rest:
            known = (*TOOLS, *re.findall(r"\w+", command.usage))
            assert rest[0] in known, (page.name, name, rest)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_pictures(page: Path) -> None:
    for target in LINK.findall(page.read_text()):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), (page.name, target)
        if file.suffix == ".png":
            assert file.stat().st_size <= LARGEST, (page.name, target)
        if anchor:
            headings = re.findall(r"^#+ (.*)$", file.read_text(), flags=re.MULTILINE)
            assert anchor in {ANCHOR.sub("", one.lower()).replace(" ", "-") for one in headings}, (page.name, target)


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index, page.name

"""The GODEBUG settings that programs start with."""

from pathlib import Path

import pytest

from server.build.environment import resolve_environment
from server.build.godebug import default_godebug
from server.build.modules.discover import find_modules
from server.build.stdlib import StandardLibrary

NEW_PATTERNS = "httpmuxgo121=1"  # since Go 1.22


@pytest.mark.parametrize(("go_line", "is_old"), [("go 1.27\n", False), ("go 1.21\n", True), ("", True), (None, False)])
def test_settings_follow_the_go_version_of_the_module(
    oracle_goroot: Path, tmp_path: Path, go_line: str | None, is_old: bool
) -> None:
    """Without a module (None) the version is that at hand, as in go."""
    if go_line is not None:
        (tmp_path / "go.mod").write_text(f"module example.org/m\n{go_line}")
    environment = resolve_environment({"GOENV": "off", "GOMODCACHE": str(tmp_path), "GOWORK": "off"}, tmp_path)
    modules = find_modules(tmp_path, environment)
    settings = default_godebug((), modules, StandardLibrary(oracle_goroot / "src"))
    assert (NEW_PATTERNS in settings.split(",")) == is_old

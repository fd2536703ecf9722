"""Settings from whatever a client sends: wrong types never count, and doubt about trust means no."""

import pytest

from server.build.imageoptions import NOBODY, ImageOptions
from server.features.build import BuildDefaults
from server.lsp.settings import InlaySettings, LensSettings, Settings, changed_settings, initial_settings
from server.lsp.views import view_settings
from server.target import TARGETS

EXTENSION = {
    "trusted": True,
    "clientHandlesCommands": True,
    "diagnostics": {"enable": "off"},
    "lens": "off",
    "build": {"output": "out", "goos": "linux", "goarch": "arm64"},
}

CASES = {
    "another client": (None, Settings()),
    "the extension": (
        EXTENSION,
        Settings(
            trusted=True,
            client_handles_commands=True,
            diagnostics=False,
            lens=LensSettings("off"),
            build=BuildDefaults("out", "linux", "arm64"),
        ),
    ),
    "not trusted": ({"trusted": False}, Settings(trusted=False, client_handles_commands=True)),
    "doubtful trust": ({"trusted": "yes"}, Settings(trusted=False, client_handles_commands=True)),
    "own commands": ({"clientHandlesCommands": True}, Settings(client_handles_commands=True)),
    "wrong types": ({"lens": 3, "diagnostics": "off", "build": {"goos": 1}}, Settings()),
    "views": (
        {
            "targets": {"cmd/**": "windows/amd64", "x": 1},
            "goroot": "/opt/go",
            "build": {"tags": ["a", 2, "b"]},
        },
        Settings(targets=(("cmd/**", "windows/amd64"),), goroot="/opt/go", build=BuildDefaults(tags=("a", "b"))),
    ),
    "wrong types of views": ({"targets": ["x"], "goroot": 1, "build": {"tags": "a"}}, Settings()),
    "builds": (
        {
            "build": {"ldflags": "-s", "strip": "debug"},
            "image": {"tag": "t", "user": "", "timeZones": True, "labels": {"a": "b", "c": 1}, "ports": ["80", 8]},
        },
        Settings(
            build=BuildDefaults(
                ldflags="-s",
                strip="debug",
                image=ImageOptions(tag="t", user=NOBODY, time_zones=True, labels={"a": "b"}, ports=("80",)),
            )
        ),
    ),
    "decisions": (
        {
            "lens": "cursor",
            "lensBaseline": " HEAD~1 ",
            "inlayHints": {"heap": True, "padding": 1, "imports": False},
            "decisions": {"show": ["escape", 7]},
            "sizeMarks": False,
        },
        Settings(
            lens=LensSettings("cursor", "HEAD~1"),
            inlay=InlaySettings(heap=True, imports=False),
            decisions=("escape",),
            size_marks=False,
        ),
    ),
    "a lens that is none, no baseline": ({"lens": "nope", "lensBaseline": ""}, Settings()),
    "not an object": (["trusted"], Settings()),
}


@pytest.mark.parametrize("name", CASES)
def test_initial(name: str) -> None:
    options, expected = CASES[name]
    assert initial_settings(options) == expected


def test_a_change_keeps_trust() -> None:
    before = initial_settings({"trusted": False})
    after = changed_settings(before, {"trusted": True, "lens": "off"})
    assert (after.trusted, after.lens) == (False, LensSettings("off"))


def test_views_of_targets_that_go_does_not_have() -> None:
    settings = initial_settings({"targets": {"a": "nope/amd64", "b": "windows/arm64"}, "build": {"goos": "nope"}})
    views = view_settings(settings)
    assert views.target in TARGETS
    assert [(rule.pattern, rule.target.name) for rule in views.rules] == [("b", "windows/arm64")]

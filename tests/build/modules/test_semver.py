"""The order of versions, pseudo-versions, module paths."""

import pytest

from server.build.modules import paths, semver

# From the lowest to the highest.
ORDER = """
bad v0.0.0-20170101000000-000000000000 v0.0.0-20180101000000-000000000000 v0.1.0-0.20170101000000-aaaaaaaaaaaa
v0.1.0 v1.0.0-1 v1.0.0-2 v1.0.0-10 v1.0.0-alpha v1.0.0-alpha.1 v1.0.0-alpha.beta v1.0.0-beta v1.0.0-beta.2
v1.0.0-beta.11 v1.0.0-rc.1 v1.0.0 v1.0.1 v1.1 v1.1.1 v1.2.0 v1.10.0 v2.0.0+incompatible v10.0.0
"""


def test_order() -> None:
    ordered = ORDER.split()
    assert sorted(set(ordered), key=semver.sort_key) == ordered


@pytest.mark.parametrize(
    "version", ["1.0.0", "v01.0.0", "v1.0.0-01", "v1.0.0.0", "v1.0.0-", "v1.0.0+", "v", "", "v1.x", "v1.2-pre"]
)
def test_invalid(version: str) -> None:
    assert not semver.is_valid(version)


PSEUDO = [
    ("v0.0.0-20170915032832-14c0d48ead0c", "14c0d48ead0c"),
    ("v1.2.4-0.20170915032832-14c0d48ead0c", "14c0d48ead0c"),
    ("v1.2.3-rc.1.0.20170915032832-14c0d48ead0c", "14c0d48ead0c"),
    ("v2.0.1-0.20170915032832-14c0d48ead0c+incompatible", "14c0d48ead0c"),
    ("v1.2.3", ""),
    ("v1.2.3-20170915032832-14c0d48ead0c", ""),
]


@pytest.mark.parametrize(("version", "revision"), PSEUDO)
def test_pseudo_versions(version: str, revision: str) -> None:
    assert semver.pseudo_revision(version) == revision
    assert semver.is_pseudo(version) == bool(revision)


PATHS = [
    ("example.com/m", ""),
    ("Example.com/m", "invalid char 'E'"),
    ("example.com/Azure", ""),
    ("example.com/m/", "empty path element"),
    ("m", "missing dot in first path element"),
    ("example.com/.x", "leading dot in path element"),
    ("example.com/x.", "trailing dot in path element"),
    ("example.com/../x", "leading dot in path element"),
    ("example.com/a b", "invalid char ' '"),
    ("example.com/nul", "disallowed as path element component on Windows"),
    ("", "empty string"),
]


@pytest.mark.parametrize(("path", "problem"), PATHS)
def test_module_paths(path: str, problem: str) -> None:
    found = paths.path_problem(path)
    assert bool(found) == bool(problem)
    assert problem in found


MAJORS = [
    ("example.com/m", "v1.2.3", True),
    ("example.com/m", "v2.0.0", False),
    ("example.com/m", "v2.0.0+incompatible", True),
    ("example.com/m/v2", "v2.0.0", True),
    ("example.com/m/v2", "v3.0.0", False),
    ("example.com/m/v1", "v1.0.0", True),
    ("gopkg.in/yaml.v3", "v3.0.1", True),
    ("gopkg.in/yaml.v3", "v2.0.1", False),
    ("example.com/m", "v1.2", False),
]


@pytest.mark.parametrize(("path", "version", "good"), MAJORS)
def test_versions_fit_paths(path: str, version: str, good: bool) -> None:
    assert (not paths.version_problem(path, version)) == good


GLOBS = [
    ("example.com", "example.com/a", True),
    ("*.corp.example.com,rsc.io/private", "x.corp.example.com/y", True),
    ("*.corp.example.com,rsc.io/private", "rsc.io/private/quux", True),
    ("*.corp.example.com,rsc.io/private", "rsc.io/privateer", False),
    ("example.com/*/x", "example.com/a", False),
    ("", "example.com", False),
]


@pytest.mark.parametrize(("globs", "path", "matches"), GLOBS)
def test_private_globs(globs: str, path: str, matches: bool) -> None:
    assert paths.matches_globs(globs, path) == matches


def test_escape() -> None:
    assert paths.escape("github.com/Azure/SDK") == "github.com/!azure/!s!d!k"

"""Globs over paths: in the configuration of manifests, in COPY and in .dockerignore."""

from __future__ import annotations

import pytest

from pinlint.text.globs import Glob


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("*/m.json", "a/m.json", True),
        ("*/m.json", "a/b/m.json", False),
        ("*/m.json", "m.json", False),
        ("**/m.json", "m.json", True),
        ("**/m.json", "a/b/m.json", True),
        ("a?/m.json", "ab/m.json", True),
        ("a.b/m.json", "axb/m.json", False),
        ("*.json", "a.json\n", False),
        ("a/**/b/**/m.json", "a/x/b/m.json", True),
        ("a/**/b/**/m.json", "a/x/m.json", False),
        ("**/*.json", "a/b.json", True),
        ("m[0-9].json", "m1.json", True),
        ("m[^0-9].json", "m1.json", False),
        ("m[!0-9].json", "mx.json", True),
        ("a//b", "a/b", True),
        ("a/**", "a/b/c", True),
        ("a/**", "b/a", False),
        ("", "a", False),
        ("/".join(["**"] * 50) + "/x", "/".join("a" * 500), False),
        ("*a" * 50 + "/x", "a" * 250 + "/y", False),
        ("[" * 100_000, "a", False),
    ],
)
def test_a_glob_matches_whole_paths(glob: str, path: str, matches: bool) -> None:
    found = Glob(glob)
    assert found.matches(path) is matches
    assert not matches or (path.startswith(found.prefix) and path.endswith(found.ending))


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("a", "a/b/c", True),
        ("*/b", "a/b/c", True),
        ("**/b", "a/b/c", True),
        ("**/c", "a/b/d", False),
        ("b", "a/b", False),
        ("a/b/c", "a/b", False),
    ],
)
def test_a_glob_matches_a_folder_that_the_path_lies_in(glob: str, path: str, matches: bool) -> None:
    assert Glob(glob).matches(path, parents=True) is matches


@pytest.mark.parametrize(
    ("glob", "prefix"), [("a/b/*.txt", "a/b/"), ("a/b", "a/b"), ("**/b", ""), ("a*/b", ""), ("a/b*", "a/")]
)
def test_what_every_path_that_matches_begins_with(glob: str, prefix: str) -> None:
    assert Glob(glob).prefix == prefix

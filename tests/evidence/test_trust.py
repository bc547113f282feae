from __future__ import annotations

import os

import pytest

from pinlint.evidence.trust import always, is_held, objection
from pinlint.evidence.uv_cache import UvCache


@pytest.mark.parametrize(
    ("path", "tracked", "held"),
    [
        pytest.param(".venv", ["requirements.txt"], False, id="nothing of it"),
        pytest.param(".venv", [".venv/pyvenv.cfg"], True, id="a file in it"),
        pytest.param(".venv", [".venv"], True, id="it is a submodule"),
        pytest.param("sub/env", ["sub"], True, id="it lies in a submodule"),
        pytest.param(".venv", [".VENV/pyvenv.cfg"], True, id="a name in another case"),
        pytest.param(".venv", [".venv2/pyvenv.cfg", "x/.venv/pyvenv.cfg"], False, id="names that only look alike"),
        pytest.param("sub/env", ["sub/other"], False, id="a neighbour"),
    ],
)
def test_is_held(path, tracked, held):
    assert is_held(path, tracked) is held


def test_links_are_followed_before_anybody_is_asked(tmp_path):
    (tmp_path / "project" / "real").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    os.symlink(tmp_path / "project", tmp_path / "root")
    os.symlink(tmp_path / "project" / "real", tmp_path / "in")
    os.symlink(tmp_path / "outside", tmp_path / "project" / "out")
    root = str(tmp_path / "root")
    asked = []

    def objections(path):
        asked.append(os.path.relpath(path, root))
        return "it is not yours"

    places = ["in", "root/real", "project/real/new", "project/out", "outside", "project/..x"]
    found = {place: objection(root, str(tmp_path / place), objections) is None for place in places}
    assert found == dict(zip(places, [False, False, False, True, True, False], strict=True))
    assert asked == ["real", "real", "real/new", "..x"]


def test_a_cache_of_uv_that_the_repository_holds_is_no_evidence(tmp_path):
    source = UvCache(str(tmp_path / "cache"), root=str(tmp_path), objections=always)
    assert (source.find([("a", "1")]), source.problems) == (
        {},
        ["uv's cache is part of the repository, so it is not used"],
    )

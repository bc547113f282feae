"""The members of a uv workspace in its lock."""

from __future__ import annotations

from pathlib import Path

import pytest
from structured import project, root, uv_lock, uv_package
from trees import findings_in

WORKSPACE = '[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]\n'
LOCK = uv_lock(root("alpha"), uv_package("alpha", "1.2"))
MEMBER = project("alpha", name="second")


@pytest.mark.parametrize(
    ("path", "member", "missing"),
    [
        pytest.param("packages/b/pyproject.toml", MEMBER, True, id="a member"),
        pytest.param("packages/old/pyproject.toml", MEMBER, False, id="an excluded folder"),
        pytest.param("other/b/pyproject.toml", MEMBER, False, id="another folder"),
        pytest.param("packages/b/examples/c/pyproject.toml", MEMBER, False, id="below a folder of a member"),
        pytest.param("packages/b/pyproject.toml", "[tool.ruff]\n", False, id="no project"),
        pytest.param(
            "packages/b/pyproject.toml", MEMBER + "[tool.uv]\nmanaged = false\n", False, id="not managed by uv"
        ),
    ],
)
def test_members_that_the_lock_does_not_have(tmp_path: Path, path: str, member: str, missing: bool) -> None:
    files = {"pyproject.toml": project("alpha", more=WORKSPACE), "uv.lock": LOCK, path: member}

    assert [f"{each.location}: {each.message}" for each in findings_in(tmp_path, files, "missing-pin")] == [
        f"{path}:1: second in {path} is not locked, although it is a member of the workspace"
    ] * missing


def test_a_lock_with_all_members(tmp_path: Path) -> None:
    second = '[[package]]\nname = "second"\nversion = "1.0"\nsource = { editable = "packages/b" }\n'
    second += (
        'dependencies = [\n    { name = "alpha" },\n]\n\n[package.metadata]\nrequires-dist = [{ name = "alpha" }]\n'
    )
    files = {
        "pyproject.toml": project("alpha", more=WORKSPACE),
        "uv.lock": f"{LOCK}\n{second}",
        "packages/b/pyproject.toml": MEMBER,
    }

    assert findings_in(tmp_path, files, "missing-pin") == []

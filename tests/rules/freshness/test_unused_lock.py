"""unused-lock: locks in the folders of a workspace, and those of a tool that the project left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from structured import poetry_lock, project, root, uv_lock

MEMBERS = '[tool.uv.workspace]\nmembers = ["packages/*"]\n'
POETRY = '[tool.poetry.dependencies]\npython = ">=3.12"\n'
LOCK = uv_lock(root())
UNREAD = "1:1: warning: unused-lock: no tool reads this lock:"
UNUSED = {
    "of a member of a workspace": (
        {"pyproject.toml": project(more=MEMBERS), "packages/a/pyproject.toml": project(), "packages/a/uv.lock": LOCK},
        [f"packages/a/uv.lock:{UNREAD} uv reads the lock next to pyproject.toml, the root of the workspace"],
    ),
    "of a project that uv does not manage": (
        {"pyproject.toml": project(more="[tool.uv]\nmanaged = false\n"), "uv.lock": LOCK},
        [f"uv.lock:{UNREAD} pyproject.toml has `managed = false`"],
    ),
    "left after moving to uv": (
        {"pyproject.toml": project(), "uv.lock": LOCK, "poetry.lock": poetry_lock()},
        [f"poetry.lock:{UNREAD} uv.lock is next to it, and pyproject.toml has no [tool.poetry]"],
    ),
    "of a tool that the project does not use": (
        {"pyproject.toml": project(more="[tool.pdm]\n"), "poetry.lock": poetry_lock()},
        [f"poetry.lock:{UNREAD} pyproject.toml has [tool.pdm], but no [tool.poetry]"],
    ),
    "empty, in a project of Poetry": (
        {"pyproject.toml": project(more=POETRY), "uv.lock": uv_lock()},
        [f"uv.lock:{UNREAD} it is empty, and pyproject.toml is a project of Poetry"],
    ),
    "of a member of an inner workspace": (
        {
            "pyproject.toml": project(),
            "web/pyproject.toml": project(more=MEMBERS),
            "web/packages/a/pyproject.toml": project(),
            "web/packages/a/uv.lock": LOCK,
        },
        [f"web/packages/a/uv.lock:{UNREAD} uv reads the lock next to web/pyproject.toml, the root of the workspace"],
    ),
    "without a project": (
        {"poetry.lock": poetry_lock(), "requirements.txt": ""},
        ["poetry.lock:1:1: warning: unused-lock: no tool reads this lock: there is no pyproject.toml next to it"],
    ),
    "without a Pipfile": (
        {"Pipfile.lock": "{}"},
        ["Pipfile.lock:1:1: warning: unused-lock: no tool reads this lock: there is no Pipfile next to it"],
    ),
}
USED = {
    "a folder that is no member": {
        "pyproject.toml": project(more='[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/a"]\n'),
        "packages/a/pyproject.toml": project(),
        "packages/a/uv.lock": LOCK,
    },
    "the root of a workspace": {"pyproject.toml": project(more=MEMBERS), "uv.lock": LOCK},
    "two tools at once": {"pyproject.toml": project(more=POETRY), "uv.lock": LOCK, "poetry.lock": poetry_lock()},
    "a project for Poetry without its table": {"pyproject.toml": project(), "poetry.lock": poetry_lock()},
    "what no tool names": {"pylock.toml": 'lock-version = "1.0"\ncreated-by = "pip"\n'},
}


@pytest.mark.parametrize("case", UNUSED)
def test_a_lock_that_nobody_reads(case: str, check_tree: Callable[..., list[str]]) -> None:
    files, expected = UNUSED[case]
    assert check_tree(files, "unused-lock") == expected


@pytest.mark.parametrize("case", USED)
def test_a_lock_that_is_read(case: str, check_tree: Callable[..., list[str]]) -> None:
    assert check_tree(USED[case], "unused-lock") == []

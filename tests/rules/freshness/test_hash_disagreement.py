"""hash-disagreement: the same file with two hashes, in two locks of the project."""

from __future__ import annotations

from collections.abc import Callable

from structured import digest, poetry_lock, poetry_package, project, root, uv_lock, uv_package

WHEEL = "alpha-1.0-py3-none-any.whl"
LOCK = uv_lock(root("alpha"), uv_package("alpha"))
#: The column of the wheel's hash.
PLACE = next(line.index("sha256") for line in LOCK.splitlines() if WHEEL in line) + 1


def test_locks_of_different_tools_are_compared(check_tree: Callable[..., list[str]]) -> None:
    poetry = poetry_lock(poetry_package("alpha")).replace(digest(WHEEL), "0" * 64)
    files = {
        "a/pyproject.toml": project("alpha"),
        "a/poetry.lock": poetry,
        "b/pyproject.toml": project("alpha"),
        "b/uv.lock": LOCK,
    }
    assert check_tree(files, "hash-disagreement") == [
        f"b/uv.lock:19:{PLACE}: error: hash-disagreement: {WHEEL} has another hash in a/poetry.lock:11"
    ]


def test_equal_hashes_and_other_indexes_are_silent(check_tree: Callable[..., list[str]]) -> None:
    other = uv_package("alpha", source='registry = "https://own.example.org/simple"').replace(digest(WHEEL), "0" * 64)
    other = other.replace("https://files.pythonhosted.org", "https://own.example.org")
    files = {
        "a/pyproject.toml": project("alpha"),
        "a/poetry.lock": poetry_lock(poetry_package("alpha")),
        "b/pyproject.toml": project("alpha"),
        "b/uv.lock": LOCK,
        "c/pyproject.toml": project("alpha"),
        "c/uv.lock": uv_lock(root("alpha"), other),
    }
    assert check_tree(files, "hash-disagreement") == []

"""What a process remembers of the texts that it has checked has an end, and forgetting changes no result."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from structured import project, root, uv_lock, uv_package
from trees import write_tree

import pinlint
from pinlint.formats.plain_values import BARE_KEYS
from pinlint.requirements import versions
from pinlint.text import memos

PACKAGE = Path(memos.__file__).parent.parent
#: Module-level containers that are no memos, because their size does not depend on texts.
OTHERS = {
    "project/git.py": {"_silent"},  # repositories, each with a program that does not answer
    "text/budget.py": {"_reserve"},
    "text/observed.py": {"observers"},  # one for each check that runs
}


def containers(module: ast.Module) -> set[str]:
    """The module-level names of empty dicts and sets that can be filled."""
    return {
        node.target.id
        for node in module.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and ast.unparse(node.annotation).startswith(("dict", "set", "list"))
        and node.value is not None
        and ast.unparse(node.value) in ("{}", "set()", "[]")
        and not node.target.id.startswith("_NO")
    }


def named(module: ast.Module) -> set[str]:
    found = [
        node.value for node in module.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MEMOS"
    ]
    return {ast.unparse(each) for value in found if isinstance(value, ast.Tuple) for each in value.elts}


def test_each_memo_can_be_forgotten() -> None:
    seen = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ast.parse(path.read_text("utf-8"))
        place = path.relative_to(PACKAGE).as_posix()
        assert containers(module) - OTHERS.get(place, set()) == named(module), place
        seen |= {place for _ in named(module)}
    assert {"formats/plain_values.py", "requirements/versions.py"} <= seen


@pytest.mark.parametrize("most", [0, 100_000], ids=["after each check", "not after such a small one"])
def test_a_check_forgets_if_there_is_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    write_tree(
        tmp_path, {"pyproject.toml": project("alpha>=1"), "uv.lock": uv_lock(root("alpha"), uv_package("alpha", "1"))}
    )
    first = pinlint.check(tmp_path)
    monkeypatch.setattr(memos, "MOST_REMEMBERED", most)
    assert pinlint.check(tmp_path) == first
    assert [bool(versions._keys), bool(BARE_KEYS)] == [most > 0] * 2
    assert pinlint.check(tmp_path) == first

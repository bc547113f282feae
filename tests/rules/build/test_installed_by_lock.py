"""What `uv sync` has installed from the lock is not installed again by a later command."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from structured import project, root, uv_lock, uv_package

GROUPS = '[project.optional-dependencies]\nfast = ["delta"]\n[dependency-groups]\ndev = ["gamma"]\ndocs = ["epsilon"]\n'
FILES = {
    "pyproject.toml": project("alpha", "omega; sys_platform=='win32'", more=GROUPS),
    "uv.lock": uv_lock(
        root(
            "alpha",
            'name = "omega", marker = "sys_platform == \'win32\'"',
            extras={"fast": ["delta"]},
            groups={"dev": ["gamma"], "docs": ["epsilon"]},
        ),
        uv_package("alpha", "1.2", "beta"),
        *(uv_package(name, "2.0") for name in ("beta", "delta", "epsilon", "gamma", "omega")),
    ),
}
ALL = "alpha beta gamma delta epsilon omega"


@pytest.mark.parametrize(
    ("first", "installer", "names"),
    [
        pytest.param("uv sync --locked", "uv pip install", "delta epsilon omega", id="the default groups"),
        pytest.param("uv sync --locked --no-dev", "uv pip install", "gamma delta epsilon omega", id="no-dev"),
        pytest.param("uv sync --locked --extra fast", "uv pip install", "epsilon omega", id="an extra"),
        pytest.param("uv sync --locked --all-groups", "uv pip install", "delta omega", id="all groups"),
        pytest.param("uv sync --locked --group docs", "uv pip install", "delta omega", id="a group"),
        pytest.param(
            "uv sync --locked --only-group docs", "uv pip install", "alpha beta gamma delta omega", id="only a group"
        ),
        pytest.param(
            "uv sync --locked --only-group docs --only-group dev",
            "uv pip install",
            "alpha beta delta omega",
            id="two groups only",
        ),
        pytest.param(
            "uv sync --locked --extra fast --extra more --group docs --group x",
            "uv pip install",
            "omega",
            id="two extras and two groups",
        ),
        pytest.param(
            "uv sync --locked --all-groups --no-group dev --no-group x",
            "uv pip install",
            "gamma delta omega",
            id="without two groups",
        ),
        pytest.param(
            "uv sync --locked --all-extras --no-extra fast",
            "uv pip install",
            "delta epsilon omega",
            id="without an extra",
        ),
        pytest.param("uv sync --locked --package x", "uv pip install", ALL, id="another project"),
        pytest.param("uv sync --locked", "pip install", ALL, id="into another environment"),
        pytest.param("uv sync --locked", "uv pip install --upgrade", ALL, id="an upgrade"),
        pytest.param("echo", "uv pip install", ALL, id="nothing before"),
    ],
)
def test_after_uv_sync(check_tree: Callable[..., list[str]], first: str, installer: str, names: str) -> None:
    steps = "".join(f"      - run: {installer} {name}\n" for name in ALL.split())
    text = f"jobs:\n  a:\n    steps:\n      - run: {first}\n{steps}"

    found = check_tree({**FILES, ".github/workflows/a.yml": text}, "unpinned-install")

    assert [line.rpartition(": ")[0].partition("unpinned-install: ")[2].split()[0] for line in found] == names.split()


def _after_uv_sync(pyproject: str, lock: str, check_tree: Callable[..., list[str]]) -> list[str]:
    text = "jobs:\n  a:\n    steps:\n      - run: uv sync --locked && uv pip install epsilon\n"
    return check_tree(
        {"pyproject.toml": pyproject, "uv.lock": lock, ".github/workflows/a.yml": text}, "unpinned-install"
    )


def test_an_extra_that_only_the_second_of_two_requirements_has(check_tree: Callable[..., list[str]]) -> None:
    delta = uv_package("delta", "2.0") + '\n[package.optional-dependencies]\nfast = [{ name = "epsilon" }]\n'
    lock = uv_lock(root('name = "delta", extra = ["fast"]', "delta"), delta, uv_package("epsilon", "2.0"))

    assert _after_uv_sync(project("delta[fast]", "delta"), lock, check_tree) == []


def test_default_groups_that_are_no_names(check_tree: Callable[..., list[str]]) -> None:
    lock = uv_lock(root(groups={"dev": ["epsilon"]}), uv_package("epsilon", "2.0"))
    groups = '[dependency-groups]\ndev = ["epsilon"]\n[tool.uv]\ndefault-groups = [1, "dev"]\n'

    assert _after_uv_sync(project(more=groups), lock, check_tree) == []

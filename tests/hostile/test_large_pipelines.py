"""Pipelines of GitLab that are made to be slow: templates and included files that multiply, go in circles or are very many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from limits import limited
from trees import Tree

MAIN = ".gitlab-ci.yml"
JOB = "t: {script: pip install ruff}\n"
VARIABLES = "{" + ", ".join(f"V{number}: x" for number in range(2000)) + "}"


def nested(first: str) -> str:
    """A list that contains the one before it two times, again and again."""
    return f".a0: &a0 [{first}]\n" + "".join(f".a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))


def tables() -> str:
    """A table that contains the one before it three times, again and again."""
    return "a0: &a0 {x: y}\n" + "".join(
        f"a{n}: &a{n} {{x: *a{n - 1}, y: *a{n - 1}, z: *a{n - 1}}}\n" for n in range(1, 60)
    )


def checked(check_tree: Callable[..., list[str]], files: Tree) -> list[str]:
    with limited():
        found = check_tree(files, "unpinned-install", "not-checked")
    return [line.partition(": ")[0] if "not-checked" not in line else "not checked" for line in found]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {MAIN: "include: [ci/a.yml, ci/b.yml]\n" + JOB, "ci/a.yml": tables(), "ci/b.yml": tables()},
            ["not checked"],
            id="tables of tables that are merged",
        ),
        pytest.param(
            {MAIN: "include: ci/a.yml\n", "ci/a.yml": nested("pip install a") + "t: {script: *a59}\n"},
            ["not checked"],
            id="a script of lists of lists",
        ),
        pytest.param(
            {MAIN: nested("x") + "t: {rules: *a59, script: pip install ruff}\n"}, ["not checked"], id="rules of rules"
        ),
        pytest.param(
            {MAIN: f".b: {{variables: {VARIABLES}}}\nu: {{extends: [{', '.join(['.b'] * 20_000)}]}}\n" + JOB},
            ["not checked"],
            id="a long template, many times",
        ),
        pytest.param(
            {
                MAIN: "a0: {script: pip install ruff}\n"
                + "".join(f"a{n}: {{extends: a{n + 1}}}\n" for n in range(1, 3000))
                + "a3000: {extends: a1}\n"
            },
            [f"{MAIN}:1:26"],
            id="a long circle of templates",
        ),
        pytest.param(
            {MAIN: "".join(f"b{n}: {{extends: [{', '.join(f'b{m}' for m in range(n))}]}}\n" for n in range(150)) + JOB},
            [f"{MAIN}:151:25"],
            id="jobs that extend all others",
        ),
        pytest.param(
            {
                MAIN: "include: [ci/f0.yml, .gitlab-ci.yml]\n" + JOB,
                **{f"ci/f{n}.yml": f"include: [ci/f{n + 1}.yml, ci/f{n + 1}.yml, ci/f0.yml]\n" for n in range(40)},
            },
            [f"{MAIN}:2:25"],
            id="files that include the next one two times, and the first one",
        ),
        pytest.param(
            {MAIN: "include: 'ci/**.yml'\n" + JOB, **{f"ci/{n}.yml": "a: {script: make}\n" for n in range(2000)}},
            [f"{MAIN}:2:25"],
            id="two thousand included files",
        ),
        pytest.param(
            {
                MAIN: "include: [" + f"'ci/{'*a' * 50}.yml', " * 3000 + "]\n" + JOB,
                **{f"ci/{'a' * 100}{n}.yml": "" for n in range(500)},
            },
            ["not checked"],
            id="three thousand slow patterns",
        ),
    ],
)
def test_a_pipeline_that_multiplies(files: Tree, expected: list[str], check_tree: Callable[..., list[str]]) -> None:
    assert checked(check_tree, files) == expected


def test_many_pipelines_that_include_a_long_file(check_tree: Callable[..., list[str]]) -> None:
    jobs = "".join(f"t{number}: {{script: pip install a{number}}}\n" for number in range(3000))
    pipelines = {f".gitlab/{number}.yml": "include: ci/long.yml\n" for number in range(100)}
    found = checked(check_tree, {**pipelines, "ci/long.yml": jobs})
    assert found.count("not checked") == 99

"""unpinned-install: the files for CI systems of a copy of another repository, which no CI system reads there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

INSTALL = "pip install flask\ntwine upload x\n"
TRAVIS = "after_success:\n  - ./.travis.sh\n"
WORKFLOW = "on: push\njobs: {a: {steps: [{run: pip install flask}, {run: twine upload x}]}}\n"
ACTION = "runs: {using: composite, steps: [{run: pip install flask, shell: bash}]}\n"
CIRCLE = "jobs: {a: {steps: [{run: pip install flask}, {run: twine upload x}]}}\n"


def caller(step: str) -> dict[str, str]:
    """A workflow in the root that publishes."""
    return {".github/workflows/x.yml": f"on: push\njobs: {{a: {{steps: [{{{step}}}, {{run: twine upload x}}]}}}}\n"}


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        pytest.param({".travis.sh": INSTALL, ".travis.yml": TRAVIS}, "error", id="a script of Travis"),
        pytest.param({"sub/.travis.sh": INSTALL, "sub/.travis.yml": TRAVIS}, "warning", id="a script in a copy"),
        pytest.param(
            {"sub/.travis.sh": INSTALL, **caller("run: sh sub/.travis.sh")},
            "error",
            id="a script in a copy that is run",
        ),
        pytest.param({"a/b/.circleci/config.yml": CIRCLE}, "warning", id="CircleCI in a copy"),
        pytest.param({".circleci/config.yml": CIRCLE}, "error", id="CircleCI"),
        pytest.param({"sub/.github/workflows/x.yml": WORKFLOW}, "warning", id="a workflow in a copy"),
        pytest.param(
            {"sub/.github/actions/a/action.yml": ACTION, **caller("uses: ./sub/.github/actions/a")},
            "error",
            id="an action in a copy that is used",
        ),
        pytest.param({"sub/release.sh": INSTALL}, "error", id="another script"),
    ],
)
def test_a_copy_publishes_nothing(files: dict[str, str], severity: str, check_tree: Callable[..., list[str]]) -> None:
    found = check_tree({**files, "requirements.txt": "six==1\n"}, "unpinned-install")
    assert [line.partition(": ")[2].partition(":")[0] for line in found] == [severity]

"""Workflows: which scripts run, in which shell and folder, with which values, and where each word is written."""

from __future__ import annotations

import pytest

from pinlint.formats import github_action, github_workflow
from pinlint.formats.jobs import Call, Script
from pinlint.formats.shell import commands
from pinlint.text.source import SourceFile

HEAD = "on: push\njobs:\n  test:\n    steps:\n"


def scripts(text: str) -> list[Script]:
    """The scripts of all jobs of a workflow."""
    jobs = github_workflow.jobs(SourceFile(".github/workflows/x.yml", text))
    return [action for job in jobs for action in job.actions if isinstance(action, Script)]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        pytest.param("      - run: pip install a\n", ["pip", "install", "a"], id="a plain scalar"),
        pytest.param(
            '      - run: "pip install \\"a\\""\n', ["pip", "install", "a"], id="a quoted scalar with escapes"
        ),
        pytest.param(
            "      - run: |\n          pip install \\\n            a\n", ["pip", "install", "a"], id="a block"
        ),
        pytest.param(
            "      - run: >-\n          pip\n          install a\n", ["pip", "install", "a"], id="a folded block"
        ),
        pytest.param(
            "      - shell: pwsh\n        run: |\n          pip install `\n            a\n",
            ["pip", "install", "a"],
            id="PowerShell",
        ),
        pytest.param(
            "      - shell: cmd\n        run: |\n          pip install ^\n            a\n",
            ["pip", "install", "a"],
            id="the Windows command line",
        ),
    ],
)
def test_scripts(steps: str, words: list[str]) -> None:
    (script,) = scripts(HEAD + steps)
    (command,) = commands(script.text)
    assert [word.literal for word in command.words] == words


@pytest.mark.parametrize(
    ("runner", "read"),
    [
        pytest.param("windows-latest", True, id="Windows"),
        pytest.param("[self-hosted, Windows]", True, id="labels"),
        pytest.param("ubuntu-latest", False, id="another system"),
    ],
)
def test_the_shell_of_a_runner(runner: str, read: bool) -> None:
    steps = "    steps:\n      - run: |\n          pip install `\n            a\n"
    (script,) = scripts(f"on: push\njobs:\n  test:\n    runs-on: {runner}\n{steps}")
    found = [[word.text for word in command.words] for command in commands(script.text)]
    assert (found == [["pip", "install", "a"]]) == read


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param("      - run: |\n          set -e\n\n          pip install a-b\n", id="a block"),
        pytest.param("      - run: pip install 'a-b'\n", id="a plain scalar"),
        pytest.param("      - run: 'pip install ''a-b'''\n", id="doubled quotes"),
        pytest.param("      - {run: 'pip install a-b'}\n", id="a flow mapping"),
        pytest.param("      - run: &x |\n         pip install a-b\n", id="behind an anchor"),
    ],
)
def test_every_word_has_its_place(steps: str) -> None:
    text = HEAD + steps
    (script,) = scripts(text)
    word = commands(script.text)[-1].words[-1]
    assert text[word.span.start : word.span.end].strip("'") == "a-b"


@pytest.mark.parametrize(
    ("shell", "read"),
    [
        pytest.param("bash -el {0}", True, id="bash with options"),
        pytest.param("/bin/sh", True, id="a path"),
        pytest.param("micromamba-shell {0}", True, id="a shell of an environment"),
        pytest.param("python", False, id="Python"),
        pytest.param("node {0}", False, id="Node"),
    ],
)
def test_shells(shell: str, read: bool) -> None:
    assert len(scripts(f"{HEAD}      - shell: {shell}\n        run: pip install a\n")) == read


def test_settings_of_workflow_job_and_step() -> None:
    found = scripts(
        "env: {A: 1, B: x, C: '${{ secrets.C }}'}\n"
        "defaults: {run: {working-directory: one}}\n"
        "jobs:\n"
        "  test:\n"
        "    env: {B: y}\n"
        "    defaults: {run: {shell: python}}\n"
        "    steps:\n"
        "      - {run: pip install a, shell: sh, env: {D: true}}\n"
        "      - {run: pip install b, shell: sh, working-directory: two}\n"
        "      - {run: pip install c, shell: sh, working-directory: '${{ matrix.x }}', if: always()}\n"
        "      - run: import pip; pip install d\n"
    )
    assert [(s.text.text, s.folder, s.conditional) for s in found] == [
        ("pip install a", "one", False),
        ("pip install b", "two", False),
        ("pip install c", None, True),
    ]
    assert found[0].variables == {"A": "1", "B": "y", "C": None, "D": "true"}


def test_values_of_a_matrix() -> None:
    (script,) = scripts(
        "jobs:\n  test:\n    strategy:\n      matrix:\n        python: [3.9, '3.10']\n"
        "        job: [{name: a, deps: [x]}]\n        many: ${{ fromJSON(x) }}\n"
        "        include:\n          - {python: 3.10, extra: e}\n        exclude:\n          - {python: 3.7}\n"
        "    steps: [{run: pip install x}]\n"
    )
    assert {name: [word.literal for word in words] for name, words in script.loops} == {
        "matrix.python": ["3.9", "3.10", "3.10"],
        "matrix.job.name": ["a"],
        "matrix.extra": ["e"],
    }


def test_needs_and_uses() -> None:
    jobs = github_workflow.jobs(
        SourceFile(
            "x.yml",
            "jobs:\n  a: {uses: ./.github/workflows/b.yml}\n  c: {needs: a, steps: [{uses: x/y@v1}]}\n  d: {needs: [a, c]}\n",
        )
    )
    assert [(job.name, job.needs) for job in jobs] == [("a", ()), ("c", ("a",)), ("d", ("a", "c"))]
    assert [action.name for job in jobs for action in job.actions if isinstance(action, Call)] == [
        "./.github/workflows/b.yml",
        "x/y@v1",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param(
            "runs: {using: composite, steps: [{run: pip install a, shell: bash}]}\n", 1, id="a composite action"
        ),
        pytest.param("runs: {using: node20, main: x.js}\n", 0, id="an action of another kind"),
        pytest.param("", 0, id="an empty file"),
        pytest.param("- a\n", 0, id="a list"),
    ],
)
def test_actions(text: str, count: int) -> None:
    jobs = github_action.jobs(SourceFile("action.yml", text))
    assert len([action for job in jobs for action in job.actions]) == count

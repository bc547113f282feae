"""unpinned-install: environments of conda are judged by the commands and actions that install them, under any name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

RULE = "unpinned-install"
FILE = "deploy/prod.yml"
ENVIRONMENT = "dependencies:\n  - python\n  - pip:\n    - git+https://host.example/a/b@main#egg=b\n    - six\n"
FROM = "FROM condaforge/miniforge3\nCOPY deploy .\nRUN "
WORKFLOW = "on: push\njobs:\n  a:\n    steps:\n"
SET_UP = WORKFLOW + "    - uses: {}@v3\n      with: {{environment-file: {}}}\n"
DEPLOY = "    - run: kubectl apply -f x\n"


def run(command: str) -> dict[str, str]:
    """A Dockerfile that runs the command."""
    return {"Dockerfile": f"{FROM}{command}\n"}


def workflow(text: str) -> dict[str, str]:
    return {".github/workflows/ci.yml": text}


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        pytest.param(run("conda env create -f prod.yml"), "error", id="conda env create"),
        pytest.param(run("/opt/conda/bin/conda env update -n base --file=prod.yml"), "error", id="conda env update"),
        pytest.param(run("mamba env update --prune --file prod.yml"), "error", id="mamba"),
        pytest.param(run("micromamba create -y -fprod.yml"), "error", id="micromamba create"),
        pytest.param(run("micromamba install -y -n base -f prod.yml"), "error", id="micromamba install"),
        pytest.param(
            {"deploy/environment.yml": ENVIRONMENT, "deploy/prod.yml": "", **run("conda env create")},
            "error",
            id="the file that conda reads without an option",
        ),
        pytest.param(run("conda create --file prod.yml"), None, id="another kind of file"),
        pytest.param(run("conda env export -f prod.yml"), None, id="a file that conda writes"),
        pytest.param(run("echo conda env create"), None, id="no command"),
        pytest.param(
            {"tests/Dockerfile": "FROM x\nCOPY deploy .\nRUN conda env create -f prod.yml\n"},
            "warning",
            id="an image for tests",
        ),
        pytest.param(
            workflow(f"{WORKFLOW}    - run: conda env create -f {FILE}\n"), "warning", id="a workflow that only checks"
        ),
        pytest.param(
            workflow(f"{WORKFLOW}    - run: conda env create -f {FILE}\n{DEPLOY}"),
            "error",
            id="a workflow that deploys",
        ),
        pytest.param(
            workflow(SET_UP.format("conda-incubator/setup-miniconda", FILE) + DEPLOY), "error", id="setup-miniconda"
        ),
        pytest.param(
            workflow(SET_UP.format("mamba-org/setup-micromamba", f"./{FILE}") + DEPLOY), "error", id="setup-micromamba"
        ),
        pytest.param(
            workflow(SET_UP.format("conda-incubator/setup-miniconda", "${{ matrix.file }}") + DEPLOY),
            None,
            id="unknown",
        ),
        pytest.param(workflow(SET_UP.format("me/other", FILE) + DEPLOY), None, id="another action"),
        pytest.param(
            {
                "install.sh": f"conda env create -f {FILE}\n",
                **workflow(f"{WORKFLOW}    - run: sh install.sh\n{DEPLOY}"),
            },
            "error",
            id="a script that a workflow runs",
        ),
    ],
)
def test_the_file_of_an_environment(
    more: dict[str, str], severity: str | None, check_tree: Callable[..., list[str]]
) -> None:
    found = check_tree({FILE: ENVIRONMENT, **more}, RULE)
    assert {line.split(": ")[1] for line in found if ".yml:" in line} == ({severity} if severity else set())


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        pytest.param("docs/environment.yml", "warning", id="documentation"),
        pytest.param("ci/environment-dev.yml", "warning", id="developers"),
        pytest.param("environment.yml", "error", id="any environment"),
    ],
)
def test_an_environment_of_a_job_that_publishes(path: str, severity: str, check_tree: Callable[..., list[str]]) -> None:
    publish = "    - uses: peaceiris/actions-gh-pages@v4\n"
    text = SET_UP.format("mamba-org/setup-micromamba", path) + publish
    found = check_tree({path: ENVIRONMENT, "requirements.txt": "spam==1\n", **workflow(text)}, RULE)
    assert {line.split(": ")[1] for line in found if line.startswith(path)} == {severity}


def test_an_environment_that_nothing_installs_is_for_developers(check_tree) -> None:
    found = check_tree({"environment.yml": ENVIRONMENT}, RULE)
    assert [line.split(": ")[1] for line in found] == ["warning", "warning"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("dependencies:\n  - python\n  - numpy\n", id="only packages of conda"),
        pytest.param("dependencies:\n  - pip:\n    - six==1.17.0\n", id="pins"),
        pytest.param("services:\n  pip:\n    image: x\n", id="no environment"),
    ],
)
def test_environments_with_nothing_to_report(check_tree, text: str) -> None:
    assert not check_tree({FILE: text, **run("conda env create -f prod.yml")})

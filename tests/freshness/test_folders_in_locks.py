"""Folders of the repository that a poetry.lock or pdm.lock installs: what their projects require now."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from structured import digest, poetry_lock, poetry_package, project
from test_faults_of_locks import pdm, pdm_package

from pinlint.findings.finding import Finding

FOLDER = '[package.source]\ntype = "directory"\nurl = "lib"\n'
POETRY = {
    "pyproject.toml": project("lib @ file:lib", more="[tool.poetry]\n"),
    "poetry.lock": poetry_lock(
        poetry_package("lib", "1.0", 'beta = "*"', files=[], tables=FOLDER), poetry_package("beta", "1.5")
    ),
}
LIB = '[[package]]\nname = "lib"\nversion = "1.0"\ngroups = ["default"]\npath = "./lib"\ndependencies = [\n    "beta",\n]\n\n'
PDM = {
    "pyproject.toml": project("lib @ file:///${PROJECT_ROOT}/lib", more="[tool.pdm]\n"),
    "pdm.lock": pdm(
        pdm_package("1.5").replace("alpha", "beta").replace(digest("1.5"), digest("beta")) + LIB,
        'strategy = ["inherit_metadata"]\n',
    )["pdm.lock"],
}
CASES = [
    pytest.param(project("beta", name="lib"), [], id="what the lock records"),
    pytest.param(project("beta<2", name="lib"), [], id="a pin that is valid"),
    pytest.param(
        project("beta", "gamma", name="lib"), ["lib/pyproject.toml:7: gamma is not locked: {} has no pin of gamma"],
        id="one more",
    ),
    pytest.param(
        project("beta>=2", name="lib"), ["{}: beta==1.5 does not satisfy beta>=2 in lib/pyproject.toml:6"], id="a bound"
    ),
    pytest.param(project("beta", "gamma; python_version < '3.9'", name="lib"), [], id="not for these Pythons"),
    pytest.param(project("beta", "lib[fast]", name="lib"), [], id="its own extra"),
    pytest.param(project("beta", "gamma @ https://example.org/g.zip", name="lib"), [], id="a URL"),
    pytest.param(
        project(name="lib").replace("dependencies = [\n]", 'dynamic = ["dependencies"]'), [], id="what the build computes"
    ),
    pytest.param(project("beta", name="lib", more='[dependency-groups]\ndev = ["gamma"]\n'), [], id="its groups"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "lock"), [(POETRY, "poetry.lock"), (PDM, "pdm.lock")])
@pytest.mark.parametrize(("library", "expected"), CASES)
def test_requirements_of_a_folder(
    files: dict[str, str], lock: str, library: str, expected: list[str], findings: Callable[..., list[Finding]]
) -> None:
    line = files[lock].partition('"1.5"')[0].count("\n") + 1
    found = findings({**files, "lib/pyproject.toml": library}, "missing-pin", "violated-specifier", "orphan-pin")
    wanted = [each.format(lock if "is not locked" in each else f"{lock}:{line}") for each in expected]
    assert [f"{each.location}: {each.message}" for each in found] == wanted


def test_requirements_of_a_folder_of_poetry(findings: Callable[..., list[Finding]]) -> None:
    library = '[tool.poetry]\nname = "lib"\n[tool.poetry.dependencies]\nbeta = "^2"\ngamma = { version = "*", optional = true }\n'
    found = findings({**POETRY, "lib/pyproject.toml": library}, "missing-pin", "violated-specifier")
    assert [each.message for each in found] == ["beta==1.5 does not satisfy beta>=2,<3 in lib/pyproject.toml:4"]


OVERRIDE = '[tool.pdm.resolution.overrides]\nalpha = "{}"\n'


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param(">=1", [], id="satisfied"),
        pytest.param("1.0", [], id="a version without an operator"),
        pytest.param(
            ">=2", ["pdm.lock:9: alpha==1.0 violates the override alpha>=2 in pyproject.toml:9"], id="not satisfied"
        ),
    ],
)
def test_overrides_of_pdm(wanted: str, expected: list[str], findings: Callable[..., list[Finding]]) -> None:
    files = pdm(pdm_package(), 'strategy = ["inherit_metadata"]\n')
    files["pyproject.toml"] = project("alpha>=3", more=OVERRIDE.format(wanted))
    found = findings(files, "violated-constraint", "violated-specifier")
    assert [f"{each.location}: {each.message}" for each in found] == expected

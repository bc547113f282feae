"""Which of several packages of a name an override chooses, and which environments show a difference."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from structured import digest, project, root, uv_lock, uv_package


def pdm_package(name: str, version: str, *dependencies: str) -> str:
    listed = ", ".join(f'"{dependency}"' for dependency in dependencies)
    return (
        f'[[package]]\nname = "{name}"\nversion = "{version}"\ngroups = ["default"]\ndependencies = [{listed}]\n'
        f'files = [{{file = "{name}-{version}-py3-none-any.whl", hash = "sha256:{digest(name + version)}"}}]\n\n'
    )


#: Two versions of alpha, of which the first requires gamma.
LOCK = (
    '[metadata]\ngroups = ["default"]\nstrategy = ["inherit_metadata"]\nlock_version = "4.5.0"\ncontent_hash = "sha256:0"\n\n'
    '[[metadata.targets]]\nrequires_python = ">=3.12"\n\n'
    + pdm_package("alpha", "1", "gamma")
    + pdm_package("alpha", "2")
    + pdm_package("gamma", "1")
)


@pytest.mark.parametrize(
    ("asked", "overrides", "idle"),
    [
        pytest.param("alpha", {"alpha": "==2"}, True, id="an override to the other version"),
        pytest.param("alpha==1", {"alpha": "==2"}, True, id="an override that replaces the requirement"),
        pytest.param("alpha", {"alpha": ">=1"}, False, id="an override that both versions meet"),
        pytest.param("alpha==1", {"other": "==2"}, False, id="an override of another package"),
        pytest.param("alpha==2", {}, True, id="no override"),
    ],
)
def test_an_override_decides_which_package_is_needed(
    check_tree: Callable[..., list[str]], asked: str, overrides: dict[str, str], idle: bool
) -> None:
    table = "".join(f'{name} = "{specifier}"\n' for name, specifier in overrides.items())
    more = f"[tool.pdm.resolution.overrides]\n{table}" if table else ""
    found = check_tree({"pyproject.toml": project(asked, more=more), "pdm.lock": LOCK}, "orphan-pin")
    line = "pdm.lock:26:12: error: orphan-pin: nothing requires gamma any more"
    assert [each.partition(": it is")[0] for each in found] == [line] * idle


@pytest.mark.parametrize(
    ("marker", "differs"),
    [
        pytest.param("platform_machine == 'x86_64'", True, id="a machine"),
        pytest.param("python_full_version < '3.12.4'", True, id="a patch of Python"),
        pytest.param("implementation_name == 'pypy'", True, id="an implementation"),
        pytest.param("sys_platform == 'win32'", True, id="a system"),
        pytest.param("python_version >= '3.12'", False, id="every environment of the lock"),
    ],
)
def test_a_marker_that_only_the_lock_records_is_a_difference(
    check_tree: Callable[..., list[str]], marker: str, differs: bool
) -> None:
    lock = uv_lock(root("alpha", requires=[f'name = "alpha", marker = "{marker}"']), uv_package("alpha"))
    found = check_tree({"pyproject.toml": project("alpha"), "uv.lock": lock}, "stale-stamp")
    assert [line.endswith("the requirement on alpha in pyproject.toml has changed") for line in found] == [
        True
    ] * differs


def test_the_index_of_several_packages_is_reported_once(check_tree: Callable[..., list[str]]) -> None:
    source = 'registry = "http://h.example.org/simple"'
    packages = [uv_package(name, source=source) for name in ("alpha", "beta")]
    tree = {"pyproject.toml": project("alpha", "beta"), "uv.lock": uv_lock(root("alpha", "beta"), *packages)}
    assert check_tree(tree, "insecure-index") == [
        "uv.lock:17:24: error: insecure-index: http://h.example.org/simple is not encrypted: anyone on the network can change it"
    ]

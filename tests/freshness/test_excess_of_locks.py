"""Markers of structured locks that install a package where nothing requires it, and members that extras of a lock lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from structured import digest, poetry_lock, poetry_package, project, root, uv_lock, uv_package

RULES = ("environment-mismatch", "orphan-pin", "missing-pin", "missing-dependency")
WINDOWS = "sys_platform == 'win32'"
ON_WINDOWS = f'marker = "{WINDOWS}"'
EXTRAS = '[project.optional-dependencies]\nfast = ["beta"]\n'
GROUPS = f'[dependency-groups]\ndev = ["beta ; {WINDOWS}"]\n'
EVIDENCE = (
    "# pinlint evidence 1: what the pinned versions require. Written by `pinlint prove`; review it like the lock.\n"
    f"alpha==1.0 | sha256:{digest('alpha-1.0-py3-none-any.whl')} | - | beta ; {WINDOWS}\n"
    f"beta==1.0 | sha256:{digest('beta-1.0-py3-none-any.whl')} | - |\n"
)
ALPHA, BETA = uv_package("alpha"), uv_package("beta")
LEFT_OVER = "it is not in pyproject.toml and no other pin needs it"
TOO_WIDE = "environment-mismatch: the lock installs beta where nothing requires it (on Linux and macOS)"
REFUSED = "`uv lock --check` will refuse this lock: the requirement on beta in pyproject.toml has changed"
PDM = (
    "[metadata]\n"
    'groups = ["default"]\n'
    "strategy = [{}]\n"
    'lock_version = "4.5.0"\n'
    f'content_hash = "sha256:{"0" * 64}"\n\n'
    "[[metadata.targets]]\n"
    'requires_python = ">=3.12"\n\n'
    "[[package]]\n"
    'name = "beta"\n'
    'version = "1.0"\n'
    "{}files = [\n"
    f'    {{{{file = "beta-1.0-py3-none-any.whl", hash = "sha256:{digest("beta-1.0-py3-none-any.whl")}"}}}},\n'
    "]\n"
)


def poetry(*packages: str, extras: str = "") -> str:
    """poetry.lock with the project's extras at its end."""
    return poetry_lock(*packages).replace("[metadata]", f"{extras}\n[metadata]")


#: The files, and all findings.
CASES = {
    "the marker of a project's edge is gone": (
        {
            "pyproject.toml": project(f"beta ; {WINDOWS}"),
            "uv.lock": uv_lock(root("beta", requires=[f'name = "beta", {ON_WINDOWS}']), BETA),
        },
        [f"uv.lock:10:5: info: {TOO_WIDE}"],
    ),
    "the marker of a group's edge is gone": (
        {
            "pyproject.toml": project(more=GROUPS),
            "uv.lock": uv_lock(
                root(groups={"dev": ["beta"]}, requires_groups={"dev": [f'name = "beta", {ON_WINDOWS}']}), BETA
            ),
        },
        [f"uv.lock:12:5: info: {TOO_WIDE}"],
    ),
    "a project's edge is wide, but another package requires it everywhere": (
        {
            "pyproject.toml": project("alpha", f"beta ; {WINDOWS}"),
            "uv.lock": uv_lock(
                root("alpha", "beta", requires=["alpha", f'name = "beta", {ON_WINDOWS}']),
                uv_package("alpha", "1.0", "beta"),
                BETA,
            ),
        },
        [],
    ),
    "two requirements that cover the edge together": (
        {
            "pyproject.toml": project(f"beta ; {WINDOWS}", "beta ; sys_platform != 'win32'"),
            "uv.lock": uv_lock(
                root(
                    "beta",
                    requires=[f'name = "beta", {ON_WINDOWS}', 'name = "beta", marker = "sys_platform != \'win32\'"'],
                ),
                BETA,
            ),
        },
        [],
    ),
    "by its metadata, a package requires less than its edge": (
        {
            "pyproject.toml": project("alpha"),
            "uv.lock": uv_lock(root("alpha", requires=["alpha"]), uv_package("alpha", "1.0", "beta"), BETA),
            "uv.lock.evidence": EVIDENCE,
        },
        [f"uv.lock:21:5: info: {TOO_WIDE}"],
    ),
    "by its metadata, a package requires what its edge says": (
        {
            "pyproject.toml": project("alpha"),
            "uv.lock": uv_lock(
                root("alpha", requires=["alpha"]), uv_package("alpha", "1.0", f'name = "beta", {ON_WINDOWS}'), BETA
            ),
            "uv.lock.evidence": EVIDENCE,
        },
        [],
    ),
    "by its metadata, a package requires it up to a preview of a Python, which uv writes as the release": (
        {
            "pyproject.toml": project("alpha").replace(">=3.12", ">=3.10"),
            "uv.lock": uv_lock(
                root("alpha", requires=["alpha"]),
                uv_package("alpha", "1.0", 'name = "beta", marker = "python_full_version <= \'3.11\'"'),
                BETA,
            ).replace(">=3.12", ">=3.10"),
            "uv.lock.evidence": EVIDENCE.replace(WINDOWS, "python_full_version <= '3.11.0a6'"),
        },
        [],
    ),
    "the marker of a package of Poetry is gone": (
        {"pyproject.toml": project(f"beta ; {WINDOWS}"), "poetry.lock": poetry(poetry_package("beta"))},
        [f"poetry.lock:5:12: info: {TOO_WIDE}"],
    ),
    "the marker of a package of Poetry is too wide on a rare machine only": (
        {
            "pyproject.toml": project("beta ; platform_machine != 's390x'"),
            "poetry.lock": poetry(poetry_package("beta")),
        },
        [],
    ),
    "the marker of a package of PDM is gone": (
        {
            "pyproject.toml": project(f"beta ; {WINDOWS}"),
            "pdm.lock": PDM.format('"inherit_metadata"', 'groups = ["default"]\n'),
        },
        [f"pdm.lock:12:12: info: {TOO_WIDE}"],
    ),
    "a package of PDM without markers, which PDM was not asked to write": (
        {"pyproject.toml": project(f"beta ; {WINDOWS}"), "pdm.lock": PDM.format("", "")},
        [],
    ),
    "a package for a platform that is not checked": (
        {
            "pyproject.toml": project("alpha"),
            "uv.lock": uv_lock(
                root("alpha", requires=["alpha"]),
                uv_package("alpha", "1.0", 'name = "beta", marker = "sys_platform == \'emscripten\'"'),
                uv_package("beta", "1.0", "gamma"),
                uv_package("gamma"),
            ),
        },
        [],
    ),
    "a package for a Python that is not supported": (
        {
            "pyproject.toml": project("alpha"),
            "uv.lock": uv_lock(
                root("alpha", requires=["alpha"]),
                uv_package("alpha", "1.0", 'name = "beta", marker = "python_full_version < \'3.9\'"'),
                BETA,
            ),
        },
        [f"uv.lock:30:12: error: orphan-pin: nothing requires beta any more: {LEFT_OVER}"],
    ),
    "what only a left-over package needs, in its finding": (
        {
            "pyproject.toml": project("alpha"),
            "uv.lock": uv_lock(
                root("alpha", requires=["alpha"]),
                ALPHA,
                uv_package("beta", "1.0", "delta"),
                *(uv_package(name) for name in ("delta", "gamma")),
            ),
        },
        [
            f"uv.lock:27:12: error: orphan-pin: nothing requires beta any more: {LEFT_OVER}; only it needs delta",
            f"uv.lock:48:12: error: orphan-pin: nothing requires gamma any more: {LEFT_OVER}",
        ],
    ),
    "left-over packages in a circle": (
        {
            "pyproject.toml": project("alpha"),
            "uv.lock": uv_lock(
                root("alpha", requires=["alpha"]),
                ALPHA,
                uv_package("b", "1.0", "c", "f"),
                *(uv_package(name, "1.0", edge) for name, edge in (("c", "d"), ("d", "e"), ("e", "b"))),
                uv_package("f"),
            ),
        },
        [
            f"uv.lock:27:12: error: orphan-pin: nothing requires b any more: {LEFT_OVER}; only it needs c, f and 2 more",
        ],
    ),
    "a group of PDM with another name": (
        {
            "pyproject.toml": project(more='[dependency-groups]\ntest = ["beta"]\n[tool.pdm]\n'),
            "pdm.lock": PDM.format("", 'groups = ["default"]\n'),
        },
        [
            (
                "pdm.lock:12:12: error: orphan-pin: nothing requires beta any more: "
                "the group test of pyproject.toml, which does, is not locked"
            )
        ],
    ),
    "a requirement that PDM excludes": (
        {
            "pyproject.toml": project("beta", more='[tool.pdm.resolution]\nexcludes = ["beta"]\n'),
            "pdm.lock": PDM.format("", 'groups = ["default"]\n'),
        },
        ["pdm.lock:12:12: error: orphan-pin: nothing requires beta any more: it is excluded"],
    ),
    "an extra of Poetry lost its requirement": (
        {
            "pyproject.toml": project(more=EXTRAS),
            "poetry.lock": poetry(
                poetry_package("beta", more="markers = \"extra == 'fast'\""), extras="[extras]\nfast = []\n"
            ),
        },
        ["pyproject.toml:8:10: error: missing-pin: beta is locked, but not for fast"],
    ),
    "an extra of Poetry with its requirement": (
        {
            "pyproject.toml": project(more=EXTRAS),
            "poetry.lock": poetry(
                poetry_package("beta", more="markers = \"extra == 'fast'\""), extras='[extras]\nfast = ["Beta"]\n'
            ),
        },
        [],
    ),
}
#: The same for what uv.lock records of its project.
STAMPS = {
    "the marker of a recorded requirement is gone": (
        {
            "pyproject.toml": project(more=EXTRAS),
            "uv.lock": uv_lock(root(extras={"fast": ["beta"]}, requires=["beta"]), BETA),
        },
        [f"uv.lock:7:12: info: stale-stamp: the pins are valid, but {REFUSED}"],
    ),
    "a recorded requirement with the marker of its extra": (
        {
            "pyproject.toml": project(more=EXTRAS),
            "uv.lock": uv_lock(
                root(extras={"fast": ["beta"]}, requires=['name = "beta", marker = "extra == \'fast\'"']), BETA
            ),
        },
        [],
    ),
    "an extra that requires the project itself, which uv records so": (
        {
            "pyproject.toml": project(more=f'{EXTRAS}all = ["acme[fast]"]\n'),
            "uv.lock": uv_lock(
                root(
                    extras={"fast": ["beta"], "all": ["beta"]},
                    requires=[
                        'name = "acme", extras = ["fast"], marker = "extra == \'all\'"',
                        'name = "beta", marker = "extra == \'fast\'"',
                    ],
                ),
                BETA,
            ),
        },
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_findings(case: str, check_tree: Callable[..., list[str]]) -> None:
    files, expected = CASES[case]
    assert check_tree(files, *RULES) == expected


@pytest.mark.parametrize("case", STAMPS)
def test_stamps_of_uv(case: str, check_tree: Callable[..., list[str]]) -> None:
    files, expected = STAMPS[case]
    assert check_tree(files, *RULES, "stale-stamp") == expected

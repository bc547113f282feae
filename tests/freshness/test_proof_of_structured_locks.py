"""The proof of uv.lock, poetry.lock, pdm.lock and Pipfile.lock by their own graphs: what fails, what holds, what is unproven."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from structured import digest, poetry_lock, poetry_package, project, root, uv_lock, uv_package
from trees import findings_in, write_tree

from pinlint.checking.engine import check
from pinlint.evidence.places import LAYOUT
from pinlint.findings.config import Config

RULES = (
    "missing-pin",
    "violated-specifier",
    "missing-dependency",
    "violated-dependency",
    "violated-constraint",
    "incompatible-python",
    "orphan-pin",
)
#: How the message goes on.
REQUIRED = "does not satisfy what is required: alpha==1.2 requires"
WAY = "(pyproject.toml:6 -> alpha)"
ALPHA, BETA = uv_package("alpha", "1.2", "beta"), uv_package("beta", "2.0")
#: What holds: nothing is found.
UV_FRESH = {
    "as locked": (project("alpha>=1"), uv_lock(root("alpha"), ALPHA, BETA)),
    "no dependencies": (project(), uv_lock(root())),
    "the project's own version was raised": (
        project("alpha").replace("1.0", "1.1"),
        uv_lock(root("alpha"), ALPHA, BETA),
    ),
    "asked for and already there through another": (project("alpha", "beta"), uv_lock(root("alpha"), ALPHA, BETA)),
    "a version in another spelling": (project("alpha==1.2.0"), uv_lock(root("alpha"), ALPHA, BETA)),
    "a marker that is never true here": (
        project("alpha", "gamma; python_version < '3.9'"),
        uv_lock(root("alpha"), ALPHA, BETA),
    ),
    "a group": (
        project("alpha", more='[dependency-groups]\ndev = ["gamma"]\n'),
        uv_lock(root("alpha", groups={"dev": ["gamma"]}), ALPHA, BETA, uv_package("gamma")),
    ),
    "a group that includes another one": (
        project(more='[dependency-groups]\ndev = ["gamma"]\nall = [{include-group = "dev"}]\n'),
        uv_lock(root(groups={"all": ["gamma"], "dev": ["gamma"]}), uv_package("gamma")),
    ),
    "an extra that asks for another one": (
        project(more='[project.optional-dependencies]\nfast = ["gamma"]\nall = ["acme[fast]"]\n'),
        uv_lock(root(extras={"all": ["gamma"], "fast": ["gamma"]}), uv_package("gamma")),
    ),
    "two versions for two Pythons": (
        project("alpha<2; python_version<'3.13'", "alpha>=2; python_version>='3.13'"),
        uv_lock(
            root(
                'name = "alpha", version = "1.2", marker = "python_full_version < \'3.13\'"',
                'name = "alpha", version = "2.0", marker = "python_full_version >= \'3.13\'"',
            ),
            uv_package("alpha", "1.2", forks=["python_full_version < '3.13'"]),
            uv_package("alpha", "2.0", forks=["python_full_version >= '3.13'"]),
        ),
    ),
    "edges whose markers are meant along the way": (
        project("alpha; sys_platform=='win32'"),
        uv_lock(
            root('name = "alpha", marker = "sys_platform == \'win32\'"'),
            uv_package("alpha", "1.2", 'name = "beta", marker = "python_full_version < \'0\'"', "gamma"),
            BETA,
            uv_package("gamma", "1.0", 'name = "beta", marker = "sys_platform == \'win32\'"'),
        ),
    ),
    "an override that the project breaks itself": (
        project("alpha<1", more='[tool.uv]\noverride-dependencies = ["alpha>=1"]\n'),
        uv_lock(root("alpha"), ALPHA, BETA),
    ),
    "an excluded dependency": (
        project("alpha", "gamma", more='[tool.uv]\nexclude-dependencies = ["gamma"]\n'),
        uv_lock(root("alpha"), ALPHA, BETA),
    ),
    "only some environments": (
        project("alpha", "gamma; sys_platform=='win32'"),
        uv_lock(root("alpha"), ALPHA, BETA, top="supported-markers = [\n    \"sys_platform == 'linux'\",\n]\n"),
    ),
    "a source that gives the version": (
        project("alpha>=9", more='[tool.uv.sources]\nalpha = { git = "https://example.org/alpha" }\n'),
        uv_lock(
            root("alpha"),
            uv_package("alpha", "1.0", source=f'git = "https://example.org/alpha#{"ab" * 20}"'),
        ),
    ),
    "requires-python in another spelling": (
        project("alpha", python=">=3.12,<3.13"),
        uv_lock(root("alpha"), ALPHA, BETA, python="==3.12.*"),
    ),
}
#: What fails, and the one finding.
UV_STALE = {
    "added to the project": (
        project("alpha", "gamma"),
        uv_lock(root("alpha"), ALPHA, BETA),
        ["pyproject.toml:7:6: error: missing-pin: gamma is not locked: uv.lock has no pin of gamma"],
    ),
    "a raised bound": (
        project("alpha>=2"),
        uv_lock(root("alpha"), ALPHA, BETA),
        ["uv.lock:15:12: error: violated-specifier: alpha==1.2 does not satisfy alpha>=2 in pyproject.toml:6"],
    ),
    "a lowered version": (
        project("alpha>=1"),
        uv_lock(root("alpha"), ALPHA, BETA).replace('"1.2"', '"0.9"'),
        ["uv.lock:15:12: error: violated-specifier: alpha==0.9 does not satisfy alpha>=1 in pyproject.toml:6"],
    ),
    "taken out of the project": (
        project("alpha"),
        uv_lock(root("alpha", "gamma"), ALPHA, BETA, uv_package("gamma")),
        [
            (
                "uv.lock:37:12: error: orphan-pin: nothing requires gamma any more: it is not in "
                "pyproject.toml and no other pin needs it"
            )
        ],
    ),
    "a package that was appended": (
        project("alpha"),
        uv_lock(root("alpha"), ALPHA, BETA, uv_package("gamma")),
        [
            (
                "uv.lock:36:12: error: orphan-pin: nothing requires gamma any more: it is not in "
                "pyproject.toml and no other pin needs it"
            )
        ],
    ),
    "a block that was taken out": (
        project("alpha"),
        uv_lock(root("alpha"), ALPHA),
        [f"uv.lock:18:5: error: missing-dependency: beta is not locked: alpha==1.2 requires beta {WAY}"],
    ),
    "the project's edge that was taken out": (
        project("alpha", "beta"),
        uv_lock(root("alpha", requires=["alpha", "beta"]), uv_package("alpha", "1.2"), BETA),
        [
            (
                "pyproject.toml:7:6: error: missing-pin: beta is not locked: "
                "uv.lock has beta only for other extras, groups or environments"
            ),
            (
                "uv.lock:27:12: error: orphan-pin: nothing requires beta any more: it is not in "
                "pyproject.toml and no other pin needs it"
            ),
        ],
    ),
    "missing in one environment": (
        project("alpha", "gamma"),
        uv_lock(
            root("alpha", 'name = "gamma", marker = "sys_platform == \'linux\'"'), ALPHA, BETA, uv_package("gamma")
        ),
        [
            (
                "pyproject.toml:7:6: error: missing-pin: gamma is not locked: "
                "uv.lock has gamma only for other environments (on macOS and Windows)"
            )
        ],
    ),
    "locked for another group": (
        project(more='[dependency-groups]\ndev = ["gamma"]\ntest = ["gamma"]\n'),
        uv_lock(root(groups={"dev": ["gamma"]}), uv_package("gamma")),
        ["pyproject.toml:9:10: error: missing-pin: gamma is not locked: uv.lock has gamma, but not for the group test"],
    ),
    "the project's own entry that was taken out": (
        project("alpha"),
        uv_lock(ALPHA, BETA),
        ["pyproject.toml:6:6: error: missing-pin: alpha is not locked: uv.lock has no pin of acme"],
    ),
    "one of two versions that was taken out": (
        project("alpha"),
        uv_lock(
            root(
                'name = "alpha", version = "1.2", marker = "python_full_version < \'3.13\'"',
                'name = "alpha", version = "2.0", marker = "python_full_version >= \'3.13\'"',
            ),
            uv_package("alpha", "2.0"),
        ),
        ["uv.lock:10:5: error: missing-dependency: alpha is not locked: acme requires alpha"],
    ),
    "a constraint": (
        project("alpha", more='[tool.uv]\nconstraint-dependencies = ["beta<2"]\n'),
        uv_lock(root("alpha"), ALPHA, BETA),
        ["uv.lock:27:12: error: violated-constraint: beta==2.0 violates the constraint beta<2 in pyproject.toml:9"],
    ),
}


@pytest.mark.parametrize("case", UV_FRESH)
def test_a_uv_lock_that_holds(case: str, check_tree: Callable[..., list[str]]) -> None:
    inputs, lock = UV_FRESH[case]
    assert check_tree({"pyproject.toml": inputs, "uv.lock": lock}, *RULES) == []


@pytest.mark.parametrize("case", UV_STALE)
def test_a_uv_lock_that_fails(case: str, check_tree: Callable[..., list[str]]) -> None:
    inputs, lock, expected = UV_STALE[case]
    assert check_tree({"pyproject.toml": inputs, "uv.lock": lock}, *RULES) == expected


BY_POETRY = '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n'
BY_HATCH = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
POETRY_TABLES = (
    '[tool.poetry]\nname = "acme"\nversion = "1.0"\n[tool.poetry.dependencies]\npython = "^3.12"\nalpha = "^1"\n'
)


@pytest.mark.parametrize(
    ("source", "build", "expected"),
    [
        pytest.param(
            'virtual = "."',
            BY_POETRY,
            "uv.lock:1:1: info: unproven-lock: not proven: "
            "pyproject.toml has requirements of Poetry that uv does not read",
            id="uv does not build a virtual project",
        ),
        pytest.param(
            'editable = "."',
            "",
            "uv.lock:1:1: info: unproven-lock: not proven: "
            "pyproject.toml has requirements of Poetry that uv does not read",
            id="another backend builds the project, from files of its own",
        ),
        pytest.param(
            'editable = "."',
            BY_POETRY,
            "pyproject.toml:6:1: error: missing-pin: alpha>=1,<2 is not locked: uv.lock has no pin of alpha",
            id="uv builds the project with Poetry's backend",
        ),
    ],
)
def test_requirements_of_poetry_in_a_project_of_uv(
    source: str, build: str, expected: str, check_tree: Callable[..., list[str]]
) -> None:
    files = {"pyproject.toml": POETRY_TABLES + build, "uv.lock": uv_lock(uv_package("acme", source=source))}
    assert check_tree(files, "missing-pin", "orphan-pin", "unproven-lock") == [expected]


LEFT_OVER = '[project]\nname = "acme"\nversion = "1.0"\nrequires-python = ">=3.12"\n{}[tool.poetry.dependencies]\nalpha = "^1"\n'
EMPTY_UV = uv_lock(uv_package("acme", source='editable = "."'))
MISSING = "missing-pin: alpha>=1,<2 is not locked"


@pytest.mark.parametrize(
    ("stated", "build", "name", "lock", "expected"),
    [
        pytest.param("dependencies = []\n", BY_HATCH, "uv.lock", EMPTY_UV, "", id="none are stated"),
        pytest.param(
            "dependencies = []\n", BY_POETRY, "uv.lock", EMPTY_UV, "", id="none are stated for Poetry's backend"
        ),
        pytest.param("", BY_HATCH, "uv.lock", EMPTY_UV, "", id="another backend"),
        pytest.param("", BY_POETRY, "uv.lock", EMPTY_UV, MISSING, id="Poetry's backend"),
        pytest.param(
            'dynamic = ["dependencies"]\n',
            BY_HATCH,
            "uv.lock",
            EMPTY_UV,
            "not proven: dependencies of pyproject.toml is dynamic",
            id="another backend computes them",
        ),
        pytest.param("", BY_HATCH, "poetry.lock", poetry_lock(), MISSING, id="Poetry reads its table anyway"),
        pytest.param(
            'dynamic = ["dependencies"]\n', BY_HATCH, "poetry.lock", poetry_lock(), MISSING, id="Poetry does not build"
        ),
    ],
)
def test_a_table_of_poetry_that_is_left_over(
    stated: str, build: str, name: str, lock: str, expected: str, check_tree: Callable[..., list[str]]
) -> None:
    files = {"pyproject.toml": LEFT_OVER.format(stated) + build, name: lock}
    found = check_tree(files, "missing-pin", "orphan-pin", "unproven-lock")
    assert len(found) == bool(expected)
    assert all(expected in line for line in found)


A, B = poetry_package("alpha", "1.2", 'beta = ">=2"'), poetry_package("beta", "2.0")
SETUPTOOLS = (
    "error: missing-dependency: setuptools is not locked: alpha==1.2 requires setuptools (pyproject.toml:6 -> alpha)"
)
POETRY_CASES = {
    "as locked": (project("alpha>=1"), poetry_lock(A, B), []),
    "a block that was taken out": (
        project("alpha"),
        poetry_lock(A),
        [f"poetry.lock:16:9: error: missing-dependency: beta is not locked: alpha==1.2 requires beta>=2 {WAY}"],
    ),
    "a lowered version of a dependency": (
        project("alpha"),
        poetry_lock(A, B.replace('"2.0"', '"1.0"')),
        [f"poetry.lock:20:12: error: violated-dependency: beta==1.0 {REQUIRED} beta>=2 {WAY}"],
    ),
    "added to the project": (
        project("alpha", "gamma"),
        poetry_lock(A, B),
        ["pyproject.toml:7:6: error: missing-pin: gamma is not locked: poetry.lock has no pin of gamma"],
    ),
    "appended": (
        project("alpha"),
        poetry_lock(A, B, poetry_package("gamma")),
        [
            (
                "poetry.lock:32:12: error: orphan-pin: nothing requires gamma any more: it is not in "
                "pyproject.toml and no other pin needs it"
            )
        ],
    ),
    "a package for other Pythons": (
        project("alpha"),
        poetry_lock(A, poetry_package("beta", "2.0", python=">=3.13")),
        [
            (
                "poetry.lock:20:12: error: incompatible-python: beta==2.0 needs Python >=3.13, but the "
                "lock is for other versions (Python 3.12)"
            )
        ],
    ),
    "locked for another group": (
        project(more='[tool.poetry.group.test.dependencies]\nalpha = ">=1"\n'),
        poetry_lock(poetry_package("alpha", "1.2", groups=("dev",))),
        ["pyproject.toml:8:1: error: missing-pin: alpha>=1 is locked, but not for test"],
    ),
    "the project that a dependency requires": (
        project("alpha"),
        poetry_lock(poetry_package("alpha", "1.2", 'acme = ">=1"')),
        [],
    ),
    "setuptools, which Poetry 1.4 may leave out": (
        project("alpha"),
        poetry_lock(poetry_package("alpha", "1.2", 'setuptools = "*"'))
        .replace("2.3.1", "1.4.2")
        .replace('"2.1"', '"2.0"'),
        [],
    ),
    "setuptools, which Poetry locks since 1.5": (
        project("alpha"),
        poetry_lock(poetry_package("alpha", "1.2", 'setuptools = "*"'))
        .replace("2.3.1", "1.5.0")
        .replace('"2.1"', '"2.0"'),
        [f"poetry.lock:16:15: {SETUPTOOLS}"],
    ),
    "a union of versions": (
        project("alpha"),
        poetry_lock(poetry_package("alpha", "1.2", 'beta = ">=1,<1.5 || >=2"'), B),
        [],
    ),
    "an optional dependency that nobody asks for": (
        project("alpha"),
        poetry_lock(
            poetry_package(
                "alpha",
                "1.2",
                'gamma = {version = "*", optional = true, markers = "extra == \\"fast\\""}',
                tables='[package.extras]\nfast = ["gamma"]',
            )
        ),
        [],
    ),
    "an optional dependency that somebody asks for": (
        project("alpha[fast]"),
        poetry_lock(
            poetry_package(
                "alpha",
                "1.2",
                'gamma = {version = "*", optional = true, markers = "extra == \\"fast\\""}',
                tables='[package.extras]\nfast = ["gamma"]',
            )
        ),
        [f"poetry.lock:16:9: error: missing-dependency: gamma is not locked: alpha==1.2 requires gamma {WAY}"],
    ),
    "a pre-release that was pinned": (project("alpha>=1.0a1"), poetry_lock(poetry_package("alpha", "1.2rc1")), []),
}


@pytest.mark.parametrize("case", POETRY_CASES)
def test_a_poetry_lock(case: str, check_tree: Callable[..., list[str]]) -> None:
    inputs, lock, expected = POETRY_CASES[case]
    assert check_tree({"pyproject.toml": inputs, "poetry.lock": lock}, *RULES) == expected


def pdm(*packages: str, groups: str = '"default"') -> str:
    """pdm.lock of some packages."""
    head = f'[metadata]\ngroups = [{groups}]\nlock_version = "4.5.0"\ncontent_hash = "sha256:0"\n'
    return "\n".join([head, *packages])


def pdm_package(name: str, version: str, *dependencies: str, extras: str = "", groups: str = '"default"') -> str:
    """One package of pdm.lock."""
    more = f"extras = [{extras}]\n" if extras else ""
    listed = (
        f"dependencies = [\n{''.join(f'    {chr(34)}{each}{chr(34)},{chr(10)}' for each in dependencies)}]\n"
        if dependencies
        else ""
    )
    return f'[[package]]\nname = "{name}"\nversion = "{version}"\n{more}requires_python = ">=3.8"\ngroups = [{groups}]\n{listed}'


PDM_CASES = {
    "setuptools, which PDM locks": (
        project("alpha"),
        pdm(pdm_package("alpha", "1.2", "setuptools")),
        [f"pdm.lock:12:6: {SETUPTOOLS}"],
    ),
    "as locked": (project("alpha"), pdm(pdm_package("alpha", "1.2", "beta>=2"), pdm_package("beta", "2.0")), []),
    "an entry for extras": (
        project("alpha[fast]"),
        pdm(
            pdm_package("alpha", "1.2"),
            pdm_package("alpha", "1.2", "alpha==1.2", "beta", extras='"fast"'),
            pdm_package("beta", "2.0"),
        ),
        [],
    ),
    "a lowered version": (
        project("alpha"),
        pdm(pdm_package("alpha", "1.2", "beta>=2"), pdm_package("beta", "1.0")),
        [f"pdm.lock:17:12: error: violated-dependency: beta==1.0 {REQUIRED} beta>=2 {WAY}"],
    ),
    "a group that is not locked": (
        project("alpha", more='[dependency-groups]\ndev = ["gamma"]\n'),
        pdm(pdm_package("alpha", "1.2")),
        [],
    ),
    "an override": (
        project("alpha<1", more='[tool.pdm.resolution.overrides]\nalpha = "1.2"\n'),
        pdm(pdm_package("alpha", "1.2")),
        [],
    ),
}


@pytest.mark.parametrize("case", PDM_CASES)
def test_a_pdm_lock(case: str, check_tree: Callable[..., list[str]]) -> None:
    inputs, lock, expected = PDM_CASES[case]
    assert check_tree({"pyproject.toml": inputs, "pdm.lock": lock}, *RULES) == expected


def pipfile_lock(**categories: dict[str, str]) -> str:
    """Pipfile.lock of some pins."""
    import json

    found: dict[str, object] = {
        "_meta": {"hash": {"sha256": "0"}, "requires": {"python_version": "3.12"}},
        "default": {},
        "develop": {},
    }
    for category, pins in categories.items():
        found[category] = {name: {"version": f"=={version}"} for name, version in pins.items()}
    return json.dumps(found, indent=4)


PIPFILE = '[packages]\nalpha = ">=1"\n\n[dev-packages]\nbeta = {version = "*", markers = "sys_platform == \'win32\'"}\n'
PIPFILE_CASES = {
    "as locked": (PIPFILE, pipfile_lock(default={"alpha": "1.2"}, develop={"beta": "2.0"}), []),
    "missing on one platform only": (PIPFILE, pipfile_lock(default={"alpha": "1.2"}), []),
    "missing": (
        PIPFILE,
        pipfile_lock(develop={"beta": "2.0"}),
        ["Pipfile:2:1: error: missing-pin: alpha>=1 is not locked: Pipfile.lock has no pin of alpha"],
    ),
    "lowered": (
        PIPFILE,
        pipfile_lock(default={"alpha": "0.9"}, develop={"beta": "2.0"}),
        ["Pipfile.lock:12:27: error: violated-specifier: alpha==0.9 does not satisfy alpha>=1 in Pipfile:2"],
    ),
}


@pytest.mark.parametrize("case", PIPFILE_CASES)
def test_a_pipfile_lock(case: str, check_tree: Callable[..., list[str]]) -> None:
    inputs, lock, expected = PIPFILE_CASES[case]
    assert check_tree({"Pipfile": inputs, "Pipfile.lock": lock}, *RULES) == expected


def verdict(folder: Path, files: dict[str, str]) -> tuple[str, list[tuple[str, str | None, str]]]:
    """The verdict on the one lock of a tree, and what is unproven."""
    write_tree(folder, files)
    (lock,) = check(str(folder), [""], Config()).locks
    return lock.verdict, [(entry.obligation, entry.project, entry.reason) for entry in lock.unproven]


def test_poetry_and_pdm_record_enough_for_a_proof(tmp_path: Path) -> None:
    assert verdict(tmp_path, {"pyproject.toml": project("alpha"), "poetry.lock": poetry_lock(A, B)}) == ("fresh", [])


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param('"<1 || ^2"', "fresh", id="the second range has the version"),
        pytest.param('"^2 | ^3"', "fresh", id="the first range has the version"),
        pytest.param('{version = "<1 || >=2,<3"}', "fresh", id="the range is in a table"),
        pytest.param('"<2 || >=3"', "unproven", id="the version is between the ranges"),
        pytest.param('"^1 || ^3"', "unproven", id="the version is between ranges with other bounds"),
        pytest.param('[{version = "<2 || >=3", python = ">=3.8"}]', "unproven", id="the range is in a list"),
    ],
)
def test_ranges_that_poetry_joins_are_not_taken_for_one_range(tmp_path: Path, wanted: str, expected: str) -> None:
    inputs = f'[tool.poetry]\nname = "acme"\nversion = "1"\n[tool.poetry.dependencies]\npython = ">=3.12"\nalpha = {wanted}\n'
    found, reasons = verdict(
        tmp_path, {"pyproject.toml": inputs, "poetry.lock": poetry_lock(poetry_package("alpha", "2.5"))}
    )
    reason = (
        "tool.poetry.dependencies.alpha of pyproject.toml uses '||': pinlint knows only its lowest and highest version"
    )
    assert (found, [each[2] for each in reasons]) == (expected, [] if expected == "fresh" else [reason])


def test_what_uv_does_not_record_is_unproven_without_metadata(tmp_path: Path) -> None:
    files = {"pyproject.toml": project("alpha"), "uv.lock": uv_lock(root("alpha"), ALPHA, BETA)}
    found, reasons = verdict(tmp_path, files)
    assert (found, reasons) == (
        "unproven",
        [("missing-dependency", "alpha", "no metadata"), ("missing-dependency", "beta", "no metadata")],
    )


EVIDENCE = (
    "# pinlint evidence 1: what the pinned versions require. Written by `pinlint prove`; review it like the lock.\n"
    f"alpha==1.2 | sha256:{digest('alpha-1.2-py3-none-any.whl')} | python >=3.8 | {{}}\n"
    f"beta==2.0 | sha256:{digest('beta-2.0-py3-none-any.whl')} | python {{}}\n"
)


@pytest.mark.parametrize(
    ("requires", "python", "expected"),
    [
        ("beta>=2", ">=3.8", []),
        ("beta>=2", ">=3.8,<3.13", []),  # uv reads no upper bound of a Requires-Python
        (
            "beta<2",
            ">=3.8",
            [f"uv.lock:27:12: error: violated-dependency: beta==2.0 {REQUIRED} beta<2 {WAY}"],
        ),
        (
            "beta | delta",
            ">=3.8",
            [f"uv.lock:15:12: error: missing-dependency: delta is not locked: alpha==1.2 requires delta {WAY}"],
        ),
        (
            "beta",
            ">=3.13",
            [
                (
                    "uv.lock:27:12: error: incompatible-python: beta==2.0 needs Python >=3.13, but the "
                    "lock is for other versions (Python 3.12)"
                )
            ],
        ),
    ],
)
def test_metadata_settles_what_uv_does_not_record(
    requires: str, python: str, expected: list[str], check_tree: Callable[..., list[str]]
) -> None:
    files = {
        "pyproject.toml": project("alpha"),
        "uv.lock": uv_lock(root("alpha"), ALPHA, BETA),
        "uv.lock.evidence": EVIDENCE.format(requires, python),
    }
    assert check_tree(files, *RULES, evidence=("evidence-file",)) == expected


def test_dynamic_dependencies_are_unproven(tmp_path: Path) -> None:
    inputs = '[project]\nname = "acme"\ndynamic = ["dependencies"]\nrequires-python = ">=3.12"\n'
    lock = poetry_lock(A, B)
    found, reasons = verdict(tmp_path, {"pyproject.toml": inputs, "poetry.lock": lock})
    assert found == "unproven"
    assert reasons == [
        ("unproven-lock", None, "dependencies of pyproject.toml is dynamic: the build backend computes it")
    ]


def test_the_members_of_a_workspace_are_locked_together(check_tree: Callable[..., list[str]]) -> None:
    files = {
        "pyproject.toml": project("web", name="acme", more='[tool.uv.workspace]\nmembers = ["packages/*"]\n'),
        "packages/web/pyproject.toml": project("alpha>=2", "gamma", name="web"),
        "uv.lock": uv_lock(
            root("web"),
            ALPHA,
            BETA,
            uv_package("web", "1.0", "alpha", source='editable = "packages/web"'),
            top='\n[manifest]\nmembers = [\n    "acme",\n    "web",\n]\n',
        ),
    }
    assert check_tree(files, *RULES) == [
        "packages/web/pyproject.toml:7:6: error: missing-pin: gamma is not locked: uv.lock has no pin of gamma",
        "uv.lock:21:12: error: violated-specifier: alpha==1.2 does not satisfy alpha>=2 in packages/web/pyproject.toml:6",
    ]


def test_a_script_and_its_lock(check_tree: Callable[..., list[str]]) -> None:
    script = '# /// script\n# requires-python = ">=3.12"\n# dependencies = ["alpha>=2", "gamma"]\n# ///\nimport alpha\n'
    lock = uv_lock(ALPHA, BETA, top='\n[manifest]\nrequirements = [{ name = "alpha", specifier = ">=2" }]\n')
    assert check_tree({"run.py": script, "run.py.lock": lock}, *RULES) == [
        "run.py:3:32: error: missing-pin: gamma is not locked: run.py.lock has no pin of gamma",
        "run.py.lock:10:12: error: violated-specifier: alpha==1.2 does not satisfy alpha>=2 in run.py:3",
    ]


def test_no_cache_is_read_for_a_lock_that_records_what_its_packages_require(tmp_path, monkeypatch):
    """poetry.lock decides everything by itself; uv.lock has no specifiers, and is proved by metadata."""
    asked: list[list[tuple[str, str]]] = []
    monkeypatch.setattr("pinlint.evidence.cache.Cache.find", lambda _, pins: asked.append(list(pins)) or {})
    (tmp_path / "cache" / LAYOUT).mkdir(parents=True)
    monkeypatch.setenv("PINLINT_CACHE_DIR", str(tmp_path / "cache"))
    poetry = {"pyproject.toml": project("alpha>=1"), "poetry.lock": poetry_lock(poetry_package("alpha", "1.2"))}
    uv = {"pyproject.toml": project("alpha>=1"), "uv.lock": uv_lock(root("alpha"), uv_package("alpha", "1.3"))}
    for name, files in (("poetry", poetry), ("uv", uv)):
        findings_in(tmp_path / name, files, "missing-dependency", evidence=["cache"])
    assert asked == [[("alpha", "1.3")]]


def test_a_pin_that_must_move_has_the_same_command_in_its_help_and_in_the_summary(tmp_path: Path) -> None:
    # `uv lock` alone changes nothing if the lock records the requirement as it is now.
    write_tree(tmp_path, {"pyproject.toml": project("alpha>=2"), "uv.lock": uv_lock(root("alpha"), ALPHA, BETA)})
    report = check(str(tmp_path.resolve()), [""], Config({"select": ["violated-specifier"], "evidence": []}))
    assert [finding.help for finding in report.findings] == ["run `uv lock --upgrade-package alpha`"]
    assert [lock.commands for lock in report.locks] == [("uv lock --upgrade-package alpha",)]

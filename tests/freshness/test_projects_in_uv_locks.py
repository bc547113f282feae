"""What uv.lock records of each project besides its requirements: name, version, kind, extras, groups, Pythons and members."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from structured import project, root, uv_lock, uv_package
from trees import findings_in

LOCK = uv_lock(
    uv_package(
        "acme", "1.0", "alpha", source='virtual = "."', requires=["alpha"], provides=["fast"],
        requires_groups={"dev": ["alpha"]}, groups={"dev": ["alpha"]},
    ),
    uv_package("alpha"),
)  # fmt: skip
PARTS = '[project.optional-dependencies]\nfast = []\n\n[dependency-groups]\ndev = ["alpha"]\n'
PROJECT = project("alpha", more=PARTS)
NEW = LOCK.replace("revision = 3", "revision = 5")
OUTSIDE = uv_lock(
    uv_package(
        "acme", "1.0", "alpha", "lib", source='virtual = "."',
        requires=["alpha", 'name = "lib", directory = "../../lib"'], provides=["fast"],
        requires_groups={"dev": ["alpha"]}, groups={"dev": ["alpha"]},
    ),
    uv_package("alpha"),
    uv_package("lib", "1.0", source='directory = "../../lib"'),
)  # fmt: skip


def test_a_folder_outside_of_the_repository_is_not_looked_for(tmp_path: Path) -> None:
    asked = PROJECT.replace('"alpha"', '"alpha",\n"lib"', 1) + '[tool.uv.sources]\nlib = { path = "../../lib" }\n'
    found = findings_in(tmp_path, {"pyproject.toml": asked, "uv.lock": OUTSIDE}, "missing-pin", "foreign-source")
    assert [each.message for each in found] == []


FIELDS = [
    pytest.param(PROJECT, LOCK, "", id="what the lock records"),
    pytest.param(
        PROJECT.replace('version = "1.0"', 'version = "1.1"'), LOCK,
        "the version in pyproject.toml has changed from 1.0 to 1.1",
        id="a new version",
    ),
    pytest.param(PROJECT.replace('version = "1.0"', 'version = "v1.0.0"'), LOCK, "", id="the version in another spelling"),
    pytest.param(
        PROJECT.replace('version = "1.0"', 'version = "1.1"').replace("fast = []\n", ""), LOCK,
        "the extras in pyproject.toml have changed: fast removed",
        id="a new version and an extra less",
    ),
    pytest.param(
        PROJECT.replace('version = "1.0"', 'dynamic = ["version"]'), LOCK, "the version in pyproject.toml has changed",
        id="a version that the build computes now",
    ),
    pytest.param(
        PROJECT.replace('version = "1.0"', 'dynamic = ["version"]'), LOCK.replace('version = "1.0"\n', "", 1), "",
        id="no version of a build is recorded",
    ),
    pytest.param(
        PROJECT, LOCK.replace('version = "1.0"\n', "", 1), "the version in pyproject.toml has changed",
        id="a version that the build does not compute any more",
    ),
    pytest.param(
        PROJECT.replace('"acme"', '"other"'), LOCK, "the name in pyproject.toml has changed from acme to other",
        id="a new name",
    ),
    pytest.param(PROJECT.replace('"acme"', '"Acme"'), LOCK, "", id="the name in another spelling"),
    pytest.param(
        PROJECT + '[build-system]\nrequires = ["flit_core"]\n', LOCK, "[build-system] in pyproject.toml has changed",
        id="a project that is installed now",
    ),
    pytest.param(
        PROJECT + '[build-system]\nrequires = ["flit_core"]\n', LOCK.replace('virtual = "."', 'editable = "."'), "",
        id="a project that is installed",
    ),
    pytest.param(
        PROJECT + "[tool.uv]\npackage = false\n", LOCK.replace('virtual = "."', 'editable = "."'),
        "`package` in pyproject.toml has changed",
        id="a project that is not installed any more",
    ),
    pytest.param(
        PROJECT.replace("fast = []", "fast = []\nmore = []"), LOCK,
        "the extras in pyproject.toml have changed: more added",
        id="a new extra that needs nothing",
    ),
    pytest.param(
        PROJECT.replace("fast = []", "quick = []"), LOCK,
        "the extras in pyproject.toml have changed: quick added and fast removed",
        id="a renamed extra",
    ),
    pytest.param(
        PROJECT + "docs = []\n", LOCK, "the dependency groups in pyproject.toml have changed: docs added",
        id="a new group that needs nothing",
    ),
    pytest.param(
        PROJECT + "docs = []\n", LOCK.replace("revision = 3\n", ""), "", id="old locks have no empty groups",
    ),
    pytest.param(PROJECT + '[tool.uv]\ndefault-groups = ["dev"]\n', NEW, "", id="the usual default groups"),
    pytest.param(
        PROJECT + "[tool.uv]\ndefault-groups = []\n", NEW, "default-groups in pyproject.toml has changed",
        id="no default groups",
    ),
    pytest.param(PROJECT + "[tool.uv]\ndefault-groups = []\n", LOCK, "", id="old locks have no default groups"),
    pytest.param(
        PROJECT + '[tool.uv.dependency-groups]\ndev = { requires-python = ">=3.9" }\n', NEW,
        "`requires-python` of a group in pyproject.toml has changed",
        id="the Pythons of a group",
    ),
    pytest.param(
        PROJECT.replace(">=3.12", ">=3.12,<4"), LOCK, "requires-python in pyproject.toml has changed",
        id="a new upper bound of the Pythons",
    ),
    pytest.param(PROJECT.replace(">=3.12", "~=3.12"), LOCK.replace(">=3.12", ">=3.12, <4.0"), "", id="the same Pythons"),
    pytest.param(
        PROJECT.replace(">=3.12", ">=3.12,!=3.12.3,<3.13"), LOCK.replace(">=3.12", "==3.12.*"), "",
        id="the same Pythons for uv, which ignores exclusions",
    ),
    pytest.param(
        PROJECT.replace(">=3.12", ">=3.12.1"), LOCK, "requires-python in pyproject.toml has changed",
        id="another patch level of the Pythons",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "found"),
    [
        pytest.param({}, [("info", "own-version")], id="nothing refuses the lock"),
        pytest.param(
            {"Dockerfile": "FROM python:3.12-slim\nCOPY . .\nRUN uv sync --locked\n"},
            [("warning", None)],
            id="an image refuses the lock",
        ),
    ],
)
def test_a_new_version_of_the_project_alone_is_counted(
    more: dict[str, str], found: list[tuple[str, str | None]], tmp_path: Path
) -> None:
    files = {"pyproject.toml": PROJECT.replace('version = "1.0"', 'version = "1.1"'), "uv.lock": LOCK, **more}
    stamps = [each for each in findings_in(tmp_path, files) if each.rule == "stale-stamp"]

    assert [(each.severity, each.counted) for each in stamps] == found


@pytest.mark.parametrize(("inputs", "lock", "changed"), FIELDS)
def test_fields(inputs: str, lock: str, changed: str, check_tree: Callable[..., list[str]]) -> None:
    found = check_tree({"pyproject.toml": inputs, "uv.lock": lock}, "freshness")
    refused = "info: stale-stamp: the pins are valid, but `uv lock --check` will refuse this lock: "
    assert [line.partition(": ")[2] for line in found] == ([refused + changed] if changed else [])


def without_project(groups: str, settings: str = "") -> str:
    """A root without ``[project]``."""
    return f"[dependency-groups]\n{groups}\n[tool.uv]\n{settings}"


GROUPS = 'dev = ["alpha"]\nlint = ["beta"]\n'
RECORDED = (
    '[manifest]\n{}\n[manifest.dependency-groups]\ndev = [{{ name = "alpha" }}]\nlint = [{{ name = "beta" }}]\n{}'
)
OF_LINT = '\n[manifest.group-requires-python]\nlint = ">=3.13"\n'
WITHOUT_PROJECT = [
    pytest.param(GROUPS, "", "", "", "", id="what the lock records"),
    pytest.param(
        GROUPS.replace("lint", "check"), "", "", "",
        "the dependency groups in pyproject.toml have changed: check added and lint removed",
        id="a group has a new name",
    ),
    pytest.param(
        GROUPS.replace('["beta"]', '["beta", "alpha"]'), "", "", "", "the requirement on alpha in pyproject.toml has changed",
        id="a group requires more",
    ),
    pytest.param(GROUPS, 'default-groups = ["lint"]\n', 'default-groups = ["lint"]\n', "", "", id="the default groups"),
    pytest.param(
        GROUPS, 'default-groups = "all"\n', "", "", "default-groups in pyproject.toml has changed", id="other default groups"
    ),
    pytest.param(
        GROUPS, "", "", OF_LINT, "`requires-python` of a group in pyproject.toml has changed", id="a group for any Python"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("groups", "settings", "recorded", "pythons", "changed"), WITHOUT_PROJECT)
def test_a_root_without_a_project(
    groups: str, settings: str, recorded: str, pythons: str, changed: str, check_tree: Callable[..., list[str]]
) -> None:
    lock = uv_lock(uv_package("alpha"), uv_package("beta"), top=RECORDED.format(recorded, pythons))
    files = {
        "pyproject.toml": without_project(groups, settings),
        "uv.lock": lock.replace("revision = 3", "revision = 5"),
    }
    found = [
        line.partition("will refuse this lock: ")[2] for line in check_tree(files, "freshness") if "stale-stamp" in line
    ]
    assert found == ([changed] if changed else [])


INDEX_P = '[[tool.uv.index]]\nname = "p"\nurl = "https://pypi.org/simple"\n'
ON_LINUX = """alpha = [{ index = "p", marker = "sys_platform == 'linux'" }]"""
RECORDED_ON_LINUX = (
    'name = "alpha", marker = "sys_platform != \'linux\'"',
    'name = "alpha", marker = "sys_platform == \'linux\'", index = "https://pypi.org/simple"',
)
BY_INDEX = 'name = "alpha", index = "https://pypi.org/simple"'
SOURCES = [
    pytest.param('alpha = { index = "p" }', [BY_INDEX], False, id="an index"),
    pytest.param('alpha = { index = "p" }', ["alpha"], True, id="an index that the lock does not record"),
    pytest.param("", [BY_INDEX], True, id="no index any more"),
    pytest.param('alpha = { index = "other" }', ["alpha"], False, id="an index that the project does not have"),
    pytest.param(ON_LINUX, RECORDED_ON_LINUX, False, id="an index on one platform"),
    pytest.param('alpha = { index = "p" }', RECORDED_ON_LINUX, True, id="an index on one platform became one everywhere"),
    pytest.param(ON_LINUX.replace("linux", "win32"), RECORDED_ON_LINUX, True, id="an index on another platform"),
    pytest.param('alpha = { path = "a", editable = true }', ['name = "alpha", editable = "a"'], False, id="an editable folder"),
    pytest.param('alpha = { path = "a" }', ['name = "alpha", editable = "a"'], True, id="not editable any more"),
    pytest.param('alpha = { path = "a" }', ['name = "alpha", directory = "a"'], False, id="a folder"),
    pytest.param('alpha = { path = "a" }', ['name = "alpha", virtual = "a"'], False, id="a folder without a build system"),
    pytest.param('alpha = { path = "a", editable = true }', ['name = "alpha", directory = "a"'], True, id="editable now"),
    pytest.param('alpha = { path = "a", package = false }', ['name = "alpha", directory = "a"'], True, id="no package now"),
    pytest.param("alpha = { workspace = true }", ['name = "alpha", editable = "a"'], False, id="a member of the workspace"),
]  # fmt: skip


@pytest.mark.parametrize(("sources", "requires", "differs"), SOURCES)
def test_sources(sources: str, requires: list[str], differs: bool, check_tree: Callable[..., list[str]]) -> None:
    folder = requires[0].partition(", ")[2]
    alpha = uv_package("alpha", source=folder) if folder.endswith('"a"') else uv_package("alpha")
    files = {
        "pyproject.toml": project("alpha", more=f"{INDEX_P}[tool.uv.sources]\n{sources}\n"),
        "a/pyproject.toml": project(name="alpha"),
        "uv.lock": uv_lock(root("alpha", requires=requires), alpha),
    }
    found = [line.partition("this lock: ")[2] for line in check_tree(files, "freshness") if "stale-stamp" in line]
    assert found == (["the requirement on alpha in pyproject.toml has changed"] if differs else [])


WORKSPACE = '[tool.uv.workspace]\nmembers = ["packages/*"]\n'
LISTED = '\n[manifest]\nmembers = ["acme", "second"]\n'


def workspace(table: str, *edges: str) -> dict[str, str]:
    """A workspace of two projects that are locked."""
    second = uv_package("second", "1.0", source='virtual = "packages/second"')
    requires = [f'name = "{edge}", virtual = "packages/{edge}"' for edge in edges]
    return {
        "pyproject.toml": project(*edges, more=table),
        "packages/second/pyproject.toml": project(name="second"),
        "uv.lock": uv_lock(root(*edges, requires=requires), second, top=LISTED),
    }


#: A group requires the project with an extra, and the extra requires a member.
OWN_EXTRA = {
    "pyproject.toml": project(
        more=WORKSPACE
        + "[tool.uv.sources]\nacme = { workspace = true }\nsecond = { workspace = true }\n"
        + '[project.optional-dependencies]\nfast = ["second==1.0"]\n[dependency-groups]\ndev = ["acme[fast]"]\n',
    ),
    "packages/second/pyproject.toml": project(name="second"),
    "uv.lock": uv_lock(
        root(
            extras={"fast": ["second"]},
            groups={"dev": ['name = "acme", extra = ["fast"]']},
            requires=['name = "second", marker = "extra == \'fast\'", virtual = "packages/second"'],
            requires_groups={"dev": ['name = "acme", extras = ["fast"], virtual = "."']},
        ),
        uv_package("second", "1.0", source='virtual = "packages/second"'),
        top=LISTED,
    ),
}
GONE = workspace(WORKSPACE)
GONE.pop("packages/second/pyproject.toml")
REQUIRED = workspace(WORKSPACE + "[tool.uv.sources]\nsecond = { workspace = true }\n", "second")
REQUIRED.pop("packages/second/pyproject.toml")
NOT_A_MEMBER = (
    "uv.lock:1:1: info: stale-stamp: `uv lock --check` will refuse this lock: "
    "second in packages/second/pyproject.toml is not a member of the workspace any more"
)
MEMBERS = [
    pytest.param(workspace(WORKSPACE), [], id="a workspace that is locked"),
    pytest.param(OWN_EXTRA, [], id="a group that requires a member through an extra of the project"),
    pytest.param(workspace(WORKSPACE.replace("packages/*", "packages/other")), [NOT_A_MEMBER], id="not in the list"),
    pytest.param(workspace(WORKSPACE + 'exclude = ["packages/second"]\n'), [NOT_A_MEMBER], id="excluded"),
    pytest.param(
        {**workspace(WORKSPACE), "uv.lock": workspace(WORKSPACE)["uv.lock"].replace(LISTED, "")},
        [NOT_A_MEMBER.replace("is not a member of the workspace any more", "has become a member of the workspace")],
        id="a folder that has become a member",
    ),
    pytest.param(workspace(""), [NOT_A_MEMBER], id="no workspace any more"),
    pytest.param(
        {**workspace(WORKSPACE), "packages/second/pyproject.toml": project(name="second", more="[tool.uv]\nmanaged = false\n")},
        [NOT_A_MEMBER],
        id="not managed by uv any more",
    ),
    pytest.param(
        {**workspace(WORKSPACE), "packages/second/pyproject.toml": project(name="second").replace('"1.0"', '"2.0"')},
        [
            (
                "uv.lock:18:12: info: stale-stamp: the pins are valid, but `uv lock --check` will refuse this lock: "
                "the version in packages/second/pyproject.toml has changed from 1.0 to 2.0"
            )
        ],
        id="a member with a new version",
    ),
    pytest.param(
        GONE,
        [
            (
                "uv.lock:18:12: error: orphan-pin: nothing requires second any more: "
                "its folder packages/second has no project any more"
            )
        ],
        id="a member whose folder is gone",
    ),
    pytest.param(
        REQUIRED,
        [
            (
                "uv.lock:22:23: info: stale-stamp: `uv lock --check` will refuse this lock: "
                "the folder packages/second of second has no project any more"
            )
        ],
        id="a required member whose folder is gone",
    ),
    pytest.param(
        {**REQUIRED, ".gitmodules": '[submodule "second"]\n\tpath = packages/second\n\turl = x\n'},
        [],
        id="a required member in a submodule that is not checked out",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), MEMBERS)
def test_members(files: dict[str, str], expected: list[str], check_tree: Callable[..., list[str]]) -> None:
    assert check_tree(files, "freshness") == expected


def test_a_member_may_support_more_pythons_than_the_lock(check_tree: Callable[..., list[str]]) -> None:
    files = workspace(WORKSPACE)
    files["packages/second/pyproject.toml"] = project(name="second", python=">=3.10")
    assert check_tree(files, "freshness") == []


@pytest.mark.parametrize(
    ("requires", "command"),
    [
        pytest.param(["alpha", "beta"], "run `uv lock`", id="the project required it when uv locked"),
        pytest.param(["alpha"], "run `uv lock --upgrade-package beta`", id="no project ever required it"),
    ],
)
def test_the_command_for_a_leftover(requires: list[str], command: str, tmp_path: Path) -> None:
    lock = uv_lock(root(*requires, requires=requires), uv_package("alpha"), uv_package("beta"))
    found = findings_in(tmp_path, {"pyproject.toml": project("alpha"), "uv.lock": lock}, "orphan-pin")
    assert [finding.help for finding in found] == [command]

"""addon-drift: where the three places that name an addon disagree, and where they may."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

UUID = "5d0a4c1e-9b1f-4d0c-8a37-0f6c2b7a9e11"
OLD, NEW = "control.divio.com/api/v1/apps/serve", "divio-addons.s3-eu-central-1.amazonaws.com"


def url(name: str, version: str = "1.0", host: str = OLD) -> str:
    return f"https://{host}/{name}/{version}/{UUID}/{name}-{version}.tar.gz#egg={name}=={version}"


def tree(block: list[str], settings: list[str] | None, folders: list[str], after: str = "") -> dict[str, str]:
    """A project with these lines in its block, these names in its settings, and these folders below addons/."""
    lines = ["# <INSTALLED_ADDONS>", *block, "# </INSTALLED_ADDONS>", after]
    found = {"requirements.in": "".join(f"{line}\n" for line in lines)}
    if settings is not None:
        found["settings.py"] = "INSTALLED_ADDONS = [\n" + "".join(f"    '{name}',\n" for name in settings) + "]\n"
    for name in folders:
        found[f"addons/{name}/addon.json"] = json.dumps({"package-name": name})
    return found


A, B = url("addon-a"), url("addon-b")
IN_SETTINGS = (
    "requirements.in:3:1: warning: addon-b is installed, but INSTALLED_ADDONS in the settings does not load it"
)
REQUIRED = "settings.py:3:6: {}: the settings load addon-b, but requirements.in does not install it"
FOLDER = "{}: addon-b has no folder below addons/ or addons-dev/"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(tree([A, B], ["addon-a", "addon-b"], ["addon-a", "addon-b"]), [], id="all agree"),
        pytest.param(
            tree([A, B], ["addon-b", "Addon_A"], ["addon-a", "addon-b"]), [], id="order and spelling do not matter"
        ),
        pytest.param(tree([A, B], ["addon-a"], ["addon-a", "addon-b"]), [IN_SETTINGS], id="not in the settings"),
        pytest.param(
            tree([A], ["addon-a", "addon-b"], ["addon-a", "addon-b"]),
            [REQUIRED.format("warning")],
            id="not in the block",
        ),
        pytest.param(
            {**tree([A], ["addon-a", "addon-b"], ["addon-a", "addon-b"]), "requirements.txt": f"{A}\n"},
            [REQUIRED.format("error")],
            id="not in the block, and not in the lock",
        ),
        pytest.param(
            {**tree([A], ["addon-a", "addon-b"], ["addon-a", "addon-b"]), "requirements.txt": f"{A}\naddon-b==1.0\n"},
            [],
            id="it comes as a dependency",
        ),
        pytest.param(tree([A], ["addon-a", "addon-b"], ["addon-a", "addon-b"], after=B), [], id="outside of the block"),
        pytest.param(
            tree([A, B], ["addon-a", "addon-b"], ["addon-a"]),
            ["settings.py:3:6: " + FOLDER.format("error")],
            id="no folder",
        ),
        pytest.param(
            tree([A, B], None, ["addon-a"]),
            ["requirements.in:3:1: " + FOLDER.format("warning")],
            id="no folder, no settings",
        ),
        pytest.param(tree([A], ["addon-a"], ["addon-a", "addon-b"]), [], id="an orphaned folder"),
        pytest.param(tree([A], ["addon-a", "/app/addon-b"], ["addon-a"]), [], id="a path in the settings"),
        pytest.param(tree([], ["addon-a"], ["addon-a"]), [], id="a template's empty block"),
        pytest.param(tree([A, B], [], ["addon-a", "addon-b"]), [], id="settings that are computed"),
        pytest.param(
            {"requirements.in": f"{A}\n", "settings.py": "INSTALLED_ADDONS = ['addon-b']\n"},
            [],
            id="no tags, no addons",
        ),
        pytest.param(
            {**tree([A], ["addon-a"], ["addon-a"]), "addons/addon-a/addon.json": '{"package-name": "other"}'},
            ["addons/addon-a/addon.json:1:19: warning: the folder addon-a contains the manifest of other"],
            id="another addon's manifest",
        ),
        pytest.param(
            {"addons/x/addon.json": '{"name": "not of this platform"}', "requirements.in": "django\n"},
            [],
            id="another ecosystem",
        ),
    ],
)
def test_places(files: dict[str, str], expected: list[str], check_tree: Callable[..., list[str]]) -> None:
    assert [line.replace("addon-drift: ", "") for line in check_tree(files, "addon-drift")] == expected


DEV = "-e /app/addons-dev/addon-b"
ABSENT = (
    "requirements.in:3:1: error: addons-dev/addon-b/ is not in the repository: no build finds the source of addon-b"
)


@pytest.mark.parametrize(
    ("line", "files", "expected"),
    [
        pytest.param(DEV, {}, [ABSENT], id="its folder is not committed"),
        pytest.param("-e addons-dev/addon-b/", {}, [ABSENT], id="a relative path"),
        pytest.param(DEV, {"addons-dev/addon-b/setup.py": "import setuptools\n"}, [], id="its folder is committed"),
        pytest.param(
            B, {"addons-dev/addon-b/addon_b/__init__.py": "__version__ = '1.0.0'\n"}, [], id="the same version"
        ),
        pytest.param(
            B,
            {"addons-dev/addon-b/addon_b/__init__.py": "__version__ = '1.1'\n"},
            [
                (
                    "requirements.in:3:1: warning: the block installs another release of addon-b: "
                    "addons-dev/addon-b/ has 1.1, which is loaded"
                )
            ],
            id="another version",
        ),
        pytest.param(B, {"addons-dev/addon-b/setup.py": "setup(version=get())\n"}, [], id="a computed version"),
    ],
)
def test_development(
    line: str, files: dict[str, str], expected: list[str], check_tree: Callable[..., list[str]]
) -> None:
    files = {**tree([A, line], ["addon-a", "addon-b"], ["addon-a", "addon-b"] if line == B else ["addon-a"]), **files}
    assert [found.replace("addon-drift: ", "") for found in check_tree(files, "addon-drift")] == expected


@pytest.mark.parametrize(
    ("lock", "count"),
    [
        pytest.param([A, B], 2, id="old addresses"),
        pytest.param([url("addon-a", host=NEW), B], 1, id="one of them"),
        pytest.param([f"addon-a @ {A.partition('#')[0]}", url("addon-b", host=NEW)], 1, id="as direct references"),
        pytest.param([url("addon-a", host=NEW), url("addon-b", host=NEW)], 0, id="new addresses"),
        pytest.param([url("addon-a", "0.9"), url("addon-b", host=NEW)], 0, id="another version is another rule's"),
    ],
)
def test_moved_addons_are_an_info(lock: list[str], count: int, check_tree: Callable[..., list[str]]) -> None:
    block = [url("addon-a", host=NEW), url("addon-b", host=NEW)]
    files = {
        **tree(block, ["addon-a", "addon-b"], ["addon-a", "addon-b"]),
        "requirements.txt": "".join(f"{line}\n" for line in lock),
    }
    found = check_tree(files, "addon-drift")
    assert [line.split(": ", 1)[1] for line in found] == (
        [
            (
                f"info: addon-drift: addons have the old address control.divio.com ({count} in this file): "
                "the uploads are the same"
            )
        ]
        if count
        else []
    )


def test_a_project_in_a_folder(check_tree: Callable[..., list[str]]) -> None:
    files = {f"backend/{path}": text for path, text in tree([A, B], ["addon-a"], ["addon-a", "addon-b"]).items()}
    assert [line.replace("addon-drift: ", "") for line in check_tree(files, "addon-drift")] == [
        f"backend/{IN_SETTINGS}"
    ]

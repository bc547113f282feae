"""file-mismatch: files that carry another name or version, and those whose names only look odd."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from structured import project, root, uv_lock, uv_package

from pinlint.findings.finding import Finding
from pinlint.requirements.distributions import carries

NAMES = {
    ("alpha-1.0-py3-none-any.whl", "alpha", "1.0"): True,
    ("alpha-1.0.tar.gz", "alpha", "1.0"): True,
    ("alpha-1.1.tar.gz", "alpha", "1.0"): False,
    ("alpha-1.1-py3-none-any.whl", "alpha", "1.0"): False,
    ("beta-1.0.tar.gz", "alpha", "1.0"): False,
    ("beta-1.0-py3-none-any.whl", "alpha", "1.0"): False,
    ("alphabet-1.0.tar.gz", "alpha", "1.0"): False,
    ("alphabet-1.0-py3-none-any.whl", "alpha", "1.0"): False,
    ("zope.interface-5.tar.gz", "zope-interface", "5"): True,
    ("zope_interface-5.0.tar.gz", "zope-interface", "5"): True,
    ("backports.zoneinfo-0.2.1.tar.gz", "backports-zoneinfo", "0.2.1"): True,
    ("python-dateutil-2.8.2.tar.gz", "python-dateutil", "2.8.2"): True,
    ("Alpha_Beta-1.0-1-py3-none-any.whl", "alpha-beta", "1.0"): True,
    ("torch-2.7.0+cu128-cp312-cp312-linux_x86_64.whl", "torch", "2.7.0+cu128"): True,
    ("torch-2.7.0+cu128-cp312-cp312-linux_x86_64.whl", "torch", "2.7.0"): True,
    ("torch-2.7.0-cp312-none-macosx_11_0_arm64.whl", "torch", "2.7.0+cu128"): True,
    ("alpha-1.0.post1.tar.gz", "alpha", "1.0.post1"): True,
    ("alpha-1.0-rc1.tar.gz", "alpha", "1.0rc1"): True,
    ("selenium-4.0.0a6.macosx-10.15-x86_64.tar.gz", "selenium", "4.0.0a6"): None,
    ("alpha-1.0-py2.7.egg", "alpha", "1.0"): None,
    ("alpha-1.0.win32.exe", "alpha", "1.0"): None,
    ("alpha-1.0.tar.gz", "alpha", ""): None,
}


@pytest.mark.parametrize("case", NAMES, ids=" ".join)
def test_what_the_name_of_a_file_says(case: tuple[str, str, str]) -> None:
    assert carries(*case) is NAMES[case]


def test_a_file_of_another_project_or_version(check_tree: Callable[..., list[str]]) -> None:
    lock = uv_lock(root("alpha"), uv_package("alpha", "1.0"))
    files = {"pyproject.toml": project("alpha"), "uv.lock": lock.replace("alpha-1.0.tar.gz", "beta-1.0.tar.gz")}
    assert check_tree(files, "file-mismatch") == [
        "uv.lock:17:18: error: file-mismatch: beta-1.0.tar.gz is not a file of alpha 1.0"
    ]
    files["uv.lock"] = lock.replace('version = "1.0"\nsource = { registry', 'version = "1.1"\nsource = { registry')
    assert check_tree(files, "file-mismatch") == [
        "uv.lock:15:12: error: file-mismatch: all files of alpha 1.1 have another name or version: see alpha-1.0.tar.gz"
    ]


UV_LOCK = uv_lock(root("alpha"), uv_package("alpha", "1.0"))
AGAIN = "restore the lock (`git checkout HEAD -- {0}uv.lock`), or make it again (`rm {0}uv.lock && uv lock{1}`): {2}"
LOWERED = UV_LOCK.replace('version = "1.0"\nsource = { registry', 'version = "0.9"\nsource = { registry')
#: The folder, the lock, and the help.
HELP = {
    "uv refuses a wheel with another version": ("", LOWERED, AGAIN.format("", "", "uv cannot read it")),
    "in a folder": ("web/", LOWERED, AGAIN.format("web/", " --directory web", "uv cannot read it")),
    "uv accepts a wheel with another name": (
        "",
        UV_LOCK.replace("alpha-1.0-py3", "beta-1.0-py3"),
        "run `uv lock --upgrade-package alpha`",
    ),
    "uv accepts an archive with another version": (
        "",
        UV_LOCK.replace("alpha-1.0.tar", "alpha-0.9.tar"),
        "run `uv lock --upgrade-package alpha`",
    ),
}


@pytest.mark.parametrize("case", HELP)
def test_the_help_works_although_uv_refuses_the_lock(case: str, findings: Callable[..., list[Finding]]) -> None:
    folder, lock, expected = HELP[case]
    files = {f"{folder}pyproject.toml": project("alpha"), f"{folder}uv.lock": lock}
    (found,) = findings(files, "file-mismatch")
    assert found.help == expected


def test_the_command_for_a_lock_that_uv_refuses(findings: Callable[..., list[Finding]]) -> None:
    (found,) = findings({"pyproject.toml": project("alpha>=1"), "uv.lock": LOWERED}, "violated-specifier")
    assert found.help == "run `rm uv.lock && uv lock`"


def test_poetry_before_2_kept_the_files_of_all_versions_together(check_tree: Callable[..., list[str]]) -> None:
    package = (
        '[[package]]\nname = "alpha"\nversion = "{}"\ncategory = "main"\noptional = false\npython-versions = "*"\n\n'
    )
    tail = (
        '[metadata]\nlock-version = "1.1"\npython-versions = "*"\ncontent-hash = "x"\n\n[metadata.files]\n'
        'alpha = [\n    {file = "alpha-1.0.tar.gz", hash = "sha256:0"},\n    {file = "alpha-2.0.tar.gz", hash = "sha256:0"},\n]\n'
    )
    lock = package.format("1.0") + package.format("2.0") + tail
    assert check_tree({"pyproject.toml": project("alpha"), "poetry.lock": lock}, "file-mismatch") == []

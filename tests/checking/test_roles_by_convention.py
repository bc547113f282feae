"""What tools and scripts do with requirements files although no command of the project says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from trees import write_tree

from pinlint.command_line.main import main

Check = Callable[..., list[str]]
LOOSE = "requirements-site.txt:1:1: {}: unpinned-requirement: sphinx is not pinned: this file has no lock"
DOCS = {"requirements-site.txt": "sphinx\n", "requirements.txt": "six==1.17.0\n"}
COMPARED = 'WANTED, PINS = "base_requirements.txt", "requirements.txt"\n'
PAIR = {
    "base_requirements.txt": "# what we want\nattrs\n",
    "requirements.txt": "attrs==25.3.0\n",
    "upgrade.sh": "pip install -r requirements.txt\n",
}


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        pytest.param({}, "error", id="nothing uses it"),
        pytest.param(
            {".readthedocs.yaml": "python:\n  install:\n    - requirements: requirements-site.txt\n"},
            "warning",
            id="Read the Docs installs it",
        ),
        pytest.param(
            {".readthedocs.yaml": "python:\n  install:\n    - method: pip\n      path: .\n"},
            "error",
            id="Read the Docs installs the project",
        ),
        pytest.param({".readthedocs.yaml": "python:\n  install: requirements-site.txt\n"}, "error", id="no list"),
    ],
)
def test_read_the_docs_checks(check_tree: Check, files: dict[str, str], severity: str) -> None:
    assert check_tree({**DOCS, **files}, "unpinned-requirement") == [LOOSE.format(severity)]


@pytest.mark.parametrize(
    ("manifest", "role"),
    [
        pytest.param("addon/__manifest__.py", "installed, to check", id="a repository of Odoo addons"),
        pytest.param("addon/module.py", "installed (assumed: nothing that pinlint reads uses it)", id="another one"),
    ],
)
def test_tools_that_test_addons_install_their_requirements(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], manifest: str, role: str
) -> None:
    write_tree(tmp_path, {"test-requirements.txt": "odoo_test_helper\n", manifest: "{'name': 'x'}\n"})
    monkeypatch.chdir(tmp_path)
    main(["why", "test-requirements.txt"])

    assert capsys.readouterr().out.splitlines()[0] == f"test-requirements.txt: {role}"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param({"scripts/verify_dependencies.py": COMPARED}, False, id="a script compares both"),
        pytest.param({"verify_dependencies.py": COMPARED}, False, id="in the root"),
        pytest.param({"scripts/deploy.py": COMPARED}, True, id="a script of another name"),
        pytest.param({"project/verify_dependencies.py": COMPARED}, True, id="a module of the project"),
        pytest.param({"scripts/verify_dependencies.py": COMPARED + "# pip install"}, True, id="a script that installs"),
        pytest.param({"scripts/verify_dependencies.py": "'base_requirements.txt'"}, True, id="it names one file only"),
        pytest.param({"scripts/verify_dependencies.py": COMPARED, "upgrade.sh": ""}, True, id="neither is installed"),
    ],
)
def test_a_script_compares_two_files_that_people_keep(check_tree: Check, files: dict[str, str], found: bool) -> None:
    assert bool(check_tree({**PAIR, **files}, "unpinned-requirement")) is found

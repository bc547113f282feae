"""Locks and inputs that only a command, a Makefile or a configuration tells, whatever their names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from trees import write_tree

from pinlint.checking import engine
from pinlint.findings.config import Config
from pinlint.project import files

LOOSE = "six\nidna\nattrs\n"
PINNED = "six==1.17.0\nidna==3.10\nattrs==25.1.0\n"
WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: "


def roles_in(tmp_path: Path, tree: dict[str, str]) -> dict[str, str]:
    write_tree(tmp_path, tree)
    project = engine.open_project(files.Tree(str(tmp_path.resolve())), [""], Config(), {})
    return {str(node): role.name for node, role in project.uses.roles.items()}


@pytest.mark.parametrize(
    ("script", "loose", "pinned"),
    [
        pytest.param({"Makefile": "lock:\n\tpip-compile a.in -o b.txt\n"}, "a.in", "b.txt", id="make"),
        pytest.param({"lock.sh": "pip-compile deps/a.in\n"}, "deps/a.in", "deps/a.txt", id="beside the input"),
        pytest.param({"lock.sh": "uv pip compile a.in > b.txt\n"}, "a.in", "b.txt", id="a redirection"),
        pytest.param(
            {"lock.sh": 'IN=reqs/base.txt\nOUT=reqs/base.lock\nuv pip compile "$IN" -o $OUT\n'},
            "reqs/base.txt", "reqs/base.lock", id="variables of a shell",
        ),
        pytest.param(
            {"lock.sh": 'for name in base; do uv pip compile "reqs/$name.txt" -o "reqs/$name.lock"; done\n'},
            "reqs/base.txt", "reqs/base.lock", id="a loop",
        ),
        pytest.param(
            {"tox.ini": "[testenv:lock]\ncommands = pip-compile min.txt -o requirements.txt\n"},
            "min.txt", "requirements.txt", id="tox",
        ),
        pytest.param(
            {"noxfile.py": "def lock(session):\n    session.run('uv', 'pip', 'compile', 'a.in', '-o', 'b.txt')\n"},
            "a.in", "b.txt", id="nox",
        ),
        pytest.param({".github/workflows/a.yml": WORKFLOW + "pip-compile a.txt -o b.txt\n"}, "a.txt", "b.txt", id="a job"),
        pytest.param(
            {"pin.sh": "pip install -r requirements/minimal.txt\npip freeze > requirements/pinned.txt\n"},
            "requirements/minimal.txt", "requirements/pinned.txt", id="what was installed is written out",
        ),
        pytest.param(
            {"Makefile": "requirements.txt: in-requirements.txt\n\t./generate\n"},
            "in-requirements.txt", "requirements.txt", id="a target of a Makefile",
        ),
    ],
)  # fmt: skip
def test_a_command_tells_inputs_and_locks(
    tmp_path: Path, check_tree: Callable[..., list[str]], script: dict[str, str], loose: str, pinned: str
) -> None:
    tree = {**script, loose: LOOSE, pinned: PINNED}

    assert roles_in(tmp_path, tree) == {loose: "input", pinned: "lock"}
    assert check_tree(tree, "missing-lock", "unlocked-requirements", "unpinned-requirement", "build-ignores-lock") == []
    assert len(check_tree({pinned: PINNED + "flask\n"}, "unpinned-requirement")) == 1


@pytest.mark.parametrize(
    ("command", "lock"),
    [
        ("uv export --no-hashes > requirements.txt", "uv.lock"),
        ("poetry export -o requirements.txt", "poetry.lock"),
        ("pdm export --output requirements.txt", "pdm.lock"),
    ],
)
def test_an_export_is_a_lock(tmp_path: Path, command: str, lock: str) -> None:
    tree = {
        "export.sh": command + "\n",
        "requirements.txt": PINNED,
        lock: "",
        "pyproject.toml": "[project]\nname = 'x'\n",
    }

    assert roles_in(tmp_path, tree)["requirements.txt"] == "lock"


def test_a_freeze_of_nothing_known_is_an_environment(tmp_path: Path) -> None:
    tree = {"freeze.sh": "python -m pip freeze > requirements.txt\n", "requirements.txt": PINNED}

    assert roles_in(tmp_path, tree) == {"requirements.txt": "environment"}


def test_pants_locks_what_its_targets_name(tmp_path: Path) -> None:
    tree = {
        "pants.toml": '[python.resolves]\nmain = "locks/x.lock"\n[other]\nrequirements = "tools/requirements.txt"\n',
        "locks/x.lock": "// Pants\n{}\n",
        "src/BUILD": 'python_requirements(name="r", source="requirements-pants.txt")\n',
        "src/requirements-pants.txt": LOOSE,
        "lib/BUILD": "python_requirements()\n",
        "lib/requirements.txt": LOOSE,
        "tools/requirements.txt": LOOSE,
        "other/requirements.txt": LOOSE,
    }

    assert roles_in(tmp_path, tree) == {
        "lib/requirements.txt": "input",
        "other/requirements.txt": "installed",
        "src/requirements-pants.txt": "input",
        "tools/requirements.txt": "input",
    }


def test_uv_reads_the_constraints_of_the_workspace(check_tree: Callable[..., list[str]]) -> None:
    tree = {
        "pyproject.toml": '[project]\nname = "x"\n[tool.uv]\nconstraint-dependencies = ["six==1.17.0", "idna<4"]\n',
        "app/requirements.txt": "six\nidna\n",
        "Dockerfile": "FROM python:3.12-slim\nCOPY . .\nRUN uv pip install --system -r app/requirements.txt\n",
    }
    by_pip = {**tree, "Dockerfile": tree["Dockerfile"].replace("uv pip install --system", "pip install")}

    assert [line.partition(" is not")[0] for line in check_tree(tree, "unpinned-requirement")] == [
        "app/requirements.txt:2:1: error: unpinned-requirement: idna"
    ]
    assert len(check_tree(by_pip, "unpinned-requirement")) == 2

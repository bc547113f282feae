"""Pins without a lock: whether something pins what they require, and which versions the environment tells."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from repository import Repository
from trees import write_tree

from pinlint.checking import engine
from pinlint.command_line.main import main
from pinlint.findings.config import Config
from pinlint.findings.finding import Finding

VENV = ".venv/lib/python3.12/site-packages"


def environment(*requires: str) -> dict[str, str]:
    """An environment with Flask 3.1.0 that requires so much."""
    lines = "".join(f"Requires-Dist: {text}\n" for text in requires)
    return {
        ".venv/pyvenv.cfg": "home = /usr\n",
        f"{VENV}/flask-3.1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: Flask\nVersion: 3.1.0\n{lines}",
    }


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path) -> None:
    """git tracks nothing of the environment."""
    Repository(tmp_path, dict(os.environ))


@pytest.mark.parametrize(
    ("requires", "text", "message"),
    [
        pytest.param(
            ["Werkzeug>=3.1"], "Flask==3.1.0\n", "Flask==3.1.0 requires werkzeug, which nothing pins", id="open"
        ),
        pytest.param(["Werkzeug>=3.1"], "Flask==3.1.0\nwerkzeug==3.1.3\n", None, id="pinned in the file"),
        pytest.param(
            ["Werkzeug>=3.1"],
            "Flask==3.1.0\nwerkzeug==3.1.3 ; python_version >= '3.8'\n",
            None,
            id="pinned in the file under a marker",
        ),
        pytest.param(["Werkzeug>=3.1"], "-c c.txt\nFlask==3.1.0\n", None, id="pinned by a constraint"),
        pytest.param(["Werkzeug; python_version < '3.9'"], "Flask==3.1.0\n", None, id="under a marker"),
        pytest.param(["asgiref; extra == 'async'"], "Flask==3.1.0\n", None, id="of an extra"),
        pytest.param([], "Flask==3.1.0\n", None, id="none"),
        pytest.param(["Werkzeug"], "Flask==3.0.0\n", None, id="another version"),
    ],
)
def test_open_dependencies(tmp_path: Path, requires: list[str], text: str, message: str | None) -> None:
    write_tree(tmp_path, {**environment(*requires), "requirements.txt": text, "c.txt": "werkzeug==3.1.3\n"})

    report = engine.check(str(tmp_path.resolve()), [""], Config({"select": ["pins"], "evidence": ["environment"]}))

    assert [finding.message for finding in report.findings] == ([message] if message else [])
    assert all((finding.severity, finding.counted) == ("info", "open") for finding in report.findings)


def test_without_metadata_the_summary_counts_the_pins(tmp_path: Path) -> None:
    write_tree(tmp_path, {"requirements.txt": "Flask==3.1.0\nsix==1.17.0\n", "b/requirements.txt": "six==1.17.0\n"})

    report = engine.check(str(tmp_path.resolve()), [""], Config({"evidence": []}))

    note = (
        f"the dependencies of 3 pins in requirements.txt and 1 more file were not checked: a lock would list them{HOW}"
    )
    assert note in report.notes
    assert report.findings == []


def test_the_environment_tells_a_version(tmp_path: Path) -> None:
    write_tree(tmp_path, {**environment(), "requirements.txt": "Flask\nsix\n"})

    report = engine.check(str(tmp_path.resolve()), [""], Config({"evidence": ["environment"]}))

    assert [finding.help for finding in report.findings] == [
        "pin Flask to 3.1.0, as the virtual environment has it",
        "run `mv requirements.txt requirements.in && uv pip compile requirements.in -o requirements.txt`",
    ]


def test_a_constraint_without_a_version_has_no_effect(findings: Callable[..., list[Finding]]) -> None:
    tree = {"requirements.txt": "-c constraints.txt\nsix==1.17.0\n", "constraints.txt": "attrs\nidna<4\nsix==1.17.0\n"}

    assert [(f.severity, str(f.location), f.message) for f in findings(tree, "unpinned-requirement")] == [
        ("warning", "constraints.txt:1", "attrs has no version: this constraint has no effect")
    ]


@pytest.mark.parametrize(
    ("requires", "command", "noted"),
    [
        pytest.param(None, "flask==3.1.0", True, id="no metadata"),
        pytest.param(["werkzeug>=3"], "flask==3.1.0", True, id="it requires what is not pinned"),
        pytest.param(["werkzeug>=3"], "flask==3.1.0 werkzeug==3.1.3", True, id="of one pin there is no metadata"),
        pytest.param([], "flask==3.1.0", False, id="it requires nothing"),
        pytest.param(None, "--no-deps flask==3.1.0", False, id="without dependencies"),
        pytest.param(None, "flask==3.1.0 -c constraints.txt", False, id="constraints may pin them"),
        pytest.param(None, "-r requirements.txt && pip install flask==3.1.0", False, id="a file may have pinned them"),
        pytest.param(None, "poetry==1.8.0 pip==24.0", False, id="tools that install the project"),
    ],
)
def test_pins_on_a_command_line(tmp_path: Path, requires: list[str] | None, command: str, noted: bool) -> None:
    files = environment(*requires) if requires is not None else {}
    dockerfile = f"FROM python:3.12\nCOPY . .\nRUN pip install {command}\n"
    hashed = "six==1.17.0 --hash=sha256:" + "ab" * 32 + "\n"
    write_tree(
        tmp_path, {**files, "Dockerfile": dockerfile, "requirements.txt": hashed, "constraints.txt": "six==1.17.0\n"}
    )

    report = engine.check(str(tmp_path.resolve()), [""], Config({"select": ["pins"], "evidence": ["environment"]}))

    note = "the dependencies of 1 pin in Dockerfile were not checked: a lock would list them"
    assert (note in report.notes) == noted
    assert noted or not any("Dockerfile" in each for each in report.notes)


def test_pins_of_a_job_that_checks_are_not_noted(tmp_path: Path) -> None:
    workflow = "on: push\njobs:\n  a:\n    steps:\n      - run: pip install ruff==0.8.0\n"
    write_tree(tmp_path, {".github/workflows/a.yml": workflow, "requirements.in": ""})
    assert engine.check(str(tmp_path.resolve()), [""], Config({"evidence": []})).notes == ()


def test_the_note_names_one_file_and_counts_the_others(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"{name}/requirements.txt": "six==1.17.0\n" for name in "abc"})
    notes = engine.check(str(tmp_path.resolve()), [""], Config({"evidence": []})).notes
    assert notes[0] == (
        f"the dependencies of 3 pins in a/requirements.txt and 2 more files were not checked: a lock would list them{HOW}"
    )


HOW = " (`pinlint compile` says how to make one)"
LOCK_OF_A_FILE = (
    "to lock requirements.txt, "
    "run `mv requirements.txt requirements.in && uv pip compile requirements.in -o requirements.txt`"
)
LOCK_OF_A_COMMAND = (
    "to make one, write what Dockerfile installs to requirements.in, "
    "run `uv pip compile requirements.in --python-version 3.12 -o requirements.txt`, and install the lock in Dockerfile"
)
INSTALLING = "FROM python:3.12\nRUN pip install flask==3.1.0\n"
LOCKED = "# This file was autogenerated by uv via the following command:\n#    uv pip compile a.in -o a.txt\n"


def test_with_metadata_compile_names_the_command_too(tmp_path: Path, monkeypatch, capsys) -> None:
    write_tree(tmp_path, {**environment("Werkzeug"), "requirements.txt": "Flask==3.1.0\n"})
    monkeypatch.chdir(tmp_path)

    assert main(["compile", "--dry-run"]) == 0

    assert "".join(capsys.readouterr()).endswith(f"; {LOCK_OF_A_FILE}\n")


RELEASE = "on: push\njobs:\n  a:\n    steps:\n      - run: python -m build && twine upload dist/*\n"


@pytest.mark.parametrize(
    ("files", "command"),
    [
        pytest.param(
            {"requirements.txt": "six\n", "dev/requirements.txt": "idna\n"}, LOCK_OF_A_FILE, id="a file of names"
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.12\nRUN pip install flask\n"},
            "to make one, list what the project needs in requirements.in, "
            "run `uv pip compile requirements.in --python-version 3.12 -o requirements.txt`, and install the lock",
            id="only a command that installs a name",
        ),
        pytest.param(
            {
                "pyproject.toml": "[project]\nname = 'shop'\ndependencies = ['six']\n",
                ".github/workflows/a.yml": RELEASE,
            },
            "to make one, run `uv lock`, or the lock command of another tool that the project uses",
            id="only a pyproject.toml",
        ),
        pytest.param(
            {"requirements.in": "six\n"},
            "to make one, run `uv pip compile requirements.in -o requirements.txt`",
            id="an input",
        ),
        pytest.param(
            {
                "requirements/dev.in": "-c base.txt\n-c test.txt\nruff\n",
                "requirements/test.in": "-c base.txt\npytest\n",
                "requirements/base.in": "six\n",
            },
            "to make the locks:\n"
            "  run `cd requirements && uv pip compile base.in -o base.txt`\n"
            "  run `cd requirements && uv pip compile test.in -o test.txt`\n"
            "  run `cd requirements && uv pip compile dev.in -o dev.txt`",
            id="inputs with locks that limit each other, in the order in which the commands can run",
        ),
        pytest.param(
            {"requirements/a.in": "-c b.txt\nsix\n", "requirements/b.in": "-c a.txt\nidna\n"},
            "to make the locks:\n"
            "  run `cd requirements && uv pip compile b.in -o b.txt`\n"
            "  run `cd requirements && uv pip compile a.in -o a.txt`",
            id="two inputs whose locks limit each other in a circle",
        ),
        pytest.param(
            {"requirements.in": "flask\n", "requirements-dev.in": "-r requirements.in\n-c requirements.txt\npytest\n"},
            "to make the locks:\n"
            "  run `uv pip compile requirements.in -o requirements.txt`\n"
            "  run `uv pip compile requirements-dev.in -o requirements-dev.txt`",
            id="the lock of an input that another input reads as well",
        ),
        pytest.param(
            {".github/workflows/a.yml": "on: push\njobs:\n  a:\n    steps:\n      - run: pip install ruff\n"},
            "to lock what the workflows install, run `pinlint init`",
            id="only a workflow",
        ),
    ],
)
def test_without_any_pin_compile_says_how_to_make_the_first_lock(
    tmp_path: Path, monkeypatch, capsys, files: dict[str, str], command: str
) -> None:
    write_tree(tmp_path, files)
    monkeypatch.chdir(tmp_path)

    assert main(["compile"]) == 0

    assert "".join(capsys.readouterr()).endswith(f"compiled requirements file; {command}\n")


@pytest.mark.parametrize(
    ("files", "command"),
    [
        pytest.param({"requirements.txt": "six==1.17.0\n"}, LOCK_OF_A_FILE, id="a file of pins"),
        pytest.param({"requirements.txt": "six==1.17.0\nidna\n"}, None, id="a finding says it already"),
        pytest.param({"Dockerfile": INSTALLING}, LOCK_OF_A_COMMAND, id="a command"),
        pytest.param({"Dockerfile": INSTALLING, "requirements.in": "six\n"}, None, id="a file would be replaced"),
        pytest.param(
            {"requirements.txt": "six==1.17.0\n", "a.in": "idna\n", "a.txt": f"{LOCKED}idna==3.7\n"},
            None,
            id="the project has a lock",
        ),
    ],
)
def test_without_a_lock_compile_names_the_command_that_makes_one(
    tmp_path: Path, monkeypatch, capsys, files, command: str | None
) -> None:
    write_tree(tmp_path, files)

    notes = engine.check(str(tmp_path.resolve()), [""], Config({"evidence": []})).notes
    monkeypatch.chdir(tmp_path)
    main(["compile", "--dry-run"])

    assert any(note.endswith(HOW) for note in notes) == (command is not None)
    assert any("were not checked: a lock would list them" in note for note in notes)
    said = "".join(capsys.readouterr())
    assert said.endswith(f"compiled requirements file; {command}\n") == (command is not None)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        pytest.param({"requirements-oldest.txt": "six==1.10\n"}, False, id="a file with the oldest versions"),
        pytest.param(
            {"oldest/pins.txt": "six==1.10\n", "tox.ini": "[testenv:minimum]\ndeps = -r oldest/pins.txt\n"},
            False,
            id="a file for an environment with the oldest versions",
        ),
        pytest.param({"requirements.txt": "six==1.10\n"}, True, id="any other file"),
    ],
)
def test_nobody_compiles_the_oldest_versions(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    files: dict[str, str],
    told: bool,
) -> None:
    write_tree(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    main(["check"])
    main(["compile", "--dry-run"])
    printed = "".join(capsys.readouterr())
    assert ("a lock would list them" in printed, "to lock " in printed) == (told, told)

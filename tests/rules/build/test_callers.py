"""How strictly an unpinned install is judged in a file whose jobs other files run: targets, environments, scripts, actions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from trees import write_tree

from pinlint.command_line.main import main

Checked = Callable[..., list[str]]
FILE = ".github/workflows/release.yml"
TOX = "[testenv]\ndeps = pytest\n[testenv:build]\ndeps = flask\n[testenv:{docs,pages}]\ndeps = rich\n"
NOX = """
import nox

@nox.session
def build(session):
    session.install("flask")

@nox.session
def lint(session):
    session.install("rich")
"""
WHEELS = '[tool.cibuildwheel]\nbefore-build = "pip install flask"\ntest-requires = "rich"\n'
HATCH = '[tool.hatch.envs.build]\ndependencies = ["flask"]\n[tool.hatch.envs.docs]\ndependencies = ["rich"]\n'
POE = '[tool.poe.tasks]\nbuild = "pip install flask"\ndocs = "pip install rich"\n'


def workflow(*runs: str, more: str = "") -> str:
    """A workflow of one job that runs these commands."""
    return "on: push\njobs:\n  a:\n    steps:\n" + "".join(f"      - run: {run}\n" for run in runs) + more


def severities(files: dict[str, str], check_tree: Checked) -> dict[str, str]:
    """The severity of each project that is not pinned."""
    found = check_tree({"requirements.txt": "six==1.17.0\n", **files}, "unpinned-install")
    parts = [line.partition(": ")[2].split(" ") for line in found]
    return {part[2]: part[0].rstrip(":") for part in parts}


@pytest.mark.parametrize(
    ("name", "text", "command"),
    [
        pytest.param("tox.ini", TOX, "tox -e build", id="tox"),
        pytest.param("tox.ini", TOX, "tox run --env=x,build", id="tox 4"),
        pytest.param("tox.ini", TOX, "python -m tox -ebuild", id="tox as a module"),
        pytest.param("tox.ini", TOX, "uvx --with tox-uv tox@4 -e build -- -e docs", id="tox by uvx"),
        pytest.param("tox.ini", TOX, "uvx tox@git+https://example.com/me/fork -e build", id="tox from a repository"),
        pytest.param("tox.ini", TOX, "TOXENV=build tox", id="tox by a variable"),
        pytest.param("noxfile.py", NOX, "nox -s build", id="nox"),
        pytest.param("noxfile.py", NOX, "pipx run nox --session x build-3.12", id="nox with a version"),
        pytest.param("pyproject.toml", HATCH, "hatch run build:x", id="Hatch"),
        pytest.param("pyproject.toml", WHEELS, "cibuildwheel --output-dir x", id="cibuildwheel"),
        pytest.param(
            "pyproject.toml", WHEELS, "uv run --no-project python -m cibuildwheel", id="cibuildwheel as a module"
        ),
        pytest.param("pyproject.toml", POE, "uv run poe build", id="poe"),
    ],
)
def test_what_a_publishing_job_runs(name: str, text: str, command: str, check_tree: Checked) -> None:
    found = severities({name: text, FILE: workflow(command, "twine upload dist/*")}, check_tree)
    assert (found["flask"], found["rich"]) == ("error", "warning")


@pytest.mark.parametrize(
    "runs",
    [
        pytest.param(["tox -e build"], id="a check"),
        pytest.param(["pip install tox -e build", "twine upload x"], id="the name of a requirement"),
        pytest.param(["tox -e docs", "twine upload x"], id="another environment"),
        pytest.param(["tox -e build-coverage", "twine upload x"], id="an environment that only checks"),
        pytest.param(["uv tool install tox -e build", "twine upload x"], id="a tool that is installed"),
    ],
)
def test_what_no_publishing_job_runs(runs: list[str], check_tree: Checked) -> None:
    text = TOX.replace("testenv:build]", "testenv:build{,-coverage}]") if "coverage" in runs[0] else TOX
    found = severities({"tox.ini": text, FILE: workflow(*runs)}, check_tree)
    assert (found["flask"], found["pytest"]) == ("warning", "warning")


def test_the_names_of_environments_that_check(check_tree: Checked) -> None:
    for name in ("py312", "pypy3", "lint", "unit-tests"):
        assert (
            severities({"tox.ini": TOX, FILE: workflow(f"tox -e {name}", "twine upload x")}, check_tree)["pytest"]
            == "warning"
        )


def test_the_action_for_wheels_and_the_names_of_sections(check_tree: Checked) -> None:
    action = "      - uses: pypa/cibuildwheel@v3\n"
    found = severities({"pyproject.toml": WHEELS, FILE: workflow("twine upload x", more=action)}, check_tree)
    assert found == {"flask": "error", "rich": "warning"}
    assert severities({"tox.ini": TOX, FILE: workflow("tox -e pages", "twine upload x")}, check_tree)["rich"] == "error"


def test_a_special_target_of_make_runs_nothing(check_tree: Checked) -> None:
    make = (
        ".PHONY: release lint\nrelease: x\n\ttwine upload dist/*\nx:\n\tpip install flask\nlint:\n\tpip install rich\n"
    )
    assert severities({"Makefile": make}, check_tree) == {"flask": "error", "rich": "warning"}
    assert severities({"Makefile": make, FILE: workflow("make", "twine upload x")}, check_tree)["rich"] == "warning"


PUBLISHES = {
    "Makefile": "release: dist\n\ttwine upload dist/*\ntest:\n\tpytest\n",
    "tox.ini": "[testenv:release]\ncommands = twine upload dist/*\n",
    "noxfile.py": 'def release(session):\n    session.run("twine", "upload", "x")\n',
    "release.sh": "upload() { twine upload dist/*; }\nupload\n",
    "bin/release": "#!/bin/sh\npip install z==1\ntwine upload dist/*\n",
    "a/action.yml": "runs: {using: composite, steps: [{shell: bash, run: uv publish}]}\n",
}


@pytest.mark.parametrize(
    ("command", "severity"),
    [
        pytest.param("make release", "error", id="a target"),
        pytest.param("make test", "warning", id="another target"),
        pytest.param("tox -e release", "error", id="tox"),
        pytest.param("nox -s release", "error", id="nox"),
        pytest.param("bash release.sh", "error", id="a script"),
        pytest.param("./bin/release", "error", id="a script without an ending"),
        pytest.param("x\n      - uses: ./a", "error", id="an action"),
        pytest.param("python -m tox -e clean && ./configure && tox -e release", "error", id="after other commands"),
        pytest.param("./configure && make -C . release", "error", id="a target after another command"),
    ],
)
def test_a_job_that_runs_what_publishes(command: str, severity: str, check_tree: Checked) -> None:
    more = {name: text if "pip install" in text else f"{text}# pip install\n" for name, text in PUBLISHES.items()}
    assert severities({**more, FILE: workflow("pip install flask", command)}, check_tree)["flask"] == severity


def test_a_job_that_runs_a_target_that_runs_an_environment_that_publishes(check_tree: Checked) -> None:
    # Neither the Makefile installs something, nor is there a word in it that says so.
    files = {
        "tox.ini": "[testenv:up]\ndeps = twine==6\ncommands = twine upload dist/*\n",
        "Makefile": "up:\n\ttox -e up\n",
    }
    assert severities({**files, FILE: workflow("pip install flask", "make up")}, check_tree)["flask"] == "error"


def test_a_script_that_publishes_only_if_it_is_told_to(check_tree: Checked) -> None:
    script = 'pip install z==1\nif [ "$1" = upload ]; then twine upload dist/*; fi\n'
    found = severities({"ci.sh": script, FILE: workflow("pip install flask", "sh ci.sh test")}, check_tree)
    assert found["flask"] == "warning"


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        pytest.param("bin/setup", "#!/bin/sh\npip install one\n", {"one"}, id="a folder of programs"),
        pytest.param("scripts/ci/run", "#!/usr/bin/env bash\npip install one\n", {"one"}, id="a folder of scripts"),
        pytest.param("bin/setup", "pip install one\n", set(), id="no script"),
        pytest.param(".binder/postBuild", "# x\npip install one\n", {"one"}, id="a script of Binder"),
        pytest.param("bin/setup", "#!/usr/bin/env python\npip install one\n", set(), id="a program of Python"),
        pytest.param("docs/setup", "#!/bin/sh\npip install one\n", set(), id="another folder"),
        pytest.param("tests/fixtures/bin/x", "#!/bin/sh\npip install one\n", set(), id="test data"),
    ],
)
def test_scripts_without_an_ending(path: str, text: str, names: set[str], check_tree: Checked) -> None:
    for more in ({}, {"Makefile": "all:\n\techo\n"}):
        assert severities({path: text, **more}, check_tree).keys() == names


@pytest.mark.parametrize(
    ("text", "target", "found"),
    [
        pytest.param("#!/bin/sh\npip install one\n", ".", "bin/setup:2:13: unpinned-install", id="a script"),
        pytest.param(
            "#!/bin/sh\npip install one\n", "bin/setup", "bin/setup:2:13: unpinned-install", id="a named script"
        ),
        pytest.param("one\n", "bin/setup", "bin/setup:1:1: unpinned-requirement", id="a named requirements file"),
        pytest.param("one\n", ".", "note: nothing to check", id="another file"),
    ],
)
def test_a_file_without_an_ending_alone(
    text: str,
    target: str,
    found: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_tree(tmp_path, {"bin/setup": text})
    monkeypatch.chdir(tmp_path)
    main(["check", "--format", "concise", target])
    output = capsys.readouterr()
    assert (output.out + output.err).startswith(f"{found}: ")


def test_a_program_of_python_that_a_publishing_job_runs(check_tree: Checked) -> None:
    program = 'import subprocess\nsubprocess.run(["pip", "install", "flask>=3"])\n'
    for command, severity in (("python -X dev scripts/x.py", "error"), ("python -m x scripts/y.py", "warning")):
        files = {"scripts/x.py": program, FILE: workflow(command, "twine upload x")}
        assert severities(files, check_tree) == {"flask>=3": severity}


def test_a_script_of_any_folder_that_a_file_runs(check_tree: Checked) -> None:
    files = {"dev/go": "#!/bin/bash\npip install flask\n", "Dockerfile": "FROM python:3\nCOPY . .\nRUN dev/go\n"}
    assert severities(files, check_tree) == {"flask": "error"}


@pytest.mark.parametrize(
    ("path", "hosts", "severity"),
    [
        pytest.param("site.yml", "web", "error", id="servers"),
        pytest.param("playbooks/web.yml", "web", "error", id="a folder of playbooks"),
        pytest.param("tests/playbooks/web.yml", "web", "warning", id="a test"),
        pytest.param("playbooks/dev/web.yml", "web", "warning", id="the machines of developers"),
        pytest.param("site.yml", "localhost", "warning", id="this machine"),
        pytest.param("web/provisioning/setup.yml", "web", "error", id="a folder that provisions"),
        pytest.param("ansible/web/setup.yml", "web", "error", id="below a folder of Ansible"),
        pytest.param("molecule/default/converge.yml", "web", "warning", id="Molecule tests a role"),
        pytest.param(
            "roles/x/molecule/default/prepare.yml", "web", "warning", id="Molecule prepares the test of a role"
        ),
    ],
)
def test_a_playbook(path: str, hosts: str, severity: str, check_tree: Checked) -> None:
    text = f"- hosts: {hosts}\n  tasks:\n    - pip: {{name: flask}}\n"
    assert severities({path: text}, check_tree) == {"flask": severity}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("version: '3'\ntasks: {x: {cmds: [{cmd: pip install flask}]}}\n", id="a file of Task"),
        pytest.param("version: '3'\ntasks: {x: {command: pip install flask}}\n", id="a table of tasks"),
        pytest.param("- cmd: pip install flask\n", id="an argument that is no module"),
    ],
)
def test_files_that_are_no_tasks_of_ansible(text: str, check_tree: Checked) -> None:
    assert severities({"tasks/python.yml": text}, check_tree) == {}


@pytest.mark.parametrize("path", ["web.yml", "roles/x/templates/web.yml", "ansible/templates/web.yml", "tasks.yml"])
def test_files_that_are_no_playbooks(path: str, check_tree: Checked) -> None:
    assert severities({path: "- hosts: web\n  tasks:\n    - pip: {name: flask}\n"}, check_tree) == {}


@pytest.mark.parametrize(
    ("deploy", "severity"),
    [
        pytest.param("deploy: {provider: pypi}", "error", id="a package index"),
        pytest.param("deploy: [{provider: heroku}]", "error", id="a platform"),
        pytest.param("sudo: false", "warning", id="only tests"),
    ],
)
def test_a_job_of_travis(deploy: str, severity: str, check_tree: Checked) -> None:
    assert severities({".travis.yml": f"install: pip install flask\n{deploy}\n"}, check_tree) == {"flask": severity}


def test_the_jobs_of_a_workflow_that_builds_for_another_one(check_tree: Checked) -> None:
    build = (
        "on: workflow_call\njobs:\n"
        "  wheels: {steps: [{run: pip install flask}, {uses: actions/upload-artifact@v4, with: {name: 'dist-${{ x }}'}}]}\n"
        "  lint: {steps: [{run: pip install rich}]}\n"
        "  test: {steps: [{run: pip install tox}, {uses: actions/upload-artifact@v4, with: {name: 'cover-${{ x }}'}}]}\n"
    )
    release = (
        "on: push\njobs:\n  build: {uses: ./.github/workflows/build.yml}\n"
        "  publish: {needs: build, steps: [{uses: actions/download-artifact@v4, with: {pattern: dist-*}}, "
        "{run: twine upload x}]}\n"
    )
    found = severities({".github/workflows/build.yml": build, FILE: release}, check_tree)
    assert found == {"flask": "error", "rich": "warning", "tox": "warning"}


@pytest.mark.parametrize(
    ("stored", "wanted", "severity"),
    [
        pytest.param("dist", "name: dist", "error", id="the same name"),
        pytest.param("dist", "name: wheels", "warning", id="another name"),
        pytest.param("dist-${{ x }}", "name: dist", "warning", id="a longer name"),
        pytest.param("dist-${{ x }}", "pattern: 'dist-*'", "error", id="a pattern"),
        pytest.param("cover-${{ x }}", "pattern: 'dist-*'", "warning", id="another pattern"),
        pytest.param("${{ x }}", "pattern: 'dist-*'", "error", id="a name that is not known"),
        pytest.param("dist", "pattern: '${{ x }}'", "error", id="a pattern that is not known"),
        pytest.param("coverage-${{ x }}", "pattern: '${{ x }}'", "warning", id="the results of a check"),
        pytest.param("test-logs", "path: x", "warning", id="all files, but these are results of a check"),
        pytest.param("dist", "path: x", "error", id="all files"),
    ],
)
def test_the_names_of_stored_files(stored: str, wanted: str, severity: str, check_tree: Checked) -> None:
    text = (
        "on: push\njobs:\n"
        f"  build: {{steps: [{{run: pip install flask}}, {{uses: actions/upload-artifact@v4, with: {{name: '{stored}'}}}}]}}\n"
        f"  publish: {{needs: build, steps: [{{uses: actions/download-artifact@v4, with: {{{wanted}}}}}, "
        "{run: twine upload x}]}\n"
    )
    assert severities({FILE: text}, check_tree) == {"flask": severity}


def test_a_step_that_only_runs_other_jobs_hides_no_file(check_tree: Checked) -> None:
    files = {
        FILE: workflow("hatch run x", "pip install -r base.txt"),
        "base.txt": "flask\n",
        "requirements.txt": "six==1.17.0\n",
    }
    assert check_tree(files, "unlocked-requirements") == check_tree(
        {**files, FILE: workflow("echo", "pip install -r base.txt")}, "unlocked-requirements"
    )

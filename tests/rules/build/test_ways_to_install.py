"""The ways in which commands of workflows install something: what is found to be installed, and where it is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import write_tree

from pinlint.build.install_arguments import install_arguments
from pinlint.checking.engine import open_project
from pinlint.findings.config import Config
from pinlint.project.files import Tree

PATH = ".github/workflows/ci.yml"


def installed(folder: Path, workflow: str) -> list[tuple[str, str]]:
    """What the steps of a workflow install without a pin: its name and version, and the text at its place; ``-r`` of files."""
    write_tree(folder, {PATH: workflow, "r.txt": "flask==3.1.0\n"})
    project = open_project(Tree(str(folder)), [""], Config(), {})
    assert project.builds is not None
    found = []
    for place in project.builds.places:
        for step in place.steps:
            for argument in step.step.files:
                found.append((f"-r {argument.value}", argument.word.text))
            for requirement, _ in install_arguments(step, project):
                location = requirement.location
                found.append((requirement.shown, requirement.source.text[location.span.start : location.span.end]))
    return found


def job(script: str, shell: str = "bash") -> str:
    lines = "".join(f"          {line}\n" for line in script.split("\n"))
    return f"jobs:\n  test:\n    steps:\n      - shell: {shell}\n        run: |\n{lines}"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(
            'DEPS=(flask "six>=1")\npip install "${DEPS[@]}"',
            [("flask", '"${DEPS[@]}"'), ("six>=1", '"${DEPS[@]}"')],
            id="an array",
        ),
        pytest.param(
            "D=(flask)\nD+=(six)\npip install ${D[*]}", [("flask", "${D[*]}"), ("six", "${D[*]}")], id="one that grows"
        ),
        pytest.param(
            'D=(flask $X)\npip install "${D[@]}"', [("flask", '"${D[@]}"')], id="an array with what nobody knows"
        ),
        pytest.param("P='flask six'\npip install $P", [("flask", "$P"), ("six", "$P")], id="a variable"),
        pytest.param("for p in flask six; do pip install $p; done", [("flask", "$p"), ("six", "$p")], id="a loop"),
        pytest.param(
            "echo flask six | xargs pip install", [("flask", "flask"), ("six", "six")], id="xargs behind echo"
        ),
        pytest.param("cat r.txt | xargs -n 1 pip install", [("-r r.txt", "r.txt")], id="xargs behind cat"),
        pytest.param("xargs pip install < r.txt", [("-r r.txt", "r.txt")], id="xargs of a file"),
        pytest.param("sort x | xargs pip install", [], id="xargs of what nobody knows"),
        pytest.param("pip install $(cat r.txt)", [("-r r.txt", "$(cat r.txt)")], id="the content of a file"),
        pytest.param("pip install $(< r.txt)", [("-r r.txt", "$(< r.txt)")], id="the same for bash"),
        pytest.param("C='pip install flask'\neval $C", [("flask", "$C")], id="eval"),
        pytest.param('ansible all -m shell -a "pip install flask"', [("flask", "flask")], id="ansible"),
        pytest.param("docker exec web pip install flask", [("flask", "flask")], id="a container that runs"),
        pytest.param(
            'docker run --rm -v x:y python:3 sh -c "pip install flask"', [("flask", "flask")], id="a container"
        ),
        pytest.param("ssh -p 22 u@h 'cd x && pip install flask'", [("flask", "flask")], id="another machine"),
        pytest.param("ssh h -- pip install flask", [("flask", "flask")], id="words behind the end of ssh's options"),
        pytest.param("ssh h pip install flask", [("flask", "flask")], id="the words of another machine"),
        pytest.param(
            "ssh h bash -s <<'E'\npip install flask\nE", [("flask", "flask")], id="a script for another machine"
        ),
        pytest.param("ssh -L 1:h:1 u@h <<E\npip install flask\nE", [("flask", "flask")], id="the input of ssh"),
        pytest.param("ssh h cat <<E\npip install flask\nE", [], id="the input of another program"),
        pytest.param("scp x h && ssh -V", [], id="no machine"),
        pytest.param('su - $X -c "cd $D && $PIP install flask $Y"', [("flask", "flask")], id="another user"),
        pytest.param("bash -c \"pip install 'flask$X' 'six'\"", [("six", "'six'")], id="quotes in a script"),
        pytest.param("if [[ $X == y ]]; then pip install flask; fi", [("flask", "flask")], id="a condition of bash"),
        pytest.param("retry pip install flask", [("flask", "flask")], id="retry"),
        pytest.param("uv tool install ruff", [("ruff", "ruff")], id="uv tool install"),
        pytest.param("uvx ruff check", [("ruff", "ruff")], id="uvx"),
        pytest.param("pipx run build", [("build", "build")], id="pipx run"),
        pytest.param("uv run --with six python x.py", [("six", "six")], id="uv run --with"),
        pytest.param("py -3.12 -m pip install flask", [("flask", "flask")], id="the launcher of Windows"),
    ],
)
def test_posix_shells(tmp_path: Path, script: str, expected: list[tuple[str, str]]) -> None:
    assert installed(tmp_path, job(script)) == expected


@pytest.mark.parametrize(
    ("shell", "script", "expected"),
    [
        pytest.param(
            "pwsh", "python -m pip install `\n  flask `\n  six", ["flask", "six"], id="continued lines of PowerShell"
        ),
        pytest.param("pwsh", '& "$env:VENV\\Scripts\\pip.exe" install flask', ["flask"], id="a path of PowerShell"),
        pytest.param("pwsh", "if ($true) { pip install flask }", ["flask"], id="a block of PowerShell"),
        pytest.param("pwsh", "pip install flask<4 'six<2'", ["flask<4", "six<2"], id="no redirection of input"),
        pytest.param("cmd", "pip install ^\n  flask", ["flask"], id="continued lines of the command line"),
        pytest.param("cmd", "call venv\\Scripts\\pip.exe install flask", ["flask"], id="a path of the command line"),
        pytest.param(
            "cmd",
            "rem what's new\n:: it's old\n@pip install flask\nREM it's new\n  pip install six",
            ["flask", "six"],
            id="comments of the command line",
        ),
        pytest.param("msys2 {0}", "pip install flask", ["flask"], id="a shell of MSYS2"),
        pytest.param("python", "pip install flask", [], id="another language"),
    ],
)
def test_shells_of_windows(tmp_path: Path, shell: str, script: str, expected: list[str]) -> None:
    assert [name for name, _ in installed(tmp_path, job(script, shell))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "jobs: {a: {uses: x/y/.github/workflows/z.yml@v1, with: {pre_command: pip install flask}}}",
            ["flask"],
            id="a workflow's input",
        ),
        pytest.param(
            "jobs: {a: {steps: [{uses: x/retry@v1, with: {command: pip install flask}}]}}",
            ["flask"],
            id="an action's input",
        ),
        pytest.param(
            "jobs: {a: {steps: [{uses: x/y@v1, with: {body: pip install flask}}]}}",
            [],
            id="an input that is no command",
        ),
        pytest.param(
            "jobs: {a: {steps: [{uses: actions/github-script@v1, with: {script: pip install flask}}]}}",
            [],
            id="a script of another language",
        ),
        pytest.param(
            "jobs: {a: {steps: [{uses: x/y@v1, env: {CIBW_BEFORE_BUILD: pip install flask}}]}}",
            ["flask"],
            id="cibuildwheel",
        ),
    ],
)
def test_commands_that_actions_are_given(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert [name for name, _ in installed(tmp_path, text)] == expected

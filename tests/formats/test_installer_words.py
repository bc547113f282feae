"""The words that say whether a file or a script may install, publish or deploy something."""

from __future__ import annotations

import pytest

from pinlint.formats.installer_words import is_telling, may_install, may_publish, runs_others

#: Commands of installers, and words that only look like them.
INSTALLING = (
    "pip install x", "pip3 install x", "pip3.12 install x", "pip.exe install x", "python -m pip", "python -mpip", "pip-sync",
    "pip download x", "pip wheel .", "pip uninstall x", "pip freeze", "pip list", "pip -q install x", '"pip", "install"',
    "pip-compile", "piptools", "${pip} install x", "pipx run x", "pipx inject x y", "pipx install x", "uv pip install x", "uvx x",
    "uv sync", "uv tool install x", "uv add x", "uv lock", "uv export", "$(uv) install x", "poetry sync", "poetry add x",
    "poetry lock", "poetry install", "poetry self add x", "poetry update", "poetry export", "pdm sync", "pdm add x", "pdm lock",
    "pdm install", "pdm self add x", "pdm update", "pdm export", "pipenv sync", "pipenv lock", "pipenv install x",
    "pipenv update", "pipenv requirements", "easy_install x", "uv run --with x y", "uv run --with=x y", "PIP INSTALL x",
    "setup.py install", "python setup.py -q build develop", '"setup.py", "install"',
)  # fmt: skip
SILENT = (
    "pip", "pip show x", "recipe install x", "uv", "uv run x", "uv --version", "luv sync", "poetry build",
    "poetry run x", "pdm build", "pdm run x", "pipenv run x", "easy_installer", "x --without y", "echo hello",
)  # fmt: skip
PUBLISHING = (
    "twine x", "upload x", "npm publish", "git push", "deploy.x", "gh release create", "goreleaser check", "semantic-release",
    "heroku container:release web", "ghp-import site", "terraform apply", "rollout x", "kubectl get x", "helm x", "pulumi up",
    "aws s3 ls", "zappa x", "python setup.py sdist", "make x", "just x", "sh x", "./x.sh", "./x.bash", "./x.zsh", "./x.ksh",
    "x.ps1", "x.bat", "x.cmd", "make\n", "SH X",
)  # fmt: skip
RUNNING = (
    "tox -e x", "nox -s x", "hatch x", "cibuildwheel", "poe x", "pixi x", "pdm run x", "mise run x", "bin/x", "script/x",
    "scripts/x", "tox", "nox\n", "HATCH X",
)  # fmt: skip


@pytest.mark.parametrize("text", INSTALLING)
def test_the_command_of_an_installer_tells(text: str) -> None:
    assert is_telling(text)
    assert may_install("dockerfile", text.encode())


@pytest.mark.parametrize("text", SILENT)
def test_other_commands_tell_nothing(text: str) -> None:
    assert not is_telling(text)
    assert not may_install("dockerfile", text.encode())


@pytest.mark.parametrize("text", PUBLISHING)
def test_a_script_that_publishes_or_runs_another_tells(text: str) -> None:
    assert is_telling(text)


@pytest.mark.parametrize("text", RUNNING)
def test_a_script_that_runs_jobs_by_name(text: str) -> None:
    assert runs_others(text)


@pytest.mark.parametrize("text", ["toxic", "noxious", "pdm install", "mise x", "cabin", "poetry", "make"])
def test_a_script_that_runs_no_jobs_by_name(text: str) -> None:
    assert not runs_others(text)


@pytest.mark.parametrize("word", ["twine", "upload", "Publish", "DEPLOY", "release", "kubectl", "helm"])
def test_the_words_of_a_file_that_publishes(word: str) -> None:
    assert may_publish(f"x: {word} y".encode())
    assert not may_publish(f"x: {word[1:]} y".encode())


@pytest.mark.parametrize(
    ("format", "text", "expected"),
    [
        pytest.param("conda_environment", "dependencies:\n- pip:\n  - x\n", True, id="conda with a list for pip"),
        pytest.param("conda_environment", "dependencies:\n- pip\n", False, id="conda that installs only pip"),
        pytest.param("hatch", "[envs.x]", True, id="an environment of Hatch"),
        pytest.param("hatch", "[build]", False, id="Hatch without environments"),
        pytest.param("nox", "session.install('x')", True, id="nox installs"),
        pytest.param("nox", "session.run_install('x')", True, id="nox runs an installer"),
        pytest.param("nox", "session.notify('x')", False, id="nox does something else"),
        pytest.param("tox", "[testenv]\n", True, id="an environment of tox"),
        pytest.param("tox", "[tool.tox]\n", True, id="tox in pyproject.toml"),
        pytest.param("tox", "[env_run_base]\n", True, id="tox in TOML"),
        pytest.param("tox", "[flake8]\n", False, id="a file of other tools"),
        pytest.param("gitlab_ci", "include: x", True, id="GitLab includes other files"),
        pytest.param("makefile", "include: x", False, id="others do not"),
        pytest.param("ci_scripts", "install:\n- requirements: x.txt\n", True, id="Read the Docs lists requirements"),
        pytest.param("ci_scripts", "script: cat requirements.txt", False, id="a file that names requirements"),
        pytest.param("makefile", "install:\n- requirements: x.txt\n", False, id="a list in another format"),
        pytest.param("ansible_tasks", "- pip:\n    name: x\n", True, id="the module of Ansible"),
        pytest.param("ansible_tasks", "- ansible.builtin.pip: {name: x}\n", True, id="its full name"),
        pytest.param("ansible_tasks", "- apt: {name: pip}\n", False, id="another module"),
        pytest.param("makefile", "- pip:\n    name: x\n", False, id="the module in another format"),
        pytest.param("azure_template", "steps:\n- script: pip install x\n", True, id="a step of Azure"),
        pytest.param("azure_template", "steps:\n- run: pip install x\n", False, id="a step of something else"),
        pytest.param("compose", "steps:\n- run: pip install x\n", True, id="which any other format may have"),
        pytest.param("tool_tables", 'test-requires = ["x"]', True, id="cibuildwheel"),
        pytest.param("tool_tables", 'dependency-versions = "x"', True, id="cibuildwheel's constraints"),
        pytest.param("tool_tables", 'line-length = "x"', False, id="a table of another tool"),
        pytest.param("hatch", 'test-requires = ["x"]', False, id="cibuildwheel's word elsewhere"),
        pytest.param("snapcraft", "python-packages: [x]", True, id="packages of a snap"),
        pytest.param("snapcraft", "python-requirements: [x]", True, id="requirements of a snap"),
        pytest.param("snapcraft", "plugin: nil", False, id="a snap without Python"),
        pytest.param("makefile", "requirements.txt: x.in\n\tmake x\n", True, id="a target that is a requirements file"),
        pytest.param("makefile", "a/requirements-dev.lock : x\n", True, id="a target that is a lock"),
        pytest.param("makefile", "all: requirements.txt\n", False, id="a target that needs one"),
        pytest.param("snapcraft", "requirements.txt: x.in\n", True, id="the same text in a snap"),
        pytest.param("compose", "requirements.txt: x.in\n", False, id="the same text elsewhere"),
    ],
)
def test_the_words_of_a_format(format: str, text: str, expected: bool) -> None:
    assert may_install(format, text.encode()) is expected

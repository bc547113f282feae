"""Words of commands that pip refuses as requirements."""

from __future__ import annotations

import pytest

RULE = "syntax-error"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        pytest.param("pip install flask==3.1.0 werkzeug=2.0.1", "'=' is not an operator", id="one equals sign"),
        pytest.param(
            "python3 -m pip install 'click>==8'", "the version is missing after '>='", id="two operators, in quotes"
        ),
        pytest.param("uv pip install werkzeug=2.0.1", "'=' is not an operator", id="uv"),
        pytest.param("pip install 'acme[a]=2'", "'=' is not an operator", id="behind an extra"),
    ],
)
@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("Dockerfile", "FROM python:3.12\nRUN {}\n", id="in an image"),
        pytest.param(
            ".github/workflows/a.yml", "on: push\njobs:\n  a:\n    steps:\n      - run: {}\n", id="in a workflow"
        ),
        pytest.param("scripts/install.sh", "{}\n", id="in a script"),
    ],
)
def test_what_pip_refuses(check_tree, command: str, message: str, path: str, text: str) -> None:
    [found] = check_tree({path: text.format(command)}, RULE)
    assert found.startswith(f"{path}:")
    assert found.endswith(f": error: {RULE}: {message}")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("pip install flask==3.1.0", id="a pin"),
        pytest.param("pip install 'flask>=3,<4'", id="a range"),
        pytest.param("pip install flask=$VERSION", id="a variable"),
        pytest.param("pip install flask=${VERSION}.1", id="a part of a variable"),
        pytest.param("pip install ./dist=1", id="a path"),
        pytest.param("pip install .[dev]", id="the project with an extra"),
        pytest.param("pip install dist/flask=1", id="a path without a dot"),
        pytest.param("pip install C:\\\\x=1", id="a path of Windows"),
        pytest.param("pip install 'flask=<version>'", id="a placeholder"),
        pytest.param("pip install flask --config-settings a=1", id="the value of an option"),
        pytest.param("pip install --target=1 flask", id="the value of an option in one word"),
        pytest.param("pip install flask*=1", id="a pattern"),
        pytest.param("pip install https://example.com/a?b=1", id="a URL"),
        pytest.param("conda install numpy=1.2", id="conda"),
        pytest.param("apt-get install curl=7.88.1", id="apt"),
        pytest.param("A=1 pip install flask", id="a variable of the command"),
        pytest.param("echo pip install flask=1", id="text"),
        pytest.param("pip install flask>=3", id="a redirection, which another rule reports"),
    ],
)
def test_what_is_no_wrong_requirement(check_tree, command: str) -> None:
    assert check_tree({"Dockerfile": f"FROM python:3.12\nRUN {command}\n"}, RULE) == []

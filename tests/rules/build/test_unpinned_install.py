"""unpinned-install: the requirements on command lines, however the installer is called."""

from __future__ import annotations

from collections.abc import Callable

import pytest

FROM = "FROM python:3.12\nWORKDIR /app\nCOPY . .\n"
TREE = {"requirements.txt": "django==5.1.2\n", "constraints.txt": "gunicorn==23.0.0\n"}
NEWEST = "error: `{}` installs whatever version of flask is the newest"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("RUN pip install flask", NEWEST.format("pip install"), id="pip"),
        pytest.param("RUN pip3.12 install flask", NEWEST.format("pip install"), id="a version in the name"),
        pytest.param("RUN /opt/venv/bin/pip install flask", NEWEST.format("pip install"), id="a path"),
        pytest.param("RUN sudo -H pip install flask", NEWEST.format("pip install"), id="sudo"),
        pytest.param("RUN python3.12 -m pip install flask", NEWEST.format("pip install"), id="a module"),
        pytest.param("RUN pip --no-cache-dir -q install -U flask", NEWEST.format("pip install"), id="options before"),
        pytest.param('RUN ["pip", "install", "flask"]', NEWEST.format("pip install"), id="the exec form"),
        pytest.param('RUN bash -c "pip install flask"', NEWEST.format("pip install"), id="a string"),
        pytest.param("RUN <<EOF\npip install flask\nEOF\nUSER x", NEWEST.format("pip install"), id="a here-document"),
        pytest.param("RUN conda run -n x pip install flask", NEWEST.format("pip install"), id="conda run"),
        pytest.param("RUN uv pip install --system flask", NEWEST.format("uv pip install"), id="uv"),
        pytest.param("RUN pip wheel -w /w flask", NEWEST.format("pip wheel"), id="pip wheel"),
        pytest.param("RUN pip install -r requirements.txt flask", NEWEST.format("pip install"), id="beside a lock"),
        pytest.param("ENV P='flask'\nRUN pip install $P", NEWEST.format("pip install"), id="a variable"),
        pytest.param(
            "RUN pip install -i https://x/simple flask", NEWEST.format("pip install"), id="an option's value is none"
        ),
        pytest.param(
            'RUN pip install "flask>=2"', "error: `pip install` installs any version that fits flask>=2", id="a range"
        ),
        pytest.param(
            'RUN pip install "flask==2.*"',
            "error: `pip install` installs any version that fits flask==2.*",
            id="a wildcard",
        ),
        pytest.param(
            "RUN pip install flask>=2",
            "error: the shell redirects to '=2': `pip install` installs any flask",
            id="a redirection",
        ),
        pytest.param(
            "RUN pip install git+https://github.com/pallets/flask@main",
            "error: `pip install` installs git+https://github.com/pallets/flask@main, which can change",
            id="a branch",
        ),
        pytest.param(
            'RUN pip install "flask @ git+https://github.com/pallets/flask"',
            "error: `pip install` installs git+https://github.com/pallets/flask, which can change",
            id="a repository",
        ),
        pytest.param(
            "RUN pip install requirements.txt",
            "error: `pip install` asks the index for a project named requirements.txt: the -r before a file is missing",
            id="a file without -r",
        ),
        pytest.param(
            "RUN pip install -U pip",
            "info: `pip install` installs whatever version of pip is the newest",
            id="pip itself",
        ),
        pytest.param(
            "RUN pipx install uv", "warning: `pipx install` installs whatever version of uv is the newest", id="a tool"
        ),
    ],
)
def test_verdict(command: str, expected: str, check_tree: Callable[..., list[str]]) -> None:
    found = check_tree({"Dockerfile": f"{FROM}{command}\n", **TREE}, "unpinned-install")
    assert [line.partition(": ")[2].replace("unpinned-install: ", "") for line in found] == [expected]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("RUN pip install flask==3.0.0", id="a pin"),
        pytest.param("RUN pip install -r requirements.txt", id="a lock"),
        pytest.param("RUN pip install . ./x /y ../z '.[dev]' -e .", id="paths"),
        pytest.param("RUN pip install dist/*.whl x.whl", id="wheels"),
        pytest.param("RUN pip install --no-index --find-links=/wheels flask", id="from a folder"),
        pytest.param("RUN pip install -c constraints.txt gunicorn", id="a constraint pins it"),
        pytest.param(
            "ENV PIP_CONSTRAINT=constraints.txt\nRUN pip install gunicorn", id="a constraint of the environment"
        ),
        pytest.param("RUN pip install -r requirements.txt django", id="a file of the command pins it"),
        pytest.param("RUN pip install -r requirements.txt && pip install django", id="it is installed already"),
        pytest.param(
            "RUN pip install git+https://github.com/pallets/flask@0123456789abcdef0123456789abcdef01234567",
            id="a commit",
        ),
        pytest.param("RUN pip install $PACKAGES", id="an unknown variable"),
        pytest.param("RUN pip list && pip uninstall flask && echo pip install flask", id="other commands"),
        pytest.param("RUN [ -n x ] && pip install flask", id="perhaps"),
        pytest.param("# RUN pip install flask", id="a comment"),
        pytest.param("ONBUILD RUN pip install flask", id="for others"),
    ],
)
def test_silence(command: str, check_tree: Callable[..., list[str]]) -> None:
    assert check_tree({"Dockerfile": f"{FROM}{command}\n", **TREE}, "unpinned-install") == []


def test_credentials_are_left_out(check_tree: Callable[..., list[str]]) -> None:
    (line,) = check_tree(
        {"Dockerfile": f"{FROM}RUN pip install git+https://me:s3cret@example.com/x@main\n"}, "unpinned-install"
    )
    assert "s3cret" not in line

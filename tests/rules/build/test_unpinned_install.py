"""unpinned-install: the requirements on command lines, however the installer is called."""

from __future__ import annotations

from collections.abc import Callable

import pytest

FROM = "FROM python:3.12\nWORKDIR /app\nCOPY . .\n"
TREE = {"requirements.txt": "django==5.1.2\n", "constraints.txt": "gunicorn==23.0.0\n"}
NEWEST = "error: flask is not pinned: every build installs the newest release"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("RUN pip install flask", NEWEST, id="pip"),
        pytest.param("RUN pip3.12 install flask", NEWEST, id="a version in the name"),
        pytest.param("RUN /opt/venv/bin/pip install flask", NEWEST, id="a path"),
        pytest.param("RUN python -mpip install flask", NEWEST, id="a module, glued to its option"),
        pytest.param("RUN python3 -W error -Im pip install flask", NEWEST, id="a cluster of options"),
        pytest.param("RUN if [ $A = 1 ]; then pip install flask; fi", NEWEST, id="in an if"),
        pytest.param("RUN if a; then b; else pip install flask; fi", NEWEST, id="in an else"),
        pytest.param("RUN case $A in a) pip install flask ;; esac", NEWEST, id="in a case"),
        pytest.param("RUN test -n x && pip install flask || :", NEWEST, id="behind a test"),
        pytest.param("RUN pip show flask || pip install flask", NEWEST, id="behind ||"),
        pytest.param("RUN for p in flask; do pip install $p; done", NEWEST, id="in a loop"),
        pytest.param("RUN <<EOT bash\npip install flask\nEOT", NEWEST, id="what bash is given"),
        pytest.param("RUN bash -eo pipefail <<'E'\npip install flask\nE", NEWEST, id="a script as input"),
        pytest.param(
            'SHELL ["conda", "run", "-n", "x", "/bin/bash", "-c"]\nRUN pip install flask',
            NEWEST,
            id="a shell that conda starts",
        ),
        pytest.param("RUN runuser -u me -- pip install flask", NEWEST, id="runuser"),
        pytest.param("ONBUILD RUN pip install flask", NEWEST, id="for images built upon it"),
        pytest.param("CMD pip install flask && ./run", NEWEST, id="when a container starts"),
        pytest.param('ENTRYPOINT ["sh", "-c", "pip install flask"]', NEWEST, id="an entry point"),
        pytest.param(
            "COPY <<E /app/r.txt\nflask\na==1\nE\nRUN pip install -r r.txt",
            NEWEST,
            id="a file that the Dockerfile writes",
        ),
        pytest.param(
            "RUN cat > r.txt <<E && pip install -r r.txt\nflask\nE",
            NEWEST,
            id="a file that a command writes",
        ),
        pytest.param("RUN uvx flask", NEWEST, id="uvx"),
        pytest.param("RUN uvx --from flask x", NEWEST, id="uvx --from"),
        pytest.param("RUN uvx flask@latest --with x", NEWEST, id="uvx at the latest"),
        pytest.param("RUN uv tool run flask", NEWEST, id="uv tool run"),
        pytest.param("RUN uv run --with a==1,flask python x.py", NEWEST, id="uv run --with"),
        pytest.param("RUN pipx run flask x y", NEWEST, id="pipx run"),
        pytest.param("RUN pipx run --spec flask x", NEWEST, id="pipx run --spec"),
        pytest.param("RUN pipx inject a flask", NEWEST, id="pipx inject"),
        pytest.param("RUN poetry self add flask", NEWEST, id="a plugin of Poetry"),
        pytest.param(
            "RUN pip install -r https://x.example/r.txt",
            "warning: `pip install` installs the requirements of https://x.example/r.txt, which can change",
            id="a file at a URL",
        ),
        pytest.param(
            "RUN pip install https://x.example/a-1.0-py3-none-any.whl",
            "info: `pip install` installs https://x.example/a-1.0-py3-none-any.whl without a hash: the bytes there can change",
            id="an archive without a hash",
        ),
        pytest.param("RUN sudo -H pip install flask", NEWEST, id="sudo"),
        pytest.param("RUN python3.12 -m pip install flask", NEWEST, id="a module"),
        pytest.param("RUN pip --no-cache-dir -q install -U flask", NEWEST, id="options before"),
        pytest.param('RUN ["pip", "install", "flask"]', NEWEST, id="the exec form"),
        pytest.param('RUN bash -c "pip install flask"', NEWEST, id="a string"),
        pytest.param("RUN <<EOF\npip install flask\nEOF\nUSER x", NEWEST, id="a here-document"),
        pytest.param("RUN conda run -n x pip install flask", NEWEST, id="conda run"),
        pytest.param("RUN uv pip install --system flask", NEWEST, id="uv"),
        pytest.param("RUN pip wheel -w /w flask", NEWEST, id="pip wheel"),
        pytest.param("RUN pip install -r requirements.txt flask", NEWEST, id="beside a lock"),
        pytest.param("ENV P='flask'\nRUN pip install $P", NEWEST, id="a variable"),
        pytest.param("RUN pip install -i https://x/simple flask", NEWEST, id="an option's value is none"),
        pytest.param(
            'RUN pip install "flask>=2"',
            "error: flask>=2 is not pinned: every build installs the newest release that fits",
            id="a range",
        ),
        pytest.param(
            'RUN pip install "flask==2.*"',
            "error: flask==2.* is not pinned: every build installs the newest release that fits",
            id="a wildcard",
        ),
        pytest.param(
            "RUN pip install flask>=2",
            "error: the shell writes to a file '=2': `pip install` installs flask without a version",
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
            "info: pip is not pinned: every build installs the newest release",
            id="pip itself",
        ),
        pytest.param(
            "RUN pipx install uv", "warning: uv is not pinned: every build installs the newest release", id="a tool"
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
        pytest.param("RUN uv pip install --python-preference system -r requirements.txt", id="an option with a value"),
        pytest.param(
            "RUN uvx flask==3.0.0 a && uvx flask@3.0.0 b && uvx --from flask==3.0.0 c d", id="tools with versions"
        ),
        pytest.param("RUN pipx run flask==3.0.0 a && pipx run --spec flask==3.0.0 b c && pipx run x.py", id="pipx run"),
        pytest.param("RUN uv run --with 'flask==3.0.0' python -m flask", id="uv run --with a pin"),
        pytest.param("RUN for p in flask==3.0.0 $X; do pip install $p; done", id="a loop over pins and the unknown"),
        pytest.param("RUN python <<E\npip install flask\nE", id="a here-document of another language"),
        pytest.param(
            "RUN cat base.txt > r.txt <<E && pip install -r r.txt\nflask\nE", id="a here-document that is not read"
        ),
        pytest.param("RUN bash x.sh <<E\npip install flask\nE", id="the input of a script"),
        pytest.param("RUN pip list && pip uninstall flask && echo pip install flask", id="other commands"),
        pytest.param("# RUN pip install flask", id="a comment"),
        pytest.param('SHELL ["pwsh", "-c"]\nRUN pip install flask', id="the shell of another system"),
        pytest.param("RUN pip install -r https://x/a/" + "0123456789" * 4 + "/r.txt", id="a file at a commit"),
    ],
)
def test_silence(command: str, check_tree: Callable[..., list[str]]) -> None:
    assert check_tree({"Dockerfile": f"{FROM}{command}\n", **TREE}, "unpinned-install") == []


@pytest.mark.parametrize(
    ("options", "reported"),
    [
        pytest.param("--pip-args=--constraint=c.txt", False, id="one word"),
        pytest.param("--pip-args '-q -c c.txt'", False, id="after another option"),
        pytest.param('--pip-args="-cc.txt"', False, id="a short option"),
        pytest.param('--pip-args="--constraint c.txt"', False, id="two words"),
        pytest.param("--pip-args=-q", True, id="no constraints"),
        pytest.param("--pip-args=-cother.txt", True, id="constraints that set no version"),
    ],
)
def test_constraints_that_pipx_passes_on(options: str, reported: bool, check_tree: Callable[..., list[str]]) -> None:
    image = f"FROM python:3.12-slim\nCOPY . .\nRUN pipx install {options} flask\n"
    files = {"c.txt": "flask==3.0.0\n", "other.txt": "six==1.17.0\n", "Dockerfile": image}
    assert bool(check_tree(files, "unpinned-install")) is reported


def test_credentials_are_left_out(check_tree: Callable[..., list[str]]) -> None:
    (line,) = check_tree(
        {"Dockerfile": f"{FROM}RUN pip install git+https://me:s3cret@example.com/x@main\n"}, "unpinned-install"
    )
    assert "s3cret" not in line


VENV = "FROM python:3.12\nCOPY requirements.txt base.txt ./\n"
PINS = {"requirements.txt": "-r base.txt\nidna==3.10\n", "base.txt": "six==1.17.0\n"}
COPIED = "FROM python:3.12 AS one\nCOPY *.txt ./\nRUN {}\nFROM python:3.12\nCOPY --from=one {} {}\nRUN {}\n"


@pytest.mark.parametrize(
    "dockerfile",
    [
        pytest.param(VENV + "RUN pip install -r requirements.txt\nRUN pip install six", id="by an included file"),
        pytest.param(VENV + "RUN pip install six==1.17.0\nRUN pip install six", id="by name"),
        pytest.param(
            VENV + "RUN python -m venv /v && /v/bin/pip install -r requirements.txt\nRUN /v/bin/pip install six",
            id="in the environment that both paths name",
        ),
        pytest.param(
            VENV + "RUN python -m venv /v && . /v/bin/activate && pip install -r requirements.txt && pip install six",
            id="in the environment that is active",
        ),
        pytest.param(
            VENV + 'ENV VIRTUAL_ENV=/v\nENV PATH="$VIRTUAL_ENV/bin:$PATH"\nRUN python -m venv $VIRTUAL_ENV && '
            "pip install -r requirements.txt\nRUN /v/bin/pip install six",
            id="in the environment that PATH leads to",
        ),
        pytest.param(
            COPIED.format(
                "pip install -r requirements.txt",
                "/usr/local/lib/python3.12/site-packages",
                "/usr/local/lib/python3.12/site-packages",
                "pip install six",
            ),
            id="with the packages of a stage",
        ),
        pytest.param(
            COPIED.format(
                "python -m venv /v && /v/bin/pip install -r requirements.txt", "/v", "/v", "/v/bin/pip install six"
            ),
            id="in the environment of a stage",
        ),
        pytest.param(
            COPIED.format("pip install --prefix=/i -r requirements.txt", "/i", "/usr/local", "pip install six"),
            id="with the prefix of a stage",
        ),
    ],
)
def test_what_is_installed_already(dockerfile: str, check_tree: Callable[..., list[str]]) -> None:
    assert check_tree({"Dockerfile": dockerfile + "\n", **PINS}, "unpinned-install") == []


@pytest.mark.parametrize(
    "dockerfile",
    [
        pytest.param(VENV + "RUN pip install -r requirements.txt\nRUN pip install -U six", id="an upgrade"),
        pytest.param(VENV + "RUN pip install -r requirements.txt\nRUN pip install --target x six", id="a folder"),
        pytest.param(
            VENV + "RUN python -m venv /v && /v/bin/pip install -r requirements.txt\nRUN pip install six",
            id="outside of the environment",
        ),
        pytest.param(
            COPIED.format("pip install -r requirements.txt", "/app", "/app", "pip install six"), id="another stage"
        ),
        pytest.param(
            VENV + "ENV PATH=/v/bin:$PATH\nRUN uv venv /v && uv pip install --python /v/bin/python "
            "-r requirements.txt && pip install six",
            id="an environment of uv, which has no pip",
        ),
        pytest.param(
            "FROM python:3 AS b\nCOPY . .\nRUN uv venv /v && uv pip install --python /v/bin/python -r requirements.txt\n"
            "FROM b AS c\nFROM python:3\nCOPY --from=c /v /v\nENV PATH=/v/bin:$PATH\nRUN pip install six",
            id="an environment of uv that is copied",
        ),
    ],
)
def test_what_is_installed_again(dockerfile: str, check_tree: Callable[..., list[str]]) -> None:
    (line,) = check_tree({"Dockerfile": dockerfile + "\n", **PINS}, "unpinned-install")
    assert "six is not pinned" in line


def test_a_loop_is_gone_through_for_each_word(check_tree: Callable[..., list[str]]) -> None:
    loops = "for p in pytest mypy==1.0; do for q in ruff black==1; do pip install $p $q; done; done"
    found = check_tree({"Dockerfile": f"{FROM}RUN {loops}\n"}, "unpinned-install")
    assert [line.partition(": unpinned-install: ")[2].partition(" are")[0] for line in found] == ["pytest and ruff"]


@pytest.mark.parametrize(
    ("path", "command", "reported"),
    [
        pytest.param("Makefile", "pip install Shop", False, id="what the project publishes, to check it"),
        pytest.param(
            "Dockerfile", "pip install --no-deps dist/*.whl && pip install shop", False, id="what was built before"
        ),
        pytest.param("Dockerfile", "pip install shop", True, id="what the project publishes, in an image"),
    ],
)
def test_the_project_itself(path: str, command: str, reported: bool, check_tree: Callable[..., list[str]]) -> None:
    text = f"{FROM}RUN {command}\n" if path == "Dockerfile" else f"x:\n\t{command}\n"
    project = '[project]\nname = "shop"\nversion = "1"\n'
    assert bool(check_tree({path: text, "pyproject.toml": project}, "unpinned-install")) is reported


@pytest.mark.parametrize(
    ("command", "line"),
    [
        pytest.param("RUN pip install django==4.2.1 flask pytest", 4, id="pytest"),
        pytest.param("RUN pip install tox nox\nRUN pip install flask", 5, id="tox and nox"),
        pytest.param(
            "RUN pip install -r requirements.txt -r requirements-dev.txt\nRUN pip install flask", 5, id="a file"
        ),
    ],
)
def test_tools_for_tests_do_not_make_an_image_one_for_tests(check_tree, command: str, line: int) -> None:
    files = {
        **TREE,
        "requirements-dev.txt": "pytest==8.0\n",
        "Dockerfile": f'{FROM}{command}\nCMD ["gunicorn", "app"]\n',
    }
    found = check_tree(files, "unpinned-install")
    assert [each.split(":")[1:4:2] for each in found][-1] == [str(line), " error"]

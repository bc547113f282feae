"""lock-not-copied: which file of the project lies where in an image."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from trees import findings_in

from pinlint.findings.folding import folded

TREE = {"requirements.txt": "django==5.1.2\n", "requirements/prod.txt": "django==5.1.2\n", "manage.py": ""}
MISSING = "error: `pip install` reads {}, but nothing copies it into the image: the build fails"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("COPY requirements.txt .\nRUN pip install -r requirements.txt", id="copied to the working folder"),
        pytest.param("COPY requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt", id="copied to a folder"),
        pytest.param("COPY requirements.txt /tmp/r.txt\nRUN pip install -r /tmp/r.txt", id="copied under another name"),
        pytest.param("COPY requirements.txt /x\nRUN pip install -r /x/requirements.txt", id="to what may be a folder"),
        pytest.param("COPY requirements.* ./\nRUN pip install -r requirements.txt", id="copied by a pattern"),
        pytest.param("COPY re?uire* /app/\nRUN pip install -r prod.txt", id="a folder that a pattern matches"),
        pytest.param("COPY . .\nRUN pip install -r requirements/prod.txt", id="copied with everything"),
        pytest.param(
            "COPY requirements requirements/\nRUN pip install -r requirements/prod.txt", id="copied with a folder"
        ),
        pytest.param('COPY ["requirements.txt", "./"]\nRUN pip install -r requirements.txt', id="the exec form"),
        pytest.param("RUN echo six >> r.txt && pip install -r r.txt", id="made by appending to it"),
        pytest.param("ADD requirements.txt .\nRUN pip install -r requirements.txt", id="added"),
        pytest.param(
            "COPY requirements.txt .\nRUN cd /app && pip install -r requirements.txt", id="the command changes folder"
        ),
        pytest.param("COPY . /src\nRUN cd /src/requirements && pip install -r prod.txt", id="the command goes there"),
        pytest.param("ARG D=/srv\nWORKDIR $D/x\nCOPY . .\nRUN pip install -r /srv/x/requirements.txt", id="variables"),
        pytest.param("WORKDIR $X\nCOPY . .\nRUN pip install -r requirements.txt", id="an unknown working folder"),
        pytest.param("COPY . .\nRUN pip install -c requirements.txt django", id="constraints"),
        pytest.param("ARG C\nENV PIP_CONSTRAINT=$C\nRUN pip install django", id="constraints of an unknown name"),
        pytest.param("ENV UV_CONSTRAINT=requirements.txt\nRUN pip install django", id="constraints that pip ignores"),
        pytest.param("RUN pip install -c https://host/c.txt django", id="constraints of a URL"),
        pytest.param("WORKDIR $X\nRUN pip install -r requirements.txt", id="nothing is sure of an unknown folder"),
        pytest.param("COPY $X /app\nRUN pip install -r requirements.txt", id="an unknown source"),
        pytest.param(
            "RUN --mount=type=bind,source=requirements.txt,target=/r.txt pip install -r /r.txt", id="a mounted file"
        ),
        pytest.param("RUN --mount=type=bind,target=/c pip install -r /c/requirements.txt", id="the mounted context"),
        pytest.param(
            "COPY requirements.txt .\nFROM python:3 AS b\nCOPY --from=0 /app/requirements.txt /r.txt\n"
            "RUN pip install -r /r.txt",
            id="from a stage by its number",
        ),
        pytest.param(
            "COPY --from=1 /r.txt .\nRUN pip install -r r.txt", id="the number of a stage that does not exist"
        ),
        pytest.param("COPY --from=0 /r.txt .\nRUN pip install -r r.txt", id="the number of the stage itself"),
        pytest.param("COPY --from=² /r.txt .\nRUN pip install -r r.txt", id="a digit that is no number"),
        pytest.param(f"COPY --from={'9' * 5000} /r.txt .\nRUN pip install -r r.txt", id="a number that is too long"),
        pytest.param("COPY . /app\nFROM one\nRUN pip install -r requirements.txt", id="based on a stage"),
        pytest.param(
            "COPY requirements.txt .\nUSER x\nONBUILD RUN pip install -r nothing.txt", id="ONBUILD is for others"
        ),
    ],
)
def test_what_is_there(lines: str, check_tree: Callable[..., list[str]]) -> None:
    dockerfile = f"FROM python:3.12 AS one\nWORKDIR /app\n{lines}\n"
    assert check_tree({"Dockerfile": dockerfile, **TREE}, "lock-not-copied", "build-without-lock") == []


@pytest.mark.parametrize(
    ("change", "is_reported"),
    [
        pytest.param("sed -i '/^-r/d' all.txt", False, id="a change may remove the line"),
        pytest.param("sed '/^-r/d' all.txt", True, id="the file is only read"),
    ],
)
def test_an_include_of_a_changed_file(change: str, is_reported: bool, check_tree: Callable[..., list[str]]) -> None:
    dockerfile = f"FROM python:3.12\nWORKDIR /app\nCOPY all.txt .\nRUN {change} && pip install -r all.txt\n"
    found = check_tree({"Dockerfile": dockerfile, **TREE, "all.txt": "-r requirements.txt\n"}, "lock-not-copied")
    assert len(found) == is_reported


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            "RUN pip install -r requirements.txt\nCOPY . .", MISSING.format("requirements.txt"), id="copied too late"
        ),
        pytest.param(
            "COPY manage.py .\nRUN pip install -r requirements.txt",
            MISSING.format("requirements.txt"),
            id="another file",
        ),
        pytest.param(
            "COPY . .\nFROM python:3\nRUN pip install -r requirements.txt",
            MISSING.format("requirements.txt"),
            id="another stage",
        ),
        pytest.param(
            "RUN --mount=type=cache,target=/c pip install -r /c/requirements.txt",
            MISSING.format("/c/requirements.txt"),
            id="a cache",
        ),
        pytest.param(
            "COPY . /src\nRUN pip install -r requirements.txt",
            "warning: `pip install` reads requirements.txt, "
            "but in the image it is in /src and the command runs in /app: the build fails",
            id="another folder",
        ),
        pytest.param(
            "RUN pip install -c requirements.txt django",
            MISSING.format("requirements.txt"),
            id="constraints",
        ),
        pytest.param(
            "ENV PIP_CONSTRAINT=requirements.txt\nRUN pip install django",
            MISSING.format("requirements.txt"),
            id="constraints of the environment",
        ),
    ],
)
def test_what_is_missing(lines: str, expected: str, check_tree: Callable[..., list[str]]) -> None:
    dockerfile = f"FROM python:3.12\nWORKDIR /app\n{lines}\n"
    found = check_tree({"Dockerfile": dockerfile, **TREE}, "lock-not-copied")
    assert [line.partition(": ")[2].replace("lock-not-copied: ", "") for line in found] == [expected]


@pytest.mark.parametrize(
    ("ignore", "kept_out"),
    [
        pytest.param("*.txt\n", True, id="a pattern at the top"),
        pytest.param("# *.txt\n", False, id="a comment"),
        pytest.param("*\n!requirements.txt\n", False, id="everything but it"),
        pytest.param("!requirements.txt\n*\n", True, id="the last line decides"),
        pytest.param("**/require*\n", True, id="at any depth"),
        pytest.param("x/*.txt\n", False, id="another folder"),
    ],
)
def test_dockerignore(ignore: str, kept_out: bool, check_tree: Callable[..., list[str]]) -> None:
    dockerfile = "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n"
    found = check_tree({"Dockerfile": dockerfile, ".dockerignore": ignore, **TREE}, "lock-not-copied")
    message = (
        "Dockerfile:4:20: error: lock-not-copied: `pip install` reads requirements.txt, but .dockerignore excludes it"
    )
    assert found == ([message + ": the build fails"] if kept_out else [])


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        pytest.param("docker/Dockerfile", "COPY manage.py requirements.txt ./", id="the root is the context"),
        pytest.param("web/Dockerfile", "COPY reqs.txt requirements.txt", id="the Dockerfile's folder is"),
        pytest.param("docker/Dockerfile", "COPY nowhere requirements.txt /x/", id="files from outside of the project"),
    ],
)
def test_the_context_is_found(path: str, lines: str, check_tree: Callable[..., list[str]]) -> None:
    dockerfile = f"FROM python:3.12\nWORKDIR /app\n{lines}\nRUN pip install -r requirements.txt\n"
    tree = {path: dockerfile, "web/reqs.txt": "django==5.1.2\n", **TREE}
    found = check_tree(tree, "lock-not-copied", "build-without-lock")
    assert [line for line in found if "error" in line] == []


def test_many_stages_that_copy_from_each_other_end(check_tree: Callable[..., list[str]]) -> None:
    copies = "".join(f"FROM python:3 AS s{n}\n" + f"COPY --from=s{n - 1} / /\n" * 12 for n in range(1, 60))
    dockerfile = f"FROM python:3 AS s0\nCOPY manage.py .\n{copies}RUN pip install -r requirements.txt\n"
    assert check_tree({"Dockerfile": dockerfile, **TREE}, "lock-not-copied") == []


def test_a_stage_that_copies_from_itself_ends(check_tree: Callable[..., list[str]]) -> None:
    dockerfile = "FROM python:3 AS a\nCOPY --from=a / /\nRUN pip install -r requirements.txt\n"
    assert check_tree({"Dockerfile": dockerfile, **TREE}, "lock-not-copied") == []


def test_a_long_chain_of_stages_is_followed(check_tree: Callable[..., list[str]]) -> None:
    chain = "FROM python:3 AS s0\n" + "".join(f"FROM s{n} AS s{n + 1}\n" for n in range(2000))
    found = check_tree({"Dockerfile": chain + "RUN pip install -r requirements.txt\n", **TREE}, "lock-not-copied")
    message = "`pip install` reads requirements.txt, but nothing copies it into the image: the build fails"
    assert found == [f"Dockerfile:2002:20: error: lock-not-copied: {message}"]


@pytest.mark.parametrize(
    ("copy", "install", "expected"),
    [
        pytest.param(
            "COPY r/prod.txt /tmp/", "-r /tmp/prod.txt", "/tmp/base.txt", id="a file beside it is left behind"
        ),
        pytest.param("COPY r/prod.txt r/mid.txt /tmp/", "-r /tmp/all.txt", None, id="unknown files"),
        pytest.param("COPY r /tmp/", "-r /tmp/prod.txt", None, id="the whole folder"),
        pytest.param(
            "COPY r/deep.txt r/prod.txt /tmp/", "-r /tmp/deep.txt", "/tmp/base.txt", id="an include of an include"
        ),
    ],
)
def test_an_included_file_has_to_be_there(
    copy: str, install: str, expected: str | None, check_tree: Callable[..., list[str]]
) -> None:
    tree = {"r/base.txt": "six==1.17.0\n", "r/prod.txt": "-r base.txt\n", "r/deep.txt": "-r prod.txt\n"}
    found = check_tree(
        {"Dockerfile": f"FROM python:3.12\n{copy}\nRUN pip install {install}\n", **tree}, "lock-not-copied"
    )
    message = f"`pip install` reads {expected}, but nothing copies it into the image: the build fails"
    assert [line.partition(": error: lock-not-copied: ")[2] for line in found] == ([message] if expected else [])


def test_commands_that_lack_one_file_are_one_finding(tmp_path: Path) -> None:
    lines = (
        "RUN pip install -r requirements.txt\nRUN pip install -r requirements.txt six\nRUN pip install -r other.txt\n"
    )
    files = {
        "Dockerfile": f"FROM python:3.12\n{lines}",
        "requirements.txt": "six==1.17.0\n",
        "other.txt": "six==1.17.0\n",
    }
    found = folded(findings_in(tmp_path, files, "lock-not-copied"))
    assert [each.message.partition(", but ")[0] + each.message.partition("the build fails")[2] for each in found] == [
        "`pip install` reads requirements.txt (2 commands)",
        "`pip install` reads other.txt",
    ]


WORKFLOW = "on: push\njobs:\n  a:\n    steps:\n    - uses: docker/build-push-action@v6\n"


@pytest.mark.parametrize(
    ("workflow", "count"),
    [
        pytest.param(WORKFLOW + "      with: {push: true}\n    - run: x # context: y\n", 0, id="the repository"),
        pytest.param(
            WORKFLOW + "      with:\n        context: '{{defaultContext}}:.'\n", 0, id="a folder of the repository"
        ),
        pytest.param(WORKFLOW + "      with:\n        context: .\n", 1, id="the checkout"),
        pytest.param("on: push\n", 1, id="no image"),
    ],
)
def test_an_excluded_file_of_an_image_that_is_built_from(
    workflow: str, count: int, check_tree: Callable[..., list[str]]
) -> None:
    tree = {
        "Dockerfile": "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n",
        ".dockerignore": "*.txt\n",
        "requirements.txt": "six==1.17.0\n",
        ".github/workflows/w.yml": workflow,
    }
    assert len(check_tree(tree, "lock-not-copied")) == count

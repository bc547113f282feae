"""build-compiles: the verdict on every way to compile in a build, and the edit that takes it out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

LOCK = {"requirements.in": "django<5\n", "requirements.txt": "django==4.2.11\n"}
FROM = "FROM divio/base:1.2-py3.8-slim-buster\nCOPY requirements.* /app/\n"
COMPILE = """\
RUN pip-reqs compile && \\
    pip-reqs resolve && \\
    pip install \\
        --no-index --no-deps \\
        --requirement requirements.urls
"""
RESOLVE = """\
RUN pip-reqs resolve && \\
    pip install \\
        --no-index --no-deps \\
        --requirement requirements.urls
"""
ONE_LINE = "RUN {}pip-reqs resolve && pip install --no-index --no-deps --requirement requirements.urls\n"
ERROR = "the build runs `{}`: the pins of requirements.txt have no effect"
WARNING = "the build resolves again with `{}`: the pins of requirements.txt are only preferences"


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        pytest.param(FROM + COMPILE, "error: " + ERROR.format("pip-reqs compile"), id="the platform's own form"),
        pytest.param(
            FROM + ONE_LINE.format("pip-reqs compile && "), "error: " + ERROR.format("pip-reqs compile"), id="one line"
        ),
        pytest.param(
            FROM + "RUN pip-reqs compile\nRUN pip-reqs resolve\nRUN pip install -r requirements.urls\n",
            "error: " + ERROR.format("pip-reqs compile"),
            id="a RUN for each command",
        ),
        pytest.param(
            FROM + "RUN pip-reqs compile && \\\npip-reqs resolve && \\\npip install -r requirements.urls\n",
            "error: " + ERROR.format("pip-reqs compile"),
            id="no indentation",
        ),
        pytest.param(
            FROM + "# TODO: remove pip-reqs compile && \\ here\n" + COMPILE,
            "error: " + ERROR.format("pip-reqs compile"),
            id="a comment above that names it too",
        ),
        pytest.param(
            "FROM python:3.6\nWORKDIR /code\nCOPY . .\n" + COMPILE,
            "error: " + ERROR.format("pip-reqs compile"),
            id="another folder",
        ),
        pytest.param(
            "FROM x AS base\nCOPY requirements.* /app/\nFROM base\n" + COMPILE,
            "error: " + ERROR.format("pip-reqs compile"),
            id="a stage based on the one that copies",
        ),
        pytest.param(
            "FROM python:2.7\nCOPY requirements.in /app/\nWORKDIR /app\nRUN pip-compile -v && pip install -r requirements.txt\n",
            "error: " + ERROR.format("pip-compile"),
            id="pip-compile does not see the lock",
        ),
        pytest.param(
            "FROM python:3\nWORKDIR /app\nCOPY . .\nRUN pip-compile\nRUN pip-sync requirements.txt\n",
            "warning: " + WARNING.format("pip-compile"),
            id="pip-compile sees the lock",
        ),
        pytest.param(
            "FROM python:3\nWORKDIR /app\nCOPY . .\nRUN pip-compile -U && pip install -r requirements.txt\n",
            "error: " + ERROR.format("pip-compile"),
            id="pip-compile has the option to upgrade",
        ),
        pytest.param(
            "FROM python:3\nWORKDIR /app\nCOPY . .\n"
            "RUN uv pip compile requirements.in -o requirements.txt && uv pip sync requirements.txt\n",
            "warning: " + WARNING.format("uv pip compile"),
            id="uv",
        ),
        pytest.param(FROM + RESOLVE, None, id="resolving only"),
        pytest.param(FROM + "#RUN pip-reqs compile && \\\n" + RESOLVE, None, id="a comment"),
        pytest.param(
            FROM + "# z divio # RUN pip-reqs compile && \\\n" + RESOLVE, None, id="a comment with text before it"
        ),
        pytest.param(FROM + "RUN echo pip-reqs compile\n" + RESOLVE, None, id="a text that is printed"),
        pytest.param(FROM + "RUN pip-reqs compile\n", None, id="nothing installs what was compiled"),
        pytest.param(
            FROM + "RUN [ -f requirements.txt ] || pip-reqs compile\nRUN pip-reqs resolve\n",
            None,
            id="only where it is missing",
        ),
        pytest.param("pip-reqs compile# <WARNING>\n" + FROM + RESOLVE, None, id="a paste on the first line"),
        pytest.param(
            FROM + "FROM python:3 AS lock\nCOPY requirements.in .\nRUN pip-compile\n",
            None,
            id="a stage only to compile",
        ),
    ],
)
def test_verdict(dockerfile: str, expected: str | None, check_tree: Callable[..., list[str]]) -> None:
    found = check_tree({"Dockerfile": dockerfile, **LOCK}, "build-compiles")
    assert [line.partition(": ")[2].replace("build-compiles: ", "") for line in found] == (
        [expected] if expected else []
    )


def test_without_a_lock_it_is_right(check_tree: Callable[..., list[str]]) -> None:
    assert check_tree({"Dockerfile": FROM + COMPILE, "requirements.in": "django\n"}, "build-compiles") == []


@pytest.mark.parametrize(
    ("dockerfile", "fixed"),
    [
        pytest.param(FROM + COMPILE, FROM + RESOLVE, id="two lines become one"),
        pytest.param((FROM + COMPILE).replace("\n", "\r\n"), (FROM + RESOLVE).replace("\n", "\r\n"), id="CRLF"),
        pytest.param((FROM + COMPILE)[:-1], (FROM + RESOLVE)[:-1], id="no newline at the end"),
        pytest.param(
            FROM + "# <PYTHON>\n" + COMPILE + "# </PYTHON>\n",
            FROM + "# <PYTHON>\n" + RESOLVE + "# </PYTHON>\n",
            id="tags stay",
        ),
        pytest.param(FROM + COMPILE.replace("    ", "\t"), FROM + RESOLVE.replace("    ", "\t"), id="tabs stay"),
        pytest.param(FROM + ONE_LINE.format("pip-reqs compile && "), FROM + ONE_LINE.format(""), id="one line"),
        pytest.param(
            FROM + "RUN pip-reqs compile\nRUN pip-reqs resolve\nRUN pip install -r requirements.urls",
            FROM + "RUN pip-reqs resolve\nRUN pip install -r requirements.urls",
            id="a RUN of its own",
        ),
        pytest.param(
            FROM.replace("FROM", "RUN true\nFROM") + COMPILE + COMPILE.replace("RUN", "run"),
            FROM.replace("FROM", "RUN true\nFROM") + RESOLVE + RESOLVE.replace("RUN", "run"),
            id="twice",
        ),
    ],
)
def test_fix(dockerfile: str, fixed: str, fix_tree: Callable[..., dict[str, str]]) -> None:
    assert fix_tree({"Dockerfile": dockerfile, **LOCK}, "build-compiles")["Dockerfile"] == fixed
    # What was fixed has nothing left to fix.
    assert fix_tree({"Dockerfile": fixed, **LOCK}, "build-compiles")["Dockerfile"] == fixed


@pytest.mark.parametrize(
    "dockerfile",
    [
        pytest.param(FROM + "RUN pip-reqs compile && rm -rf /root/.cache && pip-reqs resolve\n", id="another command"),
        pytest.param(FROM + COMPILE.replace("&& \\\n", "; \\\n", 1), id="another operator"),
        pytest.param(FROM + "RUN bash -c 'pip-reqs compile && pip-reqs resolve'\n", id="inside a string"),
        pytest.param(FROM + "RUN <<E\npip-reqs compile\npip-reqs resolve\nE\n", id="inside a here-document"),
        pytest.param(FROM + "RUN pip-reqs compile && \\\n # why\n pip-reqs resolve\n", id="a comment in between"),
        pytest.param("<<<<<<< HEAD\n" + FROM + COMPILE, id="a merge conflict"),
    ],
)
def test_what_is_mixed_with_other_things_is_left_alone(dockerfile: str, findings: Callable[..., list]) -> None:
    (finding,) = findings({"Dockerfile": dockerfile, **LOCK}, "build-compiles")
    assert finding.fix is None
    assert finding.help == "remove `pip-reqs compile` from this RUN, or delete requirements.txt"


@pytest.mark.parametrize(
    ("command", "applicability"),
    [
        pytest.param("pip-reqs compile && pip-reqs resolve", "safe", id="pip-reqs takes nothing from the lock"),
        pytest.param("pip-compile && pip install -r requirements.txt", "unsafe", id="pip-compile may"),
    ],
)
def test_applicability(command: str, applicability: str, findings: Callable[..., list]) -> None:
    (finding,) = findings({"Dockerfile": f"{FROM}RUN {command}\n", **LOCK}, "build-compiles")
    assert finding.fix.applicability == applicability

"""managed-section-edit: what the Control Panel writes, and what it would throw away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

ENV = """\
ENV PIP_INDEX_URL=${PIP_INDEX_URL:-https://wheels.aldryn.net/v1/aldryn-extras+pypi/${WHEELS_PLATFORM:-x}/+simple/} \\
    WHEELSPROXY_URL=${WHEELSPROXY_URL:-https://wheels.aldryn.net/v1/aldryn-extras+pypi/${WHEELS_PLATFORM:-x}/}
"""
COPY = "COPY requirements.* /app/\nCOPY addons-dev /app/addons-dev/\n"
RUN = "RUN pip-reqs resolve && \\\n    pip install \\\n        --no-index --no-deps \\\n        --requirement requirements.urls\n"
COMPILE = RUN.replace("RUN ", "RUN pip-reqs compile && \\\n    ")


def dockerfile(body: str, opening: str = "# <PYTHON>", closing: str = "# </PYTHON>") -> dict[str, str]:
    return {"Dockerfile": f"FROM x\n{opening}\n{body}{closing}\nUSER y\n", "requirements.in": "django\n"}


@pytest.mark.parametrize(
    ("body", "what", "line"),
    [
        pytest.param(
            ENV + COPY + "#RUN pip-reqs compile && \\\n" + RUN, "this comment", 7, id="a command commented out"
        ),
        pytest.param(ENV + "ENV A=b\n" + COPY + RUN, "this ENV instruction", 5, id="a variable"),
        pytest.param(
            COPY + "RUN pip install -r requirements.txt\n", "this RUN instruction", 5, id="another way to install"
        ),
        pytest.param("COPY . /x\n" + RUN, "this COPY instruction", 3, id="another copy"),
    ],
)
def test_edits(body: str, what: str, line: int, check_tree: Callable[..., list[str]]) -> None:
    message = f"the Control Panel overwrites the lines between the PYTHON tags, and with them {what}"
    assert check_tree(dockerfile(body), "managed-section-edit") == [
        f"Dockerfile:{line}:1: info: managed-section-edit: {message}"
    ]


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(dockerfile(ENV + COPY + COMPILE), id="compiling"),
        pytest.param(dockerfile(ENV + COPY + RUN), id="resolving only"),
        pytest.param(dockerfile(""), id="a placeholder"),
        pytest.param(dockerfile("RUN x\n", "# <PYTHON_DISABLED>"), id="another name"),
        pytest.param(dockerfile("RUN x\n", "# <PYTHON enabled=False>"), id="switched off"),
        pytest.param(dockerfile("RUN x\n", "#"), id="no opening tag"),
        pytest.param(dockerfile("RUN x\n", closing="#"), id="no closing tag"),
    ],
)
def test_silence(tree: dict[str, str], check_tree: Callable[..., list[str]]) -> None:
    assert check_tree(tree, "managed-section-edit") == []

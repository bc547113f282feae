"""The edits that remove `pip-reqs compile` from a build, and those that add it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

HEAD = "FROM python:3\nCOPY . .\n"
LOCK = "#\n#    uv pip compile requirements.in -o requirements.txt\ndjango==5.0\n"
WHEEL = "https://wheels.aldryn.net/v1/pypi/x/django/django-5.0-py3-none-any.whl\n"
INSTALL = "pip install --no-index --no-deps -r requirements.urls"
#: What stays as it is has no second text.
REMOVED = {
    "alone": ("RUN pip-reqs compile\nRUN pip-reqs resolve\n", "RUN pip-reqs resolve\n"),
    "alone, in two lines": ("RUN pip-reqs \\\n  compile\nRUN pip-reqs resolve\n", "RUN pip-reqs resolve\n"),
    "in lower case": ("  run pip-reqs compile\nRUN pip-reqs resolve", "RUN pip-reqs resolve"),
    "first": (f"RUN pip-reqs compile && pip-reqs resolve && {INSTALL}\n", f"RUN pip-reqs resolve && {INSTALL}\n"),
    "first, in two lines": ("RUN pip-reqs compile && \\\n  pip-reqs resolve\n", "RUN pip-reqs resolve\n"),
    "last": (
        "RUN pip install uv && pip-reqs compile\nRUN pip-reqs resolve\n",
        "RUN pip install uv\nRUN pip-reqs resolve\n",
    ),
    "between": (
        "RUN pip install uv && pip-reqs compile && pip-reqs resolve\n",
        "RUN pip install uv && pip-reqs resolve\n",
    ),
    "another compiler": (
        "RUN pip-compile requirements.in && pip install -r requirements.txt\n",
        "RUN pip install -r requirements.txt\n",
    ),
    "with a comment": ("RUN pip-reqs compile && \\\n  # why\n  pip-reqs resolve\n", ""),
    "with a comment before it": ("RUN pip install uv && \\\n # why\n pip-reqs compile\nRUN pip-reqs resolve\n", ""),
    "with another command": ("RUN pip-reqs compile && echo x && pip-reqs resolve\n", ""),
    "without a condition": ("RUN pip-reqs compile; pip-reqs resolve\n", ""),
    "in brackets": ("RUN (pip-reqs compile) && pip-reqs resolve\n", ""),
    "with a redirection": ("RUN pip-reqs compile > log && pip-reqs resolve\n", ""),
    "in a script": ("RUN sh -c 'pip-reqs compile' && pip-reqs resolve\n", ""),
    "in a here-document": ("RUN <<E\npip-reqs compile\npip-reqs resolve\nE\n", ""),
    "as a list": ('RUN ["pip-reqs", "compile"]\nRUN pip-reqs resolve\n', ""),
    "in a file with a problem": ("RUN pip-reqs compile\nRUN pip-reqs resolve\nUNKNOWN x\n", ""),
}
ADDED = {
    "alone": ("RUN pip-reqs resolve\n", "RUN pip-reqs compile\nRUN pip-reqs resolve\n"),
    "alone, as it is written": ("  run  pip-reqs resolve\n", "  run pip-reqs compile\n  run  pip-reqs resolve\n"),
    "first": (f"RUN pip-reqs resolve && {INSTALL}\n", f"RUN pip-reqs compile && pip-reqs resolve && {INSTALL}\n"),
    "first, in lines": (
        f"RUN pip-reqs resolve && \\\n    {INSTALL}\n",
        f"RUN pip-reqs compile && \\\n    pip-reqs resolve && \\\n    {INSTALL}\n",
    ),
    "before a comment": (
        f"RUN pip-reqs resolve && \\\n  # why\n  {INSTALL}\n",
        f"RUN pip-reqs compile && pip-reqs resolve && \\\n  # why\n  {INSTALL}\n",
    ),
    "last": (
        "RUN pip install uv && pip-reqs resolve\n",
        "RUN pip install uv && pip-reqs compile && pip-reqs resolve\n",
    ),
    "of another file": ("RUN pip-reqs resolve x.txt\n", ""),
    "by another program": ("RUN pip install -r requirements.txt\n", ""),
    "with another command": ("RUN echo x && pip-reqs resolve\n", ""),
}


@pytest.mark.parametrize("case", REMOVED)
def test_a_compilation_is_removed(case: str, fix_tree: Callable[..., dict[str, str]]) -> None:
    before, after = REMOVED[case]
    tree = {"requirements.in": "django\n", "requirements.txt": LOCK, "requirements.urls": WHEEL}
    assert fix_tree({"Dockerfile": HEAD + before, **tree}, "build-compiles")["Dockerfile"] == HEAD + (after or before)


@pytest.mark.parametrize("case", ADDED)
def test_a_compilation_is_added(case: str, fix_tree: Callable[..., dict[str, str]]) -> None:
    before, after = ADDED[case]
    tree = {"Dockerfile": HEAD + before, "requirements.in": "django\n"}
    assert fix_tree(tree, "build-without-lock")["Dockerfile"] == HEAD + (after or before)

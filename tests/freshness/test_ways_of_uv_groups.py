"""What a group or an extra of uv has from another one: each lock is as uv writes it, and nothing is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest
from structured import project, root, uv_lock, uv_package

NEW = "python_full_version >= '3.12'"
OLD = "python_full_version < '3.11'"
WINDOWS = "sys_platform == 'win32'"
LIMIT = '[tool.uv.dependency-groups]\nt = { requires-python = ">=3.12" }\n'
EXTRAS = "[project.optional-dependencies]\n"
GROUPS = "[dependency-groups]\n"


def on(name: str, marker: str = "") -> str:
    """A requirement in uv.lock."""
    return f'name = "{name}", marker = "{marker}"' if marker else f'name = "{name}"'


def own(key: str, *extras: str, marker: str) -> str:
    """A requirement of the project on its own extras: ``extra`` is the key of an edge, ``extras`` that of a record."""
    listed = ", ".join(f'"{extra}"' for extra in extras)
    return f'name = "acme", {key} = [{listed}], marker = "{marker}"'


def tree(more: str, *packages: str, **parts: Mapping[str, Sequence[str]] | Sequence[str]) -> dict[str, str]:
    """A project for Python 3.10 and later, and its uv.lock."""
    lock = uv_lock(root(**{"requires": (), **parts}), *map(uv_package, packages), python=">=3.10")
    return {"pyproject.toml": project(python=">=3.10", more=more), "uv.lock": lock}


CORRECT = {
    "the limit of an included group is not one of what the including group contains": tree(
        f'{GROUPS}dev = ["alpha", {{ include-group = "t" }}]\nt = ["beta"]\n{LIMIT}',
        "alpha",
        "beta",
        groups={"dev": [on("alpha"), on("beta", NEW)], "t": [on("beta", NEW)]},
        requires_groups={"dev": [on("beta", NEW), on("alpha")], "t": [on("beta", NEW)]},
    ),
    "two groups together require a package everywhere": tree(
        f'{GROUPS}dev = ["alpha; python_version < \'3.13\'", {{ include-group = "t" }}]\nt = ["alpha"]\n{LIMIT}',
        "alpha",
        groups={"dev": [on("alpha")], "t": [on("alpha", NEW)]},
        requires_groups={
            "dev": [on("alpha", NEW), on("alpha", "python_full_version < '3.13'")],
            "t": [on("alpha", NEW)],
        },
    ),
    "the limit of a group in between counts": tree(
        f'{GROUPS}dev = [{{ include-group = "t" }}]\nt = [{{ include-group = "u" }}]\nu = ["alpha"]\n{LIMIT}',
        "alpha",
        groups={"dev": [on("alpha", NEW)], "t": [on("alpha", NEW)], "u": [on("alpha")]},
        requires_groups={"dev": [on("alpha", NEW)], "t": [on("alpha", NEW)], "u": [on("alpha")]},
    ),
    "a group is also included without a limit": tree(
        f'{GROUPS}all = [{{ include-group = "u" }}, {{ include-group = "t" }}]\nt = [{{ include-group = "u" }}]\n'
        f'u = ["alpha"]\n{LIMIT}',
        "alpha",
        groups={"all": [on("alpha")], "t": [on("alpha", NEW)], "u": [on("alpha")]},
        requires_groups={"all": [on("alpha"), on("alpha", NEW)], "t": [on("alpha", NEW)], "u": [on("alpha")]},
    ),
    "the markers of requirements of the project on its own extra": tree(
        f'{EXTRAS}a = ["alpha"]\nall = ["acme[a]; sys_platform == \'win32\'"]\n'
        f"{GROUPS}t = [\"acme[a]; python_version < '3.11'\"]\n",
        "alpha",
        extras={"a": [on("alpha")], "all": [on("alpha", WINDOWS)]},
        groups={"t": [own("extra", "a", marker=OLD)]},
        requires=[on("alpha", "extra == 'a'"), own("extras", "a", marker=f"{WINDOWS} and extra == 'all'")],
        requires_groups={"t": [own("extras", "a", marker=OLD)]},
    ),
    "a group with a limit requires the project with an extra": tree(
        f'{EXTRAS}a = ["alpha; python_version < \'3.11\'"]\n{GROUPS}t = ["acme[a]"]\n{LIMIT}',
        "alpha",
        extras={"a": [on("alpha", OLD)]},
        groups={"t": [own("extra", "a", marker=NEW)]},
        requires=[on("alpha", f"{OLD} and extra == 'a'")],
        requires_groups={"t": [own("extras", "a", marker=NEW)]},
    ),
    "an extra reaches another one in two ways": tree(
        f'{EXTRAS}a = ["alpha"]\nb = ["acme[a]; sys_platform == \'win32\'"]\n'
        "c = [\"acme[a]; sys_platform == 'linux'\"]\nall = [\"acme[b,c]; python_version < '3.11'\"]\n",
        "alpha",
        extras={
            "a": [on("alpha")],
            "all": [on("alpha", f"({OLD} and {WINDOWS}) or ({OLD} and sys_platform == 'linux')")],
            "b": [on("alpha", WINDOWS)],
            "c": [on("alpha", "sys_platform == 'linux'")],
        },
        requires=[
            on("alpha", "extra == 'a'"),
            own("extras", "a", marker=f"{WINDOWS} and extra == 'b'"),
            own("extras", "a", marker="sys_platform == 'linux' and extra == 'c'"),
            own("extras", "b", "c", marker=f"{OLD} and extra == 'all'"),
        ],
    ),
}


@pytest.mark.parametrize("case", CORRECT)
def test_a_correct_lock_has_no_finding(case: str, check_tree: Callable[..., list[str]]) -> None:
    assert check_tree(CORRECT[case], "missing-pin", "environment-mismatch", "stale-stamp") == []


def test_a_marker_counts_where_an_extra_lacks_a_package(check_tree: Callable[..., list[str]]) -> None:
    more = f"{EXTRAS}a = [\"alpha; python_version < '3.11'\"]\nall = [\"acme[a]; sys_platform == 'win32'\"]\n"
    assert check_tree(tree(more, "alpha", extras={"a": [on("alpha", OLD)]}), "missing-pin") == [
        (
            "pyproject.toml:8:7: error: missing-pin: alpha is not locked: uv.lock has alpha, but not for the extra a "
            "(Python 3.10 on Windows)"
        )
    ]


def test_a_lock_that_goes_beyond_a_limit(check_tree: Callable[..., list[str]]) -> None:
    files = dict(CORRECT["the limit of an included group is not one of what the including group contains"])
    files["uv.lock"] = files["uv.lock"].replace(f"{{ {on('beta', NEW)} }}", f"{{ {on('beta')} }}", 1)
    assert check_tree(files, "environment-mismatch") == [
        "uv.lock:13:5: info: environment-mismatch: the lock installs beta where nothing requires it (Python 3.10 and 3.11)"
    ]


def test_many_ways_are_no_burden(check_tree: Callable[..., list[str]]) -> None:
    """Each of 24 layers doubles the ways to the last one."""
    extras = "".join(
        f"e{at} = [\"acme[e{at + 1}]; platform_release != '{at}'\", \"acme[e{at + 1}]; platform_version != '{at}'\"]\n"
        for at in range(24)
    )
    groups = "".join(
        f'l{at} = [{{ include-group = "r{at}" }}, {{ include-group = "l{at + 1}" }}]\n'
        f'r{at} = [{{ include-group = "l{at + 1}" }}]\n'
        for at in range(24)
    )
    limits = "".join(f'{side}{at} = {{ requires-python = "!=3.{at}.99" }}\n' for side in "r" for at in range(24))
    more = f'{EXTRAS}{extras}e24 = ["beta"]\n{GROUPS}{groups}l24 = ["alpha"]\n[tool.uv.dependency-groups]\n{limits}'
    found = check_tree(tree(more, "alpha", groups={"l24": [on("alpha")]}), "missing-pin")
    assert [line.split()[3] for line in found] == ["beta", "alpha"]

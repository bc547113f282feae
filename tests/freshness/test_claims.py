"""Which environments a lock is for, where it does not say so itself."""

from __future__ import annotations

import pytest
from test_pairing import PIP, UV, VIA, view

from pinlint.freshness.claims import _configured as configured
from pinlint.freshness.discovery import pair
from pinlint.freshness.environments import MINORS
from pinlint.freshness.proof import prove
from pinlint.requirements.metadata import Metadata

UNIVERSAL = UV.format("uv pip compile pyproject.toml -o requirements.txt --universal")
CLICK = "click==8.1.8\n    # via demo (pyproject.toml)\n"
ALONE = UV.format("uv pip compile a.in -o a.txt --no-deps") + VIA.format("a.in")
KNOWN = {("click", "8.1.8"): Metadata("click", "8.1.8", ("six",), ">=3.7", origin="wheels")}
BARE = {("click", "8.1.8"): Metadata("click", "8.1.8", (), ">=3.7", origin="wheels")}


def project(*dependencies, python=">=3.10"):
    listed = ", ".join(f'"{dependency}"' for dependency in dependencies)
    return f'[project]\nname = "demo"\nversion = "1"\nrequires-python = "{python}"\ndependencies = [{listed}]\n'


def proved(files, metadata):
    (pairing,) = pair(view(files))
    proof = prove(pairing, metadata)
    return proof.verdict, [(entry.kind, entry.project, entry.reason) for entry in proof.unproven]


@pytest.mark.parametrize(
    ("files", "bound"),
    [
        pytest.param(
            {
                "pyproject.toml": project(),
                "a.in": "click\n",
                "a.txt": UV.format("uv pip compile a.in") + VIA.format("a.in"),
            },
            None,
            id="a project that is no input",
        ),
        pytest.param(
            {"pyproject.toml": project("click"), "a.txt": UV.format("uv pip compile pyproject.toml -o a.txt") + CLICK},
            ">=3.10",
            id="a project that is the input",
        ),
        pytest.param(
            {
                "pyproject.toml": project("click"),
                "a.in": "-e .\n",
                "a.txt": UV.format("uv pip compile a.in") + VIA.format("a.in"),
            },
            ">=3.10",
            id="a project that an input names by its path",
        ),
    ],
)
def test_only_inputs_bound_the_python(files, bound):
    (pairing,) = pair(view(files))
    assert pairing.claim.requires_python == bound


def test_a_lock_for_an_older_python_than_the_project_around_it_needs():
    files = {
        "pyproject.toml": project(python=">=3.11"),
        "a.in": "build\n",
        "a-python38.txt": PIP.format("nox -s update").replace(" with Python 3.11", "")
        + "build==1.2.2\n    # via -r a.in\nimportlib-metadata==8.5.0\n    # via build\n",
    }
    metadata = {
        ("build", "1.2.2"): Metadata(
            "build", "1.2.2", ("importlib-metadata; python_version < '3.10'",), origin="wheels"
        ),
        ("importlib-metadata", "8.5.0"): Metadata("importlib-metadata", "8.5.0", (), origin="wheels"),
    }
    assert proved(files, metadata) == ("fresh", [])


@pytest.mark.parametrize(
    ("dependencies", "lock", "metadata", "expected"),
    [
        pytest.param(["click"], CLICK, BARE, ("fresh", []), id="nothing is asked for by an old Python alone"),
        pytest.param(
            ["click", "tomli; python_version < '3.12'"],
            CLICK,
            BARE,
            ("unproven", [("missing-pin", "tomli", "the lock does not say whether it is for Python 3.10, 3.11")]),
            id="the lock may have been made with a Python that needs more",
        ),
        pytest.param(
            ["click"],
            CLICK.replace("click==8.1.8", "click==8.1.8 ; python_version >= '3.6'"),
            BARE,
            ("fresh", []),
            id="a marker for Pythons older than uv was written by hand",
        ),
        pytest.param(
            ["click", "tomli; python_version < '3.12'"],
            CLICK + "tomli==2.2.1 ; python_full_version < '3.11'\n    # via demo (pyproject.toml)\n",
            {**BARE, ("tomli", "2.2.1"): Metadata("tomli", "2.2.1", (), origin="wheels")},
            ("stale", []),
            id="another pin shows that the lock is for Python 3.10 too",
        ),
        pytest.param(
            ["click", "tomli; python_version < '3.11'", "async-timeout; python_full_version < '3.11.3'"],
            CLICK + "async-timeout==5.0.1 ; python_full_version < '3.11.3'\n    # via demo (pyproject.toml)\n",
            {**BARE, ("async-timeout", "5.0.1"): Metadata("async-timeout", "5.0.1", (), origin="wheels")},
            ("unproven", [("missing-pin", "tomli", "the lock does not say whether it is for Python 3.10")]),
            id="a marker for the first patch levels of a Python shows nothing of older ones",
        ),
    ],
)
def test_a_universal_lock_that_does_not_say_from_which_python_on(dependencies, lock, metadata, expected):
    files = {"pyproject.toml": project(*dependencies), "requirements.txt": UNIVERSAL + lock}
    assert proved(files, metadata) == expected


def test_a_universal_lock_for_no_python_that_is_known():
    files = {"pyproject.toml": project("click", python=">=4"), "requirements.txt": UNIVERSAL + CLICK}
    (pairing,) = pair(view(files))
    assert pairing.claim.minimum == MINORS[-1]


def test_a_pin_that_is_active_where_nothing_asks_for_it():
    files = {
        "pyproject.toml": project("click; sys_platform == 'win32'"),
        "requirements.txt": UNIVERSAL + CLICK,
    }
    assert proved(files, BARE) == ("unproven", [("orphan-pin", "click", "nothing requires it on Linux and macOS")])


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        pytest.param({}, ("unproven", [("incompatible-python", "click", "no metadata")]), id="nothing is known"),
        pytest.param(KNOWN, ("fresh", []), id="what the pin requires is left out on purpose"),
    ],
)
def test_a_lock_without_dependencies(metadata, expected):
    assert proved({"a.in": "click\n", "a.txt": ALONE}, metadata) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ([], [], [])),
        (["linux python3.12"], (["linux"], [], ["3.12"])),
        (["x86_64-unknown-linux-gnu", "3.11 macos"], (["linux", "darwin"], ["x86_64"], ["3.11"])),
        (["plan9"], ([], [], [])),
    ],
)
def test_the_words_of_the_configured_environments(words: list[str], expected: tuple[list[str], ...]) -> None:
    platforms, machines, pythons = configured(words)
    assert (platforms, machines, [version.removeprefix("python") for version in pythons]) == expected

"""What a set of requirements is, by its uses alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinlint.text.source import SourceFile, Span
from pinlint.uses import edges, roles, steps
from pinlint.uses.edges import Edge
from pinlint.uses.graph import InstallGraph
from pinlint.uses.nodes import Node
from pinlint.uses.roles import Role

KINDS = ("installs", "compiles", "bounds", "declares", "exports", "includes", "removes", "tests")


def edge(text: str) -> Edge:
    """``Dockerfile installs:ship a.txt``; ``-`` is a source that is not in the project."""
    source, verb, target = text.split()
    kind, _, purpose = verb.partition(":")
    file = SourceFile(source, text)
    return Edge(
        kind,
        None if source == "-" else node(source),
        node(target),
        file.at(Span(0, 1)),
        "for a test",
        purpose=purpose or None,
    )


def node(text: str) -> Node:
    path, _, part = text.partition("#")
    return Node(path, part)


def role_of(target: str, *uses: str, presumed: str = roles.INSTALLED) -> Role:
    return roles.roles(InstallGraph(map(edge, uses)), {node(target): presumed})[node(target)]


@pytest.mark.parametrize(
    ("uses", "target", "presumed", "expected"),
    [
        pytest.param([], "a.txt", "installed", "installed", id="no use: presumed"),
        pytest.param([], "c.txt", "constraint", "constraint", id="no use: the name says constraint"),
        pytest.param(["c.txt bounds a.txt"], "a.txt", "installed", "constraint", id="a presumption yields to a use"),
        pytest.param(["Makefile removes a.txt"], "a.txt", "installed", "removed", id="a list of what is uninstalled"),
        pytest.param(["Dockerfile installs:ship c.txt"], "c.txt", "constraint", "installed", id="whatever its name is"),
        pytest.param(["a.in compiles a.txt"], "a.txt", "installed", "lock", id="a lock"),
        pytest.param(["- compiles a.txt"], "a.txt", "installed", "lock", id="a lock whose inputs are elsewhere"),
        pytest.param(["a.in compiles a.txt"], "a.in", "installed", "input", id="an input"),
        pytest.param(
            ["a.in compiles a.txt", "Dockerfile installs:ship a.in"], "a.in", "installed", "input",
            id="an input that is installed past its lock stays one",
        ),
        pytest.param(
            ["a.in compiles a.txt", "Dockerfile installs:ship a.txt", "b.in bounds a.txt"],
            "a.txt", "installed", "lock", id="a lock is one whoever uses it",
        ),
        pytest.param(
            ["a.txt compiles b.txt", "c.in compiles a.txt"], "a.txt", "installed", "lock",
            id="a lock that makes another one",
        ),
        pytest.param(["uv.lock exports a.txt"], "a.txt", "installed", "lock", id="an export"),
        pytest.param(["- exports a.txt"], "a.txt", "installed", "environment", id="a freeze"),
        pytest.param(["setup.py declares a.txt"], "a.txt", "installed", "metadata", id="metadata"),
        pytest.param(
            ["setup.py declares a.txt", "tox.ini installs:check a.txt"], "a.txt", "installed", "metadata",
            id="metadata that only checks install",
        ),
        pytest.param(
            ["setup.py declares a.txt", "Dockerfile installs:ship a.txt"], "a.txt", "installed", "installed",
            id="metadata that a build ships",
        ),
        pytest.param(
            ["setup.py declares a.txt", "a.txt compiles a.lock", "Dockerfile installs:ship a.txt"],
            "a.txt", "installed", "input", id="metadata that is locked",
        ),
        pytest.param(["t.py tests:check a.txt"], "a.txt", "installed", "fixture", id="only tests read it"),
        pytest.param(["t.py tests:check a.txt", "tox.ini installs:check a.txt"], "a.txt", "installed", "installed",
                     id="tests read what is installed"),
        pytest.param(["Dockerfile installs:ship p#project"], "p#project", "metadata", "installed", id="a shipped project"),
        pytest.param(["tox.ini installs:check p#group:t"], "p#group:t", "metadata", "metadata", id="a checked group"),
        pytest.param(["ci bounds a.txt", "ci installs:check a.txt"], "a.txt", "installed", "installed",
                     id="installed and a constraint"),
        pytest.param(["Dockerfile installs:ship a.txt", "a.txt includes b.txt"], "b.txt", "constraint", "installed",
                     id="what an installed file includes"),
        pytest.param(["a.in compiles a.txt", "a.in includes b.in"], "b.in", "installed", "input",
                     id="what an input includes"),
        pytest.param(["a.in compiles a.txt", "a.txt includes b.txt"], "b.txt", "constraint", "installed",
                     id="what a lock includes is installed"),
        pytest.param(["setup.py declares a.txt", "a.txt includes b.txt", "b.txt includes c.txt"], "c.txt", "installed",
                     "metadata", id="what metadata includes, however deep"),
        pytest.param(["a.txt includes b.txt", "b.txt includes a.txt"], "a.txt", "installed", "installed",
                     id="files that include each other"),
    ],
)  # fmt: skip
def test_uses_make_roles(uses: list[str], target: str, presumed: str, expected: str) -> None:
    assert role_of(target, *uses, presumed=presumed).name == expected


def test_the_strictest_purpose_is_the_first_evidence() -> None:
    role = role_of("a.txt", "tox.ini installs:check a.txt", "Dockerfile installs:ship a.txt")
    assert (role.purpose, role.purposes) == ("ship", ("ship", "check"))
    assert role.evidence[0].place.path == "Dockerfile"
    assert len(role.evidence) == 2


def test_purposes_pass_along_includes() -> None:
    role = role_of("b.txt", "tox.ini installs:check a.txt", "a.txt includes b.txt")
    assert (role.name, role.purpose, role.presumed) == ("installed", "check", False)
    assert role.evidence[0].kind == "includes"


def test_what_nothing_uses_has_no_purpose() -> None:
    assert role_of("a.txt").presumed
    assert role_of("a.txt").purpose is None


_NAMES = st.sampled_from(("a", "b", "c", "d"))
_USES = st.lists(
    st.builds(
        lambda source, kind, purpose, target: f"{source} {kind}:{purpose} {target}",
        _NAMES,
        st.sampled_from(KINDS),
        st.sampled_from(steps.PURPOSES),
        _NAMES,
    ),
    max_size=12,
)


@given(_USES, st.randoms(use_true_random=False))
def test_the_order_in_which_uses_are_found_does_not_matter(uses: list[str], shuffler: random.Random) -> None:
    nodes = {Node(name): roles.INSTALLED for name in "abcd"}
    shuffled = list(uses)
    shuffler.shuffle(shuffled)
    one, other = (InstallGraph(map(edge, texts)) for texts in (uses, shuffled))
    shown = [
        {str(n): (r.name, r.purposes, [e.sort_key for e in r.evidence]) for n, r in roles.roles(graph, nodes).items()}
        for graph in (one, other)
    ]
    assert shown[0] == shown[1]


@given(_USES, _NAMES)
def test_two_files_never_make_each_other_an_input(uses: list[str], name: str) -> None:
    """A file is an input only where a lock is made of it, or of a file that includes it."""
    graph = InstallGraph(edge(use) for use in uses if " compiles" not in use)
    assert roles.roles(graph, {Node(name): roles.INSTALLED})[Node(name)].name != roles.INPUT


def test_kinds_are_all_tried() -> None:
    assert {*KINDS, edges.PRODUCES} == set(edges.KINDS)

"""The uses that one command makes of the files that it names."""

from __future__ import annotations

import pytest

from pinlint.text.source import SourceFile, Span
from pinlint.uses import edges, nodes, steps
from pinlint.uses.nodes import Environment, Node
from pinlint.uses.steps import Step, Target

SOURCE = SourceFile("Dockerfile", "FROM python\nRUN pip install -r requirements.txt\n")
PLACE = SOURCE.at(Span(12, 47))
BASE = Environment(nodes.STAGE, "Dockerfile", "0")


def target(kind: str, path: str | None, *parts: str, whole: bool = True) -> Target:
    return Target(kind, path or "$FILE", PLACE, path, parts=parts, whole=whole)


def step(**what: object) -> Step:
    return Step("pip install", PLACE, BASE, steps.SHIP, **what)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(
            step(installs=[target(steps.FILE, "requirements.txt")]),
            ["Dockerfile [stage:0] installs requirements.txt"],
            id="a requirements file",
        ),
        pytest.param(
            step(installs=[target(steps.FILE, "a.txt")], bounds=[target(steps.FILE, "c.txt")]),
            ["Dockerfile [stage:0] installs a.txt", "Dockerfile [stage:0] bounds c.txt"],
            id="under constraints",
        ),
        pytest.param(step(installs=[target(steps.FILE, None)]), [], id="a path that only the run knows"),
        pytest.param(
            step(installs=[target(steps.SOURCE_TREE, "", "extra:dev")]),
            [
                "Dockerfile [stage:0] installs pyproject.toml [project]",
                "Dockerfile [stage:0] installs pyproject.toml [extra:dev]",
            ],
            id="a project with an extra",
        ),
        pytest.param(
            step(installs=[target(steps.DEPENDENCY_GROUP, "api", "group:dev")]),
            ["Dockerfile [stage:0] installs api/pyproject.toml [group:dev]"],
            id="a group takes nothing of the project itself",
        ),
        pytest.param(
            step(inputs=[target(steps.FILE, "base.in")], produces=[target(steps.FILE, "base.txt")]),
            ["Dockerfile [stage:0] produces base.txt", "base.in compiles base.txt"],
            id="a compiler",
        ),
        pytest.param(
            step(inputs=[target(steps.FILE, "pyproject.toml", "extra:dev")], produces=[target(steps.FILE, "base.txt")]),
            [
                "Dockerfile [stage:0] produces base.txt",
                "pyproject.toml [project] compiles base.txt",
                "pyproject.toml [extra:dev] compiles base.txt",
            ],
            id="a compiler of a project",
        ),
        pytest.param(
            step(inputs=[target(steps.LOCK_FILE, "uv.lock")], produces=[target(steps.FILE, "base.txt")], exports=True),
            ["Dockerfile [stage:0] produces base.txt", "uv.lock exports base.txt"],
            id="an export of a lock",
        ),
    ],
)
def test_a_step_makes_edges(made: Step, expected: list[str]) -> None:
    found = list(edges.edges_of(made))
    assert [f"{edge.source} {edge.kind} {edge.target}" for edge in found] == expected
    assert all(edge.step is made and edge.purpose == steps.SHIP for edge in found)


def test_an_environment_is_known_by_its_file_kind_and_name() -> None:
    same = Environment(nodes.STAGE, "Dockerfile", "0", base=BASE)
    assert same == BASE
    assert same != Environment(nodes.JOB, "Dockerfile", "0")
    assert BASE.node == Node("Dockerfile", "stage:0")
    assert (BASE.node.kind, BASE.node.name) == (nodes.STAGE, "0")


@pytest.mark.parametrize(
    ("given", "expected"),
    [(["check", "ship"], "ship"), (["develop", "check"], "check"), (["deploy", "publish"], "publish"), ([], None)],
)
def test_the_strictest_purpose_counts(given: list[str], expected: str | None) -> None:
    assert steps.strictest(given) == expected

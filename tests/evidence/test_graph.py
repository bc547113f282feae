from __future__ import annotations

import re
import shutil
import stat
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinlint.command_line.drawing import OK, ORPHAN, STALE, UNPROVEN, Graph, Node, dot, mermaid, svg

GRAPH = Graph(
    [
        Node("flask", "flask 3.0.0"),
        Node("click", "click 7.0", STALE),
        Node("six", "six 1.16", ORPHAN),
        Node("torch", "torch 2.3.1+cpu", UNPROVEN),
        Node("requirements.in", "requirements.in"),
    ],
    [
        ("requirements.in", "flask", ""),
        ("flask", "click", ">=8.1.3"),
        ("flask", "gone", ""),
        ("flask", "torch", "[gpu]"),
    ],
    "requirements.txt",
)


def test_mermaid():
    assert (
        mermaid(GRAPH)
        == """\
flowchart LR
    n0["click 7.0"]:::stale
    n1["flask 3.0.0"]:::ok
    n2["requirements.in"]:::ok
    n3["six 1.16"]:::orphan
    n4["torch 2.3.1+cpu"]:::unproven
    n1 -->|"#62;=8.1.3"| n0
    n1 -->|"#91;gpu#93;"| n4
    n2 --> n1
    classDef ok fill:#e6f4ea,stroke:#2b7a3d,color:#1f1f1f
    classDef stale fill:#fde7e7,stroke:#b3261e,color:#1f1f1f,stroke-width:3px
    classDef orphan fill:#fff4d6,stroke:#8a5a00,color:#1f1f1f,stroke-dasharray:6 3
    classDef unproven fill:#eef0f2,stroke:#5b6470,color:#1f1f1f,stroke-dasharray:2 2
"""
    )


def test_dot():
    assert (
        dot(GRAPH)
        == """\
digraph "requirements.txt" {
    rankdir=LR;
    node [shape=box, style="rounded,filled", fontname="sans-serif"];
    n0 [label="click 7.0", style="rounded,filled,bold", fillcolor="#fde7e7", color="#b3261e"];
    n1 [label="flask 3.0.0", style="rounded,filled,solid", fillcolor="#e6f4ea", color="#2b7a3d"];
    n2 [label="requirements.in", style="rounded,filled,solid", fillcolor="#e6f4ea", color="#2b7a3d"];
    n3 [label="six 1.16", style="rounded,filled,dashed", fillcolor="#fff4d6", color="#8a5a00"];
    n4 [label="torch 2.3.1+cpu", style="rounded,filled,dotted", fillcolor="#eef0f2", color="#5b6470"];
    n1 -> n0 [label=">=8.1.3"];
    n1 -> n4 [label="[gpu]"];
    n2 -> n1;
}
"""
    )


def test_the_order_of_nodes_and_edges_does_not_matter():
    again = Graph(GRAPH.nodes[::-1], GRAPH.edges[::-1], GRAPH.title)
    assert (mermaid(again), dot(again)) == (mermaid(GRAPH), dot(GRAPH))


@given(st.text(), st.text())
def test_labels_stay_labels_in_mermaid(label, edge):
    lines = mermaid(Graph([Node("a", label), Node("b", "b")], [("a", "b", edge)])).split("\n")
    assert len(lines) == 6
    assert re.fullmatch(r'    n0\["[\w .,:=+\-~/@#;]+"\]:::ok', lines[1])
    assert re.fullmatch(r'    n0 (-->|-->\|"[\w .,:=+\-~/@#;]+"\|) n1', lines[3])


@given(st.text(st.characters() | st.sampled_from('"\\\n<>{}[];'), max_size=30))
def test_labels_stay_labels_in_dot(label):
    lines = dot(Graph([Node("a", label, OK)], [], label)).split("\n")
    assert len(lines) == 6
    string = r'"(?:[^"\\]|\\\\|\\")*"'
    assert re.fullmatch(rf"digraph {string} \{{", lines[0])
    assert re.match(rf"    n0 \[label={string}, style=", lines[3])


def test_svg_without_graphviz(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert svg(GRAPH, str(tmp_path / "project")) is None


@pytest.mark.skipif(sys.platform == "win32", reason="the fake program is a script with a shebang")
@pytest.mark.parametrize(
    ("place", "script", "expected"),
    [
        pytest.param("bin", "sys.stdout.write('<svg>' + str(len(sys.stdin.read())))", "<svg>", id="it draws"),
        pytest.param("bin", "sys.exit(1)", None, id="it fails"),
        pytest.param("project", "open(__file__ + '.executed', 'w')", None, id="one inside the project is never run"),
    ],
)
def test_svg_by_a_program(monkeypatch, tmp_path, place, script, expected):
    folder = tmp_path / place
    folder.mkdir()
    program = folder / "dot"
    program.write_text(f"#!{sys.executable}\nimport sys\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder))
    drawn = svg(GRAPH, str(tmp_path / "project"))
    assert (drawn and drawn[:5]) == expected
    assert not (folder / "dot.executed").exists()


@pytest.mark.skipif(shutil.which("dot") is None, reason="graphviz is not installed")
def test_svg_by_graphviz(tmp_path):
    drawn = svg(GRAPH, str(tmp_path))
    assert drawn is not None
    assert "torch 2.3.1+cpu" in drawn

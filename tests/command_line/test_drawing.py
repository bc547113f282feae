"""Graphs in the languages of other programs."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pinlint.command_line.drawing import dot, mermaid
from pinlint.findings.graphs import OK, ORPHAN, STALE, UNPROVEN, Edge, Graph, Node

GRAPH = Graph(
    [
        Node("flask", "flask 3.0.0"),
        Node("click", "click 7.0", STALE),
        Node("six", "six 1.16", ORPHAN),
        Node("torch", "torch 2.3.1+cpu", UNPROVEN),
        Node("requirements.in", "requirements.in"),
    ],
    [
        Edge("requirements.in", "flask"),
        Edge("flask", "click", ">=8.1.3"),
        Edge("flask", "gone"),
        Edge("flask", "torch", "[gpu]"),
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
    lines = mermaid(Graph([Node("a", label), Node("b", "b")], [Edge("a", "b", edge)])).split("\n")
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

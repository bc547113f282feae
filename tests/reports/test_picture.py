"""The picture of a graph as SVG."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from pinlint.findings.graphs import FILE, ORPHAN, STALE, UNPROVEN, Edge, Graph, Node
from pinlint.reports.html_graphs import alone
from pinlint.reports.picture import picture

SVG = "{http://www.w3.org/2000/svg}"
GRAPH = Graph(
    [
        Node("in:", "requirements.in", kind=FILE),
        Node("flask", "flask 3.0.0"),
        Node("click", "click 8.1.7", STALE),
        Node("six", "six 1.16.0", ORPHAN),
        Node("torch", "torch 2.3.1", UNPROVEN),
    ],
    [Edge("in:", "flask"), Edge("flask", "click", ">=8.1.3"), Edge("flask", "click", "<9"), Edge("click", "click")],
    "requirements.txt",
    words={"ok": "proven", FILE: "input"},
)


def nodes(svg: str) -> dict[str, tuple[str, str, str]]:
    """The nodes by their text: class, tooltip, and what they link to."""
    found = {}
    for link in ET.fromstring(svg).iter():
        for node in link.findall(f"{SVG}g"):
            if "data-node" in node.attrib:
                text = node.findtext(f"{SVG}text") or ""
                found[text] = (node.attrib["class"], node.findtext(f"{SVG}title") or "", link.attrib.get("href", ""))
    return found


def test_nodes_have_a_sign_a_class_and_a_tooltip():
    assert nodes(picture(GRAPH)) == {
        "requirements.in": ("node ok file", "requirements.in: input", ""),
        "flask 3.0.0": ("node ok pin", "flask 3.0.0: proven", ""),
        "! click 8.1.7": ("node stale pin", "click 8.1.7: stale", ""),
        "\N{EN DASH} six 1.16.0": ("node orphan pin", "six 1.16.0: orphan", ""),
        "? torch 2.3.1": ("node unproven pin", "torch 2.3.1: unproven", ""),
    }


def test_edges_name_their_nodes_and_lines_between_the_same_nodes_are_one():
    edges = [e for e in ET.fromstring(picture(GRAPH)).iter(f"{SVG}path") if "data-from" in e.attrib]
    assert [edge.findtext(f"{SVG}title") for edge in edges] == [
        "flask 3.0.0 → click 8.1.7 <9, >=8.1.3",
        "requirements.in → flask 3.0.0",
    ]


def test_kinds_of_edges_are_drawn_apart_and_explained():
    edges = [Edge("a", "b", "installs", "(x:1: pip)"), Edge("a", "b", "includes")]
    svg = picture(
        Graph([Node("a", "a", kind=FILE), Node("b", "b", kind=FILE)], edges, kinds=["installs", "bounds", "includes"])
    )
    assert re.findall(r'class="edge (kind-\w+)" data', svg) == ["kind-includes", "kind-installs"]
    assert re.findall(r'class="words"[^>]*>(\w+)<', svg) == ["file", "installs", "includes"]


def test_the_legend_explains_the_states_that_occur():
    assert re.findall(r'class="words"[^>]*>(\w+)<', picture(GRAPH)) == [
        "stale",
        "orphan",
        "unproven",
        "proven",
        "input",
    ]
    assert re.findall(r'class="words"[^>]*>(\w+)<', picture(Graph([Node("a", "a")], []))) == ["ok"]


def test_nodes_can_be_links_within_a_page():
    linked = nodes(picture(GRAPH, anchors={node.key: f"x-{node.key[:2]}" for node in GRAPH.nodes}))
    assert linked["! click 8.1.7"][2] == "#x-cl"


def test_a_long_label_is_cut_and_the_tooltip_has_all_of_it():
    label = "folder/" * 20 + "requirements.txt"
    ((text, (_, title, _)),) = nodes(picture(Graph([Node("a", label)], []))).items()
    assert text == "folder/folder/…er/folder/folder/requirements.txt"
    assert len(text) == 48
    assert title.startswith(label)


def test_a_file_of_its_own_has_a_stylesheet_for_both_themes_and_no_reference():
    svg = alone(GRAPH)
    style = ET.fromstring(svg).findtext(f"{SVG}style") or ""
    assert "prefers-color-scheme:dark" in style
    assert not re.search(r"url\(|@import|href", svg)


@given(st.text(st.characters() | st.sampled_from("<>&\"'\n\u202e\ud800]]>"), max_size=60), st.text(max_size=20))
def test_any_label_stays_text(label, other):
    graph = Graph([Node("a", label, STALE), Node(label, other)], [Edge("a", label, other, label)], label)
    svg = alone(graph)
    tree = ET.fromstring(svg)
    assert {element.tag.removeprefix(SVG) for element in tree.iter()} <= {
        "svg",
        "title",
        "style",
        "rect",
        "g",
        "path",
        "text",
    }
    assert all(char.isprintable() or char == "\n" for char in svg)


def test_the_order_of_nodes_and_edges_does_not_matter():
    again = Graph(GRAPH.nodes[::-1], GRAPH.edges[::-1], GRAPH.title, words=GRAPH.words)
    assert picture(again) == picture(GRAPH)

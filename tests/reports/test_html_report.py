"""The page for a browser: what it shows, that it is well-formed, and that nothing in it is more than text."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise

import pytest
from html_structure import Page
from hypothesis import given
from hypothesis import strategies as st

from pinlint.findings.finding import Finding, Fix, Related
from pinlint.findings.graphs import ENVIRONMENT, FILE, OK, ORPHAN, STALE, UNPROVEN, Edge, Graph, Node
from pinlint.findings.report import LockVerdict, Report, Style, Unproven
from pinlint.reports import html, html_graphs
from pinlint.reports.html_style import PAGE
from pinlint.text.source import Location, SourceFile, Span

LOCK = Graph(
    [
        Node("requirements.in:", "requirements.in", kind=FILE),
        Node("flask", "flask 3.0.0"),
        Node("click", "click 8.1.7", STALE),
        Node("six", "six 1.16.0", ORPHAN),
        Node("torch", "torch 2.3.1", UNPROVEN),
    ],
    [Edge("requirements.in:", "flask"), Edge("flask", "click", ">=8.1.3"), Edge("requirements.in:", "click", ">=8.2")],
    "requirements.txt",
    words={OK: "proven", ORPHAN: "orphaned", FILE: "input"},
)
USES = Graph(
    [
        Node("Dockerfile [stage:app]", "Dockerfile [stage:app]", kind=ENVIRONMENT),
        Node("requirements.txt", "requirements.txt: lock", kind=FILE),
    ],
    [Edge("Dockerfile [stage:app]", "requirements.txt", "installs", "(Dockerfile:3: pip install)")],
    "What uses which file",
    kinds=("installs", "compiles"),
)


def rendered(report: Report, *graphs: Graph) -> str:
    report.graphs = lambda: graphs
    report.url = lambda rule: f"https://docs.example/rules/{rule}"
    return html.render(report, Style())


def page_of(report: Report, *graphs: Graph) -> Page:
    page = Page(rendered(report, *graphs))
    assert page.wrong == []
    ids = page.having("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.having("href") if link.startswith("#")} <= set(ids)
    return page


def test_the_page_shows_verdicts_commands_findings_and_graphs(stale):
    text = page_of(stale, LOCK, USES).text
    parts = [
        "pinlint report project ✕ 1 error ! 1 warning i 1 info",
        "1 error, 1 warning, 1 info in 6 files (22 requirements). 3 locks: 1 fresh, 1 stale, 1 without a problem found;",
        "requirements.txt ✕ stale 2 requirements.in",
        "test.txt ✓ no problem found 3 test.in 2 pins: no metadata (this is normal offline) pytest , tox",
        "docs.txt ✓ fresh 12 docs.in",
        "To bring requirements.txt up to date, run pip-compile -P click requirements.in",
        "Notes 1 fixable with --fix.",
        "Findings",
        "✕ error violated-specifier click 8.1.7 is pinned, but requirements.in asks for click>=8.2",
        "requirements.txt:4:1 · in the graph 4 click==8.1.7",
        "asked for here requirements.in:2:1 2 click>=8.2",
        "Help: run pip-compile -P click requirements.in",
        "! warning unpinned-requirement flask is not pinned",
        "Fix: Pin flask to 3.0.0 ( --fix )",
        "i info unproven-lock test.txt is not proved fresh test.txt",
        "Graphs requirements.txt ✕ 1 stale ! 1 orphaned ? 1 unproven ✓ 1 proven",
        "5 nodes as a table name state required by click 8.1.7 stale flask 3.0.0 >=8.1.3 requirements.in >=8.2",
        "What uses which file",
        "requirements.txt: lock file Dockerfile [stage:app] installs (Dockerfile:3: pip install)",
    ]
    at = 0
    for part in parts:
        assert part in text[at:], f"{part!r} is not in {text[at:]!r}"
        at = text.index(part, at) + len(part)


def test_a_finding_links_to_its_pin(stale):
    page = page_of(stale, LOCK, USES)
    (link,) = [found["href"] for _, found in page.elements if found.get("class") == "show"]
    (row,) = [found for _, found in page.elements if found.get("id") == link[1:]]
    assert row["data-label"] == "click 8.1.7"


def test_a_very_long_name_is_cut(clean):
    clean.locks[0].unproven = [Unproven("closed", "x" * 5000, "no metadata")]
    page = page_of(clean, Graph([Node("a", "y" * 5000)], [], "requirements.txt"))
    assert max(map(len, page.text.replace("y" * 5000 + ": ok", "").split())) == 201


def test_a_clean_project_has_verdicts_and_no_filters(clean):
    page = page_of(clean)
    assert "✓ No findings" in page.text
    assert "requirements.txt ✓ fresh 184 requirements.in" in page.text
    assert "filters" not in page.having("id")


def test_the_marked_characters_of_a_line_are_marked(project):
    project.add("wide.txt", "日本 flask>1 \x1b # 日本\n")
    place = project.at("wide.txt", "flask>1")
    text = rendered(Report("/", [Finding("a", "pins", "error", place, "m")]))
    assert "日本 <mark>flask&gt;1</mark> \\x1b # 日本" in text


def test_an_empty_place_at_the_end_of_a_line_is_visible(project):
    source = project.add("a.txt", "flask\nclick\n")
    text = rendered(Report("/", [Finding("a", "pins", "error", source.at(Span(5, 5)), "m")]))
    assert "flask<mark> </mark>" in text


@pytest.mark.parametrize(("count", "folded"), [(4, 0), (5, 2), (20, 17)])
def test_many_findings_of_one_cause_are_folded(project, count, folded):
    findings = [
        Finding("a", "pins", "error", project.at("requirements.in", "flask"), "m", help="x") for _ in range(count)
    ]
    text = page_of(Report("/", findings)).text
    assert re.findall(r"\d+ more findings?", text) == [f"{folded} more findings"] * bool(folded)
    assert text.count("Help:") == 1
    assert f"{count} in requirements.in" in text


def test_findings_of_one_cause_with_helps_of_their_own_each_have_theirs(project):
    place = project.at("requirements.in", "flask")
    fix = Fix("Write it", [])
    findings = [Finding("a", "pins", "error", place, "m", help=help) for help in ("first", "second")]
    findings.append(Finding("a", "pins", "error", place, "m", help=fix.help, fix=fix))
    text = page_of(Report("/", findings)).text
    assert re.findall(r"Help: (\w+)|Fix: (Write it)", text) == [("first", ""), ("second", ""), ("", "Write it")]


@pytest.mark.parametrize(("count", "folded"), [(4, 0), (5, 2), (18, 15)])
def test_many_related_places_of_a_finding_are_folded(project, count, folded):
    place = project.at("requirements.in", "flask")
    related = [Related(place, f"place {number}") for number in range(count)]
    text = page_of(Report("/", [Finding("a", "pins", "error", place, "m", related=related)])).text
    assert re.findall(r"\d+ more places?", text) == [f"{folded} more places"] * bool(folded)
    assert all(f"place {number} " in text for number in range(count))


def test_hostile_text_is_only_text(hostile):
    texts = [finding.message for finding in hostile.findings]
    graph = Graph(
        [Node(text, text, (STALE, ORPHAN, UNPROVEN, OK)[at % 4]) for at, text in enumerate(texts)],
        [Edge(one, other, one, other) for one, other in pairwise(texts)],
        texts[0],
    )
    uses = Graph(
        graph.nodes,
        [Edge(edge.start, edge.end, "installs", edge.detail) for edge in graph.edges],
        texts[1],
        kinds=["installs"],
    )
    text = rendered(hostile, graph, uses)
    assert page_of(hostile, graph, uses).having("data-path")
    assert "hunter2" not in text
    assert all(char.isprintable() or char == "\n" for char in text)
    assert not re.search(r"##\w*\[|^\s*::", text, re.MULTILINE)


WORDS = st.text(st.characters() | st.sampled_from("<>&\"'`=/\\\n\u202e\ud800-!:#[]"), max_size=40)


@given(WORDS, WORDS, WORDS, WORDS)
def test_any_text_stays_text(message, path, line, label):
    source = SourceFile(path or "x", f"{line}\n")
    place = source.at(Span(0, len(line)))
    finding = Finding(
        "a", "pins", "error", place, message, related=[Related(Location(path), label)], help=label, lock=path
    )
    lock = LockVerdict(path, "stale", inputs=[label], commands=[line])
    graph = Graph([Node("a", label, STALE), Node(path, path)], [Edge("a", path, line, message)], path)
    page = page_of(Report(f"/{label}", [finding], [lock], notes=[message]), graph)
    plain = page_of(Report("/x", [Finding("a", "pins", "error", Location("x"), "m")]))
    assert page.inline == plain.inline  # no text gets into the script or the style


def test_the_policy_allows_only_the_own_script_and_style(stale):
    page = page_of(stale, LOCK)

    def hash_of(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    (policy,) = [value for value in page.having("content") if "default-src" in value]
    script, style = hash_of(page.inline["script"]), hash_of(page.inline["style"])
    assert policy == f"default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|https?:|//[a-z]", page.inline["style"])
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|fetch\(|XMLHttp|import\(", page.inline["script"]
    )


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_has_enough_contrast_in_both_themes():
    themes = [dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{6})", rule)) for rule in re.findall(r":root\{([^}]*)\}", PAGE)]
    assert len(themes) == 2
    for theme in themes:
        pairs = [(name, ground) for name in ("text", "muted", "link") for ground in ("ground", "raised")]
        pairs += [
            (name, ground) for name in ("error", "warning", "info", "good") for ground in ("ground", f"{name}-ground")
        ]
        pairs += [("mark-text", "mark"), *(("text", f"{name}-ground") for name in ("error", "warning", "good"))]
        for one, other in pairs:
            high, low = sorted((luminance(theme[one]), luminance(theme[other])), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5, (one, other)


def large(pins: int, marked: int = 2) -> Graph:
    """A lock with an input that requires all pins, each of which requires the next one."""
    nodes = [Node(f"p{at:04}", f"p{at:04} 1.0", STALE if at < marked else OK) for at in range(pins)]
    edges = [Edge("in:", node.key) for node in nodes]
    edges += [Edge(one.key, other.key) for one, other in pairwise(nodes)]
    return Graph([*nodes, Node("in:", "in", kind=FILE)], edges, "lock.txt")


@pytest.mark.parametrize(
    ("graph", "drawn"),
    [
        pytest.param(large(299), 300, id="300 nodes are drawn"),
        pytest.param(large(300), 4, id="of more, the stale ones and their neighbours"),
        pytest.param(large(300, 0), 0, id="nothing if nothing is marked"),
        pytest.param(
            Graph(large(200).nodes + [Node(f"x{n}", "x") for n in range(200)], large(200).edges),
            201,
            id="what is connected",
        ),
        pytest.param(large(900, 500), 300, id="as many of the marked ones as fit"),
    ],
)
def test_of_a_large_graph_a_part_is_drawn(graph, drawn):
    part = html_graphs.part(graph)
    assert len(part.nodes) == drawn
    page = Page(html_graphs.section(graph, part, "g1"))
    assert page.wrong == []
    assert drawn_nodes(page) == drawn
    assert len([attributes for tag, attributes in page.elements if tag == "tr" and "id" in attributes]) == len(
        graph.nodes
    )
    assert ("Show the neighbourhood of" in page.text) == (part is not graph)


def drawn_nodes(page: Page) -> int:
    return sum(tag == "g" and "data-node" in attributes for tag, attributes in page.elements)


def test_all_pictures_of_a_page_have_a_limit_together(monkeypatch):
    size = len(html_graphs.section(large(9), large(9), "g1"))
    monkeypatch.setattr(html_graphs, "MOST_DRAWN", size + 1)
    pages = [Page(section) for section in html_graphs.sections([large(9), large(9), large(9)])]
    assert [drawn_nodes(page) for page in pages] == [10, 10, 0]
    assert "This is too large for a picture; the table has all 10 nodes." in pages[2].text


def test_graphs_are_unfolded_if_something_is_marked_and_the_first_and_the_install_graph_always():
    quiet = Graph([Node("a", "a")], [], "a.txt")
    pages = [Page(section) for section in html_graphs.sections([quiet, quiet, LOCK, USES])]
    assert ["open" in page.elements[0][1] for page in pages] == [True, False, True, True]

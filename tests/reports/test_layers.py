"""The layout of graphs: what any drawing of layers must have, on any graph."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from pinlint.reports.layers import layout

NAMES = "abcdefghij"
GRAPHS = st.tuples(
    st.dictionaries(st.sampled_from(NAMES), st.integers(30, 300).map(float)),
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))),
).map(lambda drawn: (drawn[0], [(start, end) for start, end in drawn[1] if start in drawn[0] and end in drawn[0]]))


def columns(drawn) -> list[float]:
    """The left sides of the layers that have nodes, which are all."""
    return sorted({box.x for box in drawn.boxes.values()})


@given(GRAPHS)
def test_no_two_nodes_overlap_and_all_are_within_the_picture(graph):
    drawn = layout(*graph)
    assert drawn.boxes.keys() == graph[0].keys()
    for one, other in combinations(drawn.boxes.values(), 2):
        apart = (
            one.x + one.width < other.x
            or other.x + other.width < one.x
            or one.y + one.height < other.y
            or other.y + other.height < one.y
        )
        assert apart
    for name, box in drawn.boxes.items():
        assert box.width == graph[0][name]
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= drawn.width
        assert box.y + box.height <= drawn.height


@given(GRAPHS)
def test_each_edge_begins_and_ends_at_its_nodes(graph):
    drawn = layout(*graph)
    assert set(drawn.routes) == {(start, end) for start, end in graph[1] if start != end}
    for (start, end), points in drawn.routes.items():
        first, last = drawn.boxes[start], drawn.boxes[end]
        if first.x < last.x:
            assert points[0] == (first.x + first.width, first.middle)
            assert points[-1] == (last.x, last.middle)
        else:
            assert points[0] == (first.x, first.middle)
            assert points[-1] == (last.x + last.width, last.middle)


@given(GRAPHS)
def test_no_edge_passes_behind_a_node(graph):
    drawn = layout(*graph)
    left = columns(drawn)
    for points in drawn.routes.values():
        onward = points if points[0][0] < points[-1][0] else points[::-1]
        for number, ((x, y), (to_x, to_y)) in enumerate(pairwise(onward)):
            if number % 2:  # across a gap: from the right end of a layer to the next one
                assert to_x in left
                assert not any(x < box.x + box.width and box.x < to_x for box in drawn.boxes.values())
            else:
                assert y == to_y
                crossed = [
                    b for b in drawn.boxes.values() if x < b.x + b.width and b.x < to_x and abs(b.middle - y) < 14
                ]
                assert not crossed


@given(GRAPHS)
def test_the_layout_depends_only_on_the_graph(graph):
    one, other = layout(*graph), layout(*graph)
    assert {name: (box.x, box.y) for name, box in one.boxes.items()} == {
        name: (box.x, box.y) for name, box in other.boxes.items()
    }
    assert one.routes == other.routes


def test_the_layer_of_a_node_is_the_length_of_the_longest_path_to_it():
    drawn = layout(dict.fromkeys("abcd", 50.0), [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("a", "d")])
    assert [columns(drawn).index(drawn.boxes[name].x) for name in "abcd"] == [0, 1, 2, 3]


def test_an_edge_that_closes_a_circle_is_turned_around():
    drawn = layout(dict.fromkeys("abc", 50.0), [("a", "b"), ("b", "c"), ("c", "b")])
    assert drawn.boxes["b"].x < drawn.boxes["c"].x
    assert drawn.routes["c", "b"] == drawn.routes["b", "c"][::-1]


def test_nodes_stand_in_the_order_of_their_neighbours_so_that_edges_do_not_cross():
    drawn = layout(dict.fromkeys("abcxyz", 50.0), [("a", "z"), ("b", "y"), ("c", "x")])
    assert sorted("xyz", key=lambda name: drawn.boxes[name].y) == ["z", "y", "x"]


def test_what_has_no_neighbours_stands_below_the_rest():
    drawn = layout(dict.fromkeys("abcz", 50.0), [("b", "z"), ("c", "z")])
    assert sorted("abc", key=lambda name: drawn.boxes[name].y) == ["b", "c", "a"]


def test_edges_from_one_node_share_the_lane_across_a_layer():
    edges = [("a", "b"), ("b", "c"), ("b", "d"), ("a", "c"), ("a", "d")]
    drawn = layout(dict.fromkeys("abcd", 50.0), edges)
    lanes = {tuple(drawn.routes["a", name][2:4]) for name in "cd"}
    assert len(lanes) == 1


def test_an_empty_graph_has_an_empty_picture():
    drawn = layout({}, [])
    assert (drawn.boxes, drawn.routes) == ({}, {})

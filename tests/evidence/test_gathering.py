from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pinlint.evidence import gathering
from pinlint.evidence.gathering import gather
from pinlint.evidence.source import Source
from pinlint.requirements.metadata import Metadata

A, B, C = ("a", "1"), ("b", "1"), ("c", "1")


class Answers(Source):
    def __init__(self, name, answers, *, asked_always=False, reasons=()):
        self.answers = {
            pin: Metadata(*pin, requires and tuple(requires.split()) if requires != "" else (), None, (), name)
            for pin, requires in answers.items()
        }
        self.asked_always = asked_always
        self.problems = []
        self.reasons = dict(reasons)
        self.asked = []

    def find(self, pins):
        self.asked.append(list(pins))
        return {pin: self.answers[pin] for pin in pins if pin in self.answers}


def shown(gathered):
    return {
        pin[0]: (found.metadata and (found.metadata.origin, found.metadata.requires_dist), found.reason)
        for pin, found in gathered.items()
    }


def test_the_first_source_that_knows_settles_and_later_ones_are_asked_for_the_rest():
    first, second, third = Answers("first", {A: "x"}), Answers("second", {A: "y", B: "z"}), Answers("third", {})
    assert shown(gather([first, second, third], [A, B, A])) == {
        "a": (("first", ("x",)), ""),
        "b": (("second", ("z",)), ""),
    }
    assert (first.asked, second.asked, third.asked) == ([[A, B]], [[B]], [])


def test_sources_that_disagree_are_both_named_and_neither_counts():
    committed = Answers("evidence-file", {A: "x", B: ""}, asked_always=True)
    found = gather([Answers("environment", {A: "x y", B: ""}), committed], [A, B])
    assert shown(found) == {
        "a": (None, "environment and evidence-file differ in what it requires"),
        "b": (("environment", ()), ""),
    }
    assert [m.origin for m in found[A].disagreeing] == ["environment", "evidence-file"]


def test_a_source_that_is_always_asked_comes_last_wherever_it_stands():
    committed, cache = Answers("evidence-file", {A: "x", B: "x"}, asked_always=True), Answers("cache", {A: "y"})
    assert shown(gather([committed, cache], [A, B])) == {
        "a": (None, "cache and evidence-file differ in what it requires"),
        "b": (("evidence-file", ("x",)), ""),
    }


def test_a_source_that_gives_nothing_leaves_the_pin_to_the_next():
    unreported = Answers("wheels", {A: None, B: None})
    assert shown(gather([unreported, Answers("cache", {A: "x"})], [A, B])) == {
        "a": (("cache", ("x",)), ""),
        "b": (("wheels", None), "its metadata (wheels) does not say what it requires"),
    }


def test_the_reason_of_a_source_is_kept():
    index = Answers("index", {}, reasons={A: "the index did not answer in time"})
    assert shown(gather([index], [A, B])) == {
        "a": (None, "the index did not answer in time"),
        "b": (None, "no metadata"),
    }


def test_unsound_pins_reach_no_source():
    source = Answers("first", {})
    assert shown(gather([source], [("../x", "1")])) == {"../x": (None, "no metadata")}
    assert source.asked == []


answers = st.dictionaries(st.sampled_from([A, B, C]), st.sampled_from(["x", "y", "", None]))


@given(st.lists(answers, max_size=4), answers)
def test_a_further_source_only_settles_what_was_open(reported, more):
    sources = [Answers(str(number), answer) for number, answer in enumerate(reported)]
    before = gather(sources, [A, B, C])
    after = gather([*sources, Answers("more", more)], [A, B, C])
    for pin, found in before.items():
        if found.metadata and found.metadata.requires_dist is not None:
            assert after[pin].metadata is found.metadata


@given(st.lists(answers, max_size=3), answers)
def test_a_source_that_is_always_asked_and_contradicts_is_never_silent(reported, more):
    sources = [Answers(str(number), answer) for number, answer in enumerate(reported)]
    before = gather(sources, [A, B, C])
    asked_always = Answers("more", more, asked_always=True)
    after = gather([*sources, asked_always], [A, B, C])
    for pin, found in before.items():
        settled = found.metadata and found.metadata.requires_dist
        other = asked_always.answers.get(pin)
        if settled is not None and other and other.requires_dist not in (None, settled):
            assert after[pin].metadata is None
            assert "more" in after[pin].reason


def test_of_far_more_requirements_than_pins_have_the_rest_is_not_known(monkeypatch):
    monkeypatch.setattr(gathering, "MOST_REQUIREMENTS", 2)
    assert shown(gather([Answers("first", {A: "x y", B: "z", C: ""})], [A, B, C])) == {
        "a": (("first", ("x", "y")), ""),
        "b": (None, "the pins have more than 2 requirements"),
        "c": (None, "the pins have more than 2 requirements"),
    }

"""Manifests against their targets, by meaning."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from pinlint.manifests import comparing
from pinlint.manifests.comparing import Entry, Line
from pinlint.manifests.requirement_texts import requirement_of
from pinlint.manifests.settings import ManifestSet
from pinlint.manifests.transforms import transformed, wheel_requirement
from pinlint.text.budget import Budget
from pinlint.text.source import SourceFile, Span


def plenty() -> Budget:
    return Budget(100_000)


def entry(text: str, addon: str = "a") -> Entry:
    source = SourceFile(f"{addon}/m.json", text)
    return Entry(addon, text, requirement_of(text, source.path), source.at(Span(0, len(text))))


def line(text: str) -> Line:
    source = SourceFile("requirements.txt", text)
    return Line(requirement_of(text, source.path), source.at(Span(0, len(text))))


def shown(found: object) -> list[tuple[str, str | None, list[str]]]:
    return [(kind, there.text if there else None, [e.text for e in group]) for kind, there, group in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("Foo_Bar >= 1.0", "foo-bar>=1", True, id="spelling, blanks and zeros"),
        pytest.param("a>=1,<2", "a<2.0,>=1", True, id="order of the clauses"),
        pytest.param("a[x,y]", "a[Y,x]", True, id="order and case of extras"),
        pytest.param("a;python_version<'3'", 'a ; python_version < "3"', True, id="quotes of a marker"),
        pytest.param("a~=1.0", "a~=1", False, id="a compatible release by its length"),
        pytest.param("a==1.0.*", "a==1.*", False, id="wildcards"),
        pytest.param("a", "a[x]", False, id="an extra"),
        pytest.param("a", "a;python_version<'3'", False, id="a marker"),
        pytest.param("a @ https://x.org/1", "a @ https://x.org/2", False, id="URLs"),
    ],
)
def test_meaning(one: str, other: str, same: bool) -> None:
    if one == "a~=1.0":
        other = "a~=1.0.0"
    assert (comparing.meaning(entry(one).requirement) == comparing.meaning(entry(other).requirement)) is same


@pytest.mark.parametrize(
    ("entries", "lines", "expected"),
    [
        pytest.param(["a", "b>=1"], ["A", "b>=1.0"], [], id="the same"),
        pytest.param(["a"], [], [("unlocked", None, ["a"])], id="a line is missing"),
        pytest.param([], ["a"], [("stale", "a", [])], id="a line is left over"),
        pytest.param(["a"], ["a<2"], [("mismatch", "a<2", ["a"])], id="a line differs"),
        pytest.param(
            ["a", "a>=4"], ["a"], [("unlocked", None, ["a>=4"])], id="one of two lines of a project is missing"
        ),
        pytest.param(["a"], ["a", "a>=4"], [("stale", "a>=4", ["a"])], id="one of two lines of a project is left over"),
        pytest.param(["A==1", "a==1.0"], ["a==1"], [], id="two spellings of one requirement"),
        pytest.param(["a==1"], ["a==1", "a==1"], [("stale", "a==1", ["a==1"])], id="a line is repeated"),
        pytest.param(
            ["a==1"], ["a==1", "a==1.0"], [("stale", "a==1.0", ["a==1"])], id="a line is there in two spellings"
        ),
        pytest.param(["a==1", "a==1"], ["a==1", "a==1"], [], id="a line for each that asks for it"),
        pytest.param(["a==1", "a==1"], ["a==1"], [], id="a line for all that ask for it"),
    ],
)
def test_mirror(entries: list[str], lines: list[str], expected: list[object]) -> None:
    assert shown(comparing.mirror(list(map(entry, entries)), list(map(line, lines)), plenty())) == expected


@pytest.mark.parametrize(
    ("asked", "there", "satisfied"),
    [
        ("a>=2", "a==2.1", True),
        ("a>=2", "a==1.9", False),
        ("a==26.0", "a", False),
        ("a", "a>=3", True),
        ("a>=22.10.1", "a>=21.11.0", False),
        ("a>=21", "a>=22,<30", True),
        ("a==2.1", "a===2.1", True),
        ("a>=1.0", "a @ https://x.org/a.zip", True),
        ("a @ https://x.org/1.zip", "a @ https://x.org/2.zip", False),
    ],
)
def test_satisfied(asked: str, there: str, satisfied: bool) -> None:
    found = list(comparing.satisfied([entry(asked)], [line(there)], plenty(), whole=True))
    assert (not found) is satisfied


def test_only_a_whole_lock_must_have_every_requirement() -> None:
    assert shown(comparing.satisfied([entry("a")], [], plenty(), whole=True)) == [("unlocked", None, ["a"])]
    assert shown(comparing.satisfied([entry("a")], [], plenty(), whole=False)) == []


@pytest.mark.parametrize(
    ("asked", "constraint", "allowed"),
    [("h==0.18.1", "h>=0.18", True), ("h==0.10", "h>=0.18", False), ("h>=2", "h==1.0", False), ("h", "h==1", True)],
)
def test_constraints(asked: str, constraint: str, allowed: bool) -> None:
    assert (not list(comparing.contradicted([entry(asked)], [line(constraint)], plenty()))) is allowed


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(["a", "a>=1"], [("a", False)], id="both can be satisfied"),
        pytest.param(["a==1", "a>=2"], [("a", True)], id="no version satisfies both"),
        pytest.param(["a==1;python_version<'3'", "a==2;python_version>='3'"], [], id="never active together"),
        pytest.param(["PyXB==1.2.6", "pyxb"], [("pyxb", False)], id="names that differ in case"),
        pytest.param(["a>=1", "A >= 1.0"], [], id="the same requirement twice"),
        pytest.param(
            ["a @ https://example.org/1.zip", "a @ https://example.org/2.zip"], [("a", True)], id="two addresses"
        ),
        pytest.param(["a @ https://example.org/1.zip", "a"], [("a", False)], id="an address, and any version"),
        pytest.param(["a==1." + "9" * 5000, "a>=2"], [("a", False)], id="a number beyond all bounds"),
    ],
)
def test_conflicts(texts: list[str], expected: list[tuple[str, bool]]) -> None:
    found = comparing.conflicts([entry(text, f"addon{n}") for n, text in enumerate(texts)], plenty())
    assert [(project, impossible) for project, _, impossible in found] == expected


@pytest.mark.parametrize(
    ("path", "requirement"),
    [
        ("wheels/py39/boto3-1.17.30-py2.py3-none-any.whl", "boto3==1.17.30"),
        ("./wheels/slvs-3.2-1-cp311-cp311-win_amd64.whl", "slvs==3.2"),
        ("wheels/readme.txt", "wheels/readme.txt"),
    ],
)
def test_wheel_names(path: str, requirement: str) -> None:
    assert wheel_requirement(path) == requirement


TEXTS = st.lists(
    st.sampled_from(["a", "A", "a>=1", "a >= 1.0", "b[x]", "b==2", "c;python_version<'3'", "d<2", "d"]), max_size=6
)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_a_mirror_has_no_difference_where_and_only_where_the_meanings_are_the_same(
    one: list[str], other: list[str]
) -> None:
    asked, there = list(map(entry, one)), list(map(line, other))
    wanted, present = Counter(e.meaning for e in asked), Counter(t.meaning for t in there)
    same = wanted.keys() == present.keys() and present <= wanted
    assert (not list(comparing.mirror(asked, there, plenty()))) is same


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from(["a", "A", "a>=1", "b==2", "e"]))
def test_entries_are_found_by_what_they_ask_for(texts: list[str], said: str) -> None:
    asked, there = list(map(entry, texts)), line(said)
    expected = [each for each in asked if each.meaning == there.meaning]
    asking = comparing.Asking(asked)
    assert list(asking.for_line(there)) == list(asking.for_line(there)) == expected


@settings(max_examples=300, deadline=None)
@given(
    *[st.sampled_from(["==1.0", "==1", "==2a1", "===1", ">=1", "<1", "!=1.0", "~=1.0", "==1.*", "==1+x", ">1,<3", ""])]
    * 2
)
def test_a_constraint_forbids_what_leaves_no_version(asked: str, constraint: str) -> None:
    both = SpecifierSet(",".join(filter(None, (asked, constraint))))
    assert (
        bool(list(comparing.contradicted([entry(f"a{asked}")], [line(f"a{constraint}")], plenty())))
        is both.is_unsatisfiable()
    )


def test_the_requirement_of_a_pin_is_made_when_it_is_asked_for() -> None:
    made = []
    one = Entry("a", "b==1", lambda: made.append(1) or entry("b==1").requirement, entry("b==1").location, "b")
    assert not list(comparing.mirror([one], [line("b==1")], plenty()))
    assert not list(comparing.contradicted([one], [line("b==1")], plenty()))
    assert not list(comparing.conflicts([one, entry("b==1")], plenty()))
    assert one.is_pin
    assert not made
    assert list(comparing.mirror([one], [line("b==2")], plenty()))
    assert made == [1]


@pytest.mark.parametrize(
    ("transforms", "text", "requirements"),
    [
        pytest.param([], " a==1 ", ["a==1"], id="no transform"),
        pytest.param(["split-whitespace"], "a==1  --pre b\nc", ["a==1", "b", "c"], id="words, without options"),
        pytest.param(["strip-option"], "--only-binary=all nuimo==0.1.0", ["nuimo==0.1.0"], id="an option before it"),
        pytest.param(["strip-option"], "a -b", ["a -b"], id="no option before it"),
        pytest.param(["wheel-filename"], "w/a-1.0-py3-none-any.whl", ["a==1.0"], id="the name of a wheel"),
        pytest.param(
            ["split-whitespace", "wheel-filename"], "a-1.0-py3-none-any.whl b.zip", ["a==1.0", "b.zip"], id="both"
        ),
    ],
)
def test_transforms(transforms: list[str], text: str, requirements: list[str]) -> None:
    table = {"files": ["*/m.json"], "select": ["requirements[]"], "transform": transforms}
    assert transformed(ManifestSet(table), text) == requirements

"""Fingerprints and the baseline made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import limited

from pinlint.findings.baseline import read_baseline, split, write_baseline
from pinlint.findings.finding import Finding
from pinlint.findings.fingerprints import fingerprints
from pinlint.text.errors import ConfigError
from pinlint.text.source import Location, SourceFile, Span


def finding(
    text: str, words: str, *, rule: str = "loose-requirement", project: str | None = None, **details
) -> Finding:
    start = text.index(words)
    location = SourceFile(details.pop("path", "x.in"), text).at(Span(start, start + len(words)))
    return Finding(rule, "pins", "error", location, "at line 3", project=project, **details)


def names(*findings: Finding) -> list[str]:
    return fingerprints(findings)


BASE = finding("flask>=2\n", "flask>=2", project="flask")
LINE = finding("-i http://h\n", "-i http://h")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(BASE, finding("# new\n\nflask>=2\n", "flask>=2", project="flask"), id="lines before it"),
        pytest.param(BASE, finding("flask>=3\n", "flask>=3", project="flask"), id="another version of the project"),
        pytest.param(LINE, finding("\n  -i   http://h\n", "-i   http://h"), id="blanks"),
        pytest.param(LINE, finding("-i http://h \\\r\n --x\n", "-i http://h \\\r\n --x"), id="lines that follow"),
    ],
)
def test_a_fingerprint_outlives(first, second):
    second.message, second.severity, second.help = "another message", "warning", "another remedy"
    assert names(first) == names(second)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(finding("flask>=2\n", "flask>=2", project="flask", rule="other"), id="another rule"),
        pytest.param(finding("flask>=2\n", "flask>=2", project="flask", path="y.in"), id="another file"),
        pytest.param(finding("flask>=2\n", "flask>=2", project="click"), id="another project"),
        pytest.param(finding("flask>=2\n", "flask>=2", project="flask", lock="x.txt"), id="another lock"),
        pytest.param(finding("flask>=2\n", "flask>=2"), id="no project"),
        pytest.param(Finding("loose-requirement", "pins", "error", Location("x.in"), "m"), id="no place"),
    ],
)
def test_what_a_fingerprint_distinguishes(other):
    assert names(BASE) != names(other)


def test_findings_that_are_alike_are_numbered():
    assert len(set(names(BASE, BASE, LINE, LINE))) == 4
    assert names(BASE, BASE)[:1] == names(BASE)


def test_a_fingerprint_never_changes_between_releases():
    assert names(BASE, LINE) == ["a1bfa3cf5c7f7074505ccdddc2bf8db7", "2b4f759932e9429461492462176c62d9"]


def baseline(findings: Iterable[Finding]) -> SourceFile:
    return SourceFile("baseline.txt", write_baseline(list(findings)))


def test_a_baseline_is_lines_that_a_person_can_read():
    lines = baseline([BASE, LINE]).text.splitlines()
    assert [line[0] for line in lines[:2]] == ["#", "#"]
    assert [re.sub("^[0-9a-f]{32}", "HASH", line) for line in lines[2:]] == [
        "HASH loose-requirement x.in -",
        "HASH loose-requirement x.in flask",
    ]


def test_a_baseline_of_nothing_has_no_entries():
    assert read_baseline(baseline([])) == []


def test_only_new_findings_are_left_and_entries_that_match_none_are_reported():
    entries = read_baseline(baseline([BASE, BASE, LINE]))
    other = finding("click\n", "click", project="click")
    result = split([BASE, other], entries)
    assert list(result.new.values()) == [other]
    assert list(result.known.values()) == [BASE]
    assert [(entry.rule, entry.path, entry.project, entry.location.line) for entry in result.gone] == [
        ("loose-requirement", "x.in", None, 3),
        ("loose-requirement", "x.in", "flask", 5 if names(BASE, BASE)[0] < names(BASE, BASE)[1] else 4),
    ]


NAME = st.text(st.sampled_from("aB -%#\t\n\u202e日\ud800é./"), min_size=1, max_size=8)
FINDINGS = st.lists(
    st.builds(
        lambda path, project, rule: Finding(rule, "pins", "error", Location(path), "m", project=project),
        NAME,
        st.none() | NAME.filter(lambda name: name != "-"),
        st.sampled_from(["one-rule", "other-rule"]),
    ),
    max_size=6,
)


@given(FINDINGS, st.randoms())
def test_a_baseline_knows_what_it_was_written_from_and_nothing_else(findings, random):
    source = baseline(findings)
    entries = read_baseline(source)
    result = split(findings, entries)
    assert (result.new, list(result.known.values()), result.gone) == ({}, findings, [])
    assert sorted((one.rule, one.path, one.project or "") for one in entries) == sorted(
        (one.rule, one.location.path, one.project or "") for one in findings
    )
    assert split([], entries).gone == entries
    shuffled = list(findings)
    random.shuffle(shuffled)
    assert baseline(shuffled).text == source.text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x", id="a word"),
        pytest.param("0" * 32, id="a fingerprint alone"),
        pytest.param("0" * 31 + "g a b c", id="a fingerprint that is none"),
        pytest.param("0" * 32 + " a b c d", id="too many fields"),
        pytest.param('{"version": 1}', id="JSON"),
    ],
)
def test_text_that_is_no_baseline_is_refused_with_its_line(text):
    with pytest.raises(ConfigError, match=r"^baseline\.txt:2: not an entry of a baseline$"):
        read_baseline(SourceFile("baseline.txt", f"# a comment\n{text}\n"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("\n" * 300_000 + "a", "b.txt:300001: not an entry of a baseline", id="lines"),
        pytest.param("a " * 300_000, "b.txt:1: not an entry of a baseline", id="a long line"),
        pytest.param(f"{'0' * 32} rule %ff -", "b.txt:1: not an entry of a baseline", id="bytes that are no UTF-8"),
    ],
)
def test_what_is_no_baseline_is_an_error(text, message):
    with limited(), pytest.raises(ConfigError) as caught:
        read_baseline(SourceFile("b.txt", text))
    assert str(caught.value).startswith(message)

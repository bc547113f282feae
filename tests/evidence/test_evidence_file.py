from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinlint.evidence.evidence_file import Entry, EvidenceFile, path_of, read_line, write
from pinlint.model import Metadata

DIGEST = "0123456789abcdef" * 4
HEAD = "# pinlint evidence 1: what the pinned versions require. Written by `pinlint prove`; review it like the lock.\n"
FLASK = f'flask==3.0.0 | sha256:{DIGEST} | python >=3.8 | click>=8.1.3 | x; python_version < "3.10"\n'
CLICK = "click==8.1.7 | - | -\n"


def entry(name, version, requires, python=None, digest=None):
    return Entry(Metadata(name, version, requires and tuple(requires), python, (), "index"), digest)


def told(text, *pins, **options):
    source = EvidenceFile(text, **options)
    return {pin: found.requires_dist for pin, found in source.find(pins).items()}, source.problems, source.leftovers


def test_what_is_written():
    entries = [
        entry("flask", "3.0.0", ['x; python_version < "3.10"', "click>=8.1.3"], ">=3.8", DIGEST),
        entry("click", "8.1.7", ()),
        entry("old", "1", None),
    ]
    assert write(entries) == (HEAD + CLICK + FLASK, ["old==1"])
    random.shuffle(entries)
    assert write(entries) == (HEAD + CLICK + FLASK, ["old==1"])


def test_what_is_read():
    pins = ("flask", "3.0"), ("click", "8.1.7"), ("absent", "1")
    found, problems, leftovers = told(HEAD + CLICK + FLASK, *pins)
    assert found == {("flask", "3.0"): ("click>=8.1.3", 'x; python_version < "3.10"'), ("click", "8.1.7"): ()}
    assert (problems, leftovers) == ([], [])


def test_entries_that_match_no_pin_are_told():
    assert told(HEAD + CLICK + FLASK, ("flask", "3.0.1")) == ({}, [], [("click", "8.1.7"), ("flask", "3.0.0")])


@pytest.mark.parametrize(
    ("hashes", "expected"),
    [
        pytest.param({DIGEST}, True, id="the lock lists the hash"),
        pytest.param({"f" * 64}, False, id="the lock lists other hashes"),
        pytest.param((), True, id="the lock lists none"),
    ],
)
def test_the_hash_ties_an_entry_to_the_lock(hashes, expected):
    pin = ("flask", "3.0.0")
    found, problems, _ = told(HEAD + FLASK, pin, hashes={pin: frozenset(hashes)})
    assert bool(found) is expected
    message = "flask 3.0.0: its evidence was read from a file whose hash the lock does not list"
    assert problems == ([] if expected else [message])


def test_hashes_may_be_read_when_they_are_asked_for():
    class Late(dict):
        def get(self, pin, default=None):
            return frozenset({"f" * 64})

    assert told(HEAD + FLASK, ("flask", "3.0.0"), hashes=Late())[0] == {}


def test_an_entry_without_a_hash_does_not_count_for_a_lock_with_hashes():
    pin = ("click", "8.1.7")
    assert told(HEAD + CLICK, pin, hashes={pin: frozenset({DIGEST})})[0] == {}


def test_two_entries_for_one_pin_are_none():
    text = HEAD + CLICK + "click==8.1.7.0 | - | - | x\n"
    found, problems, _ = told(text, ("click", "8.1.7"))
    assert (found, problems) == ({}, ["click 8.1.7 has 2 entries in the evidence file; none counts"])


def test_a_line_that_a_merge_left_twice_is_one():
    assert told(HEAD + CLICK + CLICK, ("click", "8.1.7"))[0] == {("click", "8.1.7"): ()}


def test_line_ends_do_not_matter():
    text = (HEAD + FLASK + CLICK).replace("\n", "\r\n")
    assert len(told(text, ("flask", "3.0.0"), ("click", "8.1.7"))[0]) == 2


@pytest.mark.parametrize(
    "line",
    [
        "click==8.1.7",
        "click==8.1.7 | -",
        "click | - | -",
        "Click==8.1.7 | - | -",
        "../click==8.1.7 | - | -",
        "click==../8 | - | -",
        "click==8.1.7 | sha256:abc | -",
        f"click==8.1.7 | md5:{DIGEST} | -",
        "click==8.1.7 | - | >=3.8",
        "click==8.1.7 | - | python ",
        "click==8.1.7 | - | - |  | x",
        "click==8.1.7 | - | - | x\x1b[31m",
        "click==8.1.7 | - | - | " + "x" * 10_000,
        "<<<<<<< HEAD",
    ],
)
def test_malformed_lines_are_told_and_nothing_else_is_lost(line):
    found, problems, _ = told(HEAD + FLASK + line + "\n", ("flask", "3.0.0"), ("click", "8.1.7"))
    assert list(found) == [("flask", "3.0.0")]
    assert problems == ["line 3 of the evidence file is malformed"]


@pytest.mark.parametrize("text", ["", CLICK, HEAD.replace("1", "2") + CLICK])
def test_another_format_is_no_evidence(text):
    found, problems, _ = told(text, ("click", "8.1.7"))
    assert found == {}
    assert problems == ["the evidence file does not begin with the line that pinlint writes; its format is unknown"]


values = st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), min_size=1, max_size=20)


@given(st.lists(values, max_size=4), st.none() | values)
def test_what_is_written_is_what_is_read(requires, python):
    text, left_out = write([entry("a", "1", requires or (), python, DIGEST)])
    found, problems, _ = told(text, ("a", "1"))
    assert problems == []
    if not left_out:
        assert found == {("a", "1"): tuple(sorted({" ".join(value.split()) for value in requires}))}


@given(values)
def test_any_line_is_read_or_refused(text):
    read_line(text)


def test_its_name_is_the_locks_and_no_requirements_files():
    assert path_of("requirements/base.txt") == "requirements/base.txt.evidence"

from __future__ import annotations

from email.parser import HeaderParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import limited

from pinlint.evidence.core_metadata import LONGEST_HEADERS, LONGEST_VALUE, header_block, parse, read_fields
from pinlint.evidence.source import is_sound


def fields_of(text, *, built=True):
    data = text if isinstance(text, bytes) else text.encode()
    found = parse(data, "here", built=built)
    return found and (found.name, found.version, found.requires_dist, found.requires_python, found.provides_extra)


HEAD = "Metadata-Version: 2.1\nName: Some.Name\nVersion: 1.0\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(HEAD, ("some-name", "1.0", (), None, ()), id="a wheel without Requires-Dist requires nothing"),
        pytest.param(
            HEAD
            + "Requires-Dist: a>=1; extra == 'x'\nProvides-Extra: An_X\nRequires-Python: >=3.8\nRequires-Dist: b\n",
            ("some-name", "1.0", ("a>=1; extra == 'x'", "b"), ">=3.8", ("an-x",)),
            id="all fields are read, in order",
        ),
        pytest.param(
            HEAD + "\nRequires-Dist: from-the-description\n",
            ("some-name", "1.0", (), None, ()),
            id="the description is not searched",
        ),
        pytest.param(
            HEAD + "Description: text\n        Requires-Dist: within\nRequires-Dist: a\n",
            ("some-name", "1.0", ("a",), None, ()),
            id="a continued line is no header",
        ),
        pytest.param(
            HEAD + "Requires-Dist: a\n (>=1)\n\t; extra == 'x'\n",
            ("some-name", "1.0", ("a (>=1) ; extra == 'x'",), None, ()),
            id="a folded value is joined",
        ),
        pytest.param(
            HEAD.replace("\n", "\r\n") + "Requires-Dist: a\r\n\r\nRequires-Dist: b",
            ("some-name", "1.0", ("a",), None, ()),
            id="Windows line ends",
        ),
        pytest.param(
            HEAD + "Summary: x\rRequires-Dist: a\n",
            ("some-name", "1.0", ("a",), None, ()),
            id="a lone carriage return ends a line for email, so it does here",
        ),
        pytest.param(
            HEAD + "no header\nRequires-Dist: a\n",
            ("some-name", "1.0", (), None, ()),
            id="a line that is no header ends the headers, as for email",
        ),
        pytest.param(
            HEAD.lower() + "REQUIRES-DIST: a\n", ("some-name", "1.0", ("a",), None, ()), id="field names in any case"
        ),
        pytest.param("Name: a\n", None, id="no version"),
        pytest.param("Version: 1\n", None, id="no name"),
        pytest.param(HEAD + "Name: other\n", None, id="two names"),
        pytest.param(HEAD + "Requires-Python: >=3\nRequires-Python: >=2\n", None, id="two required Pythons"),
        pytest.param(HEAD.encode() + b"Requires-Dist: \xff\n", None, id="no UTF-8"),
        pytest.param(HEAD + "Requires-Dist: a\x1b[31m\n", None, id="a terminal control character"),
        pytest.param(HEAD + f"Requires-Dist: {'a' * LONGEST_VALUE}a\n", None, id="an endless value"),
        pytest.param(HEAD + "Requires-Dist: a\n" * 10_001, None, id="too many values"),
        pytest.param(HEAD + "X: a\n" * (LONGEST_HEADERS // 5), None, id="endless headers"),
        pytest.param(HEAD + "X: a\n" * (LONGEST_HEADERS // 5) + "\n", None, id="headers that end too late"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_parse(text, expected):
    assert fields_of(text) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param("Metadata-Version: 2.2", ("a",), id="2.2 without Dynamic tells"),
        pytest.param("Metadata-Version: 2.10", ("a",), id="2.10 comes after 2.2"),
        pytest.param("Metadata-Version: 2.1", None, id="2.1 does not tell"),
        pytest.param("Metadata-Version: 1.2", None, id="1.2 does not tell"),
        pytest.param("Metadata-Version: two", None, id="no number"),
        pytest.param("Metadata-Version: 3", None, id="one number"),
        pytest.param("Metadata-Version: 2.2.1", None, id="three numbers"),
        pytest.param("Metadata-Version: 2.4rc1", None, id="a pre-release"),
        pytest.param("Metadata-Version: 1!2.2", None, id="an epoch"),
        pytest.param("Metadata-Version: 2.4+local", None, id="a local label"),
        pytest.param("Metadata-Version: 2.2\nDynamic: requires-dist", None, id="dynamic in any case"),
        pytest.param("Metadata-Version: 2.4\nDynamic: License-File", ("a",), id="another field is dynamic"),
    ],
)
def test_a_source_distribution_gives_only_what_is_static(lines, expected):
    found = parse(f"{lines}\nName: x\nVersion: 1\nRequires-Dist: a\n\n".encode(), "here", built=False)
    assert found is not None
    assert found.requires_dist == expected


FIELDS = ["Name: x", "Version: 1", "Requires-Dist: a", "Requires-Dist:b>=1", "requires-dist : spaced", "Summary: y"]
FOLDED = ["  folded", "\tRequires-Dist: folded", " "]
LINES = [*FIELDS, *FOLDED, "stray line", ": no name", "A-B:", "\u00e4: x", "From: me", "From me"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(LINES)), st.sampled_from(["\n", "\r\n", "\r"]))
def test_requirements_are_those_that_email_reads(lines, newline):
    text = newline.join(["Name: x", "Version: 1", *lines]) + newline * 2 + "Requires-Dist: body"
    headers = header_block(text.encode())
    assert headers is not None
    fields = read_fields(headers)
    message = HeaderParser().parsestr(text)
    names, versions = message.get_all("name", []), message.get_all("version", [])
    if fields is None:
        assert len(names) > 1 or len(versions) > 1
        return
    expected = [" ".join(part.strip() for part in v.splitlines()).strip() for v in message.get_all("requires-dist", [])]
    assert fields.get("requires-dist", []) == expected


@pytest.mark.parametrize("unit", [b"a", b" ", b"\n ", b"Requires-Dist:\n ", b"x:\n", b"\r", b"Name"])
def test_time_grows_with_the_size_only(unit):
    data = b"Name: x\nVersion: 1\nRequires-Dist: " + unit * LONGEST_HEADERS
    with limited():
        parse(data[: LONGEST_HEADERS - 1], "here", built=True)  # the longest headers that are read


@pytest.mark.parametrize(
    ("pin", "sound"),
    [
        (("flask", "3.0.0"), True),
        (("a", "1!2.0+cu118"), True),
        (("..", "1"), False),
        (("a/b", "1"), False),
        (("a", "../1"), False),
        (("a", ""), False),
        (("A", "1"), False),
        (("a" * 201, "1"), False),
        (("a", "1" * 100), False),
        (("a\n", "1"), False),
        (("a", "1\n"), False),
    ],
)
def test_only_names_and_versions_are_looked_up(pin, sound):
    assert is_sound(pin) is sound

"""The fast way through canonical lines gives what the slow way gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinlint.formats.canonical_lines import PlainLines
from pinlint.formats.line_reader import LineReader
from pinlint.formats.requirements_txt import parse
from pinlint.requirements.distributions import ARCHIVES
from pinlint.requirements.model import Requirement
from pinlint.requirements.pinning import kind_of, pin_of
from pinlint.text.source import SourceFile

HASH = "--hash=sha256:" + "0123456789abcdef" * 4
ATTRIBUTES = [name for name in Requirement.__slots__ if name not in ("source", "_reference")]
DERIVED = [
    "hashed",
    "odd_hashes",
    "pinned_version",
    "reference",
    "sha256_digests",
    "shown",
    "specifier",
    "written_hashes",
]


def plain(value: object) -> object:
    """The value as tuples and text, comparable and readable."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    if hasattr(value, "__slots__"):
        return (type(value).__name__, *(plain(getattr(value, name)) for name in value.__slots__))
    return value


def view(requirement: Requirement) -> dict[str, object]:
    found = {name: plain(getattr(requirement, name)) for name in [*ATTRIBUTES, *DERIVED]}
    pin = pin_of(requirement)
    return {**found, "kind": kind_of(requirement), "pin": pin and (pin.project, pin.version, pin.identity)}


def read_slowly(text: str) -> LineReader:
    reader = LineReader(SourceFile("requirements.txt", text), None)
    reader.read(0, len(text))
    reader.finish()
    return reader


def read_plainly(text: str) -> list[dict[str, object]]:
    """What the fast way alone reads; fails where it leaves a line to the slow way."""
    found: list[Requirement] = []
    assert PlainLines(SourceFile("requirements.txt", text), found, []).read(0) == len(text)
    return [view(item) for item in found]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("foo==1.0", id="without a newline at the end"),
        pytest.param("Foo_Bar.baz[A,b_c]==1.0.post1.dev2+cpu.1\n", id="every part of a canonical version"),
        pytest.param(f"foo==1 \\\n    {HASH} \\\n    {HASH}\n    # via bar\n", id="hashes on continuation lines"),
        pytest.param(f"foo==1 \\\n    {HASH.upper().replace('--HASH=SHA', '--hash=sha')}\n", id="a digest in capitals"),
        pytest.param(f"foo==1 \\\n    {HASH} \\\n    # via bar\nbaz==2\n", id="a comment that ends the continuation"),
        pytest.param("foo==1  # via bar, baz\n", id="a comment behind it"),
        pytest.param("foo==1 ; python_version < '3.9'  # via bar\n", id="a marker and a comment"),
        pytest.param(f'foo==1; os_name == "nt" and extra=="x" \\\n    {HASH}\n', id="a marker and a hash"),
        pytest.param(f"foo==1 \\\r\n    {HASH}\r\n    # via bar\r\nbaz==2\r\n", id="lines that end as on Windows"),
    ],
)
def test_canonical_lines_take_the_fast_way(text: str) -> None:
    requirements = parse(SourceFile("requirements.txt", text)).requirements
    assert requirements
    assert all(requirement.canonical for requirement in requirements)
    assert read_plainly(text) == [view(item) for item in requirements]
    assert [view(requirement) for requirement in requirements] == [
        view(item) for item in read_slowly(text).requirements
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("foo", id="a bare name"),
        pytest.param("Foo_Bar[A,b_c] >= 1.0, <2,!=1.3.*  # why\r\n", id="every part of a range"),
        pytest.param("foo ~= 1.4.2 ; python_version < '3.9' and os_name == 'nt' # x\n", id="a marker"),
        pytest.param("# only\n\n  # comments\n\t\nfoo == 1.0\n", id="a pin with blanks"),
        pytest.param("foo<1!2.0rc1.post2.dev3\nfoo!=1.0+cpu.1\nfoo.bar>1\n", id="every part of a version"),
    ],
)
def test_plain_ranges_take_the_fast_way(text: str) -> None:
    assert read_plainly(text) == [view(item) for item in read_slowly(text).requirements]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("foo==1 # \\\nbar==2\n", id="a comment that swallows the next line"),
        pytest.param("bar \\\nfoo==1\n", id="a line that continues the one before"),
        pytest.param("foo==1 ; nonsense\nbar==2\n", id="a malformed marker"),
        pytest.param('foo==1 ; os_name == "a -b"\n', id="a marker that pip breaks at an option"),
        pytest.param("foo==1 ; os_name == '${X}'\n", id="a variable in a marker"),
        pytest.param("foo==1 # a\x0cbar==2\n", id="a form feed that ends a comment"),
        pytest.param("foo==1 # a\u2028bar==2\n", id="a line separator that ends a comment"),
        pytest.param(f"foo==1 {HASH} {HASH}\n", id="hashes on the same line"),
        pytest.param(f"foo==1 \\\n  {HASH}\n", id="hashes at another place"),
        pytest.param(f"foo==1 \\\n    {HASH}\n    {HASH}\n", id="a hash without the backslash before it"),
        pytest.param(f"foo>=1 \\\n    {HASH}\n", id="a range with a hash"),
        pytest.param("".join(f"foo{end}\nfoo{end}[a]\n" for end in ARCHIVES), id="names that are archives"),
        pytest.param("foo==1+a.zip\nfoo[a]==1+a.gz\nfoo>0,==1+a.tar\n", id="local labels that end as archives"),
        pytest.param("\nfoo==1 # a\r", id="a first line and a last one that end in different ways"),
        pytest.param("foo===1\nfoo ~=1\nfoo>=1.*\nfoo>=1+a\nfoo==1.0a1.*\nfoo>=1,\nfoo,>=1\n", id="odd clauses"),
        pytest.param("foo-==1\nfoo==1.*\nfoo==1.\nfoo[]==1\n==1\n", id="what only looks canonical"),
    ],
)
def test_other_lines_do_not(text: str) -> None:
    file, slow = parse(SourceFile("requirements.txt", text)), read_slowly(text)
    assert [view(requirement) for requirement in file.requirements] == [view(item) for item in slow.requirements]
    assert list(map(plain, file.problems)) == list(map(plain, slow.problems))


FRAGMENTS = [
    *[
        "foo",
        "Foo_Bar.baz",
        "a-",
        "[a]",
        "[a,B_c]",
        "[a,a]",
        "[]",
        "==1.0",
        "==1.0rc1",
        "==1!2",
        "==1.0+cpu.1",
        "==1.0+",
        "==v1",
        "==",
        *[
            ">=1.0",
            " >= 1",
            ",<2",
            ", != 1.*",
            "~=1",
            "~=1.2",
            "<2.0rc1",
            ">",
            ",",
            "===1",
            "!=1+a",
            "==2.*",
            ".zip",
            "+a.gz",
        ],
    ],
    *[" ", "  ", "\t", " \\\n", "\\\n", "\n", "\n", "\n", "\r\n", "\r", "\x0c", "\x85", "\u2028", "\xa0", "\\", "#"],
    *[
        f" {HASH}",
        f"    {HASH}",
        f" \\\n    {HASH}",
        " \\\n --hash=sha256:aa",
        " # via x",
        "# c",
        "    # via",
        " \\\n    # via y",
    ],
    *[
        " ; os_name=='x'",
        " ; os_name=='x'  ",
        "; os_name=='x' and y",
        " ; os_name=='${V}'",
        " ; os_name=='a -b'",
        " ; os_name=='a;b'",
    ],
    *["-r ", "-c ", "-r x.txt\n", "-c ../b/c.in # d\n", "-r", "--requirement=x", "-e ", "/", "http://h/"],
    *["foo==1\n", f"bar==2 \\\n    {HASH}\n    # via x\n"],
]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
def test_both_ways_read_the_same(text: str) -> None:
    file, slow = parse(SourceFile("requirements.txt", text)), read_slowly(text)
    assert [view(requirement) for requirement in file.requirements] == [view(item) for item in slow.requirements]
    for name in ("includes", "options", "problems"):
        assert list(map(plain, getattr(file, name))) == list(map(plain, getattr(slow, name)))

"""PEP 508: the same texts as `packaging`, every part in its place, and messages that say what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement as PackagingError
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from pinlint.formats import plain_pep508
from pinlint.formats.pep508 import parse, parse_marker
from pinlint.formats.pep508_parts import InvalidRequirement
from pinlint.text.budget import ExceededError


def read(text: str) -> dict[str, object]:
    """The parts of the requirement as texts, those that are absent left out."""
    parts = parse(text)
    found: dict[str, object] = {"name": text[slice(*parts.name)]}
    if parts.extras:
        found["extras"] = [text[a:b] for a, b in parts.extras]
    if parts.clauses:
        found["clauses"] = [text[a:b] + "|" + text[c:d] for (a, b), (c, d) in parts.clauses]
        assert parts.specifier is not None
        found["specifier"] = text[slice(*parts.specifier)]
    if parts.url:
        found["url"] = text[slice(*parts.url)]
    if parts.marker:
        found["marker"] = text[slice(*parts.marker)]
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("foo", {"name": "foo"}, id="a name alone"),
        pytest.param(
            "Foo.Bar [a , B_c]>= 1.0,!=1.1 ; os_name == 'nt' ",
            {
                "name": "Foo.Bar",
                "extras": ["a", "B_c"],
                "clauses": [">=|1.0", "!=|1.1"],
                "specifier": ">= 1.0,!=1.1",
                "marker": "os_name == 'nt'",
            },
            id="everything with blanks around it",
        ),
        pytest.param(
            "foo (>=1,<2,)",
            {"name": "foo", "clauses": [">=|1", "<|2"], "specifier": ">=1,<2"},
            id="parentheses and a comma too many belong to no clause",
        ),
        pytest.param("foo ()", {"name": "foo"}, id="empty parentheses are no specifier"),
        pytest.param("foo[]", {"name": "foo"}, id="empty brackets are no extras"),
        pytest.param(
            "foo===1.0-whatever+x,<2",
            {"name": "foo", "clauses": ["===|1.0-whatever+x", "<|2"], "specifier": "===1.0-whatever+x,<2"},
            id="arbitrary equality ends at a comma",
        ),
        pytest.param(
            "foo====1",
            {"name": "foo", "clauses": ["===|=1"], "specifier": "====1"},
            id="four signs are three and a version",
        ),
        pytest.param(
            "foo==\N{NO-BREAK SPACE}1.0",
            {"name": "foo", "clauses": ["==|1.0"], "specifier": "==\N{NO-BREAK SPACE}1.0"},
            id="any white space may follow an operator",
        ),
        pytest.param(
            "foo[a]@https://h/f;b.zip#c ; extra=='x'",
            {"name": "foo", "extras": ["a"], "url": "https://h/f;b.zip#c", "marker": "extra=='x'"},
            id="a URL ends at a blank",
        ),
    ],
)
def test_parts_and_their_places(text: str, expected: dict[str, object]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("foo=1.0", "'=' is not an operator at '='; write '=='", id="one equals sign"),
        pytest.param(
            "foo^1.0",
            "'^' is an operator of Poetry, not of pip at '^'; write a range, for example '>=1.2,<2'",
            id="caret",
        ),
        pytest.param("foo~1.0", "'~' is not an operator at '~'; write '~=' or a range", id="tilde"),
        pytest.param(
            "foo~=1",
            "'~=1' needs at least two numbers at '~=1'; write '~=1.0' or '==1.*'",
            id="compatible with one number",
        ),
        pytest.param(
            "foo==*",
            "'==*' is not a version specifier at '==*'; remove it: without a specifier every version is allowed",
            id="a bare star",
        ),
        pytest.param(
            "foo>=1.*",
            "'.*' works only with '==' and '!=', not with '>=' at '.*'; write '>=1'",
            id="a star behind a comparison",
        ),
        pytest.param(
            "foo==1.0rc1.*",
            "'1.0rc1.*': '.*' can only follow a release number at '.*'",
            id="a star behind a pre-release",
        ),
        pytest.param(
            "foo>=1.0+abc",
            "a local version ('+…') works only with '==' and '!=', not with '>=' at '+abc'",
            id="a local version behind a comparison",
        ),
        pytest.param(
            "foo==1.0-foobar", "'1.0-foobar' is not a version (PEP 440) at '1.0-foobar'", id="a legacy version"
        ),
        pytest.param("foo==0.10.", "'0.10.' is not a version (PEP 440) at '0.10.'", id="a dot too many"),
        pytest.param("foo>=2010h", "'2010h' is not a version (PEP 440) at '2010h'", id="a letter behind a number"),
        pytest.param("foo==dev", "'dev' is not a version (PEP 440) at 'dev'", id="a word for a version"),
        pytest.param(
            "foo>2<3", "a comma is missing between two clauses at '<'; write a comma", id="two clauses without a comma"
        ),
        pytest.param(
            "foo>=1 <2", "a comma is missing between two clauses at '<'; write a comma", id="two clauses with a blank"
        ),
        pytest.param("foo>=1,,<2", "a clause is missing between two commas at ','; delete one comma", id="two commas"),
        pytest.param("foo>=", "the version is missing after '>=' at '>='", id="no version"),
        pytest.param("foo===", "the version is missing after '===' at '==='", id="nothing to be equal to"),
        pytest.param(
            "foo===,>1", "'===' is not a version specifier at '==='", id="nothing to be equal to before a comma"
        ),
        pytest.param("foo > = 1", "the version is missing after '>' at '>'", id="a torn operator"),
        pytest.param("foo=>1", "'=>' is not an operator at '=>'", id="a twisted operator"),
        pytest.param("foo 1.0", "a version without an operator: '1.0' at '1.0'; write '==1.0'", id="no operator"),
        pytest.param(
            "foo bar",
            "unexpected text after the requirement: 'bar' at 'bar'; write one requirement per line",
            id="two names",
        ),
        pytest.param(
            "foo==1.0 bar",
            "unexpected text after the requirement: 'bar' at 'bar'; write one requirement per line",
            id="two things",
        ),
        pytest.param(
            "foo==1 sha256:aa",
            "'--hash=' is missing before this hash at 'sha256:aa'; write '--hash=sha256:aa'",
            id="a bare hash",
        ),
        pytest.param(
            "foo==1\t--hash=sha256:aa",
            "a space must separate the option from the requirement, not a tab at '--hash=sha256:aa'; write a space before it",
            id="an option behind a tab",
        ),
        pytest.param(
            '"foo"', "quotes are only for the shell, not for this file at '\"foo\"'; remove the quotes", id="quotes"
        ),
        pytest.param(
            "_foo", "a name must begin with a letter or a digit at '_'", id="a name that begins with an underscore"
        ),
        pytest.param("foo#c", "a name cannot contain '#' at '#'", id="a comment without a blank"),
        pytest.param(
            "foo\N{ZERO WIDTH SPACE}==1",
            "'foo\\u200b==1' contains the character U+200B at '\\u200b'; delete that character",
            id="an invisible character",
        ),
        pytest.param(
            "~/pkg", "pip does not expand '~' here at '~'; write the full path, or use ${HOME}", id="a home directory"
        ),
        pytest.param("$FOO", "pip expands only ${NAME}, in upper case at '$FOO'", id="a shell variable"),
        pytest.param("==1.0", "the name is missing before the version at '==1.0'", id="no name"),
        pytest.param("", "the name is missing at ''", id="nothing"),
        pytest.param(
            "pip install foo",
            "a command, not a requirement at 'pip install'; remove the command, and keep only what it installs",
            id="a command",
        ),
        pytest.param(
            "<<<<<<< HEAD",
            "this is an unresolved merge conflict at '<<<<<<< HEAD'; resolve the conflict",
            id="a merge conflict",
        ),
        pytest.param(
            "foo[a b]",
            "'b' is not a valid name of an extra at 'b'; separate extras by commas",
            id="extras without a comma",
        ),
        pytest.param("foo[a,]", "expected the name of an extra after the comma at ']'", id="an extra too few"),
        pytest.param("foo[a", "this '[' is never closed at '['", id="an open bracket"),
        pytest.param("foo(>=1", "this '(' is never closed at '('", id="an open parenthesis"),
        pytest.param("foo @", "a URL is missing after '@' at '@'", id="no URL"),
        pytest.param(
            "foo @ https://h/a b.zip",
            "a URL ends at a space; the text after it must be a marker or a comment at 'b.zip'; write the space as %20",
            id="a blank in a URL",
        ),
        pytest.param("foo;", "the marker ends too early at ''", id="an empty marker"),
        pytest.param(
            "foo; python_versio<'3'",
            "'python_versio' is not a marker variable at 'python_versio'; write a value in quotes",
            id="an unknown variable",
        ),
        pytest.param(
            "foo; os_name='nt'",
            "expected a comparison in the marker (==, <, in, ...) at \"='nt'\"; write '==' for equality",
            id="one equals sign in a marker",
        ),
        pytest.param(
            "foo; (os_name=='nt'", "this '(' of the marker is never closed at '('", id="an open parenthesis in a marker"
        ),
        pytest.param(
            "foo; os_name=='nt')",
            "this ')' of the marker has no '(' at ')'",
            id="a parenthesis too many in a marker",
        ),
        pytest.param(
            "foo; os_name=='nt' xor os_name=='nt'",
            "expected 'and', 'or' or the end of the marker at 'xor'",
            id="an unknown connective",
        ),
        pytest.param(
            "foo; os_name=='nt", 'this quote of the marker is never closed at "\'"', id="an open quote in a marker"
        ),
        pytest.param(
            "foo; os_name=='\\x'",
            "the quoted text has an escape sequence that Python does not know at \"'\\\\x'\"",
            id="a torn escape",
        ),
        pytest.param(
            "foo @ https://user:secret@h/a b",
            "a URL ends at a space; the text after it must be a marker or a comment at 'b'; write the space as %20",
            id="no credentials in a message",
        ),
        pytest.param(
            "foo https://user:secret@h/a",
            "unexpected text after the requirement: 'https://****@h/a' at 'https://user:secret@h/a'; "
            "write one requirement per line",
            id="credentials are hidden in a message",
        ),
    ],
)
def test_messages(text: str, expected: str) -> None:
    with pytest.raises(InvalidRequirement) as caught:
        parse(text)
    error = caught.value
    found = f"{error.message} at {text[error.start : error.end]!r}"
    assert (f"{found}; {error.help}" if error.help else found) == expected


WORDS = """
    foo bar Foo.Bar f foo- -foo foo. _foo 3to2 é [a] [a,b] [a, [a b] [] [ ] ( ) , ; @ @ == === ~= != <= >= < > = 1 1.0 1.0.* .* *
    v1.0 1!2.0 1.0a1 1.0-1 1.0.post1 1.0.dev0 1.0+loc +loc 1.0-alpha.2 RC1 https://h/f.zip git+https://h/r@v#egg=x
    python_version os_name os.name sys.platform platform_machine platform.python_implementation python_implementation
    extra extras dependency_groups and or not in "x" 'y' "a'b" '3.8' "x\\d" "x\\u12" "x\\ ' "
"""
words = st.sampled_from(WORDS.split())
blanks = st.sampled_from(["", "", "", " ", " ", "  ", "\t", "\N{NO-BREAK SPACE}"])
texts = st.lists(st.tuples(blanks, words, blanks).map("".join), max_size=9).map("".join)
comparisons = st.tuples(
    st.sampled_from(["os_name", "python_version", "'x'", '"3"']),
    blanks,
    st.sampled_from(["==", "<", "in", "not in", "not  in", "~=", "==="]),
    blanks,
    st.sampled_from(["os_name", "extra", "'x'", '"3"']),
).map("".join)
marker_texts = st.lists(
    st.one_of(comparisons, st.sampled_from([" and ", " or ", "(", ")", "and", "or", " "])), min_size=1, max_size=7
).map("".join)


def parts_by_packaging(text: str) -> dict[str, object] | None:
    try:
        found = Requirement(text)
    except PackagingError:
        return None
    if any(clause.operator == "===" and not clause.version for clause in found.specifier):
        return None  # packaging before 26.4 takes an arbitrary equality to nothing, which no version has
    return {
        "name": found.name,
        "extras": found.extras,
        "specifier": found.specifier,
        "url": found.url,
        "marker": str(found.marker) if found.marker else None,
    }


def parts_by_pinlint(text: str) -> dict[str, object] | None:
    try:
        found = read(text)
    except InvalidRequirement as error:
        return None if 0 <= error.start <= error.end <= len(text) else {"span": (error.start, error.end)}
    clauses = [str(clause).replace("|", "") for clause in found.get("clauses", [])]  # type: ignore[attr-defined]
    return {
        "name": found["name"],
        "extras": set(found.get("extras", [])),  # type: ignore[call-overload]
        "specifier": SpecifierSet(",".join(clauses)),
        "url": found.get("url"),
        "marker": str(Marker(str(found["marker"]))) if "marker" in found else None,
    }


@settings(max_examples=300, deadline=None)
@given(texts)
@pytest.mark.filterwarnings("ignore")
def test_accepts_and_reads_what_packaging_does(text: str) -> None:
    assert parts_by_pinlint(text) == parts_by_packaging(text)


@settings(max_examples=300, deadline=None)
@given(st.builds("{} {}{}; {}".format, words, st.sampled_from(["", "==", ">= "]), words, marker_texts))
@pytest.mark.filterwarnings("ignore")
def test_accepts_what_packaging_does_of_whole_requirements(text: str) -> None:
    assert parts_by_pinlint(text) == parts_by_packaging(text)


@settings(max_examples=300, deadline=None)
@given(marker_texts)
def test_accepts_the_markers_that_packaging_does(text: str) -> None:
    try:
        Marker(text)
    except InvalidMarker:
        with pytest.raises(InvalidRequirement):
            parse_marker(text)
    else:
        parse_marker(text)


def test_refuses_markers_that_nest_too_deeply() -> None:
    deep = 10_000
    with pytest.raises(ExceededError, match="nested more than 100 levels deep"):
        parse("foo; " + "(" * deep + "os_name=='x'" + ")" * deep)


@pytest.mark.parametrize(
    "text",
    ["foo", "Foo.bar[a, B_c] >= 1.0, !=1.1 ; os_name == 'nt'", "foo==1.*", "x~=2.0;extra == 'a'", "x"],
)
def test_the_fast_way_reads_the_plain_spelling(text: str) -> None:
    assert plain_pep508.parse(text) is not None


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "foo",
                    "Foo.bar-x",
                    "x_",
                    "[a]",
                    "[a, B_c]",
                    "[]",
                    " ",
                    "  ",
                    ",",
                    ";",
                    ">=1.0",
                    ">= 2",
                    "==1.*",
                    "~=1",
                ),
                *("~=1.2", "!=1.0a1", "===1", "==1+x", "(", ")", "os_name == 'nt'", "extra == 'A'", " and ", "'", "@"),
                *("\t", "\n", "é", "#", "1.0-1", "V1", "<2"),
            ]
        ),
        max_size=7,
    ).map("".join)
)
def test_the_fast_way_reads_what_the_exact_way_does(text: str) -> None:
    plain = plain_pep508.parse(text)
    if plain is not None:
        exact = parse(text)
        assert {name: getattr(plain, name) for name in plain.__slots__} == {
            name: getattr(exact, name) for name in exact.__slots__
        }

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.specifiers import InvalidSpecifier, Specifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from pinlint.requirements.model import Clause
from pinlint.requirements.specifiers import parse_specifier, satisfies, unmet
from pinlint.requirements.versions import release_of, same_version, version_key
from pinlint.text.source import Span

numbers = st.integers(0, 3).map(str)
releases = st.lists(numbers, min_size=1, max_size=4).map(".".join)
odd = st.sampled_from(["", "a1", "b0", "rc1", "rc2", "c1", ".RC1", "-alpha.2", "_beta"])
posts = st.sampled_from(["", "", ".post0", ".post1", "-1", ".rev2", "post"])
devs = st.sampled_from(["", "", ".dev0", ".dev1", "dev", "-DEV2"])
locals_ = st.sampled_from(["", "", "+cpu", "+1", "+2.a", "+a-b", "+A.01"])
versions = st.builds(
    lambda *parts: "".join(parts), st.sampled_from(["", "", "1!", "v"]), releases, odd, posts, devs, locals_
)
texts = st.one_of(versions, st.text("0123456789.!+abcrcdevpost-_*v ", max_size=12))
operators = st.sampled_from(["==", "!=", "<=", ">=", "<", ">", "~=", "==="])
wanted = st.one_of(texts, versions.map("{}.*".format), releases.map("{}.*".format))


def parsed(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


#: One version of each form, near each other.
NEAR = [
    f"{epoch}{release}{more}"
    for epoch, release in (("", "1"), ("", "1.0.1"), ("", "1.1"), ("1!", "1.0"))
    for more in (
        *("", "a1", "a2", "b1", "rc1", ".dev1", ".dev2", "a1.dev1", "a1.post1", ".post1", ".post2", ".post1.dev1"),
        *("+a", "+a.1", ".post1+a", "a1+a"),
    )
]


@pytest.mark.parametrize("operator", ["==", "!=", "<=", ">=", "<", ">", "~=", "==.*", "!=.*"])
def test_each_form_of_a_version_is_compared_with_each_as_packaging_does(operator):
    wrong = []
    for bound in NEAR:
        text = f"{operator.removesuffix('.*')}{bound}{operator[2:]}"
        try:
            specifier = Specifier(text)
        except InvalidSpecifier:
            continue
        wrong += [
            (version, text)
            for version in NEAR
            if satisfies(version, text) != specifier.contains(version, prereleases=True)
        ]
    assert wrong == []


@given(texts, texts)
def test_the_order_is_packagings(a, b):
    left, right = version_key(a), version_key(b)
    assert (left is None) == (parsed(a) is None)
    assert (right is None) == (parsed(b) is None)
    if left is not None and right is not None:
        assert (left < right, left == right) == (parsed(a) < parsed(b), parsed(a) == parsed(b))
        assert same_version(a, b) == (parsed(a) == parsed(b))
        assert release_of(a) == parsed(a).release


@given(texts, operators, wanted)
@settings(max_examples=300)
def test_a_clause_is_decided_as_packaging_does(version, operator, wanted):
    try:
        expected = Specifier(operator + wanted).contains(version, prereleases=True)
    except InvalidSpecifier:
        expected = None
    if operator != "===" and parsed(version) is None:
        expected = None
    if "," in wanted:
        return
    assert satisfies(version, [Clause(operator, wanted.strip(), Span(0, 0))]) == expected


@given(versions, st.lists(st.tuples(operators, versions), max_size=3))
def test_a_set_is_decided_as_packaging_does(version, pairs):
    text = ",".join(a + b for a, b in pairs)
    try:
        expected = SpecifierSet(text).contains(version, prereleases=True)
    except InvalidSpecifier:
        return
    assert satisfies(version, text) == expected


@pytest.mark.parametrize(
    ("version", "specifier", "expected"),
    [
        pytest.param("1.0rc1", ">=1.0rc1", True, id="a release candidate satisfies its own lower bound"),
        pytest.param("2.0b1", ">=1.0", True, id="a pre-release pin is no exception"),
        pytest.param("2.3.1+cpu", ">=2.3", True, id="a local label does not count"),
        pytest.param("2.3.1+cpu", "==2.3.1", True, id="an equality without label takes any label"),
        pytest.param("2.3.1", "==2.3.1+cpu", False, id="an equality with label wants that label"),
        pytest.param("2.3.1+cpu", "===2.3.1", False, id="arbitrary equality compares the text"),
        pytest.param("1!2.0", ">=3", True, id="an epoch outweighs the release"),
        pytest.param("2023.3.post1", ">2023.3", False, id="a post-release is not above its release"),
        pytest.param("4.0.0", "==4", True, id="zeros at the end do not count"),
        pytest.param("2.6.5", ">2.6<2.7", None, id="two clauses without a comma say nothing"),
        pytest.param("2.8", "<2.7,>2.6<2.7", False, id="a refusal outweighs a malformed clause"),
        pytest.param("0.10.1", "==0.10.", None, id="a dot at the end says nothing"),
        pytest.param("not-a-version", ">=1", None, id="a malformed version says nothing"),
        pytest.param("1.0", "", True, id="an empty set admits everything"),
        pytest.param("1.0", " >= 0.9 , < 2 ", True, id="blanks do not count"),
        pytest.param("1." + "9" * 5000, ">=1", None, id="a number beyond all bounds is no version"),
        pytest.param("1.0", ">=1,2.0rc1", None, id="a clause without an operator"),
    ],
)
def test_satisfies(version, specifier, expected):
    assert satisfies(version, specifier) is expected


def test_the_clause_that_refuses_is_named():
    clauses = [Clause(o, v, Span(0, 0)) for o, v in parse_specifier(">=1,<2,!=1.5")]
    assert str(unmet("2.1", clauses)) == "<2"
    assert unmet("1.4", clauses) is None


def test_normalized_versions_never_import_packaging():
    import subprocess
    import sys

    code = "import sys; from pinlint.requirements.specifiers import satisfies as s; "
    code += "assert s('1!1.2rc1.post2.dev3+a.1', '>=1.0,<1!3,!=2.*,~=1!1.0,==1!1.*,>0'); "
    code += "print([m for m in sys.modules if m.startswith('packaging')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

"""pip is the oracle: on every case, and on whatever Hypothesis puts together, both read the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pip_cases import CASES
from pip_oracle import differences, lines_of, pinlint_lines, pip_lines

from pinlint.formats.requirements_txt import parse
from pinlint.text.source import SourceFile

ENVIRONMENT = {
    "PINLINT_T": "1.5",
    "PINLINT_NAME": "named",
    "PINLINT_HASH": "# x",
    "PINLINT_NEST": "${PINLINT_T}",
    "PINLINT_SP": "foo --pre",
    "PINLINT_EMPTY": "",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with some projects and a wheel: whether a path exists matters to pip."""
    root = tmp_path_factory.mktemp("pip") / "deep" / "folder"
    for name in ("pkg", "pkg/sub", "my pkg", "a", "b", "."):
        (root / name).mkdir(parents=True, exist_ok=True)
        (root / name / "pyproject.toml").touch()
    (root / "foo-1.0-py3-none-any.whl").touch()
    return root


@pytest.fixture(autouse=True)
def _inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)


@pytest.mark.parametrize("topic", CASES)
def test_reads_the_cases_as_pip_does(topic: str) -> None:
    found = []
    for case in CASES[topic]:
        data = case if isinstance(case, bytes) else case.encode()
        for difference in differences(pip_lines(data, ENVIRONMENT), pinlint_lines(data, ENVIRONMENT)):
            found.append(f"{data!r}\n{difference}")
    assert found == []


def words(text: str) -> list[str]:
    return text.split()


NAMES = words("foo bar Foo.Bar_baz f 3to2 foo- -foo foo. _foo zope.interface ${PINLINT_NAME} é $X ${lower}")
SPECIFIERS = words(
    "==1.0 ==1.* ===1 === ==1.0+loc >=1,<2 ~=1 ~=1.0 !=1 <2 > = == >=1.0.* ==1.0-foobar ==v1.0RC1 1.0 .post1 dev0 + .* * "
    "==${PINLINT_T} ${PINLINT_NEST} ${UNSET} [a] [a,b] [a, [] [ ] , ( )"
)
MARKERS = [*words('python_version<"3" python_version os_name=="x" and or not in in "x" extra=="t" ; ( )'), "; ", ";"]
URLS = words(
    "@ https://x.org/foo-1.0.zip https://x.org/foo-1.0-py3-none-any.whl git+https://x.org/r.git@v1#egg=foo #egg=foo==1.0 "
    "#egg=foo[a] &subdirectory=s #sha256=ab git+ssh://git@h/x file:./pkg file:///x/y p4+https://x git@github.com:o/r.git "
    "HTTPS://X http: //[x a@b.zip"
)
PATHS = [
    "./pkg",
    "../x",
    ".",
    "./pkg/sub",
    "pkg",
    "my\\ pkg",
    '"my pkg"',
    "'a b'",
    "x/y/z",
    "~/x",
    "C:\\x\\foo.zip",
    "foo.whl",
]
OPTIONS = words(
    "-e -e. -e./pkg --editable=./pkg -r -ra.txt -r=a --requirement --req --requirement=a.txt -c c.txt --constraint= -i "
    "--index-url --index -f ./w --find-links=x --pre --pre=1 --prefer --prefer-binary --no-index --no-binary a,b "
    "--no-binary=:all: --only-binary :none: --hash=sha256:aa --hash sha256:bb --hash=sha512: --hash=md5:aa --hash=aa "
    "--has=sha384:cc --hash --config-settings=a=b -Cx=y -C --require-hashes --no-require-hashes --trusted-host h "
    "--extra-index-url=https://b --use-feature=fast-deps --use-feature=no -- - --- -x -h --all-releases=foo --only-final foo,bar"
)
ODDITIES = [
    "#c",
    "#\\",
    "#",
    "# c",
    '"',
    "'",
    "\\",
    "\\\\",
    "\xa0",
    "\u3000",
    "\0",
    "\u200b",
    "${PINLINT_SP}",
    "${PINLINT_HASH}",
]
SEPARATORS = [" "] * 6 + ["", "", "\t", " \\\n", "\\\n", "  ", " \\ \n", "\\\\\n", "\n", "\n"]
LINE_ENDS = ["\n"] * 10 + ["\r\n", "\r", "\x0c", "\x0b", "\x85", "\u2028", "\x1c", "\n\n", "\\\n", " \\\n"]

fragments = st.one_of(
    *[st.sampled_from(words) for words in (NAMES, SPECIFIERS, MARKERS, URLS, PATHS, OPTIONS, ODDITIES)]
)
lines = st.tuples(
    st.lists(st.tuples(fragments, st.sampled_from(SEPARATORS)), min_size=1, max_size=5), st.sampled_from(LINE_ENDS)
)
texts = st.lists(lines, min_size=1, max_size=3).map(
    lambda found: "".join("".join(map("".join, words)) + end for words, end in found)
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_reads_any_text_as_pip_does(text: str) -> None:
    data = text.encode()
    assert differences(pip_lines(data, ENVIRONMENT), pinlint_lines(data, ENVIRONMENT)) == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_reads_without_an_environment_what_pip_reads_with_an_empty_one(text: str) -> None:
    text = text.replace("$", "")
    assert lines_of(parse(SourceFile("requirements.txt", text))) == lines_of(
        parse(SourceFile("requirements.txt", text), {})
    )

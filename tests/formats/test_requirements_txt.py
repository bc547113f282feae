"""Requirements files: what is read, where it stands, and what is said of text that is malformed or dropped by pip."""

from __future__ import annotations

import re

import pytest
from _pytest.mark import ParameterSet
from hypothesis import given, settings
from hypothesis import strategies as st

from pinlint.formats.logical_lines import LINE_END, read_line
from pinlint.formats.requirements_txt import FILES, parse
from pinlint.requirements.model import Include, Option, Problem, Requirement, RequirementsFile
from pinlint.text.source import SourceFile, Span


def read(text: str, path: str = "requirements.txt") -> RequirementsFile:
    return parse(SourceFile(path, text))


def shown(item: Requirement | Include | Option) -> str:
    if isinstance(item, Include):
        return f"{item.kind} {item.target} -> {item.path}"
    if isinstance(item, Option):
        return f"{item.name} {item.value}" if item.value is not None else item.name
    parts = [
        "-e" if item.editable else "",
        item.name or "",
        f"[{','.join(item.extras)}]" if item.extras else "",
        item.specifier,
        f"@ {item.url}" if item.url is not None else "",
        f"; {item.marker}" if item.marker else "",
        *(f"--hash={found}" for found in item.hashes),
        *(f"--{option.name}={option.value}" for option in item.options),
        f"with {','.join(item.variables)}" if item.variables else "",
        item.comment.text if item.comment else "",
    ]
    return " ".join(part for part in parts if part)


def case(name: str, text: str, *expected: str) -> ParameterSet:
    return pytest.param(text, list(expected), id=name)


def contents(file: RequirementsFile) -> list[str]:
    """Everything that was read, in its order."""
    items = [*file.requirements, *file.includes, *file.options]
    return [shown(item) for item in sorted(items, key=lambda item: item.span.start)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        case(
            "extras are normalized and distinct",
            "Foo_Bar[B.c,a,b_C]==1.0  # why\n",
            "Foo_Bar [b-c,a] ==1.0 # why",
        ),
        case(
            "hashes on lines of their own",
            "foo >= 1.0, < 2 ; os_name=='nt' \\\n    --hash=sha256:aa \\\n    --hash=sha512:bb\n",
            "foo >=1.0,<2 ; os_name=='nt' --hash=sha256:aa --hash=sha512:bb",
        ),
        case(
            "the hash of a URL",
            "foo @ https://h/f.zip#sha256=aa",
            "foo @ https://h/f.zip#sha256=aa --hash=sha256:aa",
        ),
        case(
            "pip splits off the marker even within a URL",
            "foo @ https://h/f;b.zip",
        ),
        case(
            "a legacy egg",
            "git+https://h/r.git@v1#egg=foo[x]==1.0",
            "foo [x] @ git+https://h/r.git@v1#egg=foo[x]==1.0",
        ),
        case(
            "a wheel's URL",
            "https://h/foo_bar-1.0-py3-none-any.whl",
            "foo_bar @ https://h/foo_bar-1.0-py3-none-any.whl",
        ),
        case(
            "pip reads no name from a source distribution",
            "https://h/foo-1.0.tar.gz",
            "@ https://h/foo-1.0.tar.gz",
        ),
        case(
            "a path with extras and marker",
            "./pkg[a] ; os_name=='nt'",
            "[a] @ ./pkg ; os_name=='nt'",
        ),
        case(
            "the folder itself",
            ".[dev]",
            "[dev] @ .",
        ),
        case(
            "a path by its slash",
            "pkg/sub",
            "@ pkg/sub",
        ),
        case(
            "a path by its backslash",
            "wheels\\foo",
            "@ wheels\\foo",
        ),
        case(
            "a path by its archive suffix",
            "foo.tar.gz",
            "@ foo.tar.gz",
        ),
        case(
            "an editable path",
            "-e ./pkg[a]  # mine",
            "-e [a] @ ./pkg # mine",
        ),
        case(
            "an editable in quotes keeps its marker",
            "-e 'foo[a] @ git+https://h/r.git ; os_name==\"nt\"'",
            '-e foo [a] @ git+https://h/r.git ; os_name=="nt"',
        ),
        case(
            "an editable without git+",
            "-e git://h/r.git#egg=foo",
            "-e foo @ git://h/r.git#egg=foo",
        ),
        case(
            "an editable is a path without a slash",
            "--editable=sub",
            "-e @ sub",
        ),
        case(
            "build settings",
            "foo --config-settings=a=b -C 'c=d e'",
            "foo --config-settings=a=b --config-settings=c=d e",
        ),
        case(
            "includes, one outside the root",
            "-r other.txt\n-cc.txt\n--requirement=../x.txt",
            "requirement other.txt -> other.txt",
            "constraint c.txt -> c.txt",
            "requirement ../x.txt -> None",
        ),
        case(
            "includes that are no files of the project",
            "-r https://h/r.txt\n-r /etc/r.txt",
            "requirement https://h/r.txt -> None",
            "requirement /etc/r.txt -> None",
        ),
        case(
            "options, one shortened",
            "-i https://h --extra https://g --pre --only-binary=:all:",
            "index-url https://h",
            "extra-index-url https://g",
            "pre",
            "only-binary :all:",
        ),
        case(
            "variables in names and versions",
            "foo==${V}\n${N}>=1\nbar[x]==1.${M}.*\n",
            "foo ==${V} with V",
            "${N} >=1 with N",
            "bar [x] ==1.${M}.* with M",
        ),
        case(
            "a variable in a URL",
            "git+https://${TOKEN}@h/r.git#egg=foo",
            "foo @ git+https://${TOKEN}@h/r.git#egg=foo with TOKEN",
        ),
        case(
            "a variable in a path",
            "${ROOT}/pkg",
            "@ ${ROOT}/pkg with ROOT",
        ),
        case(
            "comments only",
            "# foo\n\n   # bar \\\n\n",
        ),
        case(
            "lines end where pip ends them",
            "foo\x0cbar\u2028baz",
            "foo",
            "bar",
            "baz",
        ),
        case(
            "nothing",
            "",
        ),
    ],
)
def test_contents(text: str, expected: list[str]) -> None:
    assert contents(read(text)) == expected


def test_an_include_is_relative_to_its_file() -> None:
    file = read("-r base.txt\n-c ../constraints.txt\n-r ../../x.txt\n-r ${X}.txt", "requirements/dev.txt")
    assert [include.path for include in file.includes] == ["requirements/base.txt", "constraints.txt", None, None]


PLACES = """\
Foo[a, b]>= 1.0,<2 ; os_name == 'nt' --hash=sha256:aa --hash "sha512:bb" -C k=v  # note
-e  git+https://h/r.git#egg=name==1.0&subdirectory=s
bar @ https://h/b.zip#sha256=cc ; os_name=='nt'
foo>=1,\\
  <2 \\
  --hash=sha256:dd
-r "my file.txt"
--index-url=https://h/simple
"""


def test_places() -> None:
    file = read(PLACES)
    text = file.source.text

    def at(span: Span | None) -> str | None:
        return None if span is None else text[span.start : span.end]

    found = [
        {
            "span": at(item.span),
            "whole": at(item.whole_span),
            "name": at(item.name_span),
            "clauses": [at(clause.span) for clause in item.clauses],
            "specifier": at(item.specifier_span),
            "marker": at(item.marker_span),
            "url": at(item.url_span),
            "hashes": [at(item.span) for item in item.hashes],
            "options": [(at(option.span), at(option.value_span)) for option in item.options],
            "comment": at(item.comment.span) if item.comment else None,
        }
        for item in file.requirements
    ]
    absent = {
        "name": None,
        "clauses": [],
        "specifier": None,
        "marker": None,
        "url": None,
        "hashes": [],
        "options": [],
        "comment": None,
    }
    assert found == [
        {
            **absent,
            "span": "Foo[a, b]>= 1.0,<2 ; os_name == 'nt'",
            "whole": "Foo[a, b]>= 1.0,<2 ; os_name == 'nt' --hash=sha256:aa --hash \"sha512:bb\" -C k=v",
            "name": "Foo",
            "clauses": [">= 1.0", "<2"],
            "specifier": ">= 1.0,<2",
            "marker": "os_name == 'nt'",
            "hashes": ["sha256:aa", "sha512:bb"],
            "options": [("-C k=v", "k=v")],
            "comment": "# note",
        },
        {
            **absent,
            "span": "-e  git+https://h/r.git#egg=name==1.0&subdirectory=s",
            "whole": "-e  git+https://h/r.git#egg=name==1.0&subdirectory=s",
            "name": "name",
            "url": "git+https://h/r.git#egg=name==1.0&subdirectory=s",
        },
        {
            **absent,
            "span": "bar @ https://h/b.zip#sha256=cc ; os_name=='nt'",
            "whole": "bar @ https://h/b.zip#sha256=cc ; os_name=='nt'",
            "name": "bar",
            "url": "https://h/b.zip#sha256=cc",
            "marker": "os_name=='nt'",
            "hashes": ["cc"],
        },
        {
            **absent,
            "span": "foo>=1,\\\n  <2",
            "whole": "foo>=1,\\\n  <2 \\\n  --hash=sha256:dd",
            "name": "foo",
            "clauses": [">=1", "<2"],
            "specifier": ">=1,\\\n  <2",
            "hashes": ["sha256:dd"],
        },
    ]
    assert [(at(item.span), at(item.target_span)) for item in file.includes] == [('-r "my file.txt"', "my file.txt")]
    assert [(at(item.span), at(item.value_span)) for item in file.options] == [
        ("--index-url=https://h/simple", "https://h/simple")
    ]


def test_a_variable_that_was_expanded_stands_where_it_is_written() -> None:
    text = "foo[x]==${V}.1 ; os_name=='${V}' \\\n --hash=sha256:${V}"
    file = parse(SourceFile("requirements.txt", text), {"V": "12345678"})
    (requirement,) = file.requirements
    assert shown(requirement) == "foo [x] ==12345678.1 ; os_name=='12345678' --hash=sha256:12345678"
    spans = [requirement.clauses[0].span, requirement.marker_span, requirement.hashes[0].span]
    assert [text[span.start : span.end] for span in spans if span] == ["==${V}.1", "os_name=='${V}'", "sha256:${V}"]


def reported(file: RequirementsFile) -> list[str]:
    def one(problem: Problem) -> str:
        line, column = file.source.position(problem.span.start)
        where = file.source.text[problem.span.start : problem.span.end]
        fatal = "fatal " if problem.fatal else ""
        return f"{line}:{column} {fatal}{problem.rule} {where!r}: {problem.message}; {problem.help}"

    return [one(problem) for problem in file.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        case(
            "a backslash behind the last hash swallows the next requirement",
            "six==1 \\\n  --hash=sha256:aa \\\nidna==3\n",
            "3:1 swallowed-requirement 'idna==3': pip does not install this: the backslash before it makes it "
            "part of the line above; delete the backslash at the end of the line above",
        ),
        case(
            "a backslash at the end of a comment swallows the next line",
            "foo  # why \\\nbar\n",
            "2:1 swallowed-requirement 'bar': pip reads this as part of the comment above, which ends in a "
            "backslash; delete the backslash at the end of the comment",
        ),
        case(
            "nothing is lost where a comment swallows a comment",
            "foo  # why \\\n# more\n",
        ),
        case(
            "a requirement behind an option",
            "--pre idna\n",
            "1:7 swallowed-requirement 'idna': pip does not install what is written after an option; move it to its "
            "own line",
        ),
        case(
            "the marker of an editable",
            "-e ./p ; os_name=='nt'",
            "1:8 ignored-text \"; os_name=='nt'\": pip ignores a marker after an option; move it before "
            "the options; for an editable, put both in quotes",
        ),
        case(
            "a marker behind a hash",
            "foo --hash=sha256:aa ; os_name=='nt'",
            "1:22 ignored-text \"; os_name=='nt'\": pip ignores a marker after an option; move it "
            "before the options; for an editable, put both in quotes",
        ),
        case(
            "a hash behind a comment line",
            "foo==1 \\\n    # via x\n    --hash=sha256:aa\n",
            "3:5 ignored-text '--hash=sha256:aa': pip ignores this hash: it belongs to no requirement; move "
            "it to its requirement: a comment line separates the two",
        ),
        case(
            "an option behind a requirement",
            "foo --pre",
            "1:5 ignored-text '--pre': '--pre' has no effect after a requirement; move it to its own line",
        ),
        case(
            "two includes on one line",
            "-r a.txt -r b.txt",
            "1:10 ignored-text '-r b.txt': pip reads only one file per line; move it to its own line",
        ),
        case(
            "a constraint beside an include",
            "-c c.txt -r r.txt",
            "1:1 ignored-text '-c c.txt': pip reads only one file per line; move it to its own line",
        ),
        case(
            "an option beside an include",
            "-r a.txt --pre",
            "1:10 ignored-text '--pre': '--pre' has no effect on a line that includes a file; move it to its own line",
        ),
        case(
            "two editables on one line",
            "-e ./a -e ./b",
            "1:8 swallowed-requirement '-e ./b': pip installs only the first editable of a line; move it to its "
            "own line",
        ),
        case(
            "an editable behind a path",
            "./a -e ./b",
            "1:5 swallowed-requirement '-e ./b': pip ignores everything after this '-e'; move it to its own line",
        ),
        case(
            "the hash of an editable",
            "-e ./a --hash=sha256:aa",
            "1:8 ignored-text '--hash=sha256:aa': pip ignores the hash of an editable; delete the hash",
        ),
        case(
            "two places to find links",
            "-f ./a -f ./b",
            "1:8 ignored-text '-f ./b': pip uses only the first '-f' of a line; move it to its own line",
        ),
        case(
            "two indexes on one line",
            "-i https://a -i https://b",
            "1:1 ignored-text '-i https://a': pip uses only the last '-i' of a line; move it to its own line",
        ),
        case(
            "build settings of nothing",
            "-C a=b",
            "1:1 ignored-text '-C a=b': '-C' has an effect only after a requirement; move it to its requirement",
        ),
        case(
            "an index that is taken back",
            "--extra-index-url https://b\n-i https://a",
            "1:1 ignored-text '--extra-index-url https://b': pip does not use this index: a later --index-url "
            "replaces it; write --index-url before --extra-index-url",
        ),
        case(
            "an index and none",
            "-i https://a\n--no-index",
            "1:1 ignored-text '-i https://a': pip does not use this index: --no-index replaces it; delete one "
            "of the two",
        ),
        case(
            "the same indexes twice",
            "-i https://a\n--extra-index-url https://b\n-i https://a\n--extra-index-url https://b",
        ),
        case(
            "indexes in the right order",
            "-i https://a\n--extra-index-url https://b",
        ),
        case(
            "a torn option",
            "- r a.txt",
            "1:1 ignored-text '- r a.txt': pip ignores text after an option, unless it is an option itself; delete it",
        ),
        case(
            "an unknown option",
            "foo --frobnicate",
            "1:5 fatal syntax-error '--frobnicate': '--frobnicate' is not an option of requirements files; if it is "
            "an option of the command line, pass it to `pip install`",
        ),
        case(
            "of a line with two errors the first that stops pip is reported",
            "foo bar --frobnicate",
            "1:9 fatal syntax-error '--frobnicate': '--frobnicate' is not an option of requirements files; if it is "
            "an option of the command line, pass it to `pip install`",
        ),
        case(
            "a misspelled option",
            "--extra-index-ulr=x",
            "1:1 fatal syntax-error '--extra-index-ulr': '--extra-index-ulr' is not an option of requirements "
            "files; did you mean '--extra-index-url'?",
        ),
        case(
            "an option of an older pip",
            "foo --install-option=x",
            "1:5 fatal syntax-error '--install-option': pip no longer has the option '--install-option' in "
            "requirements files; None",
        ),
        case(
            "an ambiguous option",
            "--req a.txt",
            "1:1 fatal syntax-error '--req': '--req' is short for several options: --requirement, "
            "--require-hashes; write the full option",
        ),
        case(
            "a value for a flag",
            "--pre=1",
            "1:1 fatal syntax-error '--pre=1': '--pre' takes no value; None",
        ),
        case(
            "an include of nothing",
            "-r",
            "1:1 fatal syntax-error '-r': '-r' needs a value; None",
        ),
        case(
            "an option for a value",
            "--no-binary -x",
            "1:1 fatal syntax-error '--no-binary -x': '--no-binary' needs a value; None",
        ),
        case(
            "an unknown feature",
            "--use-feature x",
            "1:15 fatal syntax-error 'x': pip has no feature 'x'; None",
        ),
        case(
            "a build setting without a value",
            "foo -C x",
            "1:8 fatal syntax-error 'x': '-C' needs KEY=VALUE; None",
        ),
        case(
            "an open quote",
            "-r 'a",
            '1:4 fatal syntax-error "\'": this quote is never closed; None',
        ),
        case(
            "a backslash at the end of the file is dropped",
            "foo \\",
        ),
        case(
            "a weak hash of nothing",
            "--hash=md5:aa",
            "1:8 fatal syntax-error 'md5:aa': a hash is sha256:…, sha384:… or sha512:…; None",
        ),
        case(
            "the weak hash of a requirement is for the rules to judge",
            "foo --hash=md5:aa",
        ),
        case(
            "an editable archive",
            "-e https://h/f.zip#egg=f",
            "1:4 syntax-error 'https://h/f.zip#egg=f': an editable must be a local path or a VCS URL; remove '-e'",
        ),
        case(
            "an editable version",
            "-e foo==1",
            "1:4 syntax-error 'foo==1': an editable must be a local path or a VCS URL; remove '-e'",
        ),
        case(
            "an editable without a name",
            "-e git+https://h/r.git",
            "1:4 syntax-error 'git+https://h/r.git': the name of an editable VCS URL is missing; append '#egg=NAME'",
        ),
        case(
            "an egg of a path",
            "-e .#egg=foo",
            "1:5 syntax-error '#egg=foo': a path cannot have '#egg='; remove '#egg=…'",
        ),
        case(
            "an unknown scheme",
            "p4+https://h/r",
            "1:1 syntax-error 'p4+https': pip does not know the scheme 'p4+https'; None",
        ),
        case(
            "a malformed egg",
            "https://h/f.zip#egg=foo bar",
            "1:21 syntax-error 'foo bar': 'foo bar' is not a valid project name; write '#egg=NAME'",
        ),
        case(
            "a malformed wheel",
            "./foo.whl",
            "1:1 syntax-error './foo.whl': 'foo.whl' is not a valid file name of a wheel; None",
        ),
        case(
            "a home directory",
            "~/pkg",
            "1:1 syntax-error '~': pip does not expand '~' here; write the full path, or use ${HOME}",
        ),
        case(
            "an error on a continued line",
            "foo>=1,\\\n  <2,\\\n  =3\n",
            "3:3 syntax-error '=': '=' is not an operator; write '=='",
        ),
        case(
            "the lines between errors are read",
            "foo==\nbar==1\nbaz=",
            "1:4 syntax-error '==': the version is missing after '=='; None",
            "3:4 syntax-error '=': '=' is not an operator; write '=='",
        ),
        case(
            "a variable that may be anything",
            "foo ${HASHES}",
            "1:5 syntax-error '${HASHES}': the meaning of this line depends on ${HASHES}; write the requirement itself",
        ),
    ],
)
def test_problems(text: str, expected: list[str]) -> None:
    assert reported(read(text)) == expected


def test_lines_beside_an_error_are_still_read() -> None:
    assert contents(read("foo==\nbar==1\n--bad\nbaz==2 --bad\n")) == ["bar ==1", "baz ==2"]


def test_comments_are_those_that_pip_sees() -> None:
    text = "# head\nfoo==1  # inline\nbar \\\n  # in a continuation\nfoo @ https://h/f#frag # real\nfoo # a \\\n swallowed\n"
    file = read(text)
    assert [comment.text for comment in file.comments] == [
        "# head",
        "# inline",
        "# in a continuation",
        "# real",
        "# a \\",
    ]
    assert all(text[comment.span.start : comment.span.end] == comment.text for comment in file.comments)


anything = st.text(
    st.one_of(st.sampled_from("ab=<>.-1[]()@#;:/\\'\"${} \t\n\r\x0c\u2028"), st.characters()), max_size=60
)


@settings(max_examples=300, deadline=None)
@given(anything)
def test_bad_text_never_raises_and_no_line_is_lost(text: str) -> None:
    file = read(text)
    items = [*file.requirements, *file.includes, *file.options, *file.problems]
    assert all(0 <= item.span.start <= item.span.end <= len(text) for item in items)
    at = 0
    while at < len(text):
        line, following = read_line(file.source, at)
        if line.text and line.text != "--":
            assert any(at <= item.span.start < max(following, at + 1) for item in items), line
        at = following


@settings(max_examples=200, deadline=None)
@given(anything)
def test_the_parts_are_the_text_at_their_places(text: str) -> None:
    for requirement in read(text).requirements:
        for value, span in (
            (requirement.name, requirement.name_span),
            (requirement.marker, requirement.marker_span),
            (requirement.url, requirement.url_span),
        ):
            where = text[span.start : span.end] if span else None
            if where is not None and "\\" not in where and not LINE_END.search(where):
                assert where == value


FOUND = """
    requirements.txt requirements.in requirements-dev.txt dev-requirements.txt requirements_dev.in requirements/base.txt
    a/requirements/x/y.in constraints.txt upper-constraints.txt reqs.txt reqs/dev.txt requirements.pip requirements-dev.lock
    requirements.lock Requirements.txt requirements.dev.txt requirements_lock.txt back/requirements.prod.txt
    adapt-requirements.txt
"""
LEFT_ALONE = """
    word_freqs.txt apt-requirements.txt requirements-system.txt requirements.yml MANIFEST.in requirements/README.txt
    conda_requirements.txt requirements.txt.j2 requirements.md requirements
"""


@pytest.mark.parametrize("path", FOUND.split())
def test_found_by_its_path(path: str) -> None:
    assert re.search(FILES, path)


@pytest.mark.parametrize("path", LEFT_ALONE.split())
def test_left_alone_by_its_path(path: str) -> None:
    assert not re.search(FILES, path)


def test_the_options_are_those_of_pip() -> None:
    from pip._internal.req import req_file

    made = [option() for option in [*req_file.SUPPORTED_OPTIONS, *req_file.SUPPORTED_OPTIONS_REQ]]
    expected = {
        spelling: option.takes_value() for option in made for spelling in (*option._short_opts, *option._long_opts)
    }
    assert len(expected) > 20
    values = {"--use-feature": "fast-deps", "-C": "a=b", "--config-settings": "a=b", "--config-setting": "a=b"}
    for spelling, takes_value in expected.items():
        words = f"{spelling} {values.get(spelling, 'value')}" if takes_value else spelling
        file = read(words if spelling not in OF_A_REQUIREMENT else f"six {words}")
        found = [*file.options, *file.includes, *file.requirements]
        assert [problem.message for problem in file.problems if problem.rule == "syntax-error"] == [], spelling
        assert found, spelling
        if not takes_value:
            assert [problem.rule for problem in read(f"{spelling}=value").problems] == ["syntax-error"], spelling


def test_the_features_are_those_of_pip() -> None:
    from pip._internal.cli.cmdoptions import use_new_feature

    for feature in use_new_feature().choices or ():
        assert read(f"--use-feature {feature}").problems == [], feature


OF_A_REQUIREMENT = ("--hash", "-C", "--config-settings", "--config-setting", "--global-option")
REMOVED = (
    "--allow-all-external --allow-external --allow-unverified --always-unzip --build-option --global-option --install-option "
    "--no-use-wheel --process-dependency-links --use-mirrors --use-wheel -Z"
)


@pytest.mark.parametrize("spelling", REMOVED.split())
def test_an_option_that_pip_no_longer_has(spelling: str) -> None:
    [problem] = read(f"six {spelling}").problems
    assert problem.message == f"pip no longer has the option '{spelling}' in requirements files"

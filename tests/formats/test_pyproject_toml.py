"""pyproject.toml as a source of requirements."""

from __future__ import annotations

import re
import sys
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.dependency_groups import resolve_dependency_groups
from packaging.errors import ExceptionGroup
from packaging.markers import Marker
from packaging.requirements import Requirement as Packaging
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from poetry.core.constraints.version import Version, parse_constraint
from poetry.core.factory import Factory

from pinlint.formats import poetry_constraints, pyproject_toml
from pinlint.requirements.model import Requirement, RequirementsFile
from pinlint.text.source import SourceFile, Span


def parse(text: str) -> RequirementsFile:
    return pyproject_toml.parse(SourceFile("pyproject.toml", textwrap.dedent(text)))


def shown(requirement: Requirement) -> str:
    """Scope, group, requirement and marker as one text."""
    where = requirement.scope + (f"[{requirement.group}]" if requirement.group else "")
    marker = f" ; {requirement.marker}" if requirement.marker else ""
    editable = "-e " if requirement.editable else ""
    return f"{where}: {editable}{requirement.shown}{marker}"


def problems(document: RequirementsFile) -> list[str]:
    """Each problem as line, column, text and message."""
    found = []
    for problem in document.problems:
        line, column = document.source.position(problem.span.start)
        found.append(
            f"{line}:{column}: {document.source.text[problem.span.start : problem.span.end]!r}: {problem.message}"
        )
    return found


@pytest.mark.parametrize(
    ("text", "requirements"),
    [
        pytest.param(
            """
            [project]
            name = "x"
            dependencies = ["Foo[Bar_Baz] >= 1.0, <2 ; os_name == 'nt'", 'b @ https://x.org/b.zip']
            """,
            ["dependencies: Foo[bar-baz]>=1.0,<2 ; os_name == 'nt'", "dependencies: b @ https://x.org/b.zip"],
            id="dependencies",
        ),
        pytest.param(
            """
            [project]
            name = "x"
            optional-dependencies.Dev_Tools = ["a", # c
              "b==1"]
            optional-dependencies."empty" = []
            """,
            ["extra[dev-tools]: a", "extra[dev-tools]: b==1"],
            id="extras",
        ),
        pytest.param(
            """
            [dependency-groups]
            Test = ["pytest>7", {include-group = "typing"}]
            typing = ["mypy"]
            """,
            ["group[test]: pytest>7", "group[typing]: mypy"],
            id="a requirement of an included group is there once",
        ),
        pytest.param("[build-system]\nrequires = ['flit_core >=3,<4']", ["build: flit_core>=3,<4"], id="the build's"),
        pytest.param("[tool.uv]\ndev-dependencies = ['a']", ["group[dev]: a"], id="uv's development dependencies"),
        pytest.param(
            "[tool.pdm.dev-dependencies]\nlint = ['a', '-e file:///${PROJECT_ROOT}/b']",
            ["group[lint]: a"],
            id="PDM's development dependencies, without its editables",
        ),
        pytest.param("[tool.black]\nline-length = 100", [], id="no table that says anything"),
    ],
)
def test_requirements(text: str, requirements: list[str]) -> None:
    document = parse(text)
    assert problems(document) == []
    assert [shown(requirement) for requirement in document.requirements] == requirements


@pytest.mark.parametrize(
    ("text", "requirements"),
    [
        pytest.param(
            """
            [tool.poetry.dependencies]
            python = "^3.8"
            a = "^1.2"
            b = "1.2"
            c = "*"
            d = "~2.1,!=2.1.4"
            """,
            [
                "dependencies: a>=1.2,<2.0",
                "dependencies: b==1.2",
                "dependencies: c",
                "dependencies: d>=2.1,<2.2,!=2.1.4",
            ],
            id="constraints, and the interpreter is no dependency",
        ),
        pytest.param(
            """
            [tool.poetry.dependencies]
            a = { version = "^1", extras = ["x", "Y_Z"], markers = "os_name == 'nt'", python = ">=3.9,<3.11" }
            [tool.poetry.dependencies.b]
            version = ">=1"
            platform = "darwin"
            """,
            [
                """dependencies: a[x,y-z]>=1,<2 ; (os_name == 'nt') and (python_version >= "3.9" and python_version < "3.11")""",
                """dependencies: b>=1 ; sys_platform == "darwin\"""",
            ],
            id="extras and environments",
        ),
        pytest.param(
            """
            [tool.poetry.dependencies]
            a = { git = "https://x.org/a.git", rev = "abc", subdirectory = "sub" }
            b = { git = "git@x.org:o/b.git", branch = "main" }
            c = { path = "../c", develop = true }
            d = { url = "https://x.org/d.whl" }
            """,
            [
                "dependencies: a @ git+https://x.org/a.git@abc#subdirectory=sub",
                "dependencies: b @ git+ssh://git@x.org/o/b.git@main",
                "dependencies: -e c @ ../c",
                "dependencies: d @ https://x.org/d.whl",
            ],
            id="direct references",
        ),
        pytest.param(
            """
            [tool.poetry.dependencies]
            a = [ {version = "<2", python = "<3.8"}, {version = ">=2", python = ">=3.8"} ]
            """,
            [
                """dependencies: a<2 ; python_version < "3.8\"""",
                """dependencies: a>=2 ; python_version >= "3.8\"""",
            ],
            id="one for each environment",
        ),
        pytest.param(
            """
            [tool.poetry.dependencies]
            a = { version = "1", optional = true }
            b = { version = "1", optional = true }
            [tool.poetry.extras]
            All = ["A"]
            more = ["a"]
            [tool.poetry.dev-dependencies]
            pytest = "^7"
            [tool.poetry.group.Docs.dependencies]
            sphinx = "~7"
            """,
            [
                "extra[all]: a==1",
                "extra[more]: a==1",
                "group[docs]: sphinx>=7,<8",
                "group[dev]: pytest>=7,<8",
            ],
            id="extras and groups",
        ),
        pytest.param(
            """
            [project]
            name = "x"
            dependencies = ["a>=1"]
            [tool.poetry.dependencies]
            a = { source = "internal" }
            [tool.poetry.group.dev.dependencies]
            b = "*"
            """,
            ["dependencies: a>=1", "group[dev]: b"],
            id="beside a project table they only say where dependencies come from",
        ),
        pytest.param(
            """
            [project]
            name = "x"
            dynamic = ["dependencies"]
            [tool.poetry.dependencies]
            a = "1"
            """,
            ["dependencies: a==1"],
            id="unless the project table leaves them open",
        ),
    ],
)
def test_requirements_of_poetry(text: str, requirements: list[str]) -> None:
    document = parse(text)
    assert problems(document) == []
    assert [shown(requirement) for requirement in document.requirements] == requirements


def test_every_part_has_its_place() -> None:
    document = parse(
        '[project]\nname="x"\ndependencies = [\n  " Foo[a] >=1.0 ; os_name == \'nt\' ",\n  "b @ u:p",\n]\n'
    )
    text = document.source.text

    def at(span: Span | None) -> str | None:
        return text[span.start : span.end] if span else None

    foo, b = document.requirements
    assert [at(foo.span), at(foo.name_span), at(foo.specifier_span), at(foo.marker_span), at(foo.clauses[0].span)] == [
        "Foo[a] >=1.0 ; os_name == 'nt'",
        "Foo",
        ">=1.0",
        "os_name == 'nt'",
        ">=1.0",
    ]
    assert (at(b.url_span), at(b.specifier_span), foo.location.line) == ("u:p", None, 4)


def test_places_behind_escapes() -> None:
    document = parse(r"""
        [project]
        dependencies = ["f\u006fo>=\u0031,<2", '''bar<3''']
        """)
    text = document.source.text
    clauses = [clause for requirement in document.requirements for clause in requirement.clauses]
    assert [text[c.span.start : c.span.end] for c in clauses] == [r">=\u0031", "<2", "<3"]


def test_places_of_poetry() -> None:
    document = parse('[tool.poetry.dependencies]\nFoo = "^1.2, !=1.3"\nb = {git = "https://x.org/b", tag = "1"}\n')
    text = document.source.text
    foo, b = document.requirements
    assert [text[c.span.start : c.span.end] for c in foo.clauses] == ["^1.2", "^1.2", "!=1.3"]
    assert text[foo.span.start : foo.span.end] == 'Foo = "^1.2, !=1.3"'
    assert b.url_span is not None
    assert text[b.url_span.start : b.url_span.end] == "https://x.org/b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            """
            [project]
            name = "My_Project"
            requires-python = ">=3.10, <4"
            [project.optional-dependencies]
            Some_Extra = []
            [dependency-groups]
            dev = [{include-group = "test"}]
            test = [{include-group = "Unit.Test"}]
            unit-test = ["a"]
            """,
            (
                "My_Project",
                ">=3.10, <4",
                ("some-extra",),
                ("dev", "test", "unit-test"),
                {"dev": ("test", "unit-test"), "test": ("unit-test",)},
                {},
            ),
            id="the project table and groups",
        ),
        pytest.param(
            """
            [project]
            name = "x"
            dynamic = ["version", "dependencies", "optional-dependencies"]
            [tool.setuptools.dynamic]
            dependencies = { file = ["requirements.txt", "more.txt"] }
            optional-dependencies.dev = { file = "dev.txt" }
            """,
            (
                "x",
                None,
                (),
                (),
                {},
                {
                    "dependencies": "is read from requirements.txt and more.txt",
                    "optional-dependencies": "is read from dev.txt",
                },
            ),
            id="fields that are read from files",
        ),
        pytest.param(
            '[project]\nname="x"\ndynamic=["dependencies"]',
            ("x", None, (), (), {}, {"dependencies": "is dynamic: the build backend computes it"}),
            id="fields that are computed",
        ),
        *(
            pytest.param(
                f"""
                [build-system]
                requires = ["{backend}"]
                [project]
                name = "x"
                dynamic = ["requires-python", "dependencies", "optional-dependencies"]
                [tool.poetry.dependencies]
                python = "^3.8"
                a = {{ version = "1", optional = true }}
                [tool.poetry.extras]
                fast = ["a"]
                """,
                (
                    "x",
                    ">=3.8,<4.0",
                    ("fast",),
                    (),
                    {},
                    dict.fromkeys(unknown, "is dynamic: the build backend computes it"),
                ),
                id=f"fields that {backend} computes, next to the tables of Poetry",
            )
            for backend, unknown in (
                ("poetry-core", ()),
                ("hatchling", ("requires-python", "dependencies", "optional-dependencies")),
            )
        ),
        pytest.param(
            """
            [tool.poetry]
            name = "p"
            [tool.poetry.dependencies]
            python = "^3.8"
            a = "^1 || ^3"
            [tool.poetry.extras]
            x = ["a"]
            [tool.poetry.group.dev]
            include-groups = ["test"]
            """,
            (
                "p",
                ">=3.8,<4.0",
                ("x",),
                ("dev",),
                {"dev": ("test",)},
                {"tool.poetry.dependencies.a": "uses '||': pinlint knows only its lowest and highest version"},
            ),
            id="poetry's tables",
        ),
        pytest.param(
            '[tool.poetry.dependencies]\npython = "~2.7 || ^3.5"',
            (
                None,
                None,
                (),
                (),
                {},
                {"requires-python": "tool.poetry.dependencies.python uses '||', which no specifier can express"},
            ),
            id="a union of interpreters",
        ),
    ],
)
def test_metadata(text: str, expected: tuple[object, ...]) -> None:
    metadata = parse(text).metadata
    assert metadata is not None
    found = (
        metadata.name,
        metadata.requires_python,
        metadata.extras,
        metadata.groups,
        metadata.included,
        metadata.unreadable,
    )
    assert found == expected


def test_a_file_without_a_project_has_no_metadata() -> None:
    document = parse(
        '[build-system]\nrequires = []\n[tool.uv]\npip.universal = true\n[tool.uv.sources]\nx = {path = "x"}'
    )
    assert document.metadata is None
    assert document.tool == {"uv": {"pip": {"universal": True}, "sources": {"x": {"path": "x"}}}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "[project\n",
            ["1:9: '\\n': the file is not valid TOML: expected ']' at the end of a table declaration"],
            id="TOML",
        ),
        pytest.param(
            "[project]\ndependencies = ['foo>=', 'bar', 3]",
            [
                "2:21: '>=': the version is missing after '>='",
                "2:33: '3': project.dependencies has an element that is not a string",
            ],
            id="one bad entry does not hide the next",
        ),
        pytest.param(
            "[project]\ndependencies = 'a'", ["2:16: \"'a'\": project.dependencies is not an array"], id="no array"
        ),
        pytest.param("project = 1", ["1:11: '1': project is not a table"], id="no table"),
        pytest.param("[project]\nname = '-x'", ["2:8: \"'-x'\": '-x' is not a valid project name"], id="a bad name"),
        pytest.param(
            "[dependency-groups]\na = [{include-group='b'}]",
            ["2:21: \"'b'\": the dependency group b is not defined"],
            id="an unknown group",
        ),
        pytest.param(
            "[dependency-groups]\na = [{include-group='b'}]\nb = ['x', {include-group='a'}]",
            [
                "2:21: \"'b'\": the dependency group a includes itself",
                "3:26: \"'a'\": the dependency group b includes itself",
            ],
            id="groups that include each other",
        ),
        pytest.param(
            "[dependency-groups]\na = []\nA = []",
            ["3:1: 'A': the dependency group A occurs twice, with different spellings"],
            id="one group twice",
        ),
        pytest.param(
            "[dependency-groups]\na = [{x='b'}]",
            ["2:6: \"{x='b'}\": dependency-groups.a has an element that is not a requirement or an include"],
            id="an unknown object",
        ),
        pytest.param(
            "[tool.poetry.dependencies]\na = '^x'",
            ["2:5: \"'^x'\": the constraint of a: ^x is not a version constraint of Poetry"],
            id="no constraint",
        ),
        pytest.param(
            "[tool.poetry.dependencies]\na = 1",
            ["2:5: '1': the dependency a must be a string or a table"],
            id="no dependency",
        ),
    ],
)
def test_problems(text: str, expected: list[str]) -> None:
    assert problems(parse(text)) == expected


@pytest.mark.parametrize(
    ("specifier", "valid"),
    [
        (">=3.10", True),
        ("", True),
        (" >=3.8 , <4 ", True),
        ("~=3.10", True),
        ("3.10", False),
        (">=3,", True),
        (">=3;", False),
        (">=3) ; python_version<('3'", False),
        ("[a]", False),
        ("@ x", False),
        ("foo>=3", False),
    ],
)
def test_the_interpreters_specifier(specifier: str, valid: bool) -> None:
    document = parse(f'[project]\nrequires-python = "{specifier}"')
    assert document.metadata is not None
    assert (document.metadata.requires_python, document.problems == []) == (specifier if valid else None, valid)


PIECES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["^", "~", "", "=", "==", ">=", "<", "<=", ">", "!=", "~=", "^ ", ">= "]),
    st.sampled_from(
        ["0", "0.0", "0.0.3", "0.3", "1", "1.2", "1.2.3", "2.0.0.1", "1.0b2", "v3.1", "1!2.0", "3.1rc1", "1.2.post1"]
    ),
    st.sampled_from(["", "", "", ".*"]),
).filter(lambda piece: not re.search(r"[a-z]\d\.\*", piece)) | st.just("*")
CONSTRAINTS = st.lists(
    st.lists(PIECES, min_size=1, max_size=2).flatmap(
        lambda p: st.sampled_from([", ", " ", ","]).map(lambda s: s.join(p))
    ),
    min_size=1,
    max_size=3,
).flatmap(lambda parts: st.sampled_from([" || ", "|"]).map(lambda separator: separator.join(parts)))
VERSIONS = [
    "0",
    "0.0.3",
    "0.0.4",
    "0.1",
    "0.3.5",
    "0.4",
    "1",
    "1.1",
    "1.2",
    "1.2.3",
    "1.2.9",
    "1.3",
    "2",
    "2.0.0.1",
    "2.9",
]
VERSIONS += ["3.1", "3.2", "4.0", "1!2.0", "1!2.5", "1!3", "1.4", "0.2"]


@settings(max_examples=300, deadline=None)
@given(CONSTRAINTS)
def test_constraints_admit_what_poetry_admits(text: str) -> None:
    try:
        pieces, exact = poetry_constraints.parse(text)
    except ValueError:
        pieces, exact = None, True
    try:
        wanted = parse_constraint(text)
    except ValueError:
        wanted = None
    assert (pieces is None) == (wanted is None)
    if pieces is None or wanted is None:
        return
    specifiers = SpecifierSet(",".join(operator + version for operator, version, _, _ in pieces), prereleases=True)
    for version in VERSIONS:
        poetry, ours = wanted.allows(Version.parse(version)), specifiers.contains(version)
        assert ours or not poetry, version
        if exact:
            assert ours == poetry, version


@settings(max_examples=200, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "version": st.sampled_from(["^1.2", "1.0", ">=1,<3", "*"]),
            "extras": st.lists(st.sampled_from(["a", "B_c"]), max_size=2, unique=True),
            "markers": st.sampled_from(["os_name == 'nt'", "sys_platform == 'linux' or extra_x == ''"][:1]),
            "python": st.sampled_from(
                ["^3.8", "~3.9", ">=3.8.1", "<3.10", ">3.8", "<=3.9", "3.9.*", "!=3.9.*", "^3.8 || ^2.7"]
            ),
            "platform": st.sampled_from(["linux", "win32"]),
        },
    )
)
def test_dependencies_are_what_poetry_makes_of_them(table: dict[str, object]) -> None:
    table = {"version": "*", **table}
    wanted = Packaging(Factory.create_dependency("foo", table).to_pep_508())
    body = ", ".join(f"{key} = {value!r}" for key, value in table.items())
    [found] = parse(f"[tool.poetry.dependencies]\nfoo = {{ {body} }}").requirements
    assert found.specifier == str(SpecifierSet(found.specifier)) or SpecifierSet(found.specifier) == wanted.specifier
    assert set(found.extras) == set(map(canonicalize_name, wanted.extras))
    for python in ("2.7.18", "3.0.0", "3.7.9", "3.8.0", "3.8.1", "3.9.0", "3.9.7", "3.10.0", "4.0.0"):
        for platform, name in (("linux", "posix"), ("win32", "nt")):
            environment = {
                "python_version": python.rpartition(".")[0],
                "python_full_version": python,
                "sys_platform": platform,
                "os_name": name,
            }
            ours = found.marker is None or Marker(found.marker).evaluate(environment)
            assert ours == (wanted.marker is None or wanted.marker.evaluate(environment)), (python, platform)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["a", "B", "c.d", "e"]),
        st.lists(st.sampled_from(["x", "y>=1", "{a}", "{b}", "{C-D}", "{E}", "{zz}"]), max_size=3),
        max_size=4,
    )
)
def test_groups_are_what_packaging_makes_of_them(groups: dict[str, list[str]]) -> None:
    tables = {
        name: [{"include-group": entry[1:-1]} if entry[0] == "{" else entry for entry in entries]
        for name, entries in groups.items()
    }
    lines = ["[dependency-groups]"]
    for name, entries in groups.items():
        written = [f"{{include-group = '{e[1:-1]}'}}" if e[0] == "{" else f"'{e}'" for e in entries]
        lines.append(f"'{name}' = [{', '.join(written)}]")
    document = parse("\n".join(lines))
    metadata = document.metadata
    for name in groups:
        try:
            wanted = set(resolve_dependency_groups(tables, name))
        except ExceptionGroup:
            assert document.problems
            continue
        assert metadata is not None
        reached = {canonicalize_name(name), *metadata.included.get(canonicalize_name(name), ())}
        assert {r.shown for r in document.requirements if r.group in reached} == wanted


def test_a_clean_file_imports_no_packaging() -> None:
    import subprocess

    code = (
        "import sys; from pinlint.formats import pyproject_toml; from pinlint.text.source import SourceFile;"
        "d = pyproject_toml.parse(SourceFile('pyproject.toml', '[project]\\ndependencies = [\"a>=1\"]'));"
        "assert d.requirements; print(sorted({'packaging', 'typing', 'dataclasses', 'json', 'yaml'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() in ("[]", "['typing']")  # tomli imports typing where it is not compiled

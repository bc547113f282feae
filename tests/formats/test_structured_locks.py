"""The readers of structured locks: what they read, and that the fast and the exact way through TOML read the same."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structured import poetry_lock, poetry_package, root, uv_lock, uv_package

from pinlint.formats import (
    lock_tables,
    pdm_lock,
    pipfile_lock,
    plain_toml,
    plain_values,
    pylock_toml,
)
from pinlint.formats import (
    poetry_lock as poetry,
)
from pinlint.formats import (
    uv_lock as uv,
)
from pinlint.requirements.locked import LockFile
from pinlint.requirements.locked_files import Files
from pinlint.text.source import SourceFile, Span

UV = uv_lock(
    root(
        "alpha",
        'name = "beta", extra = ["fast"], marker = "sys_platform == \'win32\'"',
        requires=["alpha", "beta"],
        groups={"dev": ["gamma"]},
    ),
    uv_package("alpha", "1.2", forks=["python_full_version < '3.13'"]),
    uv_package("alpha", "2.0"),
    uv_package(
        "beta",
        "1.0",
        extras={"fast": ['name = "alpha", version = "2.0", source = { registry = "https://pypi.org/simple" }']},
    ),
    uv_package("delta", "1.0", "gamma", 'name = "beta", marker = "sys_platform == \'win32\'"'),
    uv_package("gamma", "3.0", source=f'git = "https://example.org/gamma?rev=v3#{"ab" * 20}"'),
)
POETRY = poetry_lock(
    poetry_package(
        "alpha",
        "1.2",
        'beta = ">=1,<2"',
        'gamma = {version = "^3.0", optional = true, markers = "extra == \\"fast\\""}',
    ),
    poetry_package("beta", "1.0", groups=("main", "dev"), more='markers = "python_version < \\"3.14\\""'),
    poetry_package(
        "delta",
        "1.0",
        'alpha = ">=1,<2"',
        'gamma = {version = "^3.0", markers = "sys_platform == \'win32\'"}',
        groups=("main", "dev"),
        more="markers = \"sys_platform != 'darwin'\"",
    ),
)
PDM = f"""[metadata]
groups = ["default", "dev"]
strategy = ["inherit_metadata"]
lock_version = "4.5.0"
content_hash = "sha256:{"0" * 64}"

[[metadata.targets]]
requires_python = ">=3.12"

[[package]]
name = "alpha"
version = "1.2"
requires_python = ">=3.8"
summary = "What it is"
groups = ["default"]
marker = "python_version < \\"3.14\\""
dependencies = [
    "beta[fast]<2,>=1; sys_platform == 'win32'",
]
files = [
    {{file = "alpha-1.2-py3-none-any.whl", hash = "sha256:{"1" * 64}"}},
]
"""
PYLOCK = f"""lock-version = "1.0"
requires-python = ">=3.12"
created-by = "uv"

[[packages]]
name = "alpha"
version = "1.2"
index = "https://pypi.org/simple"
sdist = {{ url = "https://files.pythonhosted.org/packages/alpha-1.2.tar.gz", size = 3, hashes = {{ sha256 = "{"1" * 64}" }} }}
wheels = [{{ url = "https://files.pythonhosted.org/packages/alpha-1.2-py3-none-any.whl", hashes = {{ sha256 = "{"2" * 64}" }} }}]
"""
PIPFILE = f"""{{
    "_meta": {{"hash": {{"sha256": "{"0" * 64}"}}, "pipfile-spec": 6, "requires": {{"python_version": "3.12"}}, "sources": []}},
    "default": {{
        "alpha": {{
            "hashes": ["sha256:{"1" * 64}"],
            "index": "pypi",
            "markers": "python_version >= '3.8'",
            "version": "==1.2"
        }}
    }},
    "develop": {{"beta": {{"git": "https://example.org/beta", "ref": "{"ab" * 20}"}}}}
}}
"""
LOCKS = {
    "uv.lock": (uv, UV),
    "poetry.lock": (poetry, POETRY),
    "pdm.lock": (pdm_lock, PDM),
    "pylock.toml": (pylock_toml, PYLOCK),
}


def dump(thing: Any) -> Any:
    """Everything that a lock holds, as plain values."""
    if isinstance(thing, SourceFile):
        return thing.path
    if isinstance(thing, Files):
        columns = [(file.url, file.name, file.hash) for file in thing]
        assert columns == list(zip(thing.urls, thing.names, thing.hashes, strict=True))
        return [dump(file) for file in thing]
    slots = [slot for kind in type(thing).__mro__ for slot in getattr(kind, "__slots__", ())]
    if isinstance(thing, Span) or not slots:
        if isinstance(thing, dict):
            return {key: dump(value) for key, value in thing.items()}
        return [dump(value) for value in thing] if isinstance(thing, list | tuple) else thing
    return {slot: dump(getattr(thing, slot)) for slot in slots if not slot.startswith("_") and slot != "requirements"}


def exactly(reader: ModuleType, source: SourceFile) -> LockFile:
    """The lock as the exact reader of TOML gives it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lock_tables, "read_plain", _never)
        patch.setattr(lock_tables, "read_blocks", _never)
        lock: LockFile = reader.parse(source)
    return lock


def _never(*_: object) -> None:
    raise plain_values.NotPlain


@pytest.mark.parametrize("name", LOCKS)
def test_the_fast_way_reads_what_tools_write(name: str) -> None:
    reader, text = LOCKS[name]
    assert plain_toml.read_plain(text, getattr(reader, "_ARRAYS", None))
    source = SourceFile(name, text)
    lock = reader.parse(source)
    assert lock.packages
    assert not lock.problems
    assert dump(lock) == dump(exactly(reader, source))


def _spoilt(text: str, data: st.DataObject) -> str:
    """The text with some pieces put in, taken out or written again elsewhere."""
    pieces = [
        '"',
        "'",
        "\\",
        "#",
        "\n",
        " ",
        "]",
        "[[package]]\n",
        "}",
        ", ",
        "=",
        "\r\n",
        "\t",
        "é",
        "0",
        "x",
        '"""',
        "{ a = 1 }",
        "\x00",
    ]
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        if data.draw(st.booleans()):
            text = text[:at] + data.draw(st.sampled_from(pieces)) + text[at:]
        else:
            text = text[:at] + text[at + data.draw(st.integers(1, 40)) :]
    return text


@pytest.mark.parametrize("name", LOCKS)
@given(data=st.data())
def test_both_ways_read_the_same_of_any_text(name: str, data: st.DataObject) -> None:
    reader, text = LOCKS[name]
    source = SourceFile(name, _spoilt(text, data))
    assert dump(reader.parse(source)) == dump(exactly(reader, source))


NAMES = st.sampled_from(["alpha", "beta", "Gamma_Ray", "zope.interface", "x"])
VALUES = st.recursive(
    st.one_of(st.text("ab \"'\\#=é\n", max_size=6), st.integers(0, 10**9), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "b-c", "d.e"]), inner, max_size=2)
    ),
    max_leaves=6,
)


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[\n" + "".join(f"    {_toml(inner)},\n" for inner in value) + "]"
    return str(value)


def _key(key: str) -> str:
    return f'"{key}"' if "." in key else key


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["[t]", "[[t]]", "[t.u]", "[[t.u]]", "[v]"]),
            st.dictionaries(st.sampled_from(["a", "b", "d.e"]), VALUES, max_size=3),
        ),
        max_size=4,
    )
)
def test_cells_are_those_of_the_exact_reader(sections: list[tuple[str, dict[str, Any]]]) -> None:
    text = "".join(
        f"{head}\n" + "".join(f"{_key(key)} = {_toml(value)}\n" for key, value in table.items())
        for head, table in sections
    )
    try:
        cells = plain_toml.read_plain(text)
    except plain_values.NotPlain:
        return
    exact = plain_toml.read_located(text)
    assert _leaves(cells) == _leaves(exact)


def _leaves(table: Any) -> Any:
    """The cells with the places of all that is no table with a header, whose end the readers do not tell alike."""
    if isinstance(table, dict):
        return {key: _leaves(cell) for key, cell in table.items()}
    value, start, end = table
    if isinstance(value, dict):
        return _leaves(value)
    if isinstance(value, list):
        return [_leaves(cell) for cell in value]
    return value, start, end


def test_uv_lock() -> None:
    lock = uv.parse(SourceFile("uv.lock", UV))
    acme, alpha, other, beta, _, gamma = lock.packages
    assert (lock.requires_python, lock.version) == (">=3.12", (1, 3))
    assert [edge.project for edge in acme.edges] == ["alpha", "beta"]
    assert (acme.edges[1].extras, acme.edges[1].marker) == (("fast",), "sys_platform == 'win32'")
    assert UV[acme.edges[0].start : acme.edges[0].end] == '{ name = "alpha" }'
    assert [edge.project for edge in acme.dev["dev"]] == ["gamma"]
    assert acme.recorded is not None
    assert [edge.project for edge in acme.recorded["dependencies", ""]] == ["alpha", "beta"]
    assert alpha.forks == ["python_full_version < '3.13'"]
    assert UV[alpha.span.start : alpha.span.end] == "1.2"
    assert [file.name for file in other.files] == ["alpha-2.0.tar.gz", "alpha-2.0-py3-none-any.whl"]
    file = other.files[1]
    assert UV[file.span.start : file.span.end] == file.url
    assert UV[file.hash_span.start : file.hash_span.end] == file.hash
    assert beta.optional["fast"][0].version == "2.0"
    assert (gamma.source.kind, gamma.source.requested, gamma.source.commit) == ("git", "v3", "ab" * 20)


@pytest.mark.parametrize("word", ["upload-time", "upload_time"])
def test_both_spellings_of_upload_times_are_read_the_fast_way(word: str) -> None:
    text = UV.replace("upload-time", word)
    plain_toml.read_plain(text, uv._ARRAYS)
    assert [len(package.files) for package in uv.parse(SourceFile("uv.lock", text)).packages] == [0, 2, 2, 2, 2, 0]


def test_distribution_is_the_old_word_for_package() -> None:
    text = UV.replace("[[package]]", "[[distribution]]").replace("[package.", "[distribution.")
    assert len(uv.parse(SourceFile("uv.lock", text)).packages) == 6


def test_poetry_lock() -> None:
    lock = poetry.parse(SourceFile("poetry.lock", POETRY))
    alpha, beta, delta = lock.packages
    assert (lock.generator, lock.version, lock.requires_python, lock.stamp) == ("2.3.1", (2, 1), ">=3.12", "0" * 64)
    assert [(edge.project, edge.specifier) for edge in alpha.edges] == [("beta", ">=1,<2")]
    assert (beta.groups, beta.marker) == (("main", "dev"), 'python_version < "3.14"')
    assert [file.name for file in beta.files] == ["beta-1.0-py3-none-any.whl", "beta-1.0.tar.gz"]
    assert (delta.groups, delta.marker) == (("main", "dev"), "sys_platform != 'darwin'")
    assert [(edge.project, edge.marker) for edge in delta.edges] == [
        ("alpha", None),
        ("gamma", "sys_platform == 'win32'"),
    ]


@pytest.mark.parametrize("odd", ['"x"', "1", "[]", "{}"])
def test_a_wheel_of_another_type_is_left_out(odd: str) -> None:
    lock = pylock_toml.parse(SourceFile("pylock.toml", PYLOCK.replace("wheels = [", f"wheels = [{odd}, ")))
    assert [file.name for file in lock.packages[0].files if file.name] == [
        "alpha-1.2.tar.gz",
        "alpha-1.2-py3-none-any.whl",
    ]


@pytest.mark.parametrize("sdist", [False, True], ids=["wheels", "a source distribution and wheels"])
@pytest.mark.parametrize("edges", [False, True], ids=["no edges", "edges"])
def test_a_usual_package_of_uv_is_read_the_fast_way(sdist: bool, edges: bool) -> None:
    file = (
        '{{ url = "https://example.org/a-1.0{}", hash = "sha256:{}", size = 7, upload-time = "2025-01-01T00:00:00Z" }}'
    )
    files = [file.format(ending, "0" * 64) for ending in (".tar.gz", "-py3-none-any.whl", "-cp312-none-any.whl")]
    text = '[[package]]\nname = "a"\nversion = "1.0"\nsource = { registry = "https://pypi.org/simple" }\n'
    text += (
        'dependencies = [\n    { name = "b" },\n    { name = "c", marker = "os_name == \'nt\'" },\n]\n' if edges else ""
    )
    text += f"sdist = {files[0]}\n" if sdist else ""
    text += "".join(["wheels = [\n", *(f"    {wheel},\n" for wheel in files[1:]), "]\n"])
    package = uv._plain_package(text, 0, len(text))
    assert package is not None
    assert len(package.files) == 2 + sdist
    assert [edge.project for edge in package.edges] == (["b", "c"] if edges else [])


def test_the_usual_package_of_poetry_is_read_without_a_table() -> None:
    start = POETRY.index('[[package]]\nname = "delta"')
    assert poetry._plain_package(POETRY, start, POETRY.index("[metadata]")) is not None


def test_poetry_keeps_optional_dependencies_under_the_extras_that_list_them() -> None:
    text = poetry_lock(
        poetry_package(
            "alpha",
            "1.2",
            'gamma = {version = "*", optional = true, markers = "extra == \\"fast\\""}',
            tables='[package.extras]\nfast = ["gamma (>=3)"]',
        )
    )
    (alpha,) = poetry.parse(SourceFile("poetry.lock", text)).packages
    assert alpha.edges == []
    assert [edge.project for edge in alpha.optional["fast"]] == ["gamma"]


@pytest.mark.parametrize(
    ("constraint", "specifier"),
    [
        ("*", ""),
        (">=3.8", ">=3.8"),
        (">=1, <2", ">=1,<2"),
        ("^3.9", ">=3.9,<4.0"),
        ("~2.7 || ^3.5", ">=2.7,<2.8||>=3.5,<4.0"),
        ("1.2.3", "==1.2.3"),
        ("!=2.7.*,>=2.6", "!=2.7.*,>=2.6"),
    ],
)
def test_constraints_of_poetry_become_specifiers(constraint: str, specifier: str) -> None:
    assert poetry.specifier_of(constraint) == specifier


def test_poetry_before_2_keeps_files_in_the_metadata() -> None:
    text = """[[package]]
name = "Alpha"
version = "1.2"
category = "dev"
optional = false
python-versions = "*"

[metadata]
lock-version = "1.1"
python-versions = "^3.9"
content-hash = "x"

[metadata.files]
alpha = [
    {file = "alpha-1.2.tar.gz", hash = "sha256:abc"},
]
"""
    lock = poetry.parse(SourceFile("poetry.lock", text))
    assert [file.name for file in lock.packages[0].files] == ["alpha-1.2.tar.gz"]
    assert (lock.packages[0].category, lock.packages[0].groups, lock.requires_python) == ("dev", None, ">=3.9,<4.0")


def test_pdm_lock() -> None:
    lock = pdm_lock.parse(SourceFile("pdm.lock", PDM))
    (alpha,) = lock.packages
    assert (lock.groups, lock.requires_python) == (("default", "dev"), ">=3.12")
    edge = alpha.edges[0]
    assert (edge.project, edge.extras, edge.specifier, edge.marker) == (
        "beta",
        ("fast",),
        "<2,>=1",
        "sys_platform == 'win32'",
    )
    assert (alpha.marker, alpha.requires_python) == ('python_version < "3.14"', ">=3.8")


def test_pylock_toml() -> None:
    (alpha,) = pylock_toml.parse(SourceFile("pylock.toml", PYLOCK)).packages
    assert [(file.name, file.hash[:8]) for file in alpha.files] == [
        ("alpha-1.2.tar.gz", "sha256:1"),
        ("alpha-1.2-py3-none-any.whl", "sha256:2"),
    ]
    assert alpha.source.url == "https://pypi.org/simple"


def test_pipfile_lock() -> None:
    lock = pipfile_lock.parse(SourceFile("Pipfile.lock", PIPFILE))
    alpha, beta = lock.packages
    assert (lock.requires_python, lock.groups, lock.stamp) == ("3.12", ("default", "develop"), "0" * 64)
    assert (alpha.version, alpha.marker, PIPFILE[alpha.span.start : alpha.span.end]) == (
        "1.2",
        "python_version >= '3.8'",
        "1.2",
    )
    assert (beta.category, beta.source.kind, beta.source.commit) == ("develop", "git", "ab" * 20)


@pytest.mark.parametrize(
    ("reader", "text", "message"),
    [
        (
            uv,
            UV.replace("[[package]]", "<<<<<<< HEAD\n[[package]]", 1),
            "the lock contains an unresolved merge conflict",
        ),
        (pipfile_lock, "<<<<<<< HEAD\n{}", "the lock contains an unresolved merge conflict"),
        (uv, "version = \n", "the lock is not valid TOML: invalid value"),
        (uv, "version = 2\n", "its format version is 2, but uv reads only version 1"),
        (
            poetry,
            '[metadata]\nlock-version = "3.0"\n',
            "its format version is 3.0, but Poetry reads only versions below 3",
        ),
        (pdm_lock, '[metadata]\nlock_version = "2"\n', "its format version is 2; pinlint reads versions 3 and 4"),
        (pylock_toml, 'lock-version = "2.0"\n', "its lock-version is 2.0; pinlint reads version 1 (PEP 751)"),
        (pipfile_lock, "[]", "the lock is not a JSON object"),
    ],
)
def test_what_cannot_be_read_is_said(reader: ModuleType, text: str, message: str) -> None:
    (problem,) = reader.parse(SourceFile("lock", text)).problems
    assert (problem.message, problem.fatal) == (message, True)


@pytest.mark.parametrize(
    ("reader", "path", "command"),
    [
        (uv, "uv.lock", "uv lock"),
        (uv, "a/uv.lock", "uv lock --directory a"),
        (poetry, "poetry.lock", "poetry lock"),
        (pdm_lock, "pdm.lock", "pdm lock"),
        (pipfile_lock, "Pipfile.lock", "pipenv lock"),
    ],
)
def test_an_unresolved_merge_gets_a_recipe(reader: ModuleType, path: str, command: str) -> None:
    (problem,) = reader.parse(SourceFile(path, "<<<<<<< HEAD\n=======\n>>>>>>> main\n")).problems
    assert problem.help == (
        f"take the lock of the other branch (`git checkout --theirs {path}` in a merge, with `--ours` in a rebase), "
        f"then run `{command}`"
    )


def test_a_lock_of_ten_thousand_packages_is_read() -> None:
    text = uv_lock(*(uv_package(f"p{number}") for number in range(10_000)))
    assert len(uv.parse(SourceFile("uv.lock", text)).packages) == 10_000


def test_the_variables_that_are_keys_in_a_pipfile_lock_are_joined_in_their_order() -> None:
    names = (
        "os_name sys_platform platform_machine platform_python_implementation platform_release platform_system "
        "platform_version python_version python_full_version implementation_name implementation_version"
    )
    keys = ", ".join(f'"{name}": "== \'{number}\'"' for number, name in reversed(list(enumerate(names.split()))))
    lock = pipfile_lock.parse(SourceFile("Pipfile.lock", f'{{"_meta": {{}}, "default": {{"a": {{{keys}}}}}}}'))
    assert [package.marker for package in lock.packages] == [
        " and ".join(f"({name} == '{number}')" for number, name in enumerate(names.split()))
    ]

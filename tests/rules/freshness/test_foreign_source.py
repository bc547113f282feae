"""foreign-source: packages that do not come from where the project's files say."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from structured import INDEX, poetry_lock, poetry_package, project, root, uv_lock, uv_package

from pinlint.freshness.lock_sources import plain, repository

COMMIT = "ab" * 20
GIT = f'git = "https://example.org/alpha?branch=main#{COMMIT}"'
SOURCES = "[tool.uv.sources]\nalpha = {}\n"
REPOSITORY = "comes from git https://example.org/alpha, which the project does not require"
MIRROR = 'registry = "https://mirror.example.org/simple"'


def uv(source: str, more: str = "", *, name: str = "alpha", asked: str = "alpha") -> dict[str, str]:
    """A project that asks for alpha, which requires beta; ``name`` comes from ``source``."""
    sources = {name: source}
    packages = [
        uv_package(each, "1.0", *edges, source=sources.get(each, f'registry = "{INDEX}"'))
        for each, edges in (("alpha", ("beta",)), ("beta", ("gamma",)), ("gamma", ()))
    ]
    return {"pyproject.toml": project(asked, more=more), "uv.lock": uv_lock(root("alpha"), *packages)}


FOREIGN = {
    "turned into a repository": (uv(GIT), "16:19", "git https://example.org/alpha, which the project does not require"),
    "turned into a URL": (
        uv('url = "https://example.org/alpha-1.0-py3-none-any.whl"'),
        "16:19",
        "url https://example.org/alpha-1.0-py3-none-any.whl, which the project does not require",
    ),
    "a dependency of a dependency": (
        uv(GIT, name="beta"),
        "28:19",
        "git https://example.org/alpha, which the project does not require",
    ),
    "an index that nobody named": (
        uv(MIRROR),
        "16:24",
        "the index https://mirror.example.org/simple, which the project does not configure",
    ),
    "another repository": (
        uv(GIT, SOURCES.format('{ git = "https://example.org/other" }')),
        "16:19",
        "git https://example.org/alpha, but the project requires git https://example.org/other",
    ),
    "another commit": (
        uv(GIT, SOURCES.format(f'{{ git = "https://example.org/alpha", rev = "{"cd" * 20}" }}')),
        "16:19",
        f"git https://example.org/alpha at {COMMIT}, but the project requires git https://example.org/alpha at {'cd' * 20}",
    ),
    "the index in place of a repository": (
        uv(f'registry = "{INDEX}"', SOURCES.format('{ git = "https://example.org/alpha" }')),
        "16:24",
        "an index, but the project requires git https://example.org/alpha",
    ),
    "a folder": (uv('directory = "evil"'), "16:25", "directory evil, which the project does not require"),
}
EXPECTED = {
    "the public index": uv(f'registry = "{INDEX}"'),
    "the public index with a slash": uv(f'registry = "{INDEX}/"'),
    "a repository that is asked for": uv(
        GIT, SOURCES.format('{ git = "https://example.org/alpha.git", branch = "main" }')
    ),
    "a branch with as many letters as a commit": uv(
        GIT, SOURCES.format(f'{{ git = "https://example.org/alpha", rev = "{"release-" * 5}" }}')
    ),
    "a repository that a requirement names": uv(GIT, asked="alpha @ git+https://example.org/alpha@main"),
    "a repository reached otherwise": uv(GIT, SOURCES.format('{ git = "ssh://git@example.org/alpha" }')),
    "an index that is named": uv(
        MIRROR, '[[tool.uv.index]]\nname = "own"\nurl = "https://mirror.example.org/simple/"\n'
    ),
    "a source for some environments": uv(
        f'registry = "{INDEX}"',
        '[tool.uv.sources]\nalpha = [{ git = "https://example.org/alpha", marker = "sys_platform == \'win32\'" }, '
        '{ index = "own", marker = "sys_platform != \'win32\'" }]\n',
    ),
    "an override": uv(GIT, '[tool.uv]\noverride-dependencies = ["alpha @ git+https://example.org/alpha@main"]\n'),
    "what a repository requires": {
        **uv(GIT, SOURCES.format('{ git = "https://example.org/alpha" }')),
        "uv.lock": uv_lock(
            root("alpha"),
            uv_package("alpha", "1.0", "beta", source=GIT),
            uv_package("beta", "1.0", source=GIT.replace("alpha", "beta")),
        ),
    },
}


@pytest.mark.parametrize("case", FOREIGN)
def test_a_source_that_nobody_asked_for(case: str, check_tree: Callable[..., list[str]]) -> None:
    files, place, message = FOREIGN[case]
    name = "beta" if place.startswith("28") else "alpha"
    assert check_tree(files, "foreign-source") == [
        f"uv.lock:{place}: error: foreign-source: {name} comes from {message}"
    ]


@pytest.mark.parametrize("case", EXPECTED)
def test_a_source_that_is_asked_for(case: str, check_tree: Callable[..., list[str]]) -> None:
    assert check_tree(EXPECTED[case], "foreign-source") == []


def test_poetry(check_tree: Callable[..., list[str]]) -> None:
    source = f'[package.source]\ntype = "git"\nurl = "https://example.org/alpha"\nresolved_reference = "{COMMIT}"'
    lock = poetry_lock(poetry_package("alpha", tables=source))
    asked = '[tool.poetry.dependencies]\nalpha = {git = "https://example.org/alpha"}\n'
    assert check_tree({"pyproject.toml": project("alpha"), "poetry.lock": lock}, "foreign-source") == [
        f"poetry.lock:17:8: error: foreign-source: alpha {REPOSITORY}"
    ]
    more = "[tool.poetry]\npackage-mode = false\n" + asked
    assert check_tree({"pyproject.toml": project("alpha", more=more), "poetry.lock": lock}, "foreign-source") == []
    other = more.replace("example.org/alpha", "example.org/other")
    assert check_tree({"pyproject.toml": project("alpha", more=other), "poetry.lock": lock}, "foreign-source") == [
        (
            "poetry.lock:17:8: error: foreign-source: alpha comes from git https://example.org/alpha, but the project "
            "requires git https://example.org/other"
        )
    ]
    inputs = '[tool.poetry]\nname = "acme"\n' + asked
    assert check_tree({"pyproject.toml": inputs, "poetry.lock": lock}, "foreign-source") == []


def test_a_mirror_of_the_machine_that_locked_is_one_warning(check_tree: Callable[..., list[str]]) -> None:
    packages = [uv_package(name, source=MIRROR) for name in ("alpha", "beta", "gamma")]
    files = {"pyproject.toml": project("alpha"), "uv.lock": uv_lock(root("alpha"), *packages)}
    index, *files_of_it = check_tree(files, "foreign-source", "unlisted-host")
    assert index == (
        "uv.lock:16:24: warning: unlisted-host: the packages of this lock come from mirror.example.org, an index that no file of "
        "the project names"
    )
    other = "the file comes from files.pythonhosted.org, but the files of its index come from mirror.example.org"
    assert files_of_it == [f"uv.lock:{line}:18: error: unlisted-host: {other}" for line in (17, 26, 35)]


@pytest.mark.parametrize(
    ("pipfile", "index", "expected"),
    [
        pytest.param('alpha = "*"', '"index": "home", ', [], id="a source of the lock"),
        pytest.param('alpha = "*"', "", [], id="no index"),
        pytest.param(
            'alpha = "*"',
            '"index": "other", ',
            ["the index other, which the sources of the project do not name"],
            id="an unknown source",
        ),
        pytest.param('alpha = "*"', '"index": "https://other.example.org/simple", ', [], id="an address"),
        pytest.param(
            'alpha = {git = "https://example.org/alpha.git", ref = "main"}',
            '"index": "home", ',
            ["an index, but the project requires git https://example.org/alpha.git at main"],
            id="a repository turned into an index",
        ),
    ],
)
def test_pipfile_lock(check_tree: Callable[..., list[str]], pipfile: str, index: str, expected: list[str]) -> None:
    source = '[[source]]\nname = "home"\nurl = "https://home.example.org/simple"\nverify_ssl = true\n\n'
    meta = '"hash": {"sha256": ""}, "sources": [{"name": "home", "url": "https://home.example.org/simple", "verify_ssl": true}]'
    entry = f'{{{index}"hashes": ["sha256:{"0" * 64}"], "version": "==1.0"}}'
    files = {
        "Pipfile": f"{source}[packages]\n{pipfile}\n",
        "Pipfile.lock": f'{{"_meta": {{{meta}}}, "default": {{"alpha": {entry}}}, "develop": {{}}}}\n',
    }

    found = check_tree(files, "foreign-source")

    assert [line.partition("alpha comes from ")[2] for line in found] == expected


@pytest.mark.parametrize(
    ("library", "expected"),
    [
        pytest.param('"alpha"', ["the project does not require"], id="the folder asks an index for it"),
        pytest.param('"alpha @ git+https://example.org/alpha.git"', [], id="the folder asks for the repository"),
        pytest.param("", ["the project does not require"], id="the folder asks for something else"),
        pytest.param(None, [], id="what the folder asks for is not known"),
    ],
)
def test_a_folder_that_pipenv_installs_may_lead_to_a_repository(
    check_tree: Callable[..., list[str]], library: str | None, expected: list[str]
) -> None:
    entries = '"lib": {"path": "lib", "editable": true}, "alpha": {"git": "https://example.org/alpha.git", "ref": "01"}'
    files = {
        "Pipfile": '[packages]\nlib = {path = "lib", editable = true}\n',
        "Pipfile.lock": f'{{"_meta": {{"hash": {{"sha256": ""}}, "sources": []}}, "default": {{{entries}}}, "develop": {{}}}}\n',
    }
    if library is not None:
        text = f'[project]\nname = "lib"\nversion = "1"\ndependencies = [{library}]\n'
        files["lib/pyproject.toml"] = text

    found = check_tree(files, "foreign-source")

    assert [line.partition(", which ")[2] for line in found] == expected


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://example.org/o/r.git", "example.org/o/r"),
        ("git+https://user@EXAMPLE.org/o/r.git/", "example.org/o/r"),
        ("git@example.org:o/r.git", "example.org/o/r"),
        ("ssh://git@example.org/O/R?rev=main#0123", "example.org/o/r"),
        ("https://example.org/o/r#egg=r", "example.org/o/r"),
        ("../r.git", "../r"),
    ],
)
def test_a_repository_is_the_same_in_any_way_of_access(url: str, same: str) -> None:
    assert repository(url) == same


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://user:pass@Example.org/Simple/", "example.org/Simple"),
        ("https://pypi.org/simple", "pypi.org/simple"),
        ("https://pypi.python.org/simple/", "pypi.org/simple"),
        ("http://pypi.org/pypi", "pypi.org/simple"),
        ("https://pypi.org", "pypi.org/simple"),
        (" https://example.org ", "example.org"),
        ("example.org/x", "example.org/x"),
    ],
)
def test_an_index_is_the_same_in_any_spelling(url: str, same: str) -> None:
    assert plain(url) == same

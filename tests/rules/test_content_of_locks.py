"""What rules of other families say of structured locks: hashes, hosts, URLs, paths, merges."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from structured import digest, poetry_lock, poetry_package, project, root, uv_file, uv_lock, uv_package

WHEEL = "alpha-1.0-py3-none-any.whl"
INPUT = {"pyproject.toml": project("alpha")}
LOCK = uv_lock(root("alpha"), uv_package("alpha"))
HASH = f', hash = "sha256:{digest(WHEEL)}"'
HOST = "https://files.pythonhosted.org"
SECRET = "the URL of own.example.org contains a password: everyone who can read this file has it"
CASES = {
    "missing-hash": (
        LOCK.replace(HASH, ""),
        ["uv.lock:19:5: error: missing-hash: alpha-1.0-py3-none-any.whl has no hash: what is installed is not checked"],
    ),
    "malformed-hash": (
        LOCK.replace(digest(WHEEL), digest(WHEEL)[:-2]),
        ["uv.lock:19:{}: error: malformed-hash: this sha256 has 62 characters: a valid one has 64 hexadecimal digits"],
    ),
    "weak-hash": (
        LOCK.replace(f"sha256:{digest(WHEEL)}", "md5:0123456789abcdef0123456789abcdef"),
        ["uv.lock:19:{}: error: weak-hash: md5 is not a hash that pip supports: it refuses this file"],
    ),
    "unlisted-host": (
        LOCK.replace(HOST, "https://files.pythonhcsted.org", 1),
        [
            "uv.lock:17:18: error: unlisted-host: files.pythonhcsted.org looks like files.pythonhosted.org, but is another host"
        ],
    ),
    "insecure-index": (
        LOCK.replace("https://pypi.org/simple", "http://pypi.org/simple"),
        [
            (
                "uv.lock:16:24: error: insecure-index: http://pypi.org/simple is not encrypted: anyone "
                "on the network can change it"
            )
        ],
    ),
    "credentials-in-url": (
        LOCK.replace("https://pypi.org/simple", "https://me:secret@own.example.org/simple"),
        [f"uv.lock:16:24: error: credentials-in-url: {SECRET}"],
    ),
    "leaked-path": (
        LOCK.replace(HOST, "file:///opt/packages", 1),
        ["uv.lock:17:18: error: leaked-path: {} exists on one machine only"],
    ),
    "mutable-reference": (
        uv_lock(root("alpha"), uv_package("alpha", source='git = "https://example.org/alpha?branch=main"')),
        [
            "uv.lock:15:12: error: mutable-reference: alpha is installed from 'main', which looks like a branch and can change"
        ],
    ),
    "duplicate-requirement": (
        uv_lock(root("alpha"), uv_package("alpha"), uv_package("alpha")),
        [
            (
                "uv.lock:24:12: error: duplicate-requirement: alpha 1.0 is also locked in line 15: "
                "a merge joined two versions of this lock"
            )
        ],
    ),
    "syntax-error": (
        LOCK.replace("[[package]]", "<<<<<<< HEAD\n[[package]]", 1),
        ["uv.lock:5:1: error: syntax-error: the lock contains an unresolved merge conflict"],
    ),
    "outside-root": (
        uv_lock(root("alpha"), uv_package("alpha", source='directory = "../../alpha"')),
        ["uv.lock:16:25: error: outside-root: '../../alpha' leads out of the project: other checkouts do not have it"],
    ),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_fault_is_reported_at_its_line(rule: str, check_tree: Callable[..., list[str]]) -> None:
    lock, expected = CASES[rule]
    found = check_tree({**INPUT, "uv.lock": lock}, rule)
    assert [_without_column(line) for line in found] == [_without_column(line) for line in expected]


def _without_column(line: str) -> str:
    """The line without its column and, of a path, the path."""
    path, number, _, rest = line.split(":", 3)
    return f"{path}:{number}:{rest if 'exists on' not in rest else 'exists'}"


@pytest.mark.parametrize("rule", CASES)
def test_what_is_in_order_is_silent(rule: str, check_tree: Callable[..., list[str]]) -> None:
    files = {
        **INPUT,
        "uv.lock": LOCK,
        "poetry/pyproject.toml": project("alpha"),
        "poetry/poetry.lock": poetry_lock(poetry_package("alpha")),
    }
    assert check_tree(files, rule) == []


def test_an_index_without_hashes_is_one_warning(check_tree: Callable[..., list[str]]) -> None:
    source = 'registry = "https://own.example.org/simple"'
    packages = [
        uv_package(name, source=source, files=[uv_file(name, "1.0", hash="", host="https://own.example.org/files")])
        for name in ("alpha", "beta")
    ]
    lock = uv_lock(root("alpha", "beta"), *packages)
    for name in ("alpha", "beta"):
        lock = lock.replace(f', hash = "sha256:{digest(f"{name}-1.0.tar.gz")}"', "")
    assert [line.split(": ")[1:3] for line in check_tree({**INPUT, "uv.lock": lock}, "missing-hash")] == [
        ["warning", "missing-hash"]
    ]


def test_poetry_without_files(check_tree: Callable[..., list[str]]) -> None:
    lock = poetry_lock(poetry_package("alpha", files=[]), poetry_package("beta"))
    assert check_tree({**INPUT, "poetry.lock": lock}, "missing-hash") == [
        "poetry.lock:5:12: error: missing-hash: alpha 1.0 has no files with hashes: what is installed is not checked"
    ]


def test_two_versions_of_a_name_are_no_duplicates(check_tree: Callable[..., list[str]]) -> None:
    forks = [uv_package("alpha", version, forks=[marker]) for version, marker in (("1.0", "a"), ("2.0", "b"))]
    assert (
        check_tree({**INPUT, "uv.lock": uv_lock(root("alpha"), *forks)}, "duplicate-requirement", "conflicting-pins")
        == []
    )


@pytest.mark.parametrize(
    ("index", "host", "severity"),
    [
        ("https://download.pytorch.org/whl/cpu", "https://download-r2.pytorch.org", None),
        ("https://download.pytorch.org/whl/cpu", "https://download.pytorch.org", None),
        ("https://test.pypi.org/simple", "https://test-files.pythonhosted.org", None),
        ("https://test.pypi.org/simple", "https://files.pythonhosted.org", "error"),
        ("https://pypi.org/simple", "https://files.pythonhosted.org", None),
        ("https://acme.github.io/simple", "https://github.com/acme/wheels", None),
        ("https://Acme.gitlab.io/simple", "https://gitlab.com/acme/wheels", None),
        ("https://acme.github.io/simple", "https://github.com/other/wheels", "error"),
        ("https://acme.github.io/simple", "https://gitlab.com/acme/wheels", "error"),
        ("https://acme.example.io/simple", "https://github.com/acme/wheels", "error"),
        ("https://own.example.org/simple", "https://own.example.org", None),
        ("https://own.example.org/simple", "https://cdn.example.org", "error"),
        ("https://pypi.org/simple", "https://files.pythonhosted.org.evil.example", "error"),
        ("https://pypi.org/simple", "https://evil.example", "error"),
    ],
)
def test_the_files_of_an_index_come_from_its_own_hosts(
    index: str, host: str, severity: str | None, check_tree: Callable[..., list[str]]
) -> None:
    lock = uv_lock(root("alpha"), uv_package("alpha", source=f'registry = "{index}"').replace(HOST, host))
    more = f'[[tool.uv.index]]\nname = "own"\nurl = "{index}"\n'
    found = check_tree({"pyproject.toml": project("alpha", more=more), "uv.lock": lock}, "unlisted-host")
    assert [line.split(": ")[1] for line in found] == ([severity] if severity else [])
    allowed = host.split("/")[2]
    assert (
        check_tree(
            {"pyproject.toml": project("alpha", more=more), "uv.lock": lock},
            "unlisted-host",
            allowed_hosts=[allowed, index.split("/")[2]],
        )
        == []
    )

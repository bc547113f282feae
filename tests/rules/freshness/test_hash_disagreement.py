"""hash-disagreement: the same file with two hashes, in two locks of the project."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from repository import Repository
from structured import digest, poetry_lock, poetry_package, project, root, uv_lock, uv_package
from trees import write_tree

from pinlint.checking import engine
from pinlint.command_line.main import main
from pinlint.evidence.cache import Cache, Entry
from pinlint.findings.config import Config
from pinlint.project.revisions import Revision
from pinlint.requirements.metadata import Metadata

WHEEL = "alpha-1.0-py3-none-any.whl"
LOCK = uv_lock(root("alpha"), uv_package("alpha"))
#: The column of the wheel's hash.
PLACE = next(line.index("sha256") for line in LOCK.splitlines() if WHEEL in line) + 1


def test_locks_of_different_tools_are_compared(check_tree: Callable[..., list[str]]) -> None:
    poetry = poetry_lock(poetry_package("alpha")).replace(digest(WHEEL), "0" * 64)
    files = {
        "a/pyproject.toml": project("alpha"),
        "a/poetry.lock": poetry,
        "b/pyproject.toml": project("alpha"),
        "b/uv.lock": LOCK,
    }
    assert check_tree(files, "hash-disagreement") == [
        f"b/uv.lock:19:{PLACE}: error: hash-disagreement: {WHEEL} has another hash in a/poetry.lock:11"
    ]


def test_a_malformed_hash_is_one_finding(check_tree: Callable[..., list[str]]) -> None:
    poetry = poetry_lock(poetry_package("alpha"))
    files = {
        "a/pyproject.toml": project("alpha"),
        "a/poetry.lock": poetry.replace(digest(WHEEL), digest(WHEEL)[:60]),
        "b/pyproject.toml": project("alpha"),
        "b/poetry.lock": poetry,
    }
    assert [line.split(": ")[2] for line in check_tree(files, "hash-disagreement", "malformed-hash")] == [
        "malformed-hash"
    ]


def test_equal_hashes_and_other_indexes_are_silent(check_tree: Callable[..., list[str]]) -> None:
    other = uv_package("alpha", source='registry = "https://own.example.org/simple"').replace(digest(WHEEL), "0" * 64)
    other = other.replace("https://files.pythonhosted.org", "https://own.example.org")
    files = {
        "a/pyproject.toml": project("alpha"),
        "a/poetry.lock": poetry_lock(poetry_package("alpha")),
        "b/pyproject.toml": project("alpha"),
        "b/uv.lock": LOCK,
        "c/pyproject.toml": project("alpha"),
        "c/uv.lock": uv_lock(root("alpha"), other),
    }
    assert check_tree(files, "hash-disagreement") == []


def test_a_file_keeps_the_hash_that_it_had_at_the_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"pyproject.toml": project("alpha"), "uv.lock": LOCK}
    write_tree(tmp_path, files)

    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *words], cwd=tmp_path, check=True)

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "-m", "first")
    base = Revision(str(tmp_path), "HEAD")

    def found() -> list[str]:
        report = engine.check(str(tmp_path), [""], Config({"select": ("hash-disagreement",)}), base=base)
        return [f"{finding.location}: {finding.message}" for finding in report.findings]

    assert found() == []
    (tmp_path / "uv.lock").write_text(LOCK.replace(digest(WHEEL), "0" * 64))
    assert found() == [f"uv.lock:19: {WHEEL} has another hash in uv.lock:19 at HEAD"]
    newer = LOCK.replace("alpha-1.0", "alpha-1.1").replace(digest(WHEEL), "0" * 64)
    (tmp_path / "uv.lock").write_text(newer)
    assert found() == []
    (tmp_path / "uv.lock").write_text(LOCK.replace(digest(WHEEL), "0" * 64))
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--since", "HEAD", "--select", "hash-disagreement"]) == 1
    assert main(["check", "--select", "hash-disagreement"]) == 1, "without a revision, the last commit counts"
    git("add", ".")
    git("commit", "--quiet", "-m", "second")
    assert main(["check", "--select", "hash-disagreement"]) == 0


def test_a_replaced_hash_is_one_finding_if_another_lock_has_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "a/pyproject.toml": project("alpha"),
        "a/poetry.lock": poetry_lock(poetry_package("alpha")),
        "b/pyproject.toml": project("alpha"),
        "b/uv.lock": LOCK,
    }
    Repository(tmp_path, dict(os.environ)).commit(files, check=True)
    monkeypatch.chdir(tmp_path)
    for path, place in (("a/poetry.lock", "a/poetry.lock:11:"), ("b/uv.lock", f"b/uv.lock:19:{PLACE}:")):
        write_tree(tmp_path, {**files, path: files[path].replace(digest(WHEEL), "0" * 64)})
        main(["check", "--select", "hash-disagreement", "--format", "concise"])
        (found,) = [line for line in capsys.readouterr().out.splitlines() if "another hash" in line]
        assert found.startswith(place)
        assert f"{WHEEL} has another hash in {place.split(':')[0]}:" in found
        assert "at the last commit" in found


@pytest.mark.parametrize(
    ("changed", "listed", "found"),
    [
        pytest.param((), (), 1, id="nothing else has the new hash"),
        pytest.param((), (digest(WHEEL), digest("alpha-1.0.tar.gz")), 0, id="an index has listed the hashes"),
        pytest.param((), (digest("alpha-1.0.tar.gz"),), 1, id="an index has listed another hash"),
        pytest.param(("b/uv.lock",), (), 0, id="another lock has it, as it did at the last commit"),
        pytest.param(
            ("b/uv.lock", "c/poetry.lock"), (), 1, id="another lock has it, but did not have it at the last commit"
        ),
    ],
)
def test_a_repaired_hash(
    changed: tuple[str, ...],
    listed: tuple[str, ...],
    found: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    right = {"b/pyproject.toml": project("alpha"), "b/uv.lock": LOCK}
    if changed:
        right |= {"c/pyproject.toml": project("alpha"), "c/poetry.lock": poetry_lock(poetry_package("alpha"))}
    wrong = {path: right[path].replace(digest(WHEEL), "0" * 64) for path in changed or ("b/uv.lock",)}
    Repository(tmp_path / "tree", dict(os.environ)).commit({**right, **wrong}, check=True)
    write_tree(tmp_path / "tree", {path: right[path] for path in wrong})
    monkeypatch.setenv("PINLINT_CACHE_DIR", str(tmp_path / "cache"))
    known = Metadata("alpha", "1.0", (), None, (), "index")
    if listed:
        Cache().put("https://pypi.org/simple", ("alpha", "1.0"), Entry(known, dict.fromkeys(listed, "read")))
    monkeypatch.chdir(tmp_path / "tree")

    main(["check", "--select", "hash-disagreement", "--format", "concise"])

    lines = capsys.readouterr().out.splitlines()
    assert sum("at the last commit" in line for line in lines) == found

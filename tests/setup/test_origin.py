"""Where this pinlint comes from, with real git repositories and no network."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from pinlint.findings.documentation import REPOSITORY
from pinlint.setup import origin
from pinlint.setup.origin import Source
from pinlint.text.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def found(source: Source) -> tuple[str, str | None, str | None, bool]:
    return source.repository, source.tag, source.commit, source.published


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with what pinlint's own has, as far as that is looked at, and one commit."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "pinlint", folder / "pinlint", ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".gitattributes", "action.yml"):
        shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "release")
    return folder


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """``installed(record, archived=…)``: the source of a pinlint of which the installer keeps this record."""

    def source(record: dict[str, object], archived: str = "$Format") -> Source:
        monkeypatch.setattr(origin, "_record", lambda: record)
        monkeypatch.setattr(origin, "ARCHIVED", archived)
        monkeypatch.setattr(origin, "__file__", str(tmp_path / "site-packages" / "pinlint" / "origin.py"))
        return origin.installed_from()

    return source


def from_git(url: str, **details: str) -> dict[str, object]:
    return {"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT, **details}}


@pytest.mark.parametrize(
    ("record", "source"),
    [
        pytest.param(
            from_git("https://github.com/o/p.git", requested_revision="v1.2.0"),
            ("https://github.com/o/p", "v1.2.0", COMMIT, True),
            id="a tag",
        ),
        pytest.param(
            from_git("https://github.com/o/p", requested_revision="main"),
            ("https://github.com/o/p", None, COMMIT, True),
            id="a branch is no tag",
        ),
        pytest.param(
            from_git("ssh://git@github.com:22/o/p.git"), ("https://github.com/o/p", None, COMMIT, True), id="by ssh"
        ),
        *(
            pytest.param(from_git(address), ("https://git.example.org/o/p", None, COMMIT, True), id=address)
            for address in (
                "https://git.example.org/o/p/",
                "https://git.example.org/o/p.git/",
                "git@git.example.org:o/p/",
                "git@git.example.org:o/p.git/",
                "git@git.example.org:22/o/p",
                "ssh://git@git.example.org/o/p",
                "my.name-x@git.example.org:o/p",
            )
        ),
        *(
            pytest.param(from_git(address), (REPOSITORY, None, COMMIT, False), id=address)
            for address in (
                "git.example.org:o/p",
                "http://git.example.org/o/p",
                "https://git.example.org/",
                "/o/p.git",
                "None",
            )
        ),
        pytest.param(
            from_git("https://me:secret@git.example.org:8443/o/p"),
            ("https://git.example.org:8443/o/p", None, COMMIT, True),
            id="without the login",
        ),
        pytest.param(
            from_git("file:///home/me/p"), (REPOSITORY, None, COMMIT, False), id="a repository on this machine"
        ),
        pytest.param(
            from_git("https://github.com/o/p", commit_id="v1"),
            (REPOSITORY, origin.own_tag(), None, True),
            id="no commit",
        ),
        pytest.param(
            {"url": "https://example.org/p.whl", "archive_info": {}},
            (REPOSITORY, origin.own_tag(), None, True),
            id="a wheel",
        ),
        pytest.param({}, (REPOSITORY, origin.own_tag(), None, True), id="an index"),
    ],
)
def test_the_record_of_the_installer_is_read(installed, record, source) -> None:
    assert found(installed(record)) == source


def test_a_wheel_of_an_archive_knows_its_commit(installed) -> None:
    assert found(installed({}, archived=COMMIT)) == (REPOSITORY, None, COMMIT, True)


def test_an_archive_has_the_commit(checkout: Path, tmp_path: Path) -> None:
    """What GitHub offers for download is made like this."""
    git(checkout, "archive", "--output", str(tmp_path / "release.tar"), "HEAD")
    with tarfile.open(tmp_path / "release.tar") as archive:
        member = archive.extractfile("pinlint/setup/origin.py")
        assert member is not None
        (tmp_path / "archived.py").write_bytes(member.read())

    script = "import sys; sys.path.insert(0, sys.argv[1]); import archived; print(archived.ARCHIVED)"
    printed = subprocess.check_output([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, text=True)

    assert printed.strip() == git(checkout, "rev-parse", "HEAD")


@pytest.mark.parametrize("editable", [True, False])
def test_a_checkout_gives_its_commit(installed, checkout: Path, editable: bool) -> None:
    record = {"url": checkout.as_uri(), "dir_info": {"editable": editable}}

    assert found(installed(record)) == (REPOSITORY, None, git(checkout, "rev-parse", "HEAD"), False)


def test_a_clone_shows_where_it_comes_from_and_the_tag_of_this_version(installed, checkout: Path) -> None:
    git(checkout, "remote", "add", "origin", "git@github.com:o/p.git")
    git(checkout, "tag", origin.own_tag())
    git(checkout, "tag", "latest")

    source = installed({"url": checkout.as_uri(), "dir_info": {}})

    assert found(source) == ("https://github.com/o/p", origin.own_tag(), git(checkout, "rev-parse", "HEAD"), True)


def test_a_clone_knows_what_was_pushed(installed, checkout: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(checkout), "clone")
    clone = tmp_path / "clone"
    git(clone, "remote", "set-url", "origin", "https://github.com/o/p")
    record = {"url": clone.as_uri(), "dir_info": {}}

    assert installed(record).published
    git(clone, "commit", "--quiet", "--allow-empty", "--message", "mine")
    assert not installed(record).published


def test_the_repository_that_pinlint_is_installed_in_is_not_its_own(installed, tmp_path: Path) -> None:
    """The environment of a project lies in the project's repository as a rule."""
    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "action.yml").write_text("")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "theirs")

    assert found(installed({})) == (REPOSITORY, origin.own_tag(), None, True)


@pytest.mark.parametrize(
    "arguments", [("v1.2.0",), ("--annotate", "--message", "x", "v1.2.0")], ids=["light", "annotated"]
)
def test_a_repository_lists_the_commit_of_a_tag(checkout: Path, arguments: tuple[str, ...]) -> None:
    git(checkout, "tag", *arguments)

    assert origin.listed_commit(Source(checkout.as_uri(), "v1.2.0")) == git(checkout, "rev-parse", "HEAD")


def test_a_tag_that_is_not_there_is_an_error(checkout: Path) -> None:
    git(checkout, "tag", "v1.2.0-rc")

    with pytest.raises(UsageError, match=r"has no tag v1\.2\.0$"):
        origin.listed_commit(Source(checkout.as_uri(), "v1.2.0"))


def test_a_repository_that_does_not_answer_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"does not list its tags: .+ does not appear"):
        origin.listed_commit(Source((tmp_path / "none").as_uri(), "v1.2.0"))


def test_the_record_is_read_from_the_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    class Distribution:
        def __init__(self, text: str | None) -> None:
            self.text = text

        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return self.text

    for text, record in (('{"url": "x"}', {"url": "x"}), (None, {}), ("{", {}), ("[]", {})):
        monkeypatch.setattr(metadata, "distribution", lambda name, text=text: Distribution(text))
        assert origin._record() == record

"""git in a hostile repository: it starts no program, contacts nobody, and what it cannot tell is not believed."""

from __future__ import annotations

import http.server
import os
import shutil
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from trees import Tree, write_tree

from pinlint.command_line import main
from pinlint.project import git as questions
from pinlint.project import revisions

ROOT = Path(__file__).resolve().parent.parent.parent
posix = pytest.mark.skipif(sys.platform == "win32", reason="programs are shell scripts here")
#: Ways in which a repository asks git for a program, each with the address that makes git start it for a missing object.
PROGRAMS = {
    "uploadpack": {"remote.origin.url": "/x", "remote.origin.uploadpack": "{program}"},
    "a protocol that is allowed by name": {
        "remote.origin.url": "/x",
        "remote.origin.uploadpack": "{program}",
        "protocol.allow": "always",
        "protocol.file.allow": "always",
    },
    "ext": {"remote.origin.url": "ext::{program}", "protocol.ext.allow": "always"},
    "ssh": {"remote.origin.url": "ssh://example.org/x", "core.sshCommand": "{program}"},
    "a proxy": {"remote.origin.url": "git://example.org/x", "core.gitProxy": "{program}"},
    "an address that is rewritten": {
        "remote.origin.url": "https://x/",
        "url.ext::{program}.insteadOf": "https://x/",
        "protocol.ext.allow": "always",
    },
    "a login": {"remote.origin.url": "{server}/x", "credential.helper": "!{program}", "core.askPass": "{program}"},
    "the repository's own settings of safety": {
        "remote.origin.url": "/x",
        "remote.origin.uploadpack": "{program}",
        "core.hooksPath": "{folder}/hooks",
        "core.fsmonitor": "{program}",
        "fetch.bundleURI": "{server}/bundle",
    },
}


def git(folder: Path, *arguments: str) -> str:
    """Runs git in ``folder``, without the settings of the one who runs the tests."""
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, env=environment, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty git repository."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program that leaves a mark where it is run."""
    path = tmp_path / "program"
    path.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """The address of a loopback server, and what it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(401)

        def log_message(self, *_: object) -> None:
            pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}", asked
        listening.shutdown()


#: How pinlint is started as if git were too old for GIT_NO_LAZY_FETCH.
AN_OLD_GIT = """
from pinlint.project import git
from pinlint.__main__ import entry
del git.FORBIDDEN['GIT_NO_LAZY_FETCH']
entry()
"""
both = pytest.mark.parametrize("start", [("-m", "pinlint"), ("-c", AN_OLD_GIT)], ids=["this git", "an old git"])


def pinlint(
    folder: Path, *arguments: str, start: tuple[str, ...] = ("-m", "pinlint"), **variables: str
) -> tuple[int, str]:
    """The status of a run in ``folder``, and all that it says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        [sys.executable, *start, *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder.parent / "cache"), **variables},
        capture_output=True,
        check=False,
        timeout=60,
    )
    text = (done.stdout + done.stderr).decode()
    assert "Traceback" not in text
    return done.returncode, text


def lose(repository: Path, *names: str) -> None:
    """Takes the objects out of the repository, as a partial clone lacks them."""
    for name in names:
        object = git(repository, "rev-parse", name)
        (repository / ".git" / "objects" / object[:2] / object[2:]).unlink()


def as_partial_clone(repository: Path, **settings: str) -> None:
    settings = {"extensions.partialClone": "origin", "remote.origin.promisor": "true", **settings}
    git(repository, "config", "core.repositoryFormatVersion", "1")
    for name, value in settings.items():
        git(repository, "config", name, value)


def fetches(repository: Path) -> bool:
    """Whether a git that is let to do as it likes runs the program or asks the server: that a test can fail."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "cat-file", "blob", "HEAD:requirements.txt"]
    subprocess.run(command, cwd=repository, env=kept, capture_output=True, check=False)
    ran = repository.parent / "ran"
    found = ran.exists()
    ran.unlink(missing_ok=True)
    return found


@posix
@both
@pytest.mark.parametrize("settings", PROGRAMS.values(), ids=PROGRAMS)
def test_a_missing_object_is_not_fetched(
    repository: Path, program: Path, server: tuple[str, list[str]], settings: dict[str, str], start: tuple[str, ...]
) -> None:
    address, asked = server
    write_tree(repository, {"requirements.txt": "a==1\n"})
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "All")
    lose(repository, "HEAD:requirements.txt")
    given = {"program": str(program), "server": address, "folder": str(repository)}
    as_partial_clone(repository, **{name.format(**given): value.format(**given) for name, value in settings.items()})
    assert fetches(repository) or asked, "an honest git fetches nothing here: the test could not fail"
    asked.clear()

    status, text = pinlint(repository, "check", "--since", "HEAD", start=start)

    assert (status, (repository.parent / "ran").exists(), asked) == (2, False, [])
    assert "--since HEAD: files of that commit are missing, because this is a partial clone" in text
    assert "clone without --filter" in text


@posix
@both
@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "."],
        ["check", "--fix"],
        ["why", "a"],
        ["graph"],
        ["init", "--yes"],
        ["prove"],
    ],
    ids=" ".join,
)
def test_a_missing_folder_of_a_sparse_index_is_not_fetched(
    repository: Path, program: Path, arguments: list[str], start: tuple[str, ...]
) -> None:
    write_tree(repository, {"s/requirements.txt": "a==1\n", "i/requirements.txt": "b==1\n"})
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "All")
    git(repository, "sparse-checkout", "set", "--cone", "--sparse-index", "i")
    lose(repository, "HEAD:s")
    as_partial_clone(repository, **{"remote.origin.url": "/x", "remote.origin.uploadpack": str(program)})
    ran = repository.parent / "ran"
    subprocess.run(["git", "ls-files"], cwd=repository, capture_output=True, check=False)
    assert ran.exists(), "an honest git fetches nothing here: the test could not fail"
    ran.unlink()

    pinlint(repository, *arguments, start=start, PIP_INDEX_URL="http://127.0.0.1:9/simple")

    assert not ran.exists()


def test_since_in_a_partial_clone_works_with_what_is_here(repository: Path, tmp_path: Path) -> None:
    write_tree(repository, {"requirements.txt": "a\n", "notes.md": "x\n"})
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "All")
    git(repository, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--filter=blob:none", repository.as_uri(), str(clone))
    assert pinlint(clone, "check", "--since", "HEAD")[0] == 0  # its checkout has fetched them
    write_tree(repository, {"requirements.txt": "a==1\n"})
    git(repository, "commit", "-qam", "Pin")
    git(clone, "pull", "-q")
    write_tree(repository, {"requirements.txt": "b\n"})
    git(repository, "commit", "-qam", "Loosen")
    git(clone, "fetch", "-q")

    assert pinlint(clone, "check", "--since", "HEAD~1")[0] == 0
    status, text = pinlint(clone, "check", "--since", "FETCH_HEAD")
    assert (status, "because this is a partial clone" in text) == (2, True)


def damage(repository: Path, name: str) -> None:
    """Writes nonsense over an object."""
    found = git(repository, "rev-parse", name)
    path = repository / ".git" / "objects" / found[:2] / found[2:]
    path.chmod(0o644)
    path.write_bytes(b"nonsense")


@pytest.mark.parametrize("partial", [False, True], ids=["a whole clone", "a partial clone"])
@pytest.mark.parametrize(
    ("spoil", "name", "shown"),
    [
        pytest.param(damage, "HEAD:b/requirements.txt", "cannot read b/requirements.txt of", id="a damaged file"),
        pytest.param(damage, "HEAD:link.txt", "cannot read link.txt of", id="a damaged link"),
        pytest.param(damage, "HEAD:b", "cannot read a folder of", id="a damaged folder"),
        pytest.param(lose, "HEAD:b/requirements.txt", "cannot read b/requirements.txt of", id="a file that is missing"),
        pytest.param(lose, "HEAD:b", "cannot read a folder of", id="a folder that is missing"),
    ],
)
def test_since_says_what_is_damaged(
    repository: Path, spoil: Callable[[Path, str], None], name: str, shown: str, partial: bool
) -> None:
    write_tree(repository, {"a/requirements.txt": "a==1\n", "b/requirements.txt": "b==1\n"})
    (repository / "link.txt").symlink_to("a")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "All")
    spoil(repository, name)
    if partial:
        as_partial_clone(repository, **{"remote.origin.url": "/x"})

    status, text = pinlint(repository, "check", "--since", "HEAD")

    if partial and spoil is lose:
        shown = "files of that commit are missing, because this is a partial clone"
    assert (status, shown in text) == (2, True), text
    assert partial or "partial" not in text
    assert "git fsck" in text or spoil is lose


@pytest.mark.parametrize("link", [False, True], ids=["a file", "the text of a link"])
def test_since_reads_no_object_that_is_larger_than_a_file_may_be(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], link: bool
) -> None:
    write_tree(repository, {"requirements.txt": "a==1\n", "big": b"\n" * 3000})
    git(repository, "add", "requirements.txt")
    name = git(repository, "hash-object", "-w", "big")
    place = f"{'120000' if link else '100644'},{name},{'link' if link else 'more'}-requirements.txt"
    git(repository, "update-index", "--add", "--cacheinfo", place)
    git(repository, "commit", "-qm", "All")
    read: list[int] = []
    original = questions.ask

    def ask(root: str, arguments: list[str], given: bytes = b"") -> bytes | None:
        answer = original(root, arguments, given)
        if "cat-file" in arguments:
            read.append(len(answer or b""))
        return answer

    monkeypatch.setattr(questions, "ask", ask)
    monkeypatch.setattr(revisions, "LARGEST_FILE", 2000)
    monkeypatch.chdir(repository)
    (repository / "b-requirements.txt").write_text("b\n")
    git(repository, "add", "b-requirements.txt")

    assert main.main(["check", "--since", "HEAD"]) == 1
    assert "b is not pinned" in capsys.readouterr().out
    assert 0 < max(read) < 2000


@posix
def test_a_git_of_the_repository_is_not_run(repository: Path, program: Path) -> None:
    write_tree(repository, {"requirements.txt": "a==1\n"})
    for folder in (repository, repository / "bin"):
        folder.mkdir(exist_ok=True)
        shutil.copy(program, folder / "git")
    path = os.pathsep.join([".", "", str(repository / "bin"), str(repository), os.environ["PATH"]])

    pinlint(repository, "check", PATH=path)
    text = pinlint(repository, "check", "--since", "HEAD", PATH=path)[1]

    assert not (repository.parent / "ran").exists()
    assert "git is not installed" not in text, "the git behind those folders is run"


# What git cannot tell is not believed

ENVIRONMENT: Tree = {
    "requirements.in": "flask\n",
    "requirements.txt": "# This file is autogenerated by pip-compile with Python 3.11\n# by the following command:\n#\n"
    "#    pip-compile requirements.in\n#\nflask==3.0.0\n    # via -r requirements.in\n",
    ".venv/pyvenv.cfg": "home = /usr/bin\n",
    ".venv/lib/python3.11/site-packages/flask-3.0.0.dist-info/METADATA": "Metadata-Version: 2.2\nName: flask\nVersion: 3.0.0\n\n",
}


def test_an_environment_that_git_does_not_track_is_evidence(repository: Path) -> None:
    write_tree(repository, {**ENVIRONMENT, ".gitignore": ".venv\n"})
    git(repository, "add", ".")
    assert "1 lock: fresh" in pinlint(repository, "check")[1]


@pytest.mark.parametrize(
    ("broken", "variables", "reason"),
    [
        pytest.param("", {}, "is part of the repository", id="git answers"),
        pytest.param("", {"PATH": "/nowhere"}, "git is not installed", id="no git"),
        pytest.param("", {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}, "belongs to another user", id="another owner"),
        pytest.param(".git/index", {}, "git says: ", id="a damaged index"),
        pytest.param(".git", {}, "git says: ", id="a .git that leads nowhere"),
        pytest.param("link", {}, "git says: ", id="a link in place of .git that leads nowhere"),
        pytest.param("none", {}, "it is not a git repository", id="no repository"),
    ],
)
def test_an_environment_is_not_believed_without_an_answer_of_git(
    repository: Path, broken: str, variables: dict[str, str], reason: str
) -> None:
    write_tree(repository, ENVIRONMENT)
    git(repository, "add", "--force", ".")
    if broken == ".git/index":
        (repository / broken).write_text("nonsense")
    elif broken:
        shutil.rmtree(repository / ".git")
        if broken == ".git":
            (repository / ".git").write_text("gitdir: /nowhere\n")
        elif broken == "link":
            (repository / ".git").symlink_to("/nowhere")

    _, text = pinlint(repository, "check", "--verbose", **variables)

    assert "1 lock: no problem found" in text
    assert ".venv" in text
    assert reason in text


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        pytest.param({"PATH": "/nowhere"}, "git is not installed", id="no git"),
        pytest.param({"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}, "belongs to another user", id="another owner"),
    ],
)
def test_since_says_what_is_wrong_with_git(repository: Path, variables: dict[str, str], reason: str) -> None:
    write_tree(repository, {"requirements.txt": "a==1\n"})
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "All")
    status, text = pinlint(repository, "check", "--since", "HEAD", **variables)
    assert (status, reason in text, "shallow" in text) == (2, True, False)


@posix
@pytest.mark.parametrize("in_memory", [True, False], ids=["output in memory", "output through a pipe"])
@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        pytest.param(["check", "--verbose"], 1, "note: git gave no answer within 1 seconds", id="check"),
        pytest.param(["check", "--since", "HEAD"], 2, "git gave no answer within 1 seconds", id="since"),
    ],
)
def test_a_git_that_waits_for_ever_is_not_waited_for(
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    says: str,
    in_memory: bool,
) -> None:
    write_tree(repository, {"requirements.txt": "a==1\nb\n"})
    git(repository, "config", "include.path", "pipe")
    os.mkfifo(repository / ".git" / "pipe")
    monkeypatch.setattr(questions, "PATIENCE", 1)
    monkeypatch.setattr(questions, "_silent", set())
    if not in_memory:
        monkeypatch.delattr(os, "memfd_create", raising=False)
    monkeypatch.chdir(repository)

    assert main.main(arguments) == status
    captured = capsys.readouterr()
    assert says in captured.out + captured.err


@posix
@pytest.mark.parametrize("in_memory", [True, False], ids=["output in memory", "output through a pipe"])
def test_all_that_git_prints_is_read(repository: Path, monkeypatch: pytest.MonkeyPatch, in_memory: bool) -> None:
    names = sorted(f"{number:05}" * 30 for number in range(5_000))  # more than a pipe holds
    if not in_memory:
        monkeypatch.delattr(os, "memfd_create", raising=False)
    entries = "".join(f"100644 {'1' * 40}\t{name}\n" for name in names)
    subprocess.run(["git", "update-index", "--index-info"], cwd=repository, input=entries, text=True, check=True)

    answer = questions.ask(str(repository), ["ls-files", "-z", "--cached"])

    assert answer is not None
    assert answer.decode().split("\0")[:-1] == names


def test_since_outside_of_a_repository(tmp_path: Path) -> None:
    write_tree(tmp_path, {"requirements.txt": "a==1\n"})
    status, text = pinlint(tmp_path, "check", "--since", "HEAD")
    assert (status, "is not in a git repository" in text) == (2, True)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        pytest.param({"core.worktree": "../../elsewhere"}, "are in {folder}/elsewhere", id="a folder next to it"),
        pytest.param({"core.worktree": "../.."}, "are in {folder}: check", id="the folder above"),
        pytest.param({"core.worktree": "{folder}/none"}, "are in {folder}/none", id="no folder"),
        pytest.param({}, "none of the files that git tracks is here", id="nothing is checked out"),
    ],
)
def test_a_repository_without_its_files_does_not_pass(
    repository: Path, tmp_path: Path, settings: dict[str, str], reason: str
) -> None:
    write_tree(repository, {"requirements.txt": "a==1\n"})
    git(repository, "add", ".")
    (tmp_path / "elsewhere").mkdir()
    (repository / "requirements.txt").rename(tmp_path / "elsewhere" / "requirements.txt")
    for name, value in settings.items():
        git(repository, "config", name, value.format(folder=tmp_path))

    status, text = pinlint(repository, "check")

    assert (status, reason.format(folder=tmp_path) in text) == (2, True), text

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import write_tree

from pinlint.project import files
from pinlint.project import git as questions
from pinlint.project.submodules import why_no_file
from pinlint.text import observed


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path.resolve() / "root"
    for path in (
        "requirements.txt",
        "sub/requirements.in",
        "ignored/requirements.txt",
        ".venv/lib/requirements.txt",
        "env311/pyvenv.cfg",
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("")
    (root / "env311" / "requirements.txt").write_text("")
    return root


def test_a_walk_skips_environments_and_caches(tree: Path) -> None:
    listing = files.Tree(str(tree)).list()

    assert listing.paths == ["ignored/requirements.txt", "requirements.txt", "sub/requirements.in"]
    assert listing.tracked is None


def test_git_lists_tracked_and_untracked_but_not_ignored_files(tree: Path) -> None:
    git(tree, "init", "-q")
    (tree / ".gitignore").write_text("ignored/\n.venv/\nenv311/\n")
    git(tree, "add", "requirements.txt")

    listing = files.Tree(str(tree)).list()

    assert listing.paths == [".gitignore", "requirements.txt", "sub/requirements.in"]
    assert set(listing.tracked or ()) == {"requirements.txt"}


def test_a_tracked_file_is_listed_though_it_is_ignored(tree: Path) -> None:
    git(tree, "init", "-q")
    git(tree, "add", ".")
    (tree / ".gitignore").write_text("requirements.txt\n")

    assert "requirements.txt" in files.Tree(str(tree)).list().paths


@pytest.mark.parametrize(
    ("named", "found"),
    [
        pytest.param([], [], id="neither is named"),
        pytest.param([".venv"], [".venv/lib/requirements.txt"], id="one is named"),
        pytest.param(
            [".venv", ".venv/lib", ".venv"], [".venv/lib/requirements.txt"], id="and a folder in it, and again"
        ),
        pytest.param(["sub"], [], id="the folder above one is named"),
    ],
)
def test_an_environment_is_entered_that_is_named(tree: Path, named: list[str], found: list[str]) -> None:
    write_tree(tree, {"sub/env/requirements.txt": ""})
    (tree / "env311" / "requirements.txt").unlink()
    (tree / "env311" / "pyvenv.cfg").unlink()
    others = ["ignored/requirements.txt", "requirements.txt", "sub/requirements.in"]

    assert listed(tree, named) == [*found, *others]
    git(tree, "init", "-q")
    assert listed(tree, named) == [*found, *others]


def test_a_folder_with_very_many_files_is_only_searched_if_it_is_named(tmp_path: Path, monkeypatch) -> None:
    write_tree(
        tmp_path, {"a/r.txt": "-r ../b/r.txt\n", "a/s.txt": "", "a/in/r.txt": "", "b/r.txt": "flask\n", "r.txt": ""}
    )
    monkeypatch.setattr(files, "MOST_AROUND", 6)
    assert len(files.Tree(str(tmp_path)).list((), ["a/r.txt"]).paths) == 5

    monkeypatch.setattr(files, "MOST_AROUND", 5)
    tree = files.Tree(str(tmp_path))
    assert tree.list((), ["a/r.txt", "a/s.txt", "r.txt"]).paths == ["a/r.txt", "a/s.txt", "r.txt"]
    assert ["searched only the folders" in note for note in tree.notes] == [True]
    assert tree.read("b/r.txt") == b"flask\n"
    assert len(tree.list().paths) == 5
    assert tree.notes == []

    git(tmp_path, "init", "-q")
    assert len(tree.list((), ["a/r.txt"]).paths) == 5


def listed(root: Path, named: Sequence[str] = ()) -> list[str]:
    return files.Tree(str(root.resolve())).list(named).paths


def repository(root: Path, tracked: Sequence[str], untracked: Sequence[str] = ()) -> Path:
    """A git repository with empty files."""
    root.mkdir(exist_ok=True)
    git(root, "init", "-q")
    write_tree(root, dict.fromkeys(tracked, ""))
    git(root, "add", "-A", "-f")
    write_tree(root, dict.fromkeys(untracked, ""))
    return root


@pytest.mark.parametrize(
    ("tracked", "untracked", "seen"),
    [
        pytest.param([], ["r.txt", "a/b/c/d/r.txt"], ["a/b/c/d/r.txt", "r.txt"], id="everything where none is tracked"),
        pytest.param(["a/b/c/x.py"], ["n", "a/n", "a/b/n"], ["a/b/n", "a/n", "n"], id="in folders two levels deep"),
        pytest.param(["a/b/c/x.py"], ["a/b/c/n"], [], id="none in deeper ones"),
        pytest.param(["a/b/c/setup.py"], ["a/b/c/n"], ["a/b/c/n"], id="beside a requirement source"),
        pytest.param(["a/b/c/Dockerfile"], ["a/b/c/n"], ["a/b/c/n"], id="beside a build file"),
        pytest.param(["a/b/c/setup.py"], ["a/b/c/d/e/n"], ["a/b/c/d/e/n"], id="in a new folder beside one"),
        pytest.param(["a/b/c/setup.py", "a/b/c/d/x"], ["a/b/c/d/n"], [], id="none in an old folder beside one"),
        pytest.param(
            ["a/b/c/x"], ["a/b/n/d/e/n"], ["a/b/n/d/e/n"], id="in a new folder in one that is two levels deep"
        ),
        pytest.param(["a/b"], ["a-b", "a0/n"], ["a-b", "a0/n"], id="names that sort around the slash"),
        pytest.param(["x", "b/x"], [".venv/n", "a/node_modules/n", "a/n", "b/.tox/n"], ["a/n"], id="no environments"),
        pytest.param(["x", "vendor/x"], ["vendor/n"], [], id="none in vendored trees"),
        pytest.param(["x"], [f"{n}.txt" for n in range(150)], [f"{n}.txt" for n in range(150)], id="very many"),
        pytest.param(["x"], [":(top)n", '"q"\n', "*", "-n"], ["*", "-n", ":(top)n", '"q"\n'], id="odd names"),
        pytest.param([":(top)x", '"q"\n', "*/x"], ["*/n"], ["*/n"], id="odd names that are tracked"),
        pytest.param([".gitignore"], ["n.log", "new/n.log"], ["n.log", "new/n.log"], id="what nothing ignores"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not have")
def test_where_untracked_files_are_seen(
    tmp_path: Path, tracked: list[str], untracked: list[str], seen: list[str]
) -> None:
    root = repository(tmp_path, tracked, untracked)

    assert listed(root) == sorted([*tracked, *seen])


def test_below_a_folder_that_is_named_no_untracked_file_is_missed(tmp_path: Path) -> None:
    root = repository(tmp_path, ["a/b/c/x", "other"], ["a/b/c/n", "n"])

    assert listed(root, ["a"]) == ["a/b/c/n", "a/b/c/x", "n", "other"]


def test_what_git_ignores_is_not_listed(tmp_path: Path) -> None:
    root = repository(tmp_path, ["a/x"], ["n.log", "a/n.log", "build/n", "new/n.log", "new/n"])
    (root / ".gitignore").write_text("*.log\nbuild/\n")

    assert listed(root) == [".gitignore", "a/x", "new/n"]


def test_a_name_that_is_no_text_is_listed(tmp_path: Path) -> None:
    root = repository(tmp_path, ["x"])
    try:
        write_tree(root, {os.fsdecode(b"n\xff"): "", os.fsdecode(b"t\xff"): ""})
    except OSError:
        pytest.skip("a file system that has text only")
    git(root, "add", os.fsdecode(b"t\xff"))

    assert listed(root) == [os.fsdecode(b"n\xff"), os.fsdecode(b"t\xff"), "x"]


def test_a_repository_in_the_repository_is_not_entered(tmp_path: Path) -> None:
    root = repository(tmp_path, ["x"])
    inner = repository(root / "inner", ["requirements.txt"], ["n"])
    git(inner, "commit", "-qm", "All")
    assert listed(root) == ["inner/", "x"]

    git(root, "add", "inner")
    assert listed(root) == ["inner", "x"]


def test_a_folder_of_a_repository_may_be_the_root(tmp_path: Path) -> None:
    root = repository(tmp_path, ["a/b/x", "x"], ["n", "a/n", "a/b/n"])

    assert listed(root / "a") == ["b/n", "b/x", "n"]


def test_a_worktree_lists_its_own_files(tmp_path: Path) -> None:
    root = repository(tmp_path / "main", ["x"])
    git(root, "commit", "-qm", "All")
    git(root, "worktree", "add", "-q", str(tmp_path / "other"))
    write_tree(tmp_path / "other", {"n": ""})

    assert listed(tmp_path / "other") == ["n", "x"]


def test_a_file_that_was_deleted_is_listed_until_git_knows(tmp_path: Path) -> None:
    root = repository(tmp_path, ["a/requirements.txt"])
    (root / "a" / "requirements.txt").unlink()
    (root / "a").rmdir()

    assert listed(root) == ["a/requirements.txt"]


def test_a_file_in_conflict_is_listed_once(tmp_path: Path) -> None:
    root = repository(tmp_path, ["x"])
    git(root, "commit", "-qm", "First")
    for branch, text in (("one", "1"), ("two", "2")):
        git(root, "checkout", "-q", "-b", branch, "HEAD~0" if branch == "one" else "one~1")
        (root / "x").write_text(text)
        git(root, "commit", "-qam", branch)
    with pytest.raises(subprocess.CalledProcessError):
        git(root, "merge", "one")

    listing = files.Tree(str(root)).list()
    assert (listing.paths, list(listing.tracked or ())) == (["x"], ["x"])


@pytest.mark.skipif(sys.platform == "win32", reason="links as POSIX has them")
def test_no_folder_behind_a_link_is_looked_into(tmp_path: Path) -> None:
    root = repository(tmp_path / "root", ["a/b/c/requirements.txt"])
    write_tree(tmp_path, {"outside/n": "", "outside/requirements.txt": ""})
    for name in ("requirements.txt",):
        (root / "a/b/c" / name).unlink()
    (root / "a/b/c").rmdir()
    (root / "a/b/c").symlink_to(tmp_path / "outside")

    assert listed(root) == ["a/b/c", "a/b/c/requirements.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("folder", ["", "new/"], ids=["in the root", "in a new folder"])
def test_git_is_not_let_to_wait_for_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    root = repository(tmp_path, ["requirements.txt"])
    write_tree(root, {"new/requirements.txt": ""})
    os.mkfifo(root / f"{folder}.gitignore")
    ask = questions.ask

    def asked(root: str, words: list[str]) -> bytes | None:
        assert "--others" not in words
        return ask(root, words)

    monkeypatch.setattr(questions, "ask", asked)

    assert [path for path in listed(root) if path.endswith(".txt")] == ["new/requirements.txt", "requirements.txt"]


def test_git_is_asked_once_where_everything_is_tracked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path, ["a/b/c/requirements.txt", "setup.py"])
    asked = []
    ask = questions.ask
    monkeypatch.setattr(questions, "ask", lambda *arguments: asked.append(arguments) or ask(*arguments))

    assert listed(root) == ["a/b/c/requirements.txt", "setup.py"]
    assert len(asked) == 1


def without(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A system whose `os` has no such function, and whose `subprocess` knows that: it looks only once, at its import."""
    monkeypatch.delattr(os, name, raising=False)
    if name == "posix_spawn":
        monkeypatch.setattr(subprocess, "_USE_POSIX_SPAWN", False, raising=False)


@pytest.mark.parametrize("name", ["GIT_GLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_DIR", "GIT_INDEX_FILE"])
@pytest.mark.parametrize("missing", ["nothing", "posix_spawn"])
def test_variables_of_git_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, missing: str
) -> None:
    root = repository(tmp_path, ["x"], ["n"])
    monkeypatch.setenv(name, "1")
    without(monkeypatch, missing)

    listing = files.Tree(str(root)).list()
    assert (listing.paths, list(listing.tracked or ())) == (["n", "x"], ["x"])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no programs without an ending")
def test_settings_of_the_repository_start_no_program(tree: Path) -> None:
    git(tree, "init", "-q")
    program = tree / "evil"
    program.write_text("#!/bin/sh\ntouch ran\n")
    program.chmod(0o755)
    git(tree, "config", "core.fsmonitor", str(program))

    files.Tree(str(tree)).list()

    assert not (tree / "ran").exists()


def test_without_git_the_tree_is_walked(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tree, "init", "-q")
    monkeypatch.setenv("PATH", str(tree))

    assert "requirements.txt" in files.Tree(str(tree)).list().paths


@pytest.mark.parametrize("missing", ["memfd_create", "posix_spawn"])
def test_git_is_heard_on_every_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    names = [f"{number:05}/{'x' * 200}" for number in range(1000)]  # more than a pipe holds
    root = repository(tmp_path, names, ["n"])
    without(monkeypatch, missing)

    assert listed(root) == [*names, "n"]
    assert questions.ask(str(root), ["no-such-command"]) is None


def test_a_kernel_may_have_no_files_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path, ["x"])

    def refuse(*_: object) -> int:
        raise OSError

    monkeypatch.setattr(os, "memfd_create", refuse, raising=False)
    assert listed(root) == ["x"]


def test_an_old_git_is_asked_as_it_can_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path, ["x"], ["n"])
    ask = questions.ask
    monkeypatch.setattr(
        questions,
        "ask",
        lambda root, arguments: None if "--deduplicate" in arguments else ask(root, arguments),
    )

    assert listed(root) == ["n", "x"]


def test_a_broken_repository_is_walked(tree: Path) -> None:
    (tree / ".git").write_text("gitdir: nowhere\n")

    assert "requirements.txt" in files.Tree(str(tree)).list().paths


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(Path.mkdir, "a folder, not a file", id="a folder"),
        pytest.param(
            lambda p: p.symlink_to("/etc/hostname"),
            "a symbolic link leads out of the project",
            id="a link that leads out",
        ),
        pytest.param(lambda p: p.symlink_to(p), "too many levels of symbolic links", id="a link to itself"),
        pytest.param(os.mkfifo, "a named pipe, not a file", id="a pipe that nobody writes to"),
        pytest.param(lambda p: None, "no such file or directory", id="nothing"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as POSIX has them")
def test_what_is_no_plain_file_is_not_read(tmp_path: Path, make, reason: str) -> None:
    root = tmp_path.resolve()
    make(root / "x")

    with pytest.raises(files.Unreadable) as caught:
        files.read(str(root), "x")

    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        pytest.param("gone", "no such file or folder", id="nothing"),
        pytest.param("broken", "a symbolic link leads to nothing", id="a link to nothing"),
        pytest.param("out", "a symbolic link leads out of the project", id="a link that leads out"),
        pytest.param("folder", "a folder, not a file", id="a folder"),
        pytest.param(".git/config", observed.GITS, id="a file of git"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="links as POSIX has them")
def test_why_a_path_is_no_file_that_may_be_read(tmp_path: Path, path: str, reason: str) -> None:
    write_tree(tmp_path, {".git/config": "", "folder/x": ""})
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "out").symlink_to("/etc/hostname")

    assert why_no_file(str(tmp_path.resolve()), path) == reason


def test_a_link_within_the_project_is_followed(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    (root / "a").write_text("text")
    (root / "b").symlink_to("a")

    assert files.Tree(str(root)).read("b") == b"text"
    assert files.read(str(root), "b") == b"text"


LONG = "/".join("a" * 3000)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("a/b/file", "text", id="a file in a folder"),
        pytest.param("a/link/file", "text", id="behind a link to a folder of the project"),
        pytest.param("a/out/file", "a symbolic link leads out of the project", id="behind a link that leads out"),
        pytest.param("a/out/../file", "a symbolic link leads out of the project", id="behind a link and back again"),
        pytest.param("../outside/file", "a symbolic link leads out of the project", id="above the root"),
        pytest.param("a/../../outside/file", "a symbolic link leads out of the project", id="up from a folder"),
        pytest.param("a/b", "a folder, not a file", id="a folder"),
        pytest.param("a/b/file/x", "not a directory", id="below a file"),
        pytest.param("a/empty", "", id="an empty file"),
        pytest.param("none/x", "no such file or directory", id="no folder"),
        pytest.param(f"{LONG}/x", "file name too long", id="a very long path"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="links as POSIX has them")
def test_what_is_read(tmp_path: Path, path: str, expected: str) -> None:
    root = tmp_path.resolve() / "root"
    write_tree(root, {"a/b/file": "text", "a/empty": "", "../outside/file": "secret"})
    (root / "a" / "link").symlink_to("b")
    (root / "a" / "out").symlink_to(tmp_path / "outside")
    tree = files.Tree(str(root))
    for _ in range(2):  # what was learned of the folders changes nothing
        try:
            found = tree.read(path).decode()
        except files.Unreadable as error:
            found = str(error)

        assert found == expected


def test_a_name_with_a_nul_byte_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(files.Unreadable):
        files.read(str(tmp_path), "a\0b")
    with pytest.raises(files.Unreadable):
        files.Tree(str(tmp_path)).read("a\0b/x")
    assert not files.is_file(str(tmp_path), "a\0b")


@given(st.sets(st.text(st.sampled_from("ab/-.0")), max_size=9), st.text(st.sampled_from("ab/-.0"), max_size=4))
def test_paths_are_looked_up_as_in_a_set(paths: set[str], path: str) -> None:
    found = files.Paths(sorted(paths))
    assert (path in found) is (path in paths)
    assert found.begins(path) is any(each.startswith(path) for each in paths)
    found.discard(path)
    assert path not in found
    assert set(found) == paths - {path}


#: What a tree says of a path: whether it is a file and a folder, where it leads to, and its text or why it cannot be read.
ODD_PATHS = """\
a.txt               file    a.txt       text
folder                folder folder      a folder, not a file
                      folder -           a folder, not a file
folder/a.txt        file    folder/a.txt text
to-file             file    a.txt       text
to-folder/a.txt     file    folder/a.txt text
to-folder             folder folder      a folder, not a file
twice               file    a.txt       text
loop                        loop        too many levels of symbolic links
dangling                    dangling    no such file or directory
out                         out         a symbolic link leads out of the project
out/passwd                  out/passwd  a symbolic link leads out of the project
../root/a.txt       file    a.txt       text
../outside                  ../outside  a symbolic link leads out of the project
none                        none        no such file or directory
none/a.txt                  none/a.txt  no such file or directory
a.txt/b                     a.txt/b     not a directory
pipe                        pipe        a named pipe, not a file
large               file    large       33,554,433 bytes, more than the limit of 33,554,432
.git/config                 .git/config it is one of git's own files
folder/../.GIT/config       folder/../.GIT/config it is one of git's own files
to-git                      to-git      it is one of git's own files
git~1/config                git~1/config it is one of git's own files
\\0                          \\0          no file can have this name
a.txt\\0                     a.txt\\0     no file can have this name
"""


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as POSIX has them")
def test_what_a_tree_says_of_odd_paths(tmp_path: Path) -> None:
    root = tmp_path.resolve() / "root"
    write_tree(root, {"a.txt": "text", "folder/a.txt": "text", ".git/config": "secret", "../outside": "secret"})
    links = {"to-file": "a.txt", "to-folder": "folder", "twice": "to-file", "loop": "loop", "dangling": "gone"}
    for name, target in {**links, "out": "/etc", "to-git": ".git/config"}.items():
        (root / name).symlink_to(target)
    os.mkfifo(root / "pipe")
    with (root / "large").open("wb") as file:
        file.truncate(33_554_433)
    tree = files.Tree(str(root))

    def says(path: str) -> str:
        try:
            text = tree.read(path).decode()
        except files.Unreadable as reason:
            text = str(reason)
        kinds = [word for word, true in (("file", tree.is_file(path)), ("folder", is_folder(path))) if true]
        return " ".join([path, *kinds, tree.resolve(path) or "-", text]).replace("\0", "\\0")

    def is_folder(path: str) -> bool:
        return "\0" not in path and path != "out" and tree.is_folder(path)

    paths = ["" if line[0] == " " else line.split()[0].replace("\\0", "\0") for line in ODD_PATHS.splitlines()]
    assert [says(path).split() for path in paths] == [line.split() for line in ODD_PATHS.splitlines()]


def test_an_untracked_file_is_found_next_to_a_tracked_one_at_any_depth(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a/b/c/d/requirements.txt": "a==1\n", "a/b/c/e/x.py": "", ".gitignore": "no.txt\n"})
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    names = (
        "a/b/c/d/new.txt",
        "a/b/c/d/no.txt",
        "a/b/c/d/in/new.txt",
        "a/b/c/e/new.txt",
        "a/b/new.txt",
        "a/b/c/new.txt",
    )
    write_tree(tmp_path, dict.fromkeys(names, "b\n"))

    listed = files.Tree(str(tmp_path.resolve())).list().paths

    assert [name for name in names if name in listed] == ["a/b/c/d/new.txt", "a/b/c/d/in/new.txt", "a/b/new.txt"]

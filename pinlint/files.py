"""Which files there are, and reading them without leaving the project.

In a git repository git says which files there are (tracked, and untracked but not ignored); elsewhere a walk that skips
environments, caches and vendored trees. All paths are relative to the project's root and use ``/``.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: Folders that a walk never enters: environments, caches, other people's code.
SKIPPED_FOLDERS = frozenset(
    """
    .git .hg .svn .bzr .venv venv .env env .virtualenv virtualenv site-packages .direnv .pixi
    .tox .nox .eggs .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis __pycache__ __pypackages__ .terraform .bundle
    node_modules bower_components _vendor vendor vendored third_party
    """.split()  # noqa: SIM905 - words are easier to read than quotes
)
#: The largest file that is read, in bytes.
LARGEST = 256 * 1024 * 1024
#: The most files that a walk looks at.
MOST_FILES = 1_000_000

#: Settings of a checked repository that would make git run a program are switched off.
GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-optional-locks")


class Unreadable(Exception):
    """A file cannot be read; the message is the reason."""


class Missing(Unreadable):
    """There is no such file, though git may still list it."""


class Tree:
    """The files below a root on the disk. `pinlint.revisions` has the same of a commit."""

    def __init__(self, root: str) -> None:
        self.root = root

    def list(self, folders: Sequence[str] = ()) -> Listing:
        """The files of the tree, or only those below ``folders``."""
        return list_files(self.root, folders)

    def read(self, path: str) -> bytes:
        """The bytes of ``path``. Raises Unreadable with the reason."""
        return read(self.root, path)

    def is_file(self, path: str) -> bool:
        """Whether ``path`` is a regular file that may be read."""
        return is_file(self.root, path)

    def is_folder(self, path: str) -> bool:
        """Whether ``path`` is a folder; the root (``""``) is one."""
        return os.path.isdir(os.path.join(self.root, path))


class Listing:
    """The files below a root. ``tracked`` are those that git tracks; None outside a repository."""

    __slots__ = ("paths", "tracked")

    def __init__(self, paths: list[str], tracked: frozenset[str] | None) -> None:
        self.paths = paths
        self.tracked = tracked


def list_files(root: str, folders: Sequence[str] = ()) -> Listing:
    """The files below ``root``, or only those below its ``folders``, sorted."""
    if git_folder(root) is not None:
        listing = _ask_git(root, folders)
        if listing is not None:
            return listing
    return Listing(sorted(_walk(root, folders or ("",))), None)


def git_folder(path: str) -> str | None:
    """The nearest folder upwards from ``path`` (absolute) that holds ``.git``, be it a folder or a worktree's file."""
    while True:
        if os.path.exists(os.path.join(path, ".git")):
            return path
        parent = os.path.dirname(path)
        if parent == path:
            return None
        path = parent


def _ask_git(root: str, folders: Sequence[str]) -> Listing | None:
    output = run_git(root, ["ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard", "--", *folders])
    if output is None:
        return None
    entries = os.fsdecode(output).split("\0")
    # A path with a conflict is listed once for each side. Git gives its paths in order already, which sorting makes use of.
    tracked = list(dict.fromkeys([entry[2:] for entry in entries if entry and entry[0] != "?"]))
    return Listing(sorted([*tracked, *[entry[2:] for entry in entries if entry[:1] == "?"]]), frozenset(tracked))


def run_git(root: str, arguments: Sequence[str]) -> bytes | None:
    """What git prints for ``arguments`` in ``root``; None where git is missing, refuses or fails."""
    command = [*GIT, "-C", root, *arguments]
    if not hasattr(os, "posix_spawnp"):
        import subprocess

        try:
            return subprocess.run(command, capture_output=True, check=True, stdin=subprocess.DEVNULL).stdout
        except (OSError, subprocess.CalledProcessError):
            return None
    # As subprocess does it, at a third of the cost: its import alone takes longer than git needs to answer.
    read_end, write_end = os.pipe()
    actions = [
        (os.POSIX_SPAWN_DUP2, write_end, 1),
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_CLOSE, read_end),
    ]
    try:
        process = os.posix_spawnp("git", command, _git_environment(), file_actions=actions)
    except OSError:
        os.close(read_end)
        return None
    finally:
        os.close(write_end)
    with open(read_end, "rb") as pipe:
        output = pipe.read()
    _, status = os.waitpid(process, 0)
    return output if status == 0 else None


def _git_environment() -> dict[str, str]:
    # Inside a hook git sets these for the repository that is committed to; `-C` must decide instead.
    return {
        k: v for k, v in os.environ.items() if k not in {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"}
    }


def _walk(root: str, folders: Sequence[str]) -> list[str]:
    found: list[str] = []
    stack = [folder.strip("/") for folder in folders]
    while stack and len(found) < MOST_FILES:
        folder = stack.pop()
        try:
            entries = list(os.scandir(os.path.join(root, folder) if folder else root))
        except OSError:
            continue  # a folder that may not be entered holds nothing that pip could read either
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in SKIPPED_FOLDERS and not os.path.exists(os.path.join(entry.path, "pyvenv.cfg")):
                    stack.append(path)
            else:
                found.append(path)
    return found


def read(root: str, path: str) -> bytes:
    """The bytes of ``path`` below ``root``. Raises Unreadable, with the reason, instead of any OSError.

    A symbolic link that leads out of the root, a device, a pipe and a file above `LARGEST` are not read.
    """
    full = os.path.join(root, path)
    try:
        if os.path.realpath(full) != full and not within(root, full):
            raise Unreadable("a symbolic link leads out of the project")
        status = os.stat(full)
        if stat.S_ISDIR(status.st_mode):
            raise Unreadable("a folder, not a file")
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("not a regular file")
        if status.st_size > LARGEST:
            raise Unreadable(f"{status.st_size:,} bytes, more than the {LARGEST:,} that are read")
        with open(full, "rb") as file:
            return file.read()
    except OSError as error:
        kind = Unreadable if os.path.lexists(full) else Missing
        raise kind((error.strerror or str(error)).lower()) from error
    except ValueError as error:  # a NUL byte in the path
        raise Unreadable(str(error)) from error


def within(root: str, path: str) -> bool:
    """Whether ``path`` (absolute), its links followed, lies in ``root``."""
    real_root = os.path.realpath(root)
    real = os.path.realpath(path)
    return real == real_root or real.startswith(real_root.rstrip(os.sep) + os.sep)


def is_file(root: str, path: str) -> bool:
    """Whether ``path`` below ``root`` is a regular file that may be read."""
    full = os.path.join(root, path)
    try:
        return os.path.isfile(full) and within(root, full)
    except ValueError:
        return False

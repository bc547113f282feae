"""Lists the files of the project, and reads them without leaving the project.

In a git repository, git lists the files: all tracked files, and some untracked files that are not ignored. These are in the root,
in folders up to two levels below it, next to a tracked requirement source or build file, and in new folders at these places.
Looking for untracked files everywhere takes git seven times as long. Below a named folder all untracked files are listed. Without
git, the folders are walked. Untracked files in environments, caches and vendored trees are never listed.

All paths are relative to the project's root and use ``/``.
"""

from __future__ import annotations

import os
import stat
from bisect import bisect_left

from pinlint.project import git
from pinlint.text.budget import LARGEST_FILE, MOST_AROUND, MOST_FILES
from pinlint.text.observed import GITS, is_gits, look, look_for, resolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.project.path_matching import PathMatcher

#: Folders that a walk never enters: environments, caches, other people's code.
SKIPPED_FOLDERS = frozenset(
    """
    .git .hg .svn .bzr .venv venv .env env .virtualenv virtualenv site-packages .direnv .pixi
    .tox .nox .eggs .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis __pycache__ __pypackages__ .terraform .bundle
    node_modules bower_components _vendor vendor vendored third_party
    """.split()  # noqa: SIM905 - words are easier to read than quotes
)
#: Untracked files are looked for in folders up to this many levels below the root.
LEVELS = 2
#: Up to this many untracked files and folders are passed to git by name; with more, git is asked for all.
_MOST_PLACES = 100

#: Flags that open a file, but no symbolic link, without waiting for a pipe; None if the system has no such flags.
_PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC if hasattr(os, "O_NOFOLLOW") else None

_BESIDE_ONLY = (
    f"{MOST_AROUND:,} files or more are below the current folder, which is not in a git repository: pinlint searched only the"
    " folders of the named files; to search all of them, name the folder"
)
_KINDS = {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}


class Unreadable(Exception):
    """A file cannot be read; the message is the reason."""


class Missing(Unreadable):
    """There is no such file, though git may still list it."""


class Tree:
    """The files below a root on the disk. `pinlint.project.revisions` has the same for a commit."""

    def __init__(self, root: str) -> None:
        self.root = root
        #: What the last list lacks, and why.
        self.notes: list[str] = []
        self._folders = {""}  # known folders whose paths contain no symbolic link

    def list(self, named: Sequence[str] = (), alone: Sequence[str] = ()) -> Listing:
        """The files of the tree, with all untracked files below the ``named`` folders.

        ``alone`` means that the user has named only files. Then the root may be a home folder or a whole disk instead of a
        project. So outside of git, if there are `MOST_AROUND` files or more, only the files in the same folders are listed.
        """
        self.notes = []
        if git_folder(self.root) is not None:
            listing = self._ask_git(named)
            if listing is not None:
                return listing
        elif alone:
            found = walk(self.root, [""], MOST_AROUND)
            if len(found) >= MOST_AROUND:
                self.notes = [_BESIDE_ONLY]
                folders = dict.fromkeys(path.rpartition("/")[0] for path in alone)
                found = [path for folder in folders for path in _files_in(self.root, folder)]
            return Listing(sorted(found), None)
        return Listing(sorted(walk(self.root, ["", *named])), None)

    def read(self, path: str) -> bytes:
        """The bytes of ``path``. Raises Unreadable with the reason."""
        if is_gits(path):
            raise Missing(GITS)
        folder = path.rpartition("/")[0]
        known = folder in self._folders or self._has_folder(folder)
        data = _read_plain(f"{self.root}/{path}") if known else None
        return read(self.root, path) if data is None else data

    def is_file(self, path: str) -> bool:
        """Whether ``path`` is a regular file that may be read."""
        return is_file(self.root, path)

    def is_folder(self, path: str) -> bool:
        """Whether ``path`` is a folder; the root (``""``) is one."""
        return os.path.isdir(look_for(os.path.join(self.root, path)))

    def ignores(self, path: str) -> bool:
        """Whether git ignores ``path``; such a file may be created later, when it is needed."""
        return git_folder(self.root) is not None and git.ask(self.root, ["check-ignore", "-q", "--", path]) is not None

    def resolve(self, path: str) -> str:
        """The path of the file that ``path`` leads to through symbolic links. ``path`` itself if the links are dangling, leave
        the root, or lead to one of git's own files.
        """
        full = look(f"{self.root}/{path}")
        if self._has_folder(path.rpartition("/")[0]) and not os.path.islink(full):
            return path
        try:
            real = resolved(full)
            inside = os.path.relpath(real, resolved(self.root)).replace(os.sep, "/")
        except ValueError:  # a NUL byte in the path, another drive
            return path
        outside = inside == ".." or inside.startswith("../")
        return path if outside or is_gits(inside) or not os.path.exists(real) else inside

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """The ``paths`` that git ignores. They must contain no links."""
        if git_folder(self.root) is None:
            return frozenset()
        output = git.ask(self.root, ["check-ignore", "-z", "--stdin"], os.fsencode("\0".join([*paths, ""])))
        return frozenset(os.fsdecode(output or b"").split("\0")).intersection(paths)

    def _has_folder(self, path: str) -> bool:
        """Whether ``path`` is a folder, and no part of the path is a symbolic link."""
        if path in self._folders:
            return True
        above = ""
        for name in path.split("/"):
            above = f"{above}/{name}" if above else name
            if above not in self._folders:
                try:
                    if name in ("", ".", "..") or not stat.S_ISDIR(os.lstat(look_for(f"{self.root}/{above}")).st_mode):
                        return False
                except (OSError, ValueError):  # a NUL byte in the path
                    return False
                self._folders.add(above)
        return True

    def _ask_git(self, named: Sequence[str]) -> Listing | None:
        """The files that git lists; None if it does not answer."""
        # A path with a conflict has an entry for each side; git before 2.31 cannot remove the duplicates.
        found = _git_files(self.root, (), "--cached", "--deduplicate")
        if found is None:
            found = _git_files(self.root, (), "--cached")
            if found is None:
                return None
            found = list(dict.fromkeys(found))
        found.sort()
        tracked = Paths(found)
        listing = Listing(found, tracked)
        untracked = [*self._untracked(listing), *named]
        if not untracked:
            return listing
        if any(_is_pipe(f"{self.root}/{path.removesuffix('.gitignore')}/.gitignore") for path in untracked):
            return None  # git would wait until somebody writes to it
        # git says which of them it ignores, and lists the contents of the folders.
        places = untracked if len(untracked) <= _MOST_PLACES else ()
        others = _git_files(self.root, places, "--others", "--exclude-standard")
        if others is None:
            return None
        starts = ["", *(folder + "/" for folder in named)]
        others = [path for path in others if any(_leads_to(start, path) for start in starts)]
        return Listing(sorted([*found, *others]), tracked)

    def _untracked(self, listing: Listing) -> Sequence[str]:
        """The untracked files, and the folders without tracked files, in the places that are searched."""
        from pinlint.index import FORMATS, OTHER_FORMATS

        patterns = [*FORMATS.values(), *OTHER_FORMATS.values()]
        holding = {path.rpartition("/")[0] for pattern in patterns for path in listing.matching(pattern)}
        waiting = [*((folder, 0) for folder in holding), ("", LEVELS)]
        tracked = listing.path_set
        seen = set()
        found = []
        while waiting:
            folder, levels = waiting.pop()
            if folder in seen or not self._has_folder(folder):
                continue
            seen.add(folder)
            for entry in _entries(self.root, folder):
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False) and tracked.begins(path + "/"):
                    self._folders.add(path)
                    if levels:
                        waiting.append((path, levels - 1))
                elif path not in tracked and entry.name not in SKIPPED_FOLDERS:  # a submodule is a tracked path
                    found.append(path)
        return found


class Paths:
    """Sorted unique paths to look up: with tens of thousands of paths, building a set takes longer than all look-ups."""

    __slots__ = ("_gone", "paths")

    def __init__(self, paths: list[str]) -> None:
        self.paths = paths
        self._gone: set[str] = set()

    def __contains__(self, path: str) -> bool:
        at = bisect_left(self.paths, path)
        return at < len(self.paths) and self.paths[at] == path and path not in self._gone

    def __iter__(self) -> Iterator[str]:
        return (path for path in self.paths if path not in self._gone)

    def begins(self, prefix: str) -> bool:
        """Whether one of the paths begins with ``prefix``."""
        at = bisect_left(self.paths, prefix)
        return at < len(self.paths) and self.paths[at].startswith(prefix)

    def discard(self, path: str) -> None:
        """Removes ``path``."""
        self._gone.add(path)


class Listing:
    """The files below a root, sorted; ``path_set`` to look them up. ``tracked`` are all files that git tracks, None outside
    a repository."""

    __slots__ = ("_matcher", "path_set", "paths", "tracked")

    def __init__(self, paths: list[str], tracked: Paths | None) -> None:
        self.paths = paths
        self.path_set = Paths(paths)
        self.tracked = tracked
        self._matcher: PathMatcher | None = None

    def matching(self, pattern: str, marks: Sequence[str] = ()) -> list[str]:
        """The paths in which the regular expression ``pattern`` is found.

        The name of each such file must contain one of the ``marks``, which are texts in lower case. A pattern of the index needs
        no ``marks``.
        """
        return self.matcher.matching(pattern, marks)

    def ending(self, ending: str) -> list[str]:
        """The paths that end in ``ending``, a text without a slash; upper and lower case matter."""
        return self.matcher.ending(ending)

    @property
    def matcher(self) -> PathMatcher:
        """The paths, to be searched."""
        if self._matcher is None:
            from pinlint.project.path_matching import PathMatcher

            self._matcher = PathMatcher(self.paths)
        return self._matcher


def git_folder(path: str) -> str | None:
    """The nearest folder upwards from ``path`` (absolute) that contains ``.git``, a folder or a worktree's file."""
    while True:
        if os.path.lexists(look_for(os.path.join(path, ".git"))):  # also a dangling link
            return path
        parent = os.path.dirname(path)
        if parent == path:
            return None
        path = parent


def why_no_git(root: str) -> str:
    """The reason why git does not list the repository's files in ``root``."""
    if git_folder(root) is None:
        return "it is not a git repository"
    return git.trouble(root) or "git failed before, and answers now"


def _git_files(root: str, paths: Sequence[str], *kinds: str) -> list[str] | None:
    """The files of these kinds that git lists, only at and below ``paths`` if any are given; None without an answer."""
    output = git.ask(root, ["--literal-pathspecs", "ls-files", "-z", *kinds, "--", *paths])
    return os.fsdecode(output).split("\0")[:-1] if output is not None else None


def _entries(root: str, folder: str) -> list[os.DirEntry[str]]:
    """The entries of a folder; empty if the folder may not be opened, because pip could not read its files either."""
    try:
        with os.scandir(look(f"{root}/{folder}" if folder else root)) as entries:
            return list(entries)
    except OSError:
        return []


def _is_pipe(path: str) -> bool:
    try:
        return stat.S_ISFIFO(os.lstat(look_for(path)).st_mode)
    except (OSError, ValueError):
        return False


def _leads_to(start: str, path: str) -> bool:
    """Whether ``path`` begins with ``start``, and is not in an environment, cache or vendored tree below it."""
    return path.startswith(start) and SKIPPED_FOLDERS.isdisjoint(path[len(start) :].split("/")[:-1])


def walk(root: str, folders: Sequence[str], most: int = MOST_FILES) -> list[str]:
    """The files below ``folders``, each once. It stops in the folder in which it has found ``most``."""
    found: list[str] = []
    stack = list(dict.fromkeys(folders))
    while stack and len(found) < most:
        folder = stack.pop()
        inner: list[str] = []
        names: list[str] = []
        for entry in _entries(root, folder):
            (inner if entry.is_dir(follow_symlinks=False) else names).append(entry.name)
        if "pyvenv.cfg" in names and folder not in folders:
            continue  # an environment, whatever its name
        before = folder + "/" if folder else ""
        # They are nearly in order, so sorting is fast.
        found += [before + name for name in sorted(names)]
        inner = [before + name for name in sorted(inner, reverse=True) if name not in SKIPPED_FOLDERS]
        stack += [path for path in inner if path not in folders]
    return found


def _files_in(root: str, folder: str) -> list[str]:
    """The files directly in a folder."""
    before = folder + "/" if folder else ""
    return [before + entry.name for entry in _entries(root, folder) if not entry.is_dir(follow_symlinks=False)]


def _read_plain(path: str) -> bytes | None:
    """The bytes of ``path`` (absolute); None if it is a link, not a regular file, or too large."""
    if _PLAIN is None:
        return None
    try:
        file = os.open(look(path), _PLAIN)
    except (OSError, ValueError):  # a NUL byte in the path
        return None
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_FILE:
            return None
        data = os.read(file, status.st_size + 1)
        return data if len(data) == status.st_size else None
    except OSError:
        return None
    finally:
        os.close(file)


def read(root: str, path: str) -> bytes:
    """The bytes of ``path`` below ``root``. Raises Unreadable, with the reason, instead of any OSError.

    A symbolic link that leads out of the root, a device, a pipe and a file above `LARGEST_FILE` are not read.
    """
    full = look(os.path.join(root, path))
    try:
        if resolved(full) != full and not within(root, full):
            raise Unreadable("a symbolic link leads out of the project")
        if is_gits(os.path.relpath(resolved(full), resolved(root))):
            raise Unreadable(GITS)
        status = os.stat(full)
        if stat.S_ISDIR(status.st_mode):
            raise Unreadable("a folder, not a file")
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(f"{_KINDS.get(stat.S_IFMT(status.st_mode), 'a device')}, not a file")
        if status.st_size > LARGEST_FILE:
            raise Unreadable(f"{status.st_size:,} bytes, more than the limit of {LARGEST_FILE:,}")
        with open(full, "rb") as file:
            return file.read()
    except OSError as error:
        kind = Unreadable if os.path.lexists(full) else Missing
        raise kind((error.strerror or str(error)).lower()) from error
    except ValueError as error:  # a NUL byte in the path
        raise Unreadable("no file can have this name") from error


def within(root: str, path: str) -> bool:
    """Whether ``path`` (absolute), after following its links, is in ``root``."""
    real_root = resolved(root)
    real = resolved(path)
    return real == real_root or real.startswith(real_root.rstrip(os.sep) + os.sep)


def is_file(root: str, path: str) -> bool:
    """Whether ``path`` below ``root`` is a regular file that may be read."""
    full = os.path.join(root, path)
    try:
        if not os.path.isfile(look(full)) or not within(root, full):
            return False
        return not is_gits(path) and not is_gits(os.path.relpath(resolved(full), resolved(root)))
    except ValueError:
        return False

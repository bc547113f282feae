"""Reads the files of a commit through git: the project before a change."""

from __future__ import annotations

import os
import posixpath

from pinlint.project import files, git
from pinlint.text.budget import LARGEST_FILE, MOST_BYTES
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: A path with more symbolic links than this leads nowhere, as on a disk.
_MOST_LINKS = 40
_SYMLINK = "120000"


class Revision(files.Tree):
    """The tree of the commit ``revision`` of the repository at ``root``.

    Raises UsageError, with the reason, if git does not know the revision: this is not a repository, the clone is shallow, or the
    name is misspelled. Also raises it if an object is missing on this machine, because objects of a partial clone are not
    fetched.
    """

    def __init__(self, root: str, revision: str) -> None:
        super().__init__(root)
        # `--end-of-options` and the peeling prevent that git reads a name such as `--output=x` as an option.
        question = ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"]
        found = git.ask(root, question)
        if found is None:
            raise UsageError(self._unknown(revision))
        self.name = revision
        self.commit = found.decode("ascii").strip()
        question = ["ls-tree", "-r", "-z", "--full-tree", self.commit]
        listed = git.ask(root, question)
        if listed is None:
            raise UsageError(self._unreadable("a folder", question))
        prefix = os.fsdecode(git.ask(root, ["rev-parse", "--show-prefix"]) or b"").strip()
        self._blobs: dict[str, str] = {}
        self._links: dict[str, str] = {}
        self._listing: files.Listing | None = None
        self._contents: dict[str, bytes] | None = None
        for entry in os.fsdecode(listed).split("\0"):
            details, _, path = entry.partition("\t")
            if not details or not path.startswith(prefix):
                continue
            mode, kind, name = details.split()
            if kind == "blob":  # a submodule has no content of its own
                (self._links if mode == _SYMLINK else self._blobs)[path[len(prefix) :]] = name

    def list(self, named: Sequence[str] = (), alone: Sequence[str] = ()) -> files.Listing:  # noqa: ARG002 - all is tracked
        """The files of the commit, and its symbolic links."""
        if self._listing is None:
            paths = sorted([*self._blobs, *self._links])
            self._listing = files.Listing(paths, files.Paths(paths))
        return self._listing

    def resolve(self, path: str) -> str:
        """The path that ``path`` leads to through symbolic links; ``path`` itself if they are dangling or leave the root."""
        return self._followed(path) or path

    def read(self, path: str) -> bytes:
        """The bytes of ``path`` in the commit. Raises Unreadable."""
        path = self.resolve(path)
        if path not in self._blobs:
            raise files.Unreadable("no such file or directory")
        if self._contents is None:
            self._contents = self._fetched()
        data = self._contents.get(path)
        return self._object(self._blobs[path]) if data is None else data

    def is_file(self, path: str) -> bool:
        """Whether the commit has a file at ``path``."""
        return self.resolve(path) in self._blobs

    def is_folder(self, path: str) -> bool:
        """Whether the commit has files below ``path``; the root has."""
        return not path or self.list().path_set.begins(path + "/")

    def _followed(self, path: str) -> str | None:
        """``path`` without links; None if one leaves the root, or if they form a circle."""
        if not self._links:
            return path
        place = ""
        links = 0
        waiting = path.split("/")[::-1]
        while waiting:
            name = waiting.pop()
            if name == ".." and not place:
                return None
            place = posixpath.dirname(place) if name == ".." else posixpath.join(place, "" if name == "." else name)
            if place in self._links:
                links += 1
                try:
                    target = os.fsdecode(self._object(self._links[place]))
                except files.Unreadable:
                    return None
                if target.startswith("/") or links > _MOST_LINKS:
                    return None
                waiting += target.split("/")[::-1]
                place = posixpath.dirname(place)
        return place.strip("/")

    def _object(self, name: str) -> bytes:
        size = git.ask(self.root, ["cat-file", "-s", name])
        if size is not None and int(size) > LARGEST_FILE:
            raise files.Unreadable(f"{int(size):,} bytes, more than the limit of {LARGEST_FILE:,}")
        question = ["cat-file", "blob", name]
        data = git.ask(self.root, question)
        if data is None:
            path = next(path for path, blob in {**self._blobs, **self._links}.items() if blob == name)
            raise UsageError(self._unreadable(path, question))
        return data

    def _fetched(self) -> dict[str, bytes]:
        """The bytes of all files that are likely to be read, from a single git process."""
        from pinlint.index import FORMATS, MANIFESTS, OTHER_FORMATS

        listing = self.list()
        patterns = [*FORMATS.values(), *OTHER_FORMATS.values(), *MANIFESTS.values()]
        matching = dict.fromkeys(self.resolve(path) for pattern in patterns for path in listing.matching(pattern))
        paths = self._small([path for path in matching if path in self._blobs])
        names = "".join(f"{self._blobs[path]}\n" for path in paths)
        output = git.ask(self.root, ["cat-file", "--batch"], names.encode("ascii")) if paths else b""
        if output is None:  # one of them is damaged: read alone, it says which
            return {path: self._object(self._blobs[path]) for path in paths}
        contents: dict[str, bytes] = {}
        at = 0
        for path in paths:
            end = output.index(b"\n", at)
            _, kind, *size = output[at:end].split()
            if kind != b"blob":
                raise UsageError(self._unreadable(path, ["cat-file", "blob", self._blobs[path]]))
            at = end + 1
            contents[path] = output[at : at + int(size[0])]
            at += int(size[0]) + 1
        return contents

    def _small(self, paths: Sequence[str]) -> Sequence[str]:
        """The paths without files that are larger than a file may be, and without those after the first gigabyte: git stores a
        gigabyte of zeros in a few kilobytes."""
        names = "".join(f"{self._blobs[path]}\n" for path in paths)
        output = (
            git.ask(self.root, ["cat-file", "--batch-check=%(objectsize)"], names.encode("ascii")) if paths else None
        )
        if output is None:
            return paths
        found, total = [], 0
        for path, answer in zip(paths, output.split(b"\n"), strict=False):
            size = int(answer) if answer.isdigit() else 0
            if size <= LARGEST_FILE and total + size <= MOST_BYTES:
                total += size
                found.append(path)
        return found

    def _unknown(self, revision: str) -> str:
        """The reason why git does not know the revision: git itself, the clone, or the name."""
        if files.git_folder(self.root) is None:
            return f"--since {revision}: {self.root} is not in a git repository"
        trouble = git.trouble(self.root)
        if trouble is not None:
            return f"--since {revision}: {trouble}"
        if revision == "HEAD":
            if git.ask(self.root, ["rev-parse", "--verify", "HEAD"]) is not None:
                # The name is known, the object is not.
                return "--since HEAD: the commit is missing in this repository; `git fsck` lists what is missing"
            return "--since HEAD: the repository has no commit yet; commit first, or check without --since"
        known = f"git does not know the revision {revision!r}"
        if git.ask(self.root, ["rev-parse", "--is-shallow-repository"]) == b"true\n":
            return f"{known}: this is a shallow clone; fetch it first (fetch-depth: 0)"
        return known

    def _unreadable(self, what: str, question: Sequence[str]) -> str:
        """The reason why git gives no answer to a ``question`` about an object of the commit: it is not in this partial clone, it
        is damaged, or git is too slow."""
        silent = git.silence(self.root)
        if silent is not None:
            return f"--since {self.name}: {silent}"
        promised = git.ask(self.root, ["config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$"])
        objects = git.ask(self.root, ["rev-list", "--objects", "--no-walk", "--missing=print", self.commit]) or b""
        if promised and b"\n?" in objects:
            return (
                f"--since {self.name}: files of that commit are missing, because this is a partial clone; "
                "clone without --filter, or run `git fetch --refetch --no-filter` first"
            )
        reason = git.trouble(self.root, question) or "git gave no answer"
        return f"--since {self.name}: cannot read {what} of that commit ({reason}); `git fsck` lists what is damaged"

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:  # noqa: ARG002 - what is committed is not ignored
        """No path: everything in a commit may be shown."""
        return frozenset()

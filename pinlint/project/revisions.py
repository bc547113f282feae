"""The files of a commit, read through git: what the project was before a change."""

from __future__ import annotations

import os

from pinlint.project import files
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Revision(files.Tree):
    """The tree of the commit ``revision`` of the repository at ``root``.

    Raises UsageError where git does not know the revision: not a repository, a shallow clone, a name misspelled.
    """

    def __init__(self, root: str, revision: str) -> None:
        super().__init__(root)
        # `--end-of-options` and the peeling keep a name such as `--output=x` from being read as an option.
        found = files.run_git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"])
        if found is None:
            raise UsageError(
                f"git knows no revision {revision!r} here; in a shallow clone, fetch it first (fetch-depth: 0)"
            )
        self.commit = found.decode("ascii").strip()
        listed = files.run_git(root, ["ls-tree", "-r", "-z", "--full-tree", self.commit])
        prefix = os.fsdecode(files.run_git(root, ["rev-parse", "--show-prefix"]) or b"").strip()
        self._blobs: dict[str, str] = {}
        self._listing: files.Listing | None = None
        self._contents: dict[str, bytes] | None = None
        for entry in os.fsdecode(listed or b"").split("\0"):
            details, _, path = entry.partition("\t")
            # Symbolic links (120000) and submodules (160000) have no content of their own.
            if details.startswith("100") and path.startswith(prefix):
                self._blobs[path[len(prefix) :]] = details.split()[2]

    def list(self, named: Sequence[str] = ()) -> files.Listing:  # noqa: ARG002 - a commit has no untracked files
        """The files of the commit."""
        if self._listing is None:
            paths = sorted(self._blobs)
            self._listing = files.Listing(paths, files.Paths(paths))
        return self._listing

    def read(self, path: str) -> bytes:
        """The bytes of ``path`` in the commit. Raises Unreadable."""
        if path not in self._blobs:
            raise files.Unreadable("no such file or directory")
        if self._contents is None:
            self._contents = self._fetched()
        data = self._contents.get(path)
        if data is None:
            data = files.run_git(self.root, ["cat-file", "blob", self._blobs[path]])
        if data is None:
            raise files.Unreadable("git could not read it")
        return data

    def _fetched(self) -> dict[str, bytes]:
        """The bytes of all files that are likely to be read, from one git for all of them."""
        from pinlint.index import FORMATS, MANIFESTS, OTHER_FORMATS

        listing = self.list()
        patterns = [*FORMATS.values(), *OTHER_FORMATS.values(), *MANIFESTS.values()]
        paths = list(dict.fromkeys(path for pattern in patterns for path in listing.matching(pattern)))
        names = "".join(f"{self._blobs[path]}\n" for path in paths)
        output = files.run_git(self.root, ["cat-file", "--batch"], names.encode("ascii")) if paths else None
        contents: dict[str, bytes] = {}
        at = 0
        for path in paths if output else ():
            assert output is not None
            end = output.index(b"\n", at)
            _, kind, *size = output[at:end].split()
            at = end + 1
            if kind == b"blob":  # else it is missing
                contents[path] = output[at : at + int(size[0])]
                at += int(size[0]) + 1
        return contents

    def is_file(self, path: str) -> bool:
        """Whether the commit has a file at ``path``."""
        return path in self._blobs

    def is_folder(self, path: str) -> bool:
        """Whether the commit has files below ``path``; the root has."""
        return not path or self.list().path_set.begins(path + "/")

"""The files of the packages of structured locks: wheels, source distributions, archives."""

from __future__ import annotations

from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The public index as the locks spell it; it is the default of most locks that name no index.
PUBLIC = ("", "https://pypi.org/simple", "https://pypi.org/simple/")
#: The beginning of the URLs of its files.
PUBLIC_FILES = "https://files.pythonhosted.org/"


class LockedFile:
    """One file of a package: its ``url`` (empty if the lock has none), its ``name``, and its ``hash`` as
    ``algorithm:digest`` (empty without one). ``start`` to ``end`` is the whole entry; ``place`` and ``hash_place`` are where
    the URL or name, and the hash, begin."""

    __slots__ = ("end", "hash", "hash_place", "name", "place", "start", "url")

    def __init__(self, url: str, name: str, place: int, hash: str, hash_place: int, start: int, end: int) -> None:
        self.url = url
        self.name = name
        self.place = place
        self.hash = hash
        self.hash_place = hash_place
        self.start = start
        self.end = end

    @property
    def span(self) -> Span:
        """Where the URL is written; without a URL, where the name is."""
        return Span(self.place, self.place + len(self.url or self.name))

    @property
    def hash_span(self) -> Span:
        """Where its hash is written; without a hash, the whole entry. Some locks write only the digest."""
        if not self.hash:
            return Span(self.start, self.end)
        return Span(self.hash_place, min(self.hash_place + len(self.hash), self.end))


class Files:
    """The files of a package in columns: common values can be read without an object for each file.

    ``make`` creates the file objects on first use.
    """

    __slots__ = ("_found", "_make", "hashes", "names", "urls")

    def __init__(
        self, urls: list[str], names: list[str], hashes: list[str], make: Callable[[], list[LockedFile]]
    ) -> None:
        self.urls = urls
        self.names = names
        self.hashes = hashes
        self._make = make
        self._found: list[LockedFile] | None = None

    @classmethod
    def of(cls, files: list[LockedFile]) -> Files:
        """From existing file objects."""
        return cls([f.url for f in files], [f.name for f in files], [f.hash for f in files], lambda: files)

    def __len__(self) -> int:
        return len(self.urls)

    def __iter__(self) -> Iterator[LockedFile]:
        return iter(self._all())

    def __getitem__(self, index: int) -> LockedFile:
        return self._all()[index]

    def _all(self) -> list[LockedFile]:
        if self._found is None:
            self._found = self._make()
        return self._found


#: For a package without files.
NO_FILES = Files.of([])

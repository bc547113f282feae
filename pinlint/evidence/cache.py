"""pinlint's own cache: what an index said about versions.

An entry is a few lines in the form of core metadata, with a checksum in its first line. An entry with a wrong checksum is
ignored, and of two entries for a version the later one counts. `StoredIndex` reads and writes the files.

The cache contains facts that do not change: requirements, and the hashes of files. Whether a version is yanked can change: the
cache only marks that the index must be asked again. A finding never comes from the cache alone.
"""

from __future__ import annotations

import os

from pinlint.evidence import core_metadata
from pinlint.evidence.cache_files import LARGEST, MARK, TABLES, StoredIndex
from pinlint.evidence.places import ANSWERS, LAYOUT, cache_folder
from pinlint.evidence.regular_file import read_bytes
from pinlint.evidence.source import Source, is_sound
from pinlint.evidence.trust import always, objection
from pinlint.requirements.metadata import Metadata
from pinlint.requirements.versions import same_version
from pinlint.text.observed import look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


NAME = "cache"

_CHECKSUM = 8
#: Earlier versions of pinlint wrote these.
_FIRST_LAYOUT, *_OLD_LAYOUTS = "metadata-v1", "metadata-v2"
#: The folders with a file for each entry.
_FILES = (ANSWERS, _FIRST_LAYOUT)


#: What `Entry.digests` says about a file: the metadata was read from it; it is a wheel that may differ; it does not matter.
READ, UNREAD, OTHER = "read", "unread", "other"


class Entry:
    """One cached answer: the ``metadata``, and whether all files of the version were ``yanked`` then.

    ``digests`` maps the sha256 digests of the version's files to READ, UNREAD or OTHER (a source distribution where there are
    wheels). A wheel that the Python of the lock cannot install was not read: its tags (``py2-none``) are stored instead.
    """

    __slots__ = ("digests", "metadata", "yanked")

    def __init__(self, metadata: Metadata, digests: Mapping[str, str], yanked: bool = False) -> None:
        self.metadata = metadata
        self.digests = digests
        self.yanked = yanked

    def speaks_for(self, hashes: frozenset[str], minors: Sequence[str] | None = None) -> bool:
        """Whether the metadata belongs to the files that a lock with these sha256 digests installs. Without digests, any file may
        be installed.

        ``minors`` are the Python versions that the lock may be for.
        """
        if not hashes <= self.digests.keys():
            return False
        states = {self.digests[digest] for digest in hashes or self.digests}
        if UNREAD in states or any("-" in state and _may_run_on(state, minors) for state in states):
            return False
        return READ in states or not self.digests


def _may_run_on(tags: str, minors: Sequence[str] | None) -> bool:
    from pinlint.requirements.distributions import runs_on

    return not minors or runs_on(tags, minors)


class Cache(Source):
    """The cache in ``folder``, by default the user's.

    A folder inside the project is used only if ``objections`` returns None for it: it returns why a folder may not be the
    user's own. ``hashes`` are the lock's sha256 digests by pin: metadata from other files does not count. ``pythons`` are the
    Python versions that a pin's locks may be for.
    """

    def __init__(
        self,
        folder: str | None = None,
        *,
        root: str | None = None,
        objections: Callable[[str], str | None] = always,
        hashes: Mapping[tuple[str, str], frozenset[str]] | None = None,
        pythons: Mapping[tuple[str, str], Sequence[str]] | None = None,
    ) -> None:
        self.folder = cache_folder() if folder is None else folder
        self.hashes = {} if hashes is None else hashes
        self.pythons = {} if pythons is None else pythons
        self.problems: list[str] = []
        self._indexes: dict[str, StoredIndex] = {}
        if root is not None and (why := objection(root, self.folder, objections)):
            self.problems.append(f"the cache {why}")
            self.folder = ""

    def find(self, pins: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Metadata]:
        """What the indexes said about the pins. If two indexes give different answers for a pin, none of them counts."""
        known: dict[tuple[str, str], list[Metadata]] = {}
        left = {_head(pin): pin for pin in pins}
        for key in sorted(_listed(os.path.join(self.folder, LAYOUT, TABLES))) if self.folder else ():
            index = self._index(key)
            for head, text in index.read(list(left)):
                pin = left[head]
                hashes = self.hashes.get(pin, frozenset())
                entry = _unpacked(text, pin)
                if entry is not None and entry.speaks_for(hashes, self.pythons.get(pin)):
                    known.setdefault(pin, []).append(entry.metadata)
                    if hashes:
                        del left[head]  # another index that lists these hashes has the same files
            if not left:
                break
        answers: dict[tuple[str, str], Metadata] = {}
        for pin in pins:
            if pin not in known:
                continue
            if len(known[pin]) > 1 and not _all_agree(known[pin]):
                self.problems.append(f"{pin[0]} {pin[1]}: the cached answers of two indexes differ")
            else:
                answers[pin] = known[pin][0]
        return answers

    def get(self, index: str, pin: tuple[str, str]) -> Entry | None:
        """What ``index`` said about ``pin``; None if nothing usable is cached."""
        if not self.folder:
            return None
        return next((_unpacked(text, pin) for _, text in self._index(index_key(index)).read([_head(pin)])), None)

    def put(self, index: str, pin: tuple[str, str], entry: Entry) -> None:
        """Stores what ``index`` said. If the cache cannot be written, this is noted as a problem; nothing is raised."""
        if not self.folder or not is_sound(pin):
            return
        stored, head, text = self._index(index_key(index)), _head(pin), _packed(pin, entry)
        if (head, text) in stored.read([head]):
            return
        try:
            stored.add(head, text)
        except OSError:
            message = "the cache cannot be written"
            if message not in self.problems:
                self.problems.append(message)

    def _index(self, key: str) -> StoredIndex:
        if key not in self._indexes:
            self._indexes[key] = StoredIndex(os.path.join(self.folder, LAYOUT), key)
        return self._indexes[key]


def _head(pin: tuple[str, str]) -> bytes:
    """The end of an entry's first line: the project and the version as pinned."""
    return f"{pin[0]} {pin[1]}".encode(errors="replace")


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(look(folder))
    except OSError:
        return []


def clean(folder: str | None = None) -> int:
    """Removes only what pinlint cached, and returns the number of removed entries (`pinlint cache clean`).

    Raises OSError if something cannot be removed. A folder that is a symbolic link is not touched.
    """
    folder = cache_folder() if folder is None else folder
    return sum(_clean(os.path.join(folder, layout)) for layout in (*_FILES, *_OLD_LAYOUTS, LAYOUT))


def _clean(base: str) -> int:
    removed, is_entry = 0, os.path.basename(base) in _FILES
    if os.path.islink(base):
        return 0
    for here, _, files in os.walk(base, topdown=False):
        for name in files:
            path = os.path.join(here, name)
            removed += 1 if is_entry else (read_bytes(path, LARGEST, links=False) or b"").count(MARK)
            os.unlink(path)
        for name in os.listdir(here):
            path = os.path.join(here, name)
            if os.path.islink(path):
                os.unlink(path)
        os.rmdir(here)
    return removed


def index_key(index: str) -> str:
    """The file name for an index: its URL without scheme and credentials, escaped. Different URLs give different names."""
    scheme, _, rest = index.rpartition("://")
    host, slash, path = rest.partition("/")
    key = escape(f"{host.rpartition('@')[2]}{slash}{path}".rstrip("/") + ("" if scheme == "https" else f" {scheme}"))
    if len(key) <= 150:
        return key
    from hashlib import sha256

    return sha256(key.encode()).hexdigest()


def escape(text: str) -> str:
    """``text`` as a file name: different texts give different names on every file system; never ``.`` or ``..``."""
    if text.isascii() and text.replace(".", "").isalnum() and text == text.lower():
        return text
    plain = _PLAIN if text.strip(".") else ()
    return "".join(c if c in plain else f"_{ord(c):x}_" for c in text)


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.+")


def _all_agree(known: list[Metadata]) -> bool:
    from pinlint.evidence.agreement import agree

    return all(agree(known[0], other) for other in known[1:])


def _packed(pin: tuple[str, str], entry: Entry) -> bytes:
    """An entry as it is written: its checksum, its head, and its fields."""
    from zlib import crc32

    metadata = entry.metadata
    lines = [] if metadata.version == pin[1] else [f"Version: {metadata.version}"]
    if metadata.requires_python is not None:
        lines.append(f"Requires-Python: {metadata.requires_python}")
    if metadata.requires_dist is None:
        lines.append("Dynamic: Requires-Dist")
    lines += [f"Requires-Dist: {value}" for value in metadata.requires_dist or ()]
    lines += [f"Provides-Extra: {value}" for value in metadata.provides_extra]
    if entry.yanked:
        lines.append("Yanked: yes")
    for state in dict.fromkeys(entry.digests.values()):
        digests = sorted(digest for digest, its in entry.digests.items() if its == state)
        lines.append(f"SHA256-{state}: {' '.join(digests)}")
    data = _head(pin) + "".join(f"\n{line}" for line in lines).encode() + b"\n"
    return b"%08x %b" % (crc32(data), data)


def _is_whole(text: bytes) -> bool:
    """Whether an entry has the checksum that it begins with."""
    from zlib import crc32

    return text[: _CHECKSUM + 1] == b"%08x " % crc32(memoryview(text)[_CHECKSUM + 1 :])


def _unpacked(text: bytes, pin: tuple[str, str]) -> Entry | None:
    """The entry of the pin that the text contains; None if it is damaged, or another pin's."""
    if not _is_whole(text) or not text.startswith(_head(pin) + b"\n", _CHECKSUM + 1):
        return None
    lines = text.decode("utf-8", "replace").split("\n")[1:-1]
    version, python, dynamic, yanked = pin[1], None, False, False
    requires: list[str] = []
    extras: list[str] = []
    digests: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "Requires-Dist":
            requires.append(value)
        elif name == "Provides-Extra":
            extras.append(value)
        elif name == "Requires-Python":
            python = value
        elif name.startswith("SHA256-"):
            digests |= dict.fromkeys(value.split(" "), name[len("SHA256-") :])
        elif name == "Version":
            version = value
        elif name == "Dynamic":
            dynamic = True
        else:
            yanked = yanked or name == "Yanked"
    if not same_version(version, pin[1]) or not core_metadata.is_safe("".join(lines)):
        return None
    return Entry(
        Metadata(pin[0], version, None if dynamic else tuple(requires), python, tuple(extras), NAME), digests, yanked
    )

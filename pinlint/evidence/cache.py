"""pinlint's own cache: what an index said about a version, one immutable file per index, project and version.

An entry is a small text in the form of core metadata, with a checksum in its first line. An entry with a wrong
checksum is ignored and written again. Entries are written atomically, so several runs can share the cache.

The cache holds facts that do not change: requirements, and the hashes of files. Whether a version is yanked can
change: the cache only marks that the index must be asked again. A finding never comes from the cache alone.
"""

from __future__ import annotations

import os

from pinlint.evidence import core_metadata
from pinlint.evidence.places import LAYOUT, cache_folder
from pinlint.evidence.regular_file import read_bytes
from pinlint.evidence.source import Source
from pinlint.evidence.trust import always, objection
from pinlint.requirements.distributions import runs_on
from pinlint.requirements.metadata import Metadata
from pinlint.requirements.versions import same_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


NAME = "cache"

#: The largest entry that is read, in bytes.
LARGEST = 4 * 1024 * 1024
_MARK = b"pinlint-metadata "
#: The first line of an entry. From this metadata version on, the dependencies are always given.
_FIRST = "Metadata-Version: 2.2"


#: What `Entry.digests` says about a file: the metadata was read from it; it is a wheel that may differ; it does not matter.
READ, UNREAD, OTHER = "read", "unread", "other"


class Entry:
    """One cached answer: the ``metadata``, and whether all files of the version were ``yanked`` then.

    ``digests`` maps the sha256 digests of the version's files to READ, UNREAD or OTHER (a source distribution where there are
    wheels). A wheel that the lock's Python cannot install has its tags instead, ``py2-none``: it was not read.
    """

    __slots__ = ("digests", "metadata", "yanked")

    def __init__(self, metadata: Metadata, digests: Mapping[str, str], yanked: bool = False) -> None:
        self.metadata = metadata
        self.digests = digests
        self.yanked = yanked

    def speaks_for(self, hashes: frozenset[str], minors: Sequence[str] | None = None) -> bool:
        """Whether the metadata belongs to the files that a lock with these sha256 digests installs. Without digests, all files.

        ``minors`` are the Python versions that the lock may be for.
        """
        if not hashes <= self.digests.keys():
            return False
        states = {self.digests[digest] for digest in hashes or self.digests}
        if UNREAD in states or any("-" in state and (not minors or runs_on(state, minors)) for state in states):
            return False
        return READ in states or not self.digests


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
        if root is not None and (why := objection(root, self.folder, objections)):
            self.problems.append(f"the cache {why}")
            self.folder = ""

    def find(self, pins: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Metadata]:
        """What the indexes said about those pins. If two indexes differ, neither counts."""
        folders = self._folders_of({name for name, _ in pins})
        found: dict[tuple[str, str], Metadata] = {}
        for pin in pins:
            if pin[0] not in folders or not core_metadata.is_sound(pin):
                continue
            known = self._known(pin, folders[pin[0]])
            if len(known) > 1 and not _all_agree(known):
                self.problems.append(f"{pin[0]} {pin[1]}: the cached answers of two indexes differ")
            elif known:
                found[pin] = known[0]
        return found

    def _known(self, pin: tuple[str, str], folders: Sequence[str]) -> list[Metadata]:
        """What the indexes in ``folders`` said about a pin, as far as it applies to what the locks install."""
        hashes, minors = self.hashes.get(pin, frozenset()), self.pythons.get(pin)
        name = f"/{pin[0]}/{escape(pin[1])}.txt"
        known = []
        for folder in folders:
            entry = _entry(folder + name, pin)
            if entry is not None and entry.speaks_for(hashes, minors):
                known.append(entry.metadata)
                if hashes:
                    break  # another index that lists these hashes has the same files
        return known

    def get(self, index: str, pin: tuple[str, str]) -> Entry | None:
        """What ``index`` said about ``pin``; None if nothing usable is cached."""
        return self._read(index_key(index), pin)

    def put(self, index: str, pin: tuple[str, str], entry: Entry) -> None:
        """Keep what ``index`` said. A cache that cannot be written is a problem, not an error."""
        if not self.folder or not core_metadata.is_sound(pin):
            return
        from pinlint.text.writing import write_atomically

        try:
            write_atomically(self._path(index_key(index), pin), _packed(entry), durable=False)
        except OSError:
            message = "the cache cannot be written"
            if message not in self.problems:
                self.problems.append(message)

    def _folders_of(self, projects: set[str]) -> dict[str, list[str]]:
        """The folders of the indexes that know each project. Each index is listed once, not once per project."""
        found: dict[str, list[str]] = {}
        base = os.path.join(self.folder, LAYOUT)
        for key in sorted(_listed(base)) if self.folder and projects else ():
            folder = os.path.join(base, key)
            for project in projects.intersection(_listed(folder)):
                found.setdefault(project, []).append(folder)
        return found

    def _path(self, key: str, pin: tuple[str, str]) -> str:
        return os.path.join(self.folder, LAYOUT, key, pin[0], escape(pin[1]) + ".txt")

    def _read(self, key: str, pin: tuple[str, str]) -> Entry | None:
        if not self.folder or not core_metadata.is_sound(pin):
            return None
        return _entry(self._path(key, pin), pin)


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _entry(path: str, pin: tuple[str, str]) -> Entry | None:
    """What the file at ``path`` says about the pin; None if it has nothing usable."""
    data = read_bytes(path, LARGEST)
    entry = None if data is None else _unpacked(data)
    if entry is None or entry.metadata.name != pin[0] or not same_version(entry.metadata.version, pin[1]):
        return None
    return entry


def clean(folder: str | None = None) -> int:
    """Remove only what pinlint cached, and return the number of removed entries (`pinlint cache clean`).

    Raises OSError if something cannot be removed. A folder that is a symbolic link is not touched.
    """
    base = os.path.join(cache_folder() if folder is None else folder, LAYOUT)
    removed = 0
    if os.path.islink(base):
        return 0
    for here, _, files in os.walk(base, topdown=False):
        for name in files:
            os.unlink(os.path.join(here, name))
            removed += name.endswith(".txt")
        for name in os.listdir(here):
            path = os.path.join(here, name)
            if os.path.islink(path):
                os.unlink(path)
        os.rmdir(here)
    return removed


def index_key(index: str) -> str:
    """The folder name for an index: its URL without scheme and credentials, escaped. Different URLs give different names."""
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
    return "".join(c if c in _PLAIN else f"_{ord(c):x}_" for c in text)


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.+")


def _all_agree(known: list[Metadata]) -> bool:
    from pinlint.evidence.agreement import agree

    return all(agree(known[0], other) for other in known[1:])


def _packed(entry: Entry) -> bytes:
    from zlib import crc32

    metadata = entry.metadata
    fields = [("Metadata-Version", "2.2"), ("Name", metadata.name), ("Version", metadata.version)]
    if metadata.requires_python is not None:
        fields.append(("Requires-Python", metadata.requires_python))
    if metadata.requires_dist is None:
        fields.append(("Dynamic", "Requires-Dist"))
    fields += [("Requires-Dist", value) for value in metadata.requires_dist or ()]
    fields += [("Provides-Extra", value) for value in metadata.provides_extra]
    body = "".join(f"{name}: {value}\n" for name, value in fields) + "\n"
    body += "yanked\n" if entry.yanked else "served\n"
    body += "".join(f"{digest} {state}\n" for digest, state in sorted(entry.digests.items()))
    data = body.encode()
    return _MARK + b"%08x\n" % crc32(data) + data


def _unpacked(data: bytes) -> Entry | None:
    from zlib import crc32

    first, _, body = data.partition(b"\n")
    if first != _MARK + b"%08x" % crc32(body):
        return None
    headers, _, rest = body.partition(b"\n\n")
    metadata = _plain(headers) or core_metadata.parse(headers + b"\n\n", NAME, built=False)
    if metadata is None:
        return None
    state, *words = rest.decode("ascii", "replace").split()
    return Entry(metadata, dict(zip(words[::2], words[1::2], strict=False)), yanked=state != "served")


def _plain(headers: bytes) -> Metadata | None:
    """The metadata of headers in the form that `_packed` usually writes; None for any other form."""
    if not headers.isascii():
        return None
    text = headers.decode()
    lines = text.split("\n")
    if len(lines) > core_metadata.MOST_VALUES or not "".join(lines).isprintable():
        return None
    values: dict[str, list[str]] = {
        "Name": [],
        "Version": [],
        "Requires-Dist": [],
        "Requires-Python": [],
        "Provides-Extra": [],
    }
    if lines[0] != _FIRST:
        return None
    for line in lines[1:]:
        name, _, value = line.partition(": ")
        if not value or name not in values:
            return None
        values[name].append(value)
    names, versions, pythons = values["Name"], values["Version"], values["Requires-Python"]
    if len(names) != 1 or len(versions) != 1 or len(pythons) > 1:
        return None
    python = pythons[0] if pythons else None
    return Metadata(
        names[0], versions[0], tuple(values["Requires-Dist"]), python, tuple(values["Provides-Extra"]), NAME
    )

"""A committed evidence file next to the lock: what the pinned versions require, so that the proof needs no network.

``pinlint prove requirements.txt`` writes ``requirements.txt.evidence``. One line is one pin, sorted, so that two branches
merge line by line::

    flask==3.0.0 | sha256:2101... | python >=3.8 | click>=8.1.3 | importlib-metadata>=3.6.0; python_version < "3.10"

The second part is the hash of the file that the metadata was read from (``-`` if unknown), the third the value
of Requires-Python (``-`` without one), the rest the values of Requires-Dist.

The file is part of the repository and only as trustworthy as the lock: anyone who can edit it can hide a dependency from
the proof. So its size is limited and its content is checked. An entry counts only if the lock lists its hash. If another
source says something else about a pin, the pin is unproven.
"""

from __future__ import annotations

from pinlint.evidence import core_metadata
from pinlint.evidence.source import Source, is_sound
from pinlint.requirements.metadata import Metadata
from pinlint.requirements.versions import same_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pinlint.evidence.source import Pin


NAME = "evidence-file"

SUFFIX = ".evidence"
#: Longer files, in characters, are rejected.
LONGEST_TEXT = 16 * 1024 * 1024
#: Files with more lines are rejected; each line is one pin.
MOST_LINES = 100_000
#: Longer lines, in characters, are rejected.
LONGEST_LINE = 1024 * 1024
_MARK = "# pinlint evidence 1:"
_HEADER = f"{_MARK} what the pinned versions require. Written by `pinlint prove`; review it like the lock."
_SEPARATOR = " | "
_NOTHING = "-"


class Entry:
    """One line: the ``metadata``, and the sha256 ``digest`` (hexadecimal) of the file it was read from, or None."""

    __slots__ = ("digest", "metadata")

    def __init__(self, metadata: Metadata, digest: str | None) -> None:
        self.metadata = metadata
        self.digest = digest


class EvidenceFile(Source):
    """The evidence file of ``lock``, with the content ``text``.

    ``hashes`` are the lock's sha256 digests by pin. After `find` for all of the lock's pins, ``leftovers`` are the entries
    that match no pin, and ``problems`` lists the lines that could not be used.
    """

    #: The file is read completely anyway, so it is asked for every pin.
    asked_always = True

    def __init__(
        self, text: str, hashes: Mapping[Pin, frozenset[str]] | None = None, lock: str = "requirements.txt"
    ) -> None:
        self.lock = lock
        self.path = path_of(lock)
        self.hashes = {} if hashes is None else hashes
        self.problems: list[str] = []
        self.leftovers: list[Pin] = []
        self.entries = self._read(text)

    def find(self, pins: Sequence[Pin]) -> dict[Pin, Metadata]:
        """The metadata of the pins that the file has an entry for. If a pin has two entries, neither counts."""
        found = {}
        matched: set[int] = set()
        for pin in pins:
            entries = [e for e in self.entries.get(pin[0], ()) if same_version(e.metadata.version, pin[1])]
            matched.update(map(id, entries))
            known = self.hashes.get(pin)
            usable = [entry for entry in entries if not known or entry.digest in known]
            if len(usable) == 1:
                found[pin] = usable[0].metadata
            elif usable:
                self.problems.append(
                    f"{pin[0]} {pin[1]} has {len(usable)} different entries in {self.path}; none of them is used"
                )
            elif entries:
                self.problems.append(f"{pin[0]} {pin[1]}: its metadata comes from a file whose hash is not in the lock")
        every = [entry for entries in self.entries.values() for entry in entries]
        self.leftovers = sorted((e.metadata.name, e.metadata.version) for e in every if id(e) not in matched)
        return found

    def left_over(self) -> list[str]:
        """One sentence about the entries that match no pin, or an empty list."""
        if not self.leftovers:
            return []
        from pinlint.text.escaping import shell_word

        left = [f"{name} {version}" for name, version in self.leftovers]
        names = ", ".join(left[:3]) + (f" and {len(left) - 3} more" if len(left) > 3 else "")
        return [f"{self.path} contains {names}, which no lock pins: run `pinlint prove {shell_word(self.lock)}`"]

    def _read(self, text: str) -> dict[str, list[Entry]]:
        if len(text) > LONGEST_TEXT or text.count("\n") > MOST_LINES:
            self.problems.append(f"{self.path} is too large to be read")
            return {}
        if not text.startswith(_MARK):
            self.problems.append(f"{self.path} does not begin with the line that pinlint writes; its format is unknown")
            return {}
        entries: dict[str, list[Entry]] = {}
        seen = set()
        for number, line in enumerate(text.split("\n"), 1):
            line = line.rstrip("\r")
            if not line.strip() or line.startswith("#") or line in seen:
                continue
            seen.add(line)  # a merge may leave the same line twice
            entry = read_line(line)
            if entry is None:
                self.problems.append(f"line {number} of {self.path} is malformed")
            else:
                entries.setdefault(entry.metadata.name, []).append(entry)
        return entries


def path_of(lock: str) -> str:
    """The path of the evidence file of the lock at ``lock``."""
    return lock + SUFFIX


def read_line(line: str) -> Entry | None:
    """The entry in a line; None if the line is malformed."""
    if len(line) > LONGEST_LINE or not line.isprintable():
        return None
    parts = line.split(_SEPARATOR)
    if len(parts) < 3:
        return None
    name, equals, version = parts[0].partition("==")
    algorithm, colon, digest = parts[1].partition(":")
    hashed = colon and algorithm == "sha256" and len(digest) == 64 and not digest.strip("0123456789abcdef")
    word, _, python = parts[2].partition(" ")
    if not equals or not is_sound((name, version)) or not (hashed or parts[1] == _NOTHING):
        return None
    if not (word == "python" and python) and parts[2] != _NOTHING:
        return None
    if any(not part.strip() or len(part) > core_metadata.LONGEST_VALUE for part in parts):
        return None
    return Entry(Metadata(name, version, tuple(parts[3:]), python or None, (), NAME), digest if hashed else None)


def write(entries: Iterable[Entry]) -> tuple[str, list[str]]:
    """The text of an evidence file, and the pins ``name==version`` that it cannot contain: their dependencies are unknown.

    The order of the entries does not change the text.
    """
    lines = []
    left_out = []
    for entry in entries:
        metadata = entry.metadata
        pin = f"{metadata.name}=={metadata.version}"
        python = f"python {metadata.requires_python}" if metadata.requires_python else _NOTHING
        requirements = sorted({" ".join(text.split()) for text in metadata.requires_dist or ()})
        line = _SEPARATOR.join([pin, f"sha256:{entry.digest}" if entry.digest else _NOTHING, python, *requirements])
        again = read_line(line)
        if metadata.requires_dist is None or again is None or again.metadata.requires_dist != tuple(requirements):
            left_out.append(pin)
        else:
            lines.append(line)
    return "".join(f"{line}\n" for line in (_HEADER, *sorted(set(lines)))), sorted(left_out)

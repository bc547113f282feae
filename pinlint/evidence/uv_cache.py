"""Reads the metadata of wheels in uv's cache, and never writes there. The layout is internal to uv, so any other version of it is
ignored.

``wheels-v8/pypi/<project>/<version>-<tags>.msgpack`` begins with an array of name, version, requirements, required Python,
extras and whether the version is dynamic. Only wheels from the public index are used: for other folders
the index is unknown. A missing cache is not reported.
"""

from __future__ import annotations

import os

from pinlint.evidence.installable import installable
from pinlint.evidence.places import LAYOUT_OF_UV, uv_cache_folder
from pinlint.evidence.regular_file import read_bytes
from pinlint.evidence.source import Source
from pinlint.evidence.trust import always, objection
from pinlint.requirements.metadata import Metadata
from pinlint.requirements.versions import same_version
from pinlint.text.observed import look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NAME = "uv-cache"

LARGEST = 1024 * 1024
_ENDING = ".msgpack"


class UvCache(Source):
    """uv's cache at ``folder``, by default uv's own default.

    A folder inside ``root`` is used only if ``objections`` returns None for it: it returns why a folder may not be the user's
    own. ``pythons`` are the Python versions that a pin's locks may be for.
    """

    def __init__(
        self,
        folder: str | None = None,
        *,
        root: str | None = None,
        objections: Callable[[str], str | None] = always,
        pythons: Mapping[tuple[str, str], Sequence[str]] | None = None,
    ) -> None:
        self.folder = uv_cache_folder() if folder is None else folder
        self.pythons = {} if pythons is None else pythons
        self.problems: list[str] = []
        if root is not None and self.folder and (why := objection(root, self.folder, objections)):
            self.problems.append(f"uv's cache {why}")
            self.folder = ""

    def find(self, pins: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Metadata]:
        """The metadata of the pins for which uv has cached a wheel."""
        found: dict[tuple[str, str], Metadata] = {}
        base = os.path.join(self.folder, LAYOUT_OF_UV)
        try:
            seen = {name for name, _ in pins}.intersection(os.listdir(look(base))) if self.folder else set()
        except OSError:
            return found
        for pin in pins:
            if pin[0] in seen:
                metadata = self._settle(pin, f"{base}/{pin[0]}")
                if metadata:
                    found[pin] = metadata
        return found

    def _settle(self, pin: tuple[str, str], folder: str) -> Metadata | None:
        try:
            names = sorted(os.listdir(look(folder)))
        except (OSError, ValueError):
            return None
        known: Metadata | None = None
        wheels = _of_version(names, pin[1])
        for name in installable(wheels, _wheel_name, self.pythons.get(pin)):
            data = read_bytes(f"{folder}/{name}", LARGEST)
            metadata = decode(data or b"")
            if metadata is None or metadata.name != pin[0] or not same_version(metadata.version, pin[1]):
                continue
            if known is not None and known.requires_dist != metadata.requires_dist:
                self.problems.append(f"{pin[0]} {pin[1]}: the wheels in uv's cache differ in what they require")
                return None
            known = metadata
        return known


def _of_version(names: Sequence[str], version: str) -> list[str]:
    """The entries that belong to wheels of the version. One version often has dozens of wheels, so each is compared once."""
    versions = {name: name.partition("-")[0] for name in names if "-" in name and name.endswith(_ENDING)}
    same = {written for written in {*versions.values()} if same_version(written, version) is True}
    return [name for name, written in versions.items() if written in same]


def _wheel_name(name: str) -> str:
    """The file name of an entry's wheel, as far as the entry's tags give it."""
    return f"any-{name.removesuffix(_ENDING)}.whl"


def decode(data: bytes) -> Metadata | None:
    """The metadata at the beginning of one of uv's entries; None if it is not in the expected form."""
    try:
        reader = _Reader(data)
        if reader.array() != 6:
            return None
        name, version = reader.text(), reader.text()
        requires_dist = tuple([_required(reader.text()) for _ in range(reader.array())])
        requires_python = reader.text()
        extras = tuple([_required(reader.text()) for _ in range(reader.array())])
        dynamic = reader.byte()
    except (IndexError, ValueError):
        return None
    if not name or not version or dynamic != _Reader.FALSE:
        return None
    return Metadata(name, version, requires_dist, requires_python, extras, NAME)


def _required(text: str | None) -> str:
    if text is None:
        raise ValueError("nil where a text is expected")
    return text


class _Reader:
    """Reads the kinds of MessagePack values that occur. Raises IndexError or ValueError for anything else."""

    NIL, FALSE = 0xC0, 0xC2

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def array(self) -> int:
        first = self.byte()
        if 0x90 <= first <= 0x9F:
            return first & 0x0F
        return self._number({0xDC: 2, 0xDD: 4}, first)

    def text(self) -> str | None:
        first = self.data[self.at]
        start = self.at + 1
        if 0xA0 <= first <= 0xBF:
            end = start + (first & 0x1F)
        elif first == 0xD9:
            end = start + 1 + self.data[start]
            start += 1
        elif first == self.NIL:
            self.at = start
            return None
        else:
            self.at = start
            length = self._number({0xDA: 2, 0xDB: 4}, first)
            start = self.at
            end = start + length
        if end > len(self.data):
            raise IndexError
        self.at = end
        return self.data[start:end].decode()

    def _number(self, widths: dict[int, int], first: int) -> int:
        if first not in widths:
            raise ValueError(f"unexpected MessagePack byte {first:#x}")
        self.at += widths[first]
        return int.from_bytes(self.data[self.at - widths[first] : self.at], "big")

"""Metadata of the wheels and source distributions in folders, such as those of ``--find-links``. Nothing is unpacked or built.

If the lock pins hashes, only a file with one of them counts. If files of one version differ, none of them counts: the
installer chooses which one it installs.
"""

from __future__ import annotations

import os

from pinlint.evidence import archives
from pinlint.evidence.installable import installable
from pinlint.evidence.regular_file import open_regular
from pinlint.evidence.source import Source
from pinlint.requirements.versions import same_version
from pinlint.text.observed import look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

    from pinlint.requirements.metadata import Metadata

NAME = "wheels"

#: The most files of one folder that are read.
MOST_FILES = 200_000
#: The most files of one version whose metadata is compared.
MOST_CANDIDATES = 64


class Wheels(Source):
    """The distribution files in folders.

    The user chose ``folders``, which are absolute paths. A checked file names the folders ``inside``: from them, nothing outside
    ``root`` is read. ``hashes`` are the lock's sha256 digests (hexadecimal) by pin, ``pythons`` the Python versions that it may
    be for. ``problems`` lists what was not read.
    """

    def __init__(
        self,
        folders: Sequence[str],
        *,
        root: str | None = None,
        inside: Sequence[str] = (),
        hashes: Mapping[tuple[str, str], frozenset[str]] | None = None,
        pythons: Mapping[tuple[str, str], Sequence[str]] | None = None,
    ) -> None:
        self.folders = tuple(folders)
        self.root = root
        self.inside = tuple(inside)
        self.hashes = {} if hashes is None else hashes
        self.pythons = {} if pythons is None else pythons
        self.problems: list[str] = []

    def find(self, pins: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Metadata]:
        """The metadata of the pins that have a file with metadata."""
        wanted: dict[str, list[tuple[str, str]]] = {}
        for pin in pins:
            wanted.setdefault(pin[0], []).append(pin)
        candidates: dict[tuple[str, str], list[tuple[str, str, bool]]] = {}
        for folder, links in self._readable_folders():
            for filename in _listed(folder):
                read = archives.split_name(filename)
                for pin in wanted.get(read[0], ()) if read else ():
                    if read and same_version(read[1], pin[1]):
                        candidates.setdefault(pin, []).append((read[2], os.path.join(folder, filename), links))
        found = {}
        for pin, files in candidates.items():
            metadata = self._settle(pin, files)
            if metadata:
                found[pin] = metadata
        return found

    def _readable_folders(self) -> list[tuple[str, bool]]:
        from pinlint.project.files import within

        folders = [(folder, True) for folder in self.folders]
        for folder in self.inside:
            if self.root is None or not within(self.root, os.path.join(self.root, folder)):
                self.problems.append(f"{folder} is outside of the project; pinlint does not read it")
            else:
                folders.append((os.path.join(self.root, folder), False))
        return folders

    def _settle(self, pin: tuple[str, str], files: list[tuple[str, str, bool]]) -> Metadata | None:
        """The metadata of all wheels of the pin. Without a wheel, the metadata of the source distribution."""
        from pinlint.evidence.agreement import agree

        usable = installable(files, lambda file: os.path.basename(file[1]), self.pythons.get(pin))
        kinds = {kind for kind, _, _ in usable}
        chosen = sorted(path for path in usable if path[0] == ("wheel" if "wheel" in kinds else "sdist"))
        if len(chosen) > MOST_CANDIDATES:
            self.problems.append(
                f"{pin[0]} {pin[1]}: it has more than {MOST_CANDIDATES} files, which is too many to compare"
            )
            return None
        read: list[Metadata] = []
        for kind, path, links in chosen:
            metadata = self._read(pin, kind, path, links)
            if metadata and read and not agree(read[0], metadata):
                self.problems.append(f"{pin[0]} {pin[1]}: its wheels differ in what they require")
                return None
            if metadata:
                read.append(metadata)
        return read[0] if read else None

    def _read(self, pin: tuple[str, str], kind: str, path: str, links: bool) -> Metadata | None:
        filename = os.path.basename(path)
        try:
            with open(open_regular(path, links=links), "rb") as file:
                if pin in self.hashes and _sha256(file) not in self.hashes[pin]:
                    raise archives.Unusable("its hash is not in the lock")
                if kind == "wheel":
                    return archives.wheel_metadata(file, *pin, NAME)
                return archives.sdist_metadata(file, filename, *pin, NAME)
        except archives.Unusable as reason:
            self.problems.append(f"{filename}: {reason}")
        except (OSError, ValueError):
            self.problems.append(f"{filename}: it cannot be read")
        return None


def _listed(folder: str) -> list[str]:
    names = []
    try:
        with os.scandir(look(folder)) as entries:
            for count, entry in enumerate(entries):
                if count >= MOST_FILES:
                    break
                names.append(entry.name)
    except (OSError, ValueError):
        return []
    return names


def _sha256(file: BinaryIO) -> str:
    from hashlib import sha256

    digest = sha256()
    while piece := file.read(1024 * 1024):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()

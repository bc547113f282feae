"""Metadata of the distributions installed in the project's virtual environment, read directly and never executed.

A distribution counts only if its version is the pinned one. It does not count if it was installed from a path or a repository: an
index may have other content under that version.

A repository can contain a folder that looks like an environment. So an environment inside the project counts only if the caller
says that it is not part of the repository, and no symbolic link is followed out of the project. An environment may be elsewhere
only if the user names it with a flag; a checked file cannot do that.
"""

from __future__ import annotations

import os

from pinlint.evidence import core_metadata
from pinlint.evidence.places import FOLDERS
from pinlint.evidence.regular_file import read_bytes
from pinlint.evidence.source import Source
from pinlint.evidence.trust import objection
from pinlint.requirements.names import normalize
from pinlint.requirements.versions import same_version
from pinlint.text.observed import look, look_for, resolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pinlint.requirements.metadata import Metadata

NAME = "environment"

#: The most entries of one site-packages that are read.
MOST_ENTRIES = 100_000


class Environment(Source):
    """The distributions of the virtual environments of a project.

    ``configured`` is a path from a checked file (the configuration): relative to ``root``, with the same rules as
    ``.venv``. ``chosen`` is a path that the user gave. ``objections`` returns why an absolute path inside the root may not
    be the user's own, or None if git does not track it. ``problems`` lists what was not read, and why.
    """

    def __init__(
        self,
        root: str,
        objections: Callable[[str], str | None],
        *,
        configured: str | None = None,
        chosen: str | None = None,
        variables: dict[str, str] | None = None,
    ) -> None:
        self.root = os.path.abspath(root)
        self.real_root = resolved(root)
        self.objections = objections
        self.configured = configured
        self.chosen = chosen
        self.variables = os.environ if variables is None else variables
        self.problems: list[str] = []

    def find(self, pins: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Metadata]:
        """The metadata of the pins that are installed in exactly the pinned version."""
        found: dict[tuple[str, str], Metadata] = {}
        wanted: dict[str, list[tuple[str, str]]] = {}
        for pin in pins:
            wanted.setdefault(pin[0], []).append(pin)
        for folder, links in self._site_packages():
            self._read(folder, links, wanted, found)
        return found

    def versions(self) -> dict[str, set[str]]:
        """The versions of the installed distributions, by normalized name, read from the folder names."""
        found: dict[str, set[str]] = {}
        for folder, links in self._site_packages():
            for _, name, version in _distributions(folder, links):
                found.setdefault(name, set()).add(version)
        return found

    def _site_packages(self) -> list[tuple[str, bool]]:
        """Folders of installed distributions. Each comes with a flag that says whether symbolic links in it are followed."""
        folders: list[tuple[str, bool]] = []
        if self.chosen:
            folders += [(folder, True) for folder in site_packages(os.path.abspath(self.chosen))]
            if not folders:
                self.problems.append(f"{self.chosen} is not a virtual environment")
            return folders
        active = self.variables.get("VIRTUAL_ENV")
        places = [self.configured] if self.configured else [*FOLDERS, *([active] if active else [])]
        seen = set()
        for place in places:
            path = os.path.join(self.root, place)
            inside = _inside(self.real_root, path)
            if not inside and place == active:
                continue  # another environment is active, for example the one that pinlint runs in
            if path in seen or not os.path.isdir(look_for(path)):
                if place == self.configured:
                    self.problems.append(f"the environment {place} does not exist")
                continue
            seen.add(path)
            if not inside:
                self.problems.append(f"{place} is outside of the project; to use it, name it on the command line")
            elif why := objection(self.root, path, self.objections):
                self.problems.append(f"{place} {why}")
            else:
                folders += [(folder, False) for folder in site_packages(path) if _inside(self.real_root, folder)]
        return folders

    def _read(
        self,
        folder: str,
        links: bool,
        wanted: dict[str, list[tuple[str, str]]],
        found: dict[tuple[str, str], Metadata],
    ) -> None:
        for entry, name, version in _distributions(folder, links):
            for pin in wanted.get(name, ()):
                if pin in found or not same_version(version, pin[1]):
                    continue
                metadata = self._metadata(os.path.join(folder, entry), entry, links)
                if metadata and metadata.name == name and same_version(metadata.version, pin[1]):
                    found[pin] = metadata

    def _metadata(self, path: str, entry: str, links: bool) -> Metadata | None:
        built = entry.endswith(".dist-info")
        if os.path.lexists(look_for(path + "/direct_url.json")):
            self.problems.append(f"{entry} was installed from a URL or a path, not from an index")
            return None
        file = path + ("/METADATA" if built else "/PKG-INFO")
        if not built and not os.path.isdir(look_for(path)):
            file = path  # distutils wrote the metadata as a file of that name
        data = read_bytes(file, core_metadata.HEAD, links=links)
        if data is not None and len(data) == core_metadata.HEAD and core_metadata.header_block(data) is None:
            data = read_bytes(file, core_metadata.LONGEST_HEADERS + 1, links=links)
        metadata = None if data is None else core_metadata.parse(data, NAME, built=built)
        if metadata is None:
            self.problems.append(f"the metadata of {entry} cannot be read")
        return metadata


def site_packages(environment: str) -> list[str]:
    """The folders of ``environment`` with installed distributions; empty if it is not a virtual environment."""
    if not os.path.isfile(look(os.path.join(environment, "pyvenv.cfg"))):
        return []
    folders = [os.path.join(environment, "Lib", "site-packages")] if os.name == "nt" else []
    library = os.path.join(environment, "lib")
    try:
        names = sorted(name for name in os.listdir(look(library)) if name.startswith(("python", "pypy", "graalpy")))
    except OSError:
        names = []
    folders += [os.path.join(library, name, "site-packages") for name in names]
    return [folder for folder in folders if os.path.isdir(look_for(folder))]


def _distributions(folder: str, links: bool) -> list[tuple[str, str, str]]:
    """Folder name, normalized project name and version of each distribution, read from the entry names."""
    found = []
    try:
        with os.scandir(look(folder)) as entries:
            for count, entry in enumerate(entries):
                if count >= MOST_ENTRIES:
                    break
                stem, _, suffix = entry.name.rpartition(".")
                if suffix not in ("dist-info", "egg-info") or not (links or not entry.is_symlink()):
                    continue
                name, dash, version = stem.partition("-")
                if dash:
                    if suffix == "egg-info":
                        version = version.split("-py", 1)[0]
                    found.append((entry.name, normalize(name), version))
    except OSError:
        return []
    return sorted(found)


def _inside(root: str, path: str) -> bool:
    real = resolved(path)
    return real.startswith(root.rstrip(os.sep) + os.sep)

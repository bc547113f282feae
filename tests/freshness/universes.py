"""Small universes of packages, a resolver that tries everything, and locks as a compiler would write them."""

from __future__ import annotations

import itertools

from hypothesis import strategies as st
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from pinlint.formats.requirements_txt import parse
from pinlint.requirements.metadata import Metadata
from pinlint.text.source import SourceFile

NAMES = ("a", "b", "c", "d")
VERSIONS = ("1", "2", "3")
EXTRAS = ("x", "y")
SPECIFIERS = ("", ">=2", "<3", "==1", "!=2", "~=1.0")
MARKERS = ("", "sys_platform == 'win32'", "sys_platform != 'win32'", "python_version < '3.12'", "os_name == 'posix'")
LINUX = {"sys_platform": "linux", "os_name": "posix", "python_version": "3.12", "python_full_version": "3.12.99"}
LINUX |= {"platform_system": "Linux", "platform_python_implementation": "CPython", "implementation_name": "cpython"}
WINDOWS = {**LINUX, "sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"}
MACOS = {**LINUX, "sys_platform": "darwin", "platform_system": "Darwin"}
PLATFORMS = (LINUX, MACOS, WINDOWS)
OLD = {"python_version": "3.11", "python_full_version": "3.11.99"}

markers = st.sampled_from(MARKERS)


@st.composite
def asks(draw, extras=True):
    """One requirement, as the text of a ``Requires-Dist``."""
    name = draw(st.sampled_from(NAMES))
    extra = f"[{draw(st.sampled_from(EXTRAS))}]" if extras and draw(st.booleans()) else ""
    return name + extra + draw(st.sampled_from(SPECIFIERS))


@st.composite
def dependencies(draw):
    """The values of ``Requires-Dist`` of one version."""
    found = []
    for text in draw(st.lists(asks(), max_size=2)):
        parts = [
            part for part in (draw(markers), draw(st.sampled_from(("", "", "extra == 'x'", "extra == 'y'")))) if part
        ]
        found.append(f"{text}; {' and '.join(parts)}" if parts else text)
    return tuple(found)


@st.composite
def universes(draw):
    """What each version of each package requires, and of which Python."""
    return {
        (name, version): (draw(dependencies()), draw(st.sampled_from((None, None, None, ">=3.12", "<3.12"))))
        for name in NAMES
        for version in VERSIONS
    }


@st.composite
def inputs(draw):
    """The lines of an input."""
    found = []
    for text in draw(st.lists(asks(), min_size=1, max_size=3)):
        marker = draw(markers)
        found.append(f"{text}; {marker}" if marker else text)
    return tuple(found)


def needed(universe, lines, pins, environment):
    """The projects that ``lines`` need in ``environment`` when ``pins`` are installed; None where something is unmet."""
    reached: dict[str, set[str]] = {}
    waiting = []
    for line in lines:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({**environment, "extra": ""}):
            waiting.append(requirement)
    while waiting:
        requirement = waiting.pop()
        version = pins.get(requirement.name)
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            return None
        required, python = universe[requirement.name, version]
        if python is not None and not SpecifierSet(python).contains(environment["python_full_version"]):
            return None
        new = ({""} | requirement.extras) - reached.setdefault(requirement.name, set())
        reached[requirement.name] |= new
        for text in required:
            dependency = Requirement(text)
            if any(_holds(dependency.marker, environment, extra) for extra in new):
                waiting.append(dependency)
    return set(reached)


def _holds(marker: Marker | None, environment, extra: str) -> bool:
    return marker is None or marker.evaluate({**environment, "extra": extra})


def is_fresh(universe, lines, pins, environment):
    """Whether ``pins`` are a valid, complete and minimal solution: what a compiler that keeps them writes again."""
    return needed(universe, lines, pins, environment) == set(pins)


def resolve(universe, lines, environment):
    """The first solution there is, newest versions first; None without one."""
    for versions in itertools.product((*reversed(VERSIONS), None), repeat=len(NAMES)):
        pins = {name: version for name, version in zip(NAMES, versions, strict=True) if version is not None}
        if is_fresh(universe, lines, pins, environment):
            return pins
    return None


def metadata_of(universe):
    """The universe as the proof reads it."""
    return {
        (name, version): Metadata(name, version, required, python, origin="universe")
        for (name, version), (required, python) in universe.items()
    }


class View:
    """A project of files by path, each a text of requirements."""

    def __init__(self, files):
        self.documents = {path: parse(SourceFile(path, text)) for path, text in files.items()}

    def exists(self, path):
        return path in self.documents

    def stated_pythons(self, path):
        return ()

    def pythons(self, path):
        return ()

    def tracks(self, path):
        return None

    def in_submodule(self, path):
        return False

    def deletions(self):
        return ()

    def compilations(self, path):
        return ()

    def lists_beside(self, path):
        return ()

    def lists_of_locks(self):
        return ()

    def is_mirror(self, path):
        return False


def project(lines, pins, options="--python-version 3.12.99", pin_markers=None):
    """A project with one input and one lock, as uv writes it without annotations."""
    head = "# This file was autogenerated by uv via the following command:\n"
    head += f"#    uv pip compile requirements.in -o requirements.txt --no-annotate {options}\n"
    lock = ""
    for name, version in sorted(pins.items()):
        marker = (pin_markers or {}).get(name)
        lock += f"{name}=={version} ; {marker}\n" if marker else f"{name}=={version}\n"
    return View({"requirements.in": "".join(f"{line}\n" for line in lines), "requirements.txt": head + lock})

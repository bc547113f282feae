"""The parts of the file names of wheels (PEP 427) and source distributions (PEP 625, and older forms)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

WHEEL = ".whl"
#: The endings of source distributions, and of other archives that pip installs.
SDISTS = (".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tlz", ".tar.lz", ".tar.lzma")
#: The endings of all files that pip installs.
ARCHIVES = (WHEEL, *SDISTS)


def split_wheel(filename: str) -> list[str] | None:
    """Name, version, the build tag if any, and the three tags, all as written. None if the name is not a wheel's."""
    parts = filename.removesuffix(WHEEL).split("-")
    return parts if filename.endswith(WHEEL) and len(parts) in (5, 6) else None


def split_sdist(filename: str) -> tuple[str, str] | None:
    """Name and version, as written; None for a name that no source distribution can have.

    The end of the project's name is ambiguous: the version is the part after the last dash.
    """
    suffix = next((suffix for suffix in SDISTS if filename.lower().endswith(suffix)), "")
    name, _, version = filename[: len(filename) - len(suffix)].rpartition("-")
    return (name, version) if suffix and name else None


def has_version(wheel: str, version: str) -> bool | None:
    """Whether the file name of a wheel has a version; None if it is not the name of a wheel, or there is no version."""
    from pinlint.requirements.names import normalize

    parts = split_wheel(wheel) if wheel.endswith(WHEEL) else None
    return carries(wheel, normalize(parts[0]), version) if parts is not None else None


def carries(filename: str, project: str, version: str) -> bool | None:
    """Whether a file name belongs to the version of a normalized project; None if the name does not show it.

    Local labels count only if both have one. Old source distributions spell names and versions in other ways.
    """
    from pinlint.requirements.names import normalize

    wheel = filename.endswith(WHEEL)
    stem = normalize(filename.partition("-py")[0] if wheel else filename)
    if not stem.startswith(project):
        # A wheel's project name ends at the first dash; that of a source distribution may contain dashes.
        return False if _named(filename) else None
    if not version:
        return None
    if wheel:
        parts = split_wheel(filename)
        if parts is None:
            return None
        return (
            _same(parts[1].replace("_", "-") if parts[1].count("_") else parts[1], version)
            if normalize(parts[0]) == project
            else False
        )
    suffix = next((suffix for suffix in SDISTS if filename.lower().endswith(suffix)), "")
    if not suffix:
        return None
    rest = filename[: len(filename) - len(suffix)]
    at = rest.find("-")
    named = False
    while at > 0:
        if normalize(rest[:at]) == project:
            named = True
            answer = _same(rest[at + 1 :], version)
            if answer is not False:
                return answer
        at = rest.find("-", at + 1)
    if not named:
        return False if "-" in rest else None
    # A file for one platform has more text after the version.
    return False if not any(word in rest for word in ("linux", "macosx", "win", "any")) else None


def _named(filename: str) -> bool:
    """Whether a file name begins with a project's name, like those of wheels and source distributions."""
    return filename.endswith(WHEEL) or (filename.lower().endswith(SDISTS) and "-" in filename)


def _same(written: str, version: str) -> bool | None:
    from pinlint.requirements.versions import same_version

    if written == version:
        return True
    answer = same_version(written, version)
    if answer is False and "+" in written + version and written.count("+") + version.count("+") == 1:
        return same_version(written.partition("+")[0], version.partition("+")[0])
    return answer


def python_tags(filename: str) -> str:
    """The Python and ABI tags of a wheel, as ``py2.py3-none``; empty if the name is not a wheel's."""
    parts = split_wheel(filename)
    return "-".join(parts[-3:-1]) if parts is not None else ""


#: Whether wheels run on Pythons, by their tags and the Pythons. It is a cache: most wheels have the same few tags.
_runs: dict[tuple[str, ...], bool] = {}
MEMOS = (_runs,)


def runs_on(tags: str, minors: Iterable[str]) -> bool:
    """Whether one of the minor versions of Python, such as ``3.11``, can install a wheel with these tags.

    The specification of platform compatibility tags says which tags an interpreter accepts. True for unknown tags.
    """
    asked = (tags, *minors)
    if asked not in _runs:
        pythons, _, abis = tags.partition("-")
        releases = [tuple(map(int, minor.split(".", 1))) for minor in asked[1:]]
        _runs[asked] = any(_takes(python, abis, release) for python in pythons.split(".") for release in releases)
    return _runs[asked]


def _takes(python: str, abis: str, release: tuple[int, ...]) -> bool:
    digits = python.lstrip("abcdefghijklmnopqrstuvwxyz")
    if not digits.isascii() or not digits.isdigit():
        return True
    major, minor = int(digits[0]), int(digits[1:] or 0)
    if major != release[0]:
        return False
    # A wheel for one implementation is for one minor version, unless it uses the stable ABI or only Python code.
    exact = len(digits) > 1 and not python.startswith("py") and "abi3" not in abis.split(".")
    return minor == release[1] if exact else minor <= release[1]


#: The beginnings of platform tags by ``sys_platform``, and their endings by ``platform_machine``.
_PLATFORM_TAGS = {"linux": ("manylinux", "musllinux", "linux"), "darwin": ("macosx",), "win32": ("win",)}
_MACHINES = {
    "x86_64": ("x86_64", "i686", "intel", "universal", "universal2", "fat64"),
    "amd64": ("amd64", "win32"),
    "aarch64": ("aarch64", "armv7l"),
    "arm64": ("arm64", "aarch64", "universal2"),
}


def suits(filename: str, platform: str, machine: str = "") -> bool:
    """Whether a wheel may be for a platform, given by ``sys_platform`` and, if known, ``platform_machine``.

    True also if this is unknown. Versions of systems and C libraries are ignored.
    """
    parts = split_wheel(filename)
    if parts is None or platform not in _PLATFORM_TAGS:
        return True
    endings = _MACHINES.get(machine.lower())
    return any(
        tag == "any" or (tag.startswith(_PLATFORM_TAGS[platform]) and (endings is None or tag.endswith(endings)))
        for tag in parts[-1].removesuffix(WHEEL).split(".")
    )

"""The parts of the file names of wheels (PEP 427) and source distributions (PEP 625, and as they were called before it)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

WHEEL = ".whl"
#: How the name of a source distribution, or of another archive that pip installs, can end.
SDISTS = (".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tlz", ".tar.lz", ".tar.lzma")


def split_wheel(filename: str) -> list[str] | None:
    """Name, version, the build tag if there is one, and the three tags, as written; None where the name has other parts."""
    parts = filename.removesuffix(WHEEL).split("-")
    return parts if filename.endswith(WHEEL) and len(parts) in (5, 6) else None


def split_sdist(filename: str) -> tuple[str, str] | None:
    """Name and version, as written; None for a name that no source distribution has.

    It does not say where the project's name ends: the version is what follows the last dash.
    """
    suffix = next((suffix for suffix in SDISTS if filename.lower().endswith(suffix)), "")
    name, _, version = filename[: len(filename) - len(suffix)].rpartition("-")
    return (name, version) if suffix and name else None


def carries(filename: str, project: str, version: str) -> bool | None:
    """Whether a file's name is that of a version of a normalized project; None for a name that does not tell.

    Local labels count only where both have one. Source distributions of old spell names and versions in their own way.
    """
    from pinlint.requirements.names import normalize

    wheel = filename.endswith(WHEEL)
    stem = normalize(filename.partition("-py")[0] if wheel else filename)
    if not stem.startswith(project):
        # The name before the first dash of a wheel is the project's; a source distribution's may have any.
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
    # A file for one platform only has more behind the version.
    return False if not any(word in rest for word in ("linux", "macosx", "win", "any")) else None


def _named(filename: str) -> bool:
    """Whether a file's name begins with a project's, as the names of wheels and source distributions do."""
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
    """The Python and ABI tags of a wheel, as ``py2.py3-none``; empty where the name is no wheel's."""
    parts = split_wheel(filename)
    return "-".join(parts[-3:-1]) if parts is not None else ""


def runs_on(tags: str, minors: Iterable[str]) -> bool:
    """Whether an interpreter of one of the minor versions of Python, such as ``3.11``, can install a wheel with these tags.

    Which tags an interpreter takes stands in the specification of platform compatibility tags. True for tags that are unknown.
    """
    pythons, _, abis = tags.partition("-")
    releases = [tuple(map(int, minor.split(".", 1))) for minor in minors]
    return any(_takes(python, abis, release) for python in pythons.split(".") for release in releases)


def _takes(python: str, abis: str, release: tuple[int, ...]) -> bool:
    digits = python.lstrip("abcdefghijklmnopqrstuvwxyz")
    if not digits.isascii() or not digits.isdigit():
        return True
    major, minor = int(digits[0]), int(digits[1:] or 0)
    if major != release[0]:
        return False
    # For one implementation a wheel is made for one minor version, unless it keeps to the stable ABI or to Python itself.
    exact = len(digits) > 1 and not python.startswith("py") and "abi3" not in abis.split(".")
    return minor == release[1] if exact else minor <= release[1]


#: How the platform tags begin that each ``sys_platform`` takes, and the machines that a tag can end in, by ``platform_machine``.
_PLATFORM_TAGS = {"linux": ("manylinux", "musllinux", "linux"), "darwin": ("macosx",), "win32": ("win",)}
_MACHINES = {
    "x86_64": ("x86_64", "i686", "intel", "universal", "universal2", "fat64"),
    "amd64": ("amd64", "win32"),
    "aarch64": ("aarch64", "armv7l"),
    "arm64": ("arm64", "aarch64", "universal2"),
}


def suits(filename: str, platform: str, machine: str = "") -> bool:
    """Whether a wheel may be for a platform, by ``sys_platform`` and, where it is known, ``platform_machine``.

    True where that cannot be said. Versions of systems and C libraries do not count.
    """
    parts = split_wheel(filename)
    if parts is None or platform not in _PLATFORM_TAGS:
        return True
    endings = _MACHINES.get(machine.lower())
    return any(
        tag == "any" or (tag.startswith(_PLATFORM_TAGS[platform]) and (endings is None or tag.endswith(endings)))
        for tag in parts[-1].removesuffix(WHEEL).split(".")
    )

"""Whether two sources give the same metadata for one version.

Sources spell the same thing differently: uv's cache has normalized requirements, METADATA has what the project wrote.
If the texts differ, this module compares the requirements part by part. It evaluates their markers in sample
environments, made of the values in the markers and the values next to those. Loaded only if texts differ.
"""

from __future__ import annotations

from pinlint.requirements.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.requirements.metadata import Metadata

_PLATFORM_VARIABLES = ("sys_platform", "os_name", "platform_system")
#: The combinations of values that occur together.
_PLATFORMS = (
    ("linux", "posix", "Linux"),
    ("darwin", "posix", "Darwin"),
    ("win32", "nt", "Windows"),
    ("cygwin", "posix", "CYGWIN_NT-10.0"),
    ("emscripten", "posix", "Emscripten"),
    ("freebsd14", "posix", "FreeBSD"),
    ("java17", "java", "Java"),
)
_IMPLEMENTATION_VARIABLES = ("implementation_name", "platform_python_implementation")
_IMPLEMENTATIONS = (("cpython", "CPython"), ("pypy", "PyPy"), ("graalpy", "GraalVM"))
_PYTHON_VARIABLES = frozenset({"python_version", "python_full_version"})
#: The most sample environments that are tried. If there are more, the sources count as disagreeing.
_MOST_SAMPLES = 20_000


def agree(a: Metadata, b: Metadata) -> bool:
    """Whether both say the same. A value that only one of them has is not a disagreement: the other may not know it."""
    if a.requires_dist is None or b.requires_dist is None:
        return True
    if (a.requires_dist, a.requires_python) == (b.requires_dist, b.requires_python):
        return True
    return _same_python(a.requires_python, b.requires_python) and _same_requirements(a.requires_dist, b.requires_dist)


def _same_python(a: str | None, b: str | None) -> bool:
    from packaging.specifiers import SpecifierSet

    if a == b:
        return True
    try:
        return SpecifierSet(a or "") == SpecifierSet(b or "")
    except ValueError:  # malformed, or with a number too long for Python
        return False


def _same_requirements(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    left, right = _by_demand(a), _by_demand(b)
    if left.keys() != right.keys():
        return False
    for demand, markers in left.items():
        others = right[demand]
        if markers != others and not _same_markers(markers, others):
            return False
    return True


def _by_demand(requirements: tuple[str, ...]) -> dict[object, frozenset[str]]:
    """The markers under which each thing is required; an empty marker is always true."""
    from packaging.requirements import InvalidRequirement, Requirement

    demands: dict[object, set[str]] = {}
    for text in requirements:
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            demands.setdefault(text, set()).add("")
            continue
        extras = ",".join(sorted(map(normalize, requirement.extras)))
        demand = (normalize(requirement.name), extras, requirement.specifier, requirement.url)
        demands.setdefault(demand, set()).add(str(requirement.marker or ""))
    return {demand: frozenset(markers) for demand, markers in demands.items()}


def _same_markers(a: frozenset[str], b: frozenset[str]) -> bool:
    from pinlint.requirements.markers import evaluate

    def holds(markers: frozenset[str], environment: dict[str, str]) -> bool | None:
        values = {not marker or evaluate(marker, environment, environment["extra"]) for marker in markers}
        return True if True in values else None if None in values else False

    for count, environment in enumerate(_samples(a | b)):
        one, other = holds(a, environment), holds(b, environment)
        if count >= _MOST_SAMPLES or one is None or one is not other:
            return False
    return True


def _samples(markers: frozenset[str]) -> Iterator[dict[str, str]]:
    """Environments in which the markers differ, if there are any. Only the variables in the markers vary."""
    from itertools import product

    from pinlint.requirements.markers import atoms

    literals: dict[str, set[str]] = {}
    for marker in markers:
        for variable, _, value, _ in atoms(marker):
            literals.setdefault(variable, set()).add(value)
    axes: list[list[dict[str, str]]] = [[{"extra": e} for e in ("", *map(normalize, literals.pop("extra", ())))]]
    if literals.keys() & _PYTHON_VARIABLES:
        wanted = {v for name in _PYTHON_VARIABLES for v in literals.pop(name, ())}
        axes.append([_python(version) for version in sorted(_around(wanted))])
    for names, occurring in ((_PLATFORM_VARIABLES, _PLATFORMS), (_IMPLEMENTATION_VARIABLES, _IMPLEMENTATIONS)):
        if literals.keys() & names:
            axes.append([dict(zip(names, values, strict=True)) for values in occurring])
    for variable in literals.keys() - {*_PLATFORM_VARIABLES, *_IMPLEMENTATION_VARIABLES}:
        axes.append([{variable: value} for value in (*sorted(literals[variable]), "0")])
    for parts in product(*axes):
        yield {name: value for part in parts for name, value in part.items()}


def _around(literals: set[str]) -> set[tuple[int, int, int]]:
    """Python versions around each version in ``literals``: that version, the ones just below and above, and released ones in
    between.
    """
    from pinlint.requirements.versions import release_of

    versions = {(2, 7, 18), *((3, minor, patch) for minor in range(5, 18) for patch in (0, 9))}
    for literal in literals:
        for word in literal.replace(",", " ").replace("|", " ").split():
            release = (*(release_of(word.removesuffix(".*")) or ()), 0, 0, 0)[:3]
            if word[:1].isdigit() and all(number < 1000 for number in release):
                major, minor, patch = release
                versions |= {(major, minor, patch), (major, minor, patch + 1), (major, minor + 1, 0), (major + 1, 0, 0)}
                versions |= {(major, max(minor - 1, 0), 99), (major, minor, max(patch - 1, 0)), (major, minor, 99)}
    return versions


def _python(version: tuple[int, int, int]) -> dict[str, str]:
    major, minor, patch = version
    return {"python_version": f"{major}.{minor}", "python_full_version": f"{major}.{minor}.{patch}"}

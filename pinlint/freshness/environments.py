"""The finite set of environments that a lock may support.

Markers compare a few variables with literals, so a few environments represent all others: every Python version and every platform
that the lock may support. If a marker compares patch levels, both the first and the last patch level of a minor version are
included. What a lock says about itself narrows the set. Nothing else does: one lock in ten was made on macOS or Windows.
"""

from __future__ import annotations

from pinlint.requirements.specifiers import parse_specifier, satisfies
from pinlint.requirements.versions import release_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pinlint.requirements.markers import Atom
    from pinlint.text.budget import Budget

#: The minor versions of Python that locks are made with, oldest first.
MINORS = ("2.7", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15")
#: A patch level above every one that a marker names.
LAST_PATCH = 99
#: The names of the platforms in markers and in messages, and their usual machines.
_PLATFORMS = {
    "linux": ("posix", "Linux", "Linux", ("x86_64", "aarch64")),
    "darwin": ("posix", "Darwin", "macOS", ("arm64", "x86_64")),
    "win32": ("nt", "Windows", "Windows", ("AMD64", "ARM64")),
}
PLATFORMS = tuple(_PLATFORMS)


class Environment:
    """One environment: the known ``values`` of the marker variables, and a ``name`` for messages.

    ``python`` is the version to compare with ``Requires-Python``. ``members`` are the environments with the same results as
    this one, itself first.
    """

    __slots__ = ("asked", "claim", "members", "minor", "name", "platform", "python", "values")

    def __init__(
        self, values: dict[str, str], name: str, minor: str = "", platform: str = "", claim: Claim | None = None
    ) -> None:
        self.claim = claim
        self.values = values
        self.name = name
        self.minor = minor
        self.python = release_part(values.get("python_full_version", ""))
        self.platform = platform
        self.members = [self]
        self.asked: dict[tuple[str, str], bool | None] = {}

    @property
    def system(self) -> str:
        """The name of the platform in messages."""
        return _PLATFORMS[self.platform][2] if self.platform in _PLATFORMS else self.platform

    @property
    def place(self) -> str:
        """The platform and its machine in messages."""
        return " ".join(filter(None, (self.system, self.values.get("platform_machine"))))

    def is_usual(self, claim: Claim) -> bool:
        """Whether most locks are made for such an environment: CPython on Linux, on the most common machine or a claimed one."""
        machine = self.values.get("platform_machine", "x86_64")
        usual = machine == "x86_64" or machine in claim.machines
        return usual and self.platform == "linux" and self.values["implementation_name"] == "cpython"

    def admits(self, marker: str | None, extra: str = "") -> bool | None:
        """Whether the marker is true here, with the extra; None if that is undecided. A missing marker is true everywhere."""
        if marker is None:
            return True
        asked = (marker, extra)
        try:
            return self.asked[asked]
        except KeyError:
            return self.asked.setdefault(asked, self.decides(marker, extra))

    def decides(self, marker: str, extra: str = "") -> bool | None:
        """The same answer as `admits`, without a note in ``asked``."""
        from pinlint.requirements.markers import evaluate, without_pre_releases

        if self.claim is not None and self.claim.by_uv:
            marker = without_pre_releases(marker)
        return evaluate(marker, self.values, extra)

    def compares(self, atom: Atom) -> bool | None:
        """Whether one comparison of a marker is true here; None if that is undecided."""
        from pinlint.requirements.markers import compare

        return compare(atom, self.values)

    def runs(self, requires_python: str) -> bool | None:
        """Whether ``Requires-Python`` allows this Python, as the compiler reads it.

        For a lock for many Pythons, uv checks only lower bounds. If no patch level was given, a later one is enough.
        """
        if self.claim is None or not self.claim.by_uv:
            return satisfies(self.python, requires_python)
        if self.claim.universal:
            lower = ((o, v) for o, v in parse_specifier(requires_python) if o in (">", ">=", "~=", "==", "==="))
            bounds = (f"{'>' if o == '>' else '>='}{v.removesuffix('.*')}" for o, v in lower)
            return satisfies(self.python, ",".join(bounds))
        pythons = (self.python, f"{self.minor}.{LAST_PATCH}") if self.claim.any_patch else (self.python,)
        answers = [satisfies(python, requires_python) for python in pythons]
        return True if True in answers else answers[0]


class Claim:
    """Which environments a lock supports, according to the lock itself.

    The lock is for one of the versions in ``pythons`` (a minor version includes all its patch levels); None if it does not say
    for which. ``universal`` says that the lock is for all environments from ``minimum`` on, not for one. A universal lock may
    also support the Pythons from ``least_possible`` on; whether it does is unknown. ``platforms`` are values of ``sys_platform``,
    ``machines`` of ``platform_machine`` (empty: any). ``markers`` narrow the claim further. ``requires_python`` bounds the Python
    versions that nothing states.

    ``by_uv`` says that uv made the lock: uv reads a pre-release in a marker as its release. ``any_patch`` says that no patch
    level was requested. ``early`` says that the Python may be a pre-release itself, because the compiler is unknown.
    """

    __slots__ = (
        "any_patch",
        "by_uv",
        "early",
        "least_possible",
        "machines",
        "markers",
        "minimum",
        "platforms",
        "pythons",
        "requires_python",
        "universal",
    )

    def __init__(
        self,
        *,
        pythons: Sequence[str] | None = None,
        universal: bool = False,
        minimum: str | None = None,
        least_possible: str | None = None,
        platforms: Sequence[str] = PLATFORMS,
        machines: Sequence[str] = (),
        markers: Sequence[str] = (),
        requires_python: str | None = None,
        by_uv: bool = False,
        any_patch: bool = False,
        early: bool = False,
    ) -> None:
        self.by_uv = by_uv
        self.any_patch = any_patch
        self.early = early
        self.pythons = pythons
        self.universal = universal
        self.minimum = minimum
        self.least_possible = least_possible
        self.platforms = platforms
        self.machines = machines
        self.markers = markers
        self.requires_python = requires_python

    @property
    def doubtful(self) -> Claim | None:
        """The environments below ``minimum`` that a universal lock may support; None if there are none."""
        if self.least_possible is None or self.minimum is None or self.minimum == self.least_possible:
            return None
        return Claim(
            universal=True,
            minimum=self.least_possible,
            platforms=self.platforms,
            machines=self.machines,
            markers=self.markers,
            requires_python=",".join(filter(None, (self.requires_python, f"<{self.minimum}"))),
            by_uv=self.by_uv,
        )

    @property
    def minors(self) -> list[str]:
        """The minor versions of Python that the lock may support."""
        if self.pythons is None:
            return [minor for minor in MINORS if _claimed(self, f"{minor}.{LAST_PATCH}")]
        releases = (release_of(python) for python in self.pythons)
        return list(dict.fromkeys(f"{r[0]}.{r[1]}" for r in releases if r is not None and len(r) > 1))

    @property
    def shown(self) -> str:
        """The Pythons of the claim in words."""
        if self.universal:
            newer = f"Python {self.minimum} and newer" if self.minimum else "every Python"
            return f"Python {self.requires_python}" if self.requires_python and not self.minimum else newer
        return f"Python {listed(self.pythons)}" if self.pythons else "any Python"

    def __repr__(self) -> str:
        said = ((name, getattr(self, name)) for name in self.__slots__)
        return f"Claim({', '.join(f'{name}={value!r}' for name, value in said if value)})"


def environments(
    claim: Claim, markers: Iterable[str], specifiers: Iterable[str] = (), budget: Budget | None = None
) -> list[Environment]:
    """The environments of ``claim`` that the ``markers`` and the ``Requires-Python`` ``specifiers`` distinguish.

    Raises `pinlint.text.budget.ExceededError` if that takes more than the ``budget``.
    """
    spend = budget.spend if budget is not None else _spend_nothing
    markers = list(dict.fromkeys(markers))
    if markers and claim.by_uv:
        from pinlint.requirements.markers import without_pre_releases

        markers = list(dict.fromkeys(map(without_pre_releases, markers)))
    specifiers = list(dict.fromkeys(specifiers))
    spend(4 * len(markers))
    asked = dict.fromkeys(atom for atom in _compared(markers) if atom[0] != "extra")
    spend(len(asked) + len(specifiers))
    literals = _Literals([*asked, *_compared(claim.markers)], [*specifiers, claim.requires_python or ""])
    if not claim.early:
        literals.early.clear()
    spend(10 * len(literals.versions) + 5 * len(literals.machines))
    of_each = 8 + (len(asked) + len(specifiers)) // 8 + len(claim.markers) // 2
    found = []
    for version in _pythons(claim, literals):
        for platform in claim.platforms:
            machines = _machines(claim, platform, literals)
            spend(len(machines) * of_each)
            for machine in machines:
                for implementation in ("CPython", "PyPy") if literals.pypy else ("CPython",):
                    environment = _environment(version, platform, machine, implementation, claim)
                    if all(environment.admits(marker) is not False for marker in claim.markers):
                        found.append(environment)
    return _distinct(found, asked, specifiers)


def _compared(markers: Sequence[str]) -> list[Atom]:
    """The comparisons in markers. The module that reads markers is loaded only if there is a marker."""
    if not markers:
        return []
    from pinlint.requirements.markers import atoms

    return [atom for marker in markers for atom in atoms(marker)]


def _spend_nothing(steps: int) -> None:
    """The budget for few markers: no limit."""


def listed(words: Sequence[str]) -> str:
    """Words for a sentence: ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


class _Literals:
    """The values that markers and specifiers compare with: patch levels, machines, implementations."""

    def __init__(self, asked: Iterable[Atom], specifiers: Iterable[str]) -> None:
        self.versions: set[tuple[int, ...]] = set()
        self.early: set[str] = set()
        self.machines: set[str] = set()
        self.pypy = False
        self.asks_machine = False
        for variable, operator, value, _ in asked:
            if variable in ("python_full_version", "python_version", "implementation_version"):
                self._add(value, full=variable != "python_version")
            elif variable == "platform_machine":
                self.asks_machine = True
                if operator not in ("in", "not in"):
                    self.machines.add(value)
            elif variable in ("platform_python_implementation", "implementation_name"):
                self.pypy = self.pypy or value.lower() in ("cpython", "pypy")
        for specifier in specifiers:
            for operator, version in parse_specifier(specifier):
                self._add(version, full=operator == "==" and not version.endswith(".*"))

    def _add(self, text: str, full: bool = False) -> None:
        text = text.strip().removesuffix(".*")
        release = release_of(text)
        if release and len(release) > 1:
            self.versions.add((*release, 0) if full and len(release) == 2 else release)
            if any(letter in text for letter in "abrc"):
                self.early.add(text)


def _pythons(claim: Claim, literals: _Literals) -> list[tuple[str, str]]:
    """The Python versions to check, as minor and full version."""
    minors = dict.fromkeys(MINORS)
    for release in literals.versions:
        if (3, 16) <= release[:2] < (3, 40):
            minors[f"{release[0]}.{release[1]}"] = None
    # The newest is the most likely one if the lock is for one Python and does not say which.
    plausible = list(minors) if claim.universal else list(reversed(minors))
    found = _full_pythons(claim, claim.pythons if claim.pythons is not None else plausible, literals)
    if found or claim.pythons is not None:
        return found
    # The claim excludes every Python of today, for example `>=4`.
    bounds = (release_of(version.removesuffix(".*")) for _, version in parse_specifier(claim.requires_python or ""))
    return _full_pythons(claim, [f"{r[0]}.{[*r, 0][1]}" for r in bounds if r is not None], literals)


def _full_pythons(claim: Claim, given: Iterable[str], literals: _Literals) -> list[tuple[str, str]]:
    found = []
    for version in given:
        numbers = release_of(version)
        if numbers is None or len(numbers) < 2:
            continue
        minor = f"{numbers[0]}.{numbers[1]}"
        for full in _full_versions(numbers, literals):
            if claim.pythons is not None or _claimed(claim, release_part(full)):
                found.append((minor, full))
    return found


def release_part(full: str) -> str:
    """A Python version without its pre-release part: the version to compare with ``Requires-Python``."""
    release = release_of(full)
    return ".".join(map(str, release)) if release else full


def _claimed(claim: Claim, version: str) -> bool:
    if claim.minimum and satisfies(version, f">={claim.minimum}") is False:
        return False
    return not claim.requires_python or satisfies(version, claim.requires_python) is not False


def _full_versions(version: tuple[int, ...], literals: _Literals) -> list[str]:
    """The full versions of ``version`` that the literals distinguish. If they distinguish none, only the last patch level."""
    if len(version) > 2:
        early = [text for text in sorted(literals.early) if release_of(text) == version[:3]]
        return [*early, ".".join(map(str, version[:3]))]
    patches = {LAST_PATCH}
    for release in literals.versions:
        if release[:2] == version and len(release) > 2:
            patches |= {0, release[2], max(0, release[2] - 1), release[2] + 1}
    early = [text for text in sorted(literals.early) if (release_of(text) or ())[:2] == version]
    return early + [f"{version[0]}.{version[1]}.{patch}" for patch in sorted(patches)]


def _machines(claim: Claim, platform: str, literals: _Literals) -> Sequence[str | None]:
    if claim.machines:
        return claim.machines
    if not literals.asks_machine:
        return (None,)
    usual = _PLATFORMS[platform][3] if platform in _PLATFORMS else ()
    return tuple(dict.fromkeys([*usual, *sorted(literals.machines)])) if claim.universal else usual


def _environment(
    version: tuple[str, str], platform: str, machine: str | None, implementation: str, claim: Claim
) -> Environment:
    minor, full = version
    os_name, system, shown, _ = _PLATFORMS.get(platform, ("posix", platform, platform, ()))
    values = {
        "python_version": minor,
        "python_full_version": full,
        "os_name": os_name,
        "sys_platform": platform,
        "platform_system": system,
        "platform_python_implementation": implementation,
        "implementation_name": implementation.lower(),
    }
    if implementation == "CPython":
        values["implementation_version"] = values["python_full_version"]
    if machine is not None:
        values["platform_machine"] = machine
    python = minor if full.endswith(f".{LAST_PATCH}") else full
    kind = "" if implementation == "CPython" else f" ({implementation})"
    where = f"{shown} {machine}" if machine else shown
    return Environment(values, f"Python {python}{kind} on {where}", minor, platform, claim)


def _distinct(found: list[Environment], asked: Iterable[Atom], specifiers: Sequence[str]) -> list[Environment]:
    """One environment for each combination of results of the comparisons ``asked``. Each represents all environments with the
    same results.
    """
    compared: dict[str, list[Atom]] = {}
    for atom in asked:
        compared.setdefault(atom[0], []).append(atom)
    admitted: dict[str, tuple[bool | None, ...]] = {}
    answers: dict[tuple[str, str | None], tuple[bool | None, ...]] = {}
    classes: dict[tuple[tuple[bool | None, ...], ...], Environment] = {}
    for environment in found:
        signature = []
        for variable, comparisons in compared.items():
            known = variable, environment.values.get(variable)
            if known not in answers:
                answers[known] = tuple(map(environment.compares, comparisons))
            signature.append(answers[known])
        if environment.python not in admitted:
            admitted[environment.python] = tuple(satisfies(environment.python, each) for each in specifiers)
        first = classes.setdefault((*signature, admitted[environment.python]), environment)
        if first is not environment:
            first.members.append(environment)
    return list(classes.values())

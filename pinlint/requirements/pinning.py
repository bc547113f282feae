"""The one definition of "pinned": decides the kind of each requirement, and gives its pin.

A requirement is a pin if an ``==`` clause without a wildcard allows only one version; other clauses may agree. ``===`` pins too.
A direct reference to something immutable is also a pin: a full commit, an artifact with a strong hash, an addon of the Divio
platform with its UUID. An editable is never a pin. No file is read.
"""

from __future__ import annotations

from pinlint.requirements.model import is_strong_hash
from pinlint.requirements.policies import ADVISED, INPUT, ODD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.requirements.model import Clause, Requirement, RequirementsFile

#: The kinds of requirements. Each requirement has exactly one kind; `kind_of` returns it.
PIN = "pin"  # one exact, immutable thing
ARBITRARY = "arbitrary"  # a pin by ``===``, compared as text
BARE = "bare"  # a name without any specifier
RANGE = "range"  # a specifier set that allows several versions, by ``>=``, ``~=``, ``!=`` and the like
WILDCARD = "wildcard"  # ``==1.*`` without a clause that pins
UNSATISFIABLE = "unsatisfiable"  # clauses that no version satisfies together
MUTABLE = "mutable"  # a VCS reference or archive at a tag, a branch, an abbreviated commit, or without a revision
UNHASHED_URL = "unhashed-url"  # the URL of an artifact without a strong hash
EDITABLE = "editable"  # ``-e`` with any target
LOCAL_PATH = "local-path"  # a path or ``file:`` URL of this machine
VARIABLE = "variable"  # its name, version or URL contains ``${NAME}``: known only in the build
#: The kinds that do not fix the version.
LOOSE = (BARE, RANGE, WILDCARD)

#: A file is meant to pin if at least so many lines, and half of all, are pins, and at most one line in `_PART` is only a name.
_PINS_OF_A_STRICT_FILE = 3
_PART = 5
#: Nobody writes so many clauses for one requirement.
_MANY = 50


def is_meant_to_pin(requirements: Sequence[Requirement]) -> bool:
    """Whether nearly all requirements have a version, most of them by a pin. Then a name without one is an exception."""
    kinds = [kind_of(requirement) for requirement in requirements]
    pins = kinds.count(PIN)
    return pins >= _PINS_OF_A_STRICT_FILE and pins * 2 >= len(kinds) and kinds.count(BARE) * _PART <= len(kinds)


def is_file_meant_to_pin(document: RequirementsFile) -> bool:
    """The same for the requirements of a file. It is computed only once, because every line may need it."""
    if document.meant_to_pin is None:
        document.meant_to_pin = is_meant_to_pin(document.requirements)
    return document.meant_to_pin


def are_mostly_pins(document: RequirementsFile) -> bool:
    """Whether at least half of the lines of a requirements file are pins. It is found out once, because each line may ask."""
    if document.mostly_pins is None:
        pins = sum(requirement.pinned_version is not None for requirement in document.requirements)
        document.mostly_pins = document.format == "requirements-txt" and 0 < len(document.requirements) <= pins * 2
    return document.mostly_pins


def are_partly_pins(document: RequirementsFile) -> bool:
    """Whether at least a quarter of the lines of a requirements file are pins."""
    pins = sum(requirement.pinned_version is not None for requirement in document.requirements)
    return document.format == "requirements-txt" and pins > 0 and pins * 4 >= len(document.requirements)


def of_input(document: RequirementsFile) -> str:
    """How strictly the requirements of an input are judged: a value from `pinlint.requirements.policies`."""
    if "INSTALLED_ADDONS" in document.source.text:
        return ADVISED
    return ODD if document.metadata is None and is_file_meant_to_pin(document) else INPUT


def in_input(requirement: Requirement, policy: str) -> str:
    """How strictly a requirement of an input with that ``policy`` is judged.

    A range or a tag is there on purpose: only a name can have lost its version.
    """
    return INPUT if policy == ODD and kind_of(requirement) != BARE else policy


def of_inputs(documents: Sequence[RequirementsFile]) -> dict[str, str]:
    """How strictly the requirements of each input of a project are judged, by its path.

    If nearly all lines of all inputs are pins, the project writes the versions by hand, in the small inputs, too. An input with
    several loose lines is loose on purpose.
    """
    found = {document.path: of_input(document) for document in documents}
    if is_meant_to_pin([each for document in documents for each in document.requirements]):
        for document in documents:
            if found[document.path] == INPUT and sum(kind_of(each) in LOOSE for each in document.requirements) == 1:
                found[document.path] = ODD
    return found


class Pin:
    """What a requirement is pinned to: the normalized name and the version, if the requirement has them.

    ``identity`` is equal for two direct references that mean the same thing; None for ``name==version``.
    """

    __slots__ = ("identity", "project", "requirement", "version")

    def __init__(
        self, requirement: Requirement, project: str | None, version: str | None, identity: tuple[str, ...] | None
    ) -> None:
        self.requirement = requirement
        self.project = project
        self.version = version
        self.identity = identity


def kind_of(requirement: Requirement) -> str:
    """The kind of the requirement, one of the constants above."""
    if requirement.canonical:
        return PIN
    if requirement.editable:
        return EDITABLE
    if requirement.variables:
        return VARIABLE
    if requirement.url is not None:
        return _kind_of_reference(requirement)
    clauses = requirement.clauses
    if not clauses:
        return BARE
    if len(clauses) == 1:
        operator, version = clauses[0].operator, clauses[0].version
        if operator == "==":
            return WILDCARD if version.endswith(".*") else PIN
        if operator == "===":
            return ARBITRARY
        if operator in (">=", "~="):
            return RANGE  # its own version satisfies it
    return _kind_of_set(requirement)


def pin_of(requirement: Requirement) -> Pin | None:
    """The requirement's pin; None if it is not a pin."""
    if requirement.canonical:
        return Pin(requirement, requirement.project, requirement.pinned_version, None)
    if kind_of(requirement) not in (PIN, ARBITRARY):
        return None
    if requirement.url is None:
        return Pin(requirement, requirement.project, requirement.pinned_version, None)
    reference = requirement.reference
    assert reference is not None
    return Pin(requirement, requirement.project, reference.version, identity_of(requirement))


def identity_of(requirement: Requirement) -> tuple[str, ...] | None:
    """A value that is equal for direct references that mean the same thing; None without a direct reference."""
    reference = requirement.reference
    if reference is None:
        return None
    if reference.addon is not None:
        return "addon", reference.addon.name, reference.addon.version, reference.addon.uuid
    subdirectory = reference.subdirectory or ""
    if reference.vcs is not None:
        assert reference.repository is not None
        return "vcs", reference.vcs, _bare(reference.repository), reference.revision or "", subdirectory
    return "url", _bare(reference.url.partition("#")[0]), subdirectory


def _bare(url: str) -> str:
    """A URL without user information, without ``.git`` and slashes at its end, scheme and host in lower case."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    netloc, slash, path = rest.partition("/")
    path = path.rstrip("/")
    path = path.removesuffix(".git")
    return f"{scheme.lower()}://{netloc.rpartition('@')[2].lower()}{slash}{path}"


def _kind_of_reference(requirement: Requirement) -> str:
    reference = requirement.reference
    assert reference is not None
    if any(is_strong_hash(item.algorithm, item.digest) for item in requirement.hashes) and reference.vcs is None:
        return PIN
    if reference.kind == "path":
        return LOCAL_PATH
    if reference.immutable:
        return PIN
    return MUTABLE if reference.ref_kind is not None else UNHASHED_URL


def _kind_of_set(requirement: Requirement) -> str:
    """The kind of several clauses, or of one that does not pin: tries versions taken from the clauses."""
    from pinlint.requirements.specifiers import satisfies

    clauses = requirement.clauses
    version = requirement.pinned_version
    if version is not None:
        exact = dict.fromkeys(clause.version for clause in clauses if clause.operator in ("==", "==="))
        if any(satisfies(tried, clauses) for tried in list(exact)[:_MANY]):
            return ARBITRARY if any(clause.operator == "===" for clause in clauses) else PIN
    elif any(satisfies(witness, clauses) for witness in _witnesses(clauses)):
        return _loose_kind(requirement)
    from packaging.specifiers import SpecifierSet

    try:
        # The time that this takes grows with the square of the number of exclusions.
        if len(clauses) <= _MANY and SpecifierSet(requirement.specifier).is_unsatisfiable():
            return UNSATISFIABLE
    except ValueError:
        pass  # a number is too long for Python: unknown
    if version is not None:
        return ARBITRARY if any(clause.operator == "===" for clause in clauses) else PIN
    return _loose_kind(requirement)


def names_series(requirement: Requirement) -> bool:
    """Whether a requirement names one series of releases: ``~=1.2``, ``==1.*``."""
    return any(
        each.operator == "~=" or (each.operator == "==" and each.version.endswith(".*")) for each in requirement.clauses
    )


def _witnesses(clauses: Sequence[Clause]) -> dict[str, None]:
    """A few versions, one of which nearly always satisfies clauses that any version satisfies: each side of the highest lower
    bound, of the lowest upper bound and of the highest exclusion.
    """
    from pinlint.requirements.versions import version_key

    found: dict[str, None] = {}
    for operators, choose in (((">=", ">", "~=", "==", "==="), max), (("<=", "<"), min), (("!=",), max)):
        versions = [clause.version.removesuffix(".*") for clause in clauses if clause.operator in operators]
        keys = {key: version for version in versions if (key := version_key(version)) is not None}
        if keys:
            version = keys[choose(keys)]
            found |= {version: None, version + ".1": None}
    return found | {"0": None}


def _loose_kind(requirement: Requirement) -> str:
    return WILDCARD if any(clause.operator == "==" for clause in requirement.clauses) else RANGE

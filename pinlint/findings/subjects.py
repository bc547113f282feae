"""Defines the kinds of subjects that rules check, with their traits. `pinlint.checking.subjects` finds the subjects.

A trait is a plain fact (a requirement is a range, an option is ``--extra-index-url``); the rules decide whether it is wrong.
Subjects without a trait are never passed to a rule.

| subject | is | traits |
|---|---|---|
| ``requirement`` | a `Requirement` | its kind (in `requirements.pinning`), ``reference``, ``odd-hash``, ``maybe-unhashable`` |
| ``file`` | a `RequirementsFile` | ``part-hashed``, ``unhashed``, ``repeated``, ``layered``, ``machine-paths``, … |
| ``url`` | a `pinlint.project.urls.UrlUse` | ``plain-index``, ``plain-reference``, ``credentials``, ``remote`` |
| ``option`` | an `OptionLine` | the option's long name |
| ``include`` | an `IncludeLine` | ``outside``, ``missing``, ``ignored`` (missing, and git ignores it), ``url``, ``variable`` |
| ``problem`` | a `Trouble` | the name of the rule that reports it |
| ``package`` | a `LockEntry` | ``misnamed``, ``repeated``, ``disagrees``, ``shares-hash``, ``source-only``, ``no-wheel`` |
| ``lock`` | a pairing of a structured lock | ``unused`` |
| ``obligation`` | an `Obligation` of a lock that fails | its kind |
| ``proof`` | the `Proof` of a lock | ``unproven``: something is undecided that metadata would not decide |
| ``constraint`` | a `ConstraintUse`, constraints that an installation names | ``unverified``, ``refused`` |
| ``fact`` | a `PinFact`, what an index says about a pin | the name of the rule that reports it |

A plain pin has no kind as a trait, and neither has a range where ranges are allowed. A ``maybe-unhashable`` line is in a file
with hashes; it has a reference, or it is not a pin.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pinlint.requirements.locked import LockFile, Package
    from pinlint.requirements.locked_files import LockedFile
    from pinlint.requirements.model import Include, Option, Problem, Requirement, RequirementsFile
    from pinlint.text.source import Location

    #: The kind of a subject, one of its traits, and the subject itself.
    Subject = tuple[str, str, object]


class OptionLine:
    """An option and its file."""

    __slots__ = ("file", "option")

    def __init__(self, file: RequirementsFile, option: Option) -> None:
        self.file = file
        self.option = option

    @property
    def location(self) -> Location:
        """Where the option is written."""
        return self.file.source.at(self.option.span)


class IncludeLine:
    """An include and its file."""

    __slots__ = ("file", "include")

    def __init__(self, file: RequirementsFile, include: Include) -> None:
        self.file = file
        self.include = include

    @property
    def location(self) -> Location:
        """Where the path or URL is written."""
        return self.file.source.at(self.include.target_span)


class Trouble:
    """A problem and its place."""

    __slots__ = ("location", "problem")

    def __init__(self, location: Location, problem: Problem) -> None:
        self.location = location
        self.problem = problem


def not_checked(place: Location, message: str) -> Subject:
    """A subject that reports that something was not checked, and why."""
    from pinlint.requirements.model import Problem
    from pinlint.text.source import Span

    problem = Problem("not-checked", message, place.span or Span(0, 0), fatal=True)
    return "problem", problem.rule, Trouble(place, problem)


def as_far_as_checked(subjects: Iterable[Subject], place: Location, what: str) -> Iterator[Subject]:
    """The subjects. If the work exceeds the budget, a last subject reports that the rest was not checked because of ``what``."""
    from pinlint.text.budget import ExceededError

    try:
        yield from subjects
    except ExceededError as error:
        yield not_checked(place, f"{what} {error}")


class LockEntry:
    """A package of a structured lock, or one ``file`` of it, with a ``detail`` for the message, and ``other`` places."""

    __slots__ = ("detail", "file", "lock", "other", "package")

    def __init__(
        self,
        lock: LockFile,
        package: Package,
        file: LockedFile | None = None,
        detail: str = "",
        other: Location | None = None,
    ) -> None:
        self.lock = lock
        self.package = package
        self.file = file
        self.detail = detail
        self.other = other

    @property
    def location(self) -> Location:
        """The place of the file, or of the package's version."""
        return self.lock.source.at(self.file.span if self.file is not None else self.package.span)

    @property
    def remedy(self) -> str:
        """The command that rewrites the package's entry."""
        from pinlint.requirements.relocking import relock_help

        return relock_help(self.lock, self.package)


class SharedHash(LockEntry):
    """A file of a structured lock with the hash of a file of another project, which is the ``detail``."""

    __slots__ = ()


class ExportedHash(LockEntry):
    """A file of a structured lock that has another hash in an export, or a package with such a file. The ``detail`` is the
    command that exports the lock again, if it is known.
    """

    __slots__ = ()


class PinFact:
    """What an index says about the version that ``requirement`` pins in ``lock``; ``kind`` names the rule that reports it.

    ``against`` is another line that may be wrong instead: it is unknown which. ``past`` says that this line is in the past.
    """

    __slots__ = ("against", "kind", "lock", "message", "past", "requirement")

    def __init__(
        self, kind: str, message: str, lock: str, requirement: Requirement, against: Requirement | None = None
    ) -> None:
        self.kind = kind
        self.message = message
        self.lock = lock
        self.requirement = requirement
        self.against = against
        self.past = False


class ConstraintUse:
    """Constraints that an installation by ``tool`` names at ``location``; ``text`` is what is written there.

    ``refused`` are the lines that make the tool stop, each with the reason. ``ships`` says whether the result is used for more
    than checks and development.
    """

    __slots__ = ("location", "refused", "ships", "text", "tool")

    def __init__(
        self,
        location: Location,
        text: str,
        tool: str,
        refused: Sequence[tuple[Requirement, str]] = (),
        *,
        ships: bool = True,
    ) -> None:
        self.ships = ships
        self.location = location
        self.text = text
        self.tool = tool
        self.refused = tuple(refused)

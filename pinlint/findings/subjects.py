"""The kinds of subjects that rules look at, with their traits; `pinlint.checking.subjects` finds them.

A trait is a plain fact (a requirement is a range, an option is ``--extra-index-url``); whether it is wrong is for the rules
to say. Subjects without a trait are never handed to a rule.

| subject | is | traits |
|---|---|---|
| ``requirement`` | a `Requirement` | its kind (in `requirements.pinning`), ``reference``, ``odd-hash``, ``maybe-unhashable`` |
| ``file`` | a `RequirementsFile` | ``part-hashed``, ``unhashed``, ``repeated``, ``layered``, ``machine-paths``, … |
| ``url`` | a `pinlint.project.urls.UrlUse` | ``plain-index``, ``plain-reference``, ``credentials``, ``remote`` |
| ``option`` | an `OptionLine` | the option's long name |
| ``include`` | an `IncludeLine` | ``outside``, ``missing``, ``ignored`` (missing, and git ignores it), ``url``, ``variable`` |
| ``problem`` | a `Trouble` | the name of the rule that reports it |
| ``package`` | a `LockEntry` | ``misnamed``, ``repeated``, ``disagrees``, ``outside``, ``source-only``, ``no-wheel`` |
| ``lock`` | a pairing of a structured lock | ``unused`` |
| ``obligation`` | an `Obligation` of a lock that fails | its kind |
| ``proof`` | the `Proof` of a lock | ``unproven``: more is undecided than metadata would tell |
| ``constraint`` | a `ConstraintUse`, constraints that an installation names | ``unverified``, ``refused`` |
| ``fact`` | a `PinFact`, what an index says of a pin | the name of the rule that reports it |

The kind is no trait of a plain pin, nor of a range where ranges belong. A line that is ``maybe-unhashable`` is no pin or has a
reference, in a file with hashes.
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
    """An option and the file it stands in."""

    __slots__ = ("file", "option")

    def __init__(self, file: RequirementsFile, option: Option) -> None:
        self.file = file
        self.option = option

    @property
    def location(self) -> Location:
        """Where the option is written."""
        return self.file.source.at(self.option.span)


class IncludeLine:
    """An include and the file it stands in."""

    __slots__ = ("file", "include")

    def __init__(self, file: RequirementsFile, include: Include) -> None:
        self.file = file
        self.include = include

    @property
    def location(self) -> Location:
        """Where the path or URL is written."""
        return self.file.source.at(self.include.target_span)


class Trouble:
    """A problem and where it is."""

    __slots__ = ("location", "problem")

    def __init__(self, location: Location, problem: Problem) -> None:
        self.location = location
        self.problem = problem


def not_checked(place: Location, message: str) -> Subject:
    """What says that something was not checked, and why."""
    from pinlint.requirements.model import Problem
    from pinlint.text.source import Span

    problem = Problem("not-checked", message, place.span or Span(0, 0), fatal=True)
    return "problem", problem.rule, Trouble(place, problem)


def as_far_as_checked(subjects: Iterable[Subject], place: Location, what: str) -> Iterator[Subject]:
    """The subjects; where they take more work than there is left, that the others were not looked at: ``what`` takes it."""
    from pinlint.text.budget import ExceededError

    try:
        yield from subjects
    except ExceededError as error:
        yield not_checked(place, f"{what} {error}")


class LockEntry:
    """A package of a structured lock, or one ``file`` of it, with what is to be said of it: ``detail``, and ``other`` places."""

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
        """Where the file is named, or the version of the package is written."""
        return self.lock.source.at(self.file.span if self.file is not None else self.package.span)

    @property
    def remedy(self) -> str:
        """What writes the package's entry anew."""
        from pinlint.requirements.relocking import relock_help

        return relock_help(self.lock, self.package)


class PinFact:
    """What an index says of the version that ``requirement`` pins in ``lock``; ``kind`` names the rule that reports it."""

    __slots__ = ("kind", "lock", "message", "requirement")

    def __init__(self, kind: str, message: str, lock: str, requirement: Requirement) -> None:
        self.kind = kind
        self.message = message
        self.lock = lock
        self.requirement = requirement


class ConstraintUse:
    """Constraints that an installation names at ``location``: ``text`` as written, for ``tool``.

    ``refused`` are the lines for which the tool stops, each with what is wrong with it.
    """

    __slots__ = ("location", "refused", "text", "tool")

    def __init__(
        self, location: Location, text: str, tool: str, refused: Sequence[tuple[Requirement, str]] = ()
    ) -> None:
        self.location = location
        self.text = text
        self.tool = tool
        self.refused = tuple(refused)

"""Groups the unpinned requirements in a file with commands: there is one subject for each command, and each name occurs once in
the file.
"""

from __future__ import annotations

from pinlint.build.facts import InstallArgument
from pinlint.text.budget import ExceededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pinlint.findings.subjects import Subject
    from pinlint.text.source import Location

#: Kinds of requirements that are reported together: those that a version would pin.
_TOGETHER = ("bare", "range", "wildcard")


def gathered(subjects: Iterable[Subject]) -> Iterator[Subject]:
    """The subjects of one file. Equal subjects of a command are merged, and repeated ones are reported once."""
    commands: dict[int, tuple[str, InstallArgument]] = {}
    first: dict[str, tuple[InstallArgument, Location]] = {}
    exceeded: ExceededError | None = None
    try:
        for kind, trait, subject in subjects:
            if not isinstance(subject, InstallArgument) or trait not in _TOGETHER or subject.redirected:
                yield kind, trait, subject
            else:
                _gather(trait, subject, commands, first)
    except ExceededError as error:
        exceeded = error  # report what was found so far
    for trait, subject in commands.values():
        subject.again = _distinct(subject.again)
        yield "build-argument", trait, subject
    if exceeded is not None:
        raise exceeded


def _gather(
    trait: str,
    subject: InstallArgument,
    commands: dict[int, tuple[str, InstallArgument]],
    first: dict[str, tuple[InstallArgument, Location]],
) -> None:
    """Adds one subject to the other subjects of its command, or merges it with an equal one."""
    (requirement,) = subject.requirements
    shown = requirement.shown
    known, place = first.get(shown, (None, None))
    number = id(subject.step.step.command)
    if known is not None and known.is_as_strict_as(subject):
        if number != id(known.step.step.command) and requirement.location != place:
            known.again.append(requirement.location)
        return
    if number in commands:
        commands[number][1].requirements.append(requirement)
    else:
        commands[number] = (trait, subject)
    first[shown] = commands[number][1], requirement.location


def _distinct(places: list[Location]) -> list[Location]:
    lines = {place.line: place for place in reversed(places)}
    return [lines[line] for line in sorted(lines)]

"""What the jobs of workflows, scripts and tools install that is not pinned: one subject for a command, each name once a file."""

from __future__ import annotations

from pinlint.build.facts import InstallArgument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pinlint.findings.subjects import Subject
    from pinlint.text.source import Location

#: Kinds of requirements that are told of together: those that a version would pin.
_TOGETHER = ("bare", "range", "wildcard")


def gathered(subjects: Iterable[Subject]) -> Iterator[Subject]:
    """The subjects of one file, those of a command that say the same put together, and of what is repeated the first one."""
    commands: dict[int, tuple[str, InstallArgument]] = {}
    first: dict[str, InstallArgument] = {}
    for kind, trait, subject in subjects:
        if not isinstance(subject, InstallArgument) or trait not in _TOGETHER or subject.redirected:
            yield kind, trait, subject
            continue
        (requirement,) = subject.requirements
        shown = requirement.shown
        known = first.get(shown)
        number = id(subject.step.step.command)
        if known is not None and known.is_as_strict_as(subject):
            if number != id(known.step.step.command):
                known.again.append(requirement.location)
            continue
        if number in commands:
            commands[number][1].requirements.append(requirement)
        else:
            commands[number] = (trait, subject)
        first[shown] = commands[number][1]
    for trait, subject in commands.values():
        subject.again = _distinct(subject.again)
        yield "build-argument", trait, subject


def _distinct(places: list[Location]) -> list[Location]:
    lines = {place.line: place for place in reversed(places)}
    return [lines[line] for line in sorted(lines)]

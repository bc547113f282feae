"""What rules look at: the subjects of a project, each with the traits that it has.

A trait is a plain fact (a requirement is a range, an option is ``--extra-index-url``); whether it is wrong is for the rules
to say. Subjects without a trait are never handed to a rule.

| subject | is | traits |
|---|---|---|
| ``requirement`` | a `Requirement` | its kind (`pinlint.pinning`), ``reference``, ``odd-hash``, ``maybe-unhashable`` |
| ``file`` | a `RequirementsFile` | ``part-hashed``, ``unhashed``, ``repeated``, ``layered``, ``machine-paths``, … |
| ``url`` | a `pinlint.urls.UrlUse` | ``plain-index``, ``plain-reference``, ``credentials``, ``remote`` |
| ``option`` | an `OptionLine` | the option's long name |
| ``include`` | an `IncludeLine` | ``outside``, ``missing``, ``ignored`` (missing, and git ignores it), ``url`` |
| ``problem`` | a `Trouble` | the name of the rule that reports it |
| ``obligation`` | an `Obligation` of a lock that fails | its kind |
| ``proof`` | the `Proof` of a lock | ``unproven``: more is undecided than metadata would tell |
| ``fact`` | a `PinFact`, what an index says of a pin | the name of the rule that reports it |

The kind is no trait of a plain pin, nor of a range where ranges belong. A line that is ``maybe-unhashable`` is no pin or has a
reference, in a file with hashes.
"""

from __future__ import annotations

from pinlint.model import Problem
from pinlint.pinning import ARBITRARY, PIN, RANGE, kind_of
from pinlint.policies import PINNED_BECAUSE
from pinlint.source import Location, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.model import Include, Option, Requirement, RequirementsFile
    from pinlint.project import Project

    Subject = tuple[str, str, object]

#: What paths of one machine hold: of a user's home, of temporary files.
MACHINE_PATHS = ("/home/", "/Users/", "/root/", "/tmp/", "/var/folders/", "\\Users\\")  # noqa: S108


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


def subjects(project: Project) -> Iterator[Subject]:
    """The subjects of the requirement sources, as (subject, trait, object)."""
    linked = False
    _ = project.roles  # the proof may read more files
    for document in list(project.documents.values()):
        linked = linked or bool(document.options or document.includes)
        hashed = document.in_hash_mode
        for requirement in document.requirements:
            if requirement.canonical:
                continue
            linked = linked or requirement.url is not None
            for trait in requirement_traits(requirement, project):
                yield "requirement", trait, requirement
            if hashed and (requirement.url is not None or kind_of(requirement) not in (PIN, ARBITRARY)):
                yield "requirement", "maybe-unhashable", requirement
        for trait in _file_traits(document, project):
            yield "file", trait, document
        for option in document.options:
            yield "option", option.name, OptionLine(document, option)
        for include in document.includes:
            place = _include_trait(include, project)
            if place:
                yield "include", place, IncludeLine(document, include)
        for problem in document.problems:
            yield "problem", problem.rule, Trouble(document.source.at(problem.span), problem)
    if linked:
        from pinlint.urls import subjects as urls

        yield from urls(project)
    for path, reason in project.unreadable.items():
        yield (
            "problem",
            "unreadable-file",
            Trouble(Location(path), Problem("unreadable-file", reason, Span(0, 0), fatal=True)),
        )


def requirement_traits(requirement: Requirement, project: Project) -> Iterator[str]:
    """The traits of one requirement by itself."""
    kind = kind_of(requirement)
    if kind == RANGE:
        if project.policy(requirement) in PINNED_BECAUSE:
            yield kind
    elif kind != PIN:
        yield kind
    if requirement.url is not None:
        yield "reference"
    if requirement.odd_hashes:
        yield "odd-hash"


def _file_traits(document: RequirementsFile, project: Project) -> Iterator[str]:
    """Some lines have hashes; none has where they are asked for; a project occurs twice; a file is included; and the text
    holds something like a path of one machine."""
    requirements = document.requirements
    hashed = sum(requirement.hashed for requirement in requirements)
    if hashed < len(requirements) and document.in_hash_mode:
        yield "part-hashed"
    elif not hashed and requirements and project.config.require_hashes:
        yield "unhashed"
    named = [requirement.project for requirement in requirements if requirement.project]
    if len(set(named)) < len(named):
        yield "repeated"
    if any(include.kind == "requirement" for include in document.includes):
        yield "layered"
    text = document.source.text
    if any(mark in text for mark in MACHINE_PATHS):
        yield "machine-paths"


def _include_trait(include: Include, project: Project) -> str | None:
    if include.path is None:
        return "url" if "://" in include.target else "outside"
    if not project.exists(include.path):
        return "ignored" if project.ignores(include.path) else "missing"
    return None

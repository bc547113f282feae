"""Finds the subjects of requirement sources, each with its traits; `pinlint.findings.subjects` lists them."""

from __future__ import annotations

from pinlint.findings.subjects import IncludeLine, OptionLine, Trouble
from pinlint.requirements.model import Problem, is_in_template
from pinlint.requirements.pinning import ARBITRARY, LOOSE, PIN, RANGE, kind_of
from pinlint.requirements.policies import LOCK_FORMATS, MACHINE_PATHS, PINNED_BECAUSE, REPORTED_ONCE, WHOLE_FORMATS
from pinlint.text.source import Location, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from pinlint.checking.access import Access
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject
    from pinlint.requirements.model import Include, Requirement, RequirementsFile
#: What `pip freeze` of old Debian and Ubuntu wrote for a part of setuptools.
_PHANTOM = "pkg-resources==0.0.0"


def subjects(project: Access) -> Iterator[Subject]:
    """The subjects of the requirement sources, as (subject, trait, object)."""
    linked = False
    _ = project.pairings  # which may read more files
    for document in list(project.documents.values()):
        if document.format in LOCK_FORMATS:
            yield from _of_lock(document, project)
            continue
        linked = linked or bool(document.options or document.includes)
        hashed = document.in_hash_mode
        described = _is_description(document, project)
        for requirement in document.requirements:
            if requirement.canonical or (described and kind_of(requirement) in LOOSE):
                continue
            linked = linked or requirement.url is not None
            for trait in requirement_traits(requirement, project):
                yield "requirement", trait, requirement
            if hashed and (requirement.url is not None or kind_of(requirement) not in (PIN, ARBITRARY)):
                yield "requirement", "maybe-unhashable", requirement
        if _PHANTOM in document.source.text:
            yield from (("requirement", "phantom", r) for r in document.requirements if r.shown == _PHANTOM)
        for trait in _file_traits(document, project):
            yield "file", trait, document
        if not described and any(
            not r.canonical and kind_of(r) in LOOSE and project.policy(r) in REPORTED_ONCE
            for r in document.requirements
        ):
            yield "file", "loose", document
        elif project.open_dependencies is not None and project.opened_by(document.path):
            yield "file", "open", document
        for option in document.options:
            yield "option", option.name, OptionLine(document, option)
        for include in document.includes:
            place = _include_trait(include, project)
            if place:
                yield "include", place, IncludeLine(document, include)
        if any(include.kind == "constraint" for include in document.includes):
            from pinlint.checking.constraint_subjects import subjects as of_constraints

            yield from of_constraints(document, project)
        for problem in _problems(document, project):
            yield "problem", problem.rule, Trouble(document.source.at(problem.span), problem)
    locks = [d for _, d in sorted(project.documents.items()) if d.format in LOCK_FORMATS]
    if len(locks) > 1:
        from pinlint.checking.lock_subjects import disagreements

        yield from disagreements(locks)
    if locks and project.base is not None:
        from pinlint.checking import base_locks

        yield from base_locks.subjects(locks, project.base)
    yield from _circles(project)
    if linked:
        from pinlint.project.urls import subjects as urls

        yield from urls(project)
    for path, reason in project.unreadable.items():
        rule = "not-checked" if path in project.exceeded else "unreadable-file"
        yield "problem", rule, Trouble(Location(path), Problem(rule, reason, Span(0, 0), fatal=True))


def _circles(project: Access) -> Iterator[Subject]:
    including = {path: document for path, document in project.documents.items() if document.includes}
    if any(include.path in including for document in including.values() for include in document.includes):
        from pinlint.checking import circles

        yield from circles.subjects(including)


def _of_lock(lock: RequirementsFile, project: Access) -> Iterator[Subject]:
    from pinlint.checking.lock_subjects import lock_subjects

    found = lock_subjects(lock, listed=bool(project.config.allowed_hosts))
    return (each for each in found if each[1] != "misnamed" or not _is_explained(each[2], project))


def _is_explained(entry: Any, project: Access) -> bool:
    """Whether the version of a package is wrong, and that is a finding of its own: the version is not the required one, or in an
    export, the lock has the version of the files.
    """
    from pinlint.freshness.obligations import drifting, violating
    from pinlint.requirements.distributions import carries

    proof = next((proof for proof in project.proofs if proof.pairing.path == entry.lock.path), None)
    if proof is None:
        return False
    if entry.file is None and entry.package.project in violating(proof):
        return True
    if proof.origin is None or entry.package.project not in drifting(proof):
        return False
    others = proof.origin.pairing.document.packages
    versions = {other.version for other in others if other.project == entry.package.project}
    names = entry.package.files.names
    return any(all(carries(name, entry.package.project, version) for name in names) for version in versions)


def _problems(document: RequirementsFile, project: CheckedProject) -> Sequence[Problem]:
    """The lines that could not be read. A template has none, because no tool reads the template itself. Neither has another kind
    of file with a similar name.
    """
    if document.problems:
        from pinlint.checking.look_alikes import is_something_else
        from pinlint.checking.templates import is_template

        if is_template(document) or is_something_else(document, project):
            return ()
    return document.problems


def requirement_traits(requirement: Requirement, project: CheckedProject) -> Iterator[str]:
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


def _is_description(document: RequirementsFile, project: CheckedProject) -> bool:
    """Whether the file describes a project and no use of the file requires pins. Then versions may be open."""
    return (
        document.metadata is not None
        and document.format not in WHOLE_FORMATS
        and project.config.inputs != "exact"
        and "INSTALLED_ADDONS" not in document.source.text
    )


def _file_traits(document: RequirementsFile, project: CheckedProject) -> Iterator[str]:
    """The traits of a whole file. Some lines have hashes. No line has a hash although hashes are required. A project occurs
    twice. A file is included. The text contains something like a path of one machine.
    """
    requirements = document.requirements
    hashed = sum(requirement.hashed for requirement in requirements)
    if hashed < len(requirements) and document.in_hash_mode:
        yield "part-hashed"
    elif not hashed and requirements and project.config.require_hashes:
        yield "unhashed"
    named = [requirement.project for requirement in requirements if requirement.project]
    # In a template, each of the repeated lines is for another project.
    if len(set(named)) < len(named) and not is_in_template(document.path):
        yield "repeated"
    if document.includes and not is_in_template(document.path):
        yield "layered"
    text = document.source.text
    if any(mark in text for mark in MACHINE_PATHS) or any(
        (option.value or "").startswith(("/", "file:")) for option in document.options
    ):
        yield "machine-paths"


def _include_trait(include: Include, project: CheckedProject) -> str | None:
    if "${" in include.target and "://" not in include.target:
        return "variable"
    if "{{" in include.target:
        return None  # a template fills it in
    if include.path is None:
        return "url" if "://" in include.target else "outside"
    if not project.exists(include.path):
        return "ignored" if project.ignores(include.path) else "missing"
    return None

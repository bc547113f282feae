"""How to pin what a command installs: the versions that the project itself names, and the files that name them."""

from __future__ import annotations

from pinlint.findings.folding import listed
from pinlint.text.escaping import shell_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pinlint.build.facts import InstallArgument
    from pinlint.findings.checked_project import CheckedProject, KnownVersion
    from pinlint.requirements.model import Requirement


def known_versions(given: InstallArgument, project: CheckedProject) -> list[tuple[Requirement, KnownVersion]]:
    """The requirements whose version the project itself names."""
    found = ((r, project.known_version(r)) for r in given.requirements if r.url is None)
    return [(requirement, known) for requirement, known in found if known is not None]


def offers(known: Iterable[tuple[Requirement, KnownVersion]]) -> dict[str, str]:
    """The words to write, with the extras of the requirements, and the file that names the version of each."""
    found = {}
    for requirement, version in known:
        extras = f"[{','.join(requirement.extras)}]" if requirement.extras else ""
        found[f"`{requirement.name}{extras}=={version.version}`"] = version.where.path
    return found


def writing(offers: Mapping[str, str], others: int, project: CheckedProject) -> str:
    """The versions to write, with the files that name them, if so many ``others`` have none."""
    versions = f"write {' '.join(offers)}, as "
    if others <= 0:
        return versions + _source(offers.values(), project)
    rest = "versions of the others" if others > 1 else "version of the other"
    return f"{versions}{listed(offers.values())} {'does' if len(set(offers.values())) == 1 else 'do'}, and write the {rest}"


def _source(files: Collection[str], project: CheckedProject) -> str:
    """The files that name versions, after "as". If it is one lock that pip can read, says that it can be installed instead."""
    if len(set(files)) > 1:
        return f"{listed(files)} do"
    (path,) = set(files)
    document = project.documents.get(path)
    is_lock = document is not None and document.format == "requirements-txt" and project.is_made(path)
    fits = is_lock and _fits_the_python(path, project)
    return f"{path} does" + (f", or install that file: `-r {shell_word(path)}`" if fits else "")


def _fits_the_python(path: str, project: CheckedProject) -> bool:
    """Whether the lock is for many Pythons, or for one that the project names for it."""
    pairing = project.pairing_of(path)
    if pairing is None:
        return False
    made = pairing.python
    return made is None or ".".join(made[0].split(".")[:2]) in project.pythons(path)

"""Cogs for Red-DiscordBot: the requirements.txt at the root is the sorted set of the requirements in every ``info.json``.

Not every repository has this file. It counts as a mirror if most of its lines are requirements of cogs.
"""

from __future__ import annotations

from pinlint.findings.subjects import as_far_as_checked
from pinlint.manifests.adapter import check, mirrors_of, wanted
from pinlint.text.budget import ExceededError
from pinlint.text.source import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject

FILES = r"^[^/._][^/]*/info\.json$"
NAME = "red-cogs"
TARGET = "requirements.txt"
#: Keys that occur only in the information about a cog.
_KEYS = ('"min_bot_version"', '"end_user_data_statement"', '"min_python_version"', '"install_msg"')


def settings(_: CheckedProject) -> dict[str, Any]:
    """The cogs, and the file that lists their requirements."""
    return {
        "name": NAME,
        "files": ["*/info.json"],
        "format": "json",
        "select": ["requirements[]"],
        "skip-when": "disabled == true",
        "drop": "red-discordbot",
        "target": {"file": TARGET, "mode": "mirror"},
    }


def mirrors(project: CheckedProject) -> list[str]:
    """The files that are copies of the manifests' requirements."""
    try:
        return mirrors_of(settings(project)) if wanted(project, NAME) and detected(project) else []
    except ExceededError:
        return []  # the check reports it


def subjects(project: CheckedProject) -> Iterator[Subject]:
    """The findings, if the files belong to cogs and requirements.txt is made from them."""
    if wanted(project, NAME):
        yield from as_far_as_checked(_checked(project), Location(TARGET), "comparing the manifests with")


def _checked(project: CheckedProject) -> Iterator[Subject]:
    if detected(project):
        yield from check(project, settings(project), NAME)


def detected(project: CheckedProject) -> bool:
    """Whether requirements.txt is made from the cogs' requirements: most of its lines are among them.

    This is a guess from the content of the file. If an input has the file's name, the file is a lock instead.
    """
    target = project.documents.get(TARGET)
    if target is None or not target.requirements or project.exists("requirements.in"):
        return False
    paths = [path for path in project.matching(FILES) if (source := project.source(path)) and _is_cog(source.text)]
    if not paths:
        return False
    from pinlint.manifests.reading import read_manifests
    from pinlint.manifests.settings import ManifestSet

    asked = {entry.project for entry in read_manifests(project, ManifestSet(settings(project))).entries}
    lines = {requirement.project for requirement in target.requirements}
    return 2 * len(asked & lines) > len(lines)


def _is_cog(text: str) -> bool:
    return any(key in text for key in _KEYS)

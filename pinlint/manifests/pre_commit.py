"""The hooks of pre-commit against the project's locks: one tool, pinned in two places.

What a hook installs stands in .pre-commit-config.yaml: the revision of its repository, which is the tool's version for many, and
``additional_dependencies``. Where a lock pins the same project, both should say the same; otherwise an editor, the hook
and the build run different versions. A library in a hook's environment may be older on purpose: that is an info only.
"""

from __future__ import annotations

import re

from pinlint.manifests import comparing
from pinlint.manifests.comparing import Difference, Entry, Line
from pinlint.manifests.pre_commit_config import hooks
from pinlint.manifests.reading import requirement_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.manifests.pre_commit_config import Hook
    from pinlint.project import Project
    from pinlint.source import SourceFile
    from pinlint.subjects import Subject

FILES = r"^\.pre-commit-config\.yaml$"
NAME = "pre-commit"

_VERSION = re.compile(r"v?(\d+(?:\.\d+)+(?:(?:a|b|rc|\.post)\d+)?)")
#: Folders whose locks are for something else than development.
_ASIDE = {"doc", "docs", "example", "examples"}
#: What the name of a repository of hooks has beside the name of the tool.
_AROUND = re.compile(r"^mirrors-|(?:-pre-commit)?(?:-mirror)?(?:\.git)?$")


def subjects(project: Project) -> Iterator[Subject]:
    """The hooks whose versions no lock agrees with, among the projects that one pins."""
    presets = project.config.presets
    if presets is not None and NAME not in presets:
        return
    locks = sorted(p for p, role in project.roles.items() if role == "lock" and not _ASIDE.intersection(p.split("/")))
    configured = hooks(project) if locks else None
    if configured is None:
        return
    pins: dict[str, list[Line]] = {}
    for path in locks:
        for requirement in project.documents[path].requirements:
            if requirement.project and requirement.pinned_version is not None:
                pins.setdefault(requirement.project, []).append(Line(requirement, requirement.location))
    source, found = configured
    for entry, tool in entries(source, found):
        lines = pins.get(entry.project, [])
        if lines and not any(comparing.satisfies(line.requirement, entry.requirement) for line in lines):
            # The hook is what falls behind: locks are upgraded by tools.
            yield (
                "manifest",
                "mismatch",
                Difference(
                    "mismatch",
                    entry.project,
                    lines[0].location,
                    entries=[entry],
                    line=lines[0],
                    target=lines[0].location.path,
                    mode="contains",
                    reason="" if tool else "library",
                    certain=False,
                ),
            )


def _is_tool(project: str, hook: str) -> bool:
    """Whether ``hook`` has a project for what it does: the tool, a plugin of it, stubs for a type checker."""
    return project == hook or project.startswith((f"{hook}-", "types-")) or project.endswith("-stubs")


def entries(source: SourceFile, found: list[Hook]) -> Iterator[tuple[Entry, bool]]:
    """What the hooks install, as far as it is Python, and whether it is the tool itself or belongs to it."""
    from pinlint.formats.pep508 import InvalidRequirement

    told = set()
    for hook in found:
        texts = []
        revision = hook.revision
        match = _VERSION.fullmatch(revision.value) if revision is not None and revision.string is not None else None
        if revision is not None and match is not None and revision not in told:
            told.add(revision)
            name = _AROUND.sub("", hook.repository.rstrip("/").rpartition("/")[2])
            texts.append((f"{name}=={match[1]}", revision))
        language = hook.table.get("language")
        more = hook.table.get("additional_dependencies")
        if more is not None and (language is None or language.value == "python"):
            texts += [(node.value, node) for node in more.strings()]
        for text, node in texts:
            try:
                requirement = requirement_of(text, source.path)
            except InvalidRequirement:
                continue  # of another language: prettier@2.1
            if requirement.project is not None:
                tool = node is revision or _is_tool(requirement.project, hook.id)
                yield Entry(f"the hook {hook.id}", text, requirement, source.at(node.content)), tool

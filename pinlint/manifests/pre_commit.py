"""The hooks of pre-commit, compared with the locks of the project: one tool, pinned in two places.

.pre-commit-config.yaml says what a hook installs: the revision of its repository, which is often the version of the tool, and
``additional_dependencies``. If a lock pins the same project, both versions should be equal. Otherwise an editor, the hook
and the build run different versions. A library in the environment of a hook may be older intentionally, so this is only an info.

Only the locks of the project in the root are compared: locks in the root, and in folders that contain only requirements. A lock
next to code in another folder belongs to a service, an example or a package of a larger repository.
"""

from __future__ import annotations

from pinlint.findings.subjects import as_far_as_checked
from pinlint.manifests.pre_commit_config import PATH, hooks, source_of
from pinlint.requirements.model import is_in_template
from pinlint.text.budget import Budget, ExceededError
from pinlint.text.patterns import lazy
from pinlint.text.source import Location
from pinlint.uses.roles import INSTALLED, LOCK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject
    from pinlint.formats.located import Node
    from pinlint.manifests.pre_commit_config import Hook
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import SourceFile

FILES = r"^\.pre-commit-config\.yaml$"
NAME = "pre-commit"

_VERSION = lazy(r"v?(\d+(?:\.\d+)+(?:(?:a|b|rc|\.post)\d+)?)")
#: Folders whose locks are not for development.
_ASIDE = {"doc", "docs", "example", "examples"}
#: Files next to a lock that show it belongs to a separate program. A folder of requirements may have a script that compiles them.
_OWN = lazy(r"(?i)(?:\.py|(?:^|/)(?:pyproject\.toml|setup\.cfg|package\.json|dockerfile[^/]*))$")
_REQUIREMENTS = lazy(r"(?i)require|reqs|constraint|depend|deps")
#: Names that the hooks of many owners have; only pre-commit's own hooks are in the packages of these names.
_OF_PRE_COMMIT = frozenset({"pre-commit", "pre-commit-hooks"})
#: The parts of a hook repository's name that are not the tool's name.
_AROUND = lazy(r"^mirrors-|(?:-pre-commit)?(?:-mirror)?(?:\.git)?$")


def subjects(project: CheckedProject) -> Iterator[Subject]:
    """The hooks whose project a lock pins, if every such lock has another version than the hook."""
    presets = project.config.presets
    if presets is None or NAME in presets:
        yield from as_far_as_checked(_subjects(project), Location(PATH), "comparing the hooks with the locks")


def _subjects(project: CheckedProject) -> Iterator[Subject]:
    if source_of(project) is None:
        return
    locks = [path for path in sorted(project.documents) if _is_pinned(project, path) and not _is_aside(project, path)]
    pins: dict[str, list[Requirement]] = {}
    for path in locks:
        for requirement in project.documents[path].requirements:
            if requirement.project and requirement.pinned_version is not None:
                pins.setdefault(requirement.project, []).append(requirement)
    configured = hooks(project) if pins else None
    if configured is None:
        return
    source, found = configured
    budget = Budget(len(source.text))
    for path in locks:
        budget.add(len(project.documents[path].source.text), led_to=True)
    for hook, required, node in requirements_of(source, found):
        budget.spend(100 + len(required.source.text))
        if required.project not in pins:
            continue
        from pinlint.manifests.comparing import Difference, Entry, Line, satisfies
        from pinlint.manifests.update_bots import hooks_are_updated

        entry = Entry(f"the hook {hook.id}", required.source.text, required, source.at(node.content))
        lines = [Line(requirement, requirement.location) for requirement in pins[required.project]]
        if not any(satisfies(line, entry, budget) for line in lines):
            tool = node is hook.revision or _is_tool(entry.project, hook.id)
            # Usually the hook is out of date: tools upgrade the locks.
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
                    reason="library" if not tool else "updated" if hooks_are_updated(project) else "",
                    certain=False,
                ),
            )


def _is_pinned(project: CheckedProject, path: str) -> bool:
    """Whether the pins of the file are installed."""
    document = project.documents[path]
    if document.format != "requirements-txt":
        return False
    return project.role(path) in (LOCK, INSTALLED) or bool(project.users(path))


def _is_aside(project: CheckedProject, path: str) -> bool:
    """Whether the lock at ``path`` is not for the development of the project in the root."""
    from pinlint.build.docker_context import names_in

    if is_in_template(path):
        return True
    folders = path.split("/")[:-1]
    if _ASIDE.intersection(folders):
        return True
    for depth, name in enumerate(folders, 1):
        above = "/".join(folders[:depth]) + "/"
        if not _REQUIREMENTS.search(name) and any(map(_OWN.search, names_in(project, above))):
            return True
    return False


def _is_tool(project: str, hook: str) -> bool:
    """Whether ``project`` belongs to the tool of ``hook``: the tool itself, a plugin of it, stubs for a type checker."""
    return project == hook or project.startswith((f"{hook}-", "types-")) or project.endswith("-stubs")


def requirements_of(source: SourceFile, found: list[Hook]) -> Iterator[tuple[Hook, Requirement, Node]]:
    """The Python packages that the hooks install, each with its hook and the node that names it: the revision of the tool itself,
    or an additional dependency.
    """
    from pinlint.formats.pep508_parts import InvalidRequirement
    from pinlint.manifests.requirement_texts import requirement_of

    reported = set()
    for hook in found:
        texts = []
        revision = hook.revision
        match = _VERSION.fullmatch(revision.value) if revision is not None and revision.string is not None else None
        if revision is not None and match is not None and revision not in reported:
            reported.add(revision)
            owner, _, repository = hook.repository.rstrip("/").rpartition("/")
            name = _AROUND.sub("", repository)
            if name not in _OF_PRE_COMMIT or owner.endswith("/pre-commit"):
                texts.append((f"{name}=={match[1]}", revision))
        language = hook.table.get("language")
        more = hook.table.get("additional_dependencies")
        if more is not None and (language is None or language.value == "python"):
            texts += [(node.value, node) for node in more.strings()]
        for text, node in texts:
            try:
                requirement = requirement_of(text, source.path)
            except (InvalidRequirement, ExceededError):
                continue  # not Python: prettier@2.1
            if requirement.project is not None:
                yield hook, requirement, node

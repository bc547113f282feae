"""Finds out whether a bot updates the hooks of pre-commit: the configuration of the bot is the evidence."""

from __future__ import annotations

from pinlint.manifests.pre_commit_config import root_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.formats.located import Node

_DEPENDABOT = (".github/dependabot.yml", ".github/dependabot.yaml")
_RENOVATE = tuple(
    f"{folder}{name}"
    for folder in ("", ".github/", ".gitlab/")
    for name in ("renovate.json", "renovate.json5", "renovate.jsonc", ".renovaterc", ".renovaterc.json")
)


def hooks_are_updated(project: CheckedProject) -> bool:
    """Whether a bot updates the hooks: then they are old only until its next change.

    pre-commit.ci updates all hooks, and the key `ci` shows that a project uses it. Dependabot and Renovate do so only
    if their configuration says so.
    """
    hooks = root_of(project)
    if hooks is not None and hooks.get("ci") is not None:
        return True
    for path in _DEPENDABOT:
        updates = _list(_root(project, path), "updates")
        if any(_value(update, "package-ecosystem") == "pre-commit" for update in updates):
            return True
    for path in _RENOVATE:
        root = _root(project, path)
        if any(each.string == ":enablePreCommit" for each in _list(root, "extends")):
            return True
        if root is not None and _value(root, "pre-commit", "enabled") is True:
            return True
    return False


def _root(project: CheckedProject, path: str) -> Node | None:
    """The tree of a file of YAML, or of JSON with comments; None if it cannot be read."""
    source = project.source(path) if path in project.path_set else None
    if source is None:
        return None
    from pinlint.formats.devcontainer import without_comments
    from pinlint.formats.located import LocatedError, yaml
    from pinlint.text.budget import ExceededError, check_source

    try:
        check_source(source.text)
        return yaml.parse(source.text if path in _DEPENDABOT else without_comments(source.text))
    except (LocatedError, ExceededError):
        return None


def _list(node: Node | None, name: str) -> list[Node]:
    found = node.get(name) if node is not None else None
    return list(found.elements) if found is not None else []


def _value(node: Node, *names: str) -> object:
    found = node.get(*names)
    return found.value if found is not None else None

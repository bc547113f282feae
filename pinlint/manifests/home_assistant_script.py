"""Reads what Home Assistant's ``script/gen_requirements_all.py`` writes in addition to the requirements of integrations.

The script and the modules that it imports are read as syntax and never run. This module also reads the data that the script
reads: the project's own dependencies, the hooks of pre-commit, and the literals of the script itself.
"""

from __future__ import annotations

from contextlib import suppress

from pinlint.manifests.comparing import Entry
from pinlint.manifests.reading import Reading, read_manifests
from pinlint.manifests.requirement_texts import requirement_of
from pinlint.manifests.settings import ManifestSet
from pinlint.requirements.model import DEPENDENCIES
from pinlint.text.budget import Budget, ExceededError, check_source
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    import _ast as ast
    from collections.abc import Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.formats.located import Node
    from pinlint.formats.located.python import Source
    from pinlint.text.source import SourceFile

PATH = "script/gen_requirements_all.py"
#: The folders of the modules that may list requirements of their own.
MODULES = ("homeassistant/auth/", "homeassistant/scripts/")
#: Where the core's own dependencies are written, the newest place first.
_CORE = ("pyproject.toml", "setup.cfg", "setup.py")
#: Generated file -> its lines that include other files.
_INCLUDES = {
    "requirements.txt": ("-c homeassistant/package_constraints.txt",),
    "requirements_all.txt": ("-r requirements.txt",),
    "requirements_test_all.txt": ("-r requirements_test.txt",),
}
_COMPONENTS = "homeassistant/components"


class Script:
    """The literals in the generator, and its syntax (``python``). ``base`` are the constraints that it adds. ``roots`` are the
    integrations whose requirements become constraints. ``ignored`` are the hooks that it leaves out. ``renamed`` maps a hook to
    its project if their names differ.

    ``commented`` are the projects that it writes as comments. Old scripts (``in_text``) look for these names in the text of a
    requirement. ``ignored`` is None if the script does not read the hooks.
    """

    def __init__(self, source: SourceFile, python: Source) -> None:
        self.source = source
        self.python = python
        self.base: Node | None = None
        self.roots: list[str] = []
        self.ignored: set[str] | None = None
        self.renamed: dict[str, str] = {}
        self.commented: list[str] = []
        self.in_text = "normalize_package_name" not in source.text

    def includes(self, path: str) -> Iterator[Entry]:
        """The files that the generated file at ``path`` includes, as lines."""
        from pinlint.requirements.model import Requirement

        for line in _INCLUDES.get(path, ()):
            at = self.source.text.find(f'"{line}\\n"')
            if at >= 0:
                span = Span(at + 1, at + 1 + len(line))
                yield Entry(self.source.path, line, Requirement(self.source, span), self.source.at(span))

    def constraints(self) -> Iterator[Entry]:
        """The constraints in the script."""
        from pinlint.formats import requirements_txt
        from pinlint.text.source import SourceFile

        if self.base is None:
            return
        text = self.base.value
        for requirement in requirements_txt.parse(SourceFile(self.source.path, text)).requirements:
            span = requirement.span
            place = self.source.at(self.base.part(span.start, span.end))
            yield Entry(self.source.path, text[span.start : span.end], requirement, place)


def read_script(project: CheckedProject) -> Script | None:
    """The generator of the project; None if it cannot be read."""
    import _ast as ast

    from pinlint.formats.located.syntax import walk

    source = project.source(PATH)
    python = _python(source)
    if source is None or python is None:
        return None
    script = Script(source, python)
    for name, value in assigned(python.tree):
        node = python.literal(value)
        if name == "CONSTRAINT_BASE" and node.string is not None:
            script.base = node
        elif name == "IGNORE_PRE_COMMIT_HOOK_ID":
            script.ignored = {each.value for each in node.strings()}
        elif name in ("COMMENT_REQUIREMENTS", "EXCLUDED_REQUIREMENTS_ALL"):
            script.commented = [each.value for each in node.strings()]
        elif name == "MAP_HOOK_ID_TO_PACKAGE":
            script.renamed = {item.key: item.node.value for item in node.items if item.node.string is not None}
    for call in walk(python.tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "gather_recursive_requirements":
            script.roots += [
                each.value for each in call.args[:1] if isinstance(each, ast.Constant) and isinstance(each.value, str)
            ]
    return script


def of_modules(project: CheckedProject) -> list[Entry]:
    """The ``REQUIREMENTS`` of modules that are not integrations; each module is named as in comments."""
    from pinlint.build.docker_context import files_below

    found: list[Entry] = []
    for path in (path for folder in MODULES for path in files_below(project, folder)):
        source = project.source(path) if path.endswith(".py") else None
        if source is None or "REQUIREMENTS" not in source.text:
            continue
        python = _python(source)
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name, value in assigned(python.tree) if python is not None else ():
            if name == "REQUIREMENTS" and python is not None:
                found += _entries(module, source, list(python.literal(value).strings()))
    return found


def of_core(project: CheckedProject) -> list[Entry]:
    """The project's own dependencies."""
    for path in _CORE:
        document = project.documents.get(path)
        asked = [r for r in document.requirements if r.scope == DEPENDENCIES] if document is not None else []
        if asked:
            return [Entry(path, r.source.text[r.span.start : r.span.end], r, r.location) for r in asked]
    return []


def of_hooks(project: CheckedProject, script: Script) -> list[Entry]:
    """The tools that pre-commit runs, each at the revision of its hook, and their other requirements. Raises ExceededError."""
    from pinlint.manifests.pre_commit_config import hooks

    configured = hooks(project)
    if configured is None or script.ignored is None:
        return []
    source, all_hooks = configured
    found: list[Entry] = []
    for hook in all_hooks:
        if hook.revision is None or not hook.revision.value or hook.id in script.ignored:
            continue
        name = f"the hook {hook.id}"
        pin = f"{script.renamed.get(hook.id, hook.id)}=={str(hook.revision.value).lstrip('v')}"
        found += _entries(name, source, [hook.revision], [pin])
        more = hook.table.get("additional_dependencies")
        found += _entries(name, source, list(more.strings()) if more is not None else [])
    return found


def of_roots(project: CheckedProject, script: Script, budget: Budget) -> Reading:
    """The requirements of integrations that become constraints. Those that the script itself adds are left out. Raises
    ExceededError.
    """
    paths: dict[str, None] = {}
    waiting = [f"{_COMPONENTS}/{name}/manifest.json" for name in script.roots]
    while waiting:
        path = waiting.pop()
        if path in paths or path not in project.path_set:
            continue
        paths[path] = None
        waiting += [f"{_COMPONENTS}/{name}/manifest.json" for name in _dependencies(project, path, budget)]
    if not paths:
        return Reading(budget)
    table = {"files": list(paths), "format": "json", "select": ["requirements[]"]}
    reading = read_manifests(project, ManifestSet(table))
    base = script.base.value if script.base is not None else ""
    reading.entries = [entry for entry in reading.entries if entry.text not in base]
    return reading


def _dependencies(project: CheckedProject, path: str, budget: Budget) -> list[str]:
    """The dependencies of an integration, which are integrations too. Its manifest is at ``path``."""
    import json

    from pinlint.project.files import Unreadable

    try:
        data = project.read(path)
        budget.add(len(data))
        found = json.loads(data).get("dependencies", [])
    except (Unreadable, ValueError, RecursionError, AttributeError):
        return []  # the manifest is reported elsewhere
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def _entries(
    addon: str, source: SourceFile, nodes: Sequence[Node], texts: Sequence[str] | None = None
) -> Iterator[Entry]:
    """An entry for each node that is a requirement. ``texts`` replace the nodes' values."""
    from pinlint.formats.pep508_parts import InvalidRequirement

    for node, text in zip(nodes, texts or [node.value for node in nodes], strict=True):
        with suppress(InvalidRequirement):  # not Python: prettier@2.1
            yield Entry(addon, text, requirement_of(text, source.path), source.at(node.content))


def _python(source: SourceFile | None) -> Source | None:
    """The syntax tree of a module; None if it cannot be read."""
    from pinlint.formats.located import LocatedError
    from pinlint.formats.located.python import Source

    if source is None:
        return None
    try:
        check_source(source.text)
        return Source(source.text)
    except (LocatedError, ExceededError):
        return None  # not what pinlint is asked to judge


def assigned(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The names that a module assigns at top level, with the values."""
    import _ast as ast

    for statement in getattr(tree, "body", []):
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = getattr(statement, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                yield target.id, value

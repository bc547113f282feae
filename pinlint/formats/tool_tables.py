"""Commands in the tables that tools have in pyproject.toml: cibuildwheel, jupyter-releaser, poe, PDM, pixi and taskipy.

The tables of pixi.toml and the tasks of mise.toml are read too. The commands that cibuildwheel runs before a build belong to the
build. What cibuildwheel runs and installs for tests only checks the wheels.
"""

from __future__ import annotations

from pinlint.formats.jobs import Job, Packages, Script, mapped
from pinlint.formats.located.plain_tree import parse_tables
from pinlint.formats.shells import without
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy
from pinlint.uses.steps import CHECK, PUBLISH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.formats.jobs import Action
    from pinlint.formats.located import Node
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)(?:pyproject|pixi|\.?mise)\.toml$"
READS = "build"

#: The tables of pyproject.toml that are read.
_TABLES = [("tool", name) for name in ("cibuildwheel", "jupyter-releaser", "pdm", "pixi", "poe", "taskipy")]
#: The keys of a task whose values are commands.
_COMMANDS = ("cmd", "shell", "sequence", "composite", "run", "run_windows")
#: The tables of cibuildwheel for one platform.
_PLATFORMS = ("linux", "macos", "windows", "android", "ios", "pyodide")
#: The folder of the project in a command of cibuildwheel.
_PROJECT = lazy(r"\{(?:project|package)\}/")
_WORD = lazy(r"\S+")


def jobs(source: SourceFile) -> list[Job]:
    """The tasks and hooks, each a job. Raises LocatedError for text that is malformed."""
    root = parse_tables(source.text, *(_TABLES if source.path.endswith("pyproject.toml") else [()]))
    tool = root.get("tool")
    folder = source.path.rpartition("/")[0]
    found = [Job(source, name, actions, folder=folder) for name, actions in _tasks(source, tool, root)]
    hooks = tool.get("jupyter-releaser", "hooks") if tool is not None else None
    for item in hooks.items if hooks is not None else ():
        found.append(Job(source, item.key, list(_scripts(source, item.node)), folder=folder, purpose=PUBLISH))
    wheels = tool.get("cibuildwheel") if tool is not None else None
    if wheels is not None:
        platforms = [table for name in _PLATFORMS if (table := wheels.get(name)) is not None]
        overrides = wheels.get("overrides")
        tables = [wheels, *platforms, *(overrides.elements if overrides is not None else ())]
        building = [action for table in tables for action in _building(source, table)]
        testing = [action for table in tables for action in _testing(source, table)]
        found.append(Job(source, "cibuildwheel", building, folder=folder))
        found.append(Job(source, "tests of cibuildwheel", testing, folder=folder, purpose=CHECK))
    return [job for job in found if job.actions]


def _tasks(source: SourceFile, tool: Node | None, root: Node) -> Iterator[tuple[str, list[Action]]]:
    """The names of the tasks of all task runners, with what they do."""
    tables = []
    if tool is not None:
        tables = [tool.get("poe", "tasks"), tool.get("pdm", "scripts"), tool.get("taskipy", "tasks")]
    pixi = root if source.path.endswith("pixi.toml") else tool.get("pixi") if tool is not None else None
    if pixi is not None:
        tables.append(pixi.get("tasks"))
        for name in ("feature", "target"):
            parts = pixi.get(name)
            tables += [item.node.get("tasks") for item in (parts.items if parts is not None else ())]
    if source.path.endswith("mise.toml"):
        tables.append(root.get("tasks"))
    for table in tables:
        for item in table.items if table is not None else ():
            yield item.key, list(_scripts(source, item.node))


def _scripts(source: SourceFile, node: Node) -> Iterator[Action]:
    """The commands of a task: a string, a list of them, or a table with one of these."""
    if node.string is not None:
        yield Script(mapped(source, node))
    for each in node.elements:
        yield from _scripts(source, each)
    for key in _COMMANDS:
        value = node.get(key)
        if value is not None and key == "cmd" and value.elements:
            yield Script(_command(source, value))
        elif value is not None:
            yield from _scripts(source, value)


def _command(source: SourceFile, words: Node) -> MappedText:
    """A command as a list of words, in pixi and PDM."""
    parts = []
    for word in words.strings():
        parts += [mapped(source, word), MappedText(source, [(" ", word.end, word.end)])]
    return joined(parts, source)


def _building(source: SourceFile, table: Node) -> Iterator[Action]:
    for key in ("before-all", "before-build", "repair-wheel-command"):
        yield from _commands(source, table.get(key))
    versions = table.get("dependency-versions")
    if versions is not None and versions.string and versions.string not in ("pinned", "latest"):
        option = MappedText(source, [("-c", versions.start, versions.start)])
        yield Packages("cibuildwheel", [option, mapped(source, versions)], versions.span)


def _testing(source: SourceFile, table: Node) -> Iterator[Action]:
    requires = table.get("test-requires")
    given: list[MappedText | None] = []
    if requires is not None and requires.string is not None:
        whole = mapped(source, requires)
        given = [whole.slice(*word.span()) for word in _WORD.finditer(whole.text)]
    elif requires is not None:
        given = [mapped(source, node) for node in requires.strings()]
    if requires is not None and given:
        yield Packages("cibuildwheel", given, requires.span)
    for key in ("before-test", "test-command"):
        yield from _commands(source, table.get(key))


def _commands(source: SourceFile, node: Node | None) -> Iterator[Action]:
    """A command, or a list of commands that run in one shell; ``{project}`` and ``{package}`` are folders of the project."""
    lines = [each for each in (node.elements or [node] if node is not None else ()) if each.string is not None]
    parts = [
        part for each in lines for part in (mapped(source, each), MappedText(source, [("\n", each.end, each.end)]))
    ]
    if parts:
        yield Script(without(joined(parts, source), _PROJECT))

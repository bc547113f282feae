"""The model of files that run commands: jobs, each with its scripts and installations in order.

A job of a workflow, a target of a Makefile and an environment of tox are each a `Job`. This module does not know what the
commands do, and executes nothing.
"""

from __future__ import annotations

from pinlint.formats.located import BOOL, NUMBER, STRING
from pinlint.text.mapped_text import MappedText, joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from pinlint.formats.located import Node
    from pinlint.formats.shell_words import Loop, Word
    from pinlint.text.source import SourceFile, Span

    #: What a job does, in order.
    Action: TypeAlias = "Script | Packages | Call"

#: How a shell says that a command may fail, where the marks of another tool say so.
MAY_FAIL = " || :"


class Script:
    """A shell script: its ``text``, the ``folder`` that it begins in and the ``variables`` that are set for it.

    ``folder`` is relative to the job's folder; None if it is unknown. ``loops`` are the values for which the script runs, one
    after the other (a matrix). ``conditional`` says that a condition decides whether the script runs, ``continues`` that it runs
    in the shell of the script before it. ``newest`` says that it installs the newest releases on purpose.
    """

    __slots__ = ("conditional", "continues", "folder", "loops", "newest", "telling", "text", "variables")

    def __init__(
        self,
        text: MappedText,
        *,
        folder: str | None = "",
        variables: Mapping[str, str | None] | None = None,
        loops: Sequence[Loop] = (),
        conditional: bool = False,
        telling: bool | None = None,
        continues: bool = False,
        newest: bool = False,
    ) -> None:
        self.newest = newest
        #: Whether it may do something that pinlint checks; None if the reader did not ask.
        self.telling = telling
        self.text = text
        self.folder = folder
        self.variables = variables or {}
        self.loops = tuple(loops)
        self.conditional = conditional
        self.continues = continues


class Packages:
    """Arguments that a tool passes to an installer: the ``deps`` of tox, ``session.install(…)`` of nox.

    ``arguments`` are words as on pip's command line, each with its place; ``tool`` is the tool's name in messages.
    """

    __slots__ = ("arguments", "loops", "span", "tool", "variables")

    def __init__(
        self,
        tool: str,
        arguments: Sequence[MappedText | None],
        span: Span,
        *,
        variables: Mapping[str, str | None] | None = None,
        loops: Sequence[Loop] = (),
    ) -> None:
        self.tool = tool
        self.arguments = tuple(arguments)
        self.span = span
        self.variables = variables or {}
        self.loops = tuple(loops)


class Call:
    """A call of another file of the project, or of an action of somebody else. ``name`` is written at ``span``.

    ``inputs`` are the names of the inputs that it gets, without false and empty ones. ``artifact`` is the name of the files
    that it stores or fetches. ``pattern`` matches several such names. Both are as written.
    """

    __slots__ = ("artifact", "inputs", "name", "pattern", "span")

    def __init__(
        self,
        name: str,
        span: Span,
        inputs: Sequence[str] = (),
        artifact: str | None = None,
        pattern: str | None = None,
    ) -> None:
        self.artifact = artifact
        self.pattern = pattern
        self.name = name
        self.span = span
        self.inputs = tuple(inputs)


class Job:
    """The commands that run in one environment. ``folder`` is where they run, relative to the root. ``needs`` are the jobs that
    run before.

    ``purpose`` says why the job runs; None if its commands show that. ``keeps`` says that the job keeps files for other jobs.
    ``pythons`` are the minor versions of Python that it runs on, ``image`` its container, if the file names them. ``after`` is
    the job that ran before in the same environment. An ``is_open`` job runs more than is known: what another repository has.
    """

    __slots__ = (
        "actions",
        "after",
        "folder",
        "image",
        "is_open",
        "keeps",
        "name",
        "needs",
        "purpose",
        "pythons",
        "source",
    )

    def __init__(
        self,
        source: SourceFile,
        name: str,
        actions: Sequence[Action] = (),
        *,
        folder: str = "",
        needs: Sequence[str] = (),
        purpose: str | None = None,
        keeps: bool = False,
        pythons: Sequence[str] = (),
        image: str | None = None,
        after: Job | None = None,
        is_open: bool = False,
    ) -> None:
        self.is_open = is_open
        self.image = image
        self.after = after
        self.keeps = keeps
        self.pythons = tuple(pythons)
        self.source = source
        self.name = name
        self.actions = list(actions)
        self.folder = folder
        self.needs = tuple(needs)
        self.purpose = purpose


def mapped(source: SourceFile, node: Node) -> MappedText:
    """The value of a string node, every character with its place."""
    return MappedText(source, node.pieces())


def joined_nodes(source: SourceFile, nodes: Sequence[Node]) -> MappedText:
    """The values of string nodes, one line after the other."""
    parts = []
    for node in nodes:
        text = mapped(source, node)
        parts += [text, MappedText(source, [("\n", node.end, node.end)])]
    return joined(parts, source)


def in_brackets(extras: Sequence[MappedText]) -> list[MappedText]:
    """Extras as pip takes them after the path of a project: ``[docs,test]``; nothing without extras."""
    parts: list[MappedText] = []
    for extra in extras:
        at = extra.span(0, len(extra.text))
        mark = MappedText(extra.source, [("," if parts else "[", at.start, at.start)])
        parts += [mark, extra]
    if parts:
        parts.append(MappedText(extra.source, [("]", at.end, at.end)]))
    return parts


def container_image(node: Node | None, key: str) -> str | None:
    """The image of a container: the value of ``node``, or of ``key`` in it."""
    found = node.get(key) if node is not None and node.items else node
    return scalar(found) if found is not None else None


def scalar(node: Node) -> str | None:
    """A plain value as text, as it is written; None for tables, lists and missing values."""
    if node.kind == BOOL:
        return str(node.value).lower()
    return str(node.value) if node.kind in (STRING, NUMBER) else None


def value_of(source: SourceFile, node: Node) -> list[Word]:
    """The value of an expression; empty if it is not known."""
    from pinlint.formats.shell_words import Word

    text = source.text[node.start : node.end] if node.kind == NUMBER else scalar(node)  # 3.10 is not 3.1
    if text is None or "${{" in text:
        return []
    whole = MappedText(source, [(text, node.start, node.end)])
    return [Word(whole, 0, len(text), [(text, 0, len(text), False)])]


def may_fail(node: Node, *keys: str) -> bool:
    """Whether a key of a step or a job says that it may fail; the value of an expression is not known."""
    settings = (node.get(key) for key in keys or ("continue-on-error",))
    return any(setting is not None and scalar(setting) not in ("false", "False", "") for setting in settings)


def words(text: MappedText) -> list[MappedText | None]:
    """The parts of a line of a requirements file: an option and its value are two, a requirement is one."""
    line = text.text
    end = line.find(" #")
    line = line[:end] if end >= 0 else line
    start = len(line) - len(line.lstrip())
    line = line.rstrip()
    if not line[start:].startswith("-"):
        return [text.slice(start, len(line))] if line[start:] and line[start] != "#" else []
    for at in range(start, len(line)):
        if line[at] in " =\t":
            value = at + 1
            while value < len(line) and line[value] in " \t":
                value += 1
            return [text.slice(start, at), text.slice(value, len(line))]
    if line[start + 1 : start + 2] != "-" and len(line) > start + 2:
        return [text.slice(start, start + 2), text.slice(start + 2, len(line))]
    return [text.slice(start, len(line))]

"""Finds what a script puts into the context of an image before it builds the image: ``cp requirements.txt image/``."""

from __future__ import annotations

from posixpath import basename, dirname, join, normpath

from pinlint.build.docker_context import below
from pinlint.build.facts import MissingFile
from pinlint.build.image_stage import Copy
from pinlint.text.budget import ExceededError, check_source
from pinlint.text.globs import Glob
from pinlint.text.mapped_text import MappedText
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.formats.shell_words import SimpleCommand, Word
    from pinlint.text.source import SourceFile

#: How the name of a file ends, as opposed to that of a folder.
_ENDING = lazy(r"\.(?:txt|in|toml|lock|cfg|pip|py|sh|ya?ml|json|ini|md)$")
#: Programs that copy files. The last word says where to.
_COPYING = frozenset({"cp", "mv", "ln", "install", "rsync", "scp"})
#: Options whose value is the file that a program writes, and options of copying programs that say where to.
_OUTPUT = frozenset({"-o", "-O", "--output", "--output-file", "--output-document"})
_TARGET = ("-t", "--target-directory")
#: Words of which each file that fills a folder contains one.
_MARKS = (*(f"{name} " for name in sorted(_COPYING)), ">", "-o ", "-O ", "--output", "tee ")
#: A line with the lines that continue it, without what formats of jobs and other languages write before a command, and after it.
_LINE = lazy(r"(?m)^[ \t]*(?:-[ \t]+)?(?:[\w.-]+:[ \t]+)?(?:sh[ \t]*\(?)?[@\"']*((?:[^\n\\]|\\(?:.|\n))*)$")


class FilledContexts:
    """Says which missing files of images a script may copy into their contexts. ``sources`` reads all files with commands; this
    happens only if an image lacks a file.
    """

    def __init__(self, sources: Callable[[], Iterable[SourceFile]], project: CheckedProject) -> None:
        self._sources = sources
        self._project = project
        self._commands: list[SimpleCommand] | None = None

    def fill(self, subject: object) -> bool:
        """Whether a subject of the build rules is a file that a script may copy into the context of its image."""
        if not isinstance(subject, MissingFile) or subject.excluded or not _is_copied(subject):
            return False
        if self._commands is None:
            self._commands = [each for source in self._sources() for each in _read(source, self._project)]
        return any(_fills(command, subject, self._project) for command in self._commands)


def _is_copied(missing: MissingFile) -> bool:
    """Whether a COPY or a mount would put the file where the step reads it, if the context or an earlier stage had it."""
    step, stage = missing.step, missing.step.stage
    path, before = normpath(join(step.folder, missing.name)), step.event
    while True:
        for event in stage.events[:before]:
            stage.context.budget.spend()
            if isinstance(event, Copy) and any(_may_be(event, inside) for inside in below(path, event.target)):
                return True
        if stage.base is None:
            return False
        stage = stage.base
        before = len(stage.events)


def _may_be(copy: Copy, inside: str) -> bool:
    """Whether one of the sources of a copy may be, or contain, the file ``inside`` its target."""
    if copy.origin is not None or inside == ".":
        return True
    return any(
        source is None or Glob.is_one(source) or basename(source) in ("", inside) or not _ENDING.search(source)
        for source in copy.sources
    )


def _read(source: SourceFile, project: CheckedProject) -> Iterator[SimpleCommand]:
    """The commands that copy or write files, as far as the budget of the file allows. Each line is read by itself, because most
    formats of jobs pass over the steps that install nothing.
    """
    from pinlint.build.build_budget import BuildBudget
    from pinlint.formats.shell import commands

    budget = BuildBudget(source, project)
    try:
        check_source(source.text)
        for line in _LINE.finditer(source.text):
            budget.spend(1 + len(line[1]) // 16)
            if any(mark in line[1] for mark in _MARKS):
                found = commands(MappedText.verbatim(source, [line.span(1)]), budget)
                yield from (each for each in found if _copies(each) or _written(each))
    except ExceededError:
        return  # the build rules report a file that is not read to the end


def _fills(command: SimpleCommand, missing: MissingFile, project: CheckedProject) -> bool:
    """Whether a command may put the missing file into the folder from which the image is built.

    Scripts often change their folder or name folders by variables. So only the known end of a path must agree.
    """
    folder = missing.step.stage.context.folder or ""
    name = basename(missing.name)
    if any(basename(path) == name and _leads_to(dirname(path), folder) for path in _written(command)):
        return True
    if not _copies(command):
        return False
    options = [word.text for word in command.words[1:] if word.text.startswith("-")]
    sources = [_known_end(word) for word in command.words[1:] if not word.text.startswith("-")]
    target = sources.pop() if sources and not any(each.split("=")[0] in _TARGET for each in options) else ""
    if not any(_brings(source, name, project) for source in sources if source or target):
        return False
    return _leads_to(target, folder) or (basename(target) == name and _leads_to(dirname(target), folder))


def _copies(command: SimpleCommand) -> bool:
    return command.program in _COPYING and len(command.words) > 2


def _written(command: SimpleCommand) -> list[str]:
    """The files that a command writes: by a redirection, or by an option for its output."""
    found = [_known_end(each.target) for each in command.redirections if each.operator in (">", ">>", ">|", "&>")]
    words = [_known_end(word) for word in command.words]
    if command.program == "tee":
        return [*found, *words[1:]]
    for word, following in zip(words, [*words[1:], ""], strict=True):
        option, equals, value = word.partition("=")
        if option in _OUTPUT:
            found.append(value if equals else following)
    return found


def _known_end(word: Word) -> str:
    """A path without the variables at its beginning; empty if nothing at its end is known."""
    known = word.literal
    if known is not None:
        return known
    return word.text.strip("\"'").rpartition("$")[2].partition("/")[2].replace('"', "")


def _brings(source: str, name: str, project: CheckedProject) -> bool:
    """Whether a copied path is, or contains, a file of this name."""
    last = basename(source.rstrip("/"))
    if last in ("", ".", "..", name) or (Glob.is_one(last) and Glob(last).matches(name)):
        return True
    return any(path.endswith(f"/{name}") and last in path.split("/")[:-1] for path in project.paths)


def _leads_to(target: str, folder: str) -> bool:
    """Whether a path without variables may lead to a folder of the project, or into it."""
    if target.startswith(("/", "~")) or ":" in target:
        return False
    parts = [part for part in normpath(target or ".").split("/") if part not in (".", "..")]
    wanted = folder.split("/") if folder else []
    if not parts or not wanted:
        return True
    ends = (wanted[start:] for start in range(len(wanted)))
    return any(parts[: len(end)] == end or end[: len(parts)] == parts for end in ends)

"""Makefiles: the recipes of their targets, with the variables that the file itself sets (GNU make's manual).

A recipe is a job with the name of its target. The commands of its prerequisites come first. Functions of make are unknown,
and so are variables that are set only when make runs. A finding in a Makefile is as severe as one in the file that runs it.
"""

from __future__ import annotations

from posixpath import dirname

from pinlint.formats.jobs import MAY_FAIL, Job, Script
from pinlint.text.budget import DEEPEST_COMMAND, LONGEST_COPIED_VALUE
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)(?:GNU)?[Mm]akefile(?:\.[\w-]+)?$|\.mk$"
READS = "build"

_ASSIGNMENT = lazy(r"(?:export[ \t]+|override[ \t]+)*([\w.-]+)[ \t]*(?::{0,3}|\?|\+)=[ \t]*((?s:.*))")
_RULE = lazy(r"([^\t#:=][^:=#\n]*)::?(?!=)((?s:.*))")
_REFERENCE = lazy(r"\$(?:\$|\(([^()$]*)\)|\{([^{}$]*)\}|(.))")
#: The names of variables that can be a part of the name of a shell's variable.
_NAME = lazy(r"\w{1,80}")
#: The special targets of make: their prerequisites are described by them, and nothing runs.
_SPECIAL = lazy(r"\.[A-Z_]+")


def jobs(source: SourceFile) -> list[Job]:
    """The targets that have a recipe or prerequisites, in order."""
    variables = _Variables()
    found: list[Job] = []
    lines = _logical_lines(source.text)
    folder = dirname(source.path)
    recipes: list[tuple[list[Job], list[tuple[int, int]]]] = []
    for start, end in lines:
        line = source.text[start:end]
        if line.startswith("\t"):
            if recipes:
                recipes[-1][1].append((start + 1, end))
            continue
        assignment = _ASSIGNMENT.match(line)
        if assignment is not None:
            variables.texts[assignment[1]] = _one_line(assignment[2]).partition(" #")[0].strip()
            continue
        rule = _RULE.match(line)
        if rule is not None:
            prerequisites, semicolon, command = rule[2].partition(";")
            needs = _one_line(prerequisites).partition("#")[0].split()
            names = [name for name in rule[1].split() if not _SPECIAL.fullmatch(name)]
            jobs_here = [Job(source, name, folder=folder, needs=needs) for name in names]
            found += jobs_here
            inline = [(start + rule.end() - len(command), end)] if semicolon else []
            recipes.append((jobs_here, inline))
    for jobs_here, ranges in recipes:
        script = joined([_expanded(source, start, end, variables) for start, end in ranges], source) if ranges else None
        for job in jobs_here[:1]:
            job.actions += [Script(script)] if script is not None else []
    return found


def _logical_lines(text: str) -> list[tuple[int, int]]:
    """The start and the end of each line, without its line end. Lines that a backslash joins count as one."""
    found = []
    start = at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        at = end + 1
        end -= text.endswith("\r", start, end)  # make reads both line ends
        if not text.endswith("\\", start, end):
            found.append((start, end))
            start = at
    if start < len(text):
        found.append((start, len(text)))
    return found


def _one_line(text: str) -> str:
    """The text of a value or of prerequisites with a blank for each line end that a backslash protects."""
    return text.replace("\\\r\n", " ").replace("\\\n", " ")


def _expanded(source: SourceFile, start: int, end: int, variables: _Variables) -> MappedText:
    """A line of a recipe as the shell gets it: make's variables and ``$$`` expanded, unknown ones as shell variables."""
    text = source.text
    begin = start
    while start < end and text[start] in "@-+ \t":
        start += 1
    goes_on = "-" in text[begin:start]
    pieces: list[tuple[str, int, int]] = []
    for match in _REFERENCE.finditer(text, start, end):
        if start < match.start():
            pieces.append((text[start : match.start()], start, match.start()))
        name = match[1] or match[2] or match[3] or ""
        value = "$" if match[0] == "$$" else variables.value(name)
        pieces.append((value, match.start(), match.end()))
        start = match.end()
    pieces += [(text[start:end], start, end), (f"{MAY_FAIL}\n" if goes_on else "\n", end, end)]
    return MappedText(source, pieces)


class _Variables:
    """The variables that a Makefile sets, with the ``values`` that they have in its recipes."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {"MAKE": "make"}  # make sets it itself
        self.values: dict[str, str] = {}

    def value(self, name: str, depth: int = 0) -> str:
        """The value of a variable; its unknown parts become variables of the shell, which are unknown there too."""
        known = self.values.get(name)
        if known is not None:
            return known
        unknown = f"${{UNKNOWN_TO_MAKE_{name}}}" if _NAME.fullmatch(name) else "$UNKNOWN_TO_MAKE"
        text = self.texts.get(name)
        if text is None or depth > DEEPEST_COMMAND:
            return unknown
        self.values[name] = unknown  # for a value that contains itself
        found = self._expanded(text, depth + 1)
        self.values[name] = unknown if found is None else found
        return self.values[name]

    def _expanded(self, text: str, depth: int) -> str | None:
        """The text with its variables expanded; None if it becomes too long."""
        parts = []
        at = 0
        length = len(text)
        for match in _REFERENCE.finditer(text):
            inner = "$" if match[0] == "$$" else self.value(match[1] or match[2] or match[3] or "", depth)
            parts += [text[at : match.start()], inner]
            at = match.end()
            length += len(inner)
            if length > LONGEST_COPIED_VALUE:
                return None
        return "".join([*parts, text[at:]]) if length <= LONGEST_COPIED_VALUE else None

"""Makefiles: the recipes of their targets, with the variables that the file itself sets (GNU make's manual).

A recipe is a job with the name of its target. The commands of its prerequisites come first. Functions of make are unknown, and
so are variables that are set only when make runs. A Makefile has the severity of what runs it.
"""

from __future__ import annotations

from posixpath import dirname

from pinlint.formats.jobs import Job, Script
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)(?:GNU)?[Mm]akefile(?:\.[\w-]+)?$|\.mk$"
READS = "build"

_ASSIGNMENT = lazy(r"(?:export[ \t]+|override[ \t]+)*([\w.-]+)[ \t]*(?::{0,3}|\?|\+)=[ \t]*([^\n]*)")
_RULE = lazy(r"([^\t#:=][^:=#\n]*)::?(?!=)([^\n]*)")
_REFERENCE = lazy(r"\$(?:\$|\(([^()$]*)\)|\{([^{}$]*)\}|(.))")
#: The deepest nesting of variables that is followed, and the longest value.
_DEEPEST, _LONGEST = 8, 4000


def jobs(source: SourceFile) -> list[Job]:
    """The targets that have a recipe or prerequisites, in order."""
    variables: dict[str, str] = {}
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
            variables[assignment[1]] = assignment[2].partition(" #")[0].strip()
            continue
        rule = _RULE.match(line)
        if rule is not None:
            prerequisites, semicolon, command = rule[2].partition(";")
            needs = prerequisites.partition("#")[0].split()
            jobs_here = [Job(source, name, folder=folder, needs=needs) for name in rule[1].split()]
            found += jobs_here
            inline = [(end - len(command), end)] if semicolon else []
            recipes.append((jobs_here, inline))
    for jobs_here, ranges in recipes:
        script = joined([_expanded(source, start, end, variables) for start, end in ranges], source) if ranges else None
        for job in jobs_here[:1]:
            job.actions += [Script(script)] if script is not None else []
    return found


def _logical_lines(text: str) -> list[tuple[int, int]]:
    """Start and end of the lines, those that a backslash joins as one."""
    found = []
    start = at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        at = end + 1
        if not text.endswith("\\", start, end):
            found.append((start, end))
            start = at
    if start < len(text):
        found.append((start, len(text)))
    return found


def _expanded(source: SourceFile, start: int, end: int, variables: dict[str, str]) -> MappedText:
    """A line of a recipe as the shell gets it: make's variables and ``$$`` expanded, unknown ones as shell variables."""
    text = source.text
    while start < end and text[start] in "@-+ \t":
        start += 1
    pieces: list[tuple[str, int, int]] = []
    for match in _REFERENCE.finditer(text, start, end):
        if start < match.start():
            pieces.append((text[start : match.start()], start, match.start()))
        name = match[1] or match[2] or match[3]
        value = "$" if match[0] == "$$" else _value(name, variables, 0)
        pieces.append((value if value is not None else "$UNKNOWN_TO_MAKE", match.start(), match.end()))
        start = match.end()
    pieces += [(text[start:end], start, end), ("\n", end, end)]
    return MappedText(source, pieces)


def _value(name: str | None, variables: dict[str, str], depth: int) -> str | None:
    text = variables.get(name or "")
    if text is None or depth > _DEEPEST or len(text) > _LONGEST:
        return None
    parts = []
    at = 0
    for match in _REFERENCE.finditer(text):
        inner = "$" if match[0] == "$$" else _value(match[1] or match[2] or match[3], variables, depth + 1)
        if inner is None:
            return None
        parts += [text[at : match.start()], inner]
        at = match.end()
    return "".join([*parts, text[at:]])[:_LONGEST]

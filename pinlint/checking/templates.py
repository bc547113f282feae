"""Recognizes project files that are templates: a program replaces `{{ … }}` before any tool reads them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.requirements.model import RequirementsFile

#: The formats of project templates. Requirements files are not among them: pip reads them without changes.
_FORMATS = frozenset({"pyproject-toml", "setup-cfg"})
_MARKS = ("{{", "{%", "<%", "${{")


def is_template(document: RequirementsFile) -> bool:
    """Whether an unreadable part of a project's file is a placeholder."""
    if document.format not in _FORMATS or not document.problems:
        return False
    text = document.source.text
    for problem in document.problems:
        start = text.rfind("\n", 0, problem.span.start) + 1
        end = text.find("\n", problem.span.end)
        line = text[start : end if end >= 0 else len(text)]
        if any(mark in line for mark in _MARKS):
            return True
        shown = text[problem.span.start : problem.span.end].strip("\"'")
        if shown[:1] == "$" or (shown[:1] == "<" and shown[-1:] == ">"):
            return True
    return False


def note(documents: Iterable[RequirementsFile]) -> list[str]:
    """A sentence about the templates among the documents."""
    paths = [document.path for document in documents if document.problems and is_template(document)]
    if not paths:
        return []
    more = f" and {len(paths) - 1} more" if paths[1:] else ""
    verb = "are templates" if paths[1:] else "is a template"
    return [f"{paths[0]}{more} {verb} with placeholders, which {'were' if paths[1:] else 'was'} not checked"]

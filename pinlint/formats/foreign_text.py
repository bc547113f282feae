"""Recognizes text that is not a requirements file although the file's name says so: prose, a web page, an unfilled template. pip
refuses such a file. One finding says this, instead of one for each line.
"""

from __future__ import annotations

from pinlint.requirements.model import PROSE, Problem, is_in_template
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.requirements.model import RequirementsFile

#: How the placeholders of a template engine begin.
_PLACEHOLDERS = ("{{", "{%", "{#", "<%")
#: How lines of markup begin.
_MARKUP = tuple("<*`|&{}()\"'=")
#: Operators that sentences do not contain.
_OPERATORS = ("==", ">=", "<=", "~=", "!=")
#: A sentence has at least so many words, and prose at least so many lines.
_WORDS = 5
_LINES = 5
#: At most so many characters of a line are checked, before and after the error in it.
_MOST_OF_A_LINE = 2000


def sift(document: RequirementsFile) -> None:
    """Replaces the problems of such a text by a single one that says what the text is. No requirements are read from prose.

    In the template of a project only the lines with placeholders are unknown. The other lines are in every project that is made
    from the template.
    """
    if is_in_template(document.path):
        document.problems = [each for each in document.problems if not _has_placeholder(document, each)]
    malformed = [problem for problem in document.problems if problem.rule == "syntax-error"]
    lines = [_line(document, problem).strip() for problem in malformed]
    prose = sum(map(_is_prose, lines))
    markup = sum(line[:1] == "<" != line[1:2] for line in lines)  # `<<<<<<<` is what a merge leaves behind
    if markup >= _LINES or (prose >= _LINES and prose * 2 > len(document.requirements) + len(malformed)):
        document.problems = [Problem("unreadable-file", PROSE, Span(0, 0))]
        document.requirements, document.includes, document.options = [], [], []
        return
    in_template = [problem for problem in malformed if _has_placeholder(document, problem)]
    if in_template:
        found = set(in_template)
        others = [problem for problem in document.problems if problem not in found]
        document.problems = [*others, Problem("unreadable-file", "a template fills this in", in_template[0].span)]


def _line(document: RequirementsFile, problem: Problem) -> str:
    text = document.source.text
    at = problem.span.start
    before = text[max(at - _MOST_OF_A_LINE, 0) : at].rpartition("\n")[2]
    return before + text[at : at + _MOST_OF_A_LINE].partition("\n")[0]


def _has_placeholder(document: RequirementsFile, problem: Problem) -> bool:
    line = _line(document, problem)
    return any(mark in line for mark in _PLACEHOLDERS)


def _is_prose(line: str) -> bool:
    """Whether a line was not even meant as a requirement: a sentence, markup."""
    if line.startswith(_MARKUP):
        return True
    if any(operator in line for operator in _OPERATORS):
        return False
    return line.endswith((".", ":")) or len(line.split()) >= _WORDS

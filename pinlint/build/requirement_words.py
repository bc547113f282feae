"""The words of an installer's command that are requirements, and those that are paths."""

from __future__ import annotations

from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.build.command_words import Argument
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import Span

#: The beginnings of words that are paths.
LOCAL = lazy(r"\.{1,2}(?:$|[/\[])|/|~|file:|[A-Za-z]:\\")


def read_argument(argument: Argument, editable: bool) -> Requirement | None:
    """The requirement in a word; None for a path, an unknown word, and anything else."""
    from pinlint.formats.pep508 import InvalidRequirement
    from pinlint.formats.requirement_lines import read_line_requirement
    from pinlint.requirements.references import ARCHIVES

    text = argument.value
    if not text or (editable and "+" not in text.partition("://")[0]):
        return None
    if "://" not in text and (LOCAL.match(text) or text.endswith(ARCHIVES) or ("*" in text and "=" not in text)):
        return None  # a path, or a pattern of paths
    word = argument.word

    def locate(_start: int, _end: int) -> Span:
        return word.span  # with quotes or expansions, no exact place is known

    try:
        return read_line_requirement(word.mapped.source, text, locate, False)
    except InvalidRequirement:
        return None
